package storage

import (
	"errors"
	"fmt"
)

// Badger writes to mappings of sparse files. On a disk that is full such a
// write is no error but a signal, SIGBUS, that ends the process (mmap(2)). So a
// store leaves the last of its disk alone.
const (
	// reserve is how much has to be left for more records to be taken, in bytes:
	// enough for what is taken already to be written to tables and merged.
	reserve = 256 << 20

	// leastSpace is how much has to be left for a store to be opened for writing,
	// in bytes: enough for Badger's log.
	leastSpace = 64 << 20
)

// ErrFull says that there is too little room left on a store's disk.
var ErrFull = errors.New("too little room on its disk")

// checkSpace refuses to go on with less than so many bytes left.
func (s *Store) checkSpace(least uint64) error {
	if left, known := freeBytes(s.dir); known && left < least {
		return fmt.Errorf("store %s: %w: %d MiB are left, and %d have to be; make room there", s.dir, ErrFull, left>>20, least>>20)
	}
	return nil
}
