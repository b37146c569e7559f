package storage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// Policy says how much a store keeps. The zero value of a field is no limit.
type Policy struct {
	MaxAge  time.Duration // of records, before the latest session, in packet time
	MaxSize int64         // bytes on disk, as far as removing the oldest records keeps it below
}

// Retain removes what the policy does not keep, the oldest first, and gives how
// many sessions that were. History stays. A conclusion goes when all that it
// speaks of is too old. The disk gets the space back as tables are merged;
// Compact waits for that.
func (s *Store) Retain(ctx context.Context, p Policy) (removed int, err error) {
	if p.MaxAge > 0 {
		latest, err := s.Latest()
		if err != nil || latest.IsZero() {
			return 0, err
		}
		if removed, err = s.removeBefore(ctx, latest.Add(-p.MaxAge)); err != nil {
			return removed, err
		}
	}
	if p.MaxSize <= 0 {
		return removed, nil
	}
	size, err := s.diskSize()
	if err != nil || size <= p.MaxSize || size < s.settled {
		return removed, err
	}
	cut, err := s.cutFor(1 - 0.9*float64(p.MaxSize)/float64(size))
	if err != nil || cut.IsZero() {
		return removed, err
	}
	n, err := s.removeBefore(ctx, cut)
	if err == nil {
		err = s.merge()
	}
	// What was removed is still on disk for as long as Badger holds the
	// removals in memory. A size that has hardly grown since is no reason to
	// remove more.
	s.settled = size + max(p.MaxSize/20, 3*memTableSize)
	return removed + n, err
}

// cutFor gives the start of the first session behind a share of all sessions,
// as far as the index tells; the zero time where there are none.
func (s *Store) cutFor(share float64) (cut time.Time, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		f := newFilter(Query{})
		refs := s.blocks(txn, &f)
		if len(refs) == 0 {
			return nil
		}
		at := min(int(share*float64(len(refs))), len(refs)-1)
		cut = timeOf(refs[at].low)
		if at == 0 { // one block holds it all: by time, then
			ref := refs[0]
			cut = timeOf(ref.low + uint64(share*float64(ref.high-ref.low)) + 1)
		}
		return nil
	})
	return cut, err
}

// removal gathers keys to remove, and commits them in batches.
type removal struct {
	db *badger.DB
	b  batch
}

func (r *removal) key(key []byte) error {
	if r.b.full(len(key)) {
		if err := r.commit(); err != nil {
			return err
		}
	}
	r.b.remove(key)
	return nil
}

func (r *removal) commit() error {
	defer r.b.reset()
	return r.b.commit(r.db)
}

// removeBefore removes what is older than a time.
func (s *Store) removeBefore(ctx context.Context, cut time.Time) (sessions int, err error) {
	r := &removal{db: s.db}
	sessions, err = s.removeSessions(ctx, r, orderedTime(cut))
	if err == nil {
		err = s.removeRates(ctx, r, orderedTime(cut))
	}
	if err == nil {
		err = s.removeConclusions(ctx, r, cut)
	}
	if err == nil {
		err = r.commit()
	}
	if err != nil {
		return sessions, fmt.Errorf("store %s: remove what is older than %s: %w", s.dir, cut.Format(time.RFC3339), err)
	}
	return sessions, nil
}

// errEnough ends a walk over keys.
var errEnough = errors.New("enough")

func (s *Store) removeSessions(ctx context.Context, r *removal, cut uint64) (n int, err error) {
	err = s.eachKey([]byte(sessionPrefix), []byte(sessionPrefix), func(key []byte) error {
		at := key[len(sessionPrefix):]
		if len(at) < startSize {
			return r.key(key)
		}
		if binary.BigEndian.Uint64(at) >= cut {
			return errEnough
		}
		n++
		return errors.Join(ctx.Err(), r.key(key))
	})
	if err != nil && !errors.Is(err, errEnough) {
		return n, err
	}
	err = s.eachKey([]byte(indexPrefix), []byte(indexPrefix), func(key []byte) error {
		ref, ok := blockOf(key)
		switch {
		case !ok:
			return r.key(key)
		case ref.low >= cut:
			return errEnough
		case ref.high >= cut:
			return nil // some of its sessions stay
		}
		for i := range columns + 1 {
			if err := r.key(ref.appendColumnKey(nil, i)); err != nil {
				return err
			}
		}
		return r.key(key)
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return n, err
}

func (s *Store) removeRates(ctx context.Context, r *removal, cut uint64) error {
	return s.eachKey([]byte(ratePrefix), []byte(ratePrefix), func(key []byte) error {
		if len(key) >= rateSecondEnd && binary.BigEndian.Uint64(key[rateServerEnd:]) >= cut {
			return ctx.Err()
		}
		return errors.Join(ctx.Err(), r.key(key))
	})
}

// removeConclusions removes findings that ended before cut, and all that is
// left of runs that did.
func (s *Store) removeConclusions(ctx context.Context, r *removal, cut time.Time) error {
	old := make(map[string]bool)
	for summary, err := range s.Summaries(ctx, Query{}) {
		if err != nil {
			return err
		}
		old[summary.Run] = !summary.Last.IsZero() && summary.Last.Before(cut)
	}
	var failure error
	fail := func(_ struct{}, err error) error { failure = errors.Join(failure, err); return err }
	eachOfRun(ctx, s, findingPrefix, "", func(run string, place int, n *record.Finding) bool {
		if old[run] || !n.Last.IsZero() && n.Last.Before(cut) {
			failure = errors.Join(failure, r.key(appendOrdinal(runPrefix(findingPrefix, run), place)))
		}
		return failure == nil
	}, fail)
	if failure != nil {
		return failure
	}
	for _, table := range []string{diagnosisPrefix, inputPrefix, summaryPrefix} {
		if err := s.eachKey([]byte(table), []byte(table), func(key []byte) error {
			if run, _ := runOf(key, table); !old[run] {
				return nil
			}
			return r.key(key)
		}); err != nil {
			return err
		}
	}
	return nil
}

// diskSize is what the store takes on disk, in bytes: blocks in use, as the
// logs are files with holes.
func (s *Store) diskSize() (int64, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return 0, fmt.Errorf("store %s: %w", s.dir, err)
	}
	var total int64
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // merged away meanwhile
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("store %s: %w", s.dir, err)
		}
		total += usedBytes(info)
	}
	return total, nil
}
