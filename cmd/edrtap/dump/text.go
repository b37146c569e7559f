package dump

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/tlsparse"
	"edrtap/tlsparse/dissect"
)

// Text writes a dump for people.
func Text(out io.Writer, s *record.Session, r *Result) error {
	w := bufio.NewWriter(out)
	head(w, s)
	for i := range r.Preambles {
		fmt.Fprintln(w, preamble(&r.Preambles[i]))
	}
	fmt.Fprintf(w, "\n%11s  %-6s  %8s\n", "SECONDS", "FROM", "BYTES")
	start := s.Start.UnixNano()
	for i := range r.Steps {
		step := &r.Steps[i]
		bytes := ""
		if step.Bytes > 0 {
			bytes = fmt.Sprint(step.Bytes)
		}
		fmt.Fprintf(w, "%11.6f  %-6s  %8s  %s\n", float64(step.Time-start)/1e9, step.From, bytes, step.What)
		fields(w, step.Fields, 0)
		for _, anomaly := range step.Anomalies {
			fmt.Fprintf(w, "%*s! %s\n", margin, "", anomaly)
		}
	}
	if r.LeftOut > 0 {
		fmt.Fprintf(w, "%*s%d more steps are left out\n", margin, "", r.LeftOut)
	}
	return w.Flush()
}

// margin is the column of what a step says.
const margin = 31

// fields writes fields one a line; what has no name of its own but belongs
// together is indented.
func fields(w io.Writer, list []dissect.Field, depth int) {
	for _, f := range list {
		fmt.Fprintf(w, "%*s%s", margin+2+2*depth, "", f.Name)
		if f.Value != "" {
			fmt.Fprintf(w, ": %s", f.Value)
		}
		fmt.Fprintln(w)
		fields(w, f.Sub, depth+1)
	}
}

// head writes what is known of the session as a whole.
func head(w io.Writer, s *record.Session) {
	fmt.Fprintf(w, "session %s, %s:%d > %s:%d\n", s.ID, s.Client.IP, s.Client.Port, s.Server.IP, s.Server.Port)
	fmt.Fprintf(w, "%s, %s, %s\n", s.Start.Format(time.RFC3339Nano), s.End.Sub(s.Start), s.File)
	fmt.Fprintf(w, "outcome %s at stage %s, ended by %s\n", s.Outcome, s.Stage, s.TCP.EndedBy)
	t := s.TLS
	if t == nil {
		return
	}
	var parts []string
	for _, part := range []struct{ name, value string }{
		{"", t.Version}, {"", t.Cipher}, {"", t.Group}, {"server name ", t.SNI}, {"ALPN ", t.ALPN}, {"JA4 ", t.JA4}, {"JA3 ", t.JA3}, {"JA3S ", t.JA3S},
	} {
		if part.value != "" {
			parts = append(parts, part.name+part.value)
		}
	}
	fmt.Fprintln(w, output.Visible(strings.Join(parts, ", ")))
	if c := t.ClientStack; c != nil {
		name := c.Name
		if c.Detail != "" {
			name += " (" + c.Detail + ")"
		}
		fmt.Fprintf(w, "the client looks like %s: %s\n", name, strings.Join(c.Features, "; "))
	}
	for i := range t.Certificates {
		if c := &t.Certificates[i]; c.Remembered && i == 0 {
			fmt.Fprintf(w, "certificate remembered from an earlier session: %s, sha256 %s\n", output.Visible(c.Subject), c.SHA256)
		}
	}
}

func preamble(p *tlsparse.Preamble) string {
	words := fmt.Sprintf("before TLS: %s to %s:%d", p.Protocol, p.Host, p.Port)
	if p.Source != "" {
		words += " for " + p.Source
	}
	if p.Answered {
		words += fmt.Sprintf(", answered %d %s", p.Status, p.Reason)
	}
	if p.Via != "" {
		words += ", Via: " + p.Via
	}
	return output.Visible(strings.TrimRight(words, " "))
}
