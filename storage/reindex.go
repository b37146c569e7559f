package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// reindex writes the index anew from the sessions, in full blocks, and then
// removes the blocks that were there. Whoever queries meanwhile, or after a
// crash, finds the old ones, the new ones, or both.
func (s *Store) reindex(ctx context.Context) error {
	old := make(map[blockRef]bool)
	err := s.eachKey([]byte(indexPrefix), []byte(indexPrefix), func(key []byte) error {
		if ref, ok := blockOf(key); ok {
			old[ref] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	var b batch
	var x indexWriter
	commit := func() error {
		if ref, ok := x.flush(&b); ok {
			delete(old, ref)
		}
		defer b.reset()
		return b.commit(s.db)
	}
	for session, err := range s.Sessions(ctx, Query{}) {
		if err != nil {
			if errors.Is(err, ctx.Err()) {
				return err
			}
			continue // check names what is damaged; the rest is worth an index
		}
		x.add(&session, chainKey(&session))
		if !x.full() {
			continue
		}
		if err := commit(); err != nil {
			return err
		}
	}
	if err := commit(); err != nil {
		return err
	}
	for ref := range old {
		if b.full(0) {
			if err := b.commit(s.db); err != nil {
				return err
			}
			b.reset()
		}
		b.removeBlock(ref)
	}
	return b.commit(s.db)
}

// removeBlock removes a block of the index.
func (b *batch) removeBlock(ref blockRef) {
	b.remove(ref.appendKey(nil))
	for i := range columns + 1 {
		b.remove(ref.appendColumnKey(nil, i))
	}
}

// chainKey tells a session's chain from others: by the fingerprints in it.
func chainKey(s *record.Session) *partID {
	if s.TLS == nil || len(s.TLS.Certificates) == 0 {
		return nil
	}
	var text []byte
	for i := range s.TLS.Certificates {
		text = append(text, s.TLS.Certificates[i].SHA256...)
	}
	id := hashPart(text)
	return &id
}

// The tables of schema 1: an entry for each session and question, which blocks
// replace.
var tablesOfSchema1 = [][]byte{[]byte("c/"), []byte("a/"), []byte("h/")}

// Migrate brings the store in dir from an older schema to this program's. It
// gives whether there was anything to do. Whoever ends the process meanwhile
// leaves a store that can be migrated again.
func Migrate(ctx context.Context, dir string, options Options) (migrated bool, err error) {
	s := &Store{dir: dir}
	if err := s.checkDir(); err != nil {
		return false, err
	}
	if s.db, err = badger.Open(badgerOptions(dir, options)); err != nil {
		return false, s.openError(err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	version, err := s.readSchema()
	if err != nil {
		return false, err
	}
	switch {
	case version == schemaVersion:
		return false, nil
	case version != 1:
		return false, s.schemaError(version)
	}
	if err := s.reindex(ctx); err != nil {
		return false, err
	}
	if err := s.db.DropPrefix(tablesOfSchema1...); err != nil {
		return false, fmt.Errorf("store %s: drop the index of schema 1: %w", dir, err)
	}
	return true, s.writeSchema()
}

// schemaError says what to do about a store of another schema.
func (s *Store) schemaError(version int) error {
	switch {
	case version > schemaVersion:
		return fmt.Errorf("store %s is of an %w: schema %d is newer than this program's %d: use a newer edrtap", s.dir, ErrSchema, version, schemaVersion)
	case version == 1:
		return fmt.Errorf("store %s is of an %w: schema %d is older than this program's %d: 'edrtap store migrate --store %s' brings it up to date", s.dir, ErrSchema, version, schemaVersion, strconv.Quote(s.dir))
	}
	return fmt.Errorf("store %s is of an %w: schema %d is not known: analyse the captures again into a new store", s.dir, ErrSchema, version)
}
