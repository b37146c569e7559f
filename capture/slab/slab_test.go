package slab

import (
	"math/rand/v2"
	"testing"
)

// TestSlabKeepsValuesApart takes and frees numbers at random: every value is
// zero at first, stays what it was made, and stays where it is.
func TestSlabKeepsValuesApart(t *testing.T) {
	type value struct{ a, b uint64 }
	type held struct {
		ref  Ref
		at   *value
		want value
	}
	var s Slab[value]
	var all []held
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range uint64(20_000) {
		if len(all) > 0 && rng.IntN(5) < 2 {
			n := rng.IntN(len(all))
			s.Free(all[n].ref)
			all[n] = all[len(all)-1]
			all = all[:len(all)-1]
			continue
		}
		h := held{ref: s.New(), want: value{i, ^i}}
		if h.at = s.At(h.ref); h.ref == 0 || *h.at != (value{}) {
			t.Fatalf("new value %d is %v", h.ref, *h.at)
		}
		*h.at = h.want
		all = append(all, h)
	}
	for _, h := range all {
		if s.At(h.ref) != h.at || *h.at != h.want {
			t.Fatalf("value %d is %v, want %v", h.ref, *s.At(h.ref), h.want)
		}
	}
	if n := len(s.chunks) * size; n > len(all)*2 {
		t.Errorf("room for %d values, %d are held", n, len(all))
	}
}

func TestSlabUsesMemoryAgain(t *testing.T) {
	var s Slab[[64]byte]
	refs := make([]Ref, 1000)
	round := func() {
		for i := range refs {
			refs[i] = s.New()
		}
		for _, r := range refs {
			s.Free(r)
		}
	}
	if n := testing.AllocsPerRun(10, round); n != 0 {
		t.Errorf("%v allocations for 1000 values that were there before", n)
	}
}

func TestWhatIsLeftIsFoundAgain(t *testing.T) {
	var s Slab[[]byte]
	r := s.New()
	*s.At(r) = make([]byte, 0, 16)
	s.Leave(r)
	if again := s.New(); again != r || cap(*s.At(again)) != 16 {
		t.Errorf("%d has room for %d bytes, want %d and 16", again, cap(*s.At(again)), r)
	}
}
