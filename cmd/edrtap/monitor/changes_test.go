package monitor

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"edrtap/rules/record"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func finding(rule string, clients int, last time.Duration) record.Finding {
	server := record.Endpoint{IP: netip.MustParseAddr("192.0.2.1"), Port: 443}
	return record.Finding{Rule: rule, Severity: record.High, Evidence: record.Proof, Server: &server, ClientCount: clients, Last: noon.Add(last)}
}

func told(changes []record.Change) string {
	var words []string
	for _, c := range changes {
		words = append(words, fmt.Sprintf("%s %s %d", c.Change, c.Finding.Rule, c.Finding.ClientCount))
	}
	return strings.Join(words, ", ")
}

func TestFindingsComeChangeAndEndOnce(t *testing.T) {
	c := NewChanges(10 * time.Minute)
	sensor := record.Finding{Rule: "capture-loss", Severity: record.Info} // no sessions, and so no time
	worse := finding("a", 2, 4*time.Minute)
	worse.Severity = record.Critical
	lossier := sensor
	lossier.Explanation = "more was lost"
	steps := []struct {
		at       time.Duration
		findings []record.Finding
		want     string
	}{
		{0, []record.Finding{finding("a", 1, -time.Hour), finding("b", 1, 0)}, "new a 1, new b 1"},
		{time.Minute, []record.Finding{finding("a", 1, time.Minute), finding("b", 1, 0)}, ""},
		{2 * time.Minute, []record.Finding{finding("b", 1, 0), finding("a", 2, 2*time.Minute)}, "changed a 2"},
		{4 * time.Minute, []record.Finding{worse, finding("b", 1, 0), sensor}, "changed a 2, new capture-loss 0"},
		{10 * time.Minute, []record.Finding{worse, finding("b", 1, 0), lossier}, "closed b 1"},
		{13 * time.Minute, []record.Finding{finding("b", 1, 0)}, ""}, // a new engine may have forgotten what is still open
		{14 * time.Minute, []record.Finding{finding("b", 1, 0)}, "closed a 2"},
		{15 * time.Minute, []record.Finding{finding("b", 3, 15*time.Minute)}, "new b 3"},
		{20 * time.Minute, nil, "closed capture-loss 0"},
	}
	for _, step := range steps {
		if got := told(c.Update(step.findings, noon.Add(step.at))); got != step.want {
			t.Errorf("after %v: %q, want %q", step.at, got, step.want)
		}
	}
	if open := c.Open(); open[record.High] != 1 || len(open) != 1 {
		t.Errorf("open: %v", open)
	}
}

func TestFindingsOfOneRuleAtOneServerAreToldApart(t *testing.T) {
	c := NewChanges(time.Hour)
	one, other := finding("certificate-weak", 1, 0), finding("certificate-weak", 1, 0)
	one.Detail, other.Detail = map[string]any{"certificate_sha256": "aa"}, map[string]any{"certificate_sha256": "bb"}
	if got := told(c.Update([]record.Finding{one, other}, noon)); got != "new certificate-weak 1, new certificate-weak 1" {
		t.Error(got)
	}
	if got := told(c.Update([]record.Finding{other, one}, noon)); got != "" {
		t.Errorf("in another order: %s", got)
	}
}
