package numbering

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

func TestNumbersAreThoseOfAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n Table[uint64]
		want := make(map[uint64]int)
		most := rapid.Uint64Range(0, 1<<rapid.IntRange(0, 12).Draw(t, "bits")).Draw(t, "most")
		room := rapid.IntRange(0, 300).Draw(t, "room")
		for _, key := range rapid.SliceOfN(rapid.Uint64Range(0, most), 0, 300).Draw(t, "keys") {
			have, known := n.Find(key)
			number, wanted := want[key]
			if known != wanted || known && have != number {
				t.Fatalf("%d has %d, %v, want %d, %v", key, have, known, number, wanted)
			}
			if !known && len(want) < room {
				number = len(want)
				want[key] = number
			} else if !known {
				number = -1
			}
			if got, added := n.Number(key, room); got != number || added != (!known && got >= 0) || added && n.Key(got) != key {
				t.Fatalf("%d gets %d, %v, want %d", key, got, added, number)
			}
		}
		if n.Len() != len(want) {
			t.Fatalf("%d keys, want %d", n.Len(), len(want))
		}
	})
}

func TestAFullTableFindsEachKey(t *testing.T) {
	var n Table[uint64]
	for key := range uint64(Max) {
		n.Add(key * key)
	}
	for key := range uint64(Max) {
		if number, known := n.Find(key * key); !known || number != int(key) {
			t.Fatalf("%d has %d, %v", key, number, known)
		}
	}
	if _, known := n.Find(2); known {
		t.Error("what was not added has a number")
	}
}

func TestACloneIsOnItsOwn(t *testing.T) {
	var n Table[int]
	for key := range 100 {
		c := n.Clone()
		n.Add(key)
		c.Add(-1)
		if _, known := n.Find(-1); known || c.Len() != key+1 {
			t.Fatalf("with %d keys, what the clone adds is in the table", key)
		}
	}
}

func TestHostsAreAddressesAndBack(t *testing.T) {
	var hosts Table[Host]
	addresses := []string{"10.0.0.1", "::ffff:10.0.0.1", "::1", "::", "0.0.0.0", "fe80::1"}
	for i, text := range addresses {
		h := HostOf(netip.MustParseAddr(text))
		if _, known := hosts.Find(h); known {
			t.Errorf("%s is taken for another", text)
		}
		if n := hosts.Add(h); n != i || h.Addr().String() != text {
			t.Errorf("%s is %d, %s", text, n, h.Addr())
		}
	}
}

func BenchmarkFind(b *testing.B) {
	var hosts Table[Host]
	address := func(n uint32) Host {
		return HostOf(netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}))
	}
	const many = 1 << 18
	for n := range uint32(many) {
		hosts.Add(address(n * 2654435761))
	}
	for name, first := range map[string]uint32{"known": 0, "unknown": many} {
		b.Run(name, func(b *testing.B) {
			found, n := 0, uint32(0)
			for b.Loop() {
				if _, known := hosts.Find(address((first + n%many) * 2654435761)); known {
					found++
				}
				n++
			}
		})
	}
}
