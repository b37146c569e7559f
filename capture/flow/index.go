package flow

import (
	"encoding/binary"
	"math/bits"

	"edrtap/capture/packet"
)

// index finds flows by the hash of their 5-tuple: open addressing with linear
// probing. A slot is the hash above the number of the record plus 1; 0 is free.
type index struct {
	slots []uint64
	used  int
}

const smallestIndex = 64

func (x *index) insert(hash, record uint32) {
	if 4*(x.used+1) > 3*len(x.slots) {
		x.grow()
	}
	x.put(uint64(hash)<<32 | uint64(record+1))
	x.used++
}

// first gives the first record of a hash.
func (x *index) first(hash uint32) (record uint32, ok bool) {
	if len(x.slots) == 0 {
		return 0, false
	}
	mask := uint32(len(x.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		switch slot := x.slots[at]; {
		case slot == 0:
			return 0, false
		case uint32(slot>>32) == hash:
			return uint32(slot) - 1, true
		}
	}
}

func (x *index) put(slot uint64) {
	mask := uint32(len(x.slots) - 1)
	at := uint32(slot>>32) & mask
	for x.slots[at] != 0 {
		at = (at + 1) & mask
	}
	x.slots[at] = slot
}

func (x *index) grow() {
	old := x.slots
	x.slots = make([]uint64, max(2*len(old), smallestIndex))
	clear(x.slots) // fresh memory that is read first costs two page faults
	for _, slot := range old {
		if slot != 0 {
			x.put(slot)
		}
	}
}

// remove takes a record out and moves the slots behind it back, so that no
// marks of removal pile up.
func (x *index) remove(hash, record uint32) {
	mask := uint32(len(x.slots) - 1)
	at := hash & mask
	for x.slots[at] != uint64(hash)<<32|uint64(record+1) {
		at = (at + 1) & mask
	}
	x.used--
	for hole, probe := at, (at+1)&mask; ; probe = (probe + 1) & mask {
		slot := x.slots[probe]
		if slot == 0 {
			x.slots[hole] = 0
			return
		}
		home := uint32(slot>>32) & mask
		if (probe-home)&mask >= (probe-hole)&mask {
			x.slots[hole] = slot
			hole = probe
		}
	}
}

// hasher hashes 5-tuples, the same for both directions. Its seed is secret, so
// that a stranger cannot choose addresses and ports that collide. Nothing that
// a Table gives depends on it.
type hasher struct{ a, b uint64 }

func (h hasher) hash(srcAddr *packet.Addr, srcPort uint16, dstAddr *packet.Addr, dstPort uint16) uint32 {
	sum := h.end(srcAddr, srcPort) + h.end(dstAddr, dstPort)
	sum = mix(sum^h.a, h.b)
	return uint32(sum ^ sum>>32)
}

func (h hasher) end(a *packet.Addr, port uint16) uint64 {
	hi := binary.LittleEndian.Uint64(a[:8]) ^ h.a
	lo := binary.LittleEndian.Uint64(a[8:]) ^ h.b
	return mix(mix(hi, lo)^uint64(port), h.a)
}

// mix folds the 128-bit product.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
