package flow

import "edrtap/capture/packet"

// recent remembers the frames a table saw lately, to recognise those that a
// mirror port gives twice (RX and TX of two mirrored ports, or two VLANs). It
// is a direct-mapped cache of digests: a newer frame may push out an older
// one, which then is taken for a retransmission.
type recent [recentSize]uint32

const recentSize = 4096

// How long after a frame its copy is looked for, as a power of two of ns. A
// nonzero IPv4 identification differs between a packet and its retransmission,
// so the copy may be late: 1 to 2 s. Without it (IPv6; RFC 6864 allows 0) only
// the time tells: 2 to 4 ms.
const (
	withIPID    = 30
	withoutIPID = 21
)

// Odd constants without structure, to multiply by.
const (
	digestA = 0x9e3779b97f4a7c15
	digestB = 0xbb67ae8584caa73b
)

// digest of everything that two copies of a frame share. The TTL is left out
// (one copy may have been routed), as are tags and tunnels.
type digest struct {
	base   uint64
	bucket int64
}

// digestOf uses the same constants in every run: which frame pushes out which
// is part of the result. Whoever provokes that gets duplicates counted as
// retransmissions, and nothing else.
func digestOf(number uint64, d Dir, p *packet.Packet) digest {
	base := mix(uint64(p.Seq)<<32|uint64(p.Ack)^digestA, number<<1^uint64(d)^digestB)
	rest := uint64(p.Flags) | uint64(p.Window)<<8 | uint64(p.IPID)<<24 | uint64(uint32(p.PayloadLength))<<40
	bucket := p.Time >> withIPID
	if p.IPID == 0 {
		bucket = p.Time >> withoutIPID
	}
	return digest{mix(base^rest, digestB), bucket}
}

func (g digest) slot(bucket int64) (at, tag uint32) {
	m := mix(g.base^uint64(bucket), 0x9e3779b97f4a7c15)
	return uint32(m) % recentSize, uint32(m >> 32)
}

func (r *recent) remember(g digest) {
	at, tag := g.slot(g.bucket)
	r[at] = tag
}

func (r *recent) has(g digest) bool {
	at, tag := g.slot(g.bucket)
	if r[at] == tag {
		return true
	}
	at, tag = g.slot(g.bucket - 1)
	return r[at] == tag
}

// duplicate says whether p repeats a frame, and remembers p where not.
func (t *Table[S]) duplicate(f *Flow[S], d Dir, p *packet.Packet) bool {
	g := digestOf(f.number, d, p)
	if !t.news(f, d, p) && f.mayRepeat(d, p) && t.recent.has(g) {
		if p.PayloadLength > 0 || p.Flags&(packet.SYN|packet.FIN) != 0 {
			f.flags |= mirrored
		}
		return true
	}
	t.recent.remember(g)
	return false
}

// news says whether p shows anything that no packet before it did; then it
// cannot be a copy.
func (t *Table[S]) news(f *Flow[S], d Dir, p *packet.Packet) bool {
	h, o := &f.halves[d], &f.halves[1-d]
	s := &h.stream
	if !s.Started() || int32(p.Seq+uint32(p.PayloadLength)-s.End()) > 0 && p.PayloadLength > 0 {
		return true
	}
	switch {
	case p.Flags&packet.SYN != 0:
		return h.flags&synSeen == 0 || s.First() != p.Seq+1
	case p.Flags&packet.RST != 0:
		detail := t.knownDetail(f)
		return detail == nil || detail.sides[d].rst.Count+detail.sides[d].rst.Implausible == 0
	case p.Flags&packet.FIN != 0 && h.flags&finSeen == 0:
		return true
	}
	return p.Flags&packet.ACK != 0 && (!o.stream.Started() || int32(p.Ack-o.stream.Acked()) > 0)
}

// mayRepeat says whether p, which has no news, can be told from a packet sent
// again.
func (f *Flow[S]) mayRepeat(d Dir, p *packet.Packet) bool {
	if p.IPID != 0 {
		return true
	}
	// A fast retransmission (RFC 5681 section 3.2) may come within the time
	// too, but only after three later segments.
	if n := uint32(p.PayloadLength); n > 0 {
		return f.halves[d].stream.End()-(p.Seq+n) < 3*n
	}
	// Equal acknowledgments are sent on purpose (RFC 5681 section 4.2), and a
	// closed socket sends equal RSTs in answer to every segment (RFC 9293
	// section 3.10.7.1). Those count as copies only where other frames come
	// twice too.
	return p.Flags&(packet.SYN|packet.FIN) != 0 || f.flags&mirrored != 0
}
