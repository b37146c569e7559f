package pipeline

import (
	"runtime/debug"
	"runtime/metrics"
)

// The garbage collector lets the heap grow to twice what is alive. With a
// million open connections that is hundreds of MiB for nothing: what a run
// keeps is alive, and garbage is little. So from largeHeap on, less is granted.
const (
	heapLive    = "/gc/heap/live:bytes"
	largeHeap   = 96 << 20 // bytes alive
	largeGrowth = 20       // percent
	heapPeriod  = 64       // rounds between two looks
)

// heap watches how much is alive, for one goroutine.
type heap struct {
	sample  [1]metrics.Sample
	rounds  int
	percent int // what the collector was told before; valid iff large
	large   bool
}

func newHeap() *heap { return &heap{sample: [1]metrics.Sample{{Name: heapLive}}} }

// look is called once a round.
func (h *heap) look() {
	if h.rounds++; h.rounds%heapPeriod != 0 || h.large {
		return
	}
	metrics.Read(h.sample[:])
	if h.sample[0].Value.Kind() == metrics.KindUint64 && h.sample[0].Value.Uint64() >= largeHeap {
		h.percent, h.large = debug.SetGCPercent(largeGrowth), true
	}
}

// restore undoes what look told the collector.
func (h *heap) restore() {
	if h.large {
		debug.SetGCPercent(h.percent)
	}
}
