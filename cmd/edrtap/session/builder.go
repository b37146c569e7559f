// Package session turns one TCP flow and what its bytes said into a session
// record: who, when, how far, and how it ended.
package session

import (
	"slices"
	"time"

	"edrtap/capture/flow"
	"edrtap/capture/slab"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/tlsparse"
	"edrtap/tlsparse/exchange"
)

// State is what is kept for a flow beside the transport's facts.
type State struct {
	Conn    tlsparse.Conn
	content slab.Ref // of Builder.contents; 0 where no application data was seen
	client  flow.Dir // the direction whose sender opened the connection
	file    uint16   // the input of the first frame
}

// content is what is kept of a connection's application data.
type content struct {
	meter *rate.Meter // nil where nothing was metered yet
	flow  rate.Flow
	web   *web // nil where nothing was decrypted
}

// Flow is a flow with that state.
type Flow = flow.Flow[State]

// Closed is one that has ended.
type Closed = flow.Closed[State]

// Builder feeds flows to a TLS parser and makes session records of them. It
// belongs to one goroutine.
type Builder struct {
	parser   *tlsparse.Parser
	rates    *rate.Counter // of the flows at hand, see Meter
	files    []string
	expected func(record.Endpoint) bool
	wording  wording
	http     *exchange.Parser
	tell     func(*Exchange) // nil where nobody asks
	current  *Flow           // whose bytes the parser has at the moment
	contents slab.Slab[content]
}

// Config says what a builder works with.
type Config struct {
	Parser   *tlsparse.Parser
	HTTP     *exchange.Parser           // what Parser decrypts goes to it
	Files    []string                   // names of the inputs
	Expected func(record.Endpoint) bool // of which servers attempts matter even where no TLS was seen
	Exchange func(*Exchange)            // where not nil, told of every request of decrypted sessions
}

// NewBuilder makes a builder.
func NewBuilder(c Config) *Builder {
	b := &Builder{
		parser: c.Parser, http: c.HTTP, files: c.Files, expected: c.Expected, tell: c.Exchange, wording: newWording(),
	}
	b.parser.OnRecord = b.meterRecord
	b.parser.OnPlaintext, b.parser.OnPlaintextHole = b.plaintext, b.plaintextHole
	b.http.OnRequest, b.http.OnExchange = b.requested, b.exchanged
	return b
}

// Meter says which counter meters the flows that are told of from now on. It is
// always the same for one flow.
func (b *Builder) Meter(c *rate.Counter) { b.rates = c }

// Open begins a flow whose first frame came from an input.
func (b *Builder) Open(f *Flow, file uint16) {
	f.State.client, f.State.file = f.Client(), file
	if f.MidStream() {
		f.State.Conn.Join(tlsparse.Client)
		f.State.Conn.Join(tlsparse.Server)
	}
}

// Data takes in-order bytes of a flow.
func (b *Builder) Data(f *Flow, dir flow.Dir, at int64, data []byte) {
	b.current = f
	role := f.State.role(dir)
	b.parser.Data(&f.State.Conn, role, at, data)
	if b.metered(&f.State) {
		b.meterUnread(f, role, at, len(data))
	}
}

// Gap takes the news that n bytes of a flow were lost.
func (b *Builder) Gap(f *Flow, dir flow.Dir, at, n int64) {
	b.current = f
	role := f.State.role(dir)
	b.meterGap(f, role, at, n)
	b.parser.Gap(&f.State.Conn, role, at, n)
}

// role is the role of the end that sends in a direction, as the transport
// has it.
func (s *State) role(dir flow.Dir) tlsparse.Dir {
	if dir == s.client {
		return tlsparse.Client
	}
	return tlsparse.Server
}

func endpoint(f *Flow, dir flow.Dir) record.Endpoint {
	sender := f.Sender(dir)
	return record.Endpoint{IP: sender.Addr(), Port: sender.Port()}
}

