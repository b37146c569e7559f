package rules

import (
	"strings"
	"testing"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// checkDiagnosis holds of every diagnosis of every test: what is said is said
// in full.
func checkDiagnosis(t fataler, d record.Diagnosis) {
	for _, c := range d.Causes {
		lines := []string{c.Because}
		if c.Remedy != nil {
			lines = append(lines, c.Remedy.Text)
			if c.Remedy.Kind == "" {
				t.Fatalf("%s: a change of no kind", c.Rule)
			}
		}
		for _, line := range lines {
			if line == "" || strings.ContainsAny(line, "{}\n") {
				t.Fatalf("%s: text %q", c.Rule, line)
			}
		}
	}
	for _, x := range d.RuledOut {
		if x.Text == "" || x.Rule == "" || x.By == "" {
			t.Fatalf("ruled out %+v", x)
		}
	}
	for _, x := range d.Wanted {
		if x.Text == "" {
			t.Fatalf("wanted %+v", x)
		}
	}
}

// TestEveryRuleThatKeepsClientsAwaySaysWhyAndWhatToChange holds for each rule
// that can be a client's cause.
func TestEveryRuleThatKeepsClientsAwaySaysWhyAndWhatToChange(t *testing.T) {
	informs := map[string]bool{ // rules that change nothing for a client
		"cipher-near-exhaustion": true, "fips-profile": true, "weak-protocol": true, "reconnect-storm": true, "multiple-managers": true,
	}
	for _, r := range Registry() {
		if r.Group == "sensor" || r.Severities[0] == record.Info {
			continue
		}
		if _, known := text.Because(r.ID, ""); !known {
			t.Errorf("%s: no clause says why", r.ID)
		}
		read := advices[r.ID]
		if read == nil {
			if !informs[r.ID] {
				t.Errorf("%s: nothing says what to change", r.ID)
			}
			continue
		}
		a := read(&Conclusion{Server: &record.Endpoint{Port: 443}, Params: text.Params{}})
		if _, known := text.Change(a.kind); !known {
			t.Errorf("%s: no words for a change of kind %q", r.ID, a.kind)
		}
	}
}
