package packet

import (
	"bytes"
	"testing"
)

// modelDatagram keeps every byte by itself: the plainest way there is.
type modelDatagram struct {
	began int64
	bytes map[int]int // value by offset, -1 where the snap length cut it off
	end   int         // -1 not known
	next  uint8
}

type model struct {
	datagrams map[uint32]*modelDatagram
	counters  DefragmentationCounters
}

// add returns the payload as far as it was captured, its length on the wire
// and protocol, once it is whole.
func (m *model) add(now, timeout int64, part fragmentPart) (payload []byte, length int, next uint8) {
	m.counters.Fragments++
	for id, g := range m.datagrams {
		if now-g.began > timeout {
			m.counters.Expired++
			if _, first := g.bytes[0]; first {
				m.counters.ExpiredFirst++
			}
			delete(m.datagrams, id)
		}
	}
	end := part.offset + part.length
	if part.length == 0 || part.more && part.length%8 != 0 || end > 65535 {
		m.counters.Invalid++
		return nil, 0, 0
	}
	g := m.datagrams[part.id]
	if g == nil {
		g = &modelDatagram{began: now, bytes: map[int]int{}, end: -1}
		m.datagrams[part.id] = g
	}
	if !g.fits(part) {
		m.counters.Inconsistent++
		delete(m.datagrams, part.id)
		return nil, 0, 0
	}
	if _, first := g.bytes[0]; !first && part.offset == 0 {
		g.next = part.next
	}
	overlap := false
	for i := range part.length {
		if _, seen := g.bytes[part.offset+i]; seen {
			overlap = true
			continue
		}
		g.bytes[part.offset+i] = -1
		if i < len(part.data) {
			g.bytes[part.offset+i] = int(part.data[i])
		}
	}
	if overlap {
		m.counters.Overlaps++
	}
	if !part.more {
		g.end = end
	}
	if g.end != len(g.bytes) {
		return nil, 0, 0
	}
	m.counters.Reassembled++
	delete(m.datagrams, part.id)
	payload = []byte{}
	for i := 0; i < g.end && g.bytes[i] >= 0; i++ {
		payload = append(payload, byte(g.bytes[i]))
	}
	return payload, g.end, g.next
}

// fits says whether a fragment agrees with those before about the end.
func (g *modelDatagram) fits(part fragmentPart) bool {
	end := part.offset + part.length
	if g.end >= 0 && (end > g.end || !part.more && end != g.end) {
		return false
	}
	if !part.more {
		for offset := range g.bytes {
			if offset >= end {
				return false
			}
		}
	}
	return true
}

// FuzzDefrag runs a program of fragments, 6 bytes each, through the
// reassembler and through the model. A second reassembler with narrow limits
// must keep within them.
func FuzzDefrag(f *testing.F) {
	f.Add([]byte{0, 0, 16, 1, 16, 0, 0, 2, 5, 0, 5, 0})
	f.Add([]byte{0, 2, 5, 0, 5, 0, 0, 0, 16, 1, 16, 0})
	f.Add([]byte{1, 0, 16, 1, 3, 0, 1, 1, 16, 1, 16, 0, 1, 3, 8, 0, 8, 0})
	f.Add([]byte{2, 0, 8, 1, 8, 0, 2, 0, 16, 1, 16, 31, 2, 2, 1, 0, 1, 0})
	f.Add([]byte{0, 255, 7, 0, 7, 0, 0, 255, 8, 0, 8, 0})
	f.Fuzz(func(t *testing.T, program []byte) {
		limits, narrow := DefaultLimits(), DefaultLimits()
		narrow.Datagrams, narrow.DatagramMemory = 2, 8192
		r, small := newReassembler(limits), newReassembler(narrow)
		m := model{datagrams: map[uint32]*modelDatagram{}}
		p := Packet{Version: 6} // the first fragment says what the payload is
		for step := 0; len(program) >= 6; step++ {
			op := program[:6]
			program = program[6:]
			p.Time += int64(op[5]) * 1e9
			part := partOf(op, byte(step))
			r.release()
			got := r.add(&p, part)
			payload, length, next := m.add(p.Time, int64(limits.FragmentTimeout), part)
			if (got != nil) != (payload != nil) {
				t.Fatalf("step %d: whole %v, by the model %v", step, got != nil, payload != nil)
			}
			if got != nil && (!bytes.Equal(got.bytes(), payload) || got.end != length || got.next != next) {
				t.Fatalf("step %d: %x of %d bytes, protocol %d; by the model %x, %d, %d", step, got.bytes(), got.end, got.next, payload, length, next)
			}
			if r.counters != m.counters {
				t.Fatalf("step %d: %+v, by the model %+v", step, r.counters, m.counters)
			}
			small.release()
			small.add(&p, part)
			checkReassembler(t, &small)
		}
		checkReassembler(t, &r)
	})
}

// partOf makes a fragment of 6 bytes of program: datagram, offset in units of
// 8, length, flag, captured length, and seconds since the last one. The
// highest offsets are those at the limit.
func partOf(op []byte, content byte) fragmentPart {
	part := fragmentPart{
		id:     uint32(op[0] % 3),
		offset: int(op[1]) * 8,
		length: int(op[2]),
		more:   op[3]&1 == 1,
		next:   content,
	}
	if op[1] >= 254 {
		part.offset = 65536 - (256-int(op[1]))*8
	}
	part.data = bytes.Repeat([]byte{content + 1}, min(int(op[4]), part.length))
	return part
}
