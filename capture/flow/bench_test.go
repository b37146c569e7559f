package flow

import (
	"testing"

	"edrtap/capture/packet"
)

// count is a Consumer that does as little as can be.
type count struct{ flows, bytes int }

func (c *count) Open(*Flow[*int])                             { c.flows++ }
func (c *count) Data(_ *Flow[*int], _ Dir, _ int64, b []byte) { c.bytes += len(b) }
func (c *count) Gap(_ *Flow[*int], _ Dir, _, n int64)         { c.bytes += int(n) }
func (c *count) Close(Closed[*int])                           {}

var _ Consumer[*int] = (*count)(nil)

// feed gives packets of many connections without building them anew.
type feed struct {
	table  *Table[*int]
	p      [2]packet.Packet
	clock  int64
	number uint64
}

func newFeed() *feed {
	f := &feed{table: New[*int](Config{MaxFlows: 1 << 21}, &count{}), clock: 1e12}
	r := rig{}
	for d := range f.p {
		r.ports = [2]uint16{50000, 443}
		f.p[d] = r.packet(Dir(d), ack, 0, 0, "")
	}
	return f
}

// connection chooses the connection that the next packets belong to.
func (f *feed) connection(i uint32) {
	f.p[0].SrcPort = uint16(i)
	f.p[0].Src[12], f.p[0].Src[13], f.p[0].Src[14] = byte(i>>16), byte(i>>24), 1
	f.p[1].DstPort, f.p[1].Dst = f.p[0].SrcPort, f.p[0].Src
}

func (f *feed) send(d Dir, flags packet.TCPFlags, seq, ackNumber uint32, payload []byte) {
	f.clock += 1000
	f.number++
	p := &f.p[d]
	p.Time, p.Flags, p.Seq, p.Ack, p.Payload, p.PayloadLength = f.clock, flags, seq, ackNumber, payload, len(payload)
	p.IPID++
	f.table.Packet(p, f.table.Fetch(p), f.clock, f.number)
}

// handshake is a whole short connection of ten packets.
func (f *feed) handshake(i uint32, payload []byte) {
	f.connection(i)
	n := uint32(len(payload))
	f.send(0, syn, 100, 0, nil)
	f.send(1, synAck, 500, 101, nil)
	f.send(0, ack, 101, 501, nil)
	f.send(0, ack, 101, 501, payload)
	f.send(1, ack, 501, 101+n, payload)
	f.send(0, ack, 101+n, 501+n, payload)
	f.send(1, ack, 501+n, 101+2*n, payload)
	f.send(0, ack|fin, 101+2*n, 501+2*n, nil)
	f.send(1, ack|fin, 501+2*n, 102+2*n, nil)
	f.send(0, ack, 102+2*n, 502+2*n, nil)
}

func TestPacketsAllocateNothing(t *testing.T) {
	payload := make([]byte, 1448)
	f := newFeed()
	f.connection(1)
	f.send(0, syn, 100, 0, nil)
	f.send(1, synAck, 500, 101, nil)
	seq := uint32(501)
	round := func() {
		f.send(1, ack, seq, 101, payload)
		f.send(1, ack, seq+2*1448, 101, payload) // early
		f.send(1, ack, seq+1448, 101, payload)
		f.send(1, ack, seq, 101, payload) // again
		f.send(0, ack, 101, seq+3*1448, nil)
		seq += 3 * 1448
	}
	round()
	if n := testing.AllocsPerRun(1000, round); n != 0 {
		t.Errorf("%v allocations in a round of five data packets", n)
	}
}

func TestShortConnectionsReuseRecords(t *testing.T) {
	payload := make([]byte, 300)
	f := newFeed()
	i := uint32(0)
	round := func() {
		for range 100 {
			i++
			f.handshake(i, payload)
		}
		f.clock += 6e9
	}
	for range 10 {
		round()
	}
	if n := testing.AllocsPerRun(100, round); n != 0 {
		t.Errorf("%v allocations in a round of 100 connections", n)
	}
	if n := len(f.table.slabs); n != 1 {
		t.Errorf("%d slabs for 100 connections at a time", n)
	}
}

func TestMemoryOfManyOpenConnections(t *testing.T) {
	f := newFeed()
	const flows = 1 << 18
	for i := range uint32(flows) {
		f.connection(i)
		f.send(0, syn, 100, 0, nil)
		f.send(1, synAck, 500, 101, nil)
		f.send(0, ack, 101, 501, nil)
	}
	if f.table.Len() != flows {
		t.Fatalf("%d flows open, want %d", f.table.Len(), flows)
	}
	size := len(f.table.index.slots)*8 + len(f.table.slabs)*slabSize*(192+8)
	if perFlow := size / flows; perFlow > 216 {
		t.Errorf("%d bytes per open connection, want at most 216", perFlow)
	}
}

func BenchmarkInOrderData(b *testing.B) {
	payload := make([]byte, 1448)
	f := newFeed()
	f.connection(1)
	f.send(0, syn, 100, 0, nil)
	f.send(1, synAck, 500, 101, nil)
	f.send(0, ack, 101, 501, nil)
	for seq := uint32(501); b.Loop(); seq += 1448 {
		f.send(1, ack, seq, 101, payload)
	}
}

func BenchmarkDataAndAcknowledgments(b *testing.B) {
	payload := make([]byte, 1448)
	f := newFeed()
	f.connection(1)
	f.send(0, syn, 100, 0, nil)
	f.send(1, synAck, 500, 101, nil)
	f.send(0, ack, 101, 501, nil)
	for seq := uint32(501); b.Loop(); seq += 2 * 1448 {
		f.send(1, ack, seq, 101, payload)
		f.send(1, ack, seq+1448, 101, payload)
		f.send(0, ack, 101, seq+2*1448, nil)
	}
	b.ReportMetric(3, "packets/op")
}

func BenchmarkHandshakes(b *testing.B) {
	payload := make([]byte, 300)
	f := newFeed()
	for i := uint32(0); b.Loop(); i++ {
		f.handshake(i, payload)
	}
	b.ReportMetric(10, "packets/op")
}

// BenchmarkOpenConnections opens connections that stay: the memory of the
// table is touched all over.
func BenchmarkOpenConnections(b *testing.B) {
	payload := make([]byte, 300)
	f := newFeed()
	for i := uint32(0); b.Loop(); i++ {
		if i == 1<<20 {
			i = 0
			f = newFeed()
		}
		f.connection(i)
		f.send(0, syn, 100, 0, nil)
		f.send(1, synAck, 500, 101, nil)
		f.send(0, ack, 101, 501, nil)
		f.send(0, ack, 101, 501, payload)
	}
	b.ReportMetric(4, "packets/op")
}
