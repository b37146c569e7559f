package rate

import (
	"maps"
	"slices"

	"edrtap/rules/record"
)

// Take gives what was counted since the last call, as a counter of its own, and
// leaves c empty. Flows go on with the meters that they have. To be called on a
// part, of which nothing is settled.
func (c *Counter) Take() *Counter {
	taken := &Counter{meters: make(map[record.Endpoint]*Meter, len(c.meters)), limits: c.limits, isPart: c.isPart}
	taken.folded, c.folded = c.folded, 0
	for server, m := range c.meters {
		if len(m.seconds) == 0 {
			c.drop(m)
			continue
		}
		taken.meters[server] = &Meter{counter: taken, server: server, counts: m.counts}
		m.counts = newCounts()
	}
	taken.seconds, taken.clients, taken.shares = c.seconds, c.clients, c.shares
	c.seconds, c.clients, c.shares = 0, 0, 0
	c.taken++
	return taken
}

// Merge adds what other, of which nothing is settled, counted. other must not be
// used afterwards.
func (c *Counter) Merge(other *Counter) {
	c.folded += other.folded
	for _, from := range other.byServer() {
		if into := c.Meter(from.server); into != nil {
			into.merge(&from.counts)
		}
	}
}

// byServer gives the meters in order of server: limits are hit in that order.
func (c *Counter) byServer() []*Meter {
	return slices.SortedFunc(maps.Values(c.meters), func(a, b *Meter) int { return a.server.Compare(b.server) })
}

func (m *Meter) merge(from *counts) {
	c := m.counter
	clients := from.clients()
	places := make([]uint32, len(clients))
	for i, host := range clients {
		places[i] = m.client(host)
	}
	for _, at := range slices.Sorted(maps.Keys(from.seconds)) {
		b := from.seconds[at]
		for i := range b.shares {
			if s := &b.shares[i]; s.client != nobody {
				s.client = places[s.client]
			}
		}
		if room := max(c.limits.shares-c.shares, 0); len(b.shares) > room {
			c.folded += uint64(len(b.shares) - room)
			b.shares = b.shares[:room]
		}
		c.shares += len(b.shares)
		if have := m.seconds[at]; have != nil {
			have.merge(b)
			continue
		}
		if c.seconds >= c.limits.seconds {
			c.folded++
			continue
		}
		c.seconds++
		m.seconds[at] = b
	}
	m.learned.add(from.learned)
	if m.least == 0 || from.least > 0 && from.least < m.least {
		m.least = from.least
	}
}

// Clone copies what was counted so far, so that counting can go on.
func (c *Counter) Clone() *Counter {
	clone := *c
	clone.meters = make(map[record.Endpoint]*Meter, len(c.meters))
	for server, m := range c.meters {
		own := *m
		own.counter, own.last = &clone, nil
		own.known, own.apart = m.known.Clone(), slices.Clone(m.apart)
		own.seconds = make(map[int64]*bin, len(m.seconds))
		for at, b := range m.seconds {
			copied := *b
			copied.shares = slices.Clone(b.shares)
			own.seconds[at] = &copied
		}
		own.past = m.past.clone()
		clone.meters[server] = &own
	}
	return &clone
}
