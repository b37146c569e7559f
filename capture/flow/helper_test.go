package flow

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"edrtap/capture/packet"
)

const (
	syn    = packet.SYN
	ack    = packet.ACK
	fin    = packet.FIN
	rst    = packet.RST
	synAck = packet.SYN | packet.ACK
)

const ms = int64(1e6)

// probe records what a Table gives. It checks that every flow is opened and
// closed once and given nothing outside of that.
type probe struct {
	t     testing.TB
	lines []string
	open  map[uint64]bool
	sides map[uint64][2]Side // of closed flows
	last  Closed[int]        // copy of the last closed flow
	bytes map[uint64][2]string
}

func newProbe(t testing.TB) *probe {
	return &probe{t: t, open: map[uint64]bool{}, sides: map[uint64][2]Side{}, bytes: map[uint64][2]string{}}
}

func (p *probe) say(format string, args ...any) {
	p.lines = append(p.lines, fmt.Sprintf(format, args...))
}

func (p *probe) Open(f *Flow[int]) {
	if p.open[f.Number()] || f.State != 0 {
		p.t.Fatalf("flow %d opened twice, or with state %d", f.Number(), f.State)
	}
	p.open[f.Number()] = true
	f.State = 7
	p.say("open %d", f.Number())
}

func (p *probe) Data(f *Flow[int], d Dir, _ int64, b []byte) {
	p.mustBeOpen(f)
	p.say("%s %d %s", p.role(f, d), f.Number(), b)
	s := p.bytes[f.Number()]
	s[d] += string(b)
	p.bytes[f.Number()] = s
}

func (p *probe) Gap(f *Flow[int], d Dir, _, n int64) {
	p.mustBeOpen(f)
	p.say("%s %d gap %d", p.role(f, d), f.Number(), n)
}

func (p *probe) Close(f Closed[int]) {
	p.mustBeOpen(f.Flow)
	delete(p.open, f.Number())
	p.sides[f.Number()] = [2]Side{f.Side(0), f.Side(1)}
	last := *f.Flow
	p.last = Closed[int]{Flow: &last}
	if f.detail != nil {
		d := *f.detail
		p.last.detail = &d
	}
	p.say("close %d %s at %d", f.Number(), p.ending(f.Flow), f.ClosedAt()/ms)
}

func (p *probe) mustBeOpen(f *Flow[int]) {
	if !p.open[f.Number()] || f.State != 7 {
		p.t.Fatalf("flow %d is not open, or has lost its state", f.Number())
	}
}

func (p *probe) role(f *Flow[int], d Dir) string {
	if d == f.Client() {
		return "client"
	}
	return "server"
}

func (p *probe) ending(f *Flow[int]) string {
	if d, ok := f.Ending().FIN(); ok {
		return p.role(f, d) + "_fin"
	}
	if d, ok := f.Ending().RST(); ok {
		return p.role(f, d) + "_rst"
	}
	if f.Ending() == Timeout {
		return "timeout"
	}
	return "open"
}

func (p *probe) take() string {
	s := strings.Join(p.lines, "\n")
	p.lines = nil
	return s
}

// rig is a Table with a probe, and a connection to make packets of.
type rig struct {
	*probe
	table    *Table[int]
	clock    int64
	number   uint64
	ipid     uint16
	context  uint32
	v6       bool
	ports    [2]uint16
	previous packet.Packet
}

func newRig(t testing.TB, c Config) *rig {
	r := &rig{probe: newProbe(t), clock: 1e12, ports: [2]uint16{50000, 443}}
	r.table = New(c, r.probe)
	return r
}

// packet makes a packet from side 0 (client) or 1 (server).
func (r *rig) packet(from Dir, flags packet.TCPFlags, seq, ackNumber uint32, payload string) packet.Packet {
	ends := [2]packet.Addr{packet.AddrFrom4([4]byte{10, 0, 0, 1}), packet.AddrFrom4([4]byte{10, 0, 0, 2})}
	p := packet.Packet{
		Time: r.clock, Src: ends[from], Dst: ends[1-from], SrcPort: r.ports[from], DstPort: r.ports[1-from],
		Seq: seq, Ack: ackNumber, Flags: flags, Window: 1000, TTL: 64 - uint8(from), Version: 4, Proto: packet.ProtoTCP,
		Payload: []byte(payload), PayloadLength: len(payload), Context: r.context,
	}
	if !r.v6 {
		r.ipid++
		p.IPID = r.ipid
	}
	if flags&syn != 0 {
		p.MSS = 1460 - uint16(from)
	}
	return p
}

func (r *rig) give(p packet.Packet) {
	r.number++
	r.previous = p
	r.table.Packet(&p, r.table.Fetch(&p), r.clock, r.number)
}

func (r *rig) send(from Dir, flags packet.TCPFlags, seq, ackNumber uint32, payload string) {
	r.give(r.packet(from, flags, seq, ackNumber, payload))
}

func (r *rig) wait(d int64) { r.clock += d }

func (r *rig) finish() { r.table.Finish(r.clock) }

// connect does the three-way handshake; data begins at 101 and 501.
func (r *rig) connect() {
	r.send(0, syn, 100, 0, "")
	r.wait(ms)
	r.send(1, synAck, 500, 101, "")
	r.wait(ms)
	r.send(0, ack, 101, 501, "")
	r.wait(ms)
}

var short = Config{Opening: 75 * time.Second, Idle: 600 * time.Second, Linger: 5 * time.Second}
