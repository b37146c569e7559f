package rate

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"

	"edrtap/rules/record"
)

// TopClients is how many clients and how many ranges a Report names where
// Settings say nothing else.
const TopClients = 10

// Contributor is what one client, or all clients of one range, sent.
type Contributor struct {
	Prefix   netip.Prefix // full-length for one client
	Clients  int
	Requests uint64
	Events   record.Events // over the whole time
	Bytes    uint64        // plaintext beside decrypted uploads, high bound
	Over     uint64        // events, low bound, in seconds whose estimate is over the limit
	Busiest  record.Events // of its own busiest second
}

// contributors gives the clients and the ranges that sent most, at most top of
// each.
func (p *past) contributors(top int) (clients, ranges []Contributor) {
	byPrefix := make(map[netip.Prefix]Contributor)
	for _, c := range slices.Concat(p.old.ranges, p.now.ranges) {
		byPrefix[c.Prefix] = c.with(byPrefix[c.Prefix])
	}
	clients = slices.Clone(p.now.clients)
	for i, c := range p.old.clients {
		switch {
		case i >= len(clients):
			clients = append(clients, c)
		case c.Clients > 0 && clients[i].Clients > 0: // counted in both eras
			both := byPrefix[p.old.ranges[p.old.ofClient[i]].Prefix]
			both.Clients--
			byPrefix[both.Prefix] = both
			clients[i] = c.with(clients[i])
			clients[i].Clients = 1
		case c.Clients > 0:
			clients[i] = c
		}
	}
	clients = slices.DeleteFunc(clients, func(c Contributor) bool { return c.Clients == 0 })
	return most(clients, top), most(slices.Collect(maps.Values(byPrefix)), top)
}

// with adds another stretch of time of the same clients.
func (c Contributor) with(other Contributor) Contributor {
	c.Clients += other.Clients
	c.Requests += other.Requests
	add(&c.Events, other.Events)
	c.Bytes += other.Bytes
	c.Over += other.Over
	if other.Busiest.Estimate > c.Busiest.Estimate {
		c.Busiest = other.Busiest
	}
	return c
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

// sum brings the shares of each client together, in order of client.
func sum(shares []share) []share {
	sorted := slices.Clone(shares)
	slices.SortFunc(sorted, func(a, b share) int { return cmp.Compare(a.client, b.client) })
	list := sorted[:0]
	for _, s := range sorted {
		if n := len(list); n > 0 && list[n-1].client == s.client {
			list[n-1].join(s)
			continue
		}
		list = append(list, s)
	}
	return list
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

// add takes one second's share.
func (c *Contributor) take(s share, over bool) {
	e := s.events()
	c.Requests += uint64(s.requests)
	add(&c.Events, e)
	c.Bytes += uint64(s.bytes)
	if over {
		c.Over += e.Low
	}
	if e.Estimate > c.Busiest.Estimate || c.Busiest == (record.Events{}) {
		c.Busiest = e
	}
}

// most gives the top ones by events. There may be a hundred thousand, so only the
// best so far are kept in order.
func most(all []Contributor, top int) []Contributor {
	best := make([]Contributor, 0, top+1)
	for i := range all {
		if len(best) == top && compareContributors(&best[top-1], &all[i]) < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, &all[i], func(b Contributor, c *Contributor) int { return compareContributors(&b, c) })
		best = slices.Insert(best, at, all[i])
		best = best[:min(len(best), top)]
	}
	return best
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
