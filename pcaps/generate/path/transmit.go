package path

import (
	"time"

	"edrtap/pcaps/generate/dialogue"

	"github.com/google/gopacket/layers"
)

type flags struct{ syn, ack, psh, fin, rst bool }

// connect opens the connection: the three-way handshake, or its failure.
func (s *simulation) connect() {
	tries := []time.Duration{0, 1 * time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second}
	if s.c.Path.Behaviour == Refusing { // Windows tries a refusing server three times
		tries = []time.Duration{0, 500 * time.Millisecond, 1000 * time.Millisecond}
	}
	client := s.ends[dialogue.Client]
	for _, d := range tries {
		s.after(d, func() {
			if !client.established && !s.over {
				client.send(flags{syn: true}, -1, nil)
			}
		})
	}
}

// synReceived is the server's answer to a SYN.
func (s *simulation) synReceived() {
	server := s.ends[dialogue.Server]
	switch s.c.Path.Behaviour {
	case Listening:
		server.send(flags{syn: true, ack: true}, -1, nil)
	case Refusing: // RFC 9293 section 3.5.2: sequence number 0
		server.first = ^uint32(0)
		server.send(flags{rst: true, ack: true}, 0, nil)
	case Dropping:
	}
}

// send puts one segment on the line; offset -1 stands for the SYN.
func (e *end) send(f flags, offset int, payload []byte) {
	s := e.s
	t := e.header(f, offset)
	if f.ack {
		e.owed = 0
		e.ackTimer++
	}
	sent := max(s.now, e.lineFree)
	e.lineFree = sent + time.Duration(len(payload)+54)*lineRate
	toSensor, toPeer, hops := e.way()
	if s.chance(s.c.Path.LossBefore) {
		return
	}
	if s.chance(s.c.Path.Reorder) {
		toSensor += 2 * time.Millisecond
	}
	passes := sent + toSensor
	p := Packet{
		Sent: s.c.Start.Add(sent), Seen: s.c.Start.Add(passes),
		from: e.side, src: e.host(), dst: e.peer().host(), hops: hops, tcp: t, payload: payload, offset: offset,
	}
	e.note(offset, len(payload), p.Seen)
	s.packets = append(s.packets, p)
	if s.chance(s.c.Path.Duplicate) {
		p.twin = true
		p.Seen = p.Seen.Add(30 * time.Microsecond)
		s.packets = append(s.packets, p)
	}
	if s.c.Path.ResetTTL > 0 && e.side == dialogue.Client && len(payload) > 0 {
		s.inject(p.Seen)
		return
	}
	if most := s.c.Path.LargestFromServer; most > 0 && e.side == dialogue.Server && len(payload) > most {
		return
	}
	firstSYN := f.syn && !f.ack && s.now == 0
	if s.chance(s.c.Path.LossAfter) || firstSYN && s.c.Path.FirstSYNLost {
		return
	}
	receiver, ackOffset := e.peer(), int(t.Ack-e.peer().first-1)
	s.after(passes+toPeer-s.now, func() { receiver.arrive(f, offset, len(payload), ackOffset) })
}

// inject lets a device beside the sensor reset the connection in the name of
// both ends. Its packets bear its own time to live and identification.
func (s *simulation) inject(after time.Time) {
	const identification = 0x4242
	s.over = true
	for _, e := range s.ends {
		forged := *e.host()
		forged.TTL, forged.FirstIPID = s.c.Path.ResetTTL, identification
		at := after.Add(80 * time.Microsecond)
		t := e.header(flags{ack: true, rst: true}, e.sendable())
		s.packets = append(s.packets, Packet{
			Sent: at, Seen: at, from: e.side, src: &forged, dst: e.peer().host(), tcp: t, offset: e.sendable(),
		})
	}
}

// arrive is a segment's arrival at e. A side that has torn the connection
// down hears no more.
func (e *end) arrive(f flags, offset, length, ackOffset int) {
	s := e.s
	switch {
	case s.over:
	case f.rst:
		if e.established {
			s.over = true
		}
	case f.syn && !f.ack:
		s.synReceived()
	case f.syn:
		if !e.established {
			e.established = true
			e.acknowledge()
		}
		s.advance()
	default:
		e.established = true
		e.acknowledged(ackOffset, length == 0 && !f.fin)
		e.received(offset, length, f.fin)
		s.advance()
	}
}

func (e *end) header(f flags, offset int) *layers.TCP {
	h, c := e.host(), e.s.c
	t := &layers.TCP{
		SrcPort: layers.TCPPort(c.ClientPort), DstPort: layers.TCPPort(c.ServerPort),
		Seq: e.first + 1 + uint32(offset), Window: h.Window,
		SYN: f.syn, ACK: f.ack, PSH: f.psh, FIN: f.fin, RST: f.rst,
	}
	if e.side == dialogue.Server {
		t.SrcPort, t.DstPort = t.DstPort, t.SrcPort
	}
	if f.ack {
		t.Ack = e.peer().first + 1 + uint32(e.in)
		if e.finHeard {
			t.Ack++
		}
	}
	if f.rst {
		t.Window = 0
	}
	if f.syn { // no SYN's window is scaled (RFC 7323 section 2.2)
		t.Window = 64240
		mss := uint16(c.Path.MSS)
		t.Options = []layers.TCPOption{
			{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{byte(mss >> 8), byte(mss)}},
			{OptionType: layers.TCPOptionKindNop, OptionLength: 1},
			{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{h.WindowScale}},
		}
	}
	return t
}

func (e *end) host() *Host {
	if e.side == dialogue.Client {
		return e.s.c.Client
	}
	return e.s.c.Server
}

// way gives the delays before and behind the sensor, and the routers before
// it.
func (e *end) way() (toSensor, toPeer time.Duration, hops uint8) {
	p := e.s.c.Path
	if e.side == dialogue.Client {
		return p.ClientDelay, p.ServerDelay, p.ClientHops
	}
	return p.ServerDelay, p.ClientDelay, p.ServerHops
}

// note keeps when the first byte of each write passed the sensor.
func (e *end) note(offset, length int, seen time.Time) {
	for _, w := range e.writes {
		if w.begin >= offset && w.begin < offset+length && e.s.seen[w.step].IsZero() {
			e.s.seen[w.step] = seen
		}
	}
}

func (s *simulation) chance(p float64) bool {
	return p > 0 && s.random.Float64() < p
}
