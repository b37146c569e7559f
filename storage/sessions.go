package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// ErrNotFound says that the store holds no such record.
var ErrNotFound = errors.New("not found")

// Session gives the session of that id, or an error that wraps ErrNotFound.
func (s *Store) Session(id string) (record.Session, error) {
	var found record.Session
	err := s.db.View(func(txn *badger.Txn) error {
		position, err := s.position(txn, id)
		if err != nil {
			return err
		}
		if position == nil {
			return fmt.Errorf("session %q in store %s: %w", id, s.dir, ErrNotFound)
		}
		item, err := txn.Get(position)
		if err != nil {
			return s.keyError(position, err)
		}
		return s.readSession(item, &partReader{txn: txn}, &found)
	})
	return found, err
}

// position looks up the key of a session; nil where there is none.
func (s *Store) position(txn *badger.Txn, id string) ([]byte, error) {
	key := append([]byte(idPrefix), id...)
	item, err := txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, s.keyError(key, err)
	}
	position := []byte(sessionPrefix)
	err = s.decode(item, func(v []byte) error {
		if len(v) != startSize {
			return errShort
		}
		position = append(append(position, v...), id...)
		return nil
	})
	return position, err
}

// Sessions gives the sessions that fit q, in order of start, then id, from one
// state of the store. A record that cannot be read comes as an error that
// names its key; a caller who goes on gets the next one. Iteration ends after
// an error of ctx. The offered lists and certificates of a session may be
// shared with others that the query gives: they must not be changed.
func (s *Store) Sessions(ctx context.Context, q Query) iter.Seq2[record.Session, error] {
	return func(yield func(record.Session, error) bool) {
		f := newFilter(q)
		out := limited(q.Limit, yield)
		err := s.db.View(func(txn *badger.Txn) error {
			scan := sessionScan{store: s, txn: txn, parts: partReader{txn: txn}, filter: &f, out: out}
			if q.Rule != "" {
				return scan.ofRule(ctx)
			}
			if index := f.index(); index != nil {
				return scan.ofIndex(ctx, index)
			}
			return scan.ofTime(ctx)
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(record.Session{}, err)
		}
	}
}

// errStop ends an iteration whose caller wants no more.
var errStop = errors.New("stop")

// limited counts records, and turns a caller's wish to stop into errStop.
func limited[T any](limit int, yield func(T, error) bool) func(T, error) error {
	given := 0
	return func(v T, err error) error {
		if !yield(v, err) {
			return errStop
		}
		if err == nil {
			given++
		}
		if limit > 0 && given >= limit {
			return errStop
		}
		return nil
	}
}

// index is the prefix of the most selective index for the query, or nil.
func (f *filter) index() []byte {
	switch {
	case f.Client.IsValid() && f.Client.IsSingleIP():
		return appendAddress([]byte(clientPrefix), f.Client.Addr())
	case f.pattern != "" && !strings.ContainsAny(f.pattern, "*?"):
		return appendName([]byte(namePrefix), f.pattern)
	case f.Server.IsValid() && f.Server.IsSingleIP():
		return appendAddress([]byte(serverPrefix), f.Server.Addr())
	}
	return nil
}

// walk iterates over the keys with a prefix, which a time follows, in the
// order and between the times of q.
func walk(ctx context.Context, txn *badger.Txn, q *Query, prefix []byte, values bool, do func(*badger.Item) error) error {
	it := txn.NewIterator(badger.IteratorOptions{
		Prefix: prefix, Reverse: q.Reverse, PrefetchValues: values, PrefetchSize: 64,
	})
	defer it.Close()
	low := slices.Clone(prefix)
	if !q.Since.IsZero() {
		low = appendTime(low, q.Since)
	}
	high := append(slices.Clone(prefix), bytes.Repeat([]byte{0xff}, maxKeyTail)...)
	if !q.Until.IsZero() {
		high = appendTime(slices.Clone(prefix), q.Until)
	}
	from := low
	if q.Reverse {
		from = high
	}
	for it.Seek(from); it.Valid(); it.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		key := it.Item().Key()
		if !q.Reverse && bytes.Compare(key, high) >= 0 || q.Reverse && bytes.Compare(key, low) < 0 {
			return nil
		}
		if err := do(it.Item()); err != nil {
			return err
		}
	}
	return nil
}

// sessionScan is one query at work.
type sessionScan struct {
	store  *Store
	txn    *badger.Txn
	parts  partReader
	filter *filter
	out    func(record.Session, error) error
}

// ofTime walks the sessions themselves.
func (c *sessionScan) ofTime(ctx context.Context) error {
	return walk(ctx, c.txn, &c.filter.Query, []byte(sessionPrefix), true, c.give)
}

// ofIndex walks an index and looks each session up.
func (c *sessionScan) ofIndex(ctx context.Context, prefix []byte) error {
	return walk(ctx, c.txn, &c.filter.Query, prefix, false, func(item *badger.Item) error {
		return c.lookUp(append([]byte(sessionPrefix), item.Key()[len(prefix):]...))
	})
}

// ofRule looks up the sessions that the rule's findings list.
func (c *sessionScan) ofRule(ctx context.Context) error {
	keys, err := c.keysOfRule(ctx)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.lookUp(key); err != nil {
			return err
		}
	}
	return nil
}

func (c *sessionScan) keysOfRule(ctx context.Context) ([][]byte, error) {
	var keys [][]byte
	for finding, err := range c.store.Findings(ctx, Query{Rule: c.filter.Rule, Run: c.filter.Run}) {
		if err != nil {
			if err := c.out(record.Session{}, err); err != nil {
				return nil, err
			}
			continue
		}
		for _, id := range finding.Sessions {
			key, err := c.store.position(c.txn, id)
			if err != nil {
				return nil, err
			}
			if key != nil {
				keys = append(keys, key)
			}
		}
	}
	slices.SortFunc(keys, bytes.Compare)
	keys = slices.CompactFunc(keys, bytes.Equal)
	if c.filter.Reverse {
		slices.Reverse(keys)
	}
	return keys, nil
}

// lookUp gives the session at key, unless it is gone or does not fit.
func (c *sessionScan) lookUp(key []byte) error {
	item, err := c.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil
	}
	if err != nil {
		return c.out(record.Session{}, c.store.keyError(key, err))
	}
	return c.give(item)
}

// give decodes a session, and completes it only once it is known to fit.
func (c *sessionScan) give(item *badger.Item) error {
	var session record.Session
	var found parts
	err := c.store.decode(item, func(v []byte) (err error) {
		found, err = decodeSession(v, &session)
		return err
	})
	if err != nil {
		return c.out(record.Session{}, err)
	}
	if !c.filter.session(&session) {
		return nil
	}
	if err := c.parts.complete(session.TLS, found); err != nil {
		return c.out(record.Session{}, c.store.keyError(item.Key(), err))
	}
	return c.out(session, nil)
}

// readSession decodes and completes one session.
func (s *Store) readSession(item *badger.Item, known *partReader, session *record.Session) error {
	return s.decode(item, func(v []byte) error {
		found, err := decodeSession(v, session)
		if err != nil {
			return err
		}
		return known.complete(session.TLS, found)
	})
}

// decode reads an item's value; its error names the key.
func (s *Store) decode(item *badger.Item, read func([]byte) error) error {
	if err := item.Value(read); err != nil {
		return s.keyError(item.Key(), err)
	}
	return nil
}

func (s *Store) keyError(key []byte, err error) error {
	return fmt.Errorf("store %s: key %s: %w", s.dir, describeKey(key), err)
}
