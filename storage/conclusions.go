package storage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// Findings gives the findings that fit q, in order of their last time, then
// rule, run, and place in the run. All that fit are held in memory.
func (s *Store) Findings(ctx context.Context, q Query) iter.Seq2[Finding, error] {
	f := newFilter(q)
	return func(yield func(Finding, error) bool) {
		var list []Finding
		fits := func(run string, place int, n *record.Finding) bool {
			if f.finding(run, n) {
				list = append(list, Finding{Run: run, Place: place, Finding: *n})
			}
			return true
		}
		out := limited(q.Limit, yield)
		if !eachOfRun(ctx, s, findingPrefix, q.Run, fits, out) {
			return
		}
		list, err := q.OrderFindings(list)
		if err != nil {
			_ = out(Finding{}, err)
			return
		}
		for _, n := range list {
			if out(n, nil) != nil {
				return
			}
		}
	}
}

// OrderFindings brings findings into the order in which q has them, and takes
// away those that do not come behind its cursor.
func (q *Query) OrderFindings(list []Finding) ([]Finding, error) {
	after, err := cursorOfFinding(q.After)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, compareFindings)
	if q.Reverse {
		slices.Reverse(list)
	}
	return slices.DeleteFunc(list, func(n Finding) bool {
		if after == nil {
			return false
		}
		order := compareFindings(n, *after)
		return order == 0 || order < 0 != q.Reverse
	}), nil
}

func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(orderedTime(a.Last), orderedTime(b.Last)), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Run, b.Run), cmp.Compare(a.Place, b.Place))
}

// Cursor is what Query.After takes to go on behind this finding.
func (n *Finding) Cursor() string {
	return fmt.Sprintf("%016x/%s/%d/%s", orderedTime(n.Last), n.Run, n.Place, n.Rule)
}

func cursorOfFinding(cursor string) (*Finding, error) {
	if cursor == "" {
		return nil, nil
	}
	parts := strings.SplitN(cursor, "/", 4)
	if len(parts) != 4 {
		return nil, fmt.Errorf("%q %w", cursor, ErrCursor)
	}
	last, err := strconv.ParseUint(parts[0], 16, 64)
	place, err2 := strconv.Atoi(parts[2])
	if err != nil || err2 != nil {
		return nil, fmt.Errorf("%q %w", cursor, ErrCursor)
	}
	return &Finding{Run: parts[1], Place: place, Finding: record.Finding{Last: timeOf(last), Rule: parts[3]}}, nil
}

// Diagnoses gives the diagnoses that fit q, in order of run and place in it.
func (s *Store) Diagnoses(ctx context.Context, q Query) iter.Seq2[Diagnosis, error] {
	f := newFilter(q)
	return func(yield func(Diagnosis, error) bool) {
		out := limited(q.Limit, yield)
		eachOfRun(ctx, s, diagnosisPrefix, q.Run, func(run string, place int, d *record.Diagnosis) bool {
			return !f.diagnosis(run, d) || out(Diagnosis{Run: run, Place: place, Diagnosis: *d}, nil) == nil
		}, out)
	}
}

// Summaries gives the summaries of the runs that fit q, in order of run.
func (s *Store) Summaries(ctx context.Context, q Query) iter.Seq2[Summary, error] {
	return func(yield func(Summary, error) bool) {
		out := limited(q.Limit, yield)
		eachOfRun(ctx, s, summaryPrefix, q.Run, func(run string, _ int, v *record.Summary) bool {
			return out(Summary{Run: run, Summary: *v}, nil) == nil
		}, out)
	}
}

// Inputs gives the inputs of the runs that fit q, in order of run and place
// in it.
func (s *Store) Inputs(ctx context.Context, q Query) iter.Seq2[RunInput, error] {
	return func(yield func(RunInput, error) bool) {
		out := limited(q.Limit, yield)
		eachOfRun(ctx, s, inputPrefix, q.Run, func(run string, _ int, v *Input) bool {
			return out(RunInput{Run: run, Input: *v}, nil) == nil
		}, out)
	}
}

