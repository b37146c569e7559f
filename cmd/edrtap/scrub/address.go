package scrub

import (
	"encoding/binary"
	"net/netip"
	"strconv"
)

// addresses replaces addresses octet by octet: those with a common prefix have
// one afterwards, and an octet keeps its number of digits, so that an address
// as text keeps its length. What says of an address that it is private, or a
// group, stays.
type addresses struct {
	known map[netip.Addr]netip.Addr
	seen  map[netip.Prefix]bool   // prefixes of addresses in the capture
	of    map[netip.Prefix]uint16 // what the last part of a prefix became
	used  map[netip.Prefix]bool   // prefixes of replacements
}

func newAddresses() addresses {
	return addresses{
		known: make(map[netip.Addr]netip.Addr), seen: make(map[netip.Prefix]bool),
		of: make(map[netip.Prefix]uint16), used: make(map[netip.Prefix]bool),
	}
}

// see notes that an address is in the capture, so that no replacement is
// taken for it.
func (x *addresses) see(a netip.Addr) {
	step := partSize(a)
	for bits := step; bits <= a.BitLen(); bits += step {
		p, _ := a.Prefix(bits)
		x.seen[p] = true
	}
}

func partSize(a netip.Addr) int {
	if a.Is4() {
		return 8
	}
	return 16
}

func (x *addresses) replace(a netip.Addr) netip.Addr {
	a = a.WithZone("")
	if a.Is4In6() {
		return netip.AddrFrom16(x.replace(a.Unmap()).As16())
	}
	if made, ok := x.known[a]; ok {
		return made
	}
	made := a
	if !a.IsMulticast() && !a.IsLoopback() && !a.IsUnspecified() && a != netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		made = x.make(a)
	}
	x.known[a] = made
	return made
}

func (x *addresses) make(a netip.Addr) netip.Addr {
	step := partSize(a)
	old, made := a.AsSlice(), a.AsSlice()
	for bits := step; bits <= a.BitLen(); bits += step {
		if bits <= fixedBits(a) {
			continue
		}
		at := bits/8 - step/8
		p, _ := a.Prefix(bits)
		part, ok := x.of[p]
		if !ok {
			part = x.choose(old[at:at+step/8], made[:at], len(old))
			x.of[p] = part
		}
		put(made[at:at+step/8], part)
		x.used[prefixOf(made, bits)] = true
	}
	b, _ := netip.AddrFromSlice(made)
	return b
}

// fixedBits is how much of an address says of what kind it is.
func fixedBits(a netip.Addr) int {
	b := a.AsSlice()
	switch {
	case a.Is6():
		return 16
	case a.IsPrivate() && b[0] == 10:
		return 8
	case a.IsPrivate(), a.IsLinkLocalUnicast():
		return 16
	}
	return 0
}

func put(b []byte, part uint16) {
	if len(b) == 1 {
		b[0] = byte(part)
		return
	}
	binary.BigEndian.PutUint16(b, part)
}

func prefixOf(b []byte, bits int) netip.Prefix {
	a, _ := netip.AddrFromSlice(b)
	p, _ := a.Prefix(bits)
	return p
}

// choose gives a part for the place behind before that takes as many digits as
// the old one, and with which no address of the capture and no other
// replacement begins; where there is none left, one that no other has.
func (x *addresses) choose(old, before []byte, size int) uint16 {
	low, high := rangeOf(old)
	if low == high {
		return low
	}
	spare := low
	for pass := range 2 {
		for part := low; part <= high; part++ {
			b := make([]byte, size)
			copy(b, before)
			put(b[len(before):len(before)+len(old)], part)
			p := prefixOf(b, 8*(len(before)+len(old)))
			if reserved(b, len(before)) || x.used[p] || pass == 0 && x.seen[p] {
				continue
			}
			return part
		}
	}
	return spare
}

// rangeOf gives the parts that take as many digits as the old one.
func rangeOf(old []byte) (low, high uint16) {
	if len(old) == 1 {
		switch {
		case old[0] == 0 || old[0] == 255: // of networks and broadcasts
			return uint16(old[0]), uint16(old[0])
		case old[0] < 10:
			return 1, 9
		case old[0] < 100:
			return 10, 99
		}
		return 100, 254
	}
	v := binary.BigEndian.Uint16(old)
	if v == 0 { // what "::" stands for stays as long
		return 0, 0
	}
	digits := len(strconv.FormatUint(uint64(v), 16))
	low = 1 << (4 * (digits - 1))
	return low, uint16(1<<(4*digits) - 1)
}

// reserved says that an IPv4 address would be of another kind with such a
// first octet.
func reserved(b []byte, at int) bool {
	if len(b) != 4 || at != 0 {
		return false
	}
	switch b[0] {
	case 10, 127, 169, 172, 192:
		return true
	}
	return b[0] >= 224
}

// addressBytes replaces an address of 4 or 16 bytes in place.
func (s *Scrubber) addressBytes(b []byte) {
	a, ok := netip.AddrFromSlice(b)
	if !ok {
		return
	}
	if !s.writing {
		s.addresses.see(a.Unmap())
		return
	}
	if a.Is4() {
		made := s.addresses.replace(a).As4()
		copy(b, made[:])
		return
	}
	made := s.addresses.replace(a).As16()
	copy(b, made[:])
}

// replaceAddress replaces an address in bytes that a message holds.
func (s *Scrubber) replaceAddress(b []byte) {
	a, ok := netip.AddrFromSlice(b)
	if !ok {
		return
	}
	made := s.addresses.replace(a).AsSlice()
	copy(b, made)
}
