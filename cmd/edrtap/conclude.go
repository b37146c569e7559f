package main

import (
	"sync"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules"
	"edrtap/rules/rate"
	"edrtap/rules/record"
)

// conclusions is what is known at one moment.
type conclusions struct {
	reports   []rate.Report
	findings  []record.Finding
	diagnoses []record.Diagnosis
	learned   *record.History   // nil where it is not to be stored
	servers   []record.Endpoint // whose history is of use
	summary   *record.Summary   // without problems and time
}

// judge is one of an engine's ways to draw conclusions.
type judge func(record.Sensor) ([]record.Finding, []record.Diagnosis)

// draw asks the rules, while the meter makes its reports.
func draw(engine *rules.Engine, with judge, result *pipeline.Result) *conclusions {
	settings := engine.Settings()
	reports := sync.OnceValue(func() []rate.Report { return result.Rates.Reports(settings) })
	engine.Rates(reports)
	c := &conclusions{}
	go reports()
	sensor := result.Sensor
	c.findings, c.diagnoses = with(sensor)
	c.reports = reports()
	for name, n := range engine.Limits() {
		sensor.LimitsHit[name] += n
	}
	c.servers = engine.Servers()
	c.summary = summaryOf(result)
	c.summary.Sensor, c.summary.Suppressed = sensor, engine.Suppressed()
	for i := range c.findings {
		c.summary.Findings[c.findings[i].Severity]++
	}
	return c
}

// summaryOf gives what a result says of itself.
func summaryOf(result *pipeline.Result) *record.Summary {
	s := &record.Summary{
		Type: "summary", Frames: result.Frames, Bytes: result.Bytes,
		Sessions: result.Sessions, Established: result.Established,
		Findings: make(map[record.Severity]int), Sensor: result.Sensor,
	}
	if result.Frames > 0 {
		s.First, s.Last = time.Unix(0, result.First).UTC(), time.Unix(0, result.Last).UTC()
	}
	return s
}

// write writes rates, findings, diagnoses and the summary, and ends the output.
func (c *conclusions) write(out output.Writer) error {
	for i := range c.reports {
		for j := range c.reports[i].Seconds {
			if err := out.Rate(&c.reports[i].Seconds[j]); err != nil {
				return err
			}
		}
	}
	for i := range c.findings {
		if err := out.Finding(&c.findings[i]); err != nil {
			return err
		}
	}
	for i := range c.diagnoses {
		if err := out.Diagnosis(&c.diagnoses[i]); err != nil {
			return err
		}
	}
	if err := out.Summary(c.summary); err != nil {
		return err
	}
	return out.Close()
}
