package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"edrtap/rules/record"
	"edrtap/storage"
)

// mirror makes a live source of what a store holds.
func mirror(t *testing.T, store *storage.Store, limit int) *Live {
	t.Helper()
	ctx, l, c := context.Background(), NewLive(limit), Conclusions{}
	collect(t, store.Sessions(ctx, storage.Query{}), func(s record.Session) { l.Add(&s) })
	collect(t, store.Findings(ctx, storage.Query{}), func(f storage.Finding) { c.Findings = append(c.Findings, f.Finding) })
	collect(t, store.Diagnoses(ctx, storage.Query{}), func(d storage.Diagnosis) { c.Diagnoses = append(c.Diagnoses, d.Diagnosis) })
	collect(t, store.Rates(ctx, storage.Query{}), func(r storage.Rate) { c.Rates = append(c.Rates, r.Rate) })
	collect(t, store.Summaries(ctx, storage.Query{}), func(s storage.Summary) { c.Summary = s.Summary })
	l.Conclude(c)
	return l
}

func collect[T any](t *testing.T, records iter.Seq2[T, error], take func(T)) {
	t.Helper()
	for r, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		take(r)
	}
}

// TestACaptureAnswersAsAStoreDoes asks both the same.
func TestACaptureAnswersAsAStoreDoes(t *testing.T) {
	var stored Config
	_, atStore := serve(t, 137, func(c *Config) { stored = *c })
	live := mirror(t, stored.Source.(*storage.Store), 1000)
	_, atLive := serve(t, 1, func(c *Config) { c.Source = live })
	for _, question := range []string{
		"/sessions?limit=500", "/sessions?limit=20", "/sessions?limit=20&order=oldest", "/sessions?outcome=client_alert", "/sessions?rule=name-mismatch",
		"/sessions?finding=00000000000000ff&order=oldest", "/sessions?client=10.1.0.0/28", "/sessions?text=EDR.corp", "/sessions?name=edr.*",
		"/sessions?since=2026-03-02T09:02:00", "/sessions/0000000000000007", "/findings", "/findings?limit=1", "/findings?limit=1&order=oldest", "/findings?rule=cipher-exhausted", "/overview?client=10.1.0.1",
	} {
		after := ""
		for range 3 { // pages
			question := question + after
			_, want, _ := do(t, "GET", atStore+prefix+question, nil)
			_, got, _ := do(t, "GET", atLive+prefix+question, nil)
			if diff := cmp.Diff(comparable(t, want), comparable(t, got)); diff != "" {
				t.Fatalf("%s (-store +live):\n%s", question, diff)
			}
			var page struct{ Next string }
			_ = json.Unmarshal(got, &page) // one session has no next page
			if page.Next == "" {
				break
			}
			after = "&after=" + page.Next
		}
	}
}

// comparable is an answer without the names of runs.
func comparable(t *testing.T, body []byte) (v map[string]any) {
	t.Helper()
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	if runs, is := v["runs"].([]any); is {
		for _, run := range runs {
			delete(run.(map[string]any), "id")
		}
	}
	return v
}

// Findings that end at one time are told apart, and a page goes on where the one
// before ended although its last finding has changed since.
func TestEveryFindingOfACaptureIsOnOnePage(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	findings := make([]record.Finding, 5)
	for i := range findings {
		findings[i] = record.Finding{ID: fmt.Sprint(i), Rule: "name-mismatch", Last: now}
	}
	live := NewLive(1)
	live.Conclude(Conclusions{Findings: findings})
	q := storage.Query{Limit: 2, Reverse: true}
	var ids []string
	for page := range 3 {
		if page == 1 {
			findings = slices.Clone(findings)
			findings[3].Last = now.Add(time.Second) // it ended the first page
			live.Conclude(Conclusions{Findings: findings})
		}
		collect(t, live.Findings(context.Background(), q), func(f storage.Finding) {
			ids = append(ids, f.ID)
			q.After = f.Cursor()
		})
	}
	if got := strings.Join(ids, ""); got != "43210" {
		t.Errorf("the pages list %q", got)
	}
	q.After = "nowhere"
	for _, err := range live.Findings(context.Background(), q) {
		if !errors.Is(err, storage.ErrCursor) {
			t.Errorf("a cursor of nothing gives %v", err)
		}
	}
}

func TestACaptureKeepsItsLatestSessions(t *testing.T) {
	var stored Config
	serve(t, 30, func(c *Config) { stored = *c })
	live := mirror(t, stored.Source.(*storage.Store), 10)
	var ids []string
	collect(t, live.Sessions(context.Background(), storage.Query{}), func(s record.Session) { ids = append(ids, s.ID) })
	if len(ids) != 10 || ids[0] != "0000000000000015" || len(live.byID) != 10 {
		t.Errorf("of 30 sessions it keeps %q", ids)
	}
	if _, err := live.Session("0000000000000001"); err == nil {
		t.Error("the first session is still there")
	}
}
