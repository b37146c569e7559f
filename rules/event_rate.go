package rules

import (
	"iter"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// VirtualEditionLimit is what a Virtual Edition takes, in events per second,
// by the vendor's article.
const VirtualEditionLimit = 400

// limitOf gives an appliance's limit in events per second, and whether it is
// the operator's or the edition's and not our guess. 0: none is known.
func limitOf(m inventory.Match) (limit uint64, sure bool) {
	switch h := m.Appliance; {
	case h == nil:
		return 0, false
	case h.Limit > 0:
		return h.Limit, true
	case h.Edition == "physical":
		return 0, false
	default:
		return VirtualEditionLimit, h.Edition == "virtual"
	}
}

func eventRateExceeded() Rule {
	return Rule{
		ID: "event-rate-exceeded", Group: "rate", Causes: []int{8},
		Severities: []record.Severity{record.High, record.Medium},
		New:        func(c *Context) Collector { return &rateCollector{c} },
	}
}

// rateCollector reads the meter's reports.
type rateCollector struct{ context *Context }

// Observe does nothing: the meter sees what sessions do not show.
func (r *rateCollector) Observe(*Attempt) {}

// Conclude gives a finding for each appliance over its limit.
func (r *rateCollector) Conclude() []Conclusion {
	var list []Conclusion
	for appliance := range r.appliances() {
		if c, speak := r.weigh(appliance.report, appliance.limit, appliance.sure); speak {
			c.Names = []string{appliance.name}
			list = append(list, c)
		}
	}
	return list
}

// metered is what the meter reports of one appliance, and its limit.
type metered struct {
	report *rate.Report
	name   string // the operator's
	limit  uint64
	sure   bool
}

// appliances gives the reports of all servers that have a limit.
func (r *rateCollector) appliances() iter.Seq[metered] {
	return func(yield func(metered) bool) {
		for i := range r.context.reports {
			report := &r.context.reports[i]
			match := r.context.whatIs(report.Server)
			limit, sure := limitOf(match)
			if limit > 0 && !yield(metered{report, match.Name, limit, sure}) {
				return
			}
		}
	}
}

// weigh is proof where even the low bound is over the limit.
func (r *rateCollector) weigh(report *rate.Report, limit uint64, sure bool) (Conclusion, bool) {
	var lowest, estimate uint64
	overEstimate := 0
	for _, second := range report.Seconds {
		lowest = max(lowest, second.Events.Low)
		estimate = max(estimate, second.Events.Estimate)
		if second.Events.Estimate > limit {
			overEstimate++
		}
	}
	lowest = max(lowest, report.Peak.Requests)
	c := Conclusion{
		Severity: record.High, Evidence: record.Proof, Server: at(report.Server), Title: "title",
		Explain: []string{"what.low"}, Remedy: []string{"reduce", "spread", "grow"},
	}
	switch {
	case lowest > limit && sure:
	case lowest > limit:
		c.Severity, c.Evidence = record.Medium, record.Strong
		c.Explain = append(c.Explain, "edition")
	case estimate > limit:
		c.Severity, c.Evidence = record.Medium, record.Strong
		c.Explain = []string{"what.estimate"}
	default:
		return Conclusion{}, false
	}
	c.Tally = tallyOf(report)
	c.Detail = map[string]any{
		"limit": limit, "peak_low": lowest, "peak_estimate": estimate, "peak_start": report.Peak.Start,
		"seconds_over": report.Over, "seconds_over_by_estimate": overEstimate, "longest_run_seconds": report.Run,
		"top_clients": topClients(report.Clients),
	}
	c.Params = text.Params{
		"limit": limit, "peak": lowest, "estimate": estimate, "over": max(report.Over, overEstimate),
		"run": report.Run, "at": report.Peak.Start.Format(time.RFC3339Nano),
	}
	if len(report.Clients) > 0 {
		c.Explain = append(c.Explain, "top")
		c.Params["top"], c.Params["toprequests"] = report.Clients[0].Client.String(), report.Clients[0].Requests
	}
	if r.context.traffic.missing > 0 {
		c.Explain = append(c.Explain, "loss")
	}
	return c, true
}

// nearShare is from which part of the limit on, in percent, a rate is near it.
const nearShare = 80

func eventRateNearLimit() Rule {
	return Rule{
		ID: "event-rate-near-limit", Group: "rate", Causes: []int{8},
		Severities: []record.Severity{record.Low, record.Info},
		New: func(c *Context) Collector {
			r := &rateCollector{c}
			return conclusive(r.near)
		},
	}
}

// near gives a finding for each appliance that comes near its limit and does
// not go over it.
func (r *rateCollector) near() []Conclusion {
	var list []Conclusion
	for appliance := range r.appliances() {
		report, limit, sure := appliance.report, appliance.limit, appliance.sure
		if _, over := r.weigh(report, limit, sure); over {
			continue
		}
		low, estimate := report.Peak.Requests, uint64(0)
		seconds := 0
		for _, second := range report.Seconds {
			low, estimate = max(low, second.Events.Low), max(estimate, second.Events.Estimate)
			if max(second.Events.Low, second.Events.Estimate)*100 >= limit*nearShare {
				seconds++
			}
		}
		peak := max(low, estimate)
		if peak*100 < limit*nearShare {
			continue
		}
		c := Conclusion{
			Severity: record.Low, Evidence: record.Strong, Server: at(report.Server), Tally: tallyOf(report), Names: []string{appliance.name},
			Title: "title", Explain: []string{"what"}, Remedy: []string{"watch", "spread"},
			Detail: map[string]any{"limit": limit, "peak_low": low, "peak_estimate": estimate, "seconds_near": seconds},
			Params: text.Params{"limit": limit, "peak": peak, "seconds": seconds, "share": share(peak, limit)},
		}
		if !sure {
			c.Severity, c.Evidence = record.Info, record.Hint
			c.Explain = append(c.Explain, "edition")
		}
		list = append(list, c)
	}
	return list
}

// tallyOf names the clients that sent most; no single session is to blame.
func tallyOf(report *rate.Report) *Tally {
	t := &Tally{clients: make(map[netip.Addr]int)}
	for _, client := range report.Clients {
		t.clients[client.Client] = int(client.Requests)
	}
	if n := len(report.Seconds); n > 0 {
		t.first, t.last = report.Seconds[0].Second, report.Seconds[n-1].Second
	}
	return t
}

func topClients(list []rate.Requester) []map[string]any {
	made := make([]map[string]any, 0, len(list))
	for _, client := range list {
		made = append(made, map[string]any{"client": client.Client.String(), "requests": client.Requests})
	}
	return slices.Clip(made)
}
