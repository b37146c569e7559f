package dashboard

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/storage"
)

// The number of records on one page of a list.
const (
	defaultLimit = 50
	maxLimit     = 500
	maxValue     = 300 // bytes of one parameter
)

// parseQuery reads the filters that a page keeps in its address. An empty
// parameter does not restrict.
func parseQuery(v url.Values) (storage.Query, error) {
	for name, values := range v {
		if len(values) > 1 || len(values[0]) > maxValue {
			return storage.Query{}, fmt.Errorf("%s: give it once, with at most %d bytes", name, maxValue)
		}
	}
	q := storage.Query{
		Name: v.Get("name"), Text: v.Get("text"), Outcome: record.Outcome(v.Get("outcome")), Rule: v.Get("rule"),
		Finding: v.Get("finding"), After: v.Get("after"), Reverse: v.Get("order") != "oldest",
	}
	var err error
	for _, t := range []struct {
		name string
		to   *time.Time
	}{{"since", &q.Since}, {"until", &q.Until}} {
		if *t.to, err = parseTime(v.Get(t.name)); err != nil {
			return q, fmt.Errorf("%s: %w", t.name, err)
		}
	}
	for _, p := range []struct {
		name string
		to   *netip.Prefix
	}{{"client", &q.Client}, {"server", &q.Server}} {
		if value := strings.TrimSpace(v.Get(p.name)); value != "" {
			if *p.to, err = inventory.ParsePrefix(value); err != nil {
				return q, fmt.Errorf("%s: %w; write it as 10.1.2.3 or 10.1.2.0/24", p.name, err)
			}
		}
	}
	if q.Outcome != "" && !slices.Contains(record.Outcomes(), q.Outcome) {
		return q, fmt.Errorf("outcome: there is no outcome %q", q.Outcome)
	}
	if _, known := rules.Find(q.Rule); q.Rule != "" && !known {
		return q, fmt.Errorf("rule: there is no rule %q", q.Rule)
	}
	q.Limit = defaultLimit
	if value := v.Get("limit"); value != "" {
		if q.Limit, err = strconv.Atoi(value); err != nil || q.Limit < 1 || q.Limit > maxLimit {
			return q, fmt.Errorf("limit: %q is not a number from 1 to %d", value, maxLimit)
		}
	}
	return q, nil
}

// parseTime reads a time as RFC 3339, a form's field or a date have it; UTC
// where no zone is given.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write it as 2026-03-02T09:00:00Z", s)
}
