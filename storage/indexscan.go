package storage

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"errors"
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

// blockRef is what the key of a block says.
type blockRef struct {
	low, high uint64 // starts of its first and last session
	hash      [indexHashSize]byte
}

func (r blockRef) appendKey(key []byte) []byte {
	key = binary.BigEndian.AppendUint64(append(key, indexPrefix...), r.low)
	return append(binary.BigEndian.AppendUint64(key, r.high), r.hash[:]...)
}

func (r blockRef) appendColumnKey(key []byte, column int) []byte {
	key = binary.BigEndian.AppendUint64(append(key, columnPrefix...), r.low)
	return append(append(key, r.hash[:]...), byte(column))
}

// blockOf reads the key of a block.
func blockOf(key []byte) (r blockRef, ok bool) {
	if len(key) != len(indexPrefix)+2*startSize+indexHashSize {
		return r, false
	}
	key = key[len(indexPrefix):]
	r.low, r.high = binary.BigEndian.Uint64(key), binary.BigEndian.Uint64(key[startSize:])
	r.hash = [indexHashSize]byte(key[2*startSize:])
	return r, true
}

// blocks lists the blocks that may hold sessions of the query, in the order in
// which they have to be read.
func (s *Store) blocks(txn *badger.Txn, f *filter) []blockRef {
	it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(indexPrefix)})
	defer it.Close()
	var refs []blockRef
	for it.Rewind(); it.Valid(); it.Next() {
		ref, ok := blockOf(it.Item().Key())
		switch {
		case !ok || ref.high < f.low:
			continue
		case ref.low > f.high:
			return ordered(refs, f)
		}
		refs = append(refs, ref)
	}
	return ordered(refs, f)
}

func ordered(refs []blockRef, f *filter) []blockRef {
	if f.Reverse {
		slices.SortStableFunc(refs, func(a, b blockRef) int { return cmp.Compare(b.high, a.high) })
	}
	return refs
}

// hints gives the places of the sessions whose row fits, in the order of the
// query, each once. Blocks overlap in time: what was read of one is held until no later block can come
// before it.
func (s *Store) hints(ctx context.Context, txn *badger.Txn, f *filter, do func(position) error) error {
	refs := s.blocks(txn, f)
	held := placeHeap{reverse: f.Reverse}
	var last position
	give := func(until func(position) bool) error {
		for len(held.list) > 0 && until(held.list[0]) {
			next := heap.Pop(&held).(position)
			if next == last {
				continue
			}
			last = next
			if err := do(next); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	for _, ref := range refs {
		before := func(p position) bool { return p.start < ref.low }
		if f.Reverse {
			before = func(p position) bool { return p.start > ref.high }
		}
		if err := give(before); err != nil {
			return err
		}
		if err := s.scanBlock(txn, ref, f, func(p position) { heap.Push(&held, p) }); err != nil {
			return err
		}
	}
	return give(func(position) bool { return true })
}

// placeHeap is a heap of places in the order of a query.
type placeHeap struct {
	list    []position
	reverse bool
}

func (h *placeHeap) Len() int { return len(h.list) }
func (h *placeHeap) Less(i, j int) bool {
	order := h.list[i].compare(h.list[j])
	return order < 0 != h.reverse && order != 0
}
func (h *placeHeap) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *placeHeap) Push(x any)    { h.list = append(h.list, x.(position)) }
func (h *placeHeap) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}

// column is one column of a block, opened; it lies in the value.
type column struct {
	values []byte // of the dictionary, each behind its length
	rows   []byte // 2 bytes each
}

var errBlock = errors.New("damaged column of the index")

func openColumn(v []byte) (c column, err error) {
	size, n := binary.Uvarint(v)
	if n <= 0 || size > uint64(len(v)-n) || (uint64(len(v)-n)-size)%2 != 0 {
		return c, errBlock
	}
	return column{values: v[n : n+int(size)], rows: v[n+int(size):]}, nil
}

