// Package monitor is what a capture that goes on for months needs beside the
// analysis: which findings came, changed and ended; queues that never make the
// capture wait; status, metrics and the word to the service manager.
package monitor

import (
	"fmt"
	"time"

	"edrtap/rules/record"
)

// Changes compares each snapshot of the findings with the last one. It belongs
// to one goroutine.
type Changes struct {
	quiet time.Duration
	open  []*open // in the order in which they came
	known map[string]*open
}

// open is a finding that was told.
type open struct {
	key     string
	finding record.Finding
	grew    time.Time // when something of it was last noticed, packet time
	closed  bool      // its end was told; it comes again when it grows
	here    bool      // in the findings at hand
}

// NewChanges makes an empty comparison. A finding has ended when nothing that
// belongs to it was noticed for the time quiet.
func NewChanges(quiet time.Duration) *Changes {
	return &Changes{quiet: quiet, known: make(map[string]*open)}
}

// Update takes the findings as they are at a packet time and returns what has
// changed since the last call: what ended, then what is new or different in the
// order of the findings. It keeps the findings.
func (c *Changes) Update(findings []record.Finding, now time.Time) []record.Change {
	var news []record.Change
	seen := make(map[string]int)
	for i := range findings {
		f := &findings[i]
		subject := fmt.Sprintf("%s %v %v", f.Rule, f.Server, f.Detail["certificate_sha256"])
		seen[subject]++
		key := fmt.Sprintf("%s %d", subject, seen[subject])
		if kind := c.take(key, f, now); kind != "" {
			news = append(news, record.Change{Type: "change", Change: kind, Time: now, Finding: *f})
		}
	}
	return append(c.close(now), news...)
}

// take compares one finding; the kind is empty where there is nothing to tell.
func (c *Changes) take(key string, f *record.Finding, now time.Time) (kind record.ChangeKind) {
	was := c.known[key]
	switch {
	case was == nil:
		was = &open{key: key, grew: now}
		c.known[key] = was
		c.open = append(c.open, was)
		kind = record.New
	case grew(&was.finding, f):
		was.grew = now
		if was.closed {
			kind = record.New
		} else if differs(&was.finding, f) {
			kind = record.Changed
		}
		was.closed = false
	}
	was.finding, was.here = *f, true
	return kind
}

// grew says whether something more belongs to a finding. Those about the sensor
// have no sessions, but their figures change.
func grew(a, b *record.Finding) bool {
	return differs(a, b) || a.SessionCount != b.SessionCount || !a.Last.Equal(b.Last) || a.Explanation != b.Explanation
}

// differs says whether a finding is worth to be told again.
func differs(a, b *record.Finding) bool {
	return a.Severity != b.Severity || a.Evidence != b.Evidence || a.ClientCount != b.ClientCount
}

// close ends what has not grown for a while.
func (c *Changes) close(now time.Time) []record.Change {
	var ended []record.Change
	kept := c.open[:0]
	for _, o := range c.open {
		if !o.closed && now.Sub(o.grew) >= c.quiet {
			o.closed = true
			ended = append(ended, record.Change{Type: "change", Change: record.Closed, Time: now, Finding: o.finding})
		}
		if o.closed && !o.here {
			delete(c.known, o.key)
			continue
		}
		o.here = false
		kept = append(kept, o)
	}
	clear(c.open[len(kept):])
	c.open = kept
	return ended
}

// Open counts the findings that have not ended, by severity.
func (c *Changes) Open() map[record.Severity]int {
	counts := make(map[record.Severity]int)
	for _, o := range c.open {
		if !o.closed {
			counts[o.finding.Severity]++
		}
	}
	return counts
}
