package storage

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/dgraph-io/badger/v4"
)

// position is where a session is in the order of sessions.
type position struct {
	start uint64 // as orderedTime gives it
	id    string
}

func (p position) compare(other position) int {
	return cmp.Or(cmp.Compare(p.start, other.start), cmp.Compare(p.id, other.id))
}

func (p position) key() []byte {
	return append(binary.BigEndian.AppendUint64([]byte(sessionPrefix), p.start), p.id...)
}

// hint is a row that fits.
type hint struct {
	position
	outcome string
	sure    bool // as far as the row tells; false where a value was cut
}

// blockRef is a block by its key.
type blockRef struct {
	key       []byte
	low, high uint64 // starts of its first and last session
}

// blocks lists the blocks that may hold sessions of the query, in the order in
// which they have to be read.
func (s *Store) blocks(txn *badger.Txn, f *filter) []blockRef {
	it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(indexPrefix)})
	defer it.Close()
	var refs []blockRef
	for it.Rewind(); it.Valid(); it.Next() {
		key := it.Item().Key()
		if len(key) != len(indexPrefix)+2*startSize+indexHashSize {
			continue
		}
		times := key[len(indexPrefix):]
		ref := blockRef{low: binary.BigEndian.Uint64(times), high: binary.BigEndian.Uint64(times[startSize:])}
		if ref.low > f.high {
			break
		}
		if ref.high >= f.low {
			ref.key = slices.Clone(key)
			refs = append(refs, ref)
		}
	}
	if f.Reverse {
		slices.SortStableFunc(refs, func(a, b blockRef) int { return cmp.Compare(b.high, a.high) })
	}
	return refs
}

// hints gives the rows that fit, in the order of the query, each once. Blocks
// overlap in time: what was read of one is held until no later block can come
// before it.
func (s *Store) hints(ctx context.Context, txn *badger.Txn, f *filter, do func(hint) error) error {
	refs := s.blocks(txn, f)
	held := hintHeap{reverse: f.Reverse}
	var last position
	give := func(until func(hint) bool) error {
		for len(held.list) > 0 && until(held.list[0]) {
			h := heap.Pop(&held).(hint)
			if h.position == last {
				continue
			}
			last = h.position
			if err := do(h); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	for _, ref := range refs {
		before := func(h hint) bool { return h.start < ref.low }
		if f.Reverse {
			before = func(h hint) bool { return h.start > ref.high }
		}
		if err := give(before); err != nil {
			return err
		}
		if err := s.scanBlock(txn, ref, f, func(h hint) { heap.Push(&held, h) }); err != nil {
			return err
		}
	}
	return give(func(hint) bool { return true })
}

// hintHeap is a heap of hints in the order of a query.
type hintHeap struct {
	list    []hint
	reverse bool
}

func (h *hintHeap) Len() int { return len(h.list) }
func (h *hintHeap) Less(i, j int) bool {
	order := h.list[i].compare(h.list[j].position)
	return order < 0 != h.reverse && order != 0
}
func (h *hintHeap) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *hintHeap) Push(x any)    { h.list = append(h.list, x.(hint)) }
func (h *hintHeap) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}

// scanBlock gives the rows of one block that fit, in no order.
func (s *Store) scanBlock(txn *badger.Txn, ref blockRef, f *filter, give func(hint)) error {
	item, err := txn.Get(ref.key)
	if err != nil {
		return s.keyError(ref.key, err)
	}
	return s.decode(item, func(v []byte) error {
		b, err := openBlock(v)
		if err != nil {
			return err
		}
		return b.scan(f, give)
	})
}

// block is a block of the index, opened; it lies in the value.
type block struct {
	rows   int
	starts []byte
	ids    []byte // and everything behind them
	of     [columns]column
}

type column struct {
	values []byte
	rows   []byte
}

var errBlock = errors.New("damaged block of the index")

