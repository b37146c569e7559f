package main

import (
	"encoding/csv"
	"encoding/json"
	"io"

	"edrtap/cmd/edrtap/output"
)

// sheet writes what a verb lists and no store keeps: as a table, JSON lines or
// CSV. The first error sticks.
type sheet struct {
	table *table
	json  *json.Encoder
	csv   *csv.Writer
	err   error
}

// item is one line of a sheet.
type item interface {
	cells() []string  // of the table
	fields() []string // of CSV
}

// newSheet writes the heading: columns of the table, or fields of CSV.
func newSheet(out io.Writer, format string, columns, fields []string) (*sheet, error) {
	s := &sheet{}
	switch format {
	case "table":
		s.table = newTable(out, columns...)
	case "jsonl":
		s.json = json.NewEncoder(out)
		s.json.SetEscapeHTML(false)
	case "csv":
		s.csv = csv.NewWriter(out)
		s.err = s.csv.Write(fields)
	default:
		return nil, usageError("use --format table, jsonl or csv", "unknown format %q", format)
	}
	return s, s.err
}

// add writes an item; as JSON it is encoded itself.
func (s *sheet) add(i item) {
	switch {
	case s.err != nil:
	case s.json != nil:
		s.err = s.json.Encode(i)
	case s.csv != nil:
		row := i.fields()
		for n := range row {
			row[n] = output.SafeCell(row[n])
		}
		s.err = s.csv.Write(row)
	default:
		s.table.row(i.cells()...)
		s.err = s.table.err
	}
}

// end writes what is left.
func (s *sheet) end() error {
	switch {
	case s.err != nil:
	case s.csv != nil:
		s.csv.Flush()
		s.err = s.csv.Error()
	case s.table != nil:
		s.err = s.table.flush()
	}
	return s.err
}
