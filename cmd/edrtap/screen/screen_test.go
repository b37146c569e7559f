package screen

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"edrtap/capture/live"
	"edrtap/cmd/edrtap/monitor"
	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func server(last byte) record.Endpoint {
	return record.Endpoint{IP: netip.AddrFrom4([4]byte{10, 9, 9, last}), Port: 443}
}

func session(id string, client byte, start time.Duration, outcome record.Outcome) *record.Session {
	return &record.Session{
		ID: id, Start: noon.Add(start), Client: record.Endpoint{IP: netip.AddrFrom4([4]byte{10, 1, 2, client}), Port: 50000},
		Server: server(9), Outcome: outcome, TLS: &record.TLS{SNI: "edr.corp.example", Cipher: "TLS_AES_128_GCM_SHA256"},
	}
}

// busy is a state with something on every page.
func busy() State {
	at := server(9)
	s := State{
		Status: &monitor.Status{
			Last:       noon.Add(time.Minute),
			Interfaces: []monitor.Interface{{Name: "eth1", State: live.Up, Statistics: live.Statistics{Received: 1000, Dropped: 7}}},
			GivenUp:    map[string]uint64{"session to store": 3}, Waiting: 5,
		},
		At: noon.Add(time.Minute),
		Findings: []record.Finding{
			{ID: "f1", Rule: "name-mismatch", Severity: record.Critical, Evidence: record.Proof, Server: &at, ClientCount: 8, First: noon, Title: "The certificate does not fit", Sessions: []string{"s2"}, SessionCount: 1, Explanation: "One paragraph.\nAnother.", Remedy: []string{"Change the name."}},
			{ID: "f2", Rule: "event-rate-exceeded", Severity: record.Medium, First: noon.Add(time.Second), Title: "Too many events"},
		},
		Diagnoses: []record.Diagnosis{
			{Subject: "appliance", Appliance: "edr.corp.example", State: "communicating"},
			{Subject: "client", Client: "10.1.2.200", State: "failing", Causes: []record.DiagnosedCause{{Rule: "name-mismatch", Evidence: record.Proof, Because: "the name does not fit"}}},
			{Subject: "client", Client: "10.1.2.9", State: "enrolled"},
			{Subject: "client", Client: "10.1.2.30", State: "failing"},
		},
		Sessions: []*record.Session{session("s1", 9, 0, record.Established), session("s2", 30, time.Second, record.ClientAlert), session("s3", 200, 2*time.Second, record.Established)},
	}
	for i := range 60 {
		n := uint64(10 * i)
		s.Rates = append(s.Rates, record.Rate{Server: server(9), Second: noon.Add(time.Duration(i) * time.Second), Events: record.Events{Low: n, Estimate: n, High: n}, Limit: 400, Clients: 3})
	}
	return s
}

// shown is a view that was given a state.
func shown(t *testing.T, lang text.Lang, width, height int, state State) *model {
	t.Helper()
	c := &Config{Look: func() State { return state }, Name: func(record.Endpoint) (string, string) { return "", "" }, Log: &Log{}, Lang: lang}
	fmt.Fprintln(c.Log.Through(io.Discard, false), "a finding came")
	m := newModel(c)
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	m.Update(looked{noon, state})
	return m
}

