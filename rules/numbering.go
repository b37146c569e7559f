package rules

import "hash/maphash"

// numbering numbers keys in the order in which they are first seen: a hash table
// of numbers beside a list of keys. It takes a third of the memory of a map, and
// with keys without pointers the garbage collector has nothing to look at.
type numbering[K comparable] struct {
	keys  []K      // by number
	slots []uint32 // a number plus 1; 0 is free
	seed  maphash.Seed
}

func newNumbering[K comparable]() numbering[K] {
	return numbering[K]{slots: make([]uint32, 16), seed: maphash.MakeSeed()}
}

// find gives the number of a key, where it has one.
func (n *numbering[K]) find(key K) (int, bool) {
	slot := n.slots[n.slot(key)]
	return int(slot) - 1, slot > 0
}

// add gives the next number to a key that has none.
func (n *numbering[K]) add(key K) int {
	if 4*len(n.keys) >= 3*len(n.slots) {
		n.grow()
	}
	n.keys = append(n.keys, key)
	n.slots[n.slot(key)] = uint32(len(n.keys))
	return len(n.keys) - 1
}

// slot gives the place of a key, or the free one where it would go.
func (n *numbering[K]) slot(key K) int {
	mask := len(n.slots) - 1
	at := int(maphash.Comparable(n.seed, key)) & mask
	for n.slots[at] > 0 && n.keys[n.slots[at]-1] != key {
		at = (at + 1) & mask
	}
	return at
}

func (n *numbering[K]) grow() {
	n.slots = make([]uint32, 2*len(n.slots))
	for i, key := range n.keys {
		n.slots[n.slot(key)] = uint32(i + 1)
	}
}
