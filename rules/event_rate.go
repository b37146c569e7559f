package rules

import (
	"fmt"
	"iter"
	"math"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// virtualEditionLimit is what a Virtual Edition takes, in events per second,
// by the vendor's article.
const virtualEditionLimit = 400

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
		return virtualEditionLimit, h.Edition == "virtual"
	}
}

func eventRateExceeded() Rule {
	return Rule{
		ID: "event-rate-exceeded", Group: "rate", Causes: []int{8},
		Severities: []record.Severity{record.High, record.Medium},
		New:        func(c *Context) Collector { return conclusive(c.exceededRates) },
	}
}

// exceededRates gives a finding for each appliance over its limit.
func (c *Context) exceededRates() []Conclusion {
	var list []Conclusion
	for appliance := range c.meteredAppliances() {
		if conclusion, speak := c.weighRate(appliance.report, appliance.limit, appliance.sure); speak {
			conclusion.Names = []string{appliance.name}
			list = append(list, conclusion)
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

// meteredAppliances gives the reports of all servers that have a limit.
func (c *Context) meteredAppliances() iter.Seq[metered] {
	return func(yield func(metered) bool) {
		reports := c.reports()
		for i := range reports {
			report := &reports[i]
			match := c.whatIs(report.Server)
			limit, sure := limitOf(match)
			if limit > 0 && !yield(metered{report, match.Name, limit, sure}) {
				return
			}
		}
	}
}

// weighRate is proof where even the low bound is over the limit. That is the one
// that was counted: a calibrated one is likely, not certain.
func (c *Context) weighRate(report *rate.Report, limit uint64, sure bool) (Conclusion, bool) {
	load, sliding := &report.Load, &report.Sliding
	lowest := sliding.Events.Low
	estimate := max(lowest, load.Busiest.Events.Estimate)
	conclusion := Conclusion{
		Severity: record.High, Evidence: record.Proof, Server: at(report.Server), Title: "title",
		Explain: []string{"what.low"}, Remedy: []string{"reduce", "spread", "grow"},
	}
	over := &load.Over
	switch {
	case lowest > limit && sure:
	case lowest > limit:
		conclusion.Severity, conclusion.Evidence = record.Medium, record.Strong
		conclusion.Explain = append(conclusion.Explain, "edition")
	case estimate > limit:
		conclusion.Severity, conclusion.Evidence = record.Medium, record.Strong
		conclusion.Explain = []string{"what.estimate"}
		over = &load.Likely
	default:
		return Conclusion{}, false
	}
	kind := load.Kind(limit)
	if kind != "" {
		conclusion.Explain = append(conclusion.Explain, kind)
	}
	conclusion.Tally = c.tallyOf(report)
	conclusion.Detail = map[string]any{
		"limit": limit, "peak_low": lowest, "peak_estimate": estimate, "peak_start": sliding.Start, "kind": kind,
		"seconds_over": load.Over.Seconds, "seconds_over_by_estimate": load.Likely.Seconds, "seconds_over_by_high_bound": load.Possible.Seconds,
		"longest_run_seconds": over.Longest, "runs": over.Runs, "share_of_time_percent": rate.Share(uint64(over.Seconds), load.Span),
		"mean_estimate": load.Mean.Estimate, "busiest_minute_estimate": load.Minute.Estimate,
		"top_clients": contributors(report.Clients), "top_ranges": contributors(report.Ranges),
	}
	conclusion.Params = text.Params{
		"limit": limit, "peak": lowest, "estimate": estimate, "over": over.Seconds, "run": over.Longest, "runs": over.Runs,
		"share": fmt.Sprint(rate.Share(uint64(over.Seconds), load.Span)), "minute": load.Minute.Estimate, "mean": load.Mean.Estimate,
		"at": sliding.Start.Format(time.RFC3339Nano), "lossy": load.Lossy,
	}
	if len(report.Clients) > 0 {
		top := &report.Clients[0]
		conclusion.Explain = append(conclusion.Explain, "top")
		conclusion.Params["top"], conclusion.Params["toprequests"] = top.Prefix.Addr().String(), top.Requests
	}
	if load.Lossy > 0 {
		conclusion.Explain = append(conclusion.Explain, "lossy")
	} else if c.traffic.missing > 0 {
		conclusion.Explain = append(conclusion.Explain, "loss")
	}
	return conclusion, true
}

// nearShare is from which part of the limit on, in percent, a rate is near it.
const nearShare = 80

func eventRateNearLimit() Rule {
	return Rule{
		ID: "event-rate-near-limit", Group: "rate", Causes: []int{8},
		Severities: []record.Severity{record.Low, record.Info},
		New:        func(c *Context) Collector { return conclusive(c.ratesNearLimit) },
	}
}

// ratesNearLimit gives a finding for each appliance that comes near its limit and
// does not go over it.
func (c *Context) ratesNearLimit() []Conclusion {
	var list []Conclusion
	for appliance := range c.meteredAppliances() {
		report, limit, sure := appliance.report, appliance.limit, appliance.sure
		if _, over := c.weighRate(report, limit, sure); over {
			continue
		}
		load := &report.Load
		seconds := 0
		for i := range report.Seconds {
			if report.Seconds[i].Events.Estimate*100 >= limit*nearShare {
				seconds++
			}
		}
		peak := max(report.Sliding.Events.Low, load.Busiest.Events.Estimate)
		if peak*100 < limit*nearShare {
			continue
		}
		outlook := &load.Outlook
		conclusion := Conclusion{
			Severity: record.Low, Evidence: record.Strong, Server: at(report.Server), Tally: c.tallyOf(report), Names: []string{appliance.name},
			Title: "title", Explain: []string{"what"}, Remedy: []string{"watch", "spread"},
			Detail: map[string]any{
				"limit": limit, "peak_low": report.Sliding.Events.Low, "peak_estimate": load.Busiest.Events.Estimate, "seconds_near": seconds,
				"headroom": outlook.Headroom, "more_clients": outlook.MoreClients, "growth_per_hour": math.Round(outlook.Growth*10) / 10,
				"limit_reached_in_seconds": outlook.Reached.Seconds(),
			},
			Params: text.Params{
				"limit": limit, "peak": peak, "seconds": seconds, "share": share(peak, limit), "more": outlook.MoreClients,
				"growth": fmt.Sprintf("%.1f", outlook.Growth), "reached": outlook.Reached.String(),
			},
		}
		if outlook.MoreClients > 0 {
			conclusion.Explain = append(conclusion.Explain, "more")
		}
		if outlook.Reached > 0 {
			conclusion.Explain = append(conclusion.Explain, "reached")
		}
		if !sure {
			conclusion.Severity, conclusion.Evidence = record.Info, record.Hint
			conclusion.Explain = append(conclusion.Explain, "edition")
		}
		list = append(list, conclusion)
	}
	return list
}

// tallyOf names the clients that sent most; no single session is to blame.
func (c *Context) tallyOf(report *rate.Report) *Tally {
	t := &Tally{}
	for i := range report.Clients {
		t.clients.add(c.clients.number(report.Clients[i].Prefix.Addr()), int(report.Clients[i].Requests))
	}
	if n := len(report.Seconds); n > 0 {
		t.first, t.last = report.Seconds[0].Second, report.Seconds[n-1].Second
	}
	return t
}

func contributors(list []rate.Contributor) []map[string]any {
	made := make([]map[string]any, 0, len(list))
	for i := range list {
		c := &list[i]
		m := map[string]any{"requests": c.Requests, "events_low": c.Events.Low, "events_estimate": c.Events.Estimate, "events_while_over": c.Over}
		if c.Prefix.IsSingleIP() {
			m["client"] = c.Prefix.Addr().String()
		} else {
			m["range"], m["clients"] = c.Prefix.String(), c.Clients
		}
		made = append(made, m)
	}
	return made
}