// tlsPorts are where an attempt at TLS is expected: HTTPS and its usual
// alternatives, and what managers listen on.
var tlsPorts = []uint16{443, 8443, 8444, 8445, 8446}

// Build makes the record of a flow that has ended, over whatever s held
// before, and says whether the flow was an attempt at TLS at all. The record
// is valid as long as s is not built over.
func (b *Builder) Build(f Closed, s *record.Session) bool {
	b.current = f.Flow
	for _, dir := range []flow.Dir{f.Client(), f.Server()} {
		if !f.Began(dir) {
			f.State.Conn.Join(f.State.role(dir))
		}
	}
	b.parser.Close(&f.State.Conn)
	b.closeWeb(f.Flow)
	facts := b.parser.Facts(&f.State.Conn)
	defer b.release(&f.State)
	if client := f.Client(); (client == f.State.client) == facts.Swapped {
		f.SwapRoles()
	}
	if !b.isAttempt(f.Flow, facts) {
		return false
	}
	b.fill(s, f, facts)
	return true
}

// release gives back what is kept of a flow.
func (b *Builder) release(s *State) {
	b.parser.Release(&s.Conn)
	if s.content != 0 {
		b.contents.Free(s.content)
		s.content = 0
	}
}

// contentOf gives the content of a flow, made when first asked for.
func (b *Builder) contentOf(s *State) *content {
	if s.content == 0 {
		s.content = b.contents.New()
	}
	return b.contents.At(s.content)
}

// metered says whether application data of a flow was metered.
func (b *Builder) metered(s *State) bool {
	return s.content != 0 && b.contents.At(s.content).meter != nil
}

// webOf gives what is kept of a decrypted flow's requests; nil where nothing was
// decrypted.
func (b *Builder) webOf(s *State) *web {
	if s.content == 0 {
		return nil
	}
	return b.contents.At(s.content).web
}

// isAttempt says whether a flow is one that a user would look for: TLS was
// seen, or was to be expected there.
func (b *Builder) isAttempt(f *Flow, facts *tlsparse.Facts) bool {
	if facts.State == tlsparse.TLS || facts.ClientHello != nil || len(facts.Preambles) > 0 {
		return true
	}
	if f.MidStream() && facts.State != tlsparse.NotTLS {
		return false // nothing to say of a connection whose beginning is missing
	}
	server := endpoint(f, f.Server())
	return slices.Contains(tlsPorts, server.Port) || b.expected != nil && b.expected(server)
}

// fill writes the record over what s held, where it is to lie: it is large, and
// there are many.
func (b *Builder) fill(s *record.Session, f Closed, facts *tlsparse.Facts) {
	sides := [2]flow.Side{f.Side(f.Client()), f.Side(f.Server())}
	tls, notes := s.TLS, s.Notes[:0]
	*s = record.Session{}
	s.Type = "session"
	s.ID = identity(f.Flow)
	s.Start = time.Unix(0, f.Start()).UTC()
	s.End = time.Unix(0, f.Last()).UTC()
	s.Client = endpoint(f.Flow, f.Client())
	s.Server = endpoint(f.Flow, f.Server())
	s.Proxy = proxyOf(facts)
	fillTCP(&s.TCP, f, &sides)
	s.TCP.Latency = latency(f.Flow, facts)
	if n := int(f.State.file); n < len(b.files) {
		s.File = b.files[n]
	}
	if facts.State == tlsparse.TLS || facts.ClientHello != nil {
		if tls == nil {
			tls = &record.TLS{}
		}
		b.wording.fill(tls, facts)
		s.TLS = tls
	}
	if w := b.webOf(&f.State); w != nil {
		s.HTTP = w.summary()
	}
	for _, anomaly := range facts.Anomalies {
		notes = append(notes, note(anomaly))
	}
	s.Notes = notes
	a := attemptOf(f, &sides, facts)
	s.Outcome, s.Stage = a.outcome(), stage(facts, a.leftInTime())
}
