package tlsparse

// Gap says that the next n bytes that the end dir sent were lost.
func (p *Parser) Gap(c *Conn, dir Dir, time int64, n int64) {
	if c.state == stateInert || n <= 0 {
		return
	}
	role := c.role(dir)
	h := &c.half[role]
	h.flags |= halfLost
	switch h.mode {
	case modeRecords:
		p.gapInRecords(c, role, time, n)
	case modeSearch:
		p.gapInSearch(c, role)
	case modeAwait:
		h.have, h.mode = 0, modeResync
		h.flags |= halfMissed
		c.flags |= flagHole
	case modeResync:
		h.have = 0
		p.loseRecords(c, role, time, n)
	case modeLine:
		p.endLine(c, role)
	}
	h.offset += n
	if p.buffersOf(c) != nil {
		p.settle(c)
	}
}

// gapInRecords steps over lost bytes that lie in one record's body; beyond
// that, the next header must be looked for.
func (p *Parser) gapInRecords(c *Conn, role Dir, time, n int64) {
	h := &c.half[role]
	if h.have == 0 && n <= int64(h.skip) {
		if h.body == bodyHandshake {
			p.holeInMessage(c, role, n)
		}
		if h.body == bodyAlert || h.body == bodyHeartbeat {
			h.body = bodySkipped
		}
		if h.body == bodySealed && h.skip > 0 {
			p.loseSealed(c, role)
		}
		h.skip -= uint16(n)
		return
	}
	p.loseRecords(c, role, time, n)
	p.dropMessage(c, role)
	h.have, h.skip, h.mode = 0, 0, modeResync
	h.flags |= halfMissed
}

// holeInMessage drops the unfinished message. Where the hole lies inside one
// whose length is known, the next message is found again.
func (p *Parser) holeInMessage(c *Conn, role Dir, n int64) {
	missing := 0
	if w := p.buffersOf(c); w != nil {
		if m := &w.message[role]; m.drop > 0 || len(m.buf) >= handshakeHeaderLen {
			missing = m.missing()
		}
	}
	p.dropMessage(c, role)
	if int64(missing) >= n {
		p.work(c).message[role].drop = missing - int(n)
		return
	}
	c.half[role].body = bodySkipped // the rest of the record cannot be read
}

// dropMessage gives up the unfinished message of a role.
func (p *Parser) dropMessage(c *Conn, role Dir) {
	h := &c.half[role]
	if h.flags&(halfFinished|halfChanged) == 0 {
		c.flags |= flagHole
	}
	if p.buffersOf(c) == nil {
		return
	}
	p.parsePrefix(c, role)
	p.buffersOf(c).message[role].drop = 0
}

// resync looks for a record header at the start of a chunk: that is where
// most senders put it. A header is believed when its successor is where it
// says, or else for the time being.
func (p *Parser) resync(c *Conn, role Dir, time int64, b []byte) {
	h := &c.half[role]
	if !chain(b) {
		h.offset += int64(len(b))
		p.loseRecords(c, role, time, int64(len(b)))
		return // that is five bytes looked at: an upload may go on for long
	}
	h.mode, h.have, h.skip = modeRecords, 0, 0
	p.records(c, role, time, b)
}

// failResync takes back a record header that led nowhere: the direction is given
// up, or looks for another.
func (p *Parser) failResync(c *Conn, role Dir) {
	h := &c.half[role]
	if h.tries++; h.tries < resyncLimit {
		h.mode, h.have, h.skip = modeResync, 0, 0
		return
	}
	p.Counters.ResyncFailures++
	p.stop(c, role)
}

// chain tells whether b begins with a record header that convinces, and that
// leads to others as far as b goes.
func chain(b []byte) bool {
	for first := true; ; first = false {
		if len(b) < recordHeaderLen {
			return !first
		}
		r := parseRecordHeader(b)
		if !r.convincing() {
			return false
		}
		if len(b) <= recordHeaderLen+r.length {
			return true
		}
		b = b[recordHeaderLen+r.length:]
	}
}

// gapInSearch goes on behind the hole: what came before is kept, but a start
// that the hole cut is not.
func (p *Parser) gapInSearch(c *Conn, role Dir) {
	w := p.buffersOf(c)
	if w == nil || len(w.head[role]) == 0 {
		c.half[role].flags |= halfJoined
	}
	if w != nil {
		w.tail[role] = w.tail[role][:0]
	}
}
