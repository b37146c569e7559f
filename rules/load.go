package rules

import (
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// slowAnswer is from when on, beyond a round trip, a server is slow to answer
// a ClientHello. One that is well does so in milliseconds.
const slowAnswer = time.Second

// slow says whether the server of a session was slow to answer the
// ClientHello. Where segments were sent again, the network may be why.
func slow(s *record.Session) bool {
	t := &s.TCP
	if t.Retransmitted != (record.Pair{}) || t.MissingBytes != (record.Pair{}) {
		return false
	}
	return t.Latency.ServerHello >= t.RTT+uint64(slowAnswer/time.Microsecond)
}

func serverSlow() Rule {
	return Rule{
		ID: "server-slow", Group: "path", Causes: []int{8},
		Severities: []record.Severity{record.Medium, record.Low},
		New:        func(c *Context) Collector { return &slowCollector{table: newTable[slowness](c)} },
	}
}

// slowCollector compares how many ClientHellos each server answered in time.
type slowCollector struct{ table table[slowness] }

type slowness struct {
	all  int // sessions with a ServerHello
	slow Tally
	most uint64 // microseconds
}

// Observe keeps sessions with a ServerHello.
func (c *slowCollector) Observe(a *Attempt) {
	if a.TCP.Latency.ServerHello == 0 {
		return
	}
	row := c.table.of(a, "")
	if row == nil {
		return
	}
	row.X.all++
	if !slow(a.Session) {
		return
	}
	row.X.slow.add(a)
	row.X.most = max(row.X.most, a.TCP.Latency.ServerHello)
}

// Conclude gives a finding for each server that is slow more often than not,
// or to many.
func (c *slowCollector) Conclude() []Conclusion {
	const several, some, many = 3, 2, 10
	var list []Conclusion
	for _, row := range c.table.sorted() {
		x := &row.X
		severity := record.Medium
		switch {
		case x.slow.Count >= several && x.slow.Clients() >= some && x.slow.Count*2 >= x.all:
		case x.slow.Count >= many && x.slow.Clients() >= some && x.slow.Count*many >= x.all:
			severity = record.Low
		default:
			continue
		}
		list = append(list, Conclusion{
			Severity: severity, Evidence: record.Strong, Server: at(row.server), Tally: &x.slow, Title: "title",
			Explain: []string{"what"}, Remedy: []string{"load", "network"},
			Detail: map[string]any{"sessions_slow": x.slow.Count, "sessions": x.all, "slowest_us": x.most},
			Params: text.Params{"all": x.all, "most": x.most / 1000},
		})
	}
	return list
}

// sign is one way in which a server shows that it is overloaded.
type sign int

const (
	slowHello   sign = iota // the ServerHello took long
	fullBuffers             // it advertised a receive window of 0
	lateAccept              // a SYN went unanswered, and a later one was answered
	noAnswer                // it accepted the connection and never answered the ClientHello
	turnedAway              // decrypted: it answered requests with 429 or 503
	signs
)

func edrOverloaded() Rule {
	return Rule{
		ID: "edr-overloaded", Group: "rate", Causes: []int{8},
		Severities: []record.Severity{record.High, record.Medium},
		New:        func(c *Context) Collector { return &loadCollector{c, newTable[load](c)} },
	}
}

// loadCollector looks for servers that show several signs of overload to many
// clients. A client that fails alone has another reason.
type loadCollector struct {
	context *Context
	table   table[load]
}

type load struct {
	all      int // clients
	affected Tally
	clients  [signs]map[netip.Addr]bool
	minutes  map[int64][]netip.Addr // clients with a sign, by the minute; at most maxMinutes of maxLearned
	role     inventory.Role
}

// note keeps which clients a server shows a sign in which minute.
func (x *load) note(a *Attempt) {
	minute := a.Start.Unix() / 60
	list, known := x.minutes[minute]
	if !known && len(x.minutes) >= maxMinutes || len(list) >= maxLearned || slices.Contains(list, a.Client.IP) {
		return
	}
	if x.minutes == nil {
		x.minutes = make(map[int64][]netip.Addr)
	}
	x.minutes[minute] = append(list, a.Client.IP)
}

// atOnce is to how many clients the signs were shown at most within two minutes
// of the clock.
func (x *load) atOnce() int {
	most := 0
	for minute, list := range x.minutes {
		n := len(list)
		for _, client := range x.minutes[minute+1] {
			if !slices.Contains(list, client) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// Observe keeps the signs of each session.
func (c *loadCollector) Observe(a *Attempt) {
	row := c.table.of(a, "")
	if row == nil {
		return
	}
	if a.NewPair {
		row.X.all++
	}
	row.X.role = a.Match.Role
	t := &a.TCP
	shown := [signs]bool{
		slowHello:   slow(a.Session),
		fullBuffers: t.ZeroWindows[1] > 0,
		lateAccept:  t.Established && t.SYNs > 1,
		noAnswer:    a.Fault == NoServerHello && unanswered(a) == helloUnanswered,
		turnedAway:  turnsAway(a.HTTP),
	}
	if shown == [signs]bool{} {
		return
	}
	row.X.affected.add(a)
	row.X.note(a)
	for i, is := range shown {
		if !is {
			continue
		}
		if row.X.clients[i] == nil {
			row.X.clients[i] = make(map[netip.Addr]bool)
		}
		if len(row.X.clients[i]) < maxClients {
			row.X.clients[i][a.Client.IP] = true
		}
	}
}

// turnsAway says whether a server refused requests because there were too many,
// by 429 (RFC 6585 section 4), or could not take them, by 503 (RFC 9110 section
// 15.6.4).
func turnsAway(h *record.HTTP) bool {
	return h != nil && slices.ContainsFunc(h.Statuses, func(s record.Status) bool { return s.Code == 429 || s.Code == 503 })
}

// report is what was metered toward a server; nil where nothing was.
func (c *loadCollector) report(server record.Endpoint) *rate.Report {
	reports := c.context.reports()
	for i := range reports {
		if r := &reports[i]; r.Server == server {
			return r
		}
	}
	return nil
}

// Conclude gives a finding for each server that looks overloaded. Loss on the
// network makes connections late too, so that alone says nothing.
func (c *loadCollector) Conclude() []Conclusion {
	const several, part = 3, 3
	var list []Conclusion
	for _, row := range c.table.sorted() {
		x := &row.X
		kinds := 0
		for i := range x.clients {
			if len(x.clients[i]) > 1 {
				kinds++
			}
		}
		turned := len(x.clients[turnedAway])
		if turned < several && (kinds < 2 || len(x.clients[slowHello])+len(x.clients[fullBuffers])+turned < 2) ||
			x.affected.Clients() < several || x.affected.Clients()*part < x.all {
			continue
		}
		atOnce := x.atOnce()
		if atOnce < several {
			continue // one after the other, each has a reason of its own
		}
		conclusion := Conclusion{
			Severity: record.Medium, Evidence: record.Strong, Server: at(row.server), Tally: &x.affected, Title: "title",
			Explain: []string{"what"}, Remedy: []string{"reduce", "grow"},
			Detail: map[string]any{
				"clients_slow": len(x.clients[slowHello]), "clients_zero_window": len(x.clients[fullBuffers]),
				"clients_late": len(x.clients[lateAccept]), "clients_unanswered": len(x.clients[noAnswer]), "clients": x.all,
				"clients_at_once": atOnce,
			},
			Params: text.Params{
				"all": x.all, "slow": len(x.clients[slowHello]), "full": len(x.clients[fullBuffers]),
				"late": len(x.clients[lateAccept]), "mute": len(x.clients[noAnswer]), "turned": turned,
			},
		}
		if turned > 0 {
			conclusion.Explain = append(conclusion.Explain, "turned")
			conclusion.Detail["clients_turned_away"] = turned
		}
		if r := c.report(row.server); r != nil && r.Limit > 0 {
			conclusion.Explain = append(conclusion.Explain, "rate")
			conclusion.Params["busiest"], conclusion.Params["limit"] = r.Load.Busiest.Events.Estimate, r.Limit
			conclusion.Detail["busiest_second_estimate"], conclusion.Detail["limit"] = r.Load.Busiest.Events.Estimate, r.Limit
		}
		if x.role == inventory.Appliance {
			conclusion.Severity = record.High
		}
		list = append(list, conclusion)
	}
	return list
}
