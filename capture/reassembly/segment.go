package reassembly

// Segment takes the next segment of the stream in order of capture. It gives
// to the Pool's Sink whatever became readable, for this stream and, where a
// limit forces holes of other streams to be given up, for those.
func (s *Stream) Segment(p *Pool, owner Owner, g Segment) Result {
	g.Length = min(max(g.Length, len(g.Payload)), maxSegment)
	g.Payload = g.Payload[:min(len(g.Payload), g.Length)]
	s.locate(g.Seq)

	var r Result
	if s.far(g.Seq) {
		r.Events |= Far
		return r
	}
	fin := g.Seq + uint32(g.Length)
	s.trimBeyondFIN(p, &g, &r)
	if s.keepAlive(p, &g, &r) {
		r.Events |= KeepAlive
		return r
	}
	s.classify(p, &g, &r)
	if g.FIN {
		s.noteFIN(p, owner, fin, g.Time, &r)
	}
	if g.Length > 0 {
		s.place(p, owner, g)
	}
	if s.hold != 0 {
		s.settle(p, owner, g.Time, g.Clock)
	}
	return r
}

// far says whether seq is further from next than any window reaches, in either
// direction. At half of the sequence space it would be both before and after
// next (RFC 1982 section 3.2).
func (s *Stream) far(seq uint32) bool {
	distance := int32(seq - s.next)
	return distance > maxAhead || distance < -maxAhead
}

// locate gives a stream without a SYN its place: it starts at the first
// segment seen, or at what the peer acknowledges if that is near (the bytes
// between were in flight when the capture began). Until the first byte is
// given or held, an older segment moves the start back.
func (s *Stream) locate(seq uint32) {
	if s.state&anchored != 0 {
		return
	}
	distance := int32(seq - s.next)
	// One number ahead, the start was that of a keep-alive (at SND.NXT-1).
	if s.state&started == 0 || distance < 0 || distance == 1 || distance > rewindLimit {
		if s.state&started == 0 || distance < -rewindLimit || distance > rewindLimit {
			s.acked = seq // an acknowledgment this far off belongs to something else
		}
		s.begin(seq)
	}
	s.state |= started
}

// noteFIN settles where the stream ends: at the sequence number that the FIN
// itself takes, after the segment's payload.
func (s *Stream) noteFIN(p *Pool, owner Owner, fin uint32, time int64, r *Result) {
	if known, ok := s.fin(p); ok {
		if known == fin {
			r.Events |= RepeatedFIN
		} else {
			r.Events |= BadFIN
		}
		return
	}
	if before(fin, s.next) || before(fin, s.end) {
		r.Events |= BadFIN
		return
	}
	s.state |= anchored
	h := s.holdFor(p, owner, time)
	h.fin, h.hasFIN = fin, true
	s.end = fin
}

// fin gives the sequence number of the FIN where it is known.
func (s *Stream) fin(p *Pool) (uint32, bool) {
	if s.state&finished != 0 {
		return s.next, true
	}
	if h := p.holdOf(s); h != nil && h.hasFIN {
		return h.fin, true
	}
	return 0, false
}

func (s *Stream) trimBeyondFIN(p *Pool, g *Segment, r *Result) {
	fin, ok := s.fin(p)
	if !ok {
		return
	}
	keep := g.Length
	if room := int32(fin - g.Seq); int64(room) < int64(keep) {
		keep = max(int(room), 0)
	}
	r.Beyond = g.Length - keep
	g.Length = keep
	g.Payload = g.Payload[:min(len(g.Payload), keep)]
}

// keepAlive recognises a keep-alive (RFC 9293 section 3.8.4: no or one byte,
// at SND.NXT-1) and a repeated one-byte window probe (section 3.8.6.1). Where
// the FIN came first, a byte there may be the last one of the stream.
func (s *Stream) keepAlive(p *Pool, g *Segment, r *Result) bool {
	if g.Length > 1 || g.Seq+1 != s.end || g.FIN || r.Beyond > 0 || s.state&anchored == 0 {
		return false
	}
	h := p.holdOf(s)
	return g.Length == 0 || before(g.Seq, s.next) || h.hasPages() && h.tail.end() == s.end
}

// classify counts new and repeated bytes before anything is changed.
func (s *Stream) classify(p *Pool, g *Segment, r *Result) {
	h := p.holdOf(s)
	given := min(max(int(int32(s.next-g.Seq)), 0), g.Length)
	r.Old = given
	if h != nil && given < g.Length {
		same, conflict := h.overlap(g)
		r.Old += same
		if conflict {
			r.Events |= Conflict
		}
	}
	r.New = g.Length - r.Old
	if r.New > 0 && !before(s.acked, g.Seq+uint32(g.Length)) {
		r.Events |= Late
	}
	if r.New > 0 && before(g.Seq, s.end) && h != nil {
		if later := h.after(g.Seq); later != nil {
			r.Events |= Filled
			r.Lag = g.Time - later.time
		} else if h.hasFIN {
			r.Events |= Filled
			r.Lag = g.Time - h.time
		}
	}
}

// place gives the segment's bytes to the consumer or holds them.
func (s *Stream) place(p *Pool, owner Owner, g Segment) {
	s.state |= anchored
	for before(s.next, g.Seq) {
		// The hole before the segment was acknowledged before the segment
		// came, so it is no matter of order: nobody will send it again.
		if !p.holdOf(s).hasPages() && !before(s.acked, g.Seq) {
			s.gap(p, owner, g.Time, int(g.Seq-s.next), false)
			break
		}
		if p.room(s, &g) {
			h := s.holdFor(p, owner, g.Time)
			h.insert(p, &g)
			if end := g.Seq + uint32(g.Length); before(s.end, end) {
				s.end = end
			}
			return
		}
		if !p.relieve(s, &g) {
			s.gap(p, owner, g.Time, int(g.Seq-s.next), false) // nothing left to give up but this
		}
	}
	s.give(p, owner, g)
}

// give passes on a segment that begins at or before next. Where held bytes
// overlap it, they came first and stand.
func (s *Stream) give(p *Pool, owner Owner, g Segment) {
	last := g.Seq + uint32(g.Length)
	for before(s.next, last) {
		skip := int(s.next - g.Seq)
		n := int(last - s.next)
		if h := p.holdOf(s); h.hasPages() {
			n = min(n, int(h.head.seq-s.next))
		}
		have := min(max(len(g.Payload)-skip, 0), n)
		if have > 0 {
			s.data(p, owner, g.Time, g.Payload[skip:skip+have])
		}
		if n > have {
			s.gap(p, owner, g.Time, n-have, true)
		}
		s.drain(p, owner)
	}
	if before(s.end, s.next) {
		s.end = s.next
	}
}

func (s *Stream) data(p *Pool, owner Owner, time int64, b []byte) {
	time = p.holdOf(s).forward(time)
	s.pass(len(b))
	s.keepUp()
	p.sink.Data(owner, time, b)
}

func (s *Stream) gap(p *Pool, owner Owner, time int64, n int, cut bool) {
	time = p.holdOf(s).forward(time)
	s.pass(n)
	s.keepUp()
	if before(s.end, s.next) {
		s.end = s.next
	}
	s.state |= anchored
	p.sink.Gap(owner, time, int64(n), cut)
}
