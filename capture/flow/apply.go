package flow

import (
	"edrtap/capture/packet"
	"edrtap/capture/reassembly"
)

// backward is how far the time goes back, in ns, where it is more than the mixing
// up of a sensor's queues.
const backward = 100e6

// apply takes a packet of the flow in direction d.
func (t *Table[S]) apply(f *Flow[S], d Dir, p *packet.Packet) {
	t.touch(f)
	if p.Time >= f.last {
		f.last = p.Time
	} else if f.last-p.Time > backward {
		f.halves[d].flags |= lateData
	}
	if p.PayloadLength > len(p.Payload) || p.Problems.Has(packet.Cut) {
		f.flags |= cut
	}
	if t.duplicate(f, d, p) {
		t.counters.Duplicates++
		t.side(f, d).duplicates++
		return
	}
	h := &f.halves[d]
	h.packets++
	if p.Flags&packet.RST != 0 {
		t.reset(f, d, p)
		return
	}
	h.window, h.ipid, h.ttl = p.Window, p.IPID, p.TTL
	seq := p.Seq
	if p.Flags&packet.SYN != 0 {
		t.handshake(f, d, p)
		seq++
	} else {
		if f.flags&established == 0 {
			t.progress(f, d, p)
		}
		if p.Window == 0 && p.Flags&packet.FIN == 0 && (f.flags&cut == 0 || len(p.Payload) > 0) {
			t.side(f, d).zeroWindows++
		}
	}
	if p.Flags&packet.ACK != 0 {
		f.flags |= ackSeen
		if f.challenged(d, p) {
			t.side(f, d).outOfWindow++
			return
		}
		t.acknowledge(f, d.Other(), p)
	}
	t.payload(f, d, seq, p)
}

// acknowledge takes p's acknowledgment of direction d.
func (t *Table[S]) acknowledge(f *Flow[S], d Dir, p *packet.Packet) {
	s := &f.halves[d].stream
	if s.Covered(p.Ack) {
		s.Raise(p.Ack)
	} else {
		s.Ack(t.pool, owner(f.index, d), p.Ack, p.Time, t.clock)
		t.due = min(t.due, t.pool.Due())
	}
	if detail := t.knownDetail(f); detail != nil {
		side := &detail.sides[d]
		if side.stuckLength > 0 && int32(s.Acked()-side.stuckEnd) >= 0 {
			side.stuckLength = 0
		}
	}
}

// strangeAck is how far an acknowledgment of a connection that was not accepted
// may be ahead of what was seen of it, in bytes.
const strangeAck = 1 << 20

// challenged says whether p, from direction d, answers a SYN out of an earlier
// connection between the same ports, which its sender still has (RFC 9293
// section 3.10.7.4): neither its bytes nor those that it acknowledges are of
// this one.
func (f *Flow[S]) challenged(d Dir, p *packet.Packet) bool {
	h, peer := &f.halves[d], &f.halves[d.Other()]
	return p.Flags&packet.SYN == 0 && h.flags&synSeen == 0 && peer.flags&synSeen != 0 &&
		p.Ack-peer.stream.First() > peer.stream.End()-peer.stream.First()+strangeAck
}

// payload takes p's payload, which begins at seq, and its FIN.
func (t *Table[S]) payload(f *Flow[S], d Dir, seq uint32, p *packet.Packet) {
	h := &f.halves[d]
	fin := p.Flags&packet.FIN != 0
	if p.PayloadLength == 0 && !fin && h.stream.Anchored() {
		if h.stream.End() == seq+1 && p.Flags&packet.SYN == 0 {
			t.side(f, d).keepAlives++ // RFC 9293 section 3.8.4
		}
		return
	}
	if p.PayloadLength > 0 && h.firstData == 0 {
		h.firstData = offsetOf(p.Time, f.start)
	}
	if h.flags&rstSeen != 0 {
		last := seq + uint32(p.PayloadLength)
		if fin {
			last++ // RFC 9293 section 3.4: a FIN takes a sequence number
		}
		t.survive(f, d, last)
	}
	if !fin && h.stream.InOrder(seq) && p.PayloadLength == len(p.Payload) && len(p.Payload) > 0 {
		h.stream.Advance(len(p.Payload))
		t.consumer.Data(f, d, p.Time, p.Payload)
		return
	}
	r := h.stream.Segment(t.pool, owner(f.index, d), reassembly.Segment{
		Time: p.Time, Clock: t.clock, Seq: seq,
		Payload: p.Payload, Length: p.PayloadLength, FIN: fin,
	})
	t.due = min(t.due, t.pool.Due())
	t.note(f, d, seq, p.PayloadLength, r)
	if fin && r.Events&reassembly.BadFIN == 0 {
		t.finish(f, d, p.Time)
	}
}

// note counts what a segment was to its stream.
func (t *Table[S]) note(f *Flow[S], d Dir, seq uint32, length int, r reassembly.Result) {
	again := r.New == 0 && r.Old > 0 || r.Old > 1 || // one old byte before new ones is a window probe's
		length == 0 && r.Events&reassembly.RepeatedFIN != 0
	if r.Events&reassembly.Filled != 0 && !again {
		if r.Lag <= f.reorderTime() {
			t.side(f, d).outOfOrder++
		} else {
			again = true
		}
	}
	if again {
		side := t.side(f, d)
		side.retransmitted++
		if n := uint32(length); n > side.stuckLength && int32(seq+n-f.halves[d].stream.Acked()) > 0 {
			side.stuckLength, side.stuckEnd = n, seq+n
		}
	}
	if r.Beyond > 0 {
		t.side(f, d).beyondFIN += uint32(r.Beyond)
	}
	if r.Events&reassembly.Late != 0 {
		f.halves[d].flags |= lateData
	}
	if r.Events&reassembly.KeepAlive != 0 {
		t.side(f, d).keepAlives++
	}
	if r.Events&reassembly.Far != 0 {
		t.side(f, d).outOfWindow++
	}
	if r.Events&reassembly.Conflict != 0 {
		t.side(f, d).conflicts++
	}
}

// reorderTime is how late a segment can be, in ns, that was not sent again: a
// sender learns of a loss one round trip after it at the earliest.
func (f *Flow[S]) reorderTime() int64 {
	const unknown, least = 3e6, 1e6
	if rtt := f.RTT() * 1000; rtt != 0 {
		return max(rtt, least)
	}
	return unknown
}
