package browser

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// View is what a page is shown on.
type View struct {
	Width, Height int // CSS pixels
	Dark          bool
	Lang          string // Accept-Language; "" for English
}

// Page is one tab. A method that fails ends the test.
type Page struct {
	t       testing.TB
	b       *Browser
	session string

	mu       sync.Mutex
	problems []string
}

// Page opens an empty tab.
func (b *Browser) Page(t testing.TB, v View) *Page {
	t.Helper()
	var target struct{ TargetID, SessionID string }
	p := &Page{t: t, b: b}
	p.must(b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}, &target))
	p.must(b.call("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target))
	p.session = target.SessionID
	b.mu.Lock()
	b.pages[p.session] = p
	b.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.do(domain+".enable", nil, nil)
	}
	p.do("Emulation.setDeviceMetricsOverride", map[string]any{
		"width": v.Width, "height": v.Height, "deviceScaleFactor": 1, "mobile": v.Width < 600,
	}, nil)
	scheme := "light"
	if v.Dark {
		scheme = "dark"
	}
	p.do("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	if v.Lang != "" {
		p.do("Network.setExtraHTTPHeaders", map[string]any{"headers": map[string]string{"Accept-Language": v.Lang}}, nil)
	}
	return p
}

// event notes what a page should not do: throw, break its policy, complain.
func (p *Page) event(m *message) {
	var params struct {
		ExceptionDetails struct {
			Text      string
			Exception struct{ Description string }
		}
		Entry struct{ Level, Text, URL string }
	}
	if json.Unmarshal(m.Params, &params) != nil {
		return
	}
	problem := ""
	switch m.Method {
	case "Runtime.exceptionThrown":
		problem = params.ExceptionDetails.Text + " " + params.ExceptionDetails.Exception.Description
	case "Log.entryAdded":
		if params.Entry.Level == "error" {
			problem = params.Entry.Text + " " + params.Entry.URL
		}
	}
	if problem == "" || strings.Contains(problem, "ResizeObserver loop") {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, problem)
}

// Problems lists exceptions, violations of the content security policy and
// failed requests so far.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *Page) do(method string, params, result any) {
	p.t.Helper()
	p.must(p.b.call(p.session, method, params, result))
}

// Open loads an address and waits until it is there and its fonts are too.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do("Page.navigate", map[string]any{"url": url}, nil)
	p.Wait("document.readyState === 'complete' && location.href !== 'about:blank'")
	p.Eval("document.fonts.ready.then(() => true)", nil)
}

// Eval evaluates an expression of JavaScript, waits for it where it is a
// promise, and stores its value.
func (p *Page) Eval(expression string, result any) {
	p.t.Helper()
	p.must(p.eval(expression, result))
}

func (p *Page) eval(expression string, result any) error {
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if err := p.b.call(p.session, "Runtime.evaluate", map[string]any{
		"expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true,
	}, &answer); err != nil {
		return err
	}
	if e := answer.ExceptionDetails; e != nil {
		return fmt.Errorf("%s: %s %s", expression, e.Text, e.Exception.Description)
	}
	if result == nil || answer.Result.Value == nil {
		return nil
	}
	return json.Unmarshal(answer.Result.Value, result)
}

// Wait waits until an expression is true.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		var yes bool
		err := p.eval("!!("+expression+")", &yes)
		switch {
		case err == nil && yes:
			return
		case time.Now().After(deadline):
			p.t.Fatalf("waited in vain for %s (%v); the page has complained of %q", expression, err, p.Problems())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Text is what a person reads of the elements that fit the selector, one a
// line: hidden text is not among it.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	var text string
	p.Eval(fmt.Sprintf("[...document.querySelectorAll(%q)].map((e) => e.innerText).join('\\n')", selector), &text)
	return text
}

// Click clicks the first element that fits the selector.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf("document.querySelector(%q)", selector))
	p.Eval(fmt.Sprintf("document.querySelector(%q).click()", selector), nil)
}

// Type types into the first element that fits the selector.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.Eval(fmt.Sprintf("document.querySelector(%q).focus()", selector), nil)
	p.do("Input.insertText", map[string]any{"text": text}, nil)
}

// Key presses a key, such as Tab or Enter.
func (p *Page) Key(key string) {
	p.t.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, "Escape": 27}
	text := map[string]string{"Enter": "\r"}[key]
	for _, kind := range []string{"keyDown", "keyUp"} {
		p.do("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": codes[key], "text": text}, nil)
	}
}

// Choose gives a file to the first element that fits the selector.
func (p *Page) Choose(selector, file string) {
	p.t.Helper()
	file, err := filepath.Abs(file) // the browser has its own working folder
	p.must(err)
	var found struct {
		Result struct{ ObjectID string }
	}
	p.do("Runtime.evaluate", map[string]any{"expression": fmt.Sprintf("document.querySelector(%q)", selector)}, &found)
	p.do("DOM.setFileInputFiles", map[string]any{"objectId": found.Result.ObjectID, "files": []string{file}}, nil)
}

// Front brings the tab to the front; pages behind it are hidden.
func (p *Page) Front() {
	p.t.Helper()
	p.do("Page.bringToFront", nil, nil)
}

// NoScript keeps the scripts of pages from running.
func (p *Page) NoScript() {
	p.t.Helper()
	p.do("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
}

// Media shows the page as on a medium, "print" or "screen".
func (p *Page) Media(medium string) {
	p.t.Helper()
	p.do("Emulation.setEmulatedMedia", map[string]any{"media": medium}, nil)
}

// Print writes the page as a PDF file.
func (p *Page) Print(file string) {
	p.save("Page.printToPDF", map[string]any{"printBackground": false}, file)
}

// Screenshot writes the whole page as PNG files, name-0.png and on, each of
// at most 2,400 pixels from top to bottom.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	const slice = 2400
	var size struct{ Width, Height int }
	p.Eval("({width: innerWidth, height: document.documentElement.scrollHeight})", &size)
	for i := 0; i*slice < size.Height; i++ {
		p.save("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true, "clip": map[string]any{
			"x": 0, "y": i * slice, "width": size.Width, "height": min(slice, size.Height-i*slice), "scale": 1,
		}}, fmt.Sprintf("%s-%d.png", name, i))
	}
}

func (p *Page) save(method string, params any, file string) {
	p.t.Helper()
	var shot struct{ Data string }
	p.do(method, params, &shot)
	data, err := base64.StdEncoding.DecodeString(shot.Data)
	p.must(err)
	p.must(os.WriteFile(file, data, 0o644))
}
