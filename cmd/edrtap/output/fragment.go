package output

import (
	"unsafe"

	"edrtap/rules/record"
)

// fragments remembers how lists of certificates were encoded. Sessions share
// their backing arrays, so that a list is found by where it lies in memory. The
// memory may have been used again for another list: each list is compared with a
// copy before its fragment is taken, so a caller owes no promise and merely wins
// time where lists are shared. As strings compare by their pointers first, that
// costs a fraction of the encoding.
//
// The table is of fixed size: a list that falls on another's slot takes it
// over, with its memory. A list is encoded into a slot only when it comes a
// second time, so that lists that are never seen again cost next to nothing.
type fragments struct {
	slots []fragment
	shift int // of the hash: what is left of it tells the slot
}

// largestFragment is the longest that is remembered, in bytes.
const largestFragment = 8 << 10

// newFragments makes a table of 2^bits slots.
func newFragments(bits int) fragments {
	return fragments{slots: make([]fragment, 1<<bits), shift: 64 - bits}
}

type fragment struct {
	first *record.Certificate // where the list lies
	list  []record.Certificate
	json  []byte // valid iff list is not empty
}

// slotOf tells the slot of what lies at an address: Fibonacci hashing, as the
// lowest bits are alike.
func slotOf(address unsafe.Pointer, shift int) uint64 {
	return uint64(uintptr(address)>>4) * 0x9e3779b97f4a7c15 >> shift
}

// get returns the fragment of the list, or the slot to put it into, or neither
// where the list came for the first time. The list is not empty.
func (f *fragments) get(list []record.Certificate) (json []byte, slot *fragment) {
	first := unsafe.SliceData(list)
	slot = &f.slots[slotOf(unsafe.Pointer(first), f.shift)]
	if slot.first != first {
		slot.first, slot.list = first, slot.list[:0]
		return nil, nil
	}
	if record.SameChain(slot.list, list) {
		return slot.json, nil
	}
	return nil, slot
}

// put remembers the fragment of a list.
func (s *fragment) put(list []record.Certificate, json []byte) {
	if s == nil || len(json) > largestFragment {
		return
	}
	s.list = record.CopyChain(s.list, list)
	s.json = append(s.json[:0], json...)
}
