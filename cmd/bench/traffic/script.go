package traffic

import (
	"time"

	"edrtap/pcaps/generate/dialogue"
)

// script is a connection that can be played many times: its packets, with
// sequence numbers that count from 0 and times that count from the packet
// before.
type script struct {
	port     uint16 // of the server
	segments []segment
	bytes    int // of all frames
	hello    int // the segment that a ClientHello begins in, or -1
}

// segment is a TCP segment or, where udp is set, a datagram.
type segment struct {
	from    dialogue.Side
	udp     bool
	flags   byte
	seq     uint32
	ack     uint32
	payload []byte
	wait    time.Duration // since the segment before, and
	trips   float64       // so many round trips
}

// TCP flags, RFC 9293 section 3.1.
const (
	fin = 1 << iota
	syn
	_
	psh
	ack
)

// newScript plays steps over TCP: handshake, segments of at most mss bytes
// with an acknowledgment of every second one, and what ends there are.
func newScript(port uint16, steps []dialogue.Step, mss int) *script {
	w := &scriptWriter{script: script{port: port, hello: -1}}
	w.add(segment{from: dialogue.Client, flags: syn})
	w.add(segment{from: dialogue.Server, flags: syn | ack, wait: 20 * time.Microsecond, trips: 0.5})
	w.add(segment{from: dialogue.Client, flags: ack, wait: 10 * time.Microsecond, trips: 0.5})
	last := dialogue.Client
	for _, s := range steps {
		trips := 0.0
		if s.From != last {
			trips = 0.5
		}
		last = s.From
		switch s.Kind {
		case dialogue.Send:
			w.send(s.From, s.Data, mss, trips)
		case dialogue.Close:
			w.add(segment{from: s.From, flags: fin | ack, wait: 20 * time.Microsecond, trips: trips})
			w.closed++
		}
	}
	if w.closed == 2 {
		w.add(segment{from: last.Other(), flags: ack, wait: 20 * time.Microsecond, trips: 0.5})
	}
	return &w.script
}

// scriptWriter keeps what a script is up to.
type scriptWriter struct {
	script
	next   [2]uint32 // sequence numbers
	closed int       // sides
}

func (w *scriptWriter) add(s segment) {
	s.seq = w.next[s.from]
	if s.flags&ack != 0 {
		s.ack = w.next[s.from.Other()]
	}
	w.next[s.from] += uint32(len(s.payload))
	if s.flags&(syn|fin) != 0 {
		w.next[s.from]++
	}
	w.put(s)
}

func (s *script) put(g segment) {
	s.segments = append(s.segments, g)
	s.bytes += g.headers() + len(g.payload)
}

// send cuts data into segments. A window of sixteen is followed by a rest, as
// a sender's congestion window has it.
func (w *scriptWriter) send(from dialogue.Side, data []byte, mss int, trips float64) {
	for i := 1; len(data) > 0; i++ {
		n := min(mss, len(data))
		s := segment{from: from, flags: ack, payload: data[:n:n], wait: 3 * time.Microsecond, trips: trips}
		if i%16 == 0 {
			s.wait = 400 * time.Microsecond
		}
		if n == len(data) {
			s.flags |= psh
		}
		w.add(s)
		data, trips = data[n:], 0
		if i%2 == 0 || len(data) == 0 {
			w.add(segment{from: from.Other(), flags: ack, wait: 15 * time.Microsecond, trips: 0.02})
		}
	}
}

// markHello says that the first bytes of the client are a ClientHello.
func (s *script) markHello() {
	for i, g := range s.segments {
		if len(g.payload) > 0 {
			s.hello = i
			return
		}
	}
}

// untilHello cuts the script off before the server says anything, or
// acknowledges what the client said.
func (s *script) untilHello() {
	for i, g := range s.segments[s.hello:] {
		if g.from == dialogue.Server {
			s.segments = s.segments[:s.hello+i]
			return
		}
	}
}
