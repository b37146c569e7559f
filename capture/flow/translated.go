package flow

import "edrtap/capture/packet"

// How long after a SYN its copy behind a firewall comes at most, in ns. Without
// an IPv4 identification, which says that it is the same packet, only the time
// tells it from a client that tries again.
const (
	copyGap     = 100e6
	copyGapBare = 5e6
)

// repeats says whether p shows what the flow has already in other numbers: a
// firewall that gives connections other sequence numbers, against clients that
// choose poor ones (RFC 6528), is mirrored on both sides. The numbers of the
// first SYN stand; what bears others is counted as captured twice.
func (t *Table[S]) repeats(f *Flow[S], d Dir, p *packet.Packet) bool {
	syn := p.Flags&(packet.SYN|packet.ACK) == packet.SYN
	if f.halves[0].flags&translated == 0 {
		if !syn || !f.isCopy(d, p) {
			return false
		}
		f.halves[0].flags |= translated
	} else if !f.foreign(d, p, syn) {
		return false
	}
	t.counters.Duplicates++
	t.side(f, d).duplicates++
	return true
}

// isCopy says whether a SYN is the one before it with another sequence number.
func (f *Flow[S]) isCopy(d Dir, p *packet.Packet) bool {
	h, gap := &f.halves[d], p.Time-f.last
	if f.flags&established != 0 || h.flags&synSeen == 0 || h.stream.First() == p.Seq+1 || p.IPID != h.ipid || p.Window != h.window {
		return false
	}
	return gap >= 0 && (gap <= copyGapBare || p.IPID != 0 && gap <= copyGap)
}

// foreign says whether a packet bears numbers of the other side.
func (f *Flow[S]) foreign(d Dir, p *packet.Packet, syn bool) bool {
	s, o := &f.halves[d].stream, &f.halves[1-d].stream
	if syn {
		return f.flags&established == 0 && s.First() != p.Seq+1
	}
	if p.Flags&packet.ACK != 0 && o.Started() && !near(p.Ack, o.End()) {
		return true
	}
	return s.Started() && p.Flags&packet.SYN == 0 && !near(p.Seq, s.End())
}
