package rate

import (
	"cmp"
	"net/netip"
	"slices"

	"edrtap/rules/numbering"
	"edrtap/rules/record"
)

// TopClients is how many clients and how many ranges a Report names where
// Settings say nothing else.
const TopClients = 10

// Contributor is what one client, or all clients of one range, sent.
type Contributor struct {
	Prefix  netip.Prefix // full-length for one client
	Clients int
	Sent
}

// Sent is what somebody sent in some time.
type Sent struct {
	Requests uint64
	Events   record.Events // over the whole time
	Bytes    uint64        // plaintext beside decrypted uploads, high bound
	Over     uint64        // events, low bound, in seconds whose estimate is over the limit
	Busiest  record.Events // of its own busiest second
}

// contributors gives the clients and the ranges that sent most, at most top of
// each.
func (p *past) contributors(hosts []numbering.Host, top int) (clients, ranges []Contributor) {
	byPrefix := make(map[netip.Prefix]Contributor)
	for _, c := range slices.Concat(p.old.ranges, p.now.ranges) {
		have := byPrefix[c.Prefix]
		byPrefix[c.Prefix] = Contributor{c.Prefix, have.Clients + c.Clients, c.with(have.Sent)}
	}
	best := ranking{top: top}
	for i, host := range hosts {
		var sent Sent
		old, now := p.old.has(i), p.now.has(i)
		switch {
		case old && now: // counted in both eras
			both := byPrefix[p.old.prefixOf(i)]
			both.Clients--
			byPrefix[both.Prefix] = both
			sent = p.old.clients[i].with(p.now.clients[i])
		case old:
			sent = p.old.clients[i]
		case now:
			sent = p.now.clients[i]
		default:
			continue
		}
		addr := host.Addr()
		best.add(Contributor{netip.PrefixFrom(addr, addr.BitLen()), 1, sent})
	}
	clients, best = best.list, ranking{top: top}
	for _, c := range byPrefix { // in any order: no two are alike
		best.add(c)
	}
	return clients, best.list
}

// with adds another stretch of time.
func (s Sent) with(other Sent) Sent {
	s.Requests += other.Requests
	add(&s.Events, other.Events)
	s.Bytes += other.Bytes
	s.Over += other.Over
	if other.Busiest.Estimate > s.Busiest.Estimate {
		s.Busiest = other.Busiest
	}
	return s
}

// rangeOf is the first range that holds addr, or else its network of a usual
// size.
func rangeOf(addr netip.Addr, ranges []netip.Prefix) netip.Prefix {
	for _, r := range ranges {
		if r.Contains(addr) {
			return r
		}
	}
	bits := 24
	if addr.Is6() && !addr.Is4In6() {
		bits = 64
	}
	prefix, _ := addr.WithZone("").Prefix(bits) // fails only for bits out of range
	return prefix
}

func (s *share) join(other share) {
	s.requests = saturate(s.requests, uint64(other.requests))
	s.low = saturate(s.low, uint64(other.low))
	s.exact = saturate(s.exact, uint64(other.exact))
	s.bytes = saturate(s.bytes, uint64(other.bytes))
}

// events is the interval of one share. Bytes that may belong to an earlier
// second's request count here all the same.
func (s *share) events() record.Events {
	high := max(s.low, s.requests, s.exact+s.bytes/DefaultSmallestEvent)
	estimate := s.low
	if s.exact == 0 {
		estimate = s.requests
	}
	return record.Events{Low: uint64(s.low), Estimate: uint64(max(s.low, estimate)), High: uint64(high)}
}

// take adds one second's share.
func (s *Sent) take(one share, over bool) {
	e := one.events()
	s.Requests += uint64(one.requests)
	add(&s.Events, e)
	s.Bytes += uint64(one.bytes)
	if over {
		s.Over += e.Low
	}
	if e.Estimate > s.Busiest.Estimate || s.Busiest == (record.Events{}) {
		s.Busiest = e
	}
}

// ranking keeps the top contributors, most events first: there may be a hundred
// thousand.
type ranking struct {
	top  int
	list []Contributor
}

func (r *ranking) add(c Contributor) {
	if len(r.list) < r.top || compareContributors(&r.list[r.top-1], &c) > 0 {
		r.insert(c)
	}
}

func (r *ranking) insert(c Contributor) {
	at, _ := slices.BinarySearchFunc(r.list, c, func(a, b Contributor) int { return compareContributors(&a, &b) })
	r.list = slices.Insert(r.list, at, c)
	r.list = r.list[:min(len(r.list), r.top)]
}

// compareContributors puts who sends more first; no two have the same prefix.
func compareContributors(a, b *Contributor) int {
	if n := cmp.Compare(b.Events.Estimate, a.Events.Estimate); n != 0 {
		return n
	}
	if n := cmp.Compare(b.Events.High, a.Events.High); n != 0 {
		return n
	}
	return a.Prefix.Compare(b.Prefix)
}
