package tlsparse

// This file is the way of a protected record where there is a Decrypter: its
// body is gathered, opened, and its content read as if it had come in the
// clear. A record that cannot be opened goes the way of all others, which
// judges by header, place and length alone.

// seal decides at the header of a record whether its body is to be decrypted.
func (p *Parser) seal(c *Conn, role Dir, time int64, r recordHeader) bool {
	d := p.decryptionOf(c)
	if d == nil || !c.protected(role, r) {
		return false
	}
	if len(d.waiting) > 0 {
		p.retryWaiting(c, time)
	}
	switch ready := d.session.Ready(role); {
	case ready == NoKeys, ready == KeysLate && d.impatient:
		p.passSealed(c, role, r)
		return false
	case p.buffered+maxRecordLen > p.limits.Buffered:
		p.Counters.BufferFull++
		d.memory = true
		p.passSealed(c, role, r)
		return false
	}
	s := &d.half[role]
	c.half[role].body = bodySealed
	s.header, s.time, s.have = r, time, 0
	if r.length == 0 {
		p.openRecord(c, role, nil)
	}
	return true
}

// passSealed counts a protected record that is not decrypted.
func (p *Parser) passSealed(c *Conn, role Dir, r recordHeader) {
	d := p.decryptionOf(c)
	d.session.Pass(role, r.length)
	d.half[role].failed++
}

// protected tells whether a record is under the protection of keys.
func (c *Conn) protected(role Dir, r recordHeader) bool {
	changed := c.half[role].flags&halfChanged != 0
	switch r.kind {
	case ContentApplicationData:
		return true
	case ContentHandshake, ContentHeartbeat:
		return changed
	case ContentAlert: // no cipher makes so few bytes
		return changed && r.length > 2
	case ContentChangeCipherSpec: // of a renegotiation
		return changed && r.length > 1
	}
	return false
}

// sealedBytes takes bytes of a record that is to be decrypted.
func (p *Parser) sealedBytes(c *Conn, role Dir, b []byte) {
	s := &p.decryptionOf(c).half[role]
	if s.body == nil {
		if len(b) == s.header.length {
			p.openRecord(c, role, b)
			return
		}
		s.body = p.sealedBuffer()
	}
	s.have += copy(s.body[s.have:s.header.length], b)
	if s.have < s.header.length {
		return
	}
	p.openRecord(c, role, s.body[:s.have])
	p.freeSealed(s)
}

func (p *Parser) sealedBuffer() *[maxRecordLen]byte {
	p.buffered += maxRecordLen
	if n := len(p.spareBodies); n > 0 {
		b := p.spareBodies[n-1]
		p.spareBodies = p.spareBodies[:n-1]
		return b
	}
	return new([maxRecordLen]byte)
}

func (p *Parser) freeSealed(s *sealedHalf) {
	if s.body == nil {
		return
	}
	p.buffered -= maxRecordLen
	if len(p.spareBodies) < poolLimit {
		p.spareBodies = append(p.spareBodies, s.body)
	}
	s.body, s.have = nil, 0
}

// openRecord takes the whole body of a protected record.
func (p *Parser) openRecord(c *Conn, role Dir, body []byte) {
	d := p.decryptionOf(c)
	s := &d.half[role]
	if len(d.waiting) > 0 || d.session.Ready(role) != HaveKeys {
		p.wait(c, role, body)
		return
	}
	p.openNow(c, role, s.header, s.time, body)
}

func (p *Parser) openNow(c *Conn, role Dir, r recordHeader, time int64, body []byte) {
	d := p.decryptionOf(c)
	kind, content, ok := d.session.Open(role, r.kind, r.version, body)
	if !ok {
		d.half[role].failed++
		p.unsealed(c, role, time, r)
		return
	}
	d.half[role].records++
	switch kind {
	case ContentApplicationData:
		p.openedApplication(c, role, time, r.length, content)
	case ContentHandshake:
		p.openedHandshake(c, role, time, content)
	case ContentAlert:
		p.openedAlert(c, role, time, content)
	case ContentChangeCipherSpec:
		d.session.ChangeCipherSpec(role)
	case ContentHeartbeat:
		p.more(c).facts.Heartbeats++
	}
}

// plaintextHole tells the observer, once before the next plaintext.
func (p *Parser) plaintextHole(c *Conn, role Dir, time int64) {
	if p.decryptionOf(c) == nil {
		return
	}
	s := &p.decryptionOf(c).half[role]
	if !s.hole && p.OnPlaintextHole != nil {
		p.OnPlaintextHole(c, role, time)
	}
	s.hole = true
}

// loseSealed takes the news that bytes of the record at hand were lost.
func (p *Parser) loseSealed(c *Conn, role Dir) {
	d := p.decryptionOf(c)
	s := &d.half[role]
	r, time := s.header, s.time
	p.freeSealed(s)
	p.endWaiting(c)
	d.session.Lost(role, 1, int64(r.length))
	c.half[role].body = bodySkipped
	s.failed++
	p.unsealed(c, role, time, r)
}

// loseRecords takes the news that bytes were lost beyond the record at hand.
func (p *Parser) loseRecords(c *Conn, role Dir, time, n int64) {
	if p.decryptionOf(c) == nil {
		return
	}
	if h := &c.half[role]; h.body == bodySealed && h.skip > 0 {
		p.loseSealed(c, role)
	}
	p.endWaiting(c)
	p.decryptionOf(c).session.Lost(role, 0, n)
	if c.half[role].flags&halfFinished != 0 {
		p.plaintextHole(c, role, time)
	}
}

// endSealed gives up records whose end never came.
func (p *Parser) endSealed(c *Conn) {
	if p.decryptionOf(c) == nil {
		return
	}
	for role := Client; role <= Server; role++ {
		if h := &c.half[role]; h.body == bodySealed && h.skip > 0 {
			p.loseSealed(c, role)
		}
	}
	p.endWaiting(c)
}

// releaseSealed gives the memory of decryption back.
func (p *Parser) releaseSealed(c *Conn) {
	if p.decryptionOf(c) == nil {
		return
	}
	d := p.decryptionOf(c)
	for role := range d.half {
		p.freeSealed(&d.half[role])
	}
	p.buffered -= d.waitingBytes
	d.session.Close()
	p.detailsOf(c).decryption = nil
}

// decryptionFacts says what became of protected records.
func (p *Parser) decryptionFacts(c *Conn) Decryption {
	if p.Decrypter == nil {
		return Decryption{}
	}
	if p.decryptionOf(c) == nil {
		if p.openingOf(c) != nil { // the Decrypter came later
			return Decryption{Asked: true, Reason: ReasonNoSecret}
		}
		return Decryption{Asked: true, Reason: ReasonNoHello}
	}
	d := p.decryptionOf(c)
	f := Decryption{Asked: true}
	for role := range d.half {
		f.Records[role], f.Failed[role] = d.half[role].records, d.half[role].failed
	}
	lost := (c.half[Client].flags|c.half[Server].flags)&halfLost != 0
	if f.Failed == [2]uint64{} && f.Records != [2]uint64{} && !lost {
		return f
	}
	if f.Reason = d.session.Reason(); f.Reason == "" && d.memory {
		f.Reason = ReasonMemory
	}
	return f
}
