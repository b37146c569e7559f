package tlsparse

import (
	"encoding/binary"
	"hash/maphash"
)

// handshakeBytes takes bytes of handshake records in the clear.
func (p *Parser) handshakeBytes(c *Conn, role Dir, time int64, b []byte) {
	h := &c.half[role]
	all := len(b)
	for len(b) > 0 {
		at := h.offset + int64(all-len(b))
		if w := p.buffersOf(c); w == nil || w.message[role].missing() == 0 {
			if !knownMessage(HandshakeType(b[0])) {
				p.unreadable(c, role, time, at)
				return
			}
			if len(b) >= handshakeHeaderLen {
				if n := handshakeHeaderLen + messageLen(b); n <= len(b) && n <= p.limits.Message {
					p.message(c, role, time, b[:n], at)
					b = b[n:]
					continue
				}
			}
		}
		var message []byte
		var tooLong bool
		message, b, tooLong = p.work(c).message[role].next(b, p.limits.Message)
		end := h.offset + int64(all-len(b))
		if tooLong {
			p.Counters.LongMessages++
			p.anomaly(c, role, end-handshakeHeaderLen, "RFC 8446 section 4", "handshake message too long to keep")
		}
		if message != nil {
			// Of a message in several records, this is a little late.
			p.message(c, role, time, message, end-int64(len(message)))
		}
	}
}

// unreadable takes a handshake record that begins with no known message. Where
// bytes were not seen, it is protected, and ChangeCipherSpec was among them.
// Otherwise it is malformed, and nothing is known of its messages.
func (p *Parser) unreadable(c *Conn, role Dir, time, at int64) {
	h := &c.half[role]
	if h.flags&halfLost == 0 && c.flags&flagMid == 0 {
		p.anomaly(c, role, at, "RFC 8446 section 4", "unknown handshake message in the clear")
		h.body = bodySkipped
		return
	}
	h.flags |= halfChanged
	h.body = bodySkipped
	p.protectedHandshake(c, role, time)
}

// message takes a whole handshake message, header included, that began at an
// offset of the role's stream.
func (p *Parser) message(c *Conn, role Dir, time int64, m []byte, at int64) {
	if p.OnEvent != nil {
		p.OnEvent(c, Event{Kind: MessageEvent, From: role, Time: time, Offset: at, Length: len(m), Message: m})
	}
	switch HandshakeType(m[0]) {
	case HandshakeClientHello:
		p.takeClientHello(c, role, time, m, at)
	case HandshakeServerHello, HandshakeHelloRetryRequest:
		p.takeServerHello(c, role, time, m, at)
	case HandshakeCertificate:
		p.takeCertificate(c, role, time, m, at)
	case HandshakeServerKeyExchange:
		p.takeKeyExchange(c, role, m, at)
	case HandshakeClientKeyExchange:
		setTime(&p.more(c).facts.Times.ClientKeyExchange, time)
	case HandshakeServerHelloDone:
		f := &p.more(c).facts
		setTime(&f.Times.ServerHelloDone, time)
		f.Resumed = No
	case HandshakeCertificateRequest:
		p.more(c).facts.ClientCertificateRequested = true
	case HandshakeCertificateStatus: // RFC 6066 section 8
		p.more(c).facts.CertificateStatus = true
	case HandshakeCompressedCertificate: // RFC 8879
		p.more(c).facts.CompressedCertificate = true
	case HandshakeNewSessionTicket: // RFC 5077 section 3.3
		p.more(c).facts.TicketIssued = true
	}
	if d := p.decryptionOf(c); d != nil && len(m) == handshakeHeaderLen+messageLen(m) {
		d.session.Message(role, m)
	}
}

// setTime keeps the first time.
func setTime(t *int64, now int64) {
	if *t == 0 {
		*t = now
	}
}

func (p *Parser) takeClientHello(c *Conn, role Dir, time int64, m []byte, at int64) {
	if role == Server {
		p.anomaly(c, role, at, clientHelloRFC, "ClientHello from the server")
		return
	}
	hello, nonce, anomalies := p.clientHello(m, c.record)
	if anomalies != nil {
		p.anomalies(c, role, at, anomalies)
	}
	if p.openingOf(c) == nil {
		p.open(c, hello, &nonce, time)
		return
	}
	f := &p.more(c).facts
	switch {
	case f.HelloRetry && f.SecondHello == nil:
		f.SecondHello = hello.ClientHello
	case f.Version == 0: // RFC 8446 section 4.1.2
		p.anomaly(c, role, at, clientHelloRFC, "second ClientHello without a HelloRetryRequest")
	default:
		f.Renegotiated = true
	}
}

// open keeps the first ClientHello.
func (p *Parser) open(c *Conn, hello *sharedHello, nonce *HelloNonce, time int64) {
	p.keepHello(c, hello, opening{time: time, sessionID: p.hashID(nonce.SessionID), clock: binary.BigEndian.Uint32(nonce.Random[:])})
	if p.Decrypter != nil {
		p.more(c).decryption = &decryption{session: p.Decrypter.Begin()}
	}
}

