package exchange

import (
	"bytes"
	"math"
	"strconv"

	"edrtap/tlsparse"
)

// http1 is a connection of HTTP/1.x.
type http1 struct {
	half    [2]half1
	current *Exchange   // the request under way; nil between two
	body    *body       // of it
	waiting []*Exchange // requests that were not answered yet, the one under way among them
	answer  *Exchange   // whose answer is under way; nil between two
}

// half1 is one direction.
type half1 struct {
	state state1
	began int64  // time of the first byte of buf
	buf   []byte // a head or a line that is not complete
	left  uint64 // bytes of the body or chunk that are to come
}

type state1 uint8

const (
	atHead     state1 = iota // a head is due
	inBody                   // left bytes of a body
	atChunk                  // the line before a chunk (RFC 9112 section 7.1)
	inChunk                  // left bytes of a chunk
	afterChunk               // the line end behind it
	atTrailer                // lines of the trailer section
	toTheEnd                 // a body that ends with the connection
	isLost                   // a head is looked for at the start of what comes
	isOpaque                 // nothing is looked at any more
)

// chunkLine is the longest line before a chunk, or of a trailer section, bytes.
const chunkLine = 8 << 10

func (p *Parser) data1(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	h := &c.one.half[dir]
	if h.state == isLost {
		if !begins1(dir, b) {
			return
		}
		h.state = atHead
	}
	for len(b) > 0 && c.protocol == isHTTP1 {
		switch h.state {
		case atHead:
			b = p.head1(c, dir, time, b)
		case inBody, inChunk:
			n := int(min(h.left, uint64(len(b))))
			p.bytes1(c, dir, time, b[:n])
			b = b[n:]
			if h.left -= uint64(n); h.left == 0 {
				p.ended1(c, dir, time)
			}
		case toTheEnd:
			p.bytes1(c, dir, time, b)
			return
		case atChunk, afterChunk, atTrailer:
			b = p.line1(c, dir, time, b)
		default:
			return
		}
	}
}

// head1 gathers a head and takes it once it is complete. What is left of b is
// returned.
func (p *Parser) head1(c *Conn, dir tlsparse.Dir, time int64, b []byte) []byte {
	h := &c.one.half[dir]
	if len(h.buf) == 0 {
		blank := len(b) - len(bytes.TrimLeft(b, "\r\n")) // RFC 9112 section 2.2
		if b = b[blank:]; len(b) == 0 {
			return nil
		}
		h.began = time
	}
	before := len(h.buf)
	h.buf = append(h.buf, b...)
	end := headEnd(h.buf, before)
	switch {
	case !mayBegin1(dir, h.buf):
		p.giveUp(c)
		return nil
	case end < 0 && len(h.buf) <= p.limits.Head:
		return nil
	case end < 0 || end > p.limits.Head:
		p.Counters.LongHeads++
		p.giveUp(c)
		return nil
	}
	head := h.buf[:end]
	h.buf = nil
	if dir == tlsparse.Client {
		p.request1(c, time, head)
	} else {
		p.answer1(c, time, head)
	}
	return b[end-before:]
}

// headEnd is where the head in b ends, behind its empty line; -1 where it does
// not. The first known bytes are known not to hold the end.
func headEnd(b []byte, known int) int {
	for i := max(known-3, 0); i < len(b); {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			return -1
		}
		i += n + 1
		switch rest := b[i:]; {
		case len(rest) > 0 && rest[0] == '\n':
			return i + 1
		case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
			return i + 2
		}
	}
	return -1
}

// request1 takes the head of a request.
func (p *Parser) request1(c *Conn, time int64, head []byte) {
	o := c.one
	e, framing, contents, ok := parseRequest(head)
	if !ok {
		p.giveUp(c)
		return
	}
	h := &o.half[tlsparse.Client]
	e.Began, e.Head = h.began, uint64(len(head))
	if len(o.waiting) >= p.limits.Pending {
		p.Counters.Pending++
		p.giveUp(c)
		return
	}
	o.current, o.body = e, nil
	o.waiting = append(o.waiting, e)
	if framing.kind != noBody {
		o.body = p.newBody(contents)
	}
	h.start(framing)
	if h.state == atHead {
		p.endRequest1(c, time)
	}
}

// answer1 takes the head of an answer.
func (p *Parser) answer1(c *Conn, time int64, head []byte) {
	o := c.one
	h := &o.half[tlsparse.Server]
	method := ""
	if len(o.waiting) > 0 {
		method = o.waiting[0].Method
	}
	version, status, framing, ok := parseAnswer(head, method)
	if !ok {
		p.giveUp(c)
		return
	}
	if status < 200 && status != 101 { // RFC 9110 section 15.2: the final answer follows
		return
	}
	e := &Exchange{Version: version}
	if len(o.waiting) > 0 {
		e, o.waiting = o.waiting[0], o.waiting[1:]
	}
	e.Status, e.Answered = status, h.began
	o.answer = e
	if status == 101 || method == "CONNECT" && status < 300 { // another protocol from here on
		p.endAnswer1(c, time)
		p.giveUp(c)
		return
	}
	h.start(framing)
	if h.state == atHead {
		p.endAnswer1(c, time)
	}
}

