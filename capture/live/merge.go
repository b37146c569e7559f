package live

import (
	"errors"
	"io"

	"edrtap/capture"
)

const (
	// mergeBlock is the block of a merged batch, in bytes.
	mergeBlock = 1 << 20

	// mergeFrames is how many frames a merged batch holds at most.
	mergeFrames = 4096

	// inFlight is how many batches of each interface wait to be merged. What
	// does not fit waits in the interface's ring.
	inFlight = 4
)

// Merge gives the frames of several interfaces in order of time. It waits with
// a frame until every other interface has given a later one or is known to
// have none before it. One source alone is given back as it is.
//
// A source that fails does not end the others: its error comes once all have
// ended. The merged source owns the sources and reads each in a goroutine of
// its own, which Close ends.
func Merge(sources ...capture.Source) capture.Source {
	if len(sources) == 1 {
		return sources[0]
	}
	m := &merger{arrivals: make(chan arrival, len(sources)*inFlight), quit: make(chan struct{})}
	for _, source := range sources {
		f := &feed{source: source, free: make(chan *capture.Batch, inFlight), done: make(chan struct{})}
		for range inFlight {
			f.free <- &capture.Batch{}
		}
		m.feeds = append(m.feeds, f)
		go f.run(m)
	}
	return m
}

// arrival is a batch that an interface gave.
type arrival struct {
	feed  *feed
	batch *capture.Batch
	err   error
}

// feed is one interface of a merge.
type feed struct {
	source capture.Source
	free   chan *capture.Batch
	done   chan struct{} // closed when run is over

	queue []*capture.Batch // with frames that were not merged yet
	next  int              // frame of the first of them
	until int64            // no frame that is not in queue is earlier
	ended bool
}

// run reads the interface until it ends or the merge does.
func (f *feed) run(m *merger) {
	defer close(f.done)
	for {
		select {
		case <-m.quit:
			return
		case batch := <-f.free:
			err := f.source.ReadBatch(batch)
			select {
			case <-m.quit:
				return
			case m.arrivals <- arrival{f, batch, err}:
			}
			if err != nil {
				return
			}
		}
	}
}

type merger struct {
	feeds    []*feed
	arrivals chan arrival
	quit     chan struct{}
	failed   []error
}

// ReadBatch implements capture.Source.
func (m *merger) ReadBatch(b *capture.Batch) error {
	if cap(b.Block) < mergeBlock {
		b.Block = make([]byte, mergeBlock)
	}
	b.Frames, b.Block, b.Until = b.Frames[:0], b.Block[:0], 0
	for waited := false; ; waited = true {
		m.receive()
		ended := true
		for _, f := range m.feeds {
			ended = ended && f.ended && len(f.queue) == 0
		}
		if ended {
			return errors.Join(append(m.failed, io.EOF)...)
		}
		horizon := m.merge(b)
		if len(b.Frames) > 0 || waited {
			if horizon < capture.MaxTime {
				b.Until = horizon
			}
			return nil
		}
		select {
		case <-m.quit:
			return io.EOF
		case a := <-m.arrivals:
			m.arrived(a)
		}
	}
}

// receive takes in what has arrived, without waiting.
func (m *merger) receive() {
	for {
		select {
		case a := <-m.arrivals:
			m.arrived(a)
		default:
			return
		}
	}
}

func (m *merger) arrived(a arrival) {
	f := a.feed
	if n := len(a.batch.Frames); n > 0 {
		f.until = max(f.until, a.batch.Frames[n-1].Time)
	}
	f.until = max(f.until, a.batch.Until)
	if a.err != nil {
		f.ended, f.until = true, capture.MaxTime
		if !errors.Is(a.err, io.EOF) {
			m.failed = append(m.failed, a.err)
		}
	}
	if len(a.batch.Frames) == 0 {
		f.free <- a.batch
		return
	}
	f.queue = append(f.queue, a.batch)
}

// merge moves frames to b that no interface can give an earlier one than. It
// returns up to which time that is known.
func (m *merger) merge(b *capture.Batch) (horizon int64) {
	for {
		var first *feed
		horizon = capture.MaxTime
		for _, f := range m.feeds {
			if len(f.queue) == 0 {
				horizon = min(horizon, f.until)
				continue
			}
			if first == nil || f.head().Time < first.head().Time {
				first = f
			}
		}
		if first == nil {
			return horizon
		}
		head := first.head()
		if head.Time > horizon {
			return horizon
		}
		if len(b.Frames) >= mergeFrames || !b.Take(head) {
			return head.Time
		}
		first.advance()
	}
}

func (f *feed) head() *capture.Frame { return &f.queue[0].Frames[f.next] }

// advance goes to the next frame, and lets a batch be read into again that has
// none.
func (f *feed) advance() {
	f.next++
	if f.next < len(f.queue[0].Frames) {
		return
	}
	f.next = 0
	f.free <- f.queue[0]
	f.queue = append(f.queue[:0], f.queue[1:]...)
}

// Close implements capture.Source: it closes every source.
func (m *merger) Close() error {
	close(m.quit)
	var failed []error
	for _, f := range m.feeds {
		failed = append(failed, f.source.Close())
		<-f.done
	}
	return errors.Join(failed...)
}
