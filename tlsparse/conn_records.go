package tlsparse

import "math"

// records follows records through b. After the handshake only headers are
// looked at: bodies are skipped by their length.
func (p *Parser) records(c *Conn, role Dir, time int64, b []byte) {
	h := &c.half[role]
	if c.flags&flagSSLv2 != 0 && len(b) > 0 {
		p.takeMasterKey(c, time, b)
		return
	}
	for len(b) > 0 {
		if h.skip > 0 {
			n := min(int(h.skip), len(b))
			if h.body != bodySkipped {
				p.body(c, role, time, b[:n])
			}
			h.skip -= uint16(n)
			h.offset += int64(n)
			b = b[n:]
			continue
		}
		header := b
		if h.have == 0 && len(b) >= recordHeaderLen {
			h.offset += recordHeaderLen
			b = b[recordHeaderLen:]
		} else {
			n := copy(h.header[h.have:], b)
			h.have += uint8(n)
			h.offset += int64(n)
			b = b[n:]
			if h.have < recordHeaderLen {
				return
			}
			h.have = 0
			header = h.header[:]
		}
		r := parseRecordHeader(header)
		if !r.plausible() {
			p.notRecord(c, role, r, b)
			return
		}
		p.header(c, role, time, r)
	}
}

// header takes note of a record whose header is complete.
func (p *Parser) header(c *Conn, role Dir, time int64, r recordHeader) {
	h := &c.half[role]
	if h.records < math.MaxUint32 {
		h.records++
	}
	h.skip, h.body = uint16(r.length), bodySkipped
	if h.flags&halfTentative != 0 {
		d := p.more(c)
		if h.records == 1 {
			d.waiting[role] = waitingRecord{header: r, time: time}
			return
		}
		p.confirm(c, role, d.waiting[role])
	}
	if r.length == 0 && r.kind != ContentApplicationData {
		p.anomaly(c, role, h.offset-recordHeaderLen, "RFC 8446 section 5.1", "zero-length fragment of "+r.kind.String())
	}
	if w := p.buffersOf(c); w != nil && r.kind != ContentHandshake && w.message[role].missing() > 0 {
		p.anomaly(c, role, h.offset-recordHeaderLen, "RFC 8446 section 5.1", "handshake message interrupted by "+r.kind.String())
	}
	if p.Decrypter != nil && p.seal(c, role, time, r) {
		return
	}
	p.unsealed(c, role, time, r)
}

// unsealed takes note of a record by its header: it is in the clear, or there
// are no keys for it.
func (p *Parser) unsealed(c *Conn, role Dir, time int64, r recordHeader) {
	switch r.kind {
	case ContentHandshake:
		p.handshakeHeader(c, role, time, r)
	case ContentChangeCipherSpec:
		p.changeCipherSpec(c, role, time)
	case ContentAlert:
		p.alertHeader(c, role, time, r)
	case ContentApplicationData:
		p.application(c, role, time, r.length)
	case ContentHeartbeat: // RFC 6520
		p.heartbeat(c, role, r)
		if p.OnEvent != nil {
			p.observeRecord(c, HeartbeatEvent, role, time, r.length)
		}
	}
}

// body takes the next bytes of a body that matters.
func (p *Parser) body(c *Conn, role Dir, time int64, b []byte) {
	switch c.half[role].body {
	case bodyAlert:
		p.alertBytes(c, role, time, b)
	case bodySealed:
		p.sealedBytes(c, role, b)
	case bodyHeartbeat:
		p.heartbeatBytes(c, role, b)
	default:
		p.handshakeBytes(c, role, time, b)
	}
}

// handshakeHeader decides whether a handshake record is in the clear.
func (p *Parser) handshakeHeader(c *Conn, role Dir, time int64, r recordHeader) {
	h := &c.half[role]
	if h.flags&halfChanged != 0 {
		p.protectedHandshake(c, role, time)
		return
	}
	if r.length > maxPlaintextLen {
		p.anomaly(c, role, h.offset-recordHeaderLen, "RFC 8446 section 5.1", "record in the clear has more than 2^14 bytes")
	}
	h.body = bodyHandshake
	if role == Client {
		c.record = r.version
	}
}

// changeCipherSpec takes a ChangeCipherSpec record: what follows in this
// direction is protected. In TLS 1.3 it means nothing (RFC 8446 appendix D.4).
func (p *Parser) changeCipherSpec(c *Conn, role Dir, time int64) {
	d := p.more(c)
	h := &c.half[role]
	if p.OnEvent != nil {
		p.observeRecord(c, ChangeCipherSpecEvent, role, time, 1)
	}
	if d.facts.Version.IsTLS13() || h.flags&halfChanged != 0 || d.facts.HelloRetry {
		return
	}
	h.flags |= halfChanged
	d.facts.Times.ChangeCipherSpec[role] = time
	if d.decryption != nil {
		d.decryption.session.ChangeCipherSpec(role)
	}
	if role == Server {
		p.abbreviated(c)
	}
}

