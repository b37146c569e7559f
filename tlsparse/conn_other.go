package tlsparse

import (
	"bytes"
	"slices"
)

// judge ends the search where TLS will not come: the first words are those of
// another protocol, or too much came already.
func (p *Parser) judge(c *Conn, role Dir) {
	if c.state != stateUndecided {
		h := &c.half[role]
		if h.tries++; h.tries >= searchLimit {
			h.tries = 0
			c.resyncFrom(role)
		}
		return
	}
	h := &c.half[role]
	if p.bannerStands(c) {
		if role == Server {
			return // the client may still come with a ClientHello, to the wrong service
		}
		role = Server
	}
	if w := p.buffersOf(c); w != nil && speaksOther(w.head[role], role) {
		head := append([]byte(nil), w.head[role]...)
		if role == Client && c.half[Server].mode == modeSearch && c.half[Server].offset == 0 {
			c.half[Server].mode = modeAwait // it may still answer with an alert
		}
		p.notTLS(c, role, head)
		return
	}
	limit := int64(p.limits.Preamble)
	if role == Server {
		limit *= 4 // a proxy's refusal may come with a page
	}
	if h.offset > limit {
		p.giveUp(c)
	}
}

// resyncFrom goes on looking for record headers alone, which costs next to nothing,
// in a direction that was in the middle of something when it was first seen.
func (c *Conn) resyncFrom(role Dir) {
	h := &c.half[role]
	h.mode = modeResync
	h.flags |= halfLost | halfMissed
	if c.state == stateUndecided {
		h.flags |= halfTentative
	}
}

// bannerStands says whether the server began with the words of a protocol that
// is no TLS, and the client has not been heard or was no better.
func (p *Parser) bannerStands(c *Conn) bool {
	w := p.buffersOf(c)
	return w != nil && c.half[Server].mode == modeSearch && speaksOther(w.head[Server], Server)
}

// takeBanner keeps as evidence the words of a server that is no TLS, and to which
// a client came with a ClientHello in vain: words of a protocol that never goes
// over to TLS, a greeting that the client did not answer, or what came through a
// tunnel in place of the server's answer.
func (p *Parser) takeBanner(c *Conn) {
	w := p.buffersOf(c)
	if w == nil || c.half[Server].records > 0 {
		return
	}
	banner := w.head[Server]
	other := speaksOther(banner, Server)
	if !other {
		if (c.half[Client].flags|c.half[Server].flags)&(halfJoined|halfLost) != 0 {
			return // words that led to TLS may be missing
		}
		if len(w.head[Client]) > 0 {
			list, rest := w.preambles()
			if len(list) == 0 || list[len(list)-1].Protocol != "http" {
				return
			}
			banner = rest
		}
		if !isText(banner) {
			return
		}
	}
	p.more(c).facts.NotTLS = &OtherProtocol{From: Server, Line: firstLine(banner)}
	if other {
		w.head[Server] = w.head[Server][:0]
	}
}

// isText says whether b begins with a word in ASCII, as no record does.
func isText(b []byte) bool {
	const word = 4
	return len(b) >= word && !bytes.ContainsFunc(b[:word], func(r rune) bool { return r < ' ' || r > '~' })
}

// speaksOther recognises plain protocols that never go over to TLS.
func speaksOther(head []byte, role Dir) bool {
	if bytes.HasPrefix(head, []byte("SSH-")) {
		return true
	}
	if role == Server {
		return false
	}
	for _, method := range []string{"GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PRI * HTTP"} {
		if bytes.HasPrefix(head, []byte(method)) {
			return true
		}
	}
	return false
}

// notTLS begins to keep the first line of a role that does not speak TLS.
func (p *Parser) notTLS(c *Conn, role Dir, first []byte) {
	if w := p.buffersOf(c); w != nil {
		w.head[role] = w.head[role][:0]
	}
	c.half[role].mode = modeLine
	p.takeLine(c, role, first)
}

