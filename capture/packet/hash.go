package packet

import (
	"encoding/binary"
	"math/bits"
)

// Odd constants without structure (fraction of the golden ratio and of the
// square roots of small primes), to multiply by.
const (
	mixA = 0x9e3779b97f4a7c15
	mixB = 0xbb67ae8584caa73b
	mixC = 0x3c6ef372fe94f82b
)

// mix folds the 128-bit product, so that every bit of both depends on all.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// FlowHash is a hash of the 5-tuple that is the same for both directions.
//
// Context has no part in it: a conversation that is mirrored with its VLAN tag
// in one direction and without it in the other must land on one shard. Without
// ports (ICMP, OtherIP) the hash is of addresses and protocol.
func (p *Packet) FlowHash() uint32 {
	return flowHash(endHash(&p.Src, p.SrcPort), endHash(&p.Dst, p.DstPort), p.Proto)
}

// FlowHash is the FlowHash of the packets that the quoted one belongs to.
func (q *Quoted) FlowHash() uint32 {
	return flowHash(endHash(&q.Src, q.SrcPort), endHash(&q.Dst, q.DstPort), q.Proto)
}

// flowHash takes the sum of the ends' hashes: addition does not care for the
// order, and unlike XOR it does not cancel equal ends.
func flowHash(a, b uint64, proto uint8) uint32 {
	h := mix((a+b)^mixC, mixA^uint64(proto))
	return uint32(h ^ h>>32)
}

func endHash(a *Addr, port uint16) uint64 {
	hi := binary.LittleEndian.Uint64(a[:8])
	lo := binary.LittleEndian.Uint64(a[8:])
	return mix(mix(hi^mixA, mixB^uint64(port))^lo, mixC)
}

// What an id in the Context is an id of. The kinds keep VLAN 7 and VNI 7 apart.
const (
	contextVLAN = 1 + iota
	contextPPPoE
	contextGRE
	contextVXLAN
	contextGENEVE
)

// addContext gives the hash of what context stands for, followed by one id.
//
// Only ids that both directions of a conversation share have a place in it.
// MPLS labels, GTP-U tunnel endpoint ids, PPTP call ids and ERSPAN session ids
// are chosen per direction (or per mirrored port), and would tear a
// conversation in two.
func addContext(context, kind, id uint32) uint32 {
	h := mix(uint64(context)<<32^uint64(kind)<<24^uint64(id)^mixB, mixA)
	c := uint32(h ^ h>>32)
	if c == 0 {
		return 1 // 0 means that there was no id at all
	}
	return c
}
