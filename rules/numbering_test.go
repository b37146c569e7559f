package rules

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

func TestNumberingIsThatOfAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, want := newNumbering[uint64](), make(map[uint64]int)
		most := rapid.Uint64Range(0, 1<<rapid.IntRange(0, 12).Draw(t, "bits")).Draw(t, "most")
		for _, key := range rapid.SliceOfN(rapid.Uint64Range(0, most), 0, 300).Draw(t, "keys") {
			have, known := n.find(key)
			number, wanted := want[key]
			if known != wanted || known && have != number {
				t.Fatalf("%d has %d, %v, want %d, %v", key, have, known, number, wanted)
			}
			if !known {
				want[key] = len(want)
				if got := n.add(key); got != want[key] || n.keys[got] != key {
					t.Fatalf("%d gets %d, want %d", key, got, want[key])
				}
			}
		}
	})
}

func TestNumberingOfHosts(t *testing.T) {
	addresses := map[string]bool{"10.0.0.1": true, "::ffff:10.0.0.1": true, "::1": true, "::": true, "0.0.0.0": true}
	local := netip.MustParseAddr("10.0.0.1")
	p := newPairs(new(uint64))
	for text := range addresses {
		p.host(netip.MustParseAddr(text))
	}
	if len(p.hosts.keys) != len(addresses) {
		t.Errorf("%d numbers for %d addresses", len(p.hosts.keys), len(addresses))
	}
	for _, h := range p.hosts.keys {
		if !addresses[h.addr().String()] {
			t.Errorf("%s is none of them", h.addr())
		}
		delete(addresses, h.addr().String())
	}
	if n := testing.AllocsPerRun(100, func() { p.host(local) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
