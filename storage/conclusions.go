package storage

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// Findings gives the findings that fit q, in order of their last time, then
// rule, run, and place in the run. All that fit are held in memory.
func (s *Store) Findings(ctx context.Context, q Query) iter.Seq2[Finding, error] {
	f := newFilter(q)
	return func(yield func(Finding, error) bool) {
		var list []Finding
		fits := func(run string, n *record.Finding) bool {
			if f.finding(run, n) {
				list = append(list, Finding{Run: run, Finding: *n})
			}
			return true
		}
		out := limited(q.Limit, yield)
		if !eachOfRun(ctx, s, findingPrefix, q.Run, fits, out) {
			return
		}
		slices.SortStableFunc(list, func(a, b Finding) int {
			return cmp.Or(a.Last.Compare(b.Last), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Run, b.Run))
		})
		if q.Reverse {
			slices.Reverse(list)
		}
		for _, n := range list {
			if out(n, nil) != nil {
				return
			}
		}
	}
}

// Diagnoses gives the diagnoses that fit q, in order of run and place in it.
func (s *Store) Diagnoses(ctx context.Context, q Query) iter.Seq2[Diagnosis, error] {
	f := newFilter(q)
	return func(yield func(Diagnosis, error) bool) {
		out := limited(q.Limit, yield)
		eachOfRun(ctx, s, diagnosisPrefix, q.Run, func(run string, d *record.Diagnosis) bool {
			return !f.diagnosis(run, d) || out(Diagnosis{Run: run, Diagnosis: *d}, nil) == nil
		}, out)
	}
}

// Summaries gives the summaries of the runs that fit q, in order of run.
func (s *Store) Summaries(ctx context.Context, q Query) iter.Seq2[Summary, error] {
	return func(yield func(Summary, error) bool) {
		out := limited(q.Limit, yield)
		eachOfRun(ctx, s, summaryPrefix, q.Run, func(run string, v *record.Summary) bool {
			return out(Summary{Run: run, Summary: *v}, nil) == nil
		}, out)
	}
}

// Inputs gives the inputs of the runs that fit q, in order of run and place
// in it.
func (s *Store) Inputs(ctx context.Context, q Query) iter.Seq2[RunInput, error] {
	return func(yield func(RunInput, error) bool) {
		out := limited(q.Limit, yield)
		eachOfRun(ctx, s, inputPrefix, q.Run, func(run string, v *Input) bool {
			return out(RunInput{Run: run, Input: *v}, nil) == nil
		}, out)
	}
}

// eachOfRun reads a table that is keyed by run, of one run or of all. Values
// go to take, errors to out, until one of them wants no more; it says whether
// none did.
func eachOfRun[T, Out any](ctx context.Context, s *Store, table, run string, take func(string, *T) bool, out func(Out, error) error) bool {
	prefix := []byte(table)
	if run != "" {
		prefix = runPrefix(table, run)
	}
	var none Out
	err := s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: prefix, PrefetchValues: true, PrefetchSize: 16})
		defer it.Close()
		for it.Seek(prefix); it.Valid(); it.Next() {
			if err := ctx.Err(); err != nil {
				return err
			}
			v := new(T)
			err := s.decode(it.Item(), func(b []byte) error { return decodeJSON(b, v) })
			if err != nil {
				if err := out(none, err); err != nil {
					return err
				}
				continue
			}
			if !take(runOf(it.Item().Key(), table), v) {
				return errStop
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		_ = out(none, err)
	}
	return err == nil
}

// The offsets in the key of a rate.
const (
	rateServerEnd = len(ratePrefix) + addressSize + portSize
	rateSecondEnd = rateServerEnd + startSize
)

func rateRun(key []byte) string {
	if len(key) < rateSecondEnd {
		return ""
	}
	return string(key[rateSecondEnd:])
}

// Rates gives the rates that fit q, in order of server address and port, then
// second, then run; Reverse turns the whole order round.
func (s *Store) Rates(ctx context.Context, q Query) iter.Seq2[Rate, error] {
	f := newFilter(q)
	prefix := []byte(ratePrefix)
	if f.Server.IsValid() && f.Server.IsSingleIP() {
		prefix = appendAddress(prefix, f.Server.Addr())
	}
	return func(yield func(Rate, error) bool) {
		out := limited(q.Limit, yield)
		whole := Query{Reverse: q.Reverse} // a port follows the prefix, no time yet
		err := s.db.View(func(txn *badger.Txn) error {
			return walk(ctx, txn, &whole, prefix, true, func(item *badger.Item) error {
				return s.giveRate(item, &f, out)
			})
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Rate{}, err)
		}
	}
}

func (s *Store) giveRate(item *badger.Item, f *filter, out func(Rate, error) error) error {
	key := item.Key()
	if len(key) < rateSecondEnd {
		return out(Rate{}, s.keyError(key, errShort))
	}
	if run := rateRun(key); f.Run != "" && f.Run != run || !inTime(&f.Query, keyTime(key[rateServerEnd:])) {
		return nil
	}
	rate := Rate{Run: rateRun(key)}
	if err := s.decode(item, func(v []byte) error { return decodeJSON(v, &rate.Rate) }); err != nil {
		return out(Rate{}, err)
	}
	if !f.server(rate.Server) {
		return nil
	}
	return out(rate, nil)
}
