package rate

import "math"

// bin is one second of one server until it is settled.
type bin struct {
	figures
	shares []share
	parts  [slots]part
}

// figures are the counts of one second.
type figures struct {
	requests  uint64 // that began in it, as far as they can be told apart
	records   uint64
	bytes     uint64 // plaintext of clients, high bound
	missing   uint64 // bytes of clients that the sensor did not see
	exact     uint64 // events in decrypted uploads
	opaque    uint64 // decrypted uploads whose events cannot be told apart
	turns     turns  // requests of connections that are not decrypted
	low, high uint64 // plaintext of these requests, bytes
	flows     uint64 // connections with client data
}

// turns are requests that were told apart in encrypted connections: of those
// that speak HTTP/1.x, and of those that speak or may speak HTTP/2.
type turns struct{ http1, http2 uint64 }

func (t turns) all() uint64 { return t.http1 + t.http2 }

// part is 100 ms of a bin. Bytes stand in it twice: opened where the request
// may have begun that they are of, closed where they were sent. What was opened
// up to the end of a span of time and not closed before its beginning may
// belong to a request that began in the span.
type part struct {
	low            uint32 // events that surely began here
	exact          uint32 // of these, those of decrypted uploads
	opened, closed uint32 // plaintext bytes
}

// share is what one connection brought to a second.
type share struct {
	client   uint32 // its place in the clients of the Meter
	requests uint32
	low      uint32 // events, low bound
	exact    uint32 // events
	bytes    uint32 // plaintext that may hold events beside the exact ones
}

func (b *bin) merge(from *bin) {
	b.figures.add(&from.figures)
	b.shares = append(b.shares, from.shares...)
	for i := range from.parts {
		b.parts[i].add(from.parts[i])
	}
}

func (f *figures) add(from *figures) {
	f.requests += from.requests
	f.records += from.records
	f.bytes += from.bytes
	f.missing += from.missing
	f.exact += from.exact
	f.opaque += from.opaque
	f.turns.http1 += from.turns.http1
	f.turns.http2 += from.turns.http2
	f.low += from.low
	f.high += from.high
	f.flows += from.flows
}

func (p *part) add(from part) {
	p.low = saturate(p.low, uint64(from.low))
	p.exact = saturate(p.exact, uint64(from.exact))
	p.opened = saturate(p.opened, uint64(from.opened))
	p.closed = saturate(p.closed, uint64(from.closed))
}

// saturate adds; what would not fit is cut.
func saturate(a uint32, n uint64) uint32 {
	return uint32(min(uint64(a)+n, math.MaxUint32))
}
