package rate

import (
	"edrtap/rules/numbering"
	"edrtap/rules/record"
)

// Limits of one Counter; what goes over them is counted in Folded.
const (
	MaxServers = 4096
	MaxSeconds = 1 << 17 // seconds with traffic, over all servers
	MaxClients = 1 << 16 // clients told apart, over all servers
	MaxShares  = 1 << 20 // connections told apart in a second, over all seconds that are not settled
)

// Counter meters traffic, or a part of it. It is not safe for concurrent use.
//
// A capture is metered in parts, each by whoever has its connections. Every few
// seconds what a part has counted is taken from it (Take) and added to the whole
// (Merge); seconds that have passed for long enough are settled there (Settle),
// so that the whole needs no more memory as time goes by than the figures of
// each second. As parts and the times of taking depend on the packets alone, so
// does what is left out where a limit is hit.
type Counter struct {
	meters map[record.Endpoint]*Meter
	limits limits
	isPart bool
	taken  uint8 // how often Take was called, modulo 256

	seconds, clients, shares int // what the limits are about

	folded uint64
}

type limits struct{ seconds, shares int }

// NewCounter makes an empty counter.
func NewCounter() *Counter {
	return &Counter{meters: make(map[record.Endpoint]*Meter), limits: limits{MaxSeconds, MaxShares}}
}

// NewPart makes an empty counter for one of so many parts.
func NewPart(parts int) *Counter {
	return &Counter{meters: make(map[record.Endpoint]*Meter), limits: limits{MaxSeconds / parts, MaxShares / parts}, isPart: true}
}

// Folded is how many records were not counted, or not for their client,
// because a limit was hit.
func (c *Counter) Folded() uint64 { return c.folded }

// Meter gives the meter of one server, made at the first call. It is nil where
// MaxServers is reached; a nil Meter records nothing.
func (c *Counter) Meter(server record.Endpoint) *Meter {
	if m := c.meters[server]; m != nil {
		return m
	}
	if len(c.meters) >= MaxServers {
		c.folded++
		return nil
	}
	m := &Meter{counter: c, server: server, counts: newCounts()}
	c.meters[server] = m
	return m
}

// Meter counts what goes to one server.
type Meter struct {
	counter   *Counter
	server    record.Endpoint
	forgotten bool // see Counter.Take and Counter.Forget
	counts
	past past
}

// counts is what a Meter has counted and not settled.
type counts struct {
	seconds    map[int64]*bin // by seconds since the epoch
	last       *bin           // the bin of lastSecond: records come in runs
	lastSecond int64
	known      numbering.Table[numbering.Host] // the clients of the whole
	apart      []numbering.Host                // those of a part, where every share has a place of its own
	learned    Learned
	least      uint32 // the shortest request, plaintext bytes; 0 before the first one
}

func newCounts() counts {
	return counts{seconds: make(map[int64]*bin)}
}

// clients gives the clients by their place.
func (n *counts) clients() []numbering.Host {
	if n.apart != nil {
		return n.apart
	}
	return n.known.Keys()
}

// nobody is the client of those beyond MaxClients.
const nobody = 1<<32 - 1

// current is the meter that records go to: a new one where m was dropped.
func (m *Meter) current() *Meter {
	if m != nil && m.forgotten {
		return m.counter.Meter(m.server)
	}
	return m
}

// client gives the place of a client.
func (m *Meter) client(host numbering.Host) uint32 {
	c := m.counter
	if c.isPart {
		c.clients++
		m.apart = append(m.apart, host)
		return uint32(len(m.apart) - 1)
	}
	if i, ok := m.known.Find(host); ok {
		return uint32(i)
	}
	if c.clients >= MaxClients {
		c.folded++
		return nobody
	}
	c.clients++
	return uint32(m.known.Add(host))
}

// bin gives the bin of a second; nil where MaxSeconds is reached.
func (m *Meter) bin(at int64) *bin {
	if m.last != nil && m.lastSecond == at {
		return m.last
	}
	b := m.seconds[at]
	if b == nil {
		if m.counter.seconds >= m.counter.limits.seconds {
			m.counter.folded++
			return nil
		}
		m.counter.seconds++
		b = &bin{}
		m.seconds[at] = b
	}
	m.last, m.lastSecond = b, at
	return b
}

// drop takes a server of which nothing is left out of the counter. Flows that
// still hold its meter begin a new one with their next record.
func (c *Counter) drop(m *Meter) {
	m.forgotten = true
	c.clients -= len(m.clients())
	delete(c.meters, m.server)
}
