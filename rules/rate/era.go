package rate

import (
	"maps"
	"net/netip"
	"slices"

	"edrtap/rules/numbering"
)

// era is a stretch of settled seconds, and sums over them.
type era struct {
	used        bool
	first, last int64 // seconds; valid iff used
	busiest     Sliding
	clients     []Sent        // by the client's place
	ofClient    []uint32      // by the client's place: the place of its range, from 1; 0 for those of other eras
	ranges      []Contributor // in order of first sight
	places      map[netip.Prefix]uint32
}

// cover takes a second into the era.
func (e *era) cover(at int64) {
	if !e.used {
		e.used, e.first, e.last = true, at, at
	}
	e.first, e.last = min(e.first, at), max(e.last, at)
}

// take adds what clients sent in one second. There is one share a client; byRange
// is empty, and left so.
func (e *era) take(shares []share, clients []numbering.Host, over bool, ranges []netip.Prefix, byRange *joined) {
	for _, s := range shares {
		e.meet(s.client, clients, ranges)
		e.clients[s.client].take(s, over)
		s.client = e.ofClient[s.client] - 1
		byRange.add(s)
	}
	for _, s := range byRange.list {
		e.ranges[s.client].take(s, over)
	}
	byRange.clear()
}

// meet makes a client known to the era, and its range. There is room for all
// clients of the meter at once, as most of them come in an era.
func (e *era) meet(client uint32, clients []numbering.Host, ranges []netip.Prefix) {
	if int(client) >= len(e.clients) {
		more := len(clients) - len(e.clients)
		e.clients = append(e.clients, make([]Sent, more)...)
		e.ofClient = append(e.ofClient, make([]uint32, more)...)
	}
	if e.ofClient[client] != 0 {
		return
	}
	// Fresh memory is written before it is read: to read it first would have the
	// kernel map its page of zeros, only to replace it.
	e.clients[client] = Sent{}
	prefix := rangeOf(clients[client].Addr(), ranges)
	at, known := e.places[prefix]
	if !known {
		if e.places == nil {
			e.places = make(map[netip.Prefix]uint32)
		}
		at = uint32(len(e.ranges))
		e.places[prefix] = at
		e.ranges = append(e.ranges, Contributor{Prefix: prefix})
	}
	e.ranges[at].Clients++
	e.ofClient[client] = at + 1
}

// has says whether the client of a place sent in the era.
func (e *era) has(client int) bool { return client < len(e.ofClient) && e.ofClient[client] != 0 }

// prefixOf gives the range of a client that the era has.
func (e *era) prefixOf(client int) netip.Prefix { return e.ranges[e.ofClient[client]-1].Prefix }

func (e *era) clone() era {
	c := *e
	c.clients, c.ranges, c.ofClient = slices.Clone(e.clients), slices.Clone(e.ranges), slices.Clone(e.ofClient)
	c.places = maps.Clone(e.places)
	return c
}

// busiest is the busiest sliding second of both eras.
func (p *past) busiest() Sliding {
	best, old := p.now.busiest, &p.old.busiest
	if old.Events.Low > best.Events.Low {
		best.Start, best.Events.Low = old.Start, old.Events.Low
	}
	best.Events.High = max(best.Events.High, old.Events.High)
	best.Events.Estimate = min(max(best.Events.Low, best.Events.Estimate), best.Events.High)
	return best
}