// abbreviated concludes that a session was resumed, where the server ends its
// handshake without ServerHelloDone (RFC 5246 section 7.3, RFC 5077 section
// 3.1).
func (p *Parser) abbreviated(c *Conn) {
	f := &p.more(c).facts
	if f.ServerHello != nil && f.Times.ServerHelloDone == 0 && c.flags&flagHole == 0 {
		f.Resumed = Yes
	}
}

// protectedHandshake takes a handshake record after ChangeCipherSpec: the
// first one is Finished, later ones are a renegotiation.
func (p *Parser) protectedHandshake(c *Conn, role Dir, time int64) {
	h := &c.half[role]
	first := h.flags&halfFinished == 0
	if p.OnEvent != nil {
		inferred := ""
		if first {
			inferred = "Finished"
		}
		p.observeProtected(c, role, time, int(h.skip), inferred)
	}
	if first {
		p.finished(c, role, time)
		return
	}
	if role == Client && c.half[Server].flags&halfFinished != 0 {
		p.more(c).facts.Renegotiated = true
	}
}

// finished notes that a side finished the handshake.
func (p *Parser) finished(c *Conn, role Dir, time int64) {
	f := &p.more(c).facts
	c.half[role].flags |= halfFinished
	if f.Times.Finished[role] == 0 {
		f.Times.Finished[role] = time
	}
	c.setEstablished(c.half[Client].flags&c.half[Server].flags&halfFinished != 0)
}

// application takes an application_data record.
func (p *Parser) application(c *Conn, role Dir, time int64, length int) {
	d := p.more(c)
	f := &d.facts
	h := &c.half[role]
	switch {
	case f.Version.IsTLS13() && c.flags&flagMid == 0, f.Version == 0 && (d.first.over || c.flags&flagLike13 != 0):
		p.application13(c, role, time, length)
		return
	case f.Version == 0 && role == Client && p.openingOf(c) != nil && h.flags&halfFinished == 0:
		// If the version is TLS 1.3, ChangeCipherSpec was for show.
		p.beforeServerHello(c, time, length)
		return
	case f.Version == 0 && role == Server && p.openingOf(c) != nil && f.ServerHello != nil && h.flags&(halfFinished|halfMissed) == 0:
		// A ServerHello that was cut short. Before TLS 1.3, Finished would have
		// come in a handshake record.
		c.flags |= flagLike13
		p.application13(c, role, time, length)
		return
	}
	// Application data can only follow the side's own Finished (RFC 5246
	// section 7.3), even if that was lost.
	if h.flags&halfFinished == 0 && (h.flags&(halfChanged|halfLost) != 0 && f.Version != 0) {
		p.finished(c, role, time)
	}
	p.count(c, role, time, length)
}

// count counts a record of application data and tells the observer.
func (p *Parser) count(c *Conn, role Dir, time int64, length int) {
	f := &p.more(c).facts
	plaintext := length
	if f.Version != 0 {
		low, high := f.Suite.PlaintextLen(f.Version, length)
		if low == 0 && high == length { // the suite is not known
			low = high
		}
		plaintext = (low + high) / 2
	}
	p.countExact(c, role, time, length, plaintext)
	p.plaintextHole(c, role, time)
}

// countExact is count where the length of the plaintext is known.
func (p *Parser) countExact(c *Conn, role Dir, time int64, length, plaintext int) {
	f := &p.more(c).facts
	f.AppRecords[role]++
	f.AppBytes[role] += uint64(plaintext)
	if f.Times.Application[role] == 0 {
		f.Times.Application[role] = time
	}
	if p.OnRecord != nil {
		p.OnRecord(c, role, time, length)
	}
}

// notRecord is called where a record header was due and something else came.
func (p *Parser) notRecord(c *Conn, role Dir, r recordHeader, rest []byte) {
	h := &c.half[role]
	at := h.offset - recordHeaderLen
	h.offset += int64(len(rest))
	if h.flags&halfTentative != 0 {
		p.unconfirmed(c, role)
		return
	}
	what := "record longer than 2^14 + 2048 bytes"
	if !r.known() {
		what = "unknown content type " + r.kind.String() + ": no TLS from here on"
	} else if r.version>>8 != 3 {
		what = "record of version " + r.version.String() + ": no TLS from here on"
	}
	p.anomaly(c, role, at, "RFC 8446 section 5.1", what)
	if h.flags&halfLost != 0 {
		p.failResync(c, role)
		return
	}
	p.stop(c, role)
}
