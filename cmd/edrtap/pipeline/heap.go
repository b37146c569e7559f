package pipeline

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The garbage collector lets the heap grow to twice what is alive. A small heap
// may grow more than that: to collect it often costs time and saves nothing.
// With a million open connections it is hundreds of MiB for nothing: what a run
// keeps is alive, and garbage is little. So the more is alive, the less growth
// is granted.
var grants = []struct {
	from   uint64 // bytes alive
	growth int    // percent
}{{0, 400}, {24 << 20, 200}, {56 << 20, 40}, {128 << 20, 20}, {224 << 20, 10}}

const (
	heapLive   = "/gc/heap/live:bytes"
	heapPeriod = 64 // rounds between two looks

	smallGrowth = 50 // percent; less is granted to large heaps alone
)

// heap watches how much is alive, for one goroutine.
type heap struct {
	sample [1]metrics.Sample
	rounds int
	growth int // granted last
}

func newHeap() *heap {
	h := &heap{sample: [1]metrics.Sample{{Name: heapLive}}, growth: grants[0].growth}
	debug.SetGCPercent(h.growth)
	return h
}

// look is called once a round.
func (h *heap) look() {
	if h.rounds++; h.rounds%heapPeriod == 0 {
		h.grant()
	}
}

// end is called when the run has ended. The flows are gone, and to draw
// conclusions takes memory again: a large heap is collected first, or it would
// grow beyond what it was.
func (h *heap) end() {
	if h.growth < smallGrowth {
		runtime.GC()
	}
	h.grant()
}

func (h *heap) grant() {
	metrics.Read(h.sample[:])
	if h.sample[0].Value.Kind() != metrics.KindUint64 {
		return
	}
	if growth := granted(h.sample[0].Value.Uint64()); growth != h.growth {
		debug.SetGCPercent(growth)
		h.growth = growth
	}
}

// granted gives the growth, in percent, for so many bytes alive.
func granted(live uint64) int {
	growth := grants[0].growth
	for _, g := range grants {
		if live >= g.from {
			growth = g.growth
		}
	}
	return growth
}
