// Package rate is the meter: events per second toward each server.
//
// Events are inside TLS. Where a connection is decrypted, its uploads and the
// events in them are counted (Upload) and exact. Where it is not, requests are
// told apart by the direction and the size of application data records (Client
// and Server), and what comes out is an interval that holds the true count:
//
//   - low: requests that surely began in that second, for one request holds at
//     least one event. A request begins with client data after an answer of
//     the server. What is too short for a request or an answer (an HTTP/2
//     control frame, 100 Continue) is none, and an answer that the client did
//     not wait for ends no request.
//   - high: the plaintext that may belong to requests of that second, divided
//     by the smallest plausible event.
//
// An event belongs to the second in which its request began. Bytes that a
// client sends without an answer between may belong to a request that began
// with the first of them or with any later one, so they count for the high
// bound of every second between.
package rate

import (
	"net/netip"

	"edrtap/rules/record"
)

const (
	// MinRequest is the least plaintext of a request, bytes: shorter than any
	// HTTP/1.1 request with its Host field (RFC 9112 section 3.2).
	MinRequest = 27

	// DefaultSmallestEvent is the smallest plausible event in an upload, bytes.
	// It allows for compression, so that the high bound holds.
	DefaultSmallestEvent = 16

	// slots divide a second for the sliding second: 100 ms each.
	slots  = 10
	second = int64(1e9)
	slot   = second / slots
)

// Limits of one Counter; what goes over them is counted in Folded.
const (
	MaxServers = 4096
	MaxSeconds = 1 << 17 // seconds with traffic, over all servers
	MaxClients = 1 << 16 // clients told apart, over all servers
	MaxShares  = 1 << 20 // connections told apart in a second, over all seconds
)

// Counter meters a part of the traffic. It is not safe for concurrent use; each
// worker has its own, and Merge brings them together. As long as no limit is
// hit, the result is the same however the traffic was divided.
type Counter struct {
	meters  map[record.Endpoint]*Meter
	seconds int
	clients int
	shares  int
	folded  uint64
}

// NewCounter makes an empty counter.
func NewCounter() *Counter {
	return &Counter{meters: make(map[record.Endpoint]*Meter)}
}

// Folded is how many records were not counted, or not for their client,
// because a limit was hit.
func (c *Counter) Folded() uint64 { return c.folded }

// Meter gives the meter of one server, made at the first call. It is nil where
// MaxServers is reached; a nil Meter records nothing.
func (c *Counter) Meter(server record.Endpoint) *Meter {
	m := c.meters[server]
	if m != nil {
		return m
	}
	if len(c.meters) >= MaxServers {
		c.folded++
		return nil
	}
	m = &Meter{counter: c, server: server, seconds: make(map[int64]*bin), known: make(map[netip.Addr]uint32)}
	c.meters[server] = m
	return m
}

// Meter counts what goes to one server.
type Meter struct {
	counter    *Counter
	server     record.Endpoint
	forgotten  bool           // see Counter.Forget
	seconds    map[int64]*bin // by seconds since the epoch
	last       *bin           // the bin of lastSecond: records come in runs
	lastSecond int64
	known      map[netip.Addr]uint32 // places in clients
	clients    []netip.Addr
	learned    Learned
	least      uint32 // the shortest request, plaintext bytes; 0 before the first one
}

// nobody is the client of those beyond MaxClients.
const nobody = 1<<32 - 1

// client gives the place of a client.
func (m *Meter) client(addr netip.Addr) uint32 {
	if i, ok := m.known[addr]; ok {
		return i
	}
	if m.counter.clients >= MaxClients {
		m.counter.folded++
		return nobody
	}
	m.counter.clients++
	i := uint32(len(m.clients))
	m.known[addr] = i
	m.clients = append(m.clients, addr)
	return i
}

// bin gives the bin of a second; nil where MaxSeconds is reached.
func (m *Meter) bin(at int64) *bin {
	if m.last != nil && m.lastSecond == at {
		return m.last
	}
	b := m.seconds[at]
	if b == nil {
		if m.counter.seconds >= MaxSeconds {
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

// Merge adds what other counted. other must not be used afterwards.
func (c *Counter) Merge(other *Counter) {
	c.folded += other.folded
	for server, from := range other.meters {
		into := c.meters[server]
		if into == nil {
			from.counter = c
			c.meters[server] = from
			c.seconds += len(from.seconds)
			c.clients += len(from.clients)
			continue
		}
		into.merge(from)
	}
}

func (m *Meter) merge(from *Meter) {
	places := make([]uint32, len(from.clients))
	for i, addr := range from.clients {
		places[i] = m.client(addr)
	}
	for at, b := range from.seconds {
		for i := range b.shares {
			if s := &b.shares[i]; s.client != nobody {
				s.client = places[s.client]
			}
		}
		if have := m.seconds[at]; have != nil {
			have.merge(b)
			continue
		}
		m.seconds[at] = b
		m.counter.seconds++
	}
	m.learned.add(from.learned)
	if m.least == 0 || from.least > 0 && from.least < m.least {
		m.least = from.least
	}
	m.last = nil
}

// floorDiv rounds down for times before the epoch too.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
