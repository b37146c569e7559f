package packet

import (
	"bytes"
	"encoding/binary"
	"net/netip"
)

// Addr is an IP address in 16 bytes. An IPv4 address is held as IPv4-mapped
// IPv6 (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2), so that one comparable
// type of fixed size serves both versions.
type Addr [16]byte

// AddrFrom4 gives the Addr of an IPv4 address in network byte order.
func AddrFrom4(b [4]byte) Addr {
	var a Addr
	a[10], a[11] = 0xff, 0xff
	copy(a[12:], b[:])
	return a
}

// AddrFrom gives the Addr of a netip.Addr; its zone is left out.
func AddrFrom(ip netip.Addr) Addr { return ip.As16() }

// Is4 says whether a is an IPv4 address.
func (a Addr) Is4() bool {
	return binary.BigEndian.Uint64(a[:8]) == 0 && binary.BigEndian.Uint32(a[8:12]) == 0xffff
}

// Netip gives a as a netip.Addr, IPv4 unmapped.
func (a Addr) Netip() netip.Addr { return netip.AddrFrom16(a).Unmap() }

// Compare orders addresses by their 16 bytes; it returns -1, 0 or 1.
func (a Addr) Compare(b Addr) int { return bytes.Compare(a[:], b[:]) }

// String gives the usual text form.
func (a Addr) String() string { return a.Netip().String() }

// setMapped stores the IPv4 address in b with two writes of 8 bytes.
func (a *Addr) setMapped(b *[4]byte) {
	binary.LittleEndian.PutUint64(a[:8], 0)
	binary.LittleEndian.PutUint64(a[8:], uint64(binary.LittleEndian.Uint32(b[:]))<<32|0xffff<<16)
}
