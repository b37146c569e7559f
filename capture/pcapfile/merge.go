package pcapfile

import (
	"errors"
	"io"

	"edrtap/capture"
)

// mergeBlock is the block of a merged batch, in bytes; longer frames get one
// of their own.
const mergeBlock = 1 << 20

// Merge gives the frames of all sources in order of time. Frames of the same
// time come in the order of the sources, and the frames of one source stay in
// its own order even where its times go back. They are copied into the batch,
// so that a batch needs none of the sources' memory; one source alone is given
// back as it is.
//
// A source that fails does not end the others: its error comes once they are
// exhausted, joined with those of other sources. The merged Source owns the
// sources and closes each when it is exhausted. It holds one batch of each. It
// is for one goroutine at a time.
func Merge(sources ...capture.Source) capture.Source {
	if len(sources) == 1 {
		return sources[0]
	}
	m := &merger{feeds: make([]feed, len(sources))}
	for i, s := range sources {
		m.feeds[i].source = s
	}
	return m
}

// feed is one source of a merge, with the batch it is at.
type feed struct {
	source capture.Source
	batch  capture.Batch
	next   int // frame of batch that comes next
	closed bool
}

// head is the next frame; valid iff the feed is in the heap.
func (f *feed) head() *capture.Frame { return &f.batch.Frames[f.next] }

type merger struct {
	secrets [][]byte // of the batches that were read for the one at hand
	feeds   []feed
	heap    []int // indexes of feeds with a next frame, the earliest first
	begun   bool
	failed  []error
	result  error // what all further calls give; nil while frames may come
}

// ReadBatch gives up to 4096 frames in order of time.
func (m *merger) ReadBatch(b *capture.Batch) error {
	b.Frames, b.Secrets = b.Frames[:0], nil
	if m.result != nil {
		return m.result
	}
	if !m.begun {
		m.begin()
	}
	if cap(b.Block) < mergeBlock {
		b.Block = make([]byte, mergeBlock)
	}
	b.Block = b.Block[:0]
	for len(m.heap) > 0 && len(b.Frames) < maxFrames {
		f := &m.feeds[m.heap[0]]
		if !b.Take(f.head()) {
			break
		}
		if f.next++; f.next == len(f.batch.Frames) && !m.refill(f) {
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		}
		m.sink(0)
	}
	if len(b.Frames) == 0 {
		m.result = io.EOF
		if len(m.failed) > 0 {
			m.result = errors.Join(m.failed...)
		}
		return m.result
	}
	b.Secrets, m.secrets = m.secrets, nil
	return nil
}

// begin reads the first batch of every source and makes the heap.
func (m *merger) begin() {
	m.begun = true
	for i := range m.feeds {
		if m.refill(&m.feeds[i]) {
			m.heap = append(m.heap, i)
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
}

// refill reads the feed's next frames. It is false once there are none; the
// source is then closed and its memory given up.
func (m *merger) refill(f *feed) bool {
	f.next = 0
	for range idleReads {
		err := f.source.ReadBatch(&f.batch)
		if err != nil && err != io.EOF {
			m.failed = append(m.failed, err)
		}
		if len(f.batch.Frames) > 0 && err == nil {
			m.secrets = append(m.secrets, f.batch.Secrets...)
			return true
		}
		if err != nil {
			m.end(f)
			return false
		}
	}
	m.failed = append(m.failed, io.ErrNoProgress)
	m.end(f)
	return false
}

// end closes a feed.
func (m *merger) end(f *feed) {
	f.batch = capture.Batch{}
	f.closed = true
	if err := f.source.Close(); err != nil {
		m.failed = append(m.failed, err)
	}
}

// before orders feeds by the time of their next frame, then by their place.
func (m *merger) before(i, j int) bool {
	ti, tj := m.feeds[i].head().Time, m.feeds[j].head().Time
	return ti < tj || ti == tj && i < j
}

// sink moves the feed at place i of the heap down to where it belongs.
func (m *merger) sink(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(m.heap); child++ {
			if m.before(m.heap[child], m.heap[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

// Close closes the sources that are still open.
func (m *merger) Close() error {
	var failed []error
	for i := range m.feeds {
		if f := &m.feeds[i]; !f.closed {
			f.closed = true
			failed = append(failed, f.source.Close())
		}
	}
	m.heap = nil
	return errors.Join(failed...)
}
