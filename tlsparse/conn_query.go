package tlsparse

import "slices"

// Swapped says whether the TLS client is the end that accepted the TCP
// connection, as far as is known yet.
func (c *Conn) Swapped() bool { return c.flags&flagSwapped != 0 }

// Established says whether both sides are known to have finished the handshake
// so far.
func (c *Conn) Established() bool { return c.flags&flagEstablished != 0 }

func (c *Conn) setEstablished(yes bool) {
	c.flags &^= flagEstablished
	if yes {
		c.flags |= flagEstablished
	}
}

// PlaintextLen bounds the plaintext of an application data record whose body
// is length bytes long, in bytes; it is what [Parser.OnRecord] needs to know
// of the suite. Without a suite it is 0 to length.
func (p *Parser) PlaintextLen(c *Conn, length int) (low, high int) {
	d := p.detailsOf(c)
	if d == nil || d.facts.Version == 0 {
		return 0, length
	}
	f := &d.facts
	return f.Suite.PlaintextLen(f.Version, length)
}

// MayBeHTTP2 says whether HTTP/2 was chosen, or may have been where the choice
// cannot be seen (RFC 8446 section 4.3.1).
func (p *Parser) MayBeHTTP2(c *Conn) bool {
	d, o := p.detailsOf(c), p.openingOf(c)
	if d == nil {
		return false
	}
	f := &d.facts
	if f.ALPN != "" {
		return f.ALPN == "h2"
	}
	if o == nil {
		return true
	}
	return f.Version.IsTLS13() && slices.Contains(p.hello(o).ALPN, "h2")
}

// offersEarlyData says whether the ClientHello, where one was seen, offers early
// data.
func (p *Parser) offersEarlyData(c *Conn) bool {
	o := p.openingOf(c)
	return o != nil && p.hello(o).EarlyData
}

// IsTLS13 says whether TLS 1.3 was negotiated.
func (p *Parser) IsTLS13(c *Conn) bool {
	d := p.detailsOf(c)
	return d != nil && d.facts.Version.IsTLS13()
}

// Beyond gives how many of the next n bytes that the end dir sends lie beyond
// the record under way, and whether that end is the TLS client.
func (c *Conn) Beyond(dir Dir, n int64) (bytes int64, client bool) {
	role := c.role(dir)
	return max(0, n-int64(c.half[role].skip)), role == Client
}

// Unread says whether the bytes that the end dir sends are not followed since
// some were lost, and whether that end is the TLS client.
func (c *Conn) Unread(dir Dir) (unread, client bool) {
	role := c.role(dir)
	h := &c.half[role]
	return h.flags&halfLost != 0 && (h.mode == modeResync || h.mode == modeStopped), role == Client
}
