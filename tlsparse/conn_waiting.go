package tlsparse

// wait keeps a record for which keys may still come. Those behind it wait too,
// in both directions: what they say depends on it.
func (p *Parser) wait(c *Conn, role Dir, body []byte) {
	d := p.decryptionOf(c)
	s := &d.half[role]
	d.waiting = append(d.waiting, waitingSealed{role, s.header, s.time, append([]byte(nil), body...)})
	d.waitingBytes += len(body)
	p.buffered += len(body)
	if d.waitingBytes > maxWaiting || p.buffered > p.limits.Buffered {
		p.endWaiting(c)
		d.impatient = true
	}
}

// retryWaiting opens what waits, if keys have come; time is now.
func (p *Parser) retryWaiting(c *Conn, time int64) {
	d := p.decryptionOf(c)
	first := &d.waiting[0]
	if d.session.Ready(first.role) == KeysLate && time-first.time < maxWaitingTime {
		return
	}
	p.endWaiting(c)
}

// endWaiting takes all that waits, opened where that can be done by now.
func (p *Parser) endWaiting(c *Conn) {
	d := p.decryptionOf(c)
	waiting := d.waiting
	p.buffered -= d.waitingBytes
	d.waiting, d.waitingBytes = nil, 0
	for i := range waiting {
		w := &waiting[i]
		if d.session.Ready(w.role) == HaveKeys {
			p.openNow(c, w.role, w.header, w.time, w.body)
			continue
		}
		d.impatient = true
		p.passSealed(c, w.role, w.header)
		p.unsealed(c, w.role, w.time, w.header)
	}
}
