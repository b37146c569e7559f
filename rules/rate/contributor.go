package rate

import (
	"cmp"
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

// contributors gives the clients and the ranges that sent most.
func (m *Meter) contributors(seconds []record.Rate, s *Settings) (clients, grouped []Contributor) {
	all := make([]Contributor, len(m.clients))
	groups := make(map[netip.Prefix]*Contributor)
	group := make([]*Contributor, len(m.clients))
	for i, addr := range m.clients {
		all[i].Prefix, all[i].Clients = netip.PrefixFrom(addr, addr.BitLen()), 1
		prefix := rangeOf(addr, s.Ranges)
		if groups[prefix] == nil {
			groups[prefix] = &Contributor{Prefix: prefix}
		}
		group[i] = groups[prefix]
		group[i].Clients++
	}
	over := busy(seconds)
	byRange := make(map[*Contributor]share)
	for i := range seconds {
		at := seconds[i].Second.Unix()
		_, isOver := slices.BinarySearch(over, at)
		for _, s := range sum(m.seconds[at].shares) {
			if s.client == nobody {
				continue
			}
			all[s.client].take(s, isOver)
			total := byRange[group[s.client]]
			total.join(s)
			byRange[group[s.client]] = total
		}
		for g, s := range byRange {
			g.take(s, isOver)
		}
		clear(byRange)
	}
	list := make([]Contributor, 0, len(groups))
	for _, g := range groups {
		list = append(list, *g)
	}
	top := cmp.Or(s.Top, TopClients)
	return most(all, top), most(list, top)
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

// most gives the top ones by events.
func most(all []Contributor, top int) []Contributor {
	slices.SortFunc(all, func(a, b Contributor) int {
		return cmp.Or(
			cmp.Compare(b.Events.Estimate, a.Events.Estimate), cmp.Compare(b.Events.High, a.Events.High),
			a.Prefix.Addr().Compare(b.Prefix.Addr()), cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()),
		)
	})
	return slices.Clone(all[:min(len(all), top)])
}
