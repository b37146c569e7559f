// Package reassembly puts the segments of one direction of a TCP connection
// back in order. What arrives in order goes to the consumer at once and
// without a copy; what arrives early is held, within hard limits, until the
// bytes before it arrive or are given up; what was lost is told as a gap of
// known length. It never guesses bytes.
//
// Sequence numbers are compared by serial arithmetic (RFC 1982, RFC 9293
// section 3.4), so that a stream may cross 2^32 any number of times.
package reassembly

import "edrtap/capture/slab"

// maxSegment is the most bytes that one segment is believed to have. A real
// one has at most 64 KiB, or a few MiB as a jumbogram.
const maxSegment = 1 << 24

// maxAhead is the largest window there is (RFC 7323 section 2.3), and so how
// far beyond the next byte a segment or an acknowledgment is believed. It also
// keeps all numbers of a stream within half of their space, without which
// serial arithmetic has no order.
const maxAhead = 1 << 30

// rewindLimit is how far back the start of a stream may be moved while its
// first byte is not known, in bytes.
const rewindLimit = 1 << 20

// Owner names a stream to its Sink. It means nothing to this package.
type Owner uint64

// Sink takes what streams give, in the order of each stream.
//
// Times are those of the segments that carried the bytes; for a gap, of the
// bytes after it or, where none follow, of the acknowledgment that covered it.
// They never go back within a stream as long as segment times do not.
// A Sink must not call the stream or its Pool.
type Sink interface {
	// Data gives the next bytes. b is valid only during the call.
	Data(owner Owner, time int64, b []byte)
	// Gap says that the next n bytes, n > 0, will never come. They were cut off
	// by a snap length if cut, else no frame with them was captured.
	Gap(owner Owner, time int64, n int64, cut bool)
}

// Stream is one direction's ordered bytes. The zero value is a stream of
// which nothing is known. It must not be copied or moved while it holds
// anything, and belongs to the goroutine of its Pool.
//
// It is kept small and without pointers, because millions may be open.
type Stream struct {
	hold  slab.Ref // of the Pool's holds; 0 unless something is out of order or missing
	first uint32   // sequence number of the first byte
	next  uint32   // sequence number of the next byte for the consumer
	end   uint32   // one past the highest byte seen
	acked uint32   // highest acknowledgment number of the peer; valid iff started
	laps  uint16   // how often 2^32 bytes were given to the consumer
	state state
}

type state uint8

const (
	started  state = 1 << iota // next, end and acked are valid
	anchored                   // the position of the first byte is settled: SYN seen, or bytes given or held
	finished                   // all bytes before the FIN were given; next is its sequence number
)

// Segment is the input of one Stream.Segment call.
type Segment struct {
	Time    int64  // packet time, ns
	Clock   int64  // monotonic packet clock, ns
	Seq     uint32 // sequence number of the first payload byte
	Payload []byte // captured payload; not kept
	Length  int    // payload on the wire, in bytes; at least len(Payload)
	FIN     bool
}

// Result says what a segment was to its stream.
type Result struct {
	New    int    // payload bytes not seen before
	Old    int    // payload bytes seen before, held or already given
	Beyond int    // payload bytes beyond the FIN, ignored
	Lag    int64  // valid iff Filled: ns since the bytes after the hole came
	Events Events // what else there is to say
}

// Events is a set of things that a segment was.
type Events uint8

// The events of a segment.
const (
	Filled      Events = 1 << iota // new bytes came after later ones: reordered, or lost before the sensor and sent again
	KeepAlive                      // at most one byte, just before the next one (RFC 9293 section 3.8.4), or a repeated window probe
	Conflict                       // repeated bytes differ from those held; the first ones stand
	RepeatedFIN                    // the FIN was seen before
	BadFIN                         // a FIN at another place than the first one, or before bytes already seen; ignored
	Far                            // further off than any window reaches; ignored
	Late                           // new bytes, all acknowledged before they came: the capture mixes the directions up
)

// Started says whether the stream has a position: Next, End and Acked are
// valid.
func (s *Stream) Started() bool { return s.state&started != 0 }

// Anchored says whether the position of the first byte is settled.
func (s *Stream) Anchored() bool { return s.state&anchored != 0 }

// Finished says whether everything before the FIN was given.
func (s *Stream) Finished() bool { return s.state&finished != 0 }

// First is the sequence number of the stream's first byte.
func (s *Stream) First() uint32 { return s.first }

// Next is the sequence number of the next byte for the consumer.
func (s *Stream) Next() uint32 { return s.next }

// End is one past the highest sequence number seen.
func (s *Stream) End() uint32 { return s.end }

// Acked is the highest acknowledgment number seen from the peer, or 2^30
// before Next where it is further behind.
func (s *Stream) Acked() uint32 { return s.acked }

// Position is how many bytes the consumer was given, gaps included, modulo 2^48.
func (s *Stream) Position() uint64 { return uint64(s.laps)<<32 | uint64(s.next-s.first) }

// begin makes seq the number of the first byte.
func (s *Stream) begin(seq uint32) { s.first, s.next, s.end = seq, seq, seq }

// pass notes that n bytes, at most 2^31, were given to the consumer.
func (s *Stream) pass(n int) {
	given := s.next - s.first
	s.next += uint32(n)
	if s.next-s.first < given {
		s.laps++
	}
}

// Holding says whether bytes are held or known to be missing.
func (s *Stream) Holding() bool { return s.hold != 0 }

// Start settles that the stream's first byte has sequence number first (the
// one after the SYN's). It reports false, and does nothing, where bytes were
// already given or held and first is not where the stream began.
func (s *Stream) Start(p *Pool, first uint32) bool {
	if s.state&anchored != 0 && (s.Position() != 0 || s.hold != 0) {
		return s.First() == first
	}
	s.release(p)
	// An acknowledgment that came before the SYN stands if it can be of this
	// stream: it may cover data in the SYN.
	if s.state != started || s.acked-first > maxAhead {
		s.acked = first
	}
	s.begin(first)
	s.state |= started | anchored
	return true
}

// InOrder says whether a segment at seq continues the stream with nothing
// held or missing: its payload can go to the consumer as it is, followed by
// Advance.
func (s *Stream) InOrder(seq uint32) bool {
	return seq == s.next && s.hold == 0 && s.state&(started|finished) == started
}

// Advance notes that n bytes of a segment that was InOrder were given.
func (s *Stream) Advance(n int) {
	s.pass(n)
	s.end = s.next
	s.state |= anchored
	s.keepUp()
}

// keepUp keeps the acknowledgment number in reach where none is seen for
// long, as in a capture of one direction.
func (s *Stream) keepUp() {
	if int32(s.next-s.acked) > maxAhead {
		s.acked = s.next - maxAhead
	}
}

// Covered says that the peer's acknowledgment number ack needs no more than a
// call of Raise: nothing is held, and no byte beyond the known ones is
// acknowledged.
func (s *Stream) Covered(ack uint32) bool {
	return s.hold == 0 && s.state&started != 0 && !before(s.next, ack)
}

// Raise notes an acknowledgment number that is Covered.
func (s *Stream) Raise(ack uint32) {
	if before(s.acked, ack) {
		s.acked = ack
	}
}

// before says whether sequence number a comes before b (RFC 1982).
func before(a, b uint32) bool { return int32(a-b) < 0 }
