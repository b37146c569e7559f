package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"

	"edrtap/rules/record"
)

// plainEncoder encodes findings, rates and summaries. Every record is copied
// before it is brought into the form of the contract: lists and maps that are
// always there are written empty rather than as null, and times in UTC.
type plainEncoder struct{ scratch bytes.Buffer }

// encode returns the object without a line end, valid until the next call.
func (e *plainEncoder) encode(v any) ([]byte, error) {
	e.scratch.Reset()
	j := json.NewEncoder(&e.scratch)
	j.SetEscapeHTML(false)
	if err := j.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(e.scratch.Bytes(), []byte("\n")), nil
}

func (e *plainEncoder) finding(f *record.Finding) ([]byte, error) {
	c := *f
	c.Type = cmp.Or(c.Type, "finding")
	c.First, c.Last = contractTime(c.First), contractTime(c.Last)
	if c.Causes == nil {
		c.Causes = []int{}
	}
	if c.Remedy == nil {
		c.Remedy = []string{}
	}
	b, err := e.encode(&c)
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", f.Rule, err)
	}
	return b, nil
}

func (e *plainEncoder) rate(r *record.Rate) ([]byte, error) {
	c := *r
	c.Type = cmp.Or(c.Type, "rate")
	c.Second = contractTime(c.Second)
	b, err := e.encode(&c)
	if err != nil {
		return nil, fmt.Errorf("rate of %s: %w", r.Server.IP, err)
	}
	return b, nil
}

func (e *plainEncoder) summary(s *record.Summary) ([]byte, error) {
	c := *s
	c.Type = cmp.Or(c.Type, "summary")
	c.First, c.Last = contractTime(c.First), contractTime(c.Last)
	c.Findings = present(c.Findings)
	c.Sensor.LimitsHit = present(c.Sensor.LimitsHit)
	b, err := e.encode(&c)
	if err != nil {
		return nil, fmt.Errorf("summary: %w", err)
	}
	return b, nil
}

// present is m, or an empty map where it is nil.
func present[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}
