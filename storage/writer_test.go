package storage

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

func countKeys(t *testing.T, s *Store) map[string]int {
	t.Helper()
	counts := map[string]int{}
	err := s.eachKey(nil, nil, func(key []byte) error {
		counts[string(key[:2])]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestWritingAgainDoublesNothing(t *testing.T) {
	store := open(t, t.TempDir())
	write := func() {
		w := newWriter(t, store, "run")
		for n := range 50 {
			if err := w.Session(typicalSession(n)); err != nil {
				t.Fatal(err)
			}
			if err := w.Rate(rate(n)); err != nil {
				t.Fatal(err)
			}
		}
		for _, err := range []error{
			w.Findings([]record.Finding{{Rule: "a"}, {Rule: "b"}}),
			w.Diagnoses([]record.Diagnosis{{Client: "10.1.2.3"}}),
			w.Inputs([]Input{{File: "capture.pcapng"}}),
			w.Summary(&record.Summary{Sessions: 50}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		closeWriter(t, w)
	}
	write()
	first := countKeys(t, store)
	write()
	equal(t, countKeys(t, store), first)
	equal(t, first, map[string]int{"m/": 1, "s/": 50, "p/": 3, "b/": 1, "x/": 9, "r/": 50, "f/": 2, "d/": 1, "i/": 1, "u/": 1})
}

func rate(second int) *record.Rate {
	return &record.Rate{
		Type: "rate", Server: record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443},
		Second: epoch.Add(time.Duration(second) * time.Second), Requests: uint64(second),
	}
}

func TestSessionMayBeUsedAgainAfterTheCall(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	s := typicalSession(0)
	want := typicalSession(0)
	if err := w.Session(s); err != nil {
		t.Fatal(err)
	}
	s.TLS.OfferedCiphers[0], s.TLS.Certificates[0].Subject, s.TLS.SNI = "changed", "changed", "changed"
	closeWriter(t, w)
	got, err := store.Session(want.ID)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, &got, want)
}

// TestPartsThatAreChangedInPlaceAreWrittenAnew writes sessions whose lists lie
// where lists lay that the writer knows.
func TestPartsThatAreChangedInPlaceAreWrittenAnew(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	shared := typicalSession(0)
	stack := &record.Stack{Name: "Go", Features: []string{"one"}}
	shared.TLS.ClientStack = stack
	leaf := &shared.TLS.Certificates[0]
	n := 0
	for name, change := range map[string]func(string){
		"nothing":  func(string) {},
		"suite":    func(v string) { shared.TLS.OfferedCiphers[29] = v },
		"ALPN":     func(v string) { shared.TLS.OfferedALPN[0] = v },
		"JA4":      func(v string) { shared.TLS.JA4 = v },
		"stack":    func(v string) { stack.Detail = v },
		"features": func(v string) { stack.Features[0] = v },
		"subject":  func(v string) { leaf.Subject = v },
		"DNS name": func(v string) { leaf.DNSNames[0] = v },
		"chain": func(v string) {
			shared.TLS.Certificates = append(shared.TLS.Certificates[:1:2], record.Certificate{Subject: v})
		},
	} {
		for range 4 { // noted, kept, remembered, found
			n++
			shared.ID = typicalKeys(n).ID
			if err := w.Session(shared); err != nil {
				t.Fatal(err)
			}
		}
		n++
		shared.ID = typicalKeys(n).ID
		change(name + " has changed")
		if err := w.Session(shared); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, err := store.Session(shared.ID)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, &got, shared)
	}
	closeWriter(t, w)
	mustBeSound(t, store)
}

func TestRunsStandSideBySide(t *testing.T) {
	store := open(t, t.TempDir())
	for _, run := range []string{"one", "other"} {
		w := newWriter(t, store, run)
		r := rate(7)
		r.Requests = uint64(len(run))
		for _, err := range []error{w.Rate(r), w.Findings([]record.Finding{{Rule: run}})} {
			if err != nil {
				t.Fatal(err)
			}
		}
		closeWriter(t, w)
	}
	ctx := context.Background()
	rates := collect(t, store.Rates(ctx, Query{}))
	if len(rates) != 2 || rates[0].Run != "one" || rates[0].Requests != 3 || rates[1].Run != "other" || rates[1].Requests != 5 {
		t.Errorf("%+v", rates)
	}
	if got := collect(t, store.Rates(ctx, Query{Run: "other"})); len(got) != 1 || got[0].Run != "other" {
		t.Errorf("%+v", got)
	}
	if got := collect(t, store.Findings(ctx, Query{Run: "one"})); len(got) != 1 || got[0].Rule != "one" {
		t.Errorf("%+v", got)
	}
}

func TestShorterListReplacesALongerOne(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	for _, rules := range [][]string{{"a", "b", "c"}, {"d"}, {}, {"e", "f"}} {
		var list []record.Finding
		for _, rule := range rules {
			list = append(list, record.Finding{Rule: rule})
		}
		if err := w.Findings(list); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range collect(t, store.Findings(context.Background(), Query{})) {
			got = append(got, f.Rule)
		}
		if strings.Join(got, " ") != strings.Join(rules, " ") {
			t.Errorf("%v, want %v", got, rules)
		}
	}
}

func TestForgetLeavesSessionsAndOtherRuns(t *testing.T) {
	store := open(t, t.TempDir())
	fillRun := func(run string) *Writer {
		w := newWriter(t, store, run)
		for _, err := range []error{
			w.Session(typicalSession(0)), w.Rate(rate(0)), w.Findings([]record.Finding{{Rule: "a"}}),
			w.Diagnoses([]record.Diagnosis{{}}), w.Inputs([]Input{{}}), w.Summary(&record.Summary{}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		return w
	}
	closeWriter(t, fillRun("kept"))
	want := countKeys(t, store)
	w := fillRun("kept and more")
	if err := w.Forget(); err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	equal(t, countKeys(t, store), want)
}

func TestConclusionsComeBackWhole(t *testing.T) {
	store := open(t, t.TempDir())
	var finding Finding
	var diagnosis Diagnosis
	var r Rate
	var summary Summary
	var input RunInput
	for _, v := range []any{&finding, &diagnosis, &r, &summary, &input} {
		fill(v)
	}
	finding.Run, diagnosis.Run, r.Run, summary.Run, input.Run = "run", "run", "run", "run", "run"
	w := newWriter(t, store, "run")
	for _, err := range []error{
		w.Findings([]record.Finding{finding.Finding}), w.Diagnoses([]record.Diagnosis{diagnosis.Diagnosis}),
		w.Rate(&r.Rate), w.Summary(&summary.Summary), w.Inputs([]Input{input.Input}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	closeWriter(t, w)
	finding.Place, diagnosis.Place = 0, 0
	ctx := context.Background()
	equal(t, collect(t, store.Findings(ctx, Query{})), []Finding{finding})
	equal(t, collect(t, store.Diagnoses(ctx, Query{})), []Diagnosis{diagnosis})
	equal(t, collect(t, store.Rates(ctx, Query{})), []Rate{r})
	equal(t, collect(t, store.Summaries(ctx, Query{})), []Summary{summary})
	equal(t, collect(t, store.Inputs(ctx, Query{})), []RunInput{input})
}

func TestQueriesOfFindings(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	early, late := typicalSession(0), typicalSession(1)
	server := record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}
	for _, err := range []error{
		w.Session(late), w.Session(early),
		w.Findings([]record.Finding{
			{Rule: "late", Server: &server, Names: []string{"EDR.corp.example"}, First: epoch.Add(time.Hour), Last: epoch.Add(2 * time.Hour), Sessions: []string{early.ID, "gone", late.ID}},
			{Rule: "early", Clients: []string{"10.1.2.3"}, First: epoch, Last: epoch.Add(time.Minute), Sessions: []string{late.ID}},
		}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	closeWriter(t, w)
	for _, c := range []struct {
		name string
		q    Query
		want string
	}{
		{"all, by last time", Query{}, "early late"},
		{"latest", Query{Reverse: true, Limit: 1}, "late"},
		{"rule", Query{Rule: "late"}, "late"},
		{"client", Query{Client: netip.MustParsePrefix("10.1.0.0/16")}, "early"},
		{"server", Query{Server: Address(server.IP), Port: 443}, "late"},
		{"other port", Query{Port: 8443}, ""},
		{"name", Query{Name: "edr.*"}, "late"},
		{"since the end of the early one", Query{Since: epoch.Add(time.Minute)}, "early late"},
		{"after it", Query{Since: epoch.Add(time.Minute + 1)}, "late"},
		{"before the late one", Query{Until: epoch.Add(time.Hour)}, "early"},
	} {
		var got []string
		for _, f := range collect(t, store.Findings(context.Background(), c.q)) {
			got = append(got, f.Rule)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
	got := collect(t, store.Sessions(context.Background(), Query{Rule: "late"}))
	if want := early.ID + " " + late.ID; ids(got) != want {
		t.Errorf("sessions of a rule: %s, want %s", ids(got), want)
	}
}

func TestQueriesOfRates(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	for n := range 5 {
		if err := w.Rate(rate(n)); err != nil {
			t.Fatal(err)
		}
	}
	other := rate(2)
	other.Server.Port = 8443
	if err := w.Rate(other); err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{}, "443/0 443/1 443/2 443/3 443/4 8443/2"},
		{Query{Reverse: true, Limit: 2}, "8443/2 443/4"},
		{Query{Since: epoch.Add(time.Second), Until: epoch.Add(3 * time.Second)}, "443/1 443/2 8443/2"},
		{Query{Server: Address(other.Server.IP), Port: 8443}, "8443/2"},
		{Query{Server: netip.MustParsePrefix("10.8.0.0/16")}, ""},
	} {
		var got []string
		for _, r := range collect(t, store.Rates(context.Background(), c.q)) {
			got = append(got, fmt.Sprintf("%d/%d", r.Server.Port, r.Requests))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v, want %s", c.q, got, c.want)
		}
	}
}

func TestBadSessionsAreRefusedAndTheWriterGoesOn(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	large := typicalSession(1)
	large.Notes = []string{strings.Repeat("x", maxValueSize)}
	largePart := typicalSession(2)
	largePart.TLS.OfferedALPN = []string{strings.Repeat("x", maxValueSize)}
	for name, s := range map[string]*record.Session{"large": large, "large part": largePart} {
		if err := w.Session(s); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []string{"", "a\x00b", strings.Repeat("a", maxIDLength+1)} {
		if err := w.Session(&record.Session{ID: id}); err == nil {
			t.Errorf("no error for the id %q", id)
		}
	}
	if err := w.Session(typicalSession(3)); err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	if got := collect(t, store.Sessions(context.Background(), Query{})); len(got) != 1 {
		t.Errorf("%d sessions, want 1", len(got))
	}
}

func TestLargestSessionsFillBatchesWithoutHarm(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	const sessions = 10_000
	for n := range sessions {
		s := typicalSession(n)
		if n%1000 != 999 {
			if err := w.Session(s); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for !w.filling.full(5 << 10) {
			w.filling.set([]byte("x/"), make([]byte, 512)) // up to the brim
		}
		s.Notes = []string{strings.Repeat("x", maxValueSize-2048)}
		s.TLS.OfferedALPN = []string{s.ID, strings.Repeat("y", maxValueSize-4096)}
		s.TLS.Certificates[0].Problem = s.ID + strings.Repeat("z", maxValueSize-4096)
		if err := w.Session(s); err != nil {
			t.Fatal(err)
		}
	}
	closeWriter(t, w)
	if got := collect(t, store.Sessions(context.Background(), Query{})); len(got) != sessions {
		t.Errorf("%d sessions, want %d", len(got), sessions)
	}
}

func TestFailureOfTheStoreComesBack(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	if err := store.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Session(typicalSession(0)); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); !errors.Is(err, badger.ErrBlockedWrites) && !errors.Is(err, badger.ErrDBClosed) {
		t.Errorf("Flush: %v", err)
	}
	if err := w.Session(typicalSession(1)); err == nil {
		t.Error("Session: no error")
	}
	if err := w.Close(); err == nil {
		t.Error("Close: no error")
	}
}

func TestRunIDTellsPartsApart(t *testing.T) {
	seen := map[string][]string{}
	for _, parts := range [][]string{nil, {""}, {"ab"}, {"a", "b"}, {"", "ab"}, {"b", "a"}} {
		id := RunID(parts...)
		if other, ok := seen[id]; ok || len(id) != 16 {
			t.Errorf("%q and %q: %s", parts, other, id)
		}
		seen[id] = parts
	}
	if again := RunID("a", "b"); len(seen[again]) != 2 {
		t.Error("not the same twice")
	}
}

func TestSessionAddsNoAllocation(t *testing.T) {
	store := open(t, t.TempDir())
	w := newWriter(t, store, "run")
	s := typicalSession(0)
	// One batch takes hundreds of these, so that none is committed meanwhile.
	w.filling.block = make([]byte, 0, batchSize)
	w.filling.spans = make([]span, 0, batchEntries)
	if err := w.Session(s); err != nil {
		t.Fatal(err)
	}
	allocations := testing.AllocsPerRun(100, func() {
		if err := w.Session(s); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations per session", allocations)
	}
}
