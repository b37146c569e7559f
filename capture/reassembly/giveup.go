package reassembly

// Ack takes an acknowledgment number of the peer. Where it covers bytes that
// were not seen, those are waited for a little and then told as a gap.
//
// A stream of which nothing is known starts at the acknowledgment number, so
// that what an unseen direction sends can be counted as missing.
func (s *Stream) Ack(p *Pool, owner Owner, ack uint32, time, clock int64) {
	if s.state&started == 0 {
		s.begin(ack)
		s.acked = ack
		s.state |= started
		return
	}
	if !before(s.acked, ack) || s.far(ack) {
		return
	}
	s.acked = ack
	if s.state&finished != 0 || s.hold == 0 && !s.ackedAhead() {
		return
	}
	s.holdFor(p, owner, time)
	s.settle(p, owner, time, clock)
}

// ackedAhead says whether the peer has acknowledged bytes beyond next. One
// number beyond everything seen is taken for an unseen FIN (which takes one
// sequence number, RFC 9293 section 3.4), not for a missing byte.
func (s *Stream) ackedAhead() bool {
	ahead := int32(s.acked - s.next)
	return ahead > 1 || ahead == 1 && s.acked != s.end+1
}

// Flush gives what is held, in order and with gaps, because no more will
// come. All memory goes back to the Pool.
func (s *Stream) Flush(p *Pool, owner Owner, time int64) {
	h := p.holdOf(s)
	for h.hasPages() {
		s.giveUp(p, owner, h.head.seq, time)
	}
	if h != nil && h.hasFIN {
		s.giveUp(p, owner, h.fin, time)
		s.state |= finished
	} else if s.state&(started|finished) == started && s.ackedAhead() {
		limit := s.acked
		if h != nil && limit == h.mark+1 { // a FIN, as when the wait ends
			limit = h.mark
		}
		s.giveUp(p, owner, limit, time)
	}
	s.release(p)
}

// settle puts the stream's hold into the queue it now belongs to, or lets it
// go when nothing is out of order or missing any more.
func (s *Stream) settle(p *Pool, owner Owner, time, clock int64) {
	h := p.holdOf(s)
	if h.head != nil && h.bytes > p.limits.AckedBytes && s.ackedAhead() {
		s.giveUp(p, owner, s.acked, time)
	}
	if h.hasFIN && h.head == nil && h.fin == s.next {
		s.state |= finished
		s.release(p)
		return
	}
	holding := h.head != nil
	switch {
	case s.ackedAhead():
		if name := pick(holding, queueAckedHolding, queueAcked); h.queue != name || !before(s.next, h.mark) {
			h.mark = s.acked
			p.enqueue(h, name, clock)
		}
	case holding || h.hasFIN:
		if name := pick(holding, queueBlindHolding, queueBlind); h.queue != name || s.next != h.mark {
			h.mark = s.next
			p.enqueue(h, name, clock)
		}
	default:
		s.release(p)
	}
}

// giveUp gives up the first hole, but nothing at or after limit, and then
// gives what is readable. time is the gap's where no held bytes follow.
func (s *Stream) giveUp(p *Pool, owner Owner, limit uint32, time int64) {
	h := p.holdOf(s)
	to := limit
	if h != nil && h.hasFIN && before(h.fin, to) {
		to = h.fin
	}
	if h != nil && h.head != nil {
		time = h.head.time
		if before(h.head.seq, to) {
			to = h.head.seq
		}
	}
	if before(s.next, to) {
		s.gap(p, owner, time, int(to-s.next), false)
	}
	s.drain(p, owner)
}

// drain gives the held bytes that are next.
func (s *Stream) drain(p *Pool, owner Owner) {
	h := p.holdOf(s)
	if h == nil {
		return
	}
	for q := h.head; q != nil && q.seq == s.next; q = h.head {
		if q.n > 0 {
			s.data(p, owner, q.time, q.data[:q.n])
		}
		if q.cut > 0 {
			s.gap(p, owner, q.time, int(q.cut), true)
		}
		p.freePage(h.unlinkHead())
	}
}

// release gives the hold and its pages back.
func (s *Stream) release(p *Pool) {
	h := p.holdOf(s)
	if h == nil {
		return
	}
	for h.head != nil {
		p.freePage(h.unlinkHead())
	}
	p.dequeue(h)
	p.holds.Free(s.hold)
	s.hold = 0
}
