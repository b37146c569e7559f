// Package output writes records for people and programs: JSON lines, one JSON
// document, CSV tables. Field names and their order are those of package
// record. Times are RFC 3339 with nanoseconds, in UTC.
package output

import (
	"fmt"
	"io"

	"edrtap/rules/record"
)

// Writer writes records. It belongs to one goroutine. A record is encoded
// before the method returns, so that the caller may use it again. Output is
// buffered: Close writes the rest; it does not close what is written to. An
// error of the destination comes back from a later call, and from Close at the
// latest.
type Writer interface {
	Session(*record.Session) error
	Finding(*record.Finding) error
	Rate(*record.Rate) error
	Diagnosis(*record.Diagnosis) error
	Summary(*record.Summary) error
	Close() error
}

// New returns a writer of the format:
//
//	jsonl  one object a line, in the order in which the records come
//	json   one document, {"sessions":[…],"findings":[…],"rates":[…],"diagnoses":[…],"summary":{…}}
//	csv    the table of sessions; other records are left out (see NewCSV)
func New(format string, w io.Writer) (Writer, error) {
	switch format {
	case "jsonl":
		return newLines(w), nil
	case "json":
		return newDocument(w), nil
	case "csv":
		return NewCSV(SessionTable, w)
	}
	return nil, fmt.Errorf("unknown format %q: known are jsonl, json and csv", format)
}
