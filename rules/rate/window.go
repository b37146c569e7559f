package rate

import (
	"maps"
	"slices"

	"edrtap/rules/record"
)

// Clone copies what was counted so far, so that counting can go on.
func (c *Counter) Clone() *Counter {
	clone := *c
	clone.meters = make(map[record.Endpoint]*Meter, len(c.meters))
	for server, m := range c.meters {
		own := *m
		own.counter, own.last = &clone, nil
		own.known, own.clients = maps.Clone(m.known), slices.Clone(m.clients)
		own.seconds = make(map[int64]*bin, len(m.seconds))
		for at, b := range m.seconds {
			copied := *b
			copied.shares = slices.Clone(b.shares)
			own.seconds[at] = &copied
		}
		clone.meters[server] = &own
	}
	return &clone
}

// Forget drops the seconds that began before a time (nanoseconds since the
// epoch), and the servers of which nothing is left. Flows that still hold a
// dropped server's meter begin a new one with their next record.
func (c *Counter) Forget(before int64) {
	for server, m := range c.meters {
		for at, b := range m.seconds {
			if at < floorDiv(before, second) {
				delete(m.seconds, at)
				c.seconds--
				c.shares -= len(b.shares)
			}
		}
		m.last = nil
		if len(m.seconds) == 0 {
			m.forgotten = true
			c.clients -= len(m.clients)
			delete(c.meters, server)
		}
	}
}

// current is the meter that records go to: a new one where Forget dropped m.
func (m *Meter) current() *Meter {
	if m != nil && m.forgotten {
		return m.counter.Meter(m.server)
	}
	return m
}
