package dump

import (
	"fmt"
	"slices"

	"edrtap/tlsparse"
	"edrtap/tlsparse/dissect"
)

// add adds a step to the connection at hand.
func (d *dumper) add(step Step) {
	c := d.current
	if len(c.steps) >= stepLimit {
		c.leftOut++
		return
	}
	step.From = "client"
	if step.role == tlsparse.Server {
		step.From = "server"
	}
	step.rank = 1
	c.steps = append(c.steps, step)
}

// event puts an event of the parser into words.
func (d *dumper) event(c *tlsparse.Conn, e tlsparse.Event) {
	step := Step{Time: e.Time, role: e.From, Bytes: e.Length, offset: e.Offset}
	switch e.Kind {
	case tlsparse.MessageEvent:
		t := tlsparse.HandshakeType(e.Message[0])
		step.What = t.String()
		if announced := 4 + int(e.Message[1])<<16 + int(e.Message[2])<<8 + int(e.Message[3]); announced > len(e.Message) {
			step.What += ", cut short"
		}
		if e.Decrypted {
			step.What += ", decrypted"
		}
		step.Fields = dissect.Message(e.Message, d.context(c))
	case tlsparse.ProtectedEvent:
		step.What = "protected handshake messages"
		if e.Inferred != "" {
			step.What = fmt.Sprintf("protected: %s, by its place and length", e.Inferred)
		}
	case tlsparse.ChangeCipherSpecEvent:
		step.What = "change_cipher_spec"
	case tlsparse.HeartbeatEvent:
		step.What = "heartbeat"
	case tlsparse.AlertEvent:
		step.What = alertWords(&e.Alert)
	}
	d.add(step)
}

// context is what was negotiated so far.
func (d *dumper) context(c *tlsparse.Conn) dissect.Context {
	facts := d.parser.Facts(c)
	return dissect.Context{Version: facts.Version, Suite: facts.Suite}
}

func alertWords(a *tlsparse.Alert) string {
	if a.Encrypted && !a.Decrypted {
		return "alert, encrypted: by its place and length"
	}
	return fmt.Sprintf("alert: %s %s (%d)", a.Level, a.Code, uint8(a.Code))
}

// application counts records of application data: those in a row from one end
// are one step.
func (d *dumper) application(c *tlsparse.Conn, dir tlsparse.Dir, time int64, length int) {
	low, high := d.parser.PlaintextLen(c, length)
	steps := d.current.steps
	if n := len(steps); n > 0 && steps[n-1].data && steps[n-1].role == dir {
		last := &steps[n-1]
		last.Bytes += length
		last.records++
		last.low, last.high = last.low+low, last.high+high
		last.What = last.words()
		return
	}
	step := Step{Time: time, role: dir, Bytes: length, data: true, records: 1, low: low, high: high}
	step.What = step.words()
	d.add(step)
}

// words says how many records, and how much plaintext they can hold.
func (s *Step) words() string {
	records := "1 record"
	if s.records > 1 {
		records = fmt.Sprintf("%d records", s.records)
	}
	if s.low == s.high {
		return fmt.Sprintf("application_data: %s, plaintext of %d bytes", records, s.low)
	}
	return fmt.Sprintf("application_data: %s, plaintext of %d to %d bytes", records, s.low, s.high)
}

// heldAlerts adds the alerts that were known only at the end: those that look
// like application data.
func (d *dumper) heldAlerts(facts *tlsparse.Facts) {
	for i := range facts.Alerts {
		a := &facts.Alerts[i]
		words := alertWords(a)
		known := slices.ContainsFunc(d.current.steps, func(s Step) bool {
			return s.Time == a.Time && s.role == a.From && s.What == words
		})
		if !known {
			d.add(Step{Time: a.Time, role: a.From, What: words})
		}
	}
}

// annotate puts each anomaly to the step whose bytes it is about: the last one
// that begins at or before it.
func (d *dumper) annotate(anomalies []tlsparse.Anomaly) {
	for _, a := range anomalies {
		var at *Step
		for i := range d.current.steps {
			if s := &d.current.steps[i]; s.role == a.From && (at == nil || s.offset <= a.Offset && s.offset >= at.offset) {
				at = s
			}
		}
		words := fmt.Sprintf("byte %d: %s", a.Offset, a.What)
		if a.RFC != "" {
			words += " (" + a.RFC + ")"
		}
		if at == nil {
			d.add(Step{role: a.From, offset: a.Offset, What: "anomaly", Anomalies: []string{words}})
			continue
		}
		at.Anomalies = append(at.Anomalies, words)
	}
}
