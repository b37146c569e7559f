package dashboard

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"edrtap/cmd/edrtap/browser"
	"edrtap/rules/record"
	"edrtap/storage"
)

// TestNamesFromTheWireStayTextInEveryView looks at sessions whose every name
// tries to become markup or script.
func TestNamesFromTheWireStayTextInEveryView(t *testing.T) {
	hostile := []string{
		`</script><script>window.owned = 1</script>`,
		`<img src=x onerror="window.owned = 1">`,
		`"><svg onload=window.owned=1>`,
		"javascript:window.owned=1//\u202e",
	}
	config := Config{}
	_, at := serve(t, 3, func(c *Config) { config = *c })
	w, err := config.Source.(*storage.Store).NewWriter(storage.RunID())
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range hostile {
		s := record.Session{
			Type: "session", ID: fmt.Sprintf("hostile%d", i), Start: start.Add(time.Hour), End: start.Add(time.Hour), File: name, Notes: []string{name},
			Proxy: &record.Proxy{Host: name, Port: 443}, TCP: record.TCP{Established: true}, Stage: record.StageCertificate, Outcome: record.ClientAlert,
			TLS: &record.TLS{
				SNI: name, Version: name, Cipher: name, ALPN: name, JA4: name, OfferedCiphers: []string{name},
				Alerts:       []record.Alert{{From: "client", Level: "fatal", Description: name}},
				Certificates: []record.Certificate{{Subject: name, Issuer: name, SHA256: name, DNSNames: []string{name}}},
			},
		}
		s.Client.IP, s.Server.IP = netip.MustParseAddr("10.1.2.3"), netip.MustParseAddr("10.9.9.9")
		if err := w.Session(&s); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p := browser.Start(t).Page(t, browser.View{Width: 1280, Height: 900})
	views := map[string]string{"/": "#verdict", "/sessions": "#sessions table"}
	for i, name := range hostile {
		views[fmt.Sprintf("/sessions/hostile%d", i)] = ".ladder"
		views["/sessions?text="+url.QueryEscape(name)] = "#sessions form"
		views["/sessions?client="+url.QueryEscape(name)] = "[role=alert]"
		views["/nothing?lang="+url.QueryEscape(name)] = "body"
	}
	for view, there := range views {
		p.Open(at + view)

		p.Wait(fmt.Sprintf("document.querySelector(%q)", there))
		var state struct {
			Owned   bool
			Strange int
		}
		p.Eval("({Owned: 'owned' in window, Strange: document.querySelectorAll('img,iframe,[onerror],[onload],a[href^=javascript]').length})", &state)
		if state.Owned || state.Strange > 0 {
			t.Errorf("%s: a name ran: %v; %d elements came from names", view, state.Owned, state.Strange)
		}
		if strings.HasPrefix(view, "/sessions/hostile0") && !strings.Contains(p.Text("main"), hostile[0]) {
			t.Errorf("%s does not show the name", view)
		}
	}
}
