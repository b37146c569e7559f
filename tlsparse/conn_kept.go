package tlsparse

import "edrtap/capture/slab"

// kept is what a Parser keeps for a Conn. It has no pointer, as the Conn has none.
// It lies by itself, in Parser.kept, until there is more to keep: then in the
// details.
type kept struct {
	opening opening
	buffers slab.Ref // of Parser.buffers; 0 when nothing is unfinished
}

// keptRef refers to a kept of Parser.kept or, with the top bit set, to one of
// Parser.details; 0 is none.
type keptRef uint32

const inDetails keptRef = 1 << 31

func (r keptRef) detailed() bool { return r&inDetails != 0 }

func (r keptRef) number() slab.Ref { return slab.Ref(r &^ inDetails) }

// opening is what is kept of the ClientHello.
type opening struct {
	time      int64
	sessionID uint64   // hash of the session id; 0 when there was none
	clock     uint32   // first four bytes of the random
	hello     slab.Ref // of Parser.hellos; 0 where none was seen
}

// sharedHello is a parsed ClientHello with how many connections keep it.
type sharedHello struct {
	*ClientHello
	number slab.Ref // of Parser.hellos while it is kept
	uses   uint32
}

// details is what is known beyond the ClientHello.
type details struct {
	kept
	facts   Facts
	held    [2]heldRecord
	first   flight
	waiting [2]waitingRecord

	rawPublicKeys [2]bool // by role: its Certificate message holds a key alone

	decryption *decryption // nil without a Decrypter
}

// keptOf gives what is kept for c; nil where there is nothing. It stays where it is
// until more is called for the first time.
func (p *Parser) keptOf(c *Conn) *kept {
	switch {
	case c.kept.detailed():
		return &p.details.At(c.kept.number()).kept
	case c.kept != 0:
		return p.kept.At(c.kept.number())
	}
	return nil
}

// keep is keptOf, made where there was nothing.
func (p *Parser) keep(c *Conn) *kept {
	if c.kept == 0 {
		c.kept = keptRef(p.kept.New())
	}
	return p.keptOf(c)
}

// keepHello keeps the first ClientHello of c.
func (p *Parser) keepHello(c *Conn, h *sharedHello, o opening) {
	if h.uses == 0 {
		h.number = p.hellos.New()
		*p.hellos.At(h.number) = h
	}
	h.uses++
	o.hello = h.number
	p.keep(c).opening = o
}

func (p *Parser) releaseHello(number slab.Ref) {
	h := *p.hellos.At(number)
	if h.uses--; h.uses == 0 {
		p.hellos.Free(number)
	}
}

// releaseKept gives back what is kept for c; its buffers were.
func (p *Parser) releaseKept(c *Conn) {
	k := p.keptOf(c)
	if k == nil {
		return
	}
	if k.opening.hello != 0 {
		p.releaseHello(k.opening.hello)
	}
	if d := p.detailsOf(c); d != nil {
		room := d.facts.Alerts[:0] // Facts gives copies of them
		*d = details{}
		d.facts.Alerts = room
		p.details.Leave(c.kept.number())
	} else {
		p.kept.Free(c.kept.number())
	}
}

// openingOf gives the opening of c; nil where no ClientHello was seen.
func (p *Parser) openingOf(c *Conn) *opening {
	if k := p.keptOf(c); k != nil && k.opening.hello != 0 {
		return &k.opening
	}
	return nil
}

// hello gives the ClientHello of an opening.
func (p *Parser) hello(o *opening) *ClientHello { return (*p.hellos.At(o.hello)).ClientHello }

// more gives the details of c, made when first asked for.
func (p *Parser) more(c *Conn) *details {
	if !c.kept.detailed() {
		p.makeDetails(c)
	}
	return p.details.At(c.kept.number())
}

func (p *Parser) makeDetails(c *Conn) {
	number := p.details.New()
	if c.kept != 0 {
		p.details.At(number).kept = *p.kept.At(c.kept.number())
		p.kept.Free(c.kept.number())
	}
	c.kept = keptRef(number) | inDetails
}

// detailsOf gives the details of c; nil where there are none.
func (p *Parser) detailsOf(c *Conn) *details {
	if c.kept.detailed() {
		return p.details.At(c.kept.number())
	}
	return nil
}

// buffersOf gives the buffers of c; nil where nothing is unfinished.
func (p *Parser) buffersOf(c *Conn) *buffers {
	if k := p.keptOf(c); k != nil && k.buffers != 0 {
		return *p.buffers.At(k.buffers)
	}
	return nil
}
