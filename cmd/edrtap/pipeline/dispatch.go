package pipeline

import (
	"net/netip"
	"slices"

	"edrtap/capture"
	"edrtap/capture/dns"
	"edrtap/capture/packet"
)

// place is where a packet stands in the capture, and where it goes.
type place struct {
	clock     int64  // the latest packet time so far
	number    uint64 // of the frame, counted from 1
	file      uint16 // the input it came from
	partition uint8
	icmp      bool // an ICMP error about a flow of the partition
}

// item is a packet on its way to a worker.
type item struct {
	packet packet.Packet
	place  place
}

// batch decodes the frames of one batch and hands the packets on. Without a
// pool they go to the only worker at once, and nothing is copied.
func (r *run) batch(batch *sharedBatch) {
	r.begin(batch)
	for i := range batch.Frames {
		frame := &batch.Frames[i]
		frame.Time = min(max(frame.Time, 0), capture.MaxTime)
		if r.frames > 0 && frame.Time-r.clock > leap {
			r.leap(batch, frame.Time)
		}
		r.frame(frame)
	}
	if r.frames > 0 { // what is too old waits for no further frame on a quiet interface
		r.clock = max(r.clock, batch.Until)
	}
	r.end(0)
	batch.release()
}

// begin and end enclose a round: packets of one batch that go to the workers,
// and the sessions that end meanwhile. last is 0 or, once the capture has
// ended, the greatest number of a first frame of flows to close.
func (r *run) begin(batch *sharedBatch) {
	if r.pool != nil {
		r.pool.begin(batch)
	}
}

func (r *run) end(last uint64) {
	if r.pool != nil {
		r.pool.end(r.clock, last)
		return
	}
	r.workers[0].turn(r.clock, last)
	r.collect()
}

const (
	leap      = 10e9 // ns: a pause between frames in which many flows may expire
	leapSteps = 100  // rounds that such a pause is divided into, at most
	// finishFrames is how many frame numbers one round at the end covers, and so
	// the most flows that it closes.
	finishFrames = 1 << 14
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

// frame decodes one frame and hands its packet to the partition that it
// belongs to: that of its flow or, for an ICMP error, of the flow it quotes.
func (r *run) frame(frame *capture.Frame) {
	if r.frames == 0 {
		r.first, r.clock = frame.Time, frame.Time
	}
	r.frames++
	r.bytes += uint64(len(frame.Data))
	r.clock = max(r.clock, frame.Time)
	at := place{clock: r.clock, number: r.frames, file: frame.File}
	p := &r.packet
	switch r.decoder.Decode(frame, p) {
	case packet.UDP:
		r.resolve(p)
		return
	case packet.TCP:
		r.resolve(p)
		at.partition = uint8(p.FlowHash() % partitions)
	case packet.ICMP:
		quoted := &p.ICMP.Quoted
		if quoted.Proto != packet.ProtoTCP || !quoted.HasPorts {
			return
		}
		at.partition, at.icmp = uint8(quoted.FlowHash()%partitions), true
	default:
		return
	}
	if r.pool != nil {
		r.pool.add(p, at)
		return
	}
	r.workers[0].handle(p, at)
}

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

// collect hands on what the only worker closed.
func (r *run) collect() {
	w := r.workers[0]
	r.collector.collect(w.closed)
	w.closed = w.closed[:0]
}

// finish ends every flow once there are no more frames.
func (r *run) finish() {
	if r.dns != nil {
		r.dns.Advance(r.clock)
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

// workerPool runs workers in goroutines of their own. Units of work go round:
// dispatcher, worker, collector, and back.
type workerPool struct {
	workers []chan *unit
	current []*unit
	free    chan *unit
	rounds  chan []*unit // the units of one batch, in the order of the batches
	done    chan struct{}
	batch   *sharedBatch
}

// unit is one worker's share of one batch, and what became of it.
type unit struct {
	items  []item
	batch  *sharedBatch
	clock  int64
	last   uint64 // not 0: the capture has ended, see run.end
	closed []closed
	ready  chan struct{}
}

// roundsAhead bounds the batches between dispatcher and collector.
const roundsAhead = 4

func startPool(workers []*worker, collector *collector) *workerPool {
	n := len(workers)
	p := &workerPool{
		current: make([]*unit, n),
		free:    make(chan *unit, n*(roundsAhead+2)),
		rounds:  make(chan []*unit, roundsAhead),
		done:    make(chan struct{}),
	}
	for range cap(p.free) {
		p.free <- &unit{ready: make(chan struct{}, 1)}
	}
	for _, w := range workers {
		c := make(chan *unit, roundsAhead)
		p.workers = append(p.workers, c)
		go w.run(c)
	}
	go p.collect(collector)
	return p
}

// run works off units until there are no more.
func (w *worker) run(units <-chan *unit) {
	for u := range units {
		w.closed = u.closed[:0]
		for i := range u.items {
			w.handle(&u.items[i].packet, u.items[i].place)
		}
		w.turn(u.clock, u.last)
		u.closed, w.closed = w.closed, nil
		if u.batch != nil {
			u.batch.release()
		}
		u.ready <- struct{}{}
	}
}

// collect waits for each round's units and hands on what they closed.
func (p *workerPool) collect(c *collector) {
	defer close(p.done)
	lists := make([][]closed, len(p.workers))
	for round := range p.rounds {
		for i, u := range round {
			<-u.ready
			lists[i] = u.closed
		}
		c.collect(lists...)
		for _, u := range round {
			p.free <- u
		}
	}
}

// begin takes a free unit for every worker.
func (p *workerPool) begin(batch *sharedBatch) {
	p.batch = batch
	for i := range p.current {
		u := <-p.free
		u.items, u.batch = u.items[:0], batch
		p.current[i] = u
	}
}

// add gives a packet to the worker that owns its partition.
func (p *workerPool) add(pkt *packet.Packet, at place) {
	u := p.current[int(at.partition)%len(p.workers)]
	u.items = append(u.items, item{*pkt, at})
	if pkt.Problems.Has(packet.Reassembled) {
		// The decoder uses its buffer again for the next datagram.
		u.items[len(u.items)-1].packet.Detach()
	}
}

// end sends the units off.
func (p *workerPool) end(clock int64, last uint64) {
	if p.batch != nil {
		p.batch.users.Add(int32(len(p.workers)))
	}
	round := slices.Clone(p.current)
	for i, u := range round {
		u.clock, u.last = clock, last
		p.workers[i] <- u
	}
	p.rounds <- round
}

// stop waits until all is handed on.
func (p *workerPool) stop() {
	close(p.rounds)
	for _, c := range p.workers {
		close(c)
	}
	<-p.done
}
