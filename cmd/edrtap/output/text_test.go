package output

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// report writes a small fleet in trouble.
func report(t *testing.T, options TextOptions, change func(*record.Finding)) string {
	t.Helper()
	var b bytes.Buffer
	w := NewText(&b, options)
	f := filledFinding()
	f.Title, f.Explanation = "the name does not match", strings.Repeat("many words ", 30)
	f.Clients, f.ClientCount = []string{"10.1.2.4", "10.1.2.3", "10.1.2.5"}, 5
	if change != nil {
		change(f)
	}
	errs := []error{w.Session(typicalSession()), w.Finding(f)}
	for n, state := range []string{"failing", "failing", "failing", "communicating", "silent"} {
		d := &record.Diagnosis{Subject: "client", Client: fmt.Sprintf("10.1.2.%d", 3+n), Appliance: "edr.corp.example", Inferred: true, State: state}
		if state == "failing" {
			d.Causes = []record.DiagnosedCause{{
				Cause: 1, Rule: f.Rule, Evidence: record.Proof, Because: "the policy names it edr", Follows: []string{"silent-rejection"},
				Remedy: &record.Remedy{Kind: "policy-url", Text: "change the URL in SEP Policies to https://edr.corp.example"},
			}}
			d.RuledOut = []record.RuledOut{{Rule: "edr-unreachable", Text: "blocked path (TCP connects)"}}
			d.Wanted = []record.Wanted{{What: "certificate", Text: "the true certificate"}}
		}
		errs = append(errs, w.Diagnosis(d))
	}
	server := record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}
	for n, estimate := range []uint64{7, 450, 30} {
		errs = append(errs, w.Rate(&record.Rate{
			Server: server, Second: epoch.Add(time.Duration(n) * time.Second), Method: "requests",
			Events: record.Events{Low: estimate - 1, Estimate: estimate, High: estimate + 1}, Limit: 400,
		}))
	}
	errs = append(errs, w.Summary(&record.Summary{
		Frames: 100, Sessions: 1, Established: 1, First: epoch, Last: epoch.Add(time.Minute),
		Sensor:     record.Sensor{OneWayFlows: 3, LimitsHit: map[string]uint64{"flows": 2}},
		Suppressed: []record.Suppressed{{Reason: "known since Monday", Findings: 2, Clients: 5}},
		Problems:   []record.InputProblem{{File: "capture.pcap", Offset: 4711, Reason: "the record ends early"}},
	}), w.Close())
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestReportGivesTheVerdictFirst(t *testing.T) {
	got := report(t, TextOptions{Width: 100}, nil)
	if first, _, _ := strings.Cut(got, "\n"); first != "3 of 5 clients cannot enrol at edr.corp.example (inferred: no appliance was told)." {
		t.Errorf("first line: %s", first)
	}
	for _, want := range []string{
		"\n3 because the policy names it edr: change the URL in SEP Policies to https://edr.corp.example.\n",
		"\n1 more did not try.\n",
		"\nsuppressed 2\n  2 findings, 5 clients: known since Monday\n",
		"capture.pcap could not be read to its end: at offset 4711, the record ends early.",
		"\nCRITICAL the name does not match\n",
		"\n  name-mismatch; evidence: proof; causes in the vendor's article: 1, 12\n",
		"\n  Server: 10.9.9.9:443 (edr.corp.example)\n",
		"\n  Clients (5): 10.1.2.3-5 … and 2 more\n",
		"\n    1. one\n    2. two\n",
		"\n  failing        3: 10.1.2.3-5 → edr.corp.example (inferred)\n      the policy names it edr (name-mismatch, proof, 1)\n        hence: silent-rejection\n        → change the URL in SEP Policies to https://edr.corp.example\n      Ruled out: blocked path (TCP connects)\n      Would settle more: the true certificate\n  silent         1: 10.1.2.7 → edr.corp.example (inferred)\n  communicating  1: 10.1.2.6",
		"10.9.9.9:443  2026-03-01T08:00:01Z  449-451  450       400    requests\n",
		"\n  3 connections of which one direction was seen\n  2 times the limit flows was hit\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "0123456789abcdef") {
		t.Error("sessions are listed without being asked for")
	}
}

func TestReportListsSessionsOnDemand(t *testing.T) {
	got := report(t, TextOptions{Sessions: true}, nil)
	want := "  2026-03-01T08:00:00.123Z  10.1.2.3:50123  10.9.9.9:443  edr.corp.example  TLS 1.2  application  established  0123456789abcdef\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("no %q in\n%s", want, got)
	}
}

func TestReportInJapanese(t *testing.T) {
	got := report(t, TextOptions{Lang: text.Japanese, Width: 120}, nil)
	if first, _, _ := strings.Cut(got, "\n"); first != "クライアント 5 台のうち 3 台が edr.corp.example に登録できていません(アプライアンスの指定がないため推定)。" {
		t.Errorf("first line: %s", first)
	}
}

