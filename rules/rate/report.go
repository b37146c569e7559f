package rate

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/record"
)

// Settings say how bytes become events.
type Settings struct {
	BytesPerEvent uint64                       // calibrated mean size of an event, bytes; 0 where none was told
	Limit         func(record.Endpoint) uint64 // events per second that the server bears; 0 or a nil func: no limit known
}

// Report is what was metered toward one server.
type Report struct {
	Server  record.Endpoint
	Limit   uint64        // events per second; 0 where none applies
	Seconds []record.Rate // the clock seconds with traffic, in order of time
	Peak    Sliding       // the busiest sliding second
	Over    int           // clock seconds whose low bound is over the limit
	Run     int           // the longest run of such seconds, one behind the other
	First   time.Time     // the first of them
	Clients []Requester   // who sent most requests, at most TopClients
	Others  uint64        // requests of clients that were not told apart
}

// Sliding is one second that begins anywhere, to 10 ms.
type Sliding struct {
	Start    time.Time
	Requests uint64 // at least so many requests, and so events, began in it
}

// Requester is one client and how many requests it sent.
type Requester struct {
	Client   netip.Addr
	Requests uint64
}

// TopClients is how many clients a Report names.
const TopClients = 10

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
		reports = append(reports, c.meters[server].report(server, s))
	}
	return reports
}

func (m *Meter) report(server record.Endpoint, s Settings) Report {
	r := Report{Server: server, Others: m.others, Clients: top(m.requesters)}
	if s.Limit != nil {
		r.Limit = s.Limit(server)
	}
	times := make([]int64, 0, len(m.seconds))
	for at := range m.seconds {
		times = append(times, at)
	}
	slices.Sort(times)
	run := 0
	for i, at := range times {
		rate := m.seconds[at].rate(s.BytesPerEvent)
		rate.Server, rate.Second, rate.Limit = server, time.Unix(at, 0).UTC(), r.Limit
		r.Seconds = append(r.Seconds, rate)
		if r.Limit == 0 || rate.Events.Low <= r.Limit {
			run = 0
			continue
		}
		if run > 0 && times[i-1] != at-1 {
			run = 0
		}
		run++
		if r.Over == 0 {
			r.First = rate.Second
		}
		r.Over++
		r.Run = max(r.Run, run)
	}
	r.Peak = m.peak(times)
	return r
}

// rate turns a second's counts into a record, without server, second, limit.
func (b *bin) rate(bytesPerEvent uint64) record.Rate {
	r := record.Rate{
		Type: "rate", Method: "requests", Requests: b.requests, AppRecords: b.records,
		AppBytes: b.high, Connections: b.connections, Clients: distinct(b.sources),
	}
	r.Events.Low = b.requests
	r.Events.High = max(b.requests, b.high/DefaultSmallestEvent)
	r.Events.Estimate = b.requests
	if bytesPerEvent > 0 {
		r.Method = "calibrated"
		// A mean of another hour: half and double of it bound what this hour's may be.
		r.Events.Estimate = max(b.requests, b.low/bytesPerEvent)
		r.Events.High = max(r.Events.Estimate, min(r.Events.High, 2*b.high/bytesPerEvent))
	}
	return r
}

func distinct(sources []uint64) uint64 {
	sorted := slices.Clone(sources)
	slices.Sort(sorted)
	return uint64(len(slices.Compact(sorted)))
}

// peak slides a window of one second over the 10 ms slots and gives the first
// of the fullest. Every window is a true second, so its count is a lower bound
// of the busiest one.
func (m *Meter) peak(times []int64) Sliding {
	var best Sliding
	var bestAt int64
	for _, at := range times {
		here, before := m.seconds[at], m.seconds[at-1]
		var sum uint64
		if before != nil {
			for _, n := range before.begun {
				sum += uint64(n)
			}
		}
		// The window ends with slot i of this second.
		for i := range slots {
			sum += uint64(here.begun[i])
			if before != nil {
				sum -= uint64(before.begun[i])
			}
			if sum > best.Requests {
				best.Requests, bestAt = sum, at*second-second+int64(i+1)*slot
			}
		}
	}
	if best.Requests > 0 {
		best.Start = time.Unix(0, bestAt).UTC()
	}
	return best
}

func top(requests map[netip.Addr]uint64) []Requester {
	all := make([]Requester, 0, len(requests))
	for client, n := range requests {
		all = append(all, Requester{client, n})
	}
	slices.SortFunc(all, func(a, b Requester) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), a.Client.Compare(b.Client))
	})
	return slices.Clone(all[:min(len(all), TopClients)])
}