func openBlock(v []byte) (b block, err error) {
	if len(v) == 0 || v[0] != indexVersion {
		return b, fmt.Errorf("block of the index of another version than %d", indexVersion)
	}
	rows, n := binary.Uvarint(v[1:])
	if n <= 0 || rows > maxBlockRows {
		return b, errBlock
	}
	b.rows, v = int(rows), v[1+n:]
	if len(v) < b.rows*startSize {
		return b, errBlock
	}
	b.starts, b.ids = v[:b.rows*startSize], v[b.rows*startSize:]
	v = b.ids
	for range b.rows {
		if len(v) == 0 || len(v) <= int(v[0]) {
			return b, errBlock
		}
		v = v[1+int(v[0]):]
	}
	for i := range b.of {
		size, n := binary.Uvarint(v)
		if n <= 0 || size > uint64(len(v)-n) || uint64(len(v)-n)-size < uint64(2*b.rows) {
			return b, errBlock
		}
		v = v[n:]
		b.of[i] = column{values: v[:size], rows: v[size : int(size)+2*b.rows]}
		v = v[int(size)+2*b.rows:]
	}
	if len(v) > 0 {
		return b, errBlock
	}
	return b, nil
}

// verdict is what a dictionary's value says of the rows that have it.
type verdict uint8

const (
	no verdict = iota
	maybe
	yes
)

// judge tests every value of a column's dictionary.
func (c *column) judge(test func([]byte) verdict) (of []verdict, any bool, err error) {
	for v := c.values; len(v) > 0; {
		size, n := binary.Uvarint(v)
		if n <= 0 || size > uint64(len(v)-n) {
			return nil, false, errBlock
		}
		verdict := test(v[n : n+int(size)])
		any = any || verdict != no
		of, v = append(of, verdict), v[n+int(size):]
	}
	return of, any, nil
}

func (c *column) row(i int) int { return int(binary.LittleEndian.Uint16(c.rows[2*i:])) }

// judged is one condition of a query, judged for a block: one of the columns
// has to fit.
type judged struct {
	columns []int
	of      [][]verdict // by column, as columns has them
}

func (j *judged) row(b *block, i int) (best verdict, err error) {
	for n, c := range j.columns {
		at := b.of[c].row(i)
		if at >= len(j.of[n]) {
			return no, errBlock
		}
		best = max(best, j.of[n][at])
	}
	return best, nil
}

// scan gives the rows that fit.
func (b *block) scan(f *filter, give func(hint)) error {
	conditions := make([]judged, 0, len(f.tests))
	for _, t := range f.tests {
		j := judged{columns: t.columns}
		some := false
		for _, c := range t.columns {
			of, any, err := b.of[c].judge(func(value []byte) verdict { return t.test(c, value) })
			if err != nil {
				return err
			}
			j.of, some = append(j.of, of), some || any
		}
		if !some {
			return nil
		}
		conditions = append(conditions, j)
	}
	var outcomes []string
	_, _, err := b.of[columnOutcome].judge(func(value []byte) verdict {
		outcomes = append(outcomes, string(value))
		return yes
	})
	if err != nil {
		return err
	}
	ids := b.ids
	for i := range b.rows {
		id := ids[1 : 1+int(ids[0])]
		ids = ids[1+len(id):]
		start := binary.BigEndian.Uint64(b.starts[i*startSize:])
		if start < f.low || start > f.high {
			continue
		}
		verdict := yes
		for c := range conditions {
			of, err := conditions[c].row(b, i)
			if err != nil {
				return err
			}
			if verdict = min(verdict, of); verdict == no {
				break
			}
		}
		if verdict == no {
			continue
		}
		h := hint{position: position{start, string(id)}, sure: verdict == yes}
		if !f.behind(h.position) {
			continue
		}
		if at := b.of[columnOutcome].row(i); at < len(outcomes) {
			h.outcome = outcomes[at]
		}
		give(h)
	}
	return nil
}
