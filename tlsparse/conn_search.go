package tlsparse

// headLimit is how much is kept of bytes in front of TLS that are not a known
// preamble: a first line.
const headLimit = 256

// search looks for the beginning of TLS in what role sends.
func (p *Parser) search(c *Conn, role Dir, time int64, b []byte) {
	h := &c.half[role]
	data := p.withTail(c, role, b)
	base := h.offset - int64(len(data)-len(b))
	atStart := base == 0 && h.flags&halfLost == 0
	h.offset += int64(len(b))
	if atStart {
		if v := sslv2HelloAt(data); v == yes {
			p.takeSSLv2Hello(c, role, time, data)
			return
		} else if v == partly {
			p.keepTail(c, role, data)
			return
		}
	}
	at, v := findHello(data, atStart, func(at int) bool { return p.place(c, role, data, at) })
	switch {
	case v == yes:
		p.keepHead(c, role, data[:at])
		h.offset = base + int64(at)
		p.begin(c, role, time, data[at:])
		return
	case v == partly && at == 0, serverStartAt(data) != no && len(data) < helloLen:
		p.keepTail(c, role, data)
		return
	case p.beginInside(c, role, time, data, base):
		return
	}
	p.keepHead(c, role, data[:at])
	p.keepTail(c, role, data[at:])
	p.judge(c, role)
}

// place tells whether TLS can begin at an offset of data: where a chunk
// begins, because a client that changes over has waited for an answer; behind
// a line; or behind a binary preamble. TLS inside the frames of another
// protocol would be put together wrongly.
func (p *Parser) place(c *Conn, role Dir, data []byte, at int) bool {
	if at == 0 || data[at-1] == '\n' || isMySQLRequest(data[:at]) {
		return true
	}
	if w := p.buffersOf(c); w != nil && len(w.head[role]) > 0 {
		return isPreamble(w.head[role])
	}
	return isPreamble(data)
}

// isMySQLRequest recognises the packet behind which a client of MySQL goes over
// to TLS without waiting for an answer: SSLRequest, 32 bytes behind a header of
// 4, with the capability CLIENT_SSL.
func isMySQLRequest(b []byte) bool {
	const size, sequence, withTLS = 32, 1, 0x08 // of the second byte of capabilities
	return len(b) == 4+size && b[0] == size && b[1] == 0 && b[2] == 0 && b[3] == sequence && b[5]&withTLS != 0
}

// withTail gives b with the bytes in front that were kept back. The result is
// valid until the next call.
func (p *Parser) withTail(c *Conn, role Dir, b []byte) []byte {
	w := p.buffersOf(c)
	if w == nil || len(w.tail[role]) == 0 {
		return b
	}
	p.joined = append(append(p.joined[:0], w.tail[role]...), b...)
	w.tail[role] = w.tail[role][:0]
	return p.joined
}

func (p *Parser) keepTail(c *Conn, role Dir, b []byte) {
	if len(b) > 0 {
		w := p.work(c)
		w.tail[role] = append(w.tail[role], b...)
	}
}

// keepHead keeps bytes in front of TLS: all of a preamble up to the limit, of
// anything else enough for a first line.
func (p *Parser) keepHead(c *Conn, role Dir, b []byte) {
	if len(b) == 0 || c.state == stateTLS && c.half[role].mode == modeSearch {
		return
	}
	w := p.work(c)
	limit := headLimit
	if len(w.head[Client]) == 0 && role == Client && isPreamble(b) || isPreamble(w.head[Client]) {
		limit = p.limits.Preamble
	}
	if n := min(len(b), limit-len(w.head[role])); n > 0 {
		w.head[role] = append(w.head[role], b[:n]...)
	}
}

// begin starts TLS: b begins with the record of a ClientHello from role.
func (p *Parser) begin(c *Conn, role Dir, time int64, b []byte) {
	if role == Server && p.openingOf(c) == nil && c.state == stateUndecided {
		p.swap(c)
		role = Client
	}
	p.startRoles(c, role)
	p.records(c, role, time, b)
}

