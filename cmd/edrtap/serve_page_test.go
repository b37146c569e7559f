package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"edrtap/cmd/edrtap/browser"
	"edrtap/rules/record"
)

var announced = regexp.MustCompile(`dashboard at (https?://[^/\s]+)/`)

// serveStore runs 'edrtap serve' until the test ends, and gives its address.
func serveStore(t testing.TB, flags ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var stderr lockedBuffer
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...), nil, io.Discard, &stderr)
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-done; code != exitDone {
			t.Errorf("serve ended with %d: %s", code, stderr.String())
		}
	})
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := announced.FindStringSubmatch(stderr.String()); found != nil {
			return found[1]
		}
	}
	t.Fatalf("serve says no address: %s", stderr.String())
	return ""
}

// storeOf analyses a bundled capture into a store.
func storeOf(t testing.TB, capture string, flags ...string) string {
	t.Helper()
	store := filepath.Join(t.TempDir(), "store")
	if a := call(nil, append(append([]string{"analyze", "--store", store}, flags...), captureFile(t, capture))...); a.code != exitDone {
		t.Fatalf("exit code %d: %s", a.code, a.stderr)
	}
	return store
}

func TestDashboard(t *testing.T) {
	b := browser.Start(t)
	at := serveStore(t, "--store", storeOf(t, "fleet-in-trouble", fleetFlags...))
	for screen, view := range screens {
		t.Run(screen, func(t *testing.T) {
			p := b.Page(t, view)
			p.Open(at)
			p.Wait("document.querySelector('#rates canvas')")
			needs(t, "verdict", p.Text("#verdict"), "15 of 20 clients cannot enrol at edr.corp.example.")
			needs(t, "quality", p.Text("#sensor"), "Nothing was seen to be missing.")
			shot(t, p, "dashboard-"+screen)
			inOrder(t, p)

			p.Click("#finding-1 dl a") // the sessions of the cipher finding
			p.Wait("document.querySelectorAll('#sessions tbody tr').length === 12")
			needs(t, "filters", p.Text("#sessions"), "server_alert", "10.1.2.24")
			shot(t, p, "sessions-"+screen)
			inOrder(t, p)

			p.Click("#sessions tbody th a")
			p.Wait("document.querySelector('.ladder')")
			needs(t, "ladder", p.Text(".ladder"), "ClientHello", "Alert: handshake_failure", "it ended here")
			ladderIsDrawn(t, p, 6)
			shot(t, p, "session-"+screen)
			inOrder(t, p)
		})
	}
}

// TestFiltersLiveInTheAddress: what a page shows can be kept and passed on.
func TestFiltersLiveInTheAddress(t *testing.T) {
	at := serveStore(t, "--store", storeOf(t, "fleet-in-trouble", fleetFlags...))
	p := browser.Start(t).Page(t, screens["wide"])
	p.Open(at + "/sessions")
	p.Wait("document.querySelectorAll('#sessions tbody tr').length === 50")
	p.Click("button.more")
	p.Wait("document.querySelectorAll('#sessions tbody tr').length === 100")
	p.Type("input[name=client]", "10.1.2.0/28")
	p.Eval("document.querySelector('select[name=outcome]').value = 'client_alert'", nil)
	p.Click("#sessions form button")
	p.Wait("location.search === '?client=10.1.2.0%2F28&outcome=client_alert' && document.querySelectorAll('#sessions tbody tr').length > 0")
	var kept struct {
		Address string
		Rows    int
		Client  string
	}
	p.Eval("({Address: location.href, Rows: document.querySelectorAll('#sessions tbody tr').length, Client: document.querySelector('input[name=client]').value})", &kept)
	if kept.Client != "10.1.2.0/28" || kept.Rows != 15 {
		t.Errorf("%d rows, client field %q", kept.Rows, kept.Client)
	}
	again := browser.Start(t).Page(t, screens["narrow"])
	again.Open(kept.Address)
	again.Wait("document.querySelectorAll('#sessions tbody tr').length === 15")
	again.Open(at + "/?client=10.1.2.51&lang=ja")
	again.Wait("document.querySelector('#verdict')")
	needs(t, "one client in Japanese", again.Text("#verdict"), "失敗しているクライアントは見つかりませんでした。1 台のうち 1 台が EDR アプライアンスと通信しています。")
	again.Open(at + "/sessions?client=nonsense")
	again.Wait("document.querySelector('[role=alert]')")
	needs(t, "a wrong filter", again.Text("[role=alert]"), "client:", "write it as 10.1.2.3")
}

