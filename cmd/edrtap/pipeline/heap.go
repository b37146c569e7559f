package pipeline

import (
	"runtime/debug"
	"runtime/metrics"
)

// The garbage collector lets the heap grow to twice what is alive. With a
// million open connections that is hundreds of MiB for nothing: what a run
// keeps is alive, and garbage is little. So the more is alive, the less growth
// is granted.
var grants = []struct {
	from   uint64 // bytes alive
	growth int    // percent
}{{32 << 20, 50}, {96 << 20, 20}}

const (
	heapLive   = "/gc/heap/live:bytes"
	heapPeriod = 64 // rounds between two looks
)

// heap watches how much is alive, for one goroutine.
type heap struct {
	sample  [1]metrics.Sample
	rounds  int
	granted int // how many of grants were given
}

func newHeap() *heap { return &heap{sample: [1]metrics.Sample{{Name: heapLive}}} }

// look is called once a round.
func (h *heap) look() {
	if h.rounds++; h.rounds%heapPeriod != 0 || h.granted == len(grants) {
		return
	}
	metrics.Read(h.sample[:])
	if h.sample[0].Value.Kind() != metrics.KindUint64 {
		return
	}
	for h.granted < len(grants) && h.sample[0].Value.Uint64() >= grants[h.granted].from {
		debug.SetGCPercent(grants[h.granted].growth)
		h.granted++
	}
}

// end is called when the run has ended. To draw conclusions takes memory again,
// beside what the run has gathered; the flows are gone.
func (h *heap) end() {
	if h.granted > 1 {
		debug.SetGCPercent(grants[0].growth)
	}
}
