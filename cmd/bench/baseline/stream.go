//go:build cgo

package baseline

import (
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/reassembly"
)

// assembly puts segments in order with gopacket's reassembly, and counts.
type assembly struct {
	assembler *reassembly.Assembler
	counts    Counts
	flush     time.Time // when old connections are next let go
	context   context
}

// Limits and timeouts as gopacket's own examples have them.
const (
	pagesPerConnection = 64
	pagesInAll         = 100_000
	flushEvery         = 5 * time.Second
	closeAfter         = 2 * time.Minute
)

func newAssembly() *assembly {
	a := &assembly{}
	a.assembler = reassembly.NewAssembler(reassembly.NewStreamPool(a))
	a.assembler.MaxBufferedPagesPerConnection = pagesPerConnection
	a.assembler.MaxBufferedPagesTotal = pagesInAll
	return a
}

// segment takes one TCP segment.
func (a *assembly) segment(network gopacket.Flow, tcp *layers.TCP, info gopacket.CaptureInfo) {
	a.context.info = info
	a.assembler.AssembleWithContext(network, tcp, &a.context)
	if a.flush.IsZero() {
		a.flush = info.Timestamp.Add(flushEvery)
	} else if info.Timestamp.After(a.flush) {
		a.assembler.FlushWithOptions(reassembly.FlushOptions{T: info.Timestamp.Add(-flushEvery), TC: info.Timestamp.Add(-closeAfter)})
		a.flush = info.Timestamp.Add(flushEvery)
	}
}

func (a *assembly) finish() Counts {
	a.assembler.FlushAll()
	return a.counts
}

// New gives the stream of a new connection.
func (a *assembly) New(_, _ gopacket.Flow, _ *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	return &stream{counts: &a.counts}
}

type context struct{ info gopacket.CaptureInfo }

// GetCaptureInfo gives what is known of the frame.
func (c *context) GetCaptureInfo() gopacket.CaptureInfo { return c.info }

// stream is both directions of one connection.
type stream struct {
	counts    *Counts
	direction [2]records
}

// Accept takes every segment, and streams whose beginning was not seen.
func (s *stream) Accept(_ *layers.TCP, _ gopacket.CaptureInfo, _ reassembly.TCPFlowDirection, _ reassembly.Sequence, start *bool, _ reassembly.AssemblerContext) bool {
	*start = true
	return true
}

// ReassembledSG takes the next bytes. Behind a gap nobody knows where records
// begin.
func (s *stream) ReassembledSG(sg reassembly.ScatterGather, _ reassembly.AssemblerContext) {
	direction, _, _, skipped := sg.Info()
	r := &s.direction[0]
	if direction == reassembly.TCPDirServerToClient {
		r = &s.direction[1]
	}
	if skipped > 0 {
		r.lost = true
	}
	n, _ := sg.Lengths()
	s.counts.Records += r.feed(sg.Fetch(n))
}

// ReassemblyComplete lets the connection go.
func (s *stream) ReassemblyComplete(reassembly.AssemblerContext) bool { return true }
