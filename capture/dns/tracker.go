package dns

import (
	"encoding/binary"
	"net/netip"
)

// Outcome is what became of a lookup.
type Outcome string

// The outcomes.
const (
	Answered Outcome = "answered" // with an address, or with what else was asked for
	NXDomain Outcome = "nxdomain" // the name does not exist
	ServFail Outcome = "servfail" // the resolver failed, or gave a rarer error
	Refused  Outcome = "refused"
	Empty    Outcome = "empty"   // the name exists and has no record of the type
	Timeout  Outcome = "timeout" // no answer
)

// Lookup is one question of one client, with what came of it.
type Lookup struct {
	Time      int64 // of the first query, ns of packet time
	Client    netip.Addr
	Resolver  netip.AddrPort // that answered; of a timeout, the one asked last
	Name      string         // lower case, no trailing dot
	Type      uint16
	Outcome   Outcome
	Addresses []netip.Addr // in the order of the answer; nil where not all of it could be read
	Canonical string       // where a chain of CNAMEs ends; "" without one
}

const (
	// Patience is how long a query may stay without an answer, ns: as long as
	// resolver libraries wait before they ask again.
	Patience = 5e9
	// latest is how late an answer still counts, ns.
	latest = 30e9

	// maxQueries bounds the queries and the questions that are waited for.
	maxQueries = 1 << 16
	// maxTries bounds the queries of one question that an answer can match.
	maxTries = 16
)

// Tracker joins queries with their answers. It is not safe for concurrent use.
// What it emits, and in which order, depends on the packets alone.
type Tracker struct {
	emit      func(Lookup)
	questions map[questionKey]*question
	early     queue // queries in order of time
	late      queue // questions without an answer in Patience
	dropped   uint64
}

// NewTracker makes a tracker that gives every lookup to emit.
func NewTracker(emit func(Lookup)) *Tracker {
	return &Tracker{emit: emit, questions: make(map[questionKey]*question)}
}

// Dropped is how many queries were not followed because a limit was hit.
func (t *Tracker) Dropped() uint64 { return t.dropped }

// questionKey is what a client wants to know, from whichever resolver.
type questionKey struct {
	client netip.Addr
	name   string
	kind   uint16
}

type question struct {
	key        questionKey
	first      int64
	last       int64 // clock of the last query
	tries      []try
	resolver   netip.AddrPort // asked last
	answered   bool
	timedOut   bool
	successful bool
}

// try is one query: an answer must come back from where it went to, to where
// it came from, with its id.
type try struct {
	resolver netip.AddrPort
	port     uint16
	id       uint16
}

// Datagram takes the payload of a UDP packet between src and dst. clock is the
// latest packet time so far and never goes back; at is the packet's.
func (t *Tracker) Datagram(src, dst netip.AddrPort, at, clock int64, payload []byte) {
	t.Advance(clock)
	m, ok := Parse(payload)
	if !ok {
		return
	}
	switch {
	case !m.Response && dst.Port() == Port:
		t.query(&m, src, dst, at, clock)
	case m.Response && src.Port() == Port:
		t.answer(&m, dst, src)
	}
}

// Segment takes the payload of a TCP segment, in which each message has its
// length in front (RFC 1035 section 4.2.2). Only messages that lie whole in
// one segment are read, with or without the length in the same one.
func (t *Tracker) Segment(src, dst netip.AddrPort, at, clock int64, payload []byte) {
	for len(payload) > prefix {
		n := int(binary.BigEndian.Uint16(payload))
		if n < header || n > len(payload)-prefix {
			t.Datagram(src, dst, at, clock, payload)
			return
		}
		t.Datagram(src, dst, at, clock, payload[prefix:prefix+n])
		payload = payload[prefix+n:]
	}
}

const (
	prefix = 2  // bytes of a length in front of a message
	header = 12 // bytes of the shortest message (RFC 1035 section 4.1.1)
)

