package tlsparse

import "golang.org/x/crypto/cryptobyte"

const (
	// sslv2Limit is the longest SSL 2.0 hello that is waited for, in bytes.
	sslv2Limit = 16 << 10

	sslv2ClientHello = 1
	sslv2MasterKey   = 2
	sslv2ServerHello = 4
)

// sslv2HelloAt tells whether b begins with an SSLv2-style ClientHello record:
// two bytes of length with the top bit set, type, version, three lengths that
// must add up (RFC 5246 appendix E.2).
func sslv2HelloAt(b []byte) verdict {
	switch {
	case b[0]&0x80 == 0, len(b) > 2 && b[2] != sslv2ClientHello:
		return no
	case len(b) > 4 && (b[3] != 0 || b[4] != 2) && (b[3] != 3 || b[4] > 4):
		return no
	case len(b) < 11:
		return partly
	}
	specs, id, challenge := pair(b[5:]), pair(b[7:]), pair(b[9:])
	length := pair(b) & 0x7fff
	if specs == 0 || specs%3 != 0 || id != 0 && id != 16 || challenge < 16 || challenge > 32 || length != 9+specs+id+challenge {
		return no
	}
	if len(b) < 2+length {
		return partly
	}
	return yes
}

func pair(b []byte) int { return int(b[0])<<8 | int(b[1]) }

// ParseSSLv2ClientHello parses the record of an SSLv2-style ClientHello, its
// two bytes of length included. The three-byte cipher specifications that
// begin with 0 are suites; the others are of SSL 2.0 alone and are left out.
// ok is false when it is not one, or not whole.
func ParseSSLv2ClientHello(record []byte) (h *ClientHello, nonce HelloNonce, ok bool) {
	if len(record) == 0 || sslv2HelloAt(record) != yes {
		return nil, nonce, false
	}
	specs, id := record[11:][:pair(record[5:])], pair(record[7:])
	challenge := record[11+len(specs)+id:][:pair(record[9:])]
	version := Version(pair(record[3:]))
	h = &ClientHello{SSLv2: true, RecordVersion: VersionSSL20, LegacyVersion: version}
	shape := HelloShape{Version: uint16(version)}
	for ; len(specs) > 0; specs = specs[3:] {
		if specs[0] == 0 {
			shape.Suites = append(shape.Suites, uint16(pair(specs[1:])))
		} else {
			h.Kinds = append(h.Kinds, CipherKind(uint32(specs[0])<<16|uint32(pair(specs[1:]))))
		}
	}
	h.fill(&shape)
	copy(nonce.Random[32-len(challenge):], challenge) // right-justified
	nonce.SessionID = record[11+pair(record[5:]):][:id]
	return h, nonce, true
}

// takeSSLv2Hello starts TLS, or SSL 2.0, with an SSLv2-style ClientHello.
func (p *Parser) takeSSLv2Hello(c *Conn, role Dir, time int64, data []byte) {
	hello, nonce, ok := ParseSSLv2ClientHello(data)
	if !ok {
		return
	}
	if role == Server && p.openingOf(c) == nil {
		p.swap(c)
		role = Client
	}
	length := 2 + pair(data)&0x7fff
	h := &c.half[role]
	h.offset -= int64(len(data) - length)
	h.records++
	p.Counters.Hellos++
	p.open(c, &sharedHello{ClientHello: hello}, &nonce, time)
	p.startRoles(c, role)
	p.records(c, role, time, data[length:])
}

// sslv2ServerHelloAt tells whether b begins with an SSL 2.0 SERVER-HELLO.
func sslv2ServerHelloAt(b []byte) verdict {
	switch {
	case b[0]&0x80 == 0, len(b) > 2 && b[2] != sslv2ServerHello, len(b) > 3 && b[3] > 1:
		return no
	case len(b) < 13:
		return partly
	}
	if length := pair(b) & 0x7fff; b[5] != 0 || b[6] != 2 || length != 11+pair(b[7:])+pair(b[9:])+pair(b[11:]) || length > sslv2Limit {
		return no
	} else if len(b) < 2+length {
		return partly
	}
	return yes
}

// takeSSLv2ServerHello takes the server's answer in SSL 2.0, which ends what
// can be followed but for the client's choice of cipher.
func (p *Parser) takeSSLv2ServerHello(c *Conn, time int64, data []byte) {
	if sslv2ServerHelloAt(data) == partly {
		p.keepTail(c, Server, data)
		return
	}
	c.flags |= flagSSLv2
	c.half[Server].records++
	f := &p.more(c).facts
	f.Version = VersionSSL20
	f.ServerHello = &ServerHello{LegacyVersion: VersionSSL20, Version: VersionSSL20}
	f.Times.ServerHello = time
	f.Resumed = answer(data[3] == 1)
	if der := data[13:][:pair(data[7:])]; len(der) > 0 {
		f.Certificates = []*Certificate{p.certificates.Get(der)}
		f.Times.Certificate = time
	}
	p.stop(c, Server)
}

// takeMasterKey reads the client's choice from a CLIENT-MASTER-KEY record.
func (p *Parser) takeMasterKey(c *Conn, time int64, b []byte) {
	c.half[Client].offset += int64(len(b))
	data := p.withTail(c, Client, b)
	s := cryptobyte.String(data)
	var length uint16
	var kind uint8
	var spec uint32
	if !s.ReadUint16(&length) || !s.ReadUint8(&kind) || !s.ReadUint24(&spec) {
		p.keepTail(c, Client, data)
		return
	}
	if length&0x8000 != 0 && kind == sslv2MasterKey {
		f := &p.more(c).facts
		f.SSLv2Suite = CipherKind(spec)
		setTime(&f.Times.ClientKeyExchange, time)
	}
	p.stop(c, Client)
}
