// Package exchange turns the decrypted bytes of a connection into HTTP
// requests with their answers, HTTP/1.x (RFC 9112) and HTTP/2 (RFC 9113), and
// counts the events in what is uploaded. Bytes are pushed in as they come;
// nothing waits, and bodies are counted and not kept.
package exchange

import (
	"edrtap/tlsparse"
)

// Exchange is one request and its answer, without their contents.
type Exchange struct {
	Version     string // "HTTP/1.1", "HTTP/2.0"; "" where neither side's head was read
	Method      string // "" where the request was not seen
	Host        string
	Path        string // without the query, which may hold secrets
	ContentType string // of the request, without parameters
	Encoding    string // Content-Encoding of the request

	Began    int64 // time of the request's first byte, ns since the Unix epoch; 0 where it was not seen
	Sent     int64 // of its last byte; 0 where that was not seen
	Answered int64 // of the first byte of the final answer; 0 where there was none
	Ended    int64 // of the last byte of the answer; 0 where that was not seen

	Head       uint64 // plaintext that the client sent for it beside the body, bytes
	Body       uint64 // of the request as it was sent, bytes
	AnswerBody uint64 // as it was sent, bytes
	Status     int    // of the final answer (RFC 9110 section 15); 0 where it was not seen

	Events uint64
	Counts Counts // how the events were counted
}

// Counts is how the events of a body were counted.
type Counts uint8

// The ways to count.
const (
	NoBody    Counts = iota // there is no body, and so no event
	Array                   // elements of a JSON array
	Lines                   // JSON values one behind the other
	Object                  // one JSON value
	Member                  // objects in an array that is a member of the JSON object, by its name
	AtPath                  // where the operator said that the events are
	Multipart               // parts, each by its own content
	Opaque                  // a body in which events cannot be told apart
)

// String names the way to count.
func (c Counts) String() string {
	return [...]string{"none", "array", "lines", "object", "member", "path", "multipart", "opaque"}[c]
}

// Limits bounds what a Parser keeps and does. A zero field stands for its default.
type Limits struct {
	Head       int   // longest head of a request or answer, bytes
	Compressed int   // longest compressed body that is decoded, bytes
	Decoded    int64 // most that one body is decoded to, bytes
	Held       int   // heads, frames and compressed bodies that are under way, over all connections, bytes
	Pending    int   // requests of one connection that wait for their answers, HTTP/2 streams among them
}

func (l *Limits) setDefaults() {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Head, 64<<10)
	set(&l.Compressed, 8<<20)
	set(&l.Held, 64<<20)
	set(&l.Pending, 1024)
	if l.Decoded <= 0 {
		l.Decoded = 256 << 20
	}
}

// Counters counts what limits cost.
type Counters struct {
	LongHeads  uint64 // connections given up over a head longer than Limits.Head
	Compressed uint64 // bodies not decoded because of Limits.Compressed or Limits.Held
	Expanded   uint64 // bodies given up at Limits.Decoded
	Pending    uint64 // connections given up because of Limits.Pending
	Held       uint64 // connections given up because of Limits.Held
}

// Add adds the counts of another Parser.
func (c *Counters) Add(o Counters) {
	c.LongHeads += o.LongHeads
	c.Compressed += o.Compressed
	c.Expanded += o.Expanded
	c.Pending += o.Pending
	c.Held += o.Held
}

// LimitsHit gives the limits that were hit, by name; only those above zero.
func (c *Counters) LimitsHit() map[string]uint64 {
	hit := make(map[string]uint64)
	for name, n := range map[string]uint64{
		"http_head": c.LongHeads, "http_compressed_body": c.Compressed, "http_decoded_body": c.Expanded, "http_pending": c.Pending, "http_held_bytes": c.Held,
	} {
		if n > 0 {
			hit[name] = n
		}
	}
	return hit
}

// Parser follows connections. All Conns of one goroutine share one Parser; it
// has no lock.
type Parser struct {
	// OnRequest, where not nil, is called when a request has ended or cannot be
	// followed any more: everything of it but the answer is final.
	OnRequest func(c *Conn, e *Exchange)
	// OnExchange, where not nil, is called once for each exchange, when its
	// answer has ended or will not come. e is the callee's.
	OnExchange func(c *Conn, e *Exchange)

	Counters Counters

	limits Limits
	path   Path
	held   int // bytes of heads, frames and compressed bodies that are under way
}