// start sets the half for the body that follows a head.
func (h *half1) start(f framing) {
	switch {
	case f.kind == chunked:
		h.state = atChunk
	case f.kind == untilClose:
		h.state = toTheEnd
	case f.length > 0:
		h.state, h.left = inBody, f.length
	default:
		h.state = atHead
	}
}

// bytes1 takes bytes of a body.
func (p *Parser) bytes1(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	o := c.one
	if dir == tlsparse.Server {
		if o.answer != nil { // it was told already where a request's bytes are missing
			o.answer.AnswerBody += uint64(len(b))
			o.answer.Ended = time
		}
		return
	}
	o.current.Body += uint64(len(b))
	o.body.write(b)
}

// ended1 takes the end of a body of known length, or of a chunk.
func (p *Parser) ended1(c *Conn, dir tlsparse.Dir, time int64) {
	h := &c.one.half[dir]
	if h.state == inChunk {
		h.state = afterChunk
		return
	}
	p.message1(c, dir, time)
}

// message1 takes the end of a message.
func (p *Parser) message1(c *Conn, dir tlsparse.Dir, time int64) {
	c.one.half[dir].state = atHead
	if dir == tlsparse.Client {
		p.endRequest1(c, time)
	} else {
		p.endAnswer1(c, time)
	}
}

func (p *Parser) endRequest1(c *Conn, time int64) {
	o := c.one
	e := o.current
	e.Sent = time
	e.Events, e.Counts = o.body.end(true)
	o.current, o.body = nil, nil
	p.requested(c, e)
}

func (p *Parser) endAnswer1(c *Conn, time int64) {
	e := c.one.answer
	if e == nil { // as in bytes1
		return
	}
	e.Ended = time
	c.one.answer = nil
	p.cut1(c, e)
	p.exchanged(c, e)
}

// cut1 ends a request whose answer came before its end: nothing of it is told
// later.
func (p *Parser) cut1(c *Conn, e *Exchange) {
	o := c.one
	if o.current != e {
		return
	}
	// The client may go on sending. An exchange is told once, so what comes is
	// followed to its end with a copy.
	rest := *e
	o.current = &rest
	e.Events, e.Counts = 0, Opaque
}

// line1 gathers a line of the chunked coding and takes it once it is complete.
func (p *Parser) line1(c *Conn, dir tlsparse.Dir, time int64, b []byte) []byte {
	h := &c.one.half[dir]
	n := bytes.IndexByte(b, '\n') + 1
	if n == 0 {
		n = len(b)
	}
	h.buf = append(h.buf, b[:n]...)
	if dir == tlsparse.Client && c.one.current != nil {
		c.one.current.Head += uint64(n)
	}
	if len(h.buf) > chunkLine {
		p.giveUp(c)
		return nil
	}
	if h.buf[len(h.buf)-1] != '\n' {
		return nil
	}
	line := string(bytes.TrimRight(h.buf, "\r\n"))
	h.buf = h.buf[:0]
	switch h.state {
	case afterChunk:
		if line != "" {
			p.giveUp(c)
			return nil
		}
		h.state = atChunk
	case atTrailer:
		if line == "" {
			p.message1(c, dir, time)
		}
	default:
		size, ok := chunkSize(line)
		if !ok {
			p.giveUp(c)
			return nil
		}
		h.state, h.left = inChunk, size
		if size == 0 {
			h.state = atTrailer
		}
	}
	return b[n:]
}

// chunkSize reads the size in front of a chunk; extensions are skipped.
func chunkSize(line string) (uint64, bool) {
	for i := range len(line) {
		if line[i] == ';' || line[i] == ' ' || line[i] == '\t' {
			line = line[:i]
			break
		}
	}
	n, err := strconv.ParseUint(line, 16, 63)
	return n, err == nil && n <= math.MaxInt64
}

// hole1 takes the news that bytes of one end are missing. Which answer is whose
// is not known from then on, until a request follows.
func (p *Parser) hole1(c *Conn, dir tlsparse.Dir) {
	o := c.one
	h := &o.half[dir]
	if h.state == isOpaque {
		return
	}
	p.unanswered1(c, dir == tlsparse.Client)
	*h = half1{state: isLost}
}

// unanswered1 ends what is under way: the request, where that is cut, and all
// that waits for an answer.
func (p *Parser) unanswered1(c *Conn, cut bool) {
	o := c.one
	if e := o.answer; e != nil {
		o.answer = nil
		p.cut1(c, e)
		p.exchanged(c, e)
	}
	if e := o.current; e != nil && cut {
		e.Events, e.Counts = o.body.end(false)
		o.current, o.body = nil, nil
		p.requested(c, e)
	}
	for _, e := range o.waiting {
		p.cut1(c, e)
		p.exchanged(c, e)
	}
	o.waiting = nil
}

func (p *Parser) close1(c *Conn) {
	if h := &c.one.half[tlsparse.Server]; h.state == toTheEnd && c.one.answer != nil {
		p.endAnswer1(c, c.one.answer.Ended)
	}
	p.unanswered1(c, true)
}
