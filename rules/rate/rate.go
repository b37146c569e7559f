// Package rate is the requests meter: it counts upload requests and uploaded
// bytes toward each server by the second, from the direction and the size of
// application data records alone. Events are inside TLS, so it gives an
// interval and not a count.
//
// What is counted: a request begins with the client's first application data
// after data of the server, or after the handshake. All that the client sends
// until the server answers belongs to that request and to the second in which
// it began, so that a request is never split between two seconds.
package rate

import (
	"net/netip"

	"edrtap/rules/record"
)

const (
	// MinRequest is the least plaintext of a request, bytes: shorter than any
	// HTTP/1.1 request with its Host field (RFC 9112 section 3.2), longer than
	// the HTTP/2 frames that travel without a request (SETTINGS
	// acknowledgement 9, WINDOW_UPDATE and RST_STREAM 13, PING 17; RFC 9113
	// section 6).
	MinRequest = 27

	// DefaultSmallestEvent is the smallest plausible event in an upload, bytes,
	// where the operator told no calibrated size. It allows for compression, so
	// that the high bound holds.
	DefaultSmallestEvent = 16

	// slots divide a second for the sliding second: 10 ms each.
	slots  = 100
	second = int64(1e9)
	slot   = second / slots
)

// Limits of one Counter; what goes over them is counted in Folded.
const (
	MaxServers    = 4096
	MaxSeconds    = 1 << 17 // seconds with traffic, over all servers
	maxSources    = 4096    // connections listed in one second of one server
	maxRequesters = 1 << 16 // clients told apart at one server
)

// Flow is the meter's state of one connection. The zero value is a connection
// that has sent nothing. It belongs to the flow's owner and is not safe for
// concurrent use.
type Flow struct {
	began   int64  // second in which the request under way began
	counted int64  // last second in which the connection was counted, plus one
	sent    uint32 // plaintext of the request under way, low bound, bytes
	slot    uint8
	open    bool // a request is under way: the server has not answered since
}

// Counter meters one partition of the traffic. It is not safe for concurrent
// use; each worker has its own, and Merge brings them together. The result is
// the same whatever the partition.
type Counter struct {
	meters  map[record.Endpoint]*Meter
	seconds int
	folded  uint64
}

// NewCounter makes an empty counter.
func NewCounter() *Counter {
	return &Counter{meters: make(map[record.Endpoint]*Meter)}
}

// Folded is how many records were not counted because a limit was hit.
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
	m = &Meter{counter: c, seconds: make(map[int64]*bin), requesters: make(map[netip.Addr]uint64)}
	c.meters[server] = m
	return m
}

// Meter counts what goes to one server, in one partition.
type Meter struct {
	counter    *Counter
	seconds    map[int64]*bin // by seconds since the epoch
	last       *bin           // the bin of lastSecond: records come in runs
	lastSecond int64
	requesters map[netip.Addr]uint64 // requests by client
	others     uint64                // requests of clients beyond maxRequesters
}

// bin is one second of one server.
type bin struct {
	requests    uint64
	records     uint64
	low, high   uint64 // plaintext sent by clients, bytes
	connections uint64
	sources     []uint64      // a hash of the client for each connection counted, at most maxSources
	begun       [slots]uint16 // requests by the 10 ms in which they began; saturates
}

// Client records one application data record that a client sent at t
// (nanoseconds since the epoch), with between low and high bytes of plaintext.
// It allocates only in the first record of a new second.
func (m *Meter) Client(f *Flow, client netip.Addr, t int64, low, high uint32) {
	if m == nil {
		return
	}
	if !f.open {
		f.open = true
		f.sent = 0
		f.began = floorDiv(t, second)
		f.slot = uint8((t - f.began*second) / slot)
	}
	b := m.bin(f.began)
	if b == nil {
		m.counter.folded++
		return
	}
	b.records++
	b.low += uint64(low)
	b.high += uint64(high)
	if f.counted != f.began+1 {
		f.counted = f.began + 1
		b.connections++
		if len(b.sources) < maxSources {
			b.sources = append(b.sources, hash(client))
		}
	}
	before := f.sent
	f.sent = addSaturating(f.sent, low)
	if before < MinRequest && f.sent >= MinRequest {
		b.requests++
		if b.begun[f.slot] < 1<<16-1 {
			b.begun[f.slot]++
		}
		m.requested(client)
	}
}

// Server records that the server sent application data: the next record of
// the client begins a request.
func (m *Meter) Server(f *Flow) { f.open = false }

func (m *Meter) requested(client netip.Addr) {
	if _, known := m.requesters[client]; !known && len(m.requesters) >= maxRequesters {
		m.others++
		return
	}
	m.requesters[client]++
}

// bin gives the bin of a second; nil where MaxSeconds is reached.
func (m *Meter) bin(at int64) *bin {
	if m.last != nil && m.lastSecond == at {
		return m.last
	}
	b := m.seconds[at]
	if b == nil {
		if m.counter.seconds >= MaxSeconds {
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
			continue
		}
		into.merge(from)
	}
}

func (m *Meter) merge(from *Meter) {
	for at, b := range from.seconds {
		if have := m.seconds[at]; have != nil {
			have.merge(b)
			continue
		}
		m.seconds[at] = b
		m.counter.seconds++
	}
	for client, n := range from.requesters {
		m.requesters[client] += n
	}
	m.others += from.others
	m.last = nil
}

func (b *bin) merge(from *bin) {
	b.requests += from.requests
	b.records += from.records
	b.low += from.low
	b.high += from.high
	b.connections += from.connections
	b.sources = append(b.sources, from.sources...)
	for i, n := range from.begun {
		b.begun[i] = uint16(min(uint32(b.begun[i])+uint32(n), 1<<16-1))
	}
}

// hash mixes an address to 64 bits, the same in every run (FNV-1a).
func hash(a netip.Addr) uint64 {
	bytes := a.As16()
	h := uint64(14695981039346656037)
	for _, b := range bytes {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

func addSaturating(a, b uint32) uint32 {
	if sum := a + b; sum >= a {
		return sum
	}
	return 1<<32 - 1
}

// floorDiv rounds down for times before the epoch too.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
