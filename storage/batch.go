package storage

import (
	"fmt"

	"github.com/dgraph-io/badger/v4"
)

// How much a batch gathers before it is committed. A batch that is nearly full
// can still get one session of the largest size with two parts, 1.75 MiB in
// all. That stays below what one transaction takes (15 % of memTableSize, and
// as many entries of 100 bytes), so that a batch is one transaction: whole or
// not there.
const (
	batchSize    = 1 << 20 // bytes
	batchEntries = 8 << 10
	maxValueSize = 256 << 10 // bytes; larger records, and parts of sessions, are refused
)

// batch gathers keys and values in one block of memory. It is used again and
// again: nothing is allocated once it has grown.
type batch struct {
	block   []byte
	spans   []span
	entries []badger.Entry
	done    chan error // where to answer once it is committed; nil for no answer
}

// span is where an entry lies in the block: key, then value.
type span struct {
	key, value, end int
	remove          bool
}

// begin begins an entry: append the key to the result and give it to keyDone.
func (b *batch) begin() []byte {
	b.spans = append(b.spans, span{key: len(b.block)})
	return b.block
}

// keyDone takes the block with the key appended; append the value and give it
// to end.
func (b *batch) keyDone(block []byte) []byte {
	b.block = block
	b.spans[len(b.spans)-1].value = len(block)
	return block
}

// end takes the block with the value appended.
func (b *batch) end(block []byte) {
	b.block = block
	b.spans[len(b.spans)-1].end = len(block)
}

// set adds an entry that is at hand.
func (b *batch) set(key, value []byte) {
	b.end(append(b.keyDone(append(b.begin(), key...)), value...))
}

// remove adds the removal of a key.
func (b *batch) remove(key []byte) {
	b.end(b.keyDone(append(b.begin(), key...)))
	b.spans[len(b.spans)-1].remove = true
}

// drop takes the last entry back.
func (b *batch) drop() {
	last := len(b.spans) - 1
	b.block, b.spans = b.block[:b.spans[last].key], b.spans[:last]
}

// full says whether so many bytes more are too many.
func (b *batch) full(more int) bool {
	return len(b.spans) > 0 && (len(b.block)+more > batchSize || len(b.spans) >= batchEntries)
}

func (b *batch) reset() {
	b.block, b.spans, b.done = b.block[:0], b.spans[:0], nil
}

// commit writes the batch as one transaction and returns once it is in
// Badger's log. The block may be used again then: Badger has copied it.
func (b *batch) commit(db *badger.DB) error {
	if len(b.spans) == 0 {
		return nil
	}
	txn := db.NewTransaction(true)
	defer txn.Discard()
	if cap(b.entries) < len(b.spans) {
		b.entries = make([]badger.Entry, max(len(b.spans), 2*cap(b.entries)))
	}
	entries := b.entries[:len(b.spans)]
	for i, s := range b.spans {
		key, value := b.block[s.key:s.value:s.value], b.block[s.value:s.end:s.end]
		var err error
		if s.remove {
			err = txn.Delete(key)
		} else {
			entries[i] = badger.Entry{Key: key, Value: value}
			err = txn.SetEntry(&entries[i])
		}
		if err != nil {
			return fmt.Errorf("key %s: %w", describeKey(key), err)
		}
	}
	return txn.Commit()
}