// hashID stands for a session id, which is only ever compared: 8 bytes in
// place of 33 for every open connection. 0 stands for none.
func (p *Parser) hashID(id []byte) uint64 {
	if len(id) == 0 {
		return 0
	}
	return maphash.Bytes(p.seed, id) | 1
}

func (p *Parser) takeServerHello(c *Conn, role Dir, time int64, m []byte, at int64) {
	if role == Client {
		p.anomaly(c, role, at, serverHelloRFC, "ServerHello from the client")
		return
	}
	hello, nonce, anomalies := p.serverHello(m)
	if anomalies != nil {
		p.anomalies(c, role, at, anomalies)
	}
	f := &p.more(c).facts
	if f.Version != 0 {
		f.Renegotiated = true
		return
	}
	f.ServerHello = hello
	if hello.HelloRetry {
		f.HelloRetry = true
		setTime(&f.Times.HelloRetry, time)
	} else {
		p.negotiated(c, f, hello, &nonce, time)
	}
	if hello.HelloRetry || f.Version.IsTLS13() { // so ChangeCipherSpec was for show
		for i := range c.half {
			c.half[i].flags &^= halfChanged | halfFinished
		}
		f.Times.ChangeCipherSpec = [2]int64{}
	}
	if f.Version.IsTLS13() && p.more(c).first.over {
		p.lateServer(c)
	}
}

func (p *Parser) negotiated(c *Conn, f *Facts, hello *ServerHello, nonce *HelloNonce, time int64) {
	f.ServerRandom, p.more(c).rawPublicKeys = nonce.Random, hello.RawPublicKeys
	setTime(&f.Times.ServerHello, time)
	if hello.Version == 0 {
		return
	}
	f.Version, f.Suite, f.Group, f.ALPN = hello.Version, hello.Suite, hello.Group, hello.ALPN
	o := p.openingOf(c)
	switch {
	case hello.Version.IsTLS13():
		f.Resumed = answer(hello.PSK)
	case o != nil:
		// A resumed session's id is echoed (RFC 5246 section 7.3). What
		// follows may still say otherwise.
		f.Resumed = answer(o.sessionID != 0 && o.sessionID == p.hashID(nonce.SessionID))
	}
}

func answer(yes bool) Answer {
	if yes {
		return Yes
	}
	return No
}

func (p *Parser) takeCertificate(c *Conn, role Dir, time int64, m []byte, at int64) {
	if p.more(c).rawPublicKeys[role] {
		p.takeRawPublicKey(c, role, time, m, at)
		return
	}
	list, anomalies := p.chain(m)
	if anomalies != nil {
		p.anomalies(c, role, at, anomalies)
	}
	whole := len(m) >= handshakeHeaderLen+messageLen(m)
	if role == Server && len(list) == 0 && anomalies == nil && whole {
		p.anomaly(c, role, at, "RFC 5246 section 7.4.2", "certificate_list of the server is empty")
	}
	p.keepCertificates(c, role, time, list, whole)
}

// keepCertificates takes the certificates of a message, which may be cut short:
// then there were more, or at least one.
func (p *Parser) keepCertificates(c *Conn, role Dir, time int64, list []*Certificate, whole bool) {
	f := &p.more(c).facts
	if role == Server {
		if !f.Renegotiated {
			f.Resumed = No
		}
		setTime(&f.Times.Certificate, time)
		if f.Certificates == nil {
			f.Certificates = list
		}
		return
	}
	f.ClientCertificates = list
	f.ClientCertificate = AuthSent
	if len(list) == 0 && whole {
		f.ClientCertificate = AuthEmpty // RFC 5246 section 7.4.6
	}
}

func (p *Parser) takeKeyExchange(c *Conn, role Dir, m []byte, at int64) {
	f := &p.more(c).facts
	k, anomalies := ParseServerKeyExchange(m, f.Suite)
	if anomalies != nil {
		p.anomalies(c, role, at, anomalies)
	}
	f.Group, f.DHEBits = k.Group, k.PrimeBits
}

// parseUnfinished takes what there is of hellos that never became whole.
func (p *Parser) parseUnfinished(c *Conn) {
	if p.buffersOf(c) == nil {
		return
	}
	for role := Client; role <= Server; role++ {
		p.parsePrefix(c, role)
	}
}

// parsePrefix takes the first bytes of a message that will not become whole,
// where they say something on their own.
func (p *Parser) parsePrefix(c *Conn, role Dir) {
	m := &p.buffersOf(c).message[role]
	if len(m.buf) > handshakeHeaderLen {
		c.flags |= flagHole
		t := HandshakeType(m.buf[0])
		at := c.half[role].offset - int64(len(m.buf))
		if t == HandshakeClientHello && p.openingOf(c) == nil || t == HandshakeServerHello || t == HandshakeCertificate {
			p.message(c, role, 0, m.buf, at) // no time: it never was complete
		}
	}
	m.buf = m.buf[:0]
}
