package rate

import (
	"cmp"
	"slices"
)

// past is what a Meter keeps of the seconds that are settled.
type past struct {
	lines   []line // in order of time
	carried int64  // bytes that are opened in them and not closed
	window  window
	old     era // what Forget drops next; empty where there is no such thing
	now     era
}

// line is one second, without what matters only until it is settled.
type line struct {
	second int64
	figures
	sure           uint64 // events that surely began in it
	opened, closed uint64 // bytes, see part
	clients        uint64
}

// Settle makes lines of the seconds before a time (nanoseconds since the epoch).
// What is counted for them later is not lost: bytes of a request may come long
// after it began. For whom a second was over the limit is decided now, by what
// the settings say now.
func (c *Counter) Settle(before int64, s *Settings) {
	until := floorDiv(before, second)
	for _, m := range c.meters { // in any order: there is no limit to hit
		m.settle(until, s)
	}
}

func (m *Meter) settle(until int64, s *Settings) {
	var times []int64
	for at := range m.seconds {
		if at < until {
			times = append(times, at)
		}
	}
	slices.Sort(times)
	limit, calibration := s.limit(m.server), s.calibration(m.server)
	var clients, ranges joined
	for _, at := range times {
		b := m.seconds[at]
		delete(m.seconds, at)
		m.counter.shares -= len(b.shares)
		l, carried, isNew := m.past.add(at, b)
		if !isNew {
			m.counter.seconds-- // it was counted when it was settled first
		}
		l.clients += clients.gather(b.shares)
		over := limit > 0 && l.rate(carried, calibration).Events.Estimate > limit
		m.past.now.take(clients.list, m.clients(), over, s.Ranges, &ranges)
		clients.clear()
	}
	m.last = nil
}

// add puts a second's counts into its line. It gives that with the bytes which
// the lines before it carry, as far as they are at hand, and whether it is new.
func (p *past) add(at int64, b *bin) (l *line, carried int64, isNew bool) {
	end := len(p.lines)
	if end == 0 || at > p.lines[end-1].second {
		carried = p.carried
		if end > 0 && at-p.lines[end-1].second > 1 {
			p.window.empty()
		}
		p.window.slide(&b.parts, &p.now.busiest, at)
	} else {
		end, _ = slices.BinarySearchFunc(p.lines, at, func(l line, at int64) int { return cmp.Compare(l.second, at) })
		p.window.late(&b.parts, &p.now.busiest)
	}
	if isNew = end == len(p.lines) || p.lines[end].second != at; isNew {
		p.lines = slices.Insert(p.lines, end, line{second: at})
	}
	l = &p.lines[end]
	p.carried += l.add(b)
	p.now.cover(at)
	return l, carried, isNew
}

// add adds a bin's counts and gives the bytes that it carries on.
func (l *line) add(b *bin) (carried int64) {
	l.figures.add(&b.figures)
	for i := range b.parts {
		p := &b.parts[i]
		l.sure += uint64(p.low)
		l.opened += uint64(p.opened)
		l.closed += uint64(p.closed)
		carried += int64(p.opened) - int64(p.closed)
	}
	return carried
}

// Forget drops what began before a time (nanoseconds since the epoch), and the
// servers of which nothing is left. Seconds that are settled go later, together:
// as sums cover them, what is dropped is at most twice as old.
func (c *Counter) Forget(before int64) {
	until := floorDiv(before, second)
	for _, m := range c.meters {
		for at, b := range m.seconds {
			if at < until {
				delete(m.seconds, at)
				c.seconds--
				c.shares -= len(b.shares)
			}
		}
		m.last = nil
		c.seconds -= m.past.forget(until)
		if len(m.seconds) == 0 && len(m.past.lines) == 0 {
			c.drop(m)
		}
	}
}

// forget begins a new era where the present one is old enough, and drops the one
// before where all of it is. It gives how many seconds went.
func (p *past) forget(until int64) int {
	if p.now.used && p.now.first < until && !p.old.used {
		p.old, p.now = p.now, era{}
	}
	if !p.old.used || p.old.last >= until {
		return 0
	}
	left, _ := slices.BinarySearchFunc(p.lines, p.old.last+1, func(l line, at int64) int { return cmp.Compare(l.second, at) })
	p.old = era{}
	p.lines = slices.Clone(p.lines[left:])
	return left
}

func (p *past) clone() past {
	c := *p
	c.lines = slices.Clone(p.lines)
	c.old, c.now = p.old.clone(), p.now.clone()
	return c
}