// keys types one key after the other.
func keys(m *model, names ...string) (last tea.Cmd) {
	for _, name := range names {
		code, known := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "down": tea.KeyDown, "up": tea.KeyUp, "end": tea.KeyEnd, "tab": tea.KeyTab, "backspace": tea.KeyBackspace}[name]
		if known {
			_, last = m.Update(tea.KeyPressMsg{Code: code})
			continue
		}
		for _, r := range name {
			_, last = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return last
}

func screenOf(m *model) string { return strings.Join(m.draw(), "\n") }

// inOrder says whether a screen has all texts, one after the other.
func inOrder(t *testing.T, m *model, texts ...string) {
	t.Helper()
	rest := screenOf(m)
	for _, s := range texts {
		_, after, found := strings.Cut(rest, s)
		if !found {
			t.Fatalf("no %q where it should be in\n%s", s, screenOf(m))
		}
		rest = after
	}
}

func TestTheOverviewHasAllThatMatters(t *testing.T) {
	m := shown(t, text.English, 80, 24, busy())
	inOrder(t, m, "12:01:00 UTC", "eth1 up", "dropped 7", "queued 5", "2 failing, 1 enrolled", "1 critical, 1 medium",
		"edr.corp.example", "communicating", "545", "590", "400", "147% ######", // mean of the last ten seconds, busiest, limit
		"event-rate-exceeded", "name-mismatch", // the newest first
		"a finding came")
}

func TestPagesAreSortedFilteredAndOpened(t *testing.T) {
	m := shown(t, text.English, 80, 24, busy())
	keys(m, "3")
	inOrder(t, m, "STATE^", "10.1.2.200", "10.1.2.30", "10.1.2.9") // by state, as they came
	keys(m, "s")
	inOrder(t, m, "CLIENT^", "10.1.2.9 ", "10.1.2.30", "10.1.2.200") // by address
	keys(m, "r")
	inOrder(t, m, "CLIENTv", "10.1.2.200", "10.1.2.30", "10.1.2.9 ")
	keys(m, "/", "mismatch", "enter")
	if inOrder(t, m, "10.1.2.200", "mismatch"); strings.Contains(screenOf(m), "10.1.2.30") {
		t.Errorf("the filter lets others pass:\n%s", screenOf(m))
	}
	keys(m, "enter")
	inOrder(t, m, "10.1.2.200", "name-mismatch (proof)", "the name does not fit", "esc back")
	keys(m, "o") // the client's
	if inOrder(t, m, "STARTv", "10.1.2.200:50000", "of 10.1.2.200"); strings.Contains(screenOf(m), "10.1.2.30") {
		t.Errorf("sessions of others are shown:\n%s", screenOf(m))
	}
	keys(m, "esc")
	inOrder(t, m, "STARTv", "10.1.2.200", "10.1.2.30", "10.1.2.9:")
	keys(m, "down", "enter")
	inOrder(t, m, "10.1.2.30:50000 > 10.9.9.9:443", "s2", "client_alert", "TLS_AES_128_GCM_SHA256")
	keys(m, "4", "end", "enter")
	inOrder(t, m, "CRITICAL", "name-mismatch", "One paragraph.", "Another.", "1. Change the name.")
	keys(m, "o") // the finding's
	if inOrder(t, m, "STARTv", "10.1.2.30:50000"); strings.Contains(screenOf(m), "10.1.2.200") {
		t.Errorf("sessions of others are shown:\n%s", screenOf(m))
	}
	keys(m, "6")
	inOrder(t, m, "eth1", "1000", "frames received", "7", "ring was full", "given up: session to store")
	keys(m, "2", "enter")
	inOrder(t, m, "edr.corp.example", "12:00:59", "590", "12:00:58", "580")
}

func TestTheCursorStaysOnItsRow(t *testing.T) {
	state := busy()
	m := shown(t, text.English, 80, 24, state)
	keys(m, "5", "down")
	if at := m.places[sessions]; at.cursor != 1 || at.key != "s2" {
		t.Fatalf("%+v", at)
	}
	more := state
	more.Sessions = append(slices.Clone(state.Sessions), session("s4", 77, time.Minute, record.Established))
	m.Update(looked{noon.Add(time.Second), more})
	if at := m.places[sessions]; at.cursor != 2 || at.key != "s2" {
		t.Errorf("when a session comes: %+v", at)
	}
	keys(m, "up", "up")
	m.Update(looked{noon.Add(2 * time.Second), state})
	if at := m.places[sessions]; at.cursor != 0 {
		t.Errorf("on top, where the newest come: %+v", at)
	}
}

func TestPauseKeepsWhatIsShown(t *testing.T) {
	state := busy()
	m := shown(t, text.English, 80, 24, state)
	keys(m, "p")
	later := busy()
	later.Status.Interfaces[0].Dropped = 99
	_, next := m.Update(looked{noon.Add(time.Second), later})
	inOrder(t, m, "PAUSED", "dropped 7")
	if next == nil {
		t.Error("it looks no more")
	}
	m.config.Look = func() State { return later }
	keys(m, "p")
	inOrder(t, m, "dropped 99")
}

func TestOnlyTheUserEndsIt(t *testing.T) {
	for _, key := range []tea.KeyPressMsg{{Code: 'q', Text: "q"}, {Code: 'c', Mod: tea.ModCtrl}} {
		m := shown(t, text.English, 80, 24, busy())
		_, quit := m.Update(key)
		if _, ok := quit().(tea.QuitMsg); !ok || !m.ended {
			t.Errorf("%s does not end it", key)
		}
	}
	m := shown(t, text.English, 80, 24, busy())
	if keys(m, "/", "q"); m.ended || m.filter != "q" {
		t.Errorf("a filter with q: %q, ended %v", m.filter, m.ended)
	}
}

// hostile are names that would do harm on a terminal.
var hostile = []string{"\x1b]0;owned\x07", "\u202egnp.exe", "a\nb\tc", "\x9b31m", strings.Repeat("長", 400), "e\u0301\u0301\u0301", "\xff\xfe"}

func TestNoNameBreaksTheScreen(t *testing.T) {
	state := busy()
	for _, name := range hostile {
		state.Diagnoses = append(state.Diagnoses, record.Diagnosis{
			Subject: "client", Client: name, Host: name, State: "failing", Appliance: name,
			Causes: []record.DiagnosedCause{{Rule: "x", Because: name}},
		})
		state.Diagnoses = append(state.Diagnoses, record.Diagnosis{Subject: "appliance", Appliance: name, State: "failing"})
		state.Findings = append(state.Findings, record.Finding{ID: name, Rule: name, Title: name, Names: []string{name}, Explanation: name, Remedy: []string{name}})
		s := session(name, 1, 0, record.NotTLS)
		s.TLS.SNI, s.TLS.Certificates, s.Notes = name, []record.Certificate{{Subject: name, DNSNames: []string{name}}}, []string{name}
		state.Sessions = append(state.Sessions, s)
	}
	for _, lang := range text.Langs() {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {20, 8}, {1, 1}, {300, 100}} {
			m := shown(t, lang, size[0], size[1], state)
			m.config.Name = func(record.Endpoint) (string, string) { return hostile[0], hostile[1] }
			for _, name := range hostile {
				fmt.Fprintln(m.config.Log.Through(io.Discard, false), name)
			}
			for i := range pages {
				keys(m, fmt.Sprint(int(i+1)), "o")
				fits(t, m)
				keys(m, "esc", fmt.Sprint(int(i+1)))
				fits(t, m)
				for range 12 {
					keys(m, "enter", "down", "end")
					fits(t, m)
					keys(m, "esc", "down")
				}
			}
			keys(m, "/")
			for _, name := range hostile {
				m.Update(tea.KeyPressMsg{Code: tea.KeyExtended, Text: name})
			}
			fits(t, m)
		}
	}
}

