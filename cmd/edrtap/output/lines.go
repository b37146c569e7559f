package output

import (
	"io"

	"edrtap/rules/record"
)

// lines writes one JSON object a line.
type lines struct {
	buffer
	session *sessionEncoder
	plain   plainEncoder
}

func newLines(w io.Writer) *lines {
	return &lines{buffer: newBuffer(w), session: newSessionEncoder()}
}

func (l *lines) Session(s *record.Session) error {
	l.data = append(l.session.append(l.data, s), '\n')
	return l.full()
}

func (l *lines) Diagnosis(d *record.Diagnosis) error {
	l.data = append(appendDiagnosis(l.data, d), '\n')
	return l.full()
}

func (l *lines) Finding(f *record.Finding) error { return l.line(l.plain.finding(f)) }
func (l *lines) Rate(r *record.Rate) error       { return l.line(l.plain.rate(r)) }
func (l *lines) Summary(s *record.Summary) error { return l.line(l.plain.summary(s)) }

func (l *lines) line(object []byte, err error) error {
	if err != nil {
		return err
	}
	l.data = append(append(l.data, object...), '\n')
	return l.full()
}

func (l *lines) Close() error { return l.flush() }
