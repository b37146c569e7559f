package main

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edrtap/cmd/edrtap/browser"
)

// shots is where the tests of pages leave pictures for people to look at.
var shots = flag.String("shots", "", "write screenshots of the pages to this `folder`")

// screens are the two sizes that pages are tested at.
var screens = map[string]browser.View{"wide": {Width: 1280, Height: 900}, "narrow": {Width: 390, Height: 844}}

func shot(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		t.Fatal(err)
	}
	p.Screenshot(filepath.Join(*shots, name))
}

// captureFile gives the path of a bundled capture.
func captureFile(t testing.TB, name string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "pcaps", name, "capture.*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("no capture %s: %v", name, err)
	}
	return files[0]
}

// reportOf analyses a bundled capture into a page and gives its address.
func reportOf(t *testing.T, capture string, flags ...string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "report.html")
	args := append([]string{"analyze", "--format", "html", "-o", page}, flags...)
	if a := call(nil, append(args, captureFile(t, capture))...); a.code != exitDone {
		t.Fatalf("exit code %d: %s", a.code, a.stderr)
	}
	return (&url.URL{Scheme: "file", Path: page}).String()
}

// needs fails the test for every text that a person would not find.
func needs(t *testing.T, where, text string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q:\n%s", where, w, text[:min(len(text), 3000)])
		}
	}
}

// inOrder fails the test for a page that complains, or is wider than its
// screen.
func inOrder(t *testing.T, p *browser.Page) {
	t.Helper()
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("the page complains: %q", problems)
	}
	var over int
	p.Eval("document.documentElement.scrollWidth - innerWidth", &over)
	if over > 0 {
		t.Errorf("the page is %d pixels wider than its screen", over)
	}
}

var fleetFlags = []string{"--edr", "edr.corp.example=10.9.9.9", "--sepm", "10.9.9.20"}

