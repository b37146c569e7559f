package pipeline

import (
	"net/netip"

	"edrtap/capture"
	"edrtap/capture/dns"
	"edrtap/capture/packet"
)

// ref is a packet on its way to a worker: a frame that the worker decodes
// itself or, where only the dispatcher could, a packet of its own.
type ref struct {
	clock     int64  // the latest packet time so far
	frame     uint32 // in its batch
	item      uint32 // in the unit's items, counted from 1; 0: decode the frame
	partition uint8
}

// item is a packet that the dispatcher decoded: it came in fragments or
// through a tunnel, speaks of another flow, or is in other ways unusual.
type item struct {
	packet packet.Packet
	icmp   bool // an ICMP error about a flow of the partition
}

// batch hands the frames of one batch on.
func (r *run) batch(batch *sharedBatch) {
	r.before = r.frames
	if len(batch.Secrets) > 0 {
		r.learn(batch.Secrets)
	}
	r.begin(batch)
	for i := range batch.Frames {
		frame := &batch.Frames[i]
		frame.Time = min(max(frame.Time, 0), capture.MaxTime)
		if r.frames > 0 && frame.Time-r.clock > leap {
			r.leap(batch, frame.Time)
		}
		r.frame(frame, uint32(i))
	}
	if r.frames > 0 { // what is too old waits for no further frame on a quiet interface
		r.clock = max(r.clock, batch.Until)
	}
	r.end(0)
	batch.release()
	if p := r.config.Progress; p != nil {
		p.Frames.Store(r.frames)
		p.Bytes.Store(r.bytes)
		p.Last.Store(r.clock)
	}
}

// begin and end enclose a round: packets of one batch that go to the workers,
// and the sessions that end meanwhile. last is 0 or, once the capture has
// ended, the greatest number of a first frame of flows to close.
func (r *run) begin(batch *sharedBatch) {
	if r.pool != nil {
		r.round = <-r.pool.free
	}
	for _, u := range r.round.units {
		u.reset(batch, r.before)
	}
	r.heap.look()
}

func (r *run) end(last uint64) {
	metered := r.clock / meterEvery
	for _, u := range r.round.units {
		u.clock, u.last, u.takeRates = r.clock, last, metered != r.metered
	}
	r.metered = metered
	if r.pool != nil {
		r.pool.send(r.round)
		return
	}
	r.workers[0].work(r.round.units[0])
	r.collector.collect(r.round)
	r.collector.write(r.round.order)
}

const (
	leap      = 10e9 // ns: a pause between frames in which many flows may expire
	leapSteps = 100  // rounds that such a pause is divided into, at most
	// finishFrames is how many frame numbers one round at the end covers, and so
	// the most flows that it closes.
	finishFrames = 1 << 10
)

// leap lets the clock go to a time in steps, so that a million flows which
// expire in a pause do not become sessions all at once. What is left after the
// last step expires with the next frame.
func (r *run) leap(batch *sharedBatch, to int64) {
	for range leapSteps {
		r.end(0)
		r.begin(batch)
		if to-r.clock <= leap {
			return
		}
		r.clock += leap
	}
}

// frame hands one frame to the worker of the partition that it belongs to: that
// of its flow or, for an ICMP error, of the flow it quotes. Most frames are
// only looked at here; the worker decodes them.
func (r *run) frame(frame *capture.Frame, index uint32) {
	if r.frames == 0 {
		r.first, r.clock = frame.Time, frame.Time
	}
	r.frames++
	r.bytes += uint64(len(frame.Data))
	r.first, r.clock = min(r.first, frame.Time), max(r.clock, frame.Time)
	at := ref{clock: r.clock, frame: index}
	if route, ok := packet.RouteOf(frame); ok && route.SrcPort != dns.Port && route.DstPort != dns.Port {
		at.partition = uint8(route.Hash % partitions)
		r.unit(at).add(at)
		return
	}
	p := &r.packet
	switch r.decoder.Decode(frame, p) {
	case packet.UDP:
		r.resolve(p)
	case packet.TCP:
		r.resolve(p)
		at.partition = uint8(p.FlowHash() % partitions)
		r.unit(at).addItem(at, p, false)
	case packet.ICMP:
		if quoted := &p.ICMP.Quoted; quoted.Proto == packet.ProtoTCP && quoted.HasPorts {
			at.partition = uint8(quoted.FlowHash() % partitions)
			r.unit(at).addItem(at, p, true)
		}
	}
}

// unit is the unit at hand of the worker that owns a packet's partition.
func (r *run) unit(at ref) *unit { return r.round.units[int(at.partition)%len(r.workers)] }

// resolve gives a packet of DNS to the tracker of lookups. Such packets are
// few, and their order among the flows matters, so the dispatcher does it.
func (r *run) resolve(p *packet.Packet) {
	if p.SrcPort != dns.Port && p.DstPort != dns.Port || len(p.Payload) == 0 || r.dns == nil {
		return
	}
	src, dst := netip.AddrPortFrom(p.Src.Netip(), p.SrcPort), netip.AddrPortFrom(p.Dst.Netip(), p.DstPort)
	if p.Proto == packet.ProtoTCP {
		r.dns.Segment(src, dst, p.Time, r.clock, p.Payload)
		return
	}
	r.dns.Datagram(src, dst, p.Time, r.clock, p.Payload)
}

// finish ends every flow once there are no more frames.
func (r *run) finish() {
	if r.dns != nil {
		r.dns.Finish(r.clock)
	}
	for last := uint64(finishFrames); ; last += finishFrames {
		r.begin(nil)
		r.end(last)
		if last >= r.frames {
			break
		}
	}
	if r.pool != nil {
		r.pool.stop()
	}
}
