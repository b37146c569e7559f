package pipeline

import "testing"

// TestTheMoreIsAliveTheLessGrowthIsGranted bounds what a heap takes at most: with
// little alive, less than 100 MiB; with much, a tenth more than that.
func TestTheMoreIsAliveTheLessGrowthIsGranted(t *testing.T) {
	last := granted(0)
	for live := uint64(0); live < 1<<30; live += 1 << 20 {
		growth := granted(live)
		if growth > last {
			t.Fatalf("%d MiB alive are granted %d %%, fewer were granted %d %%", live>>20, growth, last)
		}
		last = growth
		most := live + live*uint64(growth)/100
		if live < 20<<20 && most > 100<<20 || live >= 256<<20 && most > live+live/10 {
			t.Errorf("with %d MiB alive the heap may take %d MiB", live>>20, most>>20)
		}
	}
}
