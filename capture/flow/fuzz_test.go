package flow

import (
	"testing"
	"time"

	"edrtap/capture/packet"
)

// FuzzTable gives a table packets made of the input, eight bytes each. The
// probe checks that every flow is opened and closed once.
func FuzzTable(f *testing.F) {
	f.Add([]byte{2, 0, 0, 0, 0, 0, 0, 0, 0x12, 1, 0, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 200, 1, 0, 0})
	f.Add([]byte{0x10, 0, 1, 0, 200, 1, 0, 0, 0x11, 0, 200, 0, 9, 0, 2, 3, 0x14, 1, 0, 0, 0, 0, 5, 9})
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 4000 {
			return
		}
		c := Config{MaxFlows: 4, Opening: time.Second, Idle: 2 * time.Second, Linger: time.Second / 2}
		c.Reassembly.StreamBytes, c.Reassembly.TotalBytes = 8<<10, 12<<10
		r := newRig(t, c)
		content := make([]byte, 3000)
		for ; len(script) >= 8; script = script[8:] {
			r.fuzz(script, content)
			if r.table.Held() > c.Reassembly.TotalBytes || r.table.Len() > c.MaxFlows {
				t.Fatalf("%d bytes held, %d flows open", r.table.Held(), r.table.Len())
			}
			if got, want := r.table.staged, stagedFlows(r.table); got != want {
				t.Fatalf("%v flows of each class counted in the heap, %v are there", got, want)
			}
			if len(r.lines) > 1000 {
				r.lines = r.lines[:0]
			}
		}
		r.finish()
		if len(r.open) != 0 || r.table.Len() != 0 || r.table.Held() != 0 || r.table.index.used != 0 {
			t.Fatalf("left: %d flows, %d records, %d bytes", len(r.open), r.table.Len(), r.table.Held())
		}
		if n := r.table.Counters().Flows; uint64(len(r.sides)) != n {
			t.Fatalf("%d flows opened, %d closed", n, len(r.sides))
		}
		for number, sides := range r.sides {
			for d, s := range sides {
				if n := uint64(len(r.bytes[number][d])); s.Bytes != n+s.CutBytes {
					t.Fatalf("flow %d direction %d: %d bytes, of which %d given and %d cut", number, d, s.Bytes, n, s.CutBytes)
				}
			}
		}
	})
}

func (r *rig) fuzz(b, content []byte) {
	r.wait(int64(b[6]) * int64(b[6]) * ms / 16)
	r.ports[0] = 50000 + uint16(b[1]>>1&7)
	r.context = uint32(b[1] >> 4 & 3)
	seq := uint32(b[2])*100 - 2000
	if b[1]&0x40 != 0 {
		seq = uint32(b[2])<<24 | uint32(b[5])
	}
	length := int(b[4]) * 10
	p := r.packet(Dir(b[1]&1), packet.TCPFlags(b[0]), seq, uint32(b[3])*100-2000, string(content[:length]))
	if b[7]&1 != 0 {
		p.PayloadLength += int(b[7])
	}
	if b[7]&2 != 0 {
		p.IPID = 0
	}
	if b[7]&4 != 0 {
		p.ICMP.Quoted = packet.Quoted{
			Version: 4, Proto: packet.ProtoTCP, HasPorts: true, HasSeq: b[7]&8 != 0,
			Seq: seq, Src: p.Src, Dst: p.Dst, SrcPort: p.SrcPort, DstPort: p.DstPort,
		}
		r.table.ICMP(&p)
		return
	}
	r.give(p)
	if b[7]&16 != 0 {
		r.give(p)
	}
}
