package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/dgraph-io/badger/v4"
)

// What older schemas held that this one does without.
var (
	// An entry for each session and question, which blocks replace.
	tablesOfSchema1 = [][]byte{[]byte("c/"), []byte("a/"), []byte("h/")}
	// An entry for each session with its start under its id: blocks have both.
	tablesOfSchema2 = [][]byte{[]byte("n/")}
)

// checkSchema refuses a store of another layout than this program knows, and
// brings one of schema 2 up to date if it may.
func (s *Store) checkSchema() (err error) {
	switch s.schema, err = s.readSchema(); {
	case err != nil, s.schema == schemaVersion:
		return err
	case s.schema == 2 && s.readOnly:
		return nil
	case s.schema == 2:
		return s.raiseSchema(tablesOfSchema2)
	}
	return s.schemaError(s.schema)
}

// readSchema reads the version of the layout, and writes it into a store
// without any key.
func (s *Store) readSchema() (int, error) {
	var found []byte
	empty := false
	err := s.db.View(func(txn *badger.Txn) error {
		item, err := txn.Get([]byte(schemaKey))
		if errors.Is(err, badger.ErrKeyNotFound) {
			it := txn.NewIterator(badger.IteratorOptions{})
			defer it.Close()
			it.Rewind()
			empty = !it.Valid()
			return nil
		}
		if err != nil {
			return err
		}
		found, err = item.ValueCopy(nil)
		return err
	})
	switch {
	case err != nil:
		return 0, fmt.Errorf("store %s: %w", s.dir, err)
	case found == nil && empty && !s.readOnly:
		return schemaVersion, s.writeSchema()
	case found == nil:
		return 0, fmt.Errorf("directory %s is %w: it is a Badger database without the key %s", s.dir, ErrNotStore, schemaKey)
	}
	version, err := strconv.Atoi(string(found))
	if err != nil {
		return 0, fmt.Errorf("store %s: damaged key %s: %q is not a number", s.dir, schemaKey, found)
	}
	return version, nil
}

func (s *Store) writeSchema() error {
	err := s.db.Update(func(txn *badger.Txn) error {
		return txn.Set([]byte(schemaKey), strconv.AppendInt(nil, schemaVersion, 10))
	})
	if err != nil {
		return fmt.Errorf("store %s: write %s: %w", s.dir, schemaKey, err)
	}
	return nil
}

// raiseSchema drops what this schema does without, and then says that the store
// is of it. Whoever ends the process meanwhile leaves a store with which the
// same can be done again.
func (s *Store) raiseSchema(tables [][]byte) error {
	if err := s.db.DropPrefix(tables...); err != nil {
		return fmt.Errorf("store %s: drop what schema %d has no more: %w", s.dir, schemaVersion, err)
	}
	s.schema = schemaVersion
	return s.writeSchema()
}

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
	switch version {
	case schemaVersion:
		return false, nil
	case 2:
		return true, s.raiseSchema(tablesOfSchema2)
	case 1:
		if err := s.reindex(ctx); err != nil {
			return false, err
		}
		return true, s.raiseSchema(append(tablesOfSchema1, tablesOfSchema2...))
	}
	return false, s.schemaError(version)
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
