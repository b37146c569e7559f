package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"edrtap/rules/record"
)

// comparison gathers agreement and disagreement.
type comparison struct {
	analyse   func(args ...string) ([]byte, error)
	explained []explanation
	columns   []string
	scores    map[cell]*score
	against   []disagreement
}

// cell is one field compared with one source.
type cell struct{ column, field string }

type score struct{ agree, explained, all int }

// disagreement is one value that somebody else has otherwise.
type disagreement struct {
	column, where, field string
	want, got            string
	why                  string // of the list; "" where it has none
}

// place is where a value was compared: a capture and a connection in it.
type place struct {
	column string // source and peer, as the table has them
	source string // "nDPI", "zeek", "lab"
	peer   string // who says otherwise
	file   string
	port   int    // the client's
	ends   string // both ends
}

// note counts one comparison. Where the values differ, the list is asked.
func (c *comparison) note(at *place, field string, agrees bool, want, got any) {
	if c.scores == nil {
		c.scores = make(map[cell]*score)
	}
	if !slices.Contains(c.columns, at.column) {
		c.columns = append(c.columns, at.column)
	}
	key := cell{at.column, field}
	s := c.scores[key]
	if s == nil {
		s = &score{}
		c.scores[key] = s
	}
	s.all++
	if agrees {
		s.agree++
		return
	}
	d := disagreement{
		column: at.column, where: fmt.Sprintf("%s %s", at.file, at.ends), field: field,
		want: fmt.Sprint(want), got: fmt.Sprint(got), why: c.explanation(at, field),
	}
	if d.why != "" {
		s.explained++
	}
	c.against = append(c.against, d)
}

// open counts the disagreements that nothing explains.
func (c *comparison) open() int {
	n := 0
	for i := range c.against {
		if c.against[i].why == "" {
			n++
		}
	}
	return n
}

// fieldOrder is the order of the table's rows; other fields come behind.
var fieldOrder = []string{
	"session", "sni", "version", "cipher", "group", "alpn", "hello_retry", "resumed", "established", "outcome", "alerts",
	"subject", "issuer", "names", "serial", "validity", "sha256", "sha1", "ja3", "ja3s", "ja4", "no TLS",
	"findings that must be", "no false finding",
}

// fields are the rows of the table.
func (c *comparison) fields() []string {
	seen := make(map[string]bool)
	for key := range c.scores {
		seen[key.field] = true
	}
	var rows []string
	for _, field := range fieldOrder {
		if seen[field] {
			rows = append(rows, field)
			delete(seen, field)
		}
	}
	return append(rows, slices.Sorted(maps.Keys(seen))...)
}

// records is what edrtap said of one capture.
type records struct {
	sessions []*record.Session
	findings []*record.Finding
}

// read runs edrtap and decodes what it says.
func (c *comparison) read(args ...string) (*records, error) {
	out, err := c.analyse(args...)
	if err != nil {
		return nil, err
	}
	r := &records{}
	for line := range bytes.Lines(out) {
		var kind struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(line, &kind); err != nil {
			return nil, fmt.Errorf("%v: %w", args, err)
		}
		switch kind.Type {
		case "session":
			s := &record.Session{}
			if err := json.Unmarshal(line, s); err != nil {
				return nil, fmt.Errorf("%v: %w", args, err)
			}
			r.sessions = append(r.sessions, s)
		case "finding":
			f := &record.Finding{}
			if err := json.Unmarshal(line, f); err != nil {
				return nil, fmt.Errorf("%v: %w", args, err)
			}
			r.findings = append(r.findings, f)
		}
	}
	return r, nil
}

// sent is the certificate that the server sent first; nil where it sent none.
func sent(s *record.Session) *record.Certificate {
	if s.TLS == nil || len(s.TLS.Certificates) == 0 || s.TLS.Certificates[0].Remembered {
		return nil
	}
	return &s.TLS.Certificates[0]
}
