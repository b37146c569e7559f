package output

import (
	"net/netip"
	"slices"
	"strings"
)

// FoldAddresses puts neighbouring addresses together: 10.1.2.3-9. What is no
// address comes last, as it is. The result has no order but that of addresses.
func FoldAddresses(list []string) []string {
	var addresses []netip.Addr
	var others []string
	for _, s := range list {
		if a, err := netip.ParseAddr(s); err == nil {
			addresses = append(addresses, a)
		} else {
			others = append(others, s)
		}
	}
	slices.SortFunc(addresses, netip.Addr.Compare)
	addresses = slices.Compact(addresses)
	var folded []string
	for i := 0; i < len(addresses); {
		j := i
		for j+1 < len(addresses) && addresses[j].Next() == addresses[j+1] {
			j++
		}
		switch j - i {
		case 0:
			folded = append(folded, addresses[i].String())
		case 1:
			folded = append(folded, addresses[i].String(), addresses[j].String())
		default:
			folded = append(folded, rangeText(addresses[i], addresses[j]))
		}
		i = j + 1
	}
	return append(folded, others...)
}

// rangeText is 10.1.2.3-9 where only the last byte differs, and both addresses
// in full otherwise.
func rangeText(first, last netip.Addr) string {
	a, b := first.String(), last.String()
	if at := strings.LastIndexByte(b, '.'); first.Is4() && strings.HasPrefix(a, b[:at+1]) {
		return a + "-" + b[at+1:]
	}
	return a + " - " + b
}
