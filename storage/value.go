package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"edrtap/rules/record"
)

// jsonVersion is the version of values in JSON. Fields may be added to them
// without a new version, as JSON names its fields.
const jsonVersion = 1

// Input is one analysed input: what a run has read.
type Input struct {
	File     string    `json:"file"`           // as it was named
	Path     string    `json:"path,omitempty"` // absolute; "" where it is no file
	Size     int64     `json:"size,omitempty"` // bytes; 0 where it has no size, such as a pipe or an interface
	First    time.Time `json:"first,omitzero"` // time of the first frame
	Last     time.Time `json:"last,omitzero"`
	Frames   uint64    `json:"frames"`
	Bytes    uint64    `json:"bytes"` // of frames, as captured
	Sessions uint64    `json:"sessions"`
	Problem  string    `json:"problem,omitempty"` // why it could not be read to its end
}

// Finding is a finding and the run that it comes from.
type Finding struct {
	Run   string
	Place int // in the list of the run, from 0
	record.Finding
}

// Diagnosis is a diagnosis and the run that it comes from.
type Diagnosis struct {
	Run   string
	Place int // in the list of the run, from 0
	record.Diagnosis
}

// Rate is a rate and the run that it comes from. Rates of different runs for
// the same second must not be added up: they may be the same traffic, seen
// from two places.
type Rate struct {
	Run string
	record.Rate
}

// Summary is the summary of a run.
type Summary struct {
	Run string
	record.Summary
}

// RunInput is an input and the run that has read it.
type RunInput struct {
	Run string
	Input
}

func encodeJSON(v any) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, 512)) // most take less
	b.WriteByte(jsonVersion)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decodeJSON keeps the numbers of a finding's detail as json.Number, so that
// they are written again exactly as they were.
func decodeJSON(value []byte, v any) error {
	if len(value) == 0 {
		return errShort
	}
	if value[0] != jsonVersion {
		return fmt.Errorf("value of version %d: this program reads version %d", value[0], jsonVersion)
	}
	d := json.NewDecoder(bytes.NewReader(value[1:]))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("damaged value: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("damaged value: %w", errTrailing)
	}
	return nil
}
