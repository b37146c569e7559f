package numbering

import "net/netip"

// Host is an address as a key without pointers. Zones come from no packet.
type Host struct {
	bytes [16]byte
	v4    bool
}

// HostOf gives the Host of an address.
func HostOf(a netip.Addr) Host { return Host{a.As16(), a.Is4()} }

// Addr gives the address, without its zone.
func (h Host) Addr() netip.Addr {
	a := netip.AddrFrom16(h.bytes)
	if h.v4 {
		a = a.Unmap()
	}
	return a
}
