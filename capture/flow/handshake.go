package flow

import "edrtap/capture/packet"

// How far off a sequence number may be and still belong to a connection, in
// bytes.
const plausible = 1 << 20

// retryGap is how long after a SYN another one with another sequence number is
// a new attempt, in ns. Sooner it is taken for the same attempt: whichever is
// answered counts.
const retryGap = 1e9

// guessSender gives the direction of a flow's first packet, client = 0: the
// SYN tells; else the well-known port (below 1024, RFC 6335 section 6) is the
// server's, or the one below the usual ephemeral ports; else the first sender
// is the client.
func guessSender(p *packet.Packet) Dir {
	const wellKnown, ephemeral = 1024, 32768
	switch p.Flags & (packet.SYN | packet.ACK) {
	case packet.SYN:
		return 0
	case packet.SYN | packet.ACK:
		return 1
	}
	for _, limit := range [...]uint16{wellKnown, ephemeral} {
		if p.SrcPort < limit && p.DstPort >= limit {
			return 1
		}
		if p.DstPort < limit && p.SrcPort >= limit {
			return 0
		}
	}
	return 0
}

// near says whether two sequence numbers are at most a plausible distance
// apart.
func near(a, b uint32) bool {
	distance := int32(a - b)
	return distance <= plausible && distance >= -plausible
}

// fits says whether p, seen in another context, continues this flow.
func (f *Flow[S]) fits(d Dir, p *packet.Packet) bool {
	s, o := &f.halves[d].stream, &f.halves[1-d].stream
	if p.Flags&packet.SYN != 0 && s.Anchored() {
		return s.First() == p.Seq+1
	}
	if s.Started() && p.Flags&packet.SYN == 0 && near(p.Seq, s.End()) {
		return true
	}
	return p.Flags&packet.ACK != 0 && o.Started() && near(p.Ack, o.End()) && (!s.Anchored() || p.Flags&packet.RST != 0)
}

type verdict uint8

const (
	sameFlow verdict = iota // the SYN belongs to the flow
	newFlow                 // the port was used again: the old flow is over
	oddSYN                  // ignored, as a receiver would (RFC 5961 section 4)
)

// judgeSYN says what a SYN or SYN/ACK means to the flow of its 5-tuple.
func (t *Table[S]) judgeSYN(f *Flow[S], d Dir, p *packet.Packet) verdict {
	s := &f.halves[d].stream
	isNew := !s.Started() || s.First() != p.Seq+1
	ended := f.ending != Open
	switch {
	case !isNew:
		return sameFlow
	case ended:
		return newFlow
	case f.flags&established == 0 && p.Flags&packet.ACK != 0:
		return sameFlow // the answer, whatever was guessed before
	case f.flags&established == 0:
		return f.judgeRetry(d, t.clock)
	case !s.Anchored():
		return newFlow // of an established flow only the other direction was seen
	case near(p.Seq+1, s.Next()):
		return oddSYN
	}
	return newFlow
}

// judgeRetry judges a SYN with another sequence number before the connection
// is established. After an answer, it is a new attempt of the client.
func (f *Flow[S]) judgeRetry(d Dir, clock int64) verdict {
	answered := f.halves[1-d].packets > 0 && f.halves[d].packets > 0
	if answered || f.halves[d].packets > 0 && clock-f.seen > retryGap {
		return newFlow
	}
	return sameFlow
}

// handshake notes a SYN or SYN/ACK that belongs to the flow.
func (t *Table[S]) handshake(f *Flow[S], d Dir, p *packet.Packet) {
	h := &f.halves[d]
	if h.flags&synSeen != 0 && h.stream.First() == p.Seq+1 {
		t.side(f, d).retransmitted++
	}
	h.stream.Start(t.pool, p.Seq+1) // the SYN takes one sequence number (RFC 9293 section 3.4)
	if first := h.stream.First(); h.flags&synSeen == 0 && near(h.stream.Acked(), first) && int32(h.stream.Acked()-first) > 0 {
		h.flags |= lateData // what follows this SYN was acknowledged before it came
	}
	h.flags |= synSeen
	if p.MSS != 0 {
		h.mss = p.MSS
	}
	f.flags &^= midStream
	if p.Flags&packet.ACK != 0 {
		t.answered(f, d, p)
		return
	}
	if f.syns < 255 {
		f.syns++
	}
	if f.synAck == 0 {
		f.syn = offsetOf(p.Time, f.start)
		f.setClient(d)
	}
}

// answered notes a SYN/ACK in direction d.
func (t *Table[S]) answered(f *Flow[S], d Dir, p *packet.Packet) {
	if f.synAck == 0 {
		f.synAck = offsetOf(p.Time, f.start)
		f.setClient(d.Other())
	}
	// Of two SYNs in short order, the one that is answered counts.
	s := &f.halves[1-d].stream
	if s.Anchored() && s.Position() == 0 && !s.Holding() && s.First() != p.Ack {
		s.Start(t.pool, p.Ack)
	}
}

func (f *Flow[S]) setClient(d Dir) {
	f.flags &^= swapped
	if d == 1 {
		f.flags |= swapped
	}
}

// progress finds out whether p shows that the connection is established.
func (t *Table[S]) progress(f *Flow[S], d Dir, p *packet.Packet) {
	client := d == f.Client()
	var done bool
	switch {
	case p.Flags&packet.ACK == 0:
	case f.flags&midStream != 0:
		done = p.PayloadLength > 0 || p.Flags&packet.FIN != 0 || f.halves[1-d].packets > 0
	case !client:
		// The client's ACK was not captured, but a server sends no data
		// without it. A bare ACK may be a challenge (RFC 5961 section 4).
		done = p.PayloadLength > 0
	case f.synAck == 0:
		done = true // the client acknowledges a SYN/ACK that was not captured
	default:
		// Of two SYN/ACKs with different sequence numbers, the one that the
		// client acknowledges counts.
		s := &f.halves[1-d].stream
		if done = near(p.Ack, s.First()); !done && s.Position() == 0 && !s.Holding() {
			s.Start(t.pool, p.Ack)
			done = true
		}
		if done && f.ack == 0 {
			f.ack = offsetOf(p.Time, f.start)
		}
	}
	if done {
		f.flags |= established
		t.reclassify(f)
	}
}