func (t *Tracker) query(m *Message, client, resolver netip.AddrPort, at, clock int64) {
	key := questionKey{client.Addr(), m.Name, m.Type}
	q := t.questions[key]
	if t.early.len() >= maxQueries || q == nil && len(t.questions) >= maxQueries {
		t.dropped++
		return
	}
	switch {
	case q == nil || q.answered:
		q = &question{key: key, first: at}
	case q.timedOut:
		q = &question{key: key, first: at, tries: q.tries}
	}
	t.questions[key] = q
	q.last, q.resolver = clock, resolver
	if len(q.tries) < maxTries {
		q.tries = append(q.tries, try{resolver, client.Port(), m.ID})
	}
	t.early.push(q, clock)
}

func (t *Tracker) answer(m *Message, client, resolver netip.AddrPort) {
	q := t.questions[questionKey{client.Addr(), m.Name, m.Type}]
	if q == nil || q.successful || !q.tried(try{resolver, client.Port(), m.ID}) {
		return
	}
	outcome := m.outcome()
	if m.Truncated && (outcome != Answered || len(m.Addresses) == 0) {
		return // the client asks again over TCP (RFC 7766 section 5)
	}
	q.answered = true
	q.successful = outcome == Answered
	addresses := m.Addresses
	if m.Partial {
		addresses = nil
	}
	t.emit(Lookup{
		Time: q.first, Client: q.key.client, Resolver: resolver, Name: q.key.name, Type: q.key.kind,
		Outcome: outcome, Addresses: addresses, Canonical: m.Canonical,
	})
}

// tried says whether a try was made, and forgets it: a copy of the answer is
// no second one.
func (q *question) tried(want try) bool {
	for i, have := range q.tries {
		if have == want {
			q.tries[i] = q.tries[len(q.tries)-1]
			q.tries = q.tries[:len(q.tries)-1]
			return true
		}
	}
	return false
}

func (m *Message) outcome() Outcome {
	switch m.RCode {
	case codeSuccess:
		if !m.Partial && ((m.Type == TypeA || m.Type == TypeAAAA) && len(m.Addresses) == 0 || m.Type == TypeHTTPS && !m.HTTPS) {
			return Empty // NODATA (RFC 2308 section 2.2)
		}
		return Answered
	case codeNoDomain:
		return NXDomain
	case codeRefused:
		return Refused
	default:
		return ServFail
	}
}

// Advance tells the questions that found no answer by clock.
func (t *Tracker) Advance(clock int64) {
	for t.early.due(clock - Patience) {
		next := t.early.pop()
		q := next.question
		if q.last != next.at || q.timedOut {
			continue // asked again since, or told already
		}
		q.timedOut = true
		t.unanswered(q)
		t.late.push(q, q.last)
	}
	for t.late.due(clock - latest) {
		if q := t.late.pop().question; t.questions[q.key] == q {
			delete(t.questions, q.key)
		}
	}
}

// Finish is Advance at the end of the capture, which has nothing behind the last
// query of a client that gave up: one that asked again has waited since its first
// query.
func (t *Tracker) Finish(clock int64) {
	t.Advance(clock)
	for t.early.len() > 0 {
		next := t.early.pop()
		q := next.question
		if askedAgain := q.last > q.first; askedAgain && q.last == next.at && !q.timedOut && clock-q.first >= Patience {
			q.timedOut = true
			t.unanswered(q)
		}
	}
}

// unanswered tells a question that waited in vain.
func (t *Tracker) unanswered(q *question) {
	if !q.answered {
		t.emit(Lookup{
			Time: q.first, Client: q.key.client, Resolver: q.resolver, Name: q.key.name, Type: q.key.kind, Outcome: Timeout,
		})
	}
}

// queue is questions in order of time; the zero value is empty.
type queue struct {
	entries []entry
	head    int
}

type entry struct {
	question *question
	at       int64
}

func (q *queue) len() int { return len(q.entries) - q.head }

func (q *queue) push(x *question, at int64) { q.entries = append(q.entries, entry{x, at}) }

// due says whether the first entry is as old as limit.
func (q *queue) due(limit int64) bool { return q.len() > 0 && q.entries[q.head].at <= limit }

func (q *queue) pop() entry {
	x := q.entries[q.head]
	q.entries[q.head] = entry{}
	q.head++
	if q.head*2 >= len(q.entries) {
		n := copy(q.entries, q.entries[q.head:])
		clear(q.entries[n:])
		q.entries, q.head = q.entries[:n], 0
	}
	return x
}
