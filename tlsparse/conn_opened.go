package tlsparse

// openedApplication takes decrypted application data from a record whose body
// was length bytes long.
func (p *Parser) openedApplication(c *Conn, role Dir, time int64, length int, content []byte) {
	d := p.more(c)
	f := &d.facts
	h := &c.half[role]
	tls13 := f.Version.IsTLS13()
	switch {
	case role == Client && h.flags&halfFinished == 0 && (f.Version == 0 || tls13 && p.hello(p.openingOf(c)).EarlyData && h.flags&halfLost == 0):
		f.EarlyData = true // RFC 8446 section 4.2.10
	case role == Client && tls13 && !d.first.over:
		p.finish13(c, time) // Finished was not seen
	case !tls13 && h.flags&halfFinished == 0:
		p.finished(c, role, time)
	}
	p.opened, p.isOpened = len(content), true
	p.countExact(c, role, time, length, len(content))
	p.isOpened = false
	if s := &d.decryption.half[role]; len(content) > 0 {
		if p.OnPlaintext != nil {
			p.OnPlaintext(c, role, time, content)
		}
		s.hole = false
	}
}

// Opened gives, during a call of OnRecord, the length of the record's plaintext
// where it was decrypted: OnPlaintext follows unless that is 0.
func (p *Parser) Opened() (length int, ok bool) { return p.opened, p.isOpened }

// openedAlert takes a decrypted alert.
func (p *Parser) openedAlert(c *Conn, role Dir, time int64, content []byte) {
	if len(content) != 2 {
		p.anomaly(c, role, c.half[role].offset, "RFC 8446 section 6", "encrypted alert that is not 2 bytes long")
		return
	}
	p.alert(c, Alert{
		From: role, Time: time, Level: AlertLevel(content[0]), Code: AlertDescription(content[1]),
		Encrypted: true, Decrypted: true,
	})
}

// openedHandshake takes decrypted bytes of handshake messages.
func (p *Parser) openedHandshake(c *Conn, role Dir, time int64, b []byte) {
	for len(b) > 0 {
		var message []byte
		var tooLong bool
		message, b, tooLong = p.work(c).message[role].next(b, p.limits.Message)
		if tooLong {
			p.Counters.LongMessages++
			p.anomaly(c, role, c.half[role].offset, "RFC 8446 section 4", "handshake message too long to keep")
		}
		if message != nil {
			p.openedMessage(c, role, time, message)
		}
	}
}

// openedMessage takes a whole decrypted handshake message.
func (p *Parser) openedMessage(c *Conn, role Dir, time int64, m []byte) {
	p.decryptionOf(c).session.Message(role, m)
	f := &p.more(c).facts
	at := c.half[role].offset
	if p.OnEvent != nil {
		p.OnEvent(c, Event{Kind: MessageEvent, From: role, Time: time, Offset: at, Length: len(m), Message: m, Decrypted: true})
	}
	switch HandshakeType(m[0]) {
	case HandshakeFinished:
		p.openedFinished(c, role, time)
	case HandshakeEncryptedExtensions:
		e, anomalies := ParseEncryptedExtensions(m)
		p.anomalies(c, role, at, anomalies)
		f.ALPN, p.more(c).rawPublicKeys = e.ALPN, e.RawPublicKeys
	case HandshakeCertificateRequest:
		f.ClientCertificateRequested = true
	case HandshakeCertificate:
		if p.more(c).rawPublicKeys[role] {
			p.takeRawPublicKey(c, role, time, m, at)
			return
		}
		list, anomalies := p.openedChain(m, f.Version.IsTLS13())
		p.anomalies(c, role, at, anomalies)
		p.keepCertificates(c, role, time, list, true)
	case HandshakeCompressedCertificate: // RFC 8879
		f.CompressedCertificate = f.CompressedCertificate || role == Server
		compressed, anomalies := ParseCompressedCertificate(m, p.limits.Message)
		p.anomalies(c, role, at, anomalies)
		if compressed.Message != nil {
			list, anomalies := p.openedChain(compressed.Message, true)
			p.anomalies(c, role, at, anomalies)
			p.keepCertificates(c, role, time, list, true)
		}
	case HandshakeClientHello, HandshakeServerHello: // TLS 1.2 and before
		f.Renegotiated = true
	}
}

// openedFinished takes a decrypted Finished; later ones are of a renegotiation.
func (p *Parser) openedFinished(c *Conn, role Dir, time int64) {
	d := p.more(c)
	h := &c.half[role]
	switch {
	case h.flags&halfFinished != 0:
	case !d.facts.Version.IsTLS13():
		p.finished(c, role, time)
	case role == Client:
		p.finish13(c, time)
	default:
		h.flags |= halfFinished
		d.facts.Times.Finished[Server] = time
	}
}

// openedChain gives the certificates of a decrypted message.
func (p *Parser) openedChain(m []byte, tls13 bool) ([]*Certificate, []Anomaly) {
	message, anomalies := ParseCertificateMessage(m, tls13)
	list := make([]*Certificate, 0, len(message.Certificates))
	for _, der := range message.Certificates {
		list = append(list, p.certificates.Get(der))
	}
	return list, anomalies
}
