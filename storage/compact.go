package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// discardRatio is how much of a value log file must be garbage for it to be
// written anew.
const discardRatio = 0.5

// collect lets Badger write files of its value log anew until none is worth it.
// Records are too small for that log, so that there is seldom anything to do.
func (s *Store) collect(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.db.RunValueLogGC(discardRatio)
		if errors.Is(err, badger.ErrNoRewrite) || errors.Is(err, badger.ErrRejected) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("store %s: collect the value log: %w", s.dir, err)
		}
	}
	return nil
}

// merge merges all tables, so that what was removed or replaced leaves the disk.
func (s *Store) merge() error {
	if err := s.db.Flatten(1); err != nil {
		return fmt.Errorf("store %s: merge tables: %w", s.dir, err)
	}
	return nil
}

// Compact makes the store as small and fast as it can be: the policy is kept,
// parts that no session refers to are removed, the index is written anew, and
// tables are merged. Nothing else may use the store meanwhile.
func (s *Store) Compact(ctx context.Context, p Policy) (removed int, err error) {
	if s.readOnly {
		return 0, fmt.Errorf("store %s is %w", s.dir, ErrReadOnly)
	}
	const rounds = 4 // each comes nearer to the size: how well sessions compress differs
	for range rounds {
		n, err := s.Retain(ctx, p)
		removed += n
		for _, step := range []func() error{
			func() error { return err },
			func() error { return s.removeParts(ctx) },
			func() error { return s.reindex(ctx) },
			s.reopen,
			s.merge,
			func() error { return s.collect(ctx) },
		} {
			if err := errors.Join(ctx.Err(), step()); err != nil {
				return removed, err
			}
		}
		size, err := s.diskSize()
		if err != nil || p.MaxSize <= 0 || size <= p.MaxSize || n == 0 {
			return removed, err
		}
		s.settled = 0
	}
	return removed, nil
}

// reopen makes Badger write to tables what it holds in memory, and merge the
// tables that are not yet in order, which it does on closing where asked to.
func (s *Store) reopen() error {
	ordinary := badgerOptions(s.dir, s.options)
	for _, options := range []badger.Options{ordinary.WithCompactL0OnClose(true), ordinary} {
		if err := s.Close(); err != nil {
			return err
		}
		db, err := badger.Open(options)
		if err != nil {
			return s.openError(err)
		}
		s.db = db
	}
	return nil
}

// removeParts removes the parts that no session refers to.
func (s *Store) removeParts(ctx context.Context) error {
	used := make(map[partID]bool)
	err := s.eachSession(ctx, func(_ position, found parts, err error) error {
		for _, p := range [...]part{found.hello, found.chain, found.result} {
			if p.id != nil {
				used[*p.id] = true
			}
		}
		return err // of a damaged session it is not known what it refers to
	})
	if err != nil {
		return err
	}
	r := &removal{db: s.db}
	err = s.eachKey([]byte(partPrefix), []byte(partPrefix), func(key []byte) error {
		id := key[len(partPrefix):]
		if len(id) == len(partID{}) && used[partID(id)] {
			return nil
		}
		return r.key(key)
	})
	return errors.Join(err, r.commit())
}

// maxSmallBlocks is how many blocks of the index may come on top of those that
// there were after the last time it was written anew, before it is again.
const maxSmallBlocks = 2000

// Maintain keeps an open store in shape until ctx is done: every so often it
// keeps the policy, collects the value log, and writes the index anew where
// many small writes have cut it to pieces. report is given what fails; the next
// round tries again. Close the store only after it has returned.
func (s *Store) Maintain(ctx context.Context, p Policy, every time.Duration, report func(error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for blocks := s.countBlocks(); ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		_, err := s.Retain(ctx, p)
		if err == nil {
			err = s.collect(ctx)
		}
		if err == nil && s.countBlocks() > 2*blocks+maxSmallBlocks {
			err = s.reindex(ctx)
			blocks = s.countBlocks()
		}
		if err != nil && ctx.Err() == nil {
			report(err)
		}
	}
}

func (s *Store) countBlocks() (n int) {
	_ = s.eachKey([]byte(indexPrefix), []byte(indexPrefix), func([]byte) error { n++; return nil }) // the next read will tell
	return n
}
