package session

import (
	"cmp"
	"slices"

	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/tlsparse"
	"edrtap/tlsparse/exchange"
)

// web is what is kept of a decrypted flow's requests.
type web struct {
	conn exchange.Conn
	http record.HTTP
}

// Exchange is one request of a decrypted session with its answer.
type Exchange struct {
	Client, Server record.Endpoint
	*exchange.Exchange
}

// plaintext gives decrypted bytes of a flow to the HTTP parser.
func (b *Builder) plaintext(_ *tlsparse.Conn, dir tlsparse.Dir, at int64, data []byte) {
	f, s := b.current, &b.current.State
	w := b.makeWeb(s)
	follows := w.conn.Follows()
	b.http.Data(&w.conn, dir, at, data)
	if follows && !w.conn.Follows() && dir == tlsparse.Client {
		// It is no HTTP, or no more: the meter did not count these bytes.
		m := b.meterOf(f)
		m.meter.Upload(&m.flow, f.Sender(s.tlsClient()).Addr(), at, rate.Upload{Body: uint64(len(data)), Opaque: true})
	}
}

// plaintextHole tells the HTTP parser that bytes are missing.
func (b *Builder) plaintextHole(_ *tlsparse.Conn, dir tlsparse.Dir, _ int64) {
	b.http.Hole(&b.makeWeb(&b.current.State).conn, dir)
}

// makeWeb is webOf, made when first asked for.
func (b *Builder) makeWeb(s *State) *web {
	c := b.contentOf(s)
	if c.web == nil {
		c.web = &web{}
	}
	return c.web
}

// requested gives a decrypted request to the meter.
func (b *Builder) requested(_ *exchange.Conn, e *exchange.Exchange) {
	f, s := b.current, &b.current.State
	opaque := e.Counts == exchange.Opaque
	m := b.meterOf(f)
	m.meter.Upload(&m.flow, f.Sender(s.tlsClient()).Addr(), e.Began, rate.Upload{
		Events: e.Events, Head: e.Head, Body: e.Body, Opaque: opaque, HTTP2: e.Version == "HTTP/2.0",
	})
	h := &b.webOf(s).http
	h.Requests++
	h.Events += e.Events
	if opaque {
		h.Uncounted++
	}
}

// maxStatuses is how many status codes are told apart in one session.
const maxStatuses = 64

// exchanged keeps the status of an answer, and tells who asked.
func (b *Builder) exchanged(_ *exchange.Conn, e *exchange.Exchange) {
	f, s := b.current, &b.current.State
	h := &b.webOf(s).http
	h.Version = cmp.Or(h.Version, e.Version)
	if e.Status != 0 {
		at, found := slices.BinarySearchFunc(h.Statuses, e.Status, func(s record.Status, code int) int { return cmp.Compare(s.Code, code) })
		if !found && len(h.Statuses) < maxStatuses {
			h.Statuses, found = slices.Insert(h.Statuses, at, record.Status{Code: e.Status}), true
		}
		if found {
			h.Statuses[at].Count++
		}
	}
	if b.tell != nil {
		client := s.tlsClient()
		b.tell(&Exchange{endpoint(f, client), endpoint(f, client.Other()), e})
	}
}

// closeWeb ends what is under way in a flow.
func (b *Builder) closeWeb(f *Flow) {
	if w := b.webOf(&f.State); w != nil {
		b.http.Close(&w.conn)
	}
}

// summary is the record; nil where no HTTP was seen.
func (w *web) summary() *record.HTTP {
	if w.http.Version == "" {
		return nil
	}
	return &w.http
}