// NewParser returns a Parser. path says where the events of a JSON body are;
// the zero Path has it find out.
func NewParser(limits Limits, path Path) *Parser {
	limits.setDefaults()
	return &Parser{limits: limits, path: path}
}

// Conn is one connection. The zero value is one of which nothing was seen.
type Conn struct {
	protocol protocol
	began    int64  // time of the first byte of opening
	opening  []byte // the client's bytes, until the protocol is known
	early    []byte // the server's bytes until then
	one      *http1
	two      *http2Conn
}

type protocol uint8

const (
	undecided protocol = iota
	isHTTP1
	isHTTP2
	isOther
)

// preface is what a client of HTTP/2 begins with (RFC 9113 section 3.4).
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// Data takes the next plaintext of the end dir, sent at a time in ns since the
// Unix epoch. b is not kept.
func (p *Parser) Data(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	before := c.buffered()
	p.data(c, dir, time, b)
	p.held += c.buffered() - before
	if p.held > p.limits.Held && c.buffered() > 0 {
		p.Counters.Held++
		p.Close(c)
	}
}

// buffered is how many bytes are kept because more must come.
func (c *Conn) buffered() int {
	n := len(c.opening) + len(c.early)
	if c.one != nil {
		n += len(c.one.half[0].buf) + len(c.one.half[1].buf)
	}
	if c.two != nil {
		for i := range c.two.half {
			n += len(c.two.half[i].buf) + len(c.two.half[i].block)
		}
	}
	return n
}

func (p *Parser) data(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	if len(b) == 0 {
		return
	}
	switch c.protocol {
	case undecided:
		p.decide(c, dir, time, b)
	case isHTTP1:
		p.data1(c, dir, time, b)
	case isHTTP2:
		p.data2(c, dir, time, b)
	}
}

// decide tells HTTP/2 by its preface. Only that begins as it does: what is no
// HTTP at all shows later.
func (p *Parser) decide(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	if dir == tlsparse.Server {
		if len(c.early)+len(b) > p.limits.Head {
			p.Counters.LongHeads++
			c.protocol, c.early = isOther, nil
			return
		}
		c.early = append(c.early, b...)
		return
	}
	if c.opening == nil {
		c.began = time
	}
	c.opening = append(c.opening, b...)
	n := min(len(c.opening), len(preface))
	switch {
	case string(c.opening[:n]) != preface[:n]:
		c.protocol, c.one = isHTTP1, &http1{}
	case n < len(preface):
		return
	default:
		c.protocol, c.two = isHTTP2, newHTTP2()
		p.stray2(c, len(preface))
		c.opening = c.opening[n:]
	}
	opening, early := c.opening, c.early
	c.opening, c.early = nil, nil
	p.data(c, tlsparse.Server, c.began, early)
	p.data(c, tlsparse.Client, c.began, opening)
}

// Hole says that plaintext of the end dir is missing between what was given
// and what will be.
func (p *Parser) Hole(c *Conn, dir tlsparse.Dir) {
	before := c.buffered()
	defer func() { p.held += c.buffered() - before }()
	switch c.protocol {
	case undecided:
		if dir == tlsparse.Client { // HTTP/2 cannot be followed without its beginning
			c.protocol, c.one, c.opening, c.early = isHTTP1, &http1{}, nil, nil
			p.hole1(c, dir)
		} else {
			c.early = nil
		}
	case isHTTP1:
		p.hole1(c, dir)
	case isHTTP2:
		p.giveUp(c)
	}
}

// Close says that no more bytes will come.
func (p *Parser) Close(c *Conn) {
	p.held -= c.buffered()
	p.giveUp(c)
}

// giveUp stops following a connection.
func (p *Parser) giveUp(c *Conn) {
	switch c.protocol {
	case isHTTP1:
		p.close1(c)
	case isHTTP2:
		p.close2(c)
	}
	*c = Conn{protocol: isOther}
}

// Follows says whether requests of the connection are, or may still be, told.
func (c *Conn) Follows() bool { return c.protocol != isOther }

// requested says that all of a request was given.
func (p *Parser) requested(c *Conn, e *Exchange) {
	if p.OnRequest != nil {
		p.OnRequest(c, e)
	}
}

// exchanged says that all of an exchange was given.
func (p *Parser) exchanged(c *Conn, e *Exchange) {
	if p.OnExchange != nil {
		p.OnExchange(c, e)
	}
}
