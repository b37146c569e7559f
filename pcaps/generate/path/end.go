package path

import (
	"time"

	"edrtap/pcaps/generate/dialogue"
)

const (
	initialWindow = 10                     // segments (RFC 6928)
	largestWindow = 40                     // segments; stays below the advertised windows
	ackDelay      = 40 * time.Millisecond  // RFC 9293 section 3.8.6.3 allows 500 ms
	firstTimeout  = 300 * time.Millisecond // of a data segment; doubled each time (RFC 6298 section 5)
	lastTimeout   = 5                      // retransmissions of one segment before the other end gives up
	lineRate      = 8 * time.Nanosecond    // per byte: 1 Gbit/s
)

// end is one side's TCP. Offsets count the bytes of a stream from 0; a FIN
// takes the offset behind the last byte.
type end struct {
	s           *simulation
	side        dialogue.Side
	first       uint32 // initial sequence number
	established bool

	out      []byte
	writes   []write // where each write begins and ends in out
	closing  bool
	next     int // next offset to send
	acked    int
	finSent  bool
	window   int // congestion window, segments
	repeats  int // duplicate acknowledgements in a row
	recover  int // in fast recovery until this offset is acknowledged
	timer    int // of retransmission: only the newest counts
	backoff  uint
	lineFree time.Duration

	in       int   // all before was received
	held     []gap // received beyond
	finHeard bool
	owed     int // segments received and not yet acknowledged
	ackTimer int
}

type write struct{ begin, end, step int }

type gap struct{ begin, end int }

func newSide(s *simulation, side dialogue.Side) *end {
	return &end{s: s, side: side, first: s.random.Uint32(), window: initialWindow}
}

func (e *end) peer() *end { return e.s.ends[e.side.Other()] }

// heardAll says whether everything that the other side has written so far has
// arrived.
func (e *end) heardAll() bool {
	p := e.peer()
	return e.in == len(p.out) && (!p.closing || e.finHeard)
}

func (e *end) write(b []byte, step int) {
	e.writes = append(e.writes, write{len(e.out), len(e.out) + len(b), step})
	e.out = append(e.out, b...)
	e.push()
}

// push sends what the window allows.
func (e *end) push() {
	for e.next < len(e.out) && e.next-e.acked < e.window*e.s.c.Path.MSS {
		e.next = e.data(e.next)
	}
	if e.closing && !e.finSent && e.next == len(e.out) {
		e.finSent = true
		e.send(flags{ack: true, fin: true}, e.next, nil)
	}
	e.arm()
}

// data sends the segment that begins at offset, and gives where it ends. A
// segment does not hold bytes of two writes.
func (e *end) data(offset int) int {
	until, pushed := min(offset+e.s.c.Path.MSS, len(e.out)), false
	for _, w := range e.writes {
		if offset < w.end {
			until, pushed = min(until, w.end), until >= w.end
			break
		}
	}
	e.send(flags{ack: true, psh: pushed}, offset, e.out[offset:until])
	return until
}

// outstanding says whether anything sent has not been acknowledged.
func (e *end) outstanding() bool {
	return e.acked < e.next || e.finSent && e.acked == e.next
}

func (e *end) arm() {
	e.timer++
	if !e.outstanding() {
		return
	}
	armed := e.timer
	e.s.after(firstTimeout<<e.backoff, func() {
		if armed != e.timer || e.s.over {
			return
		}
		e.backoff = min(e.backoff+1, 6)
		if e.backoff > lastTimeout && e.s.c.Path.LargestFromServer > 0 {
			e.peer().send(flags{ack: true, rst: true}, e.peer().sendable(), nil)
			e.s.over = true // the other end has lost patience
			return
		}
		e.recover = e.next
		e.repeat()
		e.arm()
	})
}

// repeat sends the oldest segment again.
func (e *end) repeat() {
	if e.acked < e.next {
		e.data(e.acked)
	} else if e.finSent {
		e.send(flags{ack: true, fin: true}, e.next, nil)
	}
}

// acknowledged takes the acknowledgement of all before offset.
func (e *end) acknowledged(offset int, bare bool) {
	switch {
	case offset > e.acked:
		e.acked, e.repeats, e.backoff = offset, 0, 0
		e.window = min(e.window+1, largestWindow)
		if e.acked < e.recover { // a partial acknowledgement (RFC 6582 section 3.2)
			e.repeat()
		}
		e.push()
	case bare && offset == e.acked && e.outstanding():
		e.repeats++
		if e.repeats == 3 { // fast retransmit (RFC 5681 section 3.2)
			e.recover = e.next
			e.repeat()
			e.arm()
		}
	}
}

// received takes the payload at offset, and a FIN behind it.
func (e *end) received(offset, length int, fin bool) {
	if length == 0 && !fin {
		return
	}
	before := e.in
	e.hold(gap{offset, offset + length})
	if fin && offset+length == e.in {
		e.finHeard = true
	}
	e.owed++
	if e.in == before+length && length > 0 && e.owed < 2 && !fin && len(e.held) == 0 {
		e.acknowledgeLater()
	} else {
		e.acknowledge()
	}
	e.s.advance()
}

// hold notes that the bytes g arrived, and moves in forward over all that is
// there without a hole.
func (e *end) hold(g gap) {
	e.held = append(e.held, g)
	for moved := true; moved; {
		moved = false
		rest := e.held[:0]
		for _, h := range e.held {
			switch {
			case h.end <= e.in:
			case h.begin <= e.in:
				e.in, moved = h.end, true
			default:
				rest = append(rest, h)
			}
		}
		e.held = rest
	}
}

func (e *end) acknowledge() {
	e.send(flags{ack: true}, e.sendable(), nil)
}

func (e *end) acknowledgeLater() {
	e.ackTimer++
	armed := e.ackTimer
	e.s.after(ackDelay, func() {
		if armed == e.ackTimer && e.owed > 0 && !e.s.over {
			e.acknowledge()
		}
	})
}

// sendable is the offset that a segment without payload carries: behind a FIN
// that was sent, its own place is taken.
func (e *end) sendable() int {
	if e.finSent {
		return e.next + 1
	}
	return e.next
}
