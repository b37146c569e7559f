// Package carve picks the frames of some sessions out of a capture, with
// comments that say what is seen where.
//
// The capture is read twice: first to know which frames are wanted and what is
// in them, then to write them. So frames stay in their order, fragments come
// with the packet that they make up, and nothing has to be held in memory.
package carve

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"edrtap/capture"
	"edrtap/capture/flow"
	"edrtap/capture/packet"
	"edrtap/rules/record"
	"edrtap/tlsparse"
)

// Limits of what is kept of a capture.
const (
	maxComments    = 100_000 // frames with comments
	maxFragments   = 4096    // frames of IP packets that are not yet whole
	commentsAFrame = 8
	fragmentAge    = 30 * time.Second
	// afterlife is how long after its last packet an ICMP error is still about
	// a session.
	afterlife = time.Second
)

// pair is the two ends of a connection, the client's first.
type pair struct{ client, server netip.AddrPort }

// Picked is which frames of a capture are wanted.
type Picked struct {
	Frames   int                 // how many
	Sessions int                 // of how many sessions frames were found
	all      bool                // every frame is wanted, of sessions or not
	comments map[uint64][]string // of those wanted, where not all are: by number, in order; nil where there is nothing to say
}

// Pick finds the frames of the sessions, or all frames where sessions is nil. An
// error is the source's; what was found before it is given too.
func Pick(source capture.Source, sessions []record.Session) (*Picked, error) {
	p := newPicker(sessions)
	var batch capture.Batch
	var clock int64
	var err error
	for err == nil {
		err = source.ReadBatch(&batch)
		for i := range batch.Frames {
			frame := &batch.Frames[i]
			frame.Time = min(max(frame.Time, 0), capture.MaxTime)
			clock = max(clock, frame.Time)
			p.frame(frame, clock)
		}
	}
	p.closing = true
	p.table.FinishThrough(clock, p.number)
	p.picked.Sessions = len(p.found)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return &p.picked, err
}

