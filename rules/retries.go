package rules

import (
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// clientAt gives the subject of one client at one server.
func clientAt(a *Attempt) subject { return subject{server: a.Session.Server, client: a.Client.IP} }

func enrollmentLoop() Rule {
	return Rule{
		ID: "enrollment-loop", Group: "fleet", Causes: []int{3, 5, 10, 11}, Steps: []string{"10", "15"},
		Severities: []record.Severity{record.High, record.Info},
		New: func(c *Context) Collector {
			return &loopCollector{context: c, table: newTable[loop](c)}
		},
	}
}

// loopCollector looks for clients that try an appliance again and again: those
// that always fail, those that are served for a moment each time and never come
// to hold a long poll, while others do, and, where sessions are decrypted,
// those whose requests the appliance refuses.
type loopCollector struct {
	context *Context
	table   table[loop]
	polls   int // long polls seen
}

type loop struct {
	span
	failed   int
	brief    int
	refused  uint64 // answers 401 and 403
	granted  uint64 // answers 2xx
	polls    bool
	started  []time.Time // at most maxStarts
	names    []string
	accepted int
}

const (
	loopTries  = 5
	briefLimit = 30 * time.Second
	maxStarts  = 32
)

// Observe keeps the tries of each client at an appliance.
func (l *loopCollector) Observe(a *Attempt) {
	if a.Match.Role != inventory.Appliance {
		return
	}
	at := clientAt(a)
	at.server.Port = 0 // the long poll has another port than the rest
	row := l.table.get(at)
	if row == nil {
		return
	}
	x := &row.X
	x.span.add(a.Session)
	lasted := a.End.Sub(a.Start)
	if a.TCP.Established && lasted >= longPoll {
		x.polls = true
		l.polls++
	}
	switch {
	case a.Accepted:
		x.accepted++
		if lasted < briefLimit {
			x.brief++
		}
	case a.Fault != NoFault && a.Fault != Unseen:
		x.failed++
	}
	if a.HTTP != nil {
		refused, granted := refusedRequests(a.HTTP)
		x.refused, x.granted = x.refused+refused, x.granted+granted
	}
	if len(x.started) < maxStarts {
		x.started = append(x.started, a.Start)
	}
	if a.Reference.name != "" {
		x.names = addBounded(x.names, a.Reference.name)
	}
}

// refusedRequests counts the answers that refuse a client, 401 (Unauthorized) and
// 403 (Forbidden; RFC 9110 sections 15.5.2 and 15.5.4), and those that grant
// what it asked for.
func refusedRequests(h *record.HTTP) (refused, granted uint64) {
	for _, s := range h.Statuses {
		switch {
		case s.Code == 401 || s.Code == 403:
			refused += s.Count
		case s.Code >= 200 && s.Code < 300:
			granted += s.Count
		}
	}
	return refused, granted
}

// Conclude gives one finding for each appliance and kind of loop.
func (l *loopCollector) Conclude() []Conclusion {
	type group struct {
		Tally
		server  record.Endpoint
		names   []string
		tries   int
		refused uint64
		periods []time.Duration
	}
	kinds := map[string][]*group{}
	for _, row := range l.table.sorted() {
		x := &row.X
		kind := ""
		switch {
		case x.refused >= loopTries && x.granted == 0:
			kind = "refused"
		case x.failed >= loopTries && x.accepted == 0:
			kind = "failing"
		case x.brief >= loopTries && x.brief == x.accepted && !x.polls && l.polls > 0:
			kind = "brief"
		default:
			continue
		}
		groups := kinds[kind]
		if n := len(groups); n == 0 || groups[n-1].server != row.server {
			kinds[kind] = append(groups, &group{server: row.server})
		}
		g := kinds[kind][len(kinds[kind])-1]
		g.addClient(l.context.clients.number(row.client), x.span)
		g.tries += x.count
		g.refused += x.refused
		g.periods = append(g.periods, period(x.started))
		for _, name := range x.names {
			g.names = addBounded(g.names, name)
		}
	}
	var list []Conclusion
	for _, kind := range []string{"brief", "failing", "refused"} {
		for _, g := range kinds[kind] {
			every := median(g.periods)
			c := Conclusion{
				Severity: record.Info, Evidence: record.Strong, Tally: &g.Tally, Names: g.names, Title: "title",
				Explain: []string{kind}, Remedy: []string{kind + "_remedy"},
				Detail: map[string]any{"kind": kind, "appliance": g.server.IP.String(), "median_period_seconds": every.Seconds()},
				Params: text.Params{"appliance": g.server.IP.String(), "period": every.Round(time.Second).String(), "tries": g.tries},
			}
			switch kind {
			case "brief":
				c.Evidence = record.Hint
			case "refused":
				c.Severity, c.Evidence, c.Title = record.High, record.Proof, "title.refused"
				c.Detail["refused_requests"], c.Params["refused"] = g.refused, g.refused
			}
			list = append(list, c)
		}
	}
	return list
}

// period is the median time between one start and the next.
func period(starts []time.Time) time.Duration {
	slices.SortFunc(starts, time.Time.Compare)
	var gaps []time.Duration
	for i := 1; i < len(starts); i++ {
		gaps = append(gaps, starts[i].Sub(starts[i-1]))
	}
	return median(gaps)
}

// median is the middle one of a list, the lower of two; 0 of none.
func median(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}

func reconnectStorm() Rule {
	return Rule{
		ID: "reconnect-storm", Group: "fleet", Causes: []int{8}, Steps: []string{"10"},
		Severities: []record.Severity{record.Medium},
		New:        func(c *Context) Collector { return &stormCollector{table: newTable[storm](c)} },
	}
}

// stormCollector looks for clients that connect many times a minute without
// getting anywhere.
type stormCollector struct{ table table[storm] }

type storm struct {
	minutes map[int64]int // connections by the minute, at most maxMinutes
	all     int           // from the first one in vain on
}

const (
	stormRate  = 30 // connections in a minute
	maxMinutes = 1024
)

// Observe counts connections by the minute.
func (c *stormCollector) Observe(a *Attempt) {
	if a.Fault == Unseen {
		return
	}
	at := clientAt(a)
	if a.Fault == NoFault && c.table.rows[at] == nil {
		return // nothing in vain so far
	}
	row := c.table.get(at)
	if row == nil {
		return
	}
	x := &row.X
	x.all++
	if x.minutes == nil {
		x.minutes = make(map[int64]int)
	}
	if minute := a.Start.Unix() / 60; x.minutes[minute] > 0 || len(x.minutes) < maxMinutes {
		x.minutes[minute]++
	}
	if a.Fault != NoFault {
		row.add(a)
	}
}

// Conclude gives one finding for each server.
func (c *stormCollector) Conclude() []Conclusion {
	var list []Conclusion
	most := 0
	var tally *Tally
	for _, row := range c.table.sorted() {
		busiest := 0
		for _, n := range row.X.minutes {
			busiest = max(busiest, n)
		}
		if busiest < stormRate || row.Count*10 < row.X.all*8 {
			continue
		}
		if n := len(list); n == 0 || *list[n-1].Server != row.server {
			tally, most = &Tally{}, 0
			list = append(list, Conclusion{
				Severity: record.Medium, Evidence: record.Proof, Server: at(row.server), Tally: tally, Title: "title",
				Explain: []string{"what"}, Remedy: []string{"cause", "limit"},
			})
		}
		tally.merge(&row.Tally)
		most = max(most, busiest)
		last := &list[len(list)-1]
		last.Detail = map[string]any{"most_in_a_minute": most}
		last.Params = text.Params{"most": most}
	}
	return list
}