// fits fails a test whose screen has a line too many, too long, or one that
// the terminal would obey.
func fits(t *testing.T, m *model) {
	t.Helper()
	lines := m.draw()
	if len(lines) != m.painter.height {
		t.Fatalf("%d lines on a terminal of %d", len(lines), m.painter.height)
	}
	for _, line := range lines {
		for _, ours := range []string{reversed, output.Plain} {
			line = strings.ReplaceAll(line, ours, "")
		}
		if n := output.Columns(line); n > m.painter.width {
			t.Fatalf("%d columns on a terminal of %d: %q", n, m.painter.width, line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
			t.Fatalf("a terminal would obey %q", line)
		}
	}
}

func TestLinesWaitUntilTheViewHasGone(t *testing.T) {
	var terminal, file bytes.Buffer
	var log Log
	out, err := log.Through(&terminal, true), log.Through(&file, false)
	fmt.Fprintln(out, "before")
	log.Hold()
	fmt.Fprintln(out, "while")
	fmt.Fprintln(err, "to a file")
	if terminal.String() != "before\n" || file.String() != "to a file\n" {
		t.Errorf("while the view is shown: %q, %q", terminal.String(), file.String())
	}
	log.Release()
	fmt.Fprintln(out, "after")
	if terminal.String() != "before\nwhile\nafter\n" {
		t.Errorf("%q", terminal.String())
	}
	for range 2 * logLines {
		fmt.Fprintln(out, "more")
	}
	if before, lines := log.Lines(); len(lines) != logLines || before != logLines+4 {
		t.Errorf("%d lines are kept, %d came before", len(lines), before)
	}
}

func TestPagesHaveNamesInBothLanguages(t *testing.T) {
	for _, page := range pageNames {
		if page.EN == "" || page.JA == "" {
			t.Errorf("%+v", page)
		}
	}
	m := shown(t, text.Japanese, 80, 24, busy())
	inOrder(t, m, "クライアント: 2 failing", "1 概要", "7 ログ", "アプライアンス", "重大度", "終了")
}
