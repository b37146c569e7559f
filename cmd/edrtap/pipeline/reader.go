package pipeline

import (
	"context"
	"sync"
	"sync/atomic"

	"edrtap/capture"
)

// readAhead is how many batches are in flight between reader and workers.
const readAhead = 16

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
		b.home.put(b)
	}
}

// reader fills batches ahead of the decoder, in a goroutine of its own.
type reader struct {
	full chan *sharedBatch
	free chan struct{} // one element for each batch of idle
	quit chan struct{}

	mu   sync.Mutex
	idle []*sharedBatch // the last one was given back last: its block may still be in a cache
}

func startReader(source capture.Source) *reader {
	r := &reader{
		full: make(chan *sharedBatch, readAhead),
		free: make(chan struct{}, readAhead),
		quit: make(chan struct{}),
	}
	for range readAhead {
		r.put(&sharedBatch{home: r})
	}
	go r.run(source)
	return r
}

// put makes a batch idle. Any goroutine may call it.
func (r *reader) put(b *sharedBatch) {
	r.mu.Lock()
	r.idle = append(r.idle, b)
	r.mu.Unlock()
	r.free <- struct{}{}
}

// take gives an idle batch; there is one for each element of free.
func (r *reader) take() *sharedBatch {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.idle) - 1
	batch := r.idle[last]
	r.idle = r.idle[:last]
	return batch
}

func (r *reader) run(source capture.Source) {
	defer close(r.full)
	for {
		select {
		case <-r.quit:
			return
		case <-r.free:
			batch := r.take()
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