// eachOfRun reads a table that is keyed by run, of one run or of all. Values
// go to take, errors to out, until one of them wants no more; it says whether
// none did.
func eachOfRun[T, Out any](ctx context.Context, s *Store, table, run string, take func(string, int, *T) bool, out func(Out, error) error) bool {
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
			run, place := runOf(it.Item().Key(), table)
			if !take(run, place, v) {
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

// Cursor is what Query.After takes to go on behind this rate.
func (r *Rate) Cursor() string { return hex.EncodeToString(rateKey(&r.Rate, r.Run)) }

func rateKey(r *record.Rate, run string) []byte {
	return append(appendTime(appendServer([]byte(ratePrefix), r.Server), r.Second), run...)
}

// Rates gives the rates that fit q, in order of server address and port, then
// second, then run; Reverse turns the whole order round.
func (s *Store) Rates(ctx context.Context, q Query) iter.Seq2[Rate, error] {
	f := newFilter(q)
	return func(yield func(Rate, error) bool) {
		out := limited(q.Limit, yield)
		err := s.db.View(func(txn *badger.Txn) error { return s.walkRates(ctx, txn, &f, out) })
		if err != nil && !errors.Is(err, errStop) {
			yield(Rate{}, err)
		}
	}
}

// walkRates walks the seconds of each server, and passes over those that do
// not fit by seeking.
func (s *Store) walkRates(ctx context.Context, txn *badger.Txn, f *filter, out func(Rate, error) error) error {
	prefix := []byte(ratePrefix)
	if f.Server.IsValid() && f.Server.IsSingleIP() {
		prefix = appendAddress(prefix, f.Server.Addr())
	}
	it := txn.NewIterator(badger.IteratorOptions{Prefix: prefix, Reverse: f.Reverse, PrefetchValues: f.Limit == 0, PrefetchSize: 64})
	defer it.Close()
	from, err := f.firstRate(prefix)
	if err != nil {
		return err
	}
	for it.Seek(from); it.Valid(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		key := it.Item().Key()
		if len(key) < rateSecondEnd {
			if err := out(Rate{}, s.keyError(key, errShort)); err != nil {
				return err
			}
			it.Next()
			continue
		}
		if skip := f.skipRates(key); skip != nil {
			it.Seek(skip)
			continue
		}
		if string(key) != f.After {
			if err := s.giveRate(it.Item(), f, out); err != nil {
				return err
			}
		}
		it.Next()
	}
	return nil
}

// firstRate is where a walk over rates begins.
func (f *filter) firstRate(prefix []byte) ([]byte, error) {
	if f.After != "" {
		key, err := hex.DecodeString(f.After)
		if err != nil || len(key) < rateSecondEnd || !bytes.HasPrefix(key, []byte(ratePrefix)) {
			return nil, fmt.Errorf("%q %w", f.After, ErrCursor)
		}
		f.After = string(key)
		return key, nil
	}
	if f.Reverse {
		return append(slices.Clone(prefix), bytes.Repeat([]byte{0xff}, rateSecondEnd)...), nil
	}
	return prefix, nil
}

// skipRates gives where the walk goes on where a rate lies outside of the
// query's time: at the time's begin at the same server, or at the next server.
func (f *filter) skipRates(key []byte) []byte {
	second := binary.BigEndian.Uint64(key[rateServerEnd:])
	server := slices.Clone(key[:rateServerEnd])
	switch {
	case !f.Reverse && second < f.low:
		return binary.BigEndian.AppendUint64(server, f.low)
	case !f.Reverse && second > f.high:
		return append(server, bytes.Repeat([]byte{0xff}, startSize+1)...)
	case f.Reverse && second > f.high:
		return append(binary.BigEndian.AppendUint64(server, f.high), bytes.Repeat([]byte{0xff}, maxIDLength)...)
	case f.Reverse && second < f.low:
		return server
	}
	return nil
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
