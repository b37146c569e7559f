package dump

import (
	"encoding/json"
	"io"
	"time"

	"edrtap/rules/record"
	"edrtap/tlsparse/dissect"
)

// document is a dump as JSON: the session record, and its steps.
type document struct {
	Session *record.Session `json:"session"`
	Steps   []jsonStep      `json:"steps"`
	LeftOut int             `json:"left_out,omitempty"` // steps beyond the limit
}

type jsonStep struct {
	Time      time.Time   `json:"time"`
	From      string      `json:"from"`
	Bytes     int         `json:"bytes,omitempty"`
	What      string      `json:"what"`
	Fields    []jsonField `json:"fields,omitempty"`
	Anomalies []string    `json:"anomalies,omitempty"`
}

type jsonField struct {
	Name   string      `json:"name"`
	Value  string      `json:"value,omitempty"`
	Fields []jsonField `json:"fields,omitempty"`
}

// JSON writes a dump as one document.
func JSON(out io.Writer, s *record.Session, r *Result) error {
	d := document{Session: s, Steps: make([]jsonStep, 0, len(r.Steps)), LeftOut: r.LeftOut}
	for i := range r.Steps {
		step := &r.Steps[i]
		d.Steps = append(d.Steps, jsonStep{
			Time: time.Unix(0, step.Time).UTC(), From: step.From, Bytes: step.Bytes, What: step.What,
			Fields: jsonFields(step.Fields), Anomalies: step.Anomalies,
		})
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(d)
}

func jsonFields(list []dissect.Field) []jsonField {
	fields := make([]jsonField, 0, len(list))
	for _, f := range list {
		fields = append(fields, jsonField{Name: f.Name, Value: f.Value, Fields: jsonFields(f.Sub)})
	}
	return fields
}
