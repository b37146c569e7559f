package output

import (
	"io"

	"edrtap/rules/record"
)

// document writes one JSON document. Sessions, of which there may be millions,
// are written as they come; the rest is held until Close, because rates and
// findings come between them.
type document struct {
	buffer
	session   *sessionEncoder
	plain     plainEncoder
	findings  []byte // objects, a comma before each
	rates     []byte
	diagnoses []byte
	summary   []byte // the last one
	begun     bool
	closed    bool
}

func newDocument(w io.Writer) *document {
	d := &document{buffer: newBuffer(w), session: newSessionEncoder()}
	d.data = append(d.data, `{"sessions":[`...)
	return d
}

func (d *document) Session(s *record.Session) error {
	if d.begun {
		d.data = append(d.data, ',')
	}
	d.begun = true
	d.data = append(d.data, '\n')
	d.data = d.session.append(d.data, s)
	return d.full()
}

func (d *document) Finding(f *record.Finding) error {
	return d.hold(&d.findings)(d.plain.finding(f))
}

func (d *document) Rate(r *record.Rate) error {
	return d.hold(&d.rates)(d.plain.rate(r))
}

func (d *document) Diagnosis(x *record.Diagnosis) error {
	return d.hold(&d.diagnoses)(appendDiagnosis(nil, x), nil)
}

func (d *document) Summary(s *record.Summary) error {
	d.summary = d.summary[:0]
	return d.hold(&d.summary)(d.plain.summary(s))
}

func (d *document) hold(section *[]byte) func([]byte, error) error {
	return func(object []byte, err error) error {
		if err != nil {
			return err
		}
		*section = append(append(*section, ',', '\n'), object...)
		return d.err
	}
}

// Close writes what was held and ends the document. It is whole even where no
// record came; only the summary is then missing.
func (d *document) Close() error {
	if d.closed {
		return d.err
	}
	d.closed = true
	for _, section := range []struct {
		name    string
		objects []byte
	}{{"findings", d.findings}, {"rates", d.rates}, {"diagnoses", d.diagnoses}} {
		d.data = append(d.data, "],\n\""...)
		d.data = append(append(d.data, section.name...), `":[`...)
		if len(section.objects) > 0 {
			d.data = append(d.data, section.objects[1:]...)
		}
	}
	d.data = append(d.data, ']')
	if len(d.summary) > 0 {
		d.data = append(append(d.data, ",\n\"summary\":"...), d.summary[2:]...)
	}
	d.data = append(d.data, "}\n"...)
	return d.flush()
}