// judge tests every value of a column's dictionary, and says which fit, and
// whether one does.
func (c *column) judge(test func([]byte) bool) (of []bool, some bool, err error) {
	of = make([]bool, 0, len(c.rows)/4) // often few, at most one a row
	for v := c.values; len(v) > 0; {
		size, n := binary.Uvarint(v)
		if n <= 0 || size > uint64(len(v)-n) {
			return nil, false, errBlock
		}
		fits := test(v[n : n+int(size)])
		some = some || fits
		of, v = append(of, fits), v[n+int(size):]
	}
	return of, some, nil
}

// merge adds the rows that fit by this column's values to those that do by
// another's.
func (c *column) merge(of, rows []bool) ([]bool, error) {
	if rows == nil {
		rows = make([]bool, len(c.rows)/2)
	}
	if len(c.rows) != 2*len(rows) {
		return nil, errBlock
	}
	for i := range rows {
		at := int(binary.LittleEndian.Uint16(c.rows[2*i:]))
		if at >= len(of) {
			return nil, errBlock
		}
		rows[i] = rows[i] || of[at]
	}
	return rows, nil
}

// readColumn reads one column of a block.
func (s *Store) readColumn(txn *badger.Txn, ref blockRef, number int, read func([]byte) error) error {
	key := ref.appendColumnKey(nil, number)
	item, err := txn.Get(key)
	if err != nil {
		return s.keyError(key, err)
	}
	return s.decode(item, read)
}

// judgeRows tests the rows of a block; it gives nil where none fits.
func (s *Store) judgeRows(txn *badger.Txn, ref blockRef, t rowTest) (rows []bool, err error) {
	fits := false
	for _, number := range t.columns {
		err := s.readColumn(txn, ref, number, func(v []byte) error {
			c, err := openColumn(v)
			if err != nil {
				return err
			}
			of, some, err := c.judge(func(value []byte) bool { return t.test(number, value) })
			if err != nil || !some {
				return err
			}
			fits = true
			rows, err = c.merge(of, rows)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if !fits {
		return nil, nil
	}
	return rows, nil
}

// scanBlock gives the places of one block's rows that fit, in no order.
func (s *Store) scanBlock(txn *badger.Txn, ref blockRef, f *filter, give func(position)) error {
	var all []bool
	for _, t := range f.tests {
		rows, err := s.judgeRows(txn, ref, t)
		if rows == nil || err != nil {
			return err
		}
		if all == nil {
			all = rows
		}
		if len(all) != len(rows) {
			return s.keyError(ref.appendKey(nil), errBlock)
		}
		for i := range all {
			all[i] = all[i] && rows[i]
		}
	}
	if all != nil && !slices.Contains(all, true) {
		return nil
	}
	return s.readColumn(txn, ref, columnPosition, func(v []byte) error { return positions(v, all, f, give) })
}

// positions gives the places of the rows that fit; all of them where rows is nil.
func positions(v []byte, rows []bool, f *filter, give func(position)) error {
	count, n := binary.Uvarint(v)
	if n <= 0 || count > maxBlockRows || uint64(len(v)-n) < count*startSize || rows != nil && int(count) != len(rows) {
		return errBlock
	}
	prefix := []byte(f.ID)
	starts, ids := v[n:n+int(count)*startSize], v[n+int(count)*startSize:]
	for i := range int(count) {
		if len(ids) == 0 || len(ids) <= int(ids[0]) {
			return errBlock
		}
		id := ids[1 : 1+int(ids[0])]
		ids = ids[1+len(id):]
		if rows != nil && !rows[i] {
			continue
		}
		p := position{start: binary.BigEndian.Uint64(starts[i*startSize:])}
		if p.start < f.low || p.start > f.high {
			continue
		}
		if f.ids != nil && !f.ids[string(id)] || !bytes.HasPrefix(id, prefix) {
			continue
		}
		if p.id = string(id); f.behind(p) {
			give(p)
		}
	}
	return nil
}
