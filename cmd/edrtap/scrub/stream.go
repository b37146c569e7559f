package scrub

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
)

// direction is who sends to whom.
type direction struct {
	src, dst         netip.Addr
	srcPort, dstPort uint16
}

// Limits of what is kept of one direction of a connection, in bytes.
const (
	maxHeld      = 256 << 10 // that came out of order
	maxBuffered  = 64 << 10  // in which the begin of a record is looked for
	maxText      = 16 << 10  // in front of TLS
	maxHeldInAll = 64 << 20
	maxMessage   = 512 << 10
)

// stream is one direction of one connection: what each of its bytes becomes.
// All bytes that no chunk covers are zeroed.
type stream struct {
	base     uint32 // sequence number of the first byte
	next     int64  // offset of the byte that is awaited
	held     []chunk
	heldSize int
	chunks   []chunk

	mode     mode
	buf      []byte // bytes that are not yet judged, up to next
	boundary int    // where the last segment begins in buf
	skip     int    // bytes to zero that are still to come
	sealed   bool   // ChangeCipherSpec was seen: records of handshake messages are encrypted
	text     int    // bytes of text so far
	socks    int    // messages of SOCKS so far
	pending  *message
}

// chunk is bytes at an offset.
type chunk struct {
	at int64
	b  []byte
}

// mode is what the next bytes of a stream are.
type mode uint8

const (
	beginning mode = iota // TLS, or what may come before it
	records               // of TLS
	lost                  // the middle of a record of which the begin is missing
	opaque                // nothing that is understood
)

// message is a piece of a stream that is to be put into other words.
type message struct {
	body  []byte
	where []chunk // pieces of body, and where they stand in the stream
	of    *stream
	whole func(s *Scrubber, b []byte)
}

// scrub puts a message into other words.
func (m *message) scrub(s *Scrubber) {
	m.whole(s, m.body)
	m.of.chunks = append(m.of.chunks, m.where...)
}

// segment takes or changes the payload of a TCP segment.
func (s *Scrubber) segment(d direction, seq uint32, syn bool, payload []byte) {
	if syn {
		seq++
	}
	list := s.streams[d]
	at, known := s.current[d]
	if known && syn && list[at].base != seq { // the ports are used again
		at++
	}
	if at == len(list) {
		if s.writing { // not what was learned
			clear(payload)
			return
		}
		list = append(list, &stream{base: seq})
		s.streams[d], s.order = list, append(s.order, list[at])
	}
	s.current[d] = at
	st := list[at]
	offset := int64(int32(seq-st.base-uint32(st.next))) + st.next
	if s.writing {
		st.overlay(offset, payload)
		return
	}
	s.take(st, offset, payload)
}

// overlay replaces a payload by what its bytes become.
func (t *stream) overlay(offset int64, payload []byte) {
	clear(payload)
	end := offset + int64(len(payload))
	i, _ := slices.BinarySearchFunc(t.chunks, offset, func(c chunk, at int64) int {
		if c.at+int64(len(c.b)) <= at {
			return -1
		}
		return 1
	})
	for ; i < len(t.chunks) && t.chunks[i].at < end; i++ {
		c := t.chunks[i]
		if c.at < offset {
			copy(payload, c.b[offset-c.at:])
		} else {
			copy(payload[c.at-offset:], c.b)
		}
	}
}

// take puts a segment in its place.
func (s *Scrubber) take(t *stream, offset int64, b []byte) {
	if n := t.next - offset; n > 0 { // seen already
		if n >= int64(len(b)) {
			return
		}
		b, offset = b[n:], t.next
	}
	if len(b) == 0 {
		return
	}
	if offset == t.next {
		t.boundary = len(t.buf)
		t.data(s, b)
		t.release(s)
		return
	}
	t.held = append(t.held, chunk{offset, bytes.Clone(b)})
	slices.SortStableFunc(t.held, func(a, b chunk) int { return cmp.Compare(a.at, b.at) })
	t.heldSize += len(b)
	s.held += len(b)
	if t.heldSize > maxHeld || s.held > maxHeldInAll {
		t.gap(s)
	}
}

// release goes on with what was held and is no longer out of order.
func (t *stream) release(s *Scrubber) {
	for len(t.held) > 0 && t.held[0].at <= t.next {
		c := t.held[0]
		t.held = t.held[1:]
		t.heldSize -= len(c.b)
		s.held -= len(c.b)
		if n := t.next - c.at; n < int64(len(c.b)) {
			t.boundary = len(t.buf)
			t.data(s, c.b[n:])
		}
	}
}

// gap gives up what is missing before the first held segment.
func (t *stream) gap(s *Scrubber) {
	missing := t.held[0].at - t.next
	t.settle(s)
	switch {
	case int64(t.skip) >= missing:
		t.skip -= int(missing)
	case t.mode == records, t.mode == lost:
		t.mode, t.skip = lost, 0
	default:
		t.mode, t.skip = opaque, 0
	}
	t.next = t.held[0].at
	t.release(s)
}

// end takes what is left.
func (t *stream) end(s *Scrubber) {
	for len(t.held) > 0 {
		t.gap(s)
	}
	t.settle(s)
}

// data takes the next bytes.
func (t *stream) data(s *Scrubber, b []byte) {
	t.next += int64(len(b))
	if t.skip > 0 {
		n := min(t.skip, len(b))
		t.skip -= n
		b = b[n:]
		t.boundary = 0
	}
	if len(b) == 0 {
		return
	}
	t.buf = append(t.buf, b...)
	for t.step(s) {
	}
}

// at is the offset of the first byte in buf.
func (t *stream) at() int64 { return t.next - int64(len(t.buf)) }

// keep lets the next n bytes stay as they are.
func (t *stream) keep(n int) {
	t.chunks = append(t.chunks, chunk{t.at(), bytes.Clone(t.buf[:n])})
	t.drop(n)
}

// drop lets the next n bytes be zeroed; they may still be to come.
func (t *stream) drop(n int) {
	there := min(n, len(t.buf))
	t.skip = n - there
	t.buf = append(t.buf[:0], t.buf[there:]...)
	t.boundary = max(t.boundary-there, 0)
}

// say makes a message of the next n bytes.
func (t *stream) say(s *Scrubber, n int, whole func(*Scrubber, []byte)) {
	m := s.message(t, whole)
	m.add(t.at(), t.buf[:n])
	m.done()
	t.drop(n)
}

func (s *Scrubber) message(t *stream, whole func(*Scrubber, []byte)) *message {
	m := &message{of: t, whole: whole}
	s.messages = append(s.messages, m)
	return m
}

// add adds bytes to a message.
func (m *message) add(at int64, b []byte) {
	m.where = append(m.where, chunk{at: at, b: b[:len(b):len(b)]})
	m.body = append(m.body, b...)
}

// done makes the pieces of a message parts of its body.
func (m *message) done() {
	rest := m.body
	for i := range m.where {
		n := len(m.where[i].b)
		m.where[i].b, rest = rest[:n:n], rest[n:]
	}
}