func TestReportIsColouredOnDemandOnly(t *testing.T) {
	if got := report(t, TextOptions{}, nil); strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
	got := report(t, TextOptions{Color: true}, nil)
	if !strings.Contains(got, boldRed+"CRITICAL") || strings.Count(got, "\x1b[")%2 != 0 {
		t.Errorf("%q", got)
	}
}

func TestReportLetsNoControlCharacterThrough(t *testing.T) {
	evil := "a\x1b[2Jb\u202ec\r\u009bd"
	got := report(t, TextOptions{Sessions: true}, func(f *record.Finding) {
		f.Title, f.Explanation, f.Remedy, f.Rule = evil, evil, []string{evil}, evil
		f.Names, f.Clients = []string{evil}, []string{evil}
	})
	for _, r := range got {
		if r != '\n' && isControl(r) {
			t.Fatalf("%q in\n%q", r, got)
		}
	}
}

func TestReportKeepsToTheWidth(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, w := range []int{1, 40, 60, 80, 500} {
			limit := min(max(w, minWidth), maxWidth)
			for line := range strings.SplitSeq(report(t, TextOptions{Width: w, Lang: lang}, nil), "\n") {
				isTable := strings.Contains(line, "requests") || strings.Contains(line, "ESTIMATE")
				if n := Columns(line); n > limit && !isTable {
					t.Errorf("width %d: %d columns: %s", w, n, line)
				}
			}
		}
	}
}

func TestReportOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := NewText(&b, TextOptions{}).Close(); err != nil {
		t.Fatal(err)
	}
	want := "No client of an EDR appliance was recognised.\n\nThe input holds no frames.\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestEveryWordOfTheReportIsInBothLanguages(t *testing.T) {
	for _, w := range []text.Text{
		saysSuppressed, saysSuppression, saysFollows, saysCounts, saysSo, saysRuledOut, saysWanted, saysInferred, saysInput, saysNoFrames, saysProblem, saysNoFindings,
		saysEvidence, saysCauses, saysClients, saysServer, saysSessions, saysRemedy, saysMore, saysMoreRows,
		headClients, headRates, headSensor, headSessions, saysSensorWell, sensorMissing, sensorOneWay, sensorDuplicates,
		sensorTruncated, sensorUndecoded, sensorChecksums, sensorDropped, sensorLimit,
	} {
		if w.EN == "" || w.JA == "" || strings.Count(w.EN, "{") != strings.Count(w.JA, "{") {
			t.Errorf("%q and %q", w.EN, w.JA)
		}
	}
}

func TestColumns(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "日本": 4, "ｱ": 1, "Ａ": 2, "…": 1} {
		if got := Columns(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"", 10, ""},
		{"one two three", 7, "one two|three"},
		{"one  two", 7, "one two"},
		{"averylongwordindeed a b", 5, "averylongwordindeed|a b"},
		{"日本語の文章", 6, "日本語|の文章"},
		{"日本語。文章", 6, "日本|語。文|章"}, // no line begins with 。
		{"日本「語」", 6, "日本|「語」"},    // no line ends with 「
		{"EDR アプライアンス", 7, "EDR ア|プライ|アンス"},
	} {
		if got := strings.Join(Wrap(c.text, c.limit), "|"); got != c.want {
			t.Errorf("%q in %d: %s, want %s", c.text, c.limit, got, c.want)
		}
	}
}

func TestWrappingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("ab 日本。「」.(é\u0301"))).Draw(t, "text")
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		lines := Wrap(s, limit)
		without := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if without(strings.Join(lines, "")) != without(s) {
			t.Fatalf("%q became %q", s, lines)
		}
		for _, line := range lines {
			if Columns(line) > limit && len(words(line)) > 1 {
				t.Fatalf("%q has %d columns, more than %d", line, Columns(line), limit)
			}
		}
	})
}

func TestAddressesAreFolded(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{"", ""},
		{"10.1.2.3", "10.1.2.3"},
		{"10.1.2.4 10.1.2.3", "10.1.2.3 10.1.2.4"},
		{"10.1.2.5 10.1.2.4 10.1.2.3 10.1.2.3 10.1.3.1", "10.1.2.3-5 10.1.3.1"},
		{"10.1.2.254 10.1.2.255 10.1.3.0", "10.1.2.254 - 10.1.3.0"},
		{"2001:db8::1 2001:db8::2 2001:db8::3", "2001:db8::1 - 2001:db8::3"},
		{"host 10.1.2.3", "10.1.2.3 host"},
		{"255.255.255.255 ::1", "255.255.255.255 ::1"},
	} {
		if got := strings.Join(FoldAddresses(strings.Fields(c.list)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.list, got, c.want)
		}
	}
}