func (p *Parser) line(c *Conn, role Dir, b []byte) {
	c.half[role].offset += int64(len(b))
	p.takeLine(c, role, b)
}

func (p *Parser) takeLine(c *Conn, role Dir, b []byte) {
	w := p.work(c)
	head := &w.head[role]
	*head = append(*head, b[:min(len(b), evidenceLimit-len(*head))]...)
	if len(*head) >= evidenceLimit || bytes.IndexByte(*head, '\n') >= 0 {
		p.endLine(c, role)
	}
}

// endLine keeps the first line as evidence and stops looking at the role. The
// other one is looked at only for an answer that is due.
func (p *Parser) endLine(c *Conn, role Dir) {
	f := &p.more(c).facts
	if w := p.buffersOf(c); w != nil && f.NotTLS == nil {
		f.NotTLS = &OtherProtocol{From: role, Line: firstLine(w.head[role])}
		w.head[role] = w.head[role][:0]
	}
	p.stop(c, role)
	if c.half[role.Other()].mode != modeAwait {
		c.state = stateInert
	}
}

// firstLine is the first line of b, at most 64 bytes of it, with everything
// that is not printable ASCII as a dot.
func firstLine(b []byte) string {
	b = b[:min(len(b), evidenceLimit)]
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	line := bytes.TrimRight(b, "\r")
	text := make([]byte, len(line))
	for i, v := range line {
		if v < ' ' || v > '~' {
			v = '.'
		}
		text[i] = v
	}
	return string(text)
}

// goOnInside gives up the search for the beginning, which was not captured.
func (p *Parser) goOnInside(c *Conn) {
	for role := Client; role <= Server; role++ {
		if c.half[role].mode == modeSearch {
			c.resyncFrom(role)
		}
	}
	if w := p.buffersOf(c); w != nil {
		for i := range 2 {
			w.head[i], w.tail[i] = w.head[i][:0], w.tail[i][:0]
		}
	}
}

// giveUp stops looking at a connection in which no TLS came, or from now on looks
// only for records where its beginning was not captured.
func (p *Parser) giveUp(c *Conn) {
	if (c.half[Client].flags|c.half[Server].flags)&halfJoined != 0 {
		p.goOnInside(c)
		return
	}
	p.Counters.PreamblesTooBig++
	p.endSearch(c)
	c.state = stateInert
}

// endSearch keeps what a search without success showed: a preamble, as of a
// tunnel that was refused, or else the first line of what was no TLS.
func (p *Parser) endSearch(c *Conn) {
	w := p.buffersOf(c)
	if w == nil {
		return
	}
	f := &p.more(c).facts
	if f.Preambles, _ = w.preambles(); f.Preambles != nil || f.NotTLS != nil {
		return
	}
	for role := Client; role <= Server; role++ {
		// Without its beginning, what was seen may be the middle of a record.
		begun := c.half[role].flags&halfJoined == 0
		if len(w.head[role]) > 0 && (begun || speaksOther(w.head[role], role)) {
			f.NotTLS = &OtherProtocol{From: role, Line: firstLine(w.head[role])}
			return
		}
	}
}

// preambles reads what came so far, together with the ends that were kept back
// as they might begin TLS; rest is what the server said behind them.
func (w *buffers) preambles() (list []Preamble, rest []byte) {
	front := w.head
	for role := range front {
		if len(w.tail[role]) > 0 && isPreamble(w.head[Client]) {
			front[role] = slices.Concat(w.head[role], w.tail[role])
		}
	}
	return parsePreambles(front[Client], front[Server])
}

// takePreambles keeps what came before TLS, once the server speaks TLS too.
func (p *Parser) takePreambles(c *Conn) {
	w := p.buffersOf(c)
	if w == nil {
		return
	}
	if len(w.head[Client])+len(w.head[Server]) > 0 {
		p.more(c).facts.Preambles, _ = parsePreambles(w.head[Client], w.head[Server])
	}
	for i := range 2 {
		w.head[i] = w.head[i][:0]
	}
}
