package pipeline

import (
	"context"
	"sync/atomic"

	"edrtap/capture"
)

// readAhead is how many batches are in flight between reader and workers.
const readAhead = 8

// sharedBatch is a batch with the number of workers that still need it.
type sharedBatch struct {
	capture.Batch
	err   error // why there is no batch after this one
	users atomic.Int32
	home  *reader
}

// release gives the batch back to the reader once nobody needs it.
func (b *sharedBatch) release() {
	if b.users.Add(-1) == 0 {
		b.home.free <- b
	}
}

// reader fills batches ahead of the decoder, in a goroutine of its own.
type reader struct {
	full chan *sharedBatch
	free chan *sharedBatch
	quit chan struct{}
}

func startReader(source capture.Source) *reader {
	r := &reader{
		full: make(chan *sharedBatch, readAhead),
		free: make(chan *sharedBatch, readAhead),
		quit: make(chan struct{}),
	}
	for range readAhead {
		r.free <- &sharedBatch{home: r}
	}
	go r.run(source)
	return r
}

func (r *reader) run(source capture.Source) {
	defer close(r.full)
	for {
		select {
		case <-r.quit:
			return
		case batch := <-r.free:
			batch.err = source.ReadBatch(&batch.Batch)
			select {
			case <-r.quit:
				return
			case r.full <- batch:
			}
			if batch.err != nil {
				return
			}
		}
	}
}

// next returns the next batch, held once for the caller. With the last one
// comes the reason why there are no more.
func (r *reader) next(ctx context.Context) (*sharedBatch, error) {
	if ctx.Err() != nil {
		return nil, context.Canceled
	}
	select {
	case <-ctx.Done():
		return nil, context.Canceled
	case batch := <-r.full:
		batch.users.Store(1)
		return batch, batch.err
	}
}

func (r *reader) stop() { close(r.quit) }
