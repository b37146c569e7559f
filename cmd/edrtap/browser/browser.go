// Package browser drives a headless Chromium for tests of the pages: it loads
// them, asks what is to be seen, clicks, types, and takes pictures. It speaks
// the DevTools protocol over a pair of pipes, so that no port is opened.
package browser

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// patience is how long anything in the browser may take.
const patience = 30 * time.Second

// Browser is one Chromium with a fresh profile. Its pages may be used from
// several goroutines.
type Browser struct {
	command *exec.Cmd
	in      *os.File

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	pages   map[string]*Page // by session
}

// message is one message of the protocol, in either direction.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// Start starts Chromium for one test, and ends it with the test. A machine
// without Chromium fails the test: 'make browser' installs it.
func Start(t testing.TB) *Browser {
	t.Helper()
	return StartIn(t, exec.Command)
}

// StartIn starts Chromium by a command that may put it into a network of its
// own; the command has to pass open files on.
func StartIn(t testing.TB, command func(name string, args ...string) *exec.Cmd) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is not installed: run 'make browser'")
	}
	toBrowser, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "edrtap-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{in: in, waiting: make(map[int]chan message), pages: make(map[string]*Page)}
	b.command = command(path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--force-prefers-reduced-motion", "--lang=en", "--remote-debugging-pipe", "--user-data-dir="+profile, "about:blank")
	b.command.ExtraFiles = []*os.File{toBrowser, fromBrowser} // 3 and 4, as the flag wants them
	if err := b.command.Start(); err != nil {
		t.Fatal(err)
	}
	toBrowser.Close()
	fromBrowser.Close()
	go b.read(out)
	t.Cleanup(func() {
		_ = b.call("", "Browser.close", nil, nil) // an orderly end empties the profile's folder
		done := make(chan struct{})
		go func() { _ = b.command.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = b.command.Process.Kill()
			<-done
		}
		in.Close()
		out.Close()
		_ = os.RemoveAll(profile) // a child may still write to it, which is no fault of the test's
	})
	return b
}

// read hands messages to whoever waits for them, until the browser is gone.
func (b *Browser) read(out *os.File) {
	r := bufio.NewReader(out)
	for {
		data, err := r.ReadBytes(0)
		if err != nil {
			break
		}
		var m message
		if json.Unmarshal(data[:len(data)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if answer := b.waiting[m.ID]; m.ID != 0 && answer != nil {
			delete(b.waiting, m.ID)
			answer <- m
		} else if p := b.pages[m.Session]; p != nil {
			p.event(&m)
		}
		b.mu.Unlock()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, answer := range b.waiting {
		close(answer)
		delete(b.waiting, id)
	}
	b.waiting = nil
}

// call sends a command and waits for what it gives.
func (b *Browser) call(session, method string, params, result any) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return err
	}
	answer := make(chan message, 1)
	b.mu.Lock()
	if b.waiting == nil {
		b.mu.Unlock()
		return fmt.Errorf("%s: the browser is gone", method)
	}
	b.last++
	m := message{ID: b.last, Session: session, Method: method}
	if params != nil {
		m.Params = raw
	}
	b.waiting[m.ID] = answer
	data, err := json.Marshal(m)
	if err == nil {
		_, err = b.in.Write(append(data, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case got, alive := <-answer:
		switch {
		case !alive:
			return fmt.Errorf("%s: the browser is gone", method)
		case got.Error != nil:
			return fmt.Errorf("%s: %s", method, got.Error.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(got.Result, result)
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer", method)
	}
}
