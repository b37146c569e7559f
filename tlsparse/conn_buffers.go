package tlsparse

// spareCapacity is the largest buffer that is kept for reuse.
const spareCapacity = 16 << 10

// work gives the buffers of c, taken from the pool when first asked for.
func (p *Parser) work(c *Conn) *buffers {
	if w := p.buffersOf(c); w != nil {
		return w
	}
	w := &buffers{}
	if n := len(p.spareBuffers); n > 0 {
		w = p.spareBuffers[n-1]
		p.spareBuffers = p.spareBuffers[:n-1]
	}
	number := p.buffers.New()
	*p.buffers.At(number) = w
	p.keep(c).buffers = number
	p.account(w)
	return w
}

// account brings the sum of buffer memory up to date.
func (p *Parser) account(w *buffers) {
	n := 0
	for i := range 2 {
		n += cap(w.head[i]) + cap(w.tail[i]) + cap(w.message[i].buf)
	}
	p.buffered += n - w.capacity
	w.capacity = n
}

// settle accounts for the buffers of c after a chunk, and gives them back
// when nothing is unfinished. When all buffers together are over the limit,
// this connection's are the ones to go.
func (p *Parser) settle(c *Conn) {
	w := p.buffersOf(c)
	p.account(w)
	if w.empty() || c.state == stateInert {
		p.releaseBuffers(c)
		return
	}
	if p.buffered > p.limits.Buffered {
		p.Counters.BufferFull++
		p.dropUnfinished(c)
	}
}

func (w *buffers) empty() bool {
	for i := range 2 {
		if len(w.head[i])+len(w.tail[i])+len(w.message[i].buf)+w.message[i].drop > 0 {
			return false
		}
	}
	return true
}

// dropUnfinished gives up what is unfinished: the rest of a message is
// skipped, a connection whose protocol is not known is not looked at further.
func (p *Parser) dropUnfinished(c *Conn) {
	w := p.buffersOf(c)
	for role := range w.message {
		m := &w.message[role]
		if len(m.buf) < handshakeHeaderLen {
			continue // nothing to gain
		}
		m.drop, m.buf = m.missing(), nil
		c.flags |= flagHole
	}
	if c.state == stateUndecided {
		p.endSearch(c)
		c.state = stateInert
	}
	for i := range 2 {
		w.head[i], w.tail[i] = nil, nil
	}
	p.account(w)
	if c.state == stateInert || w.empty() {
		p.releaseBuffers(c)
	}
}

// releaseBuffers gives the buffers back to the pool.
func (p *Parser) releaseBuffers(c *Conn) {
	w := p.buffersOf(c)
	if w == nil {
		return
	}
	k := p.keep(c)
	p.buffers.Free(k.buffers)
	k.buffers = 0
	p.account(w)
	p.buffered -= w.capacity
	w.capacity = 0
	if len(p.spareBuffers) >= poolLimit {
		return
	}
	for i := range 2 {
		w.head[i] = emptied(w.head[i])
		w.tail[i] = emptied(w.tail[i])
		w.message[i] = assembler{buf: emptied(w.message[i].buf)}
	}
	p.spareBuffers = append(p.spareBuffers, w)
}

// emptied is b without content, or nil where b is too big to keep.
func emptied(b []byte) []byte {
	if cap(b) > spareCapacity {
		return nil
	}
	return b[:0]
}