// startRoles sets both directions to TLS, role's at once.
func (p *Parser) startRoles(c *Conn, role Dir) {
	c.state = stateTLS
	c.half[role].mode = modeRecords
	other := role.Other()
	if role == Client && c.half[other].mode == modeSearch {
		c.half[other].mode = modeAwait
		if c.half[other].flags&halfLost != 0 {
			c.half[other].mode = modeResync
		}
	}
}

// swap changes roles: the end that accepted the connection is the TLS client.
func (p *Parser) swap(c *Conn) {
	c.flags ^= flagSwapped
	c.half[Client], c.half[Server] = c.half[Server], c.half[Client]
	if w := p.buffersOf(c); w != nil {
		w.head[Client], w.head[Server] = w.head[Server], w.head[Client]
		w.tail[Client], w.tail[Server] = w.tail[Server], w.tail[Client]
	}
}

// beginInside starts TLS where its beginning was not seen: with a ServerHello,
// or with a record header that leads to others.
func (p *Parser) beginInside(c *Conn, role Dir, time int64, data []byte, base int64) bool {
	h := &c.half[role]
	if serverStartAt(data) == yes && len(data) >= helloLen && ContentType(data[0]) == ContentHandshake {
		if role == Client && c.state == stateUndecided {
			p.swap(c)
			role = Server
		}
		c.half[role].offset = base
		p.startRoles(c, role)
		p.records(c, role, time, data)
		return true
	}
	if !chain(data) {
		return false
	}
	if c.state == stateUndecided {
		h.flags |= halfTentative
	}
	h.mode, h.offset = modeRecords, base
	p.records(c, role, time, data)
	return true
}

// waitingRecord is the first record of a chain that is not yet believed.
type waitingRecord struct {
	header recordHeader
	time   int64
}

// confirm believes a chain of records once it has a second header, and takes
// the first one then.
func (p *Parser) confirm(c *Conn, role Dir, w waitingRecord) {
	h := &c.half[role]
	h.flags &^= halfTentative
	c.state = stateTLS
	if p.openingOf(c) == nil {
		c.flags |= flagMid
	}
	switch w.header.kind {
	case ContentApplicationData:
		p.application(c, role, w.time, w.header.length)
	case ContentChangeCipherSpec:
		p.changeCipherSpec(c, role, w.time)
	}
}

// unconfirmed takes back a chain that led nowhere.
func (p *Parser) unconfirmed(c *Conn, role Dir) {
	h := &c.half[role]
	h.flags &^= halfTentative
	h.records, h.skip, h.have, h.mode = 0, 0, 0, modeSearch
	p.judge(c, role)
}

// await takes the first bytes of the server after a ClientHello.
func (p *Parser) await(c *Conn, role Dir, time int64, b []byte) {
	h := &c.half[role]
	data := p.withTail(c, role, b)
	base := h.offset - int64(len(data)-len(b))
	h.offset += int64(len(b))
	if len(data) < startLen {
		p.keepTail(c, role, data)
		return
	}
	at, v := 0, no
	switch {
	case parseRecordHeader(data).plausible():
		v = yes
	case sslv2ServerHelloAt(data) != no:
		p.takeSSLv2ServerHello(c, time, data)
		return
	case p.hasPreamble(c):
		at, v = findServerStart(data)
	default:
		p.notTLS(c, role, data)
		return
	}
	p.keepHead(c, role, data[:at])
	if v != yes {
		p.keepTail(c, role, data[at:])
		if h.offset > int64(p.limits.Preamble) {
			p.giveUp(c)
		}
		return
	}
	p.takePreambles(c)
	h.mode, h.offset = modeRecords, base+int64(at)
	p.records(c, role, time, data[at:])
}

func (p *Parser) hasPreamble(c *Conn) bool {
	w := p.buffersOf(c)
	return w != nil && len(w.head[Client])+len(w.head[Server]) > 0
}
