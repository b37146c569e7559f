package rate

import (
	"math"
	"net/netip"
	"slices"
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

// Reports gives one report for each server, sorted by server address and port.
func (c *Counter) Reports(s Settings) []Report {
	servers := make([]record.Endpoint, 0, len(c.meters))
	for server, m := range c.meters {
		if len(m.seconds) > 0 {
			servers = append(servers, server)
		}
	}
	slices.SortFunc(servers, record.Endpoint.Compare)
	reports := make([]Report, 0, len(servers))
	for _, server := range servers {
		reports = append(reports, c.meters[server].report(server, &s))
	}
	return reports
}

func (m *Meter) report(server record.Endpoint, s *Settings) Report {
	r := Report{Server: server, Limit: s.limit(server), Learned: m.learned, Least: m.least}
	times := make([]int64, 0, len(m.seconds))
	for at := range m.seconds {
		times = append(times, at)
	}
	slices.Sort(times)
	calibration := s.calibration(server)
	carried := int64(0) // opened in an earlier second and not closed yet
	for _, at := range times {
		b := m.seconds[at]
		rate := b.rate(carried, calibration)
		rate.Server, rate.Second, rate.Limit = server, time.Unix(at, 0).UTC(), r.Limit
		rate.Clients = b.clients()
		r.Seconds = append(r.Seconds, rate)
		r.HTTP2 += b.turns.http2
		for i := range b.parts {
			carried += int64(b.parts[i].opened) - int64(b.parts[i].closed)
		}
	}
	r.Sliding = m.sliding(times)
	r.Load = LoadOf(r.Seconds)
	r.Clients, r.Ranges = m.contributors(r.Seconds, s)
	return r
}

// rate turns a second's counts into a record, without server, second, limit
// and clients. carried is what was opened before and not closed yet, bytes.
func (b *bin) rate(carried int64, c *Calibration) record.Rate {
	r := record.Rate{
		Type: "rate", Method: "requests", Requests: b.requests, AppRecords: b.records,
		AppBytes: b.bytes, Connections: b.flows, MissingBytes: b.missing,
	}
	bytes := uint64(max(carried, 0)) // negative only where parts are full to the brim
	for i := range b.parts {
		r.Events.Low += uint64(b.parts[i].low)
		bytes += uint64(b.parts[i].opened)
	}
	r.Events.High = max(r.Events.Low, b.exact+b.turns.all()+b.opaque, b.exact+bytes/DefaultSmallestEvent)
	r.Events.Estimate = min(max(r.Events.Low, b.exact+b.turns.all()+b.opaque), r.Events.High)
	switch {
	case bytes == 0 && b.missing == 0 && b.exact+b.requests > 0:
		r.Method = "decrypted"
	case c != nil && c.Valid():
		b.calibrate(&r, c)
	}
	return r
}

// calibrate narrows the interval by what is known of the size of events.
func (b *bin) calibrate(r *record.Rate, c *Calibration) {
	least, estimate, most := c.interval(b.turns, b.low, b.high+b.missing)
	r.Method = "calibrated"
	e := &r.Events
	exact := b.exact
	e.High = min(e.High, max(e.Low, exact+b.opaque+uint64(math.Ceil(most))))
	e.Low = min(e.High, max(e.Low, exact+uint64(least)))
	e.Estimate = min(max(e.Low, exact+b.opaque+uint64(math.Round(estimate))), e.High)
}

// clients is how many clients have a share of the second.
func (b *bin) clients() uint64 {
	list := make([]uint32, len(b.shares))
	for i := range b.shares {
		list[i] = b.shares[i].client
	}
	slices.Sort(list)
	return uint64(len(slices.Compact(list)))
}

// sliding moves a second over the 100 ms parts. Every ten of them are a true
// second, so the fullest ten are a low bound of the busiest one; no second
// touches more than eleven, so the fullest eleven are a high bound.
func (m *Meter) sliding(times []int64) Sliding {
	var best Sliding
	w := window{}
	for i, at := range times {
		if i > 0 && at-times[i-1] > 1 {
			w.empty()
		}
		w.slide(&m.seconds[at].parts, &best, at)
	}
	best.Events.Estimate = min(max(best.Events.Low, best.Events.Estimate), best.Events.High)
	return best
}

// window is the last eleven parts, in a ring.
type window struct {
	parts   [slots + 1]part
	next    int
	carried int64 // opened and not closed before the eleven, bytes
}

// empty lets time pass without traffic.
func (w *window) empty() {
	for range w.parts {
		w.push(part{})
	}
}

func (w *window) push(p part) {
	oldest := &w.parts[w.next]
	w.carried += int64(oldest.opened) - int64(oldest.closed)
	*oldest = p
	w.next = (w.next + 1) % len(w.parts)
}

func (w *window) slide(parts *[slots]part, best *Sliding, at int64) {
	for i := range parts {
		w.push(parts[i])
		var ten, exact uint64
		bytes := uint64(max(w.carried, 0))
		for j := range w.parts {
			p := &w.parts[(w.next+j)%len(w.parts)]
			exact += uint64(p.exact)
			bytes += uint64(p.opened)
			if j > 0 {
				ten += uint64(p.low)
			}
		}
		if ten > best.Events.Low {
			best.Events.Low = ten
			best.Start = time.Unix(0, (at-1)*second+int64(i+1)*slot).UTC()
		}
		var eleven uint64
		for j := range w.parts {
			eleven += uint64(w.parts[j].low)
		}
		best.Events.High = max(best.Events.High, eleven, exact+bytes/DefaultSmallestEvent)
	}
}
