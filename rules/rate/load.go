package rate

import (
	"time"

	"edrtap/rules/record"
)

// Load is what the clock seconds toward one server come to, against its limit.
// Without a limit the fields that need one are 0.
type Load struct {
	Span     uint64 // clock seconds from the first to the last with traffic, those without included
	Mean     record.Events
	Busiest  record.Rate   // the second with the greatest estimate, the first of several
	Minute   record.Events // mean of the busiest minute, per second; of the whole span where that is shorter
	Lossy    int           // seconds in which bytes of clients were missed
	Over     Excess        // seconds whose low bound is over the limit
	Likely   Excess        // seconds whose estimate is
	Possible Excess        // seconds whose high bound is
	Outlook  Outlook
}

// Excess counts clock seconds over the limit.
type Excess struct {
	Seconds int
	Runs    int       // stretches of such seconds, one behind the other
	Longest int       // seconds of the longest stretch
	First   time.Time // the first of them
}

// Outlook says how far the limit is.
type Outlook struct {
	Headroom    uint64        // by how much the busiest second's estimate is below the limit, events per second
	MoreClients uint64        // so many clients more, each with the mean share of the busiest minute, bring that minute to the limit
	Growth      float64       // of the rate, events per second each hour; 0 where the span is too short to tell
	Reached     time.Duration // after the last second, at this growth, until the mean is at the limit; 0 where it is not foreseeable
}

// Share is part of whole in percent, to a tenth.
func Share(part, whole uint64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part*1000/whole) / 10
}

// Kind says how a limit is exceeded: "sustained" where it is for a minute on
// end, or for as long as the traffic lasted; "bursts" where a minute's mean
// stays within it; "" where too little was seen to tell.
func (l *Load) Kind(limit uint64) string {
	switch {
	case l.Span < shortest:
		return ""
	case l.Minute.Estimate > limit:
		return "sustained"
	}
	return "bursts"
}

const (
	minute   = 60 // seconds
	shortest = 10 // seconds from which on a mean says anything
)

// LoadOf sums up the clock seconds of one server, which are in order of time.
func LoadOf(seconds []record.Rate) Load {
	var l Load
	if len(seconds) == 0 {
		return l
	}
	limit := seconds[0].Limit
	l.Span = uint64(between(&seconds[0], &seconds[len(seconds)-1])) + 1
	var sum record.Events
	for i := range seconds {
		s := &seconds[i]
		add(&sum, s.Events)
		if s.Events.Estimate > l.Busiest.Events.Estimate || i == 0 {
			l.Busiest = *s
		}
		if s.MissingBytes > 0 {
			l.Lossy++
		}
	}
	l.Mean = record.Events{Low: sum.Low / l.Span, Estimate: sum.Estimate / l.Span, High: sum.High / l.Span}
	var clients float64
	l.Minute, clients = busiestMinute(seconds, l.Span)
	if limit == 0 {
		return l
	}
	l.Over = excess(seconds, func(e record.Events) bool { return e.Low > limit })
	l.Likely = excess(seconds, func(e record.Events) bool { return e.Estimate > limit })
	l.Possible = excess(seconds, func(e record.Events) bool { return e.High > limit })
	l.Outlook = outlook(seconds, &l, limit, clients)
	return l
}

func add(sum *record.Events, e record.Events) {
	sum.Low += e.Low
	sum.Estimate += e.Estimate
	sum.High += e.High
}

// between is the time from one second to another, in seconds.
func between(from, to *record.Rate) int64 { return to.Second.Unix() - from.Second.Unix() }

func excess(seconds []record.Rate, over func(record.Events) bool) Excess {
	var x Excess
	run := 0
	for i := range seconds {
		if !over(seconds[i].Events) {
			run = 0
			continue
		}
		if x.Seconds == 0 {
			x.First = seconds[i].Second
		}
		x.Seconds++
		if run == 0 || between(&seconds[i-1], &seconds[i]) != 1 {
			run = 0
			x.Runs++
		}
		run++
		x.Longest = max(x.Longest, run)
	}
	return x
}

// busiestMinute gives the greatest mean over a minute, and the mean number of
// clients in it.
func busiestMinute(seconds []record.Rate, span uint64) (record.Events, float64) {
	var best, sum record.Events
	var clients, active, bestClients float64
	from := 0
	for i := range seconds {
		add(&sum, seconds[i].Events)
		clients += float64(seconds[i].Clients)
		active++
		for between(&seconds[from], &seconds[i]) >= minute {
			e := seconds[from].Events
			sum.Low, sum.Estimate, sum.High = sum.Low-e.Low, sum.Estimate-e.Estimate, sum.High-e.High
			clients -= float64(seconds[from].Clients)
			active--
			from++
		}
		if sum.Estimate >= best.Estimate {
			best, bestClients = sum, clients/active
		}
	}
	length := min(span, minute)
	return record.Events{Low: best.Low / length, Estimate: best.Estimate / length, High: best.High / length}, bestClients
}

// outlook projects the load. Growth is the slope of the least-squares line
// through the means of whole minutes, of which it needs ten.
func outlook(seconds []record.Rate, l *Load, limit uint64, clients float64) Outlook {
	var o Outlook
	if e := l.Busiest.Events.Estimate; e < limit {
		o.Headroom = limit - e
	}
	if e := l.Minute.Estimate; e > 0 && e < limit && clients > 0 {
		o.MoreClients = uint64(float64(limit-e) / (float64(e) / clients))
	}
	const least = 10
	means := make([]float64, l.Span/minute)
	for i := range seconds {
		if at := between(&seconds[0], &seconds[i]) / minute; at < int64(len(means)) {
			means[at] += float64(seconds[i].Events.Estimate) / minute
		}
	}
	if len(means) < least {
		return o
	}
	slope, end := leastSquares(means)
	o.Growth = slope * 60 // minutes of an hour
	if slope > 0 && end < float64(limit) {
		const farthest = 10 * 365 * 24 * time.Hour
		if wait := (float64(limit) - end) / slope * float64(time.Minute); wait < float64(farthest) {
			o.Reached = time.Duration(wait).Round(time.Minute)
		}
	}
	return o
}

// leastSquares gives the slope of the least-squares line through values at 0, 1, 2 ...
// and its height at the last of them.
func leastSquares(values []float64) (slope, end float64) {
	n := float64(len(values))
	var sum, product float64
	for i, v := range values {
		sum += v
		product += float64(i) * v
	}
	middle, mean := (n-1)/2, sum/n
	slope = (product - n*middle*mean) / (n * (n*n - 1) / 12)
	return slope, mean + slope*middle
}
