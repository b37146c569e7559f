package tlsparse

import (
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"
)

// distinct returns n certificates that differ.
func distinct(t testing.TB, n int) [][]byte {
	t.Helper()
	list := make([][]byte, n)
	for i := range list {
		template := certificateTemplate()
		template.SerialNumber = big.NewInt(int64(i + 1))
		list[i] = selfSigned(t, ecTestKey(), template)
	}
	return list
}

func TestCacheSharesEqualCertificates(t *testing.T) {
	cache := NewCertCache(0, 0)
	list := distinct(t, 2)
	first := cache.Get(list[0])
	if again := cache.Get(append([]byte(nil), list[0]...)); again != first {
		t.Errorf("equal bytes gave another certificate")
	}
	if other := cache.Get(list[1]); other == first || other.Serial != "02" {
		t.Errorf("other bytes gave serial %s", other.Serial)
	}
	if cache.Hits != 1 || cache.Misses != 2 {
		t.Errorf("%d hits, %d misses", cache.Hits, cache.Misses)
	}
}

// TestCacheGivesWhatParsingGives asks at random, with limits so small that
// certificates are forgotten all the time, and compares with the parser.
func TestCacheGivesWhatParsingGives(t *testing.T) {
	list := distinct(t, 20)
	want := make([]*Certificate, len(list))
	for i, raw := range list {
		want[i] = ParseCertificate(raw)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, limits := range [][2]int{{1, 0}, {4, 0}, {0, 1}, {0, 8 << 10}, {0, 0}} {
		cache := NewCertCache(limits[0], limits[1])
		for range 500 {
			i := random.IntN(len(list))
			if got := cache.Get(list[i]); !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("limits %v: certificate %d differs", limits, i)
			}
			held, size := cache.held()
			if held > max(2, cache.maxCount*2) || size > 2*cache.maxBytes {
				t.Fatalf("limits %v: %d certificates of %d bytes are held", limits, held, size)
			}
		}
		if limits[0]+limits[1] > 0 && cache.Forgotten == 0 {
			t.Errorf("limits %v: nothing was forgotten", limits)
		}
		if held, _ := cache.held(); uint64(held)+cache.Forgotten < cache.Misses {
			t.Errorf("limits %v: %d held and %d forgotten of %d", limits, held, cache.Forgotten, cache.Misses)
		}
	}
}

// held counts the entries of both generations and the memory they stand for.
func (c *CertCache) held() (count, size int) {
	for _, generation := range []map[uint64]*cached{c.young, c.old} {
		for _, chain := range generation {
			for ; chain != nil; chain = chain.next {
				count++
				size += chain.size
			}
		}
	}
	return count, size
}

func TestCacheTellsCertificatesOfOneHashApart(t *testing.T) {
	list := distinct(t, 2)
	a, b := ParseCertificate(list[0]), ParseCertificate(list[1])
	chain := &cached{certificate: a, next: &cached{certificate: b}}
	if found := find(chain, list[1]); found == nil || found.certificate != b {
		t.Errorf("the second of a chain was not found")
	}
	if find(chain, list[0][1:]) != nil {
		t.Errorf("other bytes were found")
	}
}

func TestCacheHitDoesNotAllocate(t *testing.T) {
	cache := NewCertCache(0, 0)
	raw := plainParts().der(t)
	cache.Get(raw)
	if allocs := testing.AllocsPerRun(100, func() { cache.Get(raw) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func BenchmarkCertCacheHit(b *testing.B) {
	cache := NewCertCache(0, 0)
	list := distinct(b, 100)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		cache.Get(list[i%len(list)])
	}
}
