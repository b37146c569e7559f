package flow

import "edrtap/capture/packet"

// finish notes a FIN in direction d.
func (t *Table[S]) finish(f *Flow[S], d Dir, time int64) {
	h := &f.halves[d]
	if h.flags&finSeen != 0 {
		return
	}
	h.flags |= finSeen
	t.side(f, d).fin = time
	if f.ending == Open {
		f.ending = finBy(d)
	}
	t.reclassify(f)
}

// reset notes a RST in direction d. It does not end the streams: bytes from
// before it may still come.
func (t *Table[S]) reset(f *Flow[S], d Dir, p *packet.Packet) {
	h := &f.halves[d]
	r := &t.side(f, d).rst
	if r.Count+r.Implausible == 0 {
		r.Time, r.Seq, r.Window, r.IPID, r.TTL = p.Time, p.Seq, p.Window, p.IPID, p.TTL
		r.Before = h.packets > 1
		r.BeforeWindow, r.BeforeIPID, r.BeforeTTL = h.window, h.ipid, h.ttl
	}
	if !f.believes(d, p) {
		r.Implausible++
		return
	}
	r.Count++
	h.flags |= rstSeen
	if f.ending == Open {
		f.ending = rstBy(d)
	}
	t.reclassify(f)
}

// believes says whether a receiver may have accepted a RST: its sequence
// number is in the window or thereabouts (RFC 5961 section 3.2), or it answers
// a SYN and acknowledges it (RFC 9293 section 3.10.7.3).
func (f *Flow[S]) believes(d Dir, p *packet.Packet) bool {
	s, o := &f.halves[d].stream, &f.halves[1-d].stream
	if s.Anchored() {
		return near(p.Seq, s.End()) || near(p.Seq, s.Acked())
	}
	if p.Flags&packet.ACK != 0 && o.Started() {
		return near(p.Ack, o.End())
	}
	return true
}

// survive notes that a direction goes on after its RST, with bytes up to last:
// whoever sent the RST, it was not the one who sends these.
func (t *Table[S]) survive(f *Flow[S], d Dir, last uint32) {
	r := &t.side(f, d).rst
	if int32(last-r.Seq) <= 0 {
		return
	}
	r.Survived = true
	f.halves[d].flags &^= rstSeen
	if f.ending == rstBy(d) {
		f.ending = Open
		for _, e := range [...]Dir{d, d.Other()} {
			if f.halves[e].flags&finSeen != 0 {
				f.ending = finBy(e)
			}
		}
	}
	t.reclassify(f)
}

// reclassify puts the flow into the class that its state asks for.
func (t *Table[S]) reclassify(f *Flow[S]) {
	both := f.halves[0].flags | f.halves[1].flags
	c := opening
	switch {
	case both&rstSeen != 0, f.halves[0].flags&f.halves[1].flags&finSeen != 0:
		c = linger
	case f.flags&established != 0:
		c = idle
	}
	if c != f.class {
		t.move(f, c)
	}
}

// ICMP takes an ICMP error and attaches it to the flow that it quotes. Errors
// about anything but TCP are ignored. It does not keep the flow alive.
func (t *Table[S]) ICMP(p *packet.Packet) {
	q := &p.ICMP.Quoted
	if q.Version == 0 || q.Proto != packet.ProtoTCP || !q.HasPorts {
		return
	}
	f, d := t.quoted(q)
	if f == nil {
		t.counters.ICMPUnmatched++
		return
	}
	t.counters.ICMPMatched++
	e := &t.detailOf(f).icmp
	if e.Count == 0 {
		e.Time, e.Quotes = p.Time, d
		e.V6 = p.Proto == packet.ProtoICMPv6
		e.Type, e.Code = p.ICMP.Type, p.ICMP.Code
	}
	e.Count++
	if mtu := p.ICMP.MTU; mtu != 0 && (e.MTU == 0 || mtu < e.MTU) {
		e.MTU = mtu
	}
}

// quoted gives the flow of a quoted packet; of several in different contexts
// the first one whose numbers fit.
func (t *Table[S]) quoted(q *packet.Quoted) (*Flow[S], Dir) {
	var best *Flow[S]
	var bestDir Dir
	hash := t.hasher.hash(&q.Src, q.SrcPort, &q.Dst, q.DstPort)
	for f, d := range t.matches(hash, &q.Src, q.SrcPort, &q.Dst, q.DstPort) {
		s := &f.halves[d].stream
		if q.HasSeq && s.Started() && !near(q.Seq, s.End()) {
			continue
		}
		if best == nil || f.number < best.number {
			best, bestDir = f, d
		}
	}
	return best, bestDir
}
