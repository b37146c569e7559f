package rate

import (
	"cmp"
	"math"
	"net/netip"
	"time"

	"edrtap/rules/record"
)

// Settings say how bytes become events. A nil func knows nothing.
type Settings struct {
	Limit       func(record.Endpoint) uint64       // events per second that the server bears; 0 where no limit is known
	Calibration func(record.Endpoint) *Calibration // nil where there is none
	Ranges      []netip.Prefix                     // of clients; those in none are grouped by /24 and /64
	Top         int                                // how many clients and ranges a report names; 0 stands for TopClients
}

func (s *Settings) limit(server record.Endpoint) uint64 {
	if s.Limit == nil {
		return 0
	}
	return s.Limit(server)
}

func (s *Settings) calibration(server record.Endpoint) *Calibration {
	if s.Calibration == nil {
		return nil
	}
	return s.Calibration(server)
}

// Report is what was metered toward one server.
type Report struct {
	Server  record.Endpoint
	Limit   uint64        // events per second; 0 where none applies
	Seconds []record.Rate // the clock seconds with traffic, in order of time
	Sliding Sliding       // the busiest sliding second
	Load    Load
	Clients []Contributor // most events first, at most Settings.Top
	Ranges  []Contributor // most events first, at most Settings.Top
	Learned Learned       // what decrypted uploads say of the size of events
	Least   uint32        // the shortest request that could be told apart, plaintext bytes
	HTTP2   uint64        // how many of those speak HTTP/2, or may
}

// Sliding is one second that begins anywhere, to 100 ms.
type Sliding struct {
	Start  time.Time     // of a second in which at least Events.Low began
	Events record.Events // the busiest second has between Low and High
}

// Reports settles every second and gives one report for each server, sorted by
// server address and port.
func (c *Counter) Reports(s Settings) []Report {
	c.Settle(math.MaxInt64, &s)
	reports := make([]Report, 0, len(c.meters))
	for _, m := range c.byServer() {
		if len(m.past.lines) > 0 {
			reports = append(reports, m.report(&s))
		}
	}
	return reports
}

func (m *Meter) report(s *Settings) Report {
	r := Report{Server: m.server, Limit: s.limit(m.server), Learned: m.learned, Least: m.least}
	calibration := s.calibration(m.server)
	r.Seconds = make([]record.Rate, 0, len(m.past.lines))
	carried := int64(0) // opened in an earlier second and not closed yet
	for i := range m.past.lines {
		l := &m.past.lines[i]
		rate := l.rate(carried, calibration)
		rate.Server, rate.Second, rate.Limit = m.server, time.Unix(l.second, 0).UTC(), r.Limit
		r.Seconds = append(r.Seconds, rate)
		r.HTTP2 += l.turns.http2
		carried += int64(l.opened) - int64(l.closed)
	}
	r.Sliding = m.past.busiest()
	r.Load = LoadOf(r.Seconds)
	r.Clients, r.Ranges = m.past.contributors(m.clients(), cmp.Or(s.Top, TopClients))
	return r
}

// rate turns a second's counts into a record, without server, second and limit.
// carried is what was opened before and not closed yet, bytes.
func (l *line) rate(carried int64, c *Calibration) record.Rate {
	r := record.Rate{
		Type: "rate", Method: "requests", Requests: l.requests, AppRecords: l.records,
		AppBytes: l.bytes, Connections: l.flows, Clients: l.clients, MissingBytes: l.missing,
	}
	bytes := uint64(max(carried, 0)) + l.opened // carried is negative only where parts are full to the brim
	r.Events.Low = l.sure
	r.Events.High = max(r.Events.Low, l.exact+l.turns.all()+l.opaque, l.exact+bytes/DefaultSmallestEvent)
	r.Events.Estimate = min(max(r.Events.Low, l.exact+l.turns.all()+l.opaque), r.Events.High)
	switch {
	case bytes == 0 && l.missing == 0 && l.exact+l.requests > 0:
		r.Method = "decrypted"
	case c != nil && c.Valid():
		l.calibrate(&r, c)
	}
	return r
}

// calibrate narrows the interval by what is known of the size of events.
func (l *line) calibrate(r *record.Rate, c *Calibration) {
	least, estimate, most := c.interval(l.turns, l.low, l.high+l.missing)
	r.Method = "calibrated"
	e := &r.Events
	exact := l.exact
	e.High = min(e.High, max(e.Low, exact+l.opaque+uint64(math.Ceil(most))))
	e.Low = min(e.High, max(e.Low, exact+uint64(least)))
	e.Estimate = min(max(e.Low, exact+l.opaque+uint64(math.Round(estimate))), e.High)
}
