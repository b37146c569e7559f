// Package numbering numbers keys, so that what is kept of each can lie in slices.
package numbering

import (
	"hash/maphash"
	"slices"
)

// Table numbers keys from 0 on, in the order in which they are first seen: a hash
// table of numbers beside a list of keys. It takes a third of the memory of a
// map, and with keys without pointers the garbage collector has nothing to look
// at. The zero value is an empty table, of Max keys at most. It is not safe for
// concurrent use.
type Table[K comparable] struct {
	keys  []K
	slots []uint32 // a number plus 1, and above it what tells most other keys without looking at them; 0 is free
	seed  maphash.Seed
}

const (
	numberBits = 20
	numberMask = 1<<numberBits - 1

	// Max is how many keys a Table holds.
	Max = numberMask

	// few keys are searched one by one, without slots.
	few = 8
)

// Len is how many keys have a number.
func (t *Table[K]) Len() int { return len(t.keys) }

// Key gives the key of a number.
func (t *Table[K]) Key(number int) K { return t.keys[number] }

// Keys gives the keys by number. They are the table's.
func (t *Table[K]) Keys() []K { return t.keys }

// Find gives the number of a key, where it has one.
func (t *Table[K]) Find(key K) (number int, known bool) {
	if t.slots == nil {
		number = slices.Index(t.keys, key)
		return number, number >= 0
	}
	at, _ := t.slot(key)
	number = int(t.slots[at]&numberMask) - 1
	return number, number >= 0
}

// Add gives the next number to a key that has none.
func (t *Table[K]) Add(key K) int {
	number, _ := t.Number(key, Max)
	return number
}

// Number gives the number of a key. One that has none gets the next, unless the
// table holds as many keys as given, at most Max: then it is -1.
func (t *Table[K]) Number(key K, most int) (number int, added bool) {
	full := len(t.keys) >= most
	if !full && 4*len(t.keys) >= 3*len(t.slots) && len(t.keys) >= few {
		t.grow()
	}
	at, tag := 0, uint32(0)
	if t.slots == nil {
		number = slices.Index(t.keys, key)
	} else {
		at, tag = t.slot(key)
		number = int(t.slots[at]&numberMask) - 1
	}
	if number >= 0 || full {
		return number, false
	}
	t.keys = append(t.keys, key)
	if t.slots != nil {
		t.slots[at] = tag | uint32(len(t.keys))
	}
	return len(t.keys) - 1, true
}

// Clone copies the table.
func (t *Table[K]) Clone() Table[K] {
	return Table[K]{keys: slices.Clone(t.keys), slots: slices.Clone(t.slots), seed: t.seed}
}

// slot gives the place of a key, or the free one where it would go, and what
// stands there above the number.
func (t *Table[K]) slot(key K) (at int, tag uint32) {
	hash := maphash.Comparable(t.seed, key)
	tag = uint32(hash>>32) &^ numberMask
	mask := len(t.slots) - 1
	for at = int(hash) & mask; ; at = (at + 1) & mask {
		have := t.slots[at]
		if have == 0 || have&^numberMask == tag && t.keys[have&numberMask-1] == key {
			return at, tag
		}
	}
}

// grow makes four times the slots, and room for as many keys as they take.
func (t *Table[K]) grow() {
	if t.slots == nil {
		t.seed = maphash.MakeSeed()
	}
	t.slots = make([]uint32, max(4*len(t.slots), 4*few))
	clear(t.slots) // fresh memory that is read first costs two page faults
	for i, key := range t.keys {
		at, tag := t.slot(key)
		t.slots[at] = tag | uint32(i+1)
	}
	t.keys = slices.Grow(t.keys, min(3*len(t.slots)/4, Max)-len(t.keys))
}
