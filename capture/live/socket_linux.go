package live

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"edrtap/capture"
)

// socket is a Source on a packet socket. Its ring is replaced when the
// interface was gone and is back.
type socket struct {
	config  Config
	wake    int // an eventfd that Close writes to
	closing atomic.Bool
	reading sync.Mutex // held by ReadBatch, and by Close once that is over

	ring    *ring   // nil while the interface is gone
	retired []*ring // closed once no batch holds a block of theirs
	state   State
	tried   time.Time // when an interface that is gone was last looked for

	cardClock cardClock
	byCard    atomic.Uint64 // frames that the card has stamped
	cardWrong atomic.Int64  // ns by which the card's clock was behind the machine's when it was given up; 0: never

	counting sync.Mutex // guards ring's descriptor for Statistics, and what follows
	counted  Statistics
	lost     uint64 // by the interface, before the capture began
	closed   bool
}

func openPacketSocket(c Config) (Source, error) {
	r, err := openRing(&c)
	if err != nil {
		return nil, err
	}
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		r.close()
		return nil, &OpenError{c.Interface, "eventfd", err}
	}
	s := &socket{config: c, wake: wake, ring: r, state: Up, lost: lostBefore(c.Interface)}
	if stateOf(c.Interface, r.index) == Down {
		s.turn(Down)
	}
	return s, nil
}

// ReadBatch implements capture.Source: it gives the frames of one block.
func (s *socket) ReadBatch(b *capture.Batch) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.release(b)
	if s.closing.Load() {
		return io.EOF
	}
	deadline := time.Now().Add(patience)
	for {
		if s.ring != nil {
			if block := s.ring.take(); block != nil {
				s.fill(b, block)
				return nil
			}
		}
		now := time.Now()
		if !now.Before(deadline) {
			b.Until = now.Add(-settled).UnixNano()
			return nil
		}
		if err := s.wait(deadline.Sub(now)); err != nil {
			return err
		}
	}
}

// release takes back the block that a batch was given before.
func (s *socket) release(b *capture.Batch) {
	b.Frames, b.Until = b.Frames[:0], 0
	if !s.config.Direct {
		return
	}
	for _, r := range append(s.retired, s.ring) {
		if r != nil && r.owns(b.Block) {
			r.give(b.Block)
		}
	}
	b.Block = nil
	s.sweep()
}

// sweep closes rings that were replaced and that no batch needs any more.
func (s *socket) sweep() {
	kept := s.retired[:0]
	for _, r := range s.retired {
		if r.held > 0 {
			kept = append(kept, r)
			continue
		}
		r.close()
	}
	s.retired = kept
}

// fill gives a block to a batch, or a copy of it.
func (s *socket) fill(b *capture.Batch, block []byte) {
	before := s.ring.card
	if s.config.Direct {
		b.Block = block
		b.Frames = s.ring.frames(block, s.config.File, b.Frames)
	} else {
		b.Frames = s.ring.frames(block, s.config.File, b.Frames)
		b.Block = keep(b.Frames, b.Block)
		s.ring.give(block)
	}
	if s.ring.card > before {
		s.judgeCard(b.Frames, s.ring.card-before)
	}
	if s.state != Up {
		s.turn(Up)
	}
}

// judgeCard looks at a block with frames that the card has stamped: n of them.
func (s *socket) judgeCard(frames []capture.Frame, n uint64) {
	s.byCard.Add(n)
	age := time.Since(time.Unix(0, frames[len(frames)-1].Time))
	if !s.cardClock.off(age) {
		return
	}
	shift(frames, age)
	_ = s.ring.askCard(false) // where it fails, the next block is judged the same
	s.cardWrong.Store(int64(age))
}

// keep copies frames' bytes to a block of the batch's own.
func keep(frames []capture.Frame, block []byte) []byte {
	size := 0
	for i := range frames {
		size += len(frames[i].Data)
	}
	if cap(block) < size {
		block = make([]byte, 0, max(size, maxBlock))
	}
	block = block[:0]
	for i := range frames {
		begin := len(block)
		block = append(block, frames[i].Data...)
		frames[i].Data = block[begin:len(block):len(block)]
	}
	return block
}

