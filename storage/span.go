package storage

import (
	"fmt"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// Earliest and Latest give when the first and the last session started, in
// packet time; the zero time where there is none.
func (s *Store) Earliest() (time.Time, error) { return s.end(false) }

// Latest is described with Earliest.
func (s *Store) Latest() (time.Time, error) { return s.end(true) }

func (s *Store) end(last bool) (at time.Time, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(sessionPrefix), Reverse: last})
		defer it.Close()
		from := []byte(sessionPrefix)
		if last {
			from = append(from, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
		}
		if it.Seek(from); !it.Valid() {
			return nil
		}
		key := it.Item().Key()
		if len(key) < len(sessionPrefix)+startSize {
			return s.keyError(key, errShort)
		}
		at = keyTime(key[len(sessionPrefix):])
		return nil
	})
	if err != nil {
		return at, fmt.Errorf("store %s: %w", s.dir, err)
	}
	return at, nil
}