func TestReportOfAFleetInTrouble(t *testing.T) {
	b := browser.Start(t)
	address := reportOf(t, "fleet-in-trouble", fleetFlags...)
	for screen, view := range screens {
		t.Run(screen, func(t *testing.T) {
			p := b.Page(t, view)
			p.Open(address)
			needs(t, "verdict", p.Text("#verdict"),
				"15 of 20 clients cannot enrol at edr.corp.example.",
				"change the URL in SEP Policies to https://edr.corp.example",
				"15 failing", "5 enrolled", "10.9.9.9:443 shares no cipher suite with 4 clients")
			needs(t, "causes", p.Text("#causes"), "What to do", "enter https://edr.corp.example", "10.1.2.11-18",
				"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "nothing in common", "CN=FortiGate CA,O=Fortinet")
			needs(t, "ladder", p.Text(".ladder"), "ClientHello", "ServerHello", "Alert: certificate_unknown", "it ended here")
			needs(t, "certificates", p.Text(".compare"), "10.9.9.9", "name-mismatch")
			needs(t, "timeline", p.Text("#timeline"), "CN=FortiGate CA,O=Fortinet")
			needs(t, "quality", p.Text("#sensor"), "Nothing was seen to be missing.", "1,593")
			ladderIsDrawn(t, p, 8)
			clientsAreFiltered(t, p)
			shot(t, p, "report-"+screen)
			inOrder(t, p)
		})
	}
}

// ladderIsDrawn looks at the first ladder's arrows: each has its length, and
// they come one below the other.
func ladderIsDrawn(t *testing.T, p *browser.Page, least int) {
	t.Helper()
	var rungs []struct{ Top, Width float64 }
	p.Eval("[...document.querySelector('.ladder').querySelectorAll('.arrow')].map((a) => a.getBoundingClientRect()).map((r) => ({Top: r.top, Width: r.width}))", &rungs)
	if len(rungs) < least {
		t.Errorf("the ladder has %d rungs", len(rungs))
	}
	for i, r := range rungs {
		if r.Width < 150 || i > 0 && r.Top <= rungs[i-1].Top {
			t.Errorf("rung %d is %v pixels long at %v, the one before at %v", i, r.Width, r.Top, rungs[max(i-1, 0)].Top)
		}
	}
}

func clientsAreFiltered(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Type("#clients input", "cipher")
	p.Wait("document.querySelectorAll('#clients tbody tr').length === 4")
	needs(t, "filtered clients", p.Text("#clients"), "4 of 20 clients shown", "10.1.2.24", "cipher-exhausted (proof)")
	p.Eval("document.querySelector('#clients input').value = ''; document.querySelector('#clients input').dispatchEvent(new Event('input'))", nil)
	p.Eval("document.querySelector('#clients select').value = 'enrolled'; document.querySelector('#clients select').dispatchEvent(new Event('change'))", nil)
	p.Wait("document.querySelectorAll('#clients tbody tr').length === 5")
	p.Eval("document.querySelector('#clients select').value = ''; document.querySelector('#clients select').dispatchEvent(new Event('change'))", nil)
	p.Wait("document.querySelectorAll('#clients tbody tr').length === 20")
}

func TestReportChartsEventsPerSecond(t *testing.T) {
	b := browser.Start(t)
	address := reportOf(t, "event-rate-exceeded", "--edr", "edr.corp.example=10.9.9.9", "--edr-limit", "400")
	for screen, view := range screens {
		view.Dark = true
		t.Run(screen, func(t *testing.T) {
			p := b.Page(t, view)
			p.Open(address)
			p.Wait("document.querySelector('#rates canvas')")
			needs(t, "rates", p.Text("#rates"), "over 400 in 3 seconds", "466")
			var colours int // that the canvas shows: paper, grid, band, lines, limit
			p.Eval(`(() => { const c = document.querySelector('#rates canvas');
				const d = new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer);
				return new Set(d).size; })()`, &colours)
			if colours < 20 {
				t.Errorf("the chart shows %d colours: nothing is drawn", colours)
			}
			p.Click("#rates .buttons button")
			p.Wait("document.querySelector('#rates canvas')")
			shot(t, p, "rate-dark-"+screen)
			inOrder(t, p)
		})
	}
}

func TestReportInJapanese(t *testing.T) {
	b := browser.Start(t)
	address := reportOf(t, "fleet-in-trouble", append([]string{"--lang", "ja"}, fleetFlags...)...)
	p := b.Page(t, screens["narrow"])
	p.Open(address)
	needs(t, "verdict", p.Text("#verdict"), "クライアント 20 台のうち 15 台が edr.corp.example に登録できていません。")
	needs(t, "causes", p.Text("#causes"), "対処", "証明書")
	var font struct {
		Lang string
		Ink  bool
	}
	// A font without the letters draws the same box for all of them.
	p.Eval(`(() => { const c = document.createElement('canvas').getContext('2d'); c.font = getComputedStyle(document.body).font;
		const draw = (s) => { c.clearRect(0, 0, 99, 99); c.fillText(s, 20, 50); return c.getImageData(0, 0, 99, 99).data.join(); };
		return {Lang: document.documentElement.lang, Ink: draw('証') !== draw('明')}; })()`, &font)
	if font.Lang != "ja" || !font.Ink {
		t.Errorf("lang %q, letters drawn: %v; 'make browser' installs a Japanese font", font.Lang, font.Ink)
	}
	shot(t, p, "ja-narrow")
	inOrder(t, p)
}

func TestReportServesKeyboardAndPaper(t *testing.T) {
	b := browser.Start(t)
	p := b.Page(t, screens["wide"])
	p.Open(reportOf(t, "fleet-in-trouble", fleetFlags...))
	p.Key("Tab")
	var focused string
	p.Eval("document.activeElement.textContent", &focused)
	if focused != "Skip to the content" {
		t.Errorf("the first tab goes to %q", focused)
	}
	p.Key("Enter")
	p.Wait("document.activeElement.id === 'main'")
	var unnamed []string
	p.Eval(`[...document.querySelectorAll('section,nav,[role=img],[role=region],input,select')].filter((e) =>
		!e.getAttribute('aria-label') && !document.getElementById(e.getAttribute('aria-labelledby')) && !e.closest('label')).map((e) => e.outerHTML.slice(0, 80))`, &unnamed)
	if len(unnamed) > 0 {
		t.Errorf("parts without a name to be read aloud: %q", unnamed)
	}
	var unscoped, headings int
	p.Eval("[...document.querySelectorAll('th:not([scope])')].filter((e) => !e.closest('.u-legend')).length", &unscoped)
	p.Eval("document.querySelectorAll('h1').length", &headings)
	if unscoped != 0 || headings != 1 {
		t.Errorf("%d headers without scope, %d headings of level 1", unscoped, headings)
	}
	pdf := filepath.Join(t.TempDir(), "report.pdf")
	p.Print(pdf)
	if info, err := os.Stat(pdf); err != nil || info.Size() < 50_000 {
		t.Errorf("printed: %v, %v", info, err)
	}
	var open int
	p.Eval("dispatchEvent(new Event('beforeprint')) && document.querySelectorAll('details:not([open], .aside)').length", &open)
	if open != 0 {
		t.Errorf("%d parts stay folded on paper", open)
	}
}
