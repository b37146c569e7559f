package record

import (
	"cmp"
	"net/netip"
)

// Compare orders endpoints by address, then by port.
func (e Endpoint) Compare(other Endpoint) int {
	return cmp.Or(e.IP.Compare(other.IP), cmp.Compare(e.Port, other.Port))
}

// String gives "address:port", an IPv6 address in brackets.
func (e Endpoint) String() string {
	return netip.AddrPortFrom(e.IP, e.Port).String()
}
