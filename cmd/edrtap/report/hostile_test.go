package report

import (
	"bytes"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edrtap/cmd/edrtap/browser"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// hostile is what a stranger may put into a name: it ends every element that
// a page has, and says so where it runs.
var hostile = []string{
	`</script><script>window.owned = 1</script>`,
	`<img src=x onerror="window.owned = 1">`,
	`"><svg onload=window.owned=1>`,
	`'};window.owned=1;//`,
	"<!--<script>\u2028window.owned=1//",
	`</noscript></style><iframe srcdoc="<script>parent.owned=1</script>">`,
	`javascript:window.owned=1`,
	"{{.}}${window.owned=1}",
	"evil.\u202emoc.elpmaxe\u200b",
}

func hostileName(i int) string { return hostile[i%len(hostile)] }

// hostileCollector holds a fleet whose every name is hostile.
func hostileCollector(t *testing.T) *Collector {
	t.Helper()
	c := NewCollector(Options{Lang: text.English, Files: hostile})
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	server := record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}
	for i := range 3 * len(hostile) {
		name := hostileName(i)
		s := record.Session{
			Type: "session", ID: name, Start: at.Add(time.Duration(i) * time.Second), End: at.Add(time.Duration(i+1) * time.Second), File: name,
			Client: record.Endpoint{IP: netip.MustParseAddr("10.1.2.3"), Port: 50000}, Server: server,
			Proxy: &record.Proxy{Protocol: name, Host: name, Port: 443, Status: 200},
			TCP:   record.TCP{Established: true, EndedBy: record.ClientFIN}, Stage: record.StageCertificate, Outcome: record.ClientAlert, Notes: []string{name},
			TLS: &record.TLS{
				SNI: name, Version: name, OfferedVersions: []string{name}, Cipher: name, OfferedCiphers: []string{name}, Group: name, ALPN: name, JA4: name,
				Alerts:       []record.Alert{{From: "client", Level: "fatal", Description: name}},
				Certificates: []record.Certificate{{Subject: name, Issuer: name, SHA256: name, DNSNames: []string{name}, Key: name, CommonName: name}},
			},
		}
		must(t, c.Session(&s))
		must(t, c.Finding(&record.Finding{
			Rule: []string{"name-mismatch", "cipher-exhausted", name}[i%3], Severity: record.Critical, Evidence: record.Proof, Server: &server,
			Names: []string{name}, Clients: []string{"10.1.2.3", name}, ClientCount: 2, Sessions: []string{name}, SessionCount: 1, First: s.Start, Last: s.End,
			Title: name, Explanation: name, Remedy: []string{name},
			Detail: map[string]any{"certificate_sha256": name, "expected_name": name, "explained_by": []string{name}},
		}))
		must(t, c.Diagnosis(&record.Diagnosis{
			Subject: "client", Client: name, Appliance: name, State: "failing", Causes: []record.DiagnosedCause{{Rule: name, Evidence: record.Proof}},
		}))
	}
	must(t, c.Rate(&record.Rate{Server: server, Second: at, Method: hostile[0], Events: record.Events{Low: 1, Estimate: 2, High: 3}, Limit: 400}))
	must(t, c.Summary(&record.Summary{
		Frames: 1, First: at, Last: at.Add(time.Minute), Problems: []record.InputProblem{{File: hostile[0], Reason: hostile[1]}},
		Sensor: record.Sensor{LimitsHit: map[string]uint64{hostile[0]: 1}},
	}))
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func hostilePage(t *testing.T) (address string, source []byte) {
	t.Helper()
	var b bytes.Buffer
	must(t, WriteHTML(&b, hostileCollector(t).Document(), text.English))
	file := filepath.Join(t.TempDir(), "report.html")
	must(t, os.WriteFile(file, b.Bytes(), 0o644))
	return (&url.URL{Scheme: "file", Path: file}).String(), b.Bytes()
}

func TestNamesFromTheWireStayText(t *testing.T) {
	address, _ := hostilePage(t)
	b := browser.Start(t)
	for _, scripts := range []bool{true, false} {
		p := b.Page(t, browser.View{Width: 1280, Height: 900})
		if !scripts {
			p.NoScript()
		}
		p.Open(address)
		read := p.Text("body")
		for _, name := range hostile[:7] {
			if shown := strings.ReplaceAll(name, "\u2028", `\u2028`); scripts && !strings.Contains(read, shown) {
				t.Errorf("with scripts %v the page does not show %q", scripts, shown)
			}
		}
		if strings.ContainsAny(read, "\u202e\u200b") && scripts {
			t.Error("the page shows characters that turn text round or hide in it")
		}
		var state struct {
			Owned   bool
			Strange int
		}
		p.Eval("({Owned: 'owned' in window, Strange: document.querySelectorAll('img,iframe,[onerror],[onload],a[href^=javascript]').length})", &state)
		if state.Owned || state.Strange > 0 {
			t.Errorf("with scripts %v: a name ran: %v; %d elements came from names", scripts, state.Owned, state.Strange)
		}
		if problems := p.Problems(); scripts && len(problems) > 0 {
			t.Errorf("the page complains: %q", problems)
		}
	}
}

// TestPolicyLetsNothingElseRun adds to the page what an error in it might let
// through.
func TestPolicyLetsNothingElseRun(t *testing.T) {
	_, source := hostilePage(t)
	hole := `<script>window.owned = 1</script><img src="x" onerror="window.owned = 1"><style>body { color: red }</style>`
	file := filepath.Join(t.TempDir(), "hole.html")
	must(t, os.WriteFile(file, bytes.Replace(source, []byte("<body>"), []byte("<body>"+hole), 1), 0o644))
	p := browser.Start(t).Page(t, browser.View{Width: 1280, Height: 900})
	p.Open("file://" + file)
	var ran bool
	p.Eval("'owned' in window || getComputedStyle(document.body).color === 'rgb(255, 0, 0)'", &ran)
	if ran || len(p.Problems()) < 3 {
		t.Errorf("ran: %v; the browser refused %q", ran, p.Problems())
	}
}
