package tlsparse

// Conn follows one TLS connection from the bytes of both directions. The zero
// value is a connection of which nothing was seen. A Conn belongs to one
// Parser, which does all the work; it is kept small, because millions may be
// open, and holds buffers only while a message or preamble is unfinished. It
// refers to what the Parser keeps for it by number, so that the garbage
// collector need not look at it.
type Conn struct {
	half   [2]half // by role
	kept   keptRef // 0 while there is nothing
	state  connState
	flags  connFlags
	record Version // version field of the record being read
}

type connState uint8

const (
	stateUndecided connState = iota // TLS is looked for
	stateTLS                        // records are followed
	stateInert                      // nothing more is looked at
)

type connFlags uint8

const (
	flagSwapped     connFlags = 1 << iota // roles are the other way round than Dir says
	flagMid                               // records were found without a hello
	flagSSLv2                             // SSL 2.0 framing
	flagHole                              // bytes of the handshake were lost
	flagEstablished                       // both sides are known to have finished the handshake
	flagLike13                            // TLS 1.3 by the form of its records, where the hellos are cut too short to tell
)

// half is one direction of a Conn, by role.
type half struct {
	offset  int64  // of the next byte, in the direction's stream
	records uint32 // headers seen
	skip    uint16 // bytes of the current record that are still to come
	have    uint8  // bytes in header
	mode    halfMode
	header  [recordHeaderLen]byte
	body    bodyKind
	flags   halfFlags
	tries   uint8 // chunks looked at in vain, and headers behind lost bytes that led nowhere
}

type halfMode uint8

const (
	modeSearch  halfMode = iota // the beginning of TLS is looked for
	modeAwait                   // the other side began TLS: this side's first record is due
	modeRecords                 // records are followed
	modeResync                  // bytes were lost: a record header is looked for
	modeLine                    // not TLS: its first line is kept
	modeStopped                 // nothing more is looked at
)

// bodyKind is what the body of the current record is read as.
type bodyKind uint8

const (
	bodySkipped bodyKind = iota
	bodyHandshake
	bodyAlert
	bodySealed // protected, and to be decrypted
	bodyHeartbeat
)

type halfFlags uint8

const (
	halfChanged   halfFlags = 1 << iota // ChangeCipherSpec was sent: records are protected (TLS 1.2 and before)
	halfFinished                        // Finished was sent
	halfTentative                       // records may not be what they look like: no chain of headers yet
	halfLost                            // bytes were lost in this direction
	halfMissed                          // and record headers may have been among them
	halfJoined                          // its beginning is not in the capture
)

// buffers holds bytes of unfinished things.
type buffers struct {
	head     [2][]byte // what came before TLS
	tail     [2][]byte // last bytes, where TLS may have begun
	message  [2]assembler
	capacity int // as last accounted for in Parser.buffered
}

// Data takes the next bytes that the end dir sent, seen at the given time in
// nanoseconds. Bytes must come in order; they are not kept.
func (p *Parser) Data(c *Conn, dir Dir, time int64, b []byte) {
	if c.state == stateInert || len(b) == 0 {
		return
	}
	role := c.role(dir)
	h := &c.half[role]
	switch h.mode {
	case modeRecords:
		p.records(c, role, time, b)
	case modeSearch:
		p.search(c, role, time, b)
	case modeAwait:
		p.await(c, role, time, b)
	case modeResync:
		p.resync(c, role, time, b)
	case modeLine:
		p.line(c, role, b)
	default:
		h.offset += int64(len(b))
	}
	if p.buffersOf(c) != nil {
		p.settle(c)
	}
}

// Join says that the beginning of what the end dir sends is not in the capture:
// what comes first may be the middle of anything.
func (c *Conn) Join(dir Dir) { c.half[c.role(dir)].flags |= halfJoined }

// role is the role of the end dir, and the other way round.
func (c *Conn) role(dir Dir) Dir {
	if c.flags&flagSwapped != 0 {
		return dir.Other()
	}
	return dir
}

// Close says that no more bytes will come. Facts are final from then on.
func (p *Parser) Close(c *Conn) {
	p.endSealed(c)
	switch c.state {
	case stateTLS:
		p.takeBanner(c)
		p.takePreambles(c)
		p.parseUnfinished(c)
		for role := Client; role <= Server; role++ {
			if c.half[role].mode == modeLine {
				p.endLine(c, role)
			}
		}
	case stateUndecided:
		p.endSearch(c)
	}
	c.state = stateInert
	p.releaseBuffers(c)
}

// Release closes c and gives its memory back; without it, the Parser keeps it
// for good.
func (p *Parser) Release(c *Conn) {
	p.releaseSealed(c)
	p.releaseBuffers(c)
	p.releaseKept(c)
	*c = Conn{state: stateInert}
}

// decryptionOf gives the decryption of c; nil where its records are not opened.
func (p *Parser) decryptionOf(c *Conn) *decryption {
	if p.Decrypter == nil {
		return nil
	}
	if d := p.detailsOf(c); d != nil {
		return d.decryption
	}
	return nil
}

// anomaly notes something odd at an offset of the role's stream.
func (p *Parser) anomaly(c *Conn, role Dir, offset int64, rfc, what string) {
	f := &p.more(c).facts
	if len(f.Anomalies) >= anomalyLimit {
		f.AnomaliesLost++
		p.Counters.AnomaliesLost++
		return
	}
	f.Anomalies = append(f.Anomalies, Anomaly{From: role, Offset: offset, RFC: rfc, What: what})
}

// anomalies notes those of a message that began at an offset of the stream.
func (p *Parser) anomalies(c *Conn, role Dir, offset int64, list []Anomaly) {
	for _, a := range list {
		p.anomaly(c, role, offset+a.Offset, a.RFC, a.What)
	}
}

func (p *Parser) stop(c *Conn, role Dir) {
	c.half[role].mode = modeStopped
	if c.half[role.Other()].mode == modeStopped {
		c.state = stateInert
	}
}
