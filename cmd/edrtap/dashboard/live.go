package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"edrtap/rules/record"
	"edrtap/storage"
)

// Live is the Source of a capture that goes on: its latest sessions, and what
// is concluded of all of them. It answers as a store does.
type Live struct {
	limit int

	mu       sync.RWMutex
	sessions []*record.Session // a ring once it is full
	oldest   int
	byID     map[string]*record.Session
	now      Conclusions
}

// Conclusions is what a capture shows at one moment. Nobody may change its
// lists any more.
type Conclusions struct {
	Files     []string // interfaces, or whatever is captured on
	Findings  []record.Finding
	Diagnoses []record.Diagnosis
	Rates     []record.Rate // in order of server and second
	Summary   record.Summary
}

// liveRun is the run that conclusions of now are said to come from.
const liveRun = "live"

// NewLive makes a source that keeps at most limit sessions, the latest ones.
func NewLive(limit int) *Live {
	return &Live{limit: limit, byID: make(map[string]*record.Session)}
}

// Add takes a session, which nobody may change any more.
func (l *Live) Add(s *record.Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byID[s.ID] = s
	if len(l.sessions) < l.limit {
		l.sessions = append(l.sessions, s)
		return
	}
	gone := l.sessions[l.oldest]
	if l.byID[gone.ID] == gone {
		delete(l.byID, gone.ID)
	}
	l.sessions[l.oldest] = s
	l.oldest = (l.oldest + 1) % l.limit
}

// Conclude takes what is concluded now, in the place of what was before.
func (l *Live) Conclude(c Conclusions) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = c
}

// State gives the sessions kept, in no order, and the conclusions of one moment.
func (l *Live) State() ([]*record.Session, Conclusions) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.sessions), l.now
}

// Session gives a session by its id.
func (l *Live) Session(id string) (record.Session, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if s := l.byID[id]; s != nil {
		return *s, nil
	}
	return record.Session{}, fmt.Errorf("session %q, of the latest %d: %w", id, l.limit, storage.ErrNotFound)
}

// Sessions gives those that fit, in order of start, then id.
func (l *Live) Sessions(ctx context.Context, q storage.Query) iter.Seq2[record.Session, error] {
	return func(yield func(record.Session, error) bool) {
		sessions, now := l.State()
		fits, named := q.FitsSession(), namedBy(&q, now.Findings)
		slices.SortFunc(sessions, func(a, b *record.Session) int {
			return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.ID, b.ID))
		})
		if q.Reverse {
			slices.Reverse(sessions)
		}
		given := 0
		for _, s := range sessions {
			if ctx.Err() != nil {
				yield(record.Session{}, ctx.Err())
				return
			}
			if named != nil && !named[s.ID] || !fits(s) || !follows(storage.Cursor(s), &q) {
				continue
			}
			if !yield(*s, nil) {
				return
			}
			if given++; given == q.Limit {
				return
			}
		}
	}
}

// follows says whether a record comes behind the one that q goes on from;
// cursors of sessions are in the order of sessions.
func follows(cursor string, q *storage.Query) bool {
	if q.After == "" {
		return true
	}
	return cursor > q.After != q.Reverse && cursor != q.After
}

// namedBy gives the ids that the findings asked for list; nil where none is
// asked for.
func namedBy(q *storage.Query, findings []record.Finding) map[string]bool {
	if q.Rule == "" && q.Finding == "" {
		return nil
	}
	named := make(map[string]bool)
	for i := range findings {
		f := &findings[i]
		if (q.Rule == "" || q.Rule == f.Rule) && (q.Finding == "" || q.Finding == f.ID) {
			for _, id := range f.Sessions {
				named[id] = true
			}
		}
	}
	return named
}

// Findings gives those that fit, in order of their last time.
func (l *Live) Findings(_ context.Context, q storage.Query) iter.Seq2[storage.Finding, error] {
	_, now := l.State()
	fits := q.FitsFinding(liveRun)
	all := make([]storage.Finding, 0, len(now.Findings))
	for i := range now.Findings {
		if fits(&now.Findings[i]) {
			all = append(all, storage.Finding{Run: liveRun, Place: i, Finding: now.Findings[i]})
		}
	}
	all, err := q.OrderFindings(all)
	if err != nil {
		return func(yield func(storage.Finding, error) bool) { yield(storage.Finding{}, err) }
	}
	return limit(all, q.Limit)
}

// Diagnoses gives those of clients that fit, and those of appliances.
func (l *Live) Diagnoses(_ context.Context, q storage.Query) iter.Seq2[storage.Diagnosis, error] {
	_, now := l.State()
	fits := q.FitsDiagnosis(liveRun)
	all := []storage.Diagnosis{}
	for i := range now.Diagnoses {
		if fits(&now.Diagnoses[i]) {
			all = append(all, storage.Diagnosis{Run: liveRun, Diagnosis: now.Diagnoses[i]})
		}
	}
	return limit(all, q.Limit)
}

// Rates gives those that fit, in order of server and second.
func (l *Live) Rates(_ context.Context, q storage.Query) iter.Seq2[storage.Rate, error] {
	_, now := l.State()
	fits := q.FitsRate(liveRun)
	all := []storage.Rate{}
	for i := range now.Rates {
		if fits(&now.Rates[i]) {
			all = append(all, storage.Rate{Run: liveRun, Rate: now.Rates[i]})
		}
	}
	return limit(all, q.Limit)
}

// Summaries gives the one of now.
func (l *Live) Summaries(context.Context, storage.Query) iter.Seq2[storage.Summary, error] {
	_, now := l.State()
	return limit([]storage.Summary{{Run: liveRun, Summary: now.Summary}}, 0)
}

// Inputs gives what is captured on.
func (l *Live) Inputs(context.Context, storage.Query) iter.Seq2[storage.RunInput, error] {
	_, now := l.State()
	list := []storage.RunInput{}
	for _, file := range now.Files {
		list = append(list, storage.RunInput{Run: liveRun, Input: storage.Input{File: file}})
	}
	return limit(list, 0)
}

// limit gives at most n of a list; all where n is 0.
func limit[T any](list []T, n int) iter.Seq2[T, error] {
	if n > 0 {
		list = list[:min(n, len(list))]
	}
	return func(yield func(T, error) bool) {
		for i := range list {
			if !yield(list[i], nil) {
				return
			}
		}
	}
}
