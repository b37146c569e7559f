package storage

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

// Errors that Open and the writer wrap.
var (
	// ErrInUse says that another process has the store open.
	ErrInUse = errors.New("in use by another process")
	// ErrNotStore says that a directory is not a store.
	ErrNotStore = errors.New("not an edrtap store")
	// ErrSchema says that a store was written by an incompatible version.
	ErrSchema = errors.New("incompatible version")
	// ErrReadOnly says that a store was opened for reading only.
	ErrReadOnly = errors.New("open for reading only")
	// ErrNotClosed says that the process which wrote a store ended without
	// closing it, and that it cannot be read before it was opened for writing.
	ErrNotClosed = errors.New("was not closed in order")
	// ErrTooLarge says that a record takes more than the store keeps of one.
	ErrTooLarge = fmt.Errorf("the store keeps at most %d bytes", maxValueSize)
)

// Options say how to open a store.
type Options struct {
	ReadOnly bool         // the directory must exist, and is not changed
	Logger   *slog.Logger // gets what Badger says, at level debug; nil drops it
}

// Store is an open store. It is safe for concurrent use.
type Store struct {
	db       *badger.DB
	dir      string
	options  Options
	readOnly bool
	schema   int   // version of its layout
	settled  int64 // see Retain
}

// Open opens the store in dir, and creates it where dir does not exist or is
// empty, unless it is to be read only. One process can write to a store while
// no other has it open; several can read it at a time, on Windows only one. The
// caller closes it.
func Open(dir string, options Options) (*Store, error) {
	s := &Store{dir: dir, options: options, readOnly: options.ReadOnly}
	if err := s.checkDir(); err != nil {
		return nil, err
	}
	if !options.ReadOnly {
		if err := s.checkSpace(leastSpace); err != nil {
			return nil, err
		}
	}
	db, err := badger.Open(badgerOptions(dir, options))
	if err != nil {
		return nil, s.openError(err)
	}
	s.db = db
	if err := s.checkSchema(); err != nil {
		_ = db.Close()
		return nil, err
	}
	return s, nil
}

// badgerOptions are for a small store: a fresh one takes a few MiB of disk,
// an open one some 40 MiB of memory.
func badgerOptions(dir string, options Options) badger.Options {
	return badger.DefaultOptions(dir).
		WithReadOnly(options.ReadOnly && runtime.GOOS != "windows"). // where Badger knows no such thing
		WithLogger(newBadgerLogger(options.Logger)).
		WithMetricsEnabled(false).
		WithDetectConflicts(false). // blind upserts, one writer process
		WithNumVersionsToKeep(1).
		WithMemTableSize(memTableSize).
		WithNumMemtables(2).
		WithNumCompactors(2).
		WithNumLevelZeroTables(10). // compacting later, more at a time, writes a third faster
		WithNumLevelZeroTablesStall(20).
		WithBaseTableSize(8 << 20).
		WithBaseLevelSize(32 << 20).
		WithValueLogFileSize(4 << 20). // values stay in the tables: see maxValueSize
		WithBlockSize(16 << 10).       // sessions of a block have much in common: snappy finds it
		WithBlockCacheSize(8 << 20)
}

// memTableSize is how much Badger gathers in memory before it writes a table,
// in bytes. A transaction takes at most 15 % of it.
const memTableSize = 16 << 20

// checkDir refuses a directory that holds something else.
func (s *Store) checkDir() error {
	entries, err := os.ReadDir(s.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && s.readOnly:
		return fmt.Errorf("store %s: %w", s.dir, fs.ErrNotExist)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("store %s: %w", s.dir, err)
	case len(entries) == 0 && !s.readOnly:
		return nil
	}
	if _, err := os.Stat(filepath.Join(s.dir, badger.ManifestFilename)); err != nil {
		return fmt.Errorf("directory %s is %w: it holds no %s", s.dir, ErrNotStore, badger.ManifestFilename)
	}
	return nil
}

// openError puts Badger's errors into words that say what to do. Badger wraps
// most of them as text only, so text is what tells them apart.
func (s *Store) openError(err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "Another process is using this Badger database"):
		return fmt.Errorf("store %s is %w%s: close it there, or use another store", s.dir, ErrInUse, s.holder())
	case strings.Contains(text, badger.ErrTruncateNeeded.Error()):
		return fmt.Errorf("store %s %w: open it once for writing to repair it", s.dir, ErrNotClosed)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("store %s: %w", s.dir, err)
	}
	return fmt.Errorf("open store %s: %w", s.dir, err)
}

// holder names the process that has the store open for writing, where it left
// its number.
func (s *Store) holder() string {
	b, err := os.ReadFile(filepath.Join(s.dir, "LOCK"))
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (pid %d)", pid)
}

// Close closes the store. Writers have to be closed before.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close store %s: %w", s.dir, err)
	}
	return nil
}

// Dir is the directory of the store, as given to Open.
func (s *Store) Dir() string { return s.dir }

// RunID derives the id of a run from what makes it that run: for files, the
// absolute name, size and time of the first frame of each; for an interface,
// its name and the time at which the capture began.
func RunID(parts ...string) string {
	h := sha256.New()
	var length [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(p)))
		h.Write(length[:])
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