// Each gives the picked frames of the same capture, with their comments.
func (p *Picked) Each(source capture.Source, do func(*capture.Frame, []string) error) error {
	var batch capture.Batch
	var number uint64
	var err error
	for left := p.Frames; err == nil && left > 0; {
		err = source.ReadBatch(&batch)
		for i := range batch.Frames {
			number++
			comments, wanted := p.comments[number]
			if !wanted && !p.all {
				continue
			}
			left--
			frame := &batch.Frames[i]
			frame.Time = min(max(frame.Time, 0), capture.MaxTime)
			if err := do(frame, comments); err != nil {
				return err
			}
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return err
}

// picker is one call of Pick at work.
type picker struct {
	picked    Picked
	wanted    map[pair][]*record.Session
	found     map[string]bool // ids of sessions of which frames were seen
	decoder   *packet.Decoder
	packet    packet.Packet
	fragments []fragment
	table     *flow.Table[connection]
	parser    *tlsparse.Parser
	current   *connection // whose bytes the parser is given
	number    uint64      // of the frame at hand, from 1
	commented int
	closing   bool // flows are closed: what is told now is of no frame
}

// connection is what is kept of a flow.
type connection struct {
	tls   tlsparse.Conn
	noted [2]bool // application data, by the role of who sent it
}

// fragment is a frame that holds a part of an IP packet.
type fragment struct {
	number   uint64
	time     int64
	src, dst packet.Addr
	id       uint16
}

func newPicker(sessions []record.Session) *picker {
	p := &picker{
		picked:  Picked{comments: make(map[uint64][]string), all: sessions == nil},
		wanted:  make(map[pair][]*record.Session),
		found:   make(map[string]bool),
		decoder: packet.NewDecoder(packet.DefaultLimits()),
		parser:  tlsparse.NewParser(tlsparse.Limits{}),
	}
	for i := range sessions {
		s := &sessions[i]
		at := pair{endpoint(s.Client), endpoint(s.Server)}
		p.wanted[at] = append(p.wanted[at], s)
	}
	p.parser.OnEvent = p.event
	p.parser.OnRecord = p.application
	p.table = flow.New[connection](flow.Config{}, p)
	return p
}

func endpoint(e record.Endpoint) netip.AddrPort { return netip.AddrPortFrom(e.IP.Unmap(), e.Port) }

// frame decides about one frame.
func (p *picker) frame(f *capture.Frame, clock int64) {
	p.number++
	if p.picked.all {
		p.picked.Frames++
		return
	}
	m := &p.packet
	switch p.decoder.Decode(f, m) {
	case packet.Fragment:
		p.awaitRest(f)
	case packet.TCP:
		src, dst := netip.AddrPortFrom(m.Src.Netip(), m.SrcPort), netip.AddrPortFrom(m.Dst.Netip(), m.DstPort)
		s := p.session(src, dst, m.Time, 0)
		if s == nil {
			return
		}
		p.pick()
		p.found[s.ID] = true
		if m.Problems.Has(packet.Reassembled) {
			p.pickFragments(m)
		}
		p.transport(s, src)
		p.table.Packet(m, p.table.Fetch(m), clock, p.number)
	case packet.ICMP:
		p.icmp(m)
	}
}

// session gives the wanted session that a packet between two ends belongs to.
func (p *picker) session(a, b netip.AddrPort, at int64, late time.Duration) *record.Session {
	for _, ends := range [...]pair{{a, b}, {b, a}} {
		for _, s := range p.wanted[ends] {
			if s.Start.UnixNano() <= at && at <= s.End.Add(late).UnixNano() {
				return s
			}
		}
	}
	return nil
}

func (p *picker) pick() { p.pickFrame(p.number) }

func (p *picker) pickFrame(number uint64) {
	if _, known := p.picked.comments[number]; !known {
		p.picked.comments[number] = nil
		p.picked.Frames++
	}
}

// say adds a comment to the frame at hand.
func (p *picker) say(format string, args ...any) {
	list := p.picked.comments[p.number]
	if p.closing || len(list) >= commentsAFrame || len(list) == 0 && p.commented >= maxComments {
		return
	}
	if len(list) == 0 {
		p.commented++
	}
	p.picked.comments[p.number] = append(list, fmt.Sprintf(format, args...))
}

// awaitRest keeps a fragment until its packet is whole.
func (p *picker) awaitRest(f *capture.Frame) {
	for len(p.fragments) > 0 && (len(p.fragments) >= maxFragments || f.Time-p.fragments[0].time > int64(fragmentAge)) {
		p.fragments = p.fragments[1:]
	}
	m := &p.packet
	p.fragments = append(p.fragments, fragment{p.number, f.Time, m.Src, m.Dst, m.IPID})
}

// pickFragments picks the frames that a packet was put together from.
func (p *picker) pickFragments(m *packet.Packet) {
	for _, f := range p.fragments {
		if f.src == m.Src && f.dst == m.Dst && (m.Version == 6 || f.id == m.IPID) {
			p.pickFrame(f.number)
		}
	}
	p.say("the last of the fragments of one packet")
}

// icmp picks an ICMP error about a wanted session.
func (p *picker) icmp(m *packet.Packet) {
	q := &m.ICMP.Quoted
	if q.Version == 0 || q.Proto != packet.ProtoTCP || !q.HasPorts {
		return
	}
	src, dst := netip.AddrPortFrom(q.Src.Netip(), q.SrcPort), netip.AddrPortFrom(q.Dst.Netip(), q.DstPort)
	s := p.session(src, dst, m.Time, afterlife)
	if s == nil {
		return
	}
	p.pick()
	about := "server"
	if src == endpoint(s.Client) {
		about = "client"
	}
	p.say("ICMP error, type %d code %d, about a packet of the %s", m.ICMP.Type, m.ICMP.Code, about)
}

// Open implements flow.Consumer.
func (p *picker) Open(*flow.Flow[connection]) {}

// Data implements flow.Consumer.
func (p *picker) Data(f *flow.Flow[connection], dir flow.Dir, time int64, b []byte) {
	p.current = &f.State
	p.parser.Data(&f.State.tls, p.role(f, dir), time, b)
}

// Gap implements flow.Consumer.
func (p *picker) Gap(f *flow.Flow[connection], dir flow.Dir, time int64, n int64) {
	p.current = &f.State
	p.parser.Gap(&f.State.tls, p.role(f, dir), time, n)
}

// Close implements flow.Consumer.
func (p *picker) Close(f flow.Closed[connection]) {
	closing := p.closing
	p.closing = true // what an end of bytes tells is of no frame
	p.current = &f.State
	p.parser.Close(&f.State.tls)
	p.parser.Release(&f.State.tls)
	p.closing = closing
}

// role is the role of the end that sends in a direction, in the session.
func (p *picker) role(f *flow.Flow[connection], dir flow.Dir) tlsparse.Dir {
	if _, client := p.wanted[pair{f.Sender(dir), f.Sender(dir.Other())}]; client {
		return tlsparse.Client
	}
	return tlsparse.Server
}