// wait returns when a block may be there, Close was called, the interface has
// changed, or the time is over.
func (s *socket) wait(most time.Duration) error {
	fds := []unix.PollFd{{Fd: int32(s.wake), Events: unix.POLLIN}}
	if s.ring != nil {
		at := unix.PollFd{Fd: int32(s.ring.fd), Events: unix.POLLIN | unix.POLLERR}
		if s.ring.lent() {
			at.Events, most = unix.POLLERR, min(most, glance)
		}
		fds = append(fds, at)
	}
	timeout := unix.NsecToTimespec(int64(most))
	if _, err := unix.Ppoll(fds, &timeout, nil); err != nil && !errors.Is(err, unix.EINTR) {
		return &OpenError{s.config.Interface, "poll", err}
	}
	switch {
	case s.closing.Load():
		return io.EOF
	case s.ring == nil:
		s.reopen()
	case fds[1].Revents&unix.POLLERR != 0, s.state == Down:
		return s.troubled()
	}
	return nil
}

// troubled asks why the socket reports an error. An interface that was
// switched off keeps its ring, and the kernel goes on with it; one that is gone
// needs a new one.
func (s *socket) troubled() error {
	code, err := unix.GetsockoptInt(s.ring.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return &OpenError{s.config.Interface, "packet socket", err}
	}
	state := stateOf(s.config.Interface, s.ring.index)
	if state == Up && code != 0 && unix.Errno(code) != unix.ENETDOWN {
		return &OpenError{s.config.Interface, "packet socket", unix.Errno(code)}
	}
	if state == Gone {
		s.retire()
	}
	if state == Up && code != 0 { // it was down for a moment
		s.turn(Down)
	}
	s.turn(state)
	return nil
}

// retire puts the ring aside until no batch holds a block of it.
func (s *socket) retire() {
	s.counting.Lock()
	s.count()
	s.counted.InterfaceDropped += s.lostNow()
	s.lost = 0 // a new interface counts anew
	s.retired = append(s.retired, s.ring)
	s.ring = nil
	s.counting.Unlock()
	s.sweep()
}

// reopen looks for an interface that is gone.
func (s *socket) reopen() {
	if now := time.Now(); now.Sub(s.tried) >= retry {
		s.tried = now
		if r, err := openRing(&s.config); err == nil {
			s.counting.Lock()
			s.ring = r
			s.counting.Unlock()
			s.turn(stateOf(s.config.Interface, r.index))
		}
	}
}

// turn notes the state and tells of a change.
func (s *socket) turn(state State) {
	if state == s.state {
		return
	}
	if s.state == Up {
		s.counting.Lock()
		s.counted.Down++
		s.counting.Unlock()
	}
	s.state = state
	if s.config.Notify != nil {
		s.config.Notify(Event{s.config.Interface, state})
	}
}

// Statistics implements Source.
func (s *socket) Statistics() Statistics {
	s.counting.Lock()
	defer s.counting.Unlock()
	s.count()
	sum := s.counted
	sum.CardStamped, sum.CardWrong = s.byCard.Load(), time.Duration(s.cardWrong.Load())
	sum.InterfaceDropped += s.lostNow()
	return sum
}

// count fetches what the kernel counted. The caller holds counting.
func (s *socket) count() {
	if s.ring == nil || s.closed {
		return
	}
	if more, err := s.ring.statistics(); err == nil {
		s.counted.Add(more)
	}
}

// lostNow is what the interface lost that is not in counted. The caller holds
// counting.
func (s *socket) lostNow() uint64 {
	if s.ring == nil || s.closed {
		return 0
	}
	if now := lostBefore(s.config.Interface); now > s.lost {
		return now - s.lost
	}
	return 0
}

// Close implements capture.Source.
func (s *socket) Close() error {
	if s.closing.Swap(true) {
		return nil
	}
	one := [8]byte{0: 1, 7: 1} // not zero in either byte order
	_, _ = unix.Write(s.wake, one[:])
	s.reading.Lock() // no ReadBatch is under way
	defer s.reading.Unlock()
	s.counting.Lock()
	defer s.counting.Unlock()
	s.count()
	s.counted.InterfaceDropped += s.lostNow()
	s.closed = true
	for _, r := range append(s.retired, s.ring) {
		if r != nil {
			r.close()
		}
	}
	s.ring, s.retired = nil, nil
	return unix.Close(s.wake)
}
