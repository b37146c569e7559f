package packet

import (
	"encoding/binary"
	"math/bits"
)

// Checksum is what can be said of a transport checksum.
type Checksum uint8

// The judgements of a checksum.
const (
	ChecksumUnknown   Checksum = iota // cannot be judged: not TCP, cut, or the final destination is not known
	ChecksumGood                      // right
	ChecksumOffloaded                 // captured before the network card filled it in
	ChecksumBad                       // wrong
)

// TCPChecksum judges the TCP checksum (RFC 9293 section 3.1). It reads the
// whole payload, so it is left to callers that need to know. The packet must
// still be valid, that is, before the next Decode.
func (p *Packet) TCPChecksum() Checksum {
	if p.Proto != ProtoTCP || len(p.segment) < tcpHeaderLength || p.Problems&(Cut|SourceRouted) != 0 {
		return ChecksumUnknown
	}
	addresses := p.addressSum()
	pseudo := addresses + uint64(len(p.segment))
	if fold(pseudo+sum16(p.segment)) == 0xffff {
		return ChecksumGood
	}
	// Offload leaves the sum of the pseudo-header there for the card to go on
	// from, with the length or, where the card cuts segments, without it.
	// Others leave 0.
	stored := binary.BigEndian.Uint16(p.segment[16:])
	if stored == fold(pseudo) || stored == fold(addresses) || stored == 0 {
		return ChecksumOffloaded
	}
	return ChecksumBad
}

// addressSum is the sum of the pseudo-header without the length (RFC 9293
// section 3.1, RFC 8200 section 8.1).
func (p *Packet) addressSum() uint64 {
	sum := uint64(p.Proto)
	for _, a := range [...]*Addr{&p.Src, &p.Dst} {
		sum += halves(binary.BigEndian.Uint32(a[12:]))
		if p.Version != 4 {
			sum += halves(binary.BigEndian.Uint32(a[:])) + halves(binary.BigEndian.Uint32(a[4:])) + halves(binary.BigEndian.Uint32(a[8:]))
		}
	}
	return sum
}

// halves is the sum of two 16-bit words.
func halves(words uint32) uint64 { return uint64(words>>16 + words&0xffff) }

// sum16 is a sum of the big-endian 16-bit words of b, an odd last byte padded
// with 0. It may be folded with fold; it is at most 16 bits long. The words are
// added four at a time, in the other byte order: the sum is the same but for
// its own order (RFC 1071 section 2).
func sum16(b []byte) uint64 {
	var sum, carry uint64
	for len(b) >= 32 {
		sum, carry = bits.Add64(sum, binary.LittleEndian.Uint64(b), carry)
		sum, carry = bits.Add64(sum, binary.LittleEndian.Uint64(b[8:]), carry)
		sum, carry = bits.Add64(sum, binary.LittleEndian.Uint64(b[16:]), carry)
		sum, carry = bits.Add64(sum, binary.LittleEndian.Uint64(b[24:]), carry)
		b = b[32:]
	}
	for len(b) >= 8 {
		sum, carry = bits.Add64(sum, binary.LittleEndian.Uint64(b), carry)
		b = b[8:]
	}
	var last uint64
	for i, c := range b {
		last |= uint64(c) << (8 * i)
	}
	sum, carry = bits.Add64(sum, last, carry)
	// The words of a 64-bit sum in one's complement add up to the same sum.
	sum = sum>>48 + sum>>32&0xffff + sum>>16&0xffff + sum&0xffff + carry
	return uint64(bits.ReverseBytes16(fold(sum)))
}

// fold brings a sum down to 16 bits with end-around carry.
func fold(sum uint64) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}
