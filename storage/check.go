package storage

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// Checked is what Check found.
type Checked struct {
	Sessions int
	Values   int      // other than sessions
	Problems []string // one line each, at most maxProblems
	More     int      // problems beyond that
}

const maxProblems = 100

func (c *Checked) problem(err error) {
	if len(c.Problems) >= maxProblems {
		c.More++
		return
	}
	c.Problems = append(c.Problems, err.Error())
}

// Check reads everything: the checksums of Badger's tables, every value, the
// parts that sessions refer to, and whether every session is in the index, by
// which it is found. An error says that the check itself could not go on.
func (s *Store) Check(ctx context.Context) (*Checked, error) {
	c := &Checked{}
	if err := s.db.VerifyChecksum(); err != nil {
		c.problem(fmt.Errorf("store %s: table: %w", s.dir, err))
	}
	if err := s.checkSessions(ctx, c); err != nil {
		return c, err
	}
	if err := s.checkIndex(ctx, c); err != nil {
		return c, err
	}
	for _, check := range []func() bool{
		func() bool { return checkJSON[record.Finding](ctx, s, c, findingPrefix) },
		func() bool { return checkJSON[record.Diagnosis](ctx, s, c, diagnosisPrefix) },
		func() bool { return checkJSON[record.Summary](ctx, s, c, summaryPrefix) },
		func() bool { return checkJSON[Input](ctx, s, c, inputPrefix) },
	} {
		if !check() {
			return c, ctx.Err()
		}
	}
	for _, err := range s.Rates(ctx, Query{}) {
		if c.Values++; err != nil {
			c.problem(err)
		}
	}
	return c, ctx.Err()
}

func checkJSON[T any](ctx context.Context, s *Store, c *Checked, table string) bool {
	return eachOfRun(ctx, s, table, "", func(string, int, *T) bool { c.Values++; return true },
		func(_ struct{}, err error) error { c.problem(err); return nil })
}

// eachSession walks all sessions, decoded as far as which parts they have.
func (s *Store) eachSession(ctx context.Context, do func(position, parts, error) error) error {
	return s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(sessionPrefix), PrefetchValues: true, PrefetchSize: 64})
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			if err := ctx.Err(); err != nil {
				return err
			}
			var session record.Session
			var found parts
			err := s.decode(it.Item(), func(v []byte) (err error) {
				found, err = decodeSession(v, &session)
				return err
			})
			if err := do(position{orderedTime(session.Start), session.ID}, found, err); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) checkSessions(ctx context.Context, c *Checked) error {
	return s.db.View(func(txn *badger.Txn) error {
		known := partReader{txn: txn}
		return s.eachSession(ctx, func(at position, found parts, err error) error {
			c.Sessions++
			if err != nil {
				c.problem(err)
				return nil
			}
			if err := known.complete(&record.Session{TLS: new(record.TLS)}, found); err != nil {
				c.problem(s.keyError(at.key(), err))
			}
			return nil
		})
	})
}

// checkIndex walks sessions and index side by side: both are in the same order.
func (s *Store) checkIndex(ctx context.Context, c *Checked) error {
	return s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(sessionPrefix)})
		defer it.Close()
		it.Rewind()
		missing := func() { c.problem(s.keyError(it.Item().KeyCopy(nil), errors.New("is not in the index"))) }
		f := newFilter(Query{})
		err := s.hints(ctx, txn, &f, func(at position) error {
			key := at.key()
			for ; it.Valid() && bytes.Compare(it.Item().Key(), key) < 0; it.Next() {
				missing()
			}
			if it.Valid() && bytes.Equal(it.Item().Key(), key) {
				it.Next()
			}
			return nil
		})
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			c.problem(err)
			return nil
		}
		for ; it.Valid(); it.Next() {
			missing()
		}
		s.checkColumns(txn, c)
		return ctx.Err()
	})
}

// checkColumns reads every column of every block.
func (s *Store) checkColumns(txn *badger.Txn, c *Checked) {
	f := newFilter(Query{})
	for _, ref := range s.blocks(txn, &f) {
		rows := -1
		for i := range columns {
			c.Values++
			err := s.readColumn(txn, ref, i, func(v []byte) error {
				column, err := openColumn(v)
				if err != nil {
					return err
				}
				if rows >= 0 && len(column.rows) != rows {
					return errBlock
				}
				rows = len(column.rows)
				of, _, err := column.judge(func([]byte) bool { return true })
				if err == nil {
					_, err = column.merge(of, nil)
				}
				return err
			})
			if err != nil {
				c.problem(fmt.Errorf("block %s of the index: %w", hex.EncodeToString(ref.hash[:]), err))
			}
		}
	}
}