// TestDashboardAnalysesAnUploadedCapture, tells how it goes, and pages that
// are open see the result.
func TestDashboardAnalysesAnUploadedCapture(t *testing.T) {
	store := storeOf(t, "healthy-tls12")
	at := serveStore(t, "--store", store, "--edr", "edr.corp.example=10.9.9.9")
	b := browser.Start(t)
	watching := b.Page(t, screens["wide"])
	watching.Open(at)
	watching.Wait("document.querySelector('#verdict')")
	needs(t, "verdict before", watching.Text("#verdict"), "No client was seen to fail")

	p := b.Page(t, screens["narrow"])
	p.Front()
	p.Open(at + "/captures")
	p.Wait("document.querySelector('input[type=file]')")
	p.Choose("input[type=file]", captureFile(t, "fleet-in-trouble"))
	p.Click("#captures form button")
	p.Wait("document.querySelector('.capture.done')")
	needs(t, "capture", p.Text(".capture"), "capture.pcapng", "is analysed")
	shot(t, p, "captures-narrow")
	inOrder(t, p)

	p.Open(at + "/sessions?outcome=client_alert")
	p.Click("#sessions tbody th a")
	p.Wait("document.querySelector('#session')")
	needs(t, "an uploaded session", p.Text("#session"), "upload://capture.pcapng")
	p.Open(at + "/captures")
	p.Wait("document.querySelector('.capture.done')")
	watching.Front()
	watching.Wait("document.querySelector('#verdict').innerText.includes('15 of')")
	inOrder(t, watching)
	p.Front()
	p.Choose("input[type=file]", captureFile(t, "cut-short"))
	p.Click("#captures form button")
	p.Wait("document.querySelector('.capture.failed')")
	needs(t, "damaged capture", p.Text(".capture.failed"), "could not be analysed to its end", "ends inside a record")
}

func TestDashboardAsksForItsToken(t *testing.T) {
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	writeFile(t, token, "correct horse battery staple\n", 0o600)
	at := serveStore(t, "--store", storeOf(t, "healthy-tls12"), "--token-file", token)
	p := browser.Start(t).Page(t, screens["narrow"])
	p.Open(at)
	p.Wait("document.querySelector('input[type=password]')")
	p.Type("input[type=password]", "wrong")
	p.Key("Enter")
	p.Wait("document.querySelector('[role=alert]').innerText === 'the token is wrong'")
	p.Eval("document.querySelector('input[type=password]').value = ''", nil)
	p.Type("input[type=password]", "correct horse battery staple")
	p.Key("Enter")
	p.Wait("document.querySelector('#verdict')")
	needs(t, "verdict", p.Text("#verdict"), "No client was seen to fail")

	for _, header := range []string{"", "Bearer nothing", "Bearer correct horse battery staple"} {
		request, err := http.NewRequest(http.MethodGet, at+"/api/v1/sessions", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", header)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if want := strings.HasSuffix(header, "staple"); want != (response.StatusCode == http.StatusOK) {
			t.Errorf("with %q: %s", header, response.Status)
		}
	}
}

func writeFile(t *testing.T, name, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// TestDashboardGivesTheSessionsPackets as a file that holds this session and
// no other.
func TestDashboardGivesTheSessionsPackets(t *testing.T) {
	at := serveStore(t, "--store", storeOf(t, "fleet-in-trouble", fleetFlags...))
	p := browser.Start(t).Page(t, screens["narrow"])
	p.Open(at + "/sessions?outcome=server_alert&order=oldest")
	p.Click("#sessions tbody th a")
	p.Wait("document.querySelector('button.packets')")
	p.Eval("URL.createObjectURL = (blob) => { window.saved = blob; return '#'; }", nil) // headless, it keeps no files
	p.Click("button.packets")
	p.Wait("window.saved")
	var content []byte
	p.Eval("saved.arrayBuffer().then((b) => btoa(String.fromCharCode(...new Uint8Array(b))))", &content)
	a := call(bytes.NewReader(content), "analyze", "--json", "-")
	got := decodeLines(t, a.stdout)
	if a.code != exitDone || len(got.sessions) != 1 || got.sessions[0].Outcome != record.ServerAlert {
		t.Errorf("exit code %d, %d sessions; %s", a.code, len(got.sessions), a.stderr)
	}
	p.Wait("document.querySelector('#session').innerText.includes('Saved.')")
	inOrder(t, p)
}
