package storage

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/dgraph-io/badger/v4"
)

// backupMagic begins a backup. What follows is Badger's own backup, compressed
// with gzip, whose checksum and length tell that it is whole.
const backupMagic = "edrtap store backup 1\n"

// pendingWrites is how many writes of a restored backup may be under way.
const pendingWrites = 16

// Backup writes everything that the store holds to w.
func (s *Store) Backup(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<20)
	if _, err := out.WriteString(backupMagic); err != nil {
		return fmt.Errorf("backup of store %s: %w", s.dir, err)
	}
	z, _ := gzip.NewWriterLevel(out, gzip.BestSpeed) // the level is a valid one
	_, err := s.db.Backup(z, 0)
	if err = errors.Join(err, z.Close()); err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("backup of store %s: %w", s.dir, err)
	}
	return nil
}

// Restore makes a store in dir, which must not exist or be empty, of a backup.
// It is there whole, or not at all.
func Restore(r io.Reader, dir string, options Options) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("restore into %s: there is something in it already: give another directory", dir)
	}
	in := bufio.NewReaderSize(r, 1<<20)
	magic := make([]byte, len(backupMagic))
	if _, err := io.ReadFull(in, magic); err != nil || string(magic) != backupMagic {
		return fmt.Errorf("restore into %s: not a backup of a store, or one of another version", dir)
	}
	unfinished := dir + ".restoring"
	if err := os.RemoveAll(unfinished); err != nil {
		return fmt.Errorf("restore into %s: %w", dir, err)
	}
	if err := load(in, unfinished, options); err != nil {
		return errors.Join(fmt.Errorf("restore into %s: %w", dir, err), os.RemoveAll(unfinished))
	}
	_ = os.Remove(dir) // an empty directory; what else is in the way Rename tells
	if err := os.Rename(unfinished, dir); err != nil {
		return fmt.Errorf("restore into %s: %w", dir, err)
	}
	return nil
}

func load(in io.Reader, dir string, options Options) (err error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("the backup is damaged: %w", err)
	}
	s := &Store{dir: dir}
	if s.db, err = badger.Open(badgerOptions(dir, options)); err != nil {
		return s.openError(err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.db.Load(z, pendingWrites); err != nil {
		return fmt.Errorf("the backup is damaged: %w", err)
	}
	if _, err := io.Copy(io.Discard, z); err != nil { // to the checksum
		return fmt.Errorf("the backup is damaged: %w", err)
	}
	if err := s.db.Sync(); err != nil {
		return err
	}
	return s.checkSchema()
}
