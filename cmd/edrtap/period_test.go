package main

import (
	"bytes"
	"maps"
	"testing"
	"time"

	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// What a pipeline counts goes on over periods; what is said of one is its own,
// also of the third, whose beginning two others lie before.
func TestAPeriodCountsWhatIsItsOwn(t *testing.T) {
	all := pipeline.Result{First: 1}
	p := period{}
	for day := uint64(1); day <= 4; day++ {
		all.Frames += 1000 * day
		all.Bytes += 64_000 * day
		all.Sessions += 10 * day
		all.Established += 5 * day
		all.Last += int64(24 * time.Hour)
		all.Sensor.MissingBytes += 100 * day
		all.Sensor.Dropped += day
		all.Sensor.LimitsHit = map[string]uint64{"flows": 7, "fragments": all.Sessions}
		own := p.of(&all)
		if own.Frames != 1000*day || own.Bytes != 64_000*day || own.Sessions != 10*day || own.Established != 5*day {
			t.Errorf("period %d: frames %d, bytes %d, sessions %d, established %d", day, own.Frames, own.Bytes, own.Sessions, own.Established)
		}
		if own.Sensor.MissingBytes != 100*day || own.Sensor.Dropped != day {
			t.Errorf("period %d: missing %d, dropped %d", day, own.Sensor.MissingBytes, own.Sensor.Dropped)
		}
		want := map[string]uint64{"fragments": 10 * day}
		if day == 1 {
			want["flows"] = 7
		}
		if !maps.Equal(own.Sensor.LimitsHit, want) {
			t.Errorf("period %d: limits hit %v, want %v", day, own.Sensor.LimitsHit, want)
		}
		if begin := int64(24*time.Hour) * int64(day-1); day > 1 && own.First != begin {
			t.Errorf("period %d begins at %d, not at %d", day, own.First, begin)
		}
		p = period{before: all}
	}
}

// The store writes conclusions in a goroutine of its own while they are printed:
// that leaves them as they are.
func TestPrintingLeavesConclusionsAsTheyAre(t *testing.T) {
	begin := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := &conclusions{summary: &record.Summary{}, reports: []rate.Report{{}}}
	for i := range 3 {
		c.reports[0].Seconds = append(c.reports[0].Seconds, record.Rate{Second: begin.Add(time.Duration(i) * time.Second)})
	}
	var out bytes.Buffer
	p := newPrinter("jsonl", &out, &ui{})
	p.rated = begin.Add(time.Second)
	if err := p.report(c, text.English, 0, false); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(out.Bytes(), []byte(`"type":"rate"`)); n != 1 {
		t.Errorf("%d rates are printed; one was not yet:\n%s", n, out.Bytes())
	}
	if n := len(c.reports[0].Seconds); n != 3 {
		t.Errorf("%d seconds are left of 3", n)
	}
}
