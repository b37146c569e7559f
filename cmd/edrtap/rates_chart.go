package main

import (
	"fmt"
	"io"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/rate"
	"edrtap/rules/record"
)

// chartReport shows one server: figures, chart, and who sent most.
func chartReport(out io.Writer, r *rate.Report, zone *time.Location) error {
	title := fmt.Sprintf("%s: events per second", r.Server)
	if r.Limit > 0 {
		title += fmt.Sprintf(", limit %d", r.Limit)
	}
	fmt.Fprintln(out, title)
	for _, line := range figures(r, zone) {
		fmt.Fprintf(out, "  %-16s %s\n", line[0], line[1])
	}
	columns, _ := terminal(out)
	if columns == 0 {
		columns = 80
	}
	points := make([]output.Point, len(r.Seconds))
	for i := range r.Seconds {
		points[i] = output.Point{Second: r.Seconds[i].Second.In(zone), Value: r.Seconds[i].Events.Estimate}
	}
	fmt.Fprintln(out)
	if err := output.Chart(out, points, output.ChartOptions{Width: min(columns, 120), Height: 8, Limit: r.Limit}); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		list []rate.Contributor
	}{{"CLIENT", r.Clients}, {"RANGE", r.Ranges}} {
		if len(part.list) == 0 {
			continue
		}
		fmt.Fprintln(out)
		t := newTable(out, part.name, "CLIENTS", "REQUESTS", "EVENTS", "ESTIMATE", "SHARE", "BUSIEST SECOND", "WHILE OVER")
		for i := range part.list {
			t.row(contributor(&part.list[i], r)...)
		}
		if err := t.flush(); err != nil {
			return err
		}
	}
	return nil
}

func interval(e record.Events) string {
	if e.Low == e.High {
		return fmt.Sprint(e.Low)
	}
	return fmt.Sprintf("%d (%d to %d)", e.Estimate, e.Low, e.High)
}

// figures are what a report says in numbers, a name and a value each.
func figures(r *rate.Report, zone *time.Location) [][2]string {
	l := &r.Load
	lines := [][2]string{
		{"busiest second", fmt.Sprintf("%s, %s, by %s", interval(l.Busiest.Events), l.Busiest.Second.In(zone).Format(time.RFC3339), l.Busiest.Method)},
		{"mean", fmt.Sprintf("%s over %s, %s in the busiest minute", interval(l.Mean), time.Duration(l.Span)*time.Second, interval(l.Minute))},
	}
	add := func(name, format string, args ...any) {
		lines = append(lines, [2]string{name, fmt.Sprintf(format, args...)})
	}
	if s := &r.Sliding; s.Events.High > 0 {
		add("sliding second", "at least %d, from %s on; none has more than %d", s.Events.Low, s.Start.In(zone).Format(time.RFC3339Nano), s.Events.High)
	}
	if l.Lossy > 0 {
		add("lossy seconds", "%d, whose intervals are the wider for it", l.Lossy)
	}
	if r.Limit == 0 {
		return lines
	}
	over, likely, possible := &l.Over, &l.Likely, &l.Possible
	add("over the limit", "%d s even by the low bound, %d s by the estimate, %d s by the high bound", over.Seconds, likely.Seconds, possible.Seconds)
	if likely.Seconds > 0 {
		kind := l.Kind(r.Limit)
		if kind != "" {
			kind = ", " + kind
		}
		add("", "by the estimate: %.1f %% of the time, %d times, the longest %d s, first %s%s",
			rate.Share(uint64(likely.Seconds), l.Span), likely.Runs, likely.Longest, likely.First.In(zone).Format(time.RFC3339), kind)
	}
	o := &l.Outlook
	add("headroom", "%d events per second in the busiest second", o.Headroom)
	if o.MoreClients > 0 {
		add("more clients", "%d like these bring the busiest minute to the limit", o.MoreClients)
	}
	if o.Growth != 0 {
		add("growth", "%+.1f events per second each hour", o.Growth)
	}
	if o.Reached > 0 {
		add("limit reached", "in %s at this growth", o.Reached)
	}
	return lines
}

func contributor(c *rate.Contributor, r *rate.Report) []string {
	name := c.Prefix.String()
	if c.Prefix.IsSingleIP() {
		name = c.Prefix.Addr().String()
	}
	var all uint64
	for i := range r.Seconds {
		all += r.Seconds[i].Events.Estimate
	}
	events := fmt.Sprintf("%d to %d", c.Events.Low, c.Events.High)
	if c.Events.Low == c.Events.High {
		events = fmt.Sprint(c.Events.Low)
	}
	return []string{
		name, fmt.Sprint(c.Clients), fmt.Sprint(c.Requests), events, fmt.Sprint(c.Events.Estimate),
		fmt.Sprintf("%.1f %%", rate.Share(c.Events.Estimate, all)), interval(c.Busiest), known(c.Over),
	}
}
