package storage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"strconv"
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
		f := newFilter(Query{Reverse: true}) // what is asked for is mostly new
		f.ids = map[string]bool{id: true}
		err := s.hints(context.Background(), txn, &f, func(at position) error {
			item, err := txn.Get(at.key())
			switch {
			case errors.Is(err, badger.ErrKeyNotFound):
				return nil
			case err != nil:
				return s.keyError(at.key(), err)
			}
			return cmp.Or(s.readSession(item, &partReader{txn: txn}, &found), errStop)
		})
		if err == nil {
			err = fmt.Errorf("session %q in store %s: %w", id, s.dir, ErrNotFound)
		}
		return err
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return found, err
}

// Sessions gives the sessions that fit q, in order of start, then id, from one
// state of the store. A record that cannot be read comes as an error that
// names its key, with a session that has its id and start alone; a caller who
// goes on gets the next one. Iteration ends after
// an error of ctx. The offered lists and certificates of a session may be
// shared with others that the query gives: they must not be changed.
func (s *Store) Sessions(ctx context.Context, q Query) iter.Seq2[record.Session, error] {
	return func(yield func(record.Session, error) bool) {
		f := newFilter(q)
		if err := f.sessionCursor(); err != nil {
			yield(record.Session{}, err)
			return
		}
		out := limited(q.Limit, yield)
		err := s.db.View(func(txn *badger.Txn) error {
			scan := sessionScan{store: s, txn: txn, parts: partReader{txn: txn}, filter: &f, out: out}
			switch {
			case q.Rule != "" || q.Finding != "":
				return scan.ofFindings(ctx)
			case q.ID != "" || len(f.tests) > 0:
				return scan.ofIndex(ctx)
			}
			return scan.ofTime(ctx)
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(record.Session{}, err)
		}
	}
}

// Cursor is what Query.After takes to go on behind a session. It stays good
// when the store changes.
func Cursor(s *record.Session) string {
	return fmt.Sprintf("%016x-%s", orderedTime(s.Start), s.ID)
}

// ErrCursor says that a cursor is not one that this kind of record gives.
var ErrCursor = errors.New("is not a cursor of such records")

// sessionCursor reads the query's cursor, and narrows the time down to it.
func (f *filter) sessionCursor() error {
	if f.After == "" {
		return nil
	}
	start, id, found := strings.Cut(f.After, "-")
	n, err := strconv.ParseUint(start, 16, 64)
	if err != nil || !found || len(start) != 16 {
		return fmt.Errorf("%q %w", f.After, ErrCursor)
	}
	f.after = position{n, id}
	if f.Reverse {
		f.high = min(f.high, n)
	} else {
		f.low = max(f.low, n)
	}
	return nil
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
	f := c.filter
	it := c.txn.NewIterator(badger.IteratorOptions{
		Prefix: []byte(sessionPrefix), Reverse: f.Reverse, PrefetchValues: f.Limit == 0, PrefetchSize: 64,
	})
	defer it.Close()
	from := binary.BigEndian.AppendUint64([]byte(sessionPrefix), f.low)
	if f.Reverse { // behind every id of that start
		from = append(binary.BigEndian.AppendUint64([]byte(sessionPrefix), f.high), bytes.Repeat([]byte{0xff}, maxIDLength)...)
	}
	for it.Seek(from); it.Valid(); it.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		key := it.Item().Key()[len(sessionPrefix):]
		if len(key) < startSize {
			continue
		}
		start := binary.BigEndian.Uint64(key)
		if start > f.high || start < f.low {
			return nil
		}
		if f.after != (position{}) && !f.behind(position{start, string(key[startSize:])}) {
			continue
		}
		if err := c.give(it.Item()); err != nil {
			return err
		}
	}
	return nil
}

// ofIndex looks up the sessions whose row of the index fits.
func (c *sessionScan) ofIndex(ctx context.Context) error {
	return c.store.hints(ctx, c.txn, c.filter, func(at position) error { return c.lookUp(at.key()) })
}

// lookUp gives the session at key, unless it is gone or does not fit.
func (c *sessionScan) lookUp(key []byte) error {
	item, err := c.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil
	}
	if err != nil {
		return c.out(named(key), c.store.keyError(key, err))
	}
	return c.give(item)
}

// give decodes a session, and completes it once it is known to fit or where
// the query asks for what its parts hold.
func (c *sessionScan) give(item *badger.Item) error {
	var session record.Session
	var found parts
	err := c.store.decode(item, func(v []byte) (err error) {
		found, err = decodeSession(v, &session)
		return err
	})
	if err != nil {
		return c.out(named(item.Key()), err)
	}
	early := c.filter.asksParts()
	if !early && !c.filter.session(&session) {
		return nil
	}
	if err := c.parts.complete(&session, found); err != nil {
		return c.out(named(item.Key()), c.store.keyError(item.Key(), err))
	}
	if early && !c.filter.session(&session) {
		return nil
	}
	return c.out(session, nil)
}

// named is a session of which only the key can be read.
func named(key []byte) record.Session {
	at := key[len(sessionPrefix):]
	return record.Session{Type: "session", ID: string(at[startSize:]), Start: keyTime(at)}
}

// readSession decodes and completes one session.
func (s *Store) readSession(item *badger.Item, known *partReader, session *record.Session) error {
	return s.decode(item, func(v []byte) error {
		found, err := decodeSession(v, session)
		if err != nil {
			return err
		}
		return known.complete(session, found)
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
