package flow

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"edrtap/capture"
	"edrtap/capture/packet"
	"edrtap/capture/reassembly"
	"edrtap/capture/slab"
)

// slabSize is how many flow records are allocated at once.
const slabSize = 256

// none is no record.
const none = math.MaxUint32

// Table follows the TCP connections of one logical partition of the traffic.
// It belongs to one goroutine.
//
// The limits of a Config are per Table, so the number of Tables must not
// depend on the number of workers if results must not.
type Table[S any] struct {
	config   Config
	consumer Consumer[S]
	pool     *reassembly.Pool
	hasher   hasher
	index    index

	slabs []*[slabSize]Flow[S]
	free  uint32 // first free record
	open  int
	rest  []uint32 // records that FinishThrough has still to close
	left  []uint16 // how many of those each slab holds

	clock   int64
	due     int64 // nothing is due before this clock
	classes [classCount]list
	soon    heap
	staged  [classCount]int // flows in the heap

	recent   recent
	fetched  uint64 // sum of what Fetch read, so that it is read
	details  slab.Slab[detail]
	counters Counters
}

// New makes an empty Table.
func New[S any](config Config, consumer Consumer[S]) *Table[S] {
	t := &Table[S]{
		config: config.withDefaults(), consumer: consumer,
		hasher: hasher{rand.Uint64() | 1, rand.Uint64() | 1},
		free:   none, clock: math.MinInt64, due: math.MaxInt64,
	}
	t.pool = reassembly.NewPool(t.config.Reassembly, sink[S]{t})
	t.classes = newLists(t.config)
	return t
}

// Counters gives the counts so far.
func (t *Table[S]) Counters() Counters {
	c := t.counters
	held := t.pool.Counters()
	c.LimitStream, c.LimitTotal = held.StreamLimit, held.TotalLimit
	return c
}

// Len is how many flows are open.
func (t *Table[S]) Len() int { return t.open }

// Held is how much memory held bytes take, in bytes.
func (t *Table[S]) Held() int { return t.pool.Held() }

// Place is where a Table looks for a packet's flow first: the hash of its
// 5-tuple, and the record that is probably the flow's.
type Place struct{ hash, record uint32 }

// Fetch gives p's place, for Packet, and touches the memory of its flow. Packet
// would wait for that memory; between several calls of Fetch the processor waits
// for all of it at once.
func (t *Table[S]) Fetch(p *packet.Packet) Place {
	place := Place{t.hasher.hash(&p.Src, p.SrcPort, &p.Dst, p.DstPort), none}
	if record, ok := t.index.first(place.hash); ok {
		place.record = record
		t.fetched += t.record(record).touched()
	}
	return place
}

// Packet takes the next TCP packet of this partition, with its place. clock is
// the greatest packet time of all frames of the capture so far; number is the
// global number of the frame. p is not kept.
func (t *Table[S]) Packet(p *packet.Packet, place Place, clock int64, number uint64) {
	t.counters.Packets++
	t.Advance(clock)
	hash := place.hash
	f, d, others := t.find(p, place)
	if f != nil && (f.halves[0].flags&translated != 0 || p.Flags&packet.SYN != 0) && t.repeats(f, d, p) {
		return
	}
	if f != nil && p.Flags&packet.SYN != 0 {
		switch t.judgeSYN(f, d, p) {
		case sameFlow:
		case oddSYN:
			t.detailOf(f).oddSYNs++
			return
		case newFlow:
			t.close(f, t.clock, Timeout)
			f = nil
		}
	}
	if f == nil {
		if others >= contextLimit {
			t.limitContexts(p, hash)
		}
		f, d = t.begin(p, hash, number)
	}
	t.apply(f, d, p)
}

// Advance closes the flows and gives up the holes whose time has come at the
// clock given, in order of that time, and of the first frame number for flows
// of the same time.
func (t *Table[S]) Advance(clock int64) {
	t.clock = max(t.clock, min(clock, capture.MaxTime)) // so that "never" is later than any clock
	if t.clock >= t.due {
		t.expire()
	}
}

// Finish ends the capture at the clock given: what is due is closed as by
// Advance, then all other flows in order of first frame number. The Table is
// then empty and may be used on.
func (t *Table[S]) Finish(clock int64) { t.FinishThrough(clock, math.MaxUint64) }

// FinishThrough is Finish for the flows whose first frame number is at most
// last, so that a million open flows need not be closed at one go. It is
// called with ever greater numbers and the same clock; no packet may come
// between.
func (t *Table[S]) FinishThrough(clock int64, last uint64) {
	if t.rest == nil {
		t.Advance(clock)
		t.rest = t.byNumber()
	}
	for len(t.rest) > 0 {
		f := t.record(t.rest[0])
		if f.number > last {
			return
		}
		t.rest = t.rest[1:]
		t.conclude(f, t.clock, Open)
		t.release(f.index / slabSize)
	}
	if t.open == 0 {
		t.empty() // index and lists at once, where close would mend them a million times
	}
}

// release gives up the memory of a slab, at the end of a capture, once its last
// flow is closed.
func (t *Table[S]) release(slab uint32) {
	if t.left[slab]--; t.left[slab] == 0 {
		t.slabs[slab] = nil
	}
}

// empty makes a table whose flows are all closed a new one.
func (t *Table[S]) empty() {
	t.rest, t.left = nil, nil
	t.slabs, t.free, t.soon, t.staged = nil, none, nil, [classCount]int{}
	t.index = index{}
	t.classes = newLists(t.config)
}

// byNumber lists the records of all open flows in order of first frame number,
// and counts them by slab.
func (t *Table[S]) byNumber() []uint32 {
	records := make([]uint32, 0, t.open)
	t.left = make([]uint16, len(t.slabs))
	for n, slab := range t.slabs {
		for i := range slab {
			if slab[i].flags&live != 0 {
				records = append(records, slab[i].index)
				t.left[n]++
			}
		}
	}
	slices.SortFunc(records, func(a, b uint32) int { return cmp.Compare(t.record(a).number, t.record(b).number) })
	return records
}

func (t *Table[S]) record(i uint32) *Flow[S] { return &t.slabs[i/slabSize][i%slabSize] }

// find gives the flow that p belongs to and p's direction in it; nil where
// there is none, with how many flows of its 5-tuple there are in other contexts.
//
// A flow of the same 5-tuple in another context is the same conversation,
// mirrored twice or tagged in one direction only, when the numbers fit.
func (t *Table[S]) find(p *packet.Packet, place Place) (best *Flow[S], bestDir Dir, others int) {
	// There is one flow at most of a 5-tuple in a context. The record may have
	// become another flow's since it was fetched, so it is compared like any.
	if place.record != none {
		if f := t.record(place.record); f.flags&live != 0 && f.context == p.Context {
			if d, ok := f.between(&p.Src, p.SrcPort, &p.Dst, p.DstPort); ok {
				return f, d, 0
			}
		}
	}
	return t.search(p, place.hash)
}

// search is find where the flow does not lie where it would at first.
func (t *Table[S]) search(p *packet.Packet, hash uint32) (best *Flow[S], bestDir Dir, others int) {
	for f, d := range t.matches(hash, &p.Src, p.SrcPort, &p.Dst, p.DstPort) {
		if f.context == p.Context {
			return f, d, 0
		}
		others++
		if f.fits(d, p) && (best == nil || f.number < best.number) {
			best, bestDir = f, d
		}
	}
	return best, bestDir, others
}

// matches gives all flows of a 5-tuple, with the direction from src to dst.
func (t *Table[S]) matches(hash uint32, src *packet.Addr, srcPort uint16, dst *packet.Addr, dstPort uint16) func(func(*Flow[S], Dir) bool) {
	return func(yield func(*Flow[S], Dir) bool) {
		slots := t.index.slots
		if len(slots) == 0 {
			return
		}
		mask := uint32(len(slots) - 1)
		for at := hash & mask; slots[at&mask] != 0; at = (at + 1) & mask {
			slot := slots[at&mask]
			if uint32(slot>>32) != hash {
				continue
			}
			f := t.record(uint32(slot) - 1)
			if d, ok := f.between(src, srcPort, dst, dstPort); ok && !yield(f, d) {
				return
			}
		}
	}
}

// between gives the direction from src to dst, where those are the flow's ends.
func (f *Flow[S]) between(src *packet.Addr, srcPort uint16, dst *packet.Addr, dstPort uint16) (Dir, bool) {
	e := &f.ends
	switch {
	case e[0].port == srcPort && e[1].port == dstPort && e[0].addr == *src && e[1].addr == *dst:
		return 0, true
	case e[1].port == srcPort && e[0].port == dstPort && e[1].addr == *src && e[0].addr == *dst:
		return 1, true
	}
	return 0, false
}

// begin opens a flow with its first packet.
func (t *Table[S]) begin(p *packet.Packet, hash uint32, number uint64) (*Flow[S], Dir) {
	if t.open >= t.config.MaxFlows {
		t.evict()
	}
	f := t.allocate()
	t.open++
	t.counters.Flows++
	d := guessSender(p)
	f.ends[d] = end{p.Src, p.SrcPort}
	f.ends[1-d] = end{p.Dst, p.DstPort}
	f.context, f.number = p.Context, number
	f.start, f.last, f.seen = p.Time, p.Time, t.clock
	f.flags = live
	if p.Flags&packet.SYN == 0 {
		f.flags |= midStream
	}
	t.index.insert(hash, f.index)
	t.enlist(f, opening)
	t.consumer.Open(f)
	return f, d
}

func (t *Table[S]) hashOf(f *Flow[S]) uint32 {
	return t.hasher.hash(&f.ends[0].addr, f.ends[0].port, &f.ends[1].addr, f.ends[1].port)
}

// limitContexts closes the first flow of p's 5-tuple, to make room for one in
// another context.
func (t *Table[S]) limitContexts(p *packet.Packet, hash uint32) {
	var oldest *Flow[S]
	for f := range t.matches(hash, &p.Src, p.SrcPort, &p.Dst, p.DstPort) {
		if oldest == nil || f.number < oldest.number {
			oldest = f
		}
	}
	t.counters.LimitContexts++
	t.close(oldest, t.clock, Open)
}

func (t *Table[S]) allocate() *Flow[S] {
	if t.free == none {
		base := uint32(len(t.slabs)) * slabSize
		slab := new([slabSize]Flow[S])
		for i := range slab {
			slab[i].index = base + uint32(i)
			slab[i].next = base + uint32(i) + 1
		}
		slab[slabSize-1].next = none
		t.slabs = append(t.slabs, slab)
		t.free = base
	}
	f := t.record(t.free)
	t.free = f.next
	return f
}

// close ends a flow, and makes its record free: how is its ending where neither
// FIN nor RST came.
func (t *Table[S]) close(f *Flow[S], at int64, how Ending) {
	t.conclude(f, at, how)
	t.index.remove(t.hashOf(f), f.index)
	t.delist(f)
	*f = Flow[S]{index: f.index, next: t.free}
	t.free = f.index
}

// conclude gives a flow that ends, and all that lies beside its record, away.
func (t *Table[S]) conclude(f *Flow[S], at int64, how Ending) {
	for _, d := range [...]Dir{f.Client(), f.Server()} {
		f.halves[d].stream.Flush(t.pool, owner(f.index, d), f.last)
	}
	if f.ending == Open {
		f.ending = how
	}
	f.seen = at
	t.consumer.Close(Closed[S]{f, t.knownDetail(f)})
	t.releaseDetail(f)
	t.open--
}

// owner names a direction to the reassembly pool.
func owner(record uint32, d Dir) reassembly.Owner {
	return reassembly.Owner(record)<<1 | reassembly.Owner(d)
}

// sink takes from the pool what waited there.
type sink[S any] struct{ t *Table[S] }

func (s sink[S]) Data(o reassembly.Owner, time int64, b []byte) {
	s.t.consumer.Data(s.t.record(uint32(o>>1)), Dir(o&1), time, b)
}

func (s sink[S]) Gap(o reassembly.Owner, time, n int64, byCut bool) {
	f, d := s.t.record(uint32(o>>1)), Dir(o&1)
	if byCut {
		s.t.side(f, d).cut += uint64(n)
	} else {
		s.t.side(f, d).missing += uint64(n)
	}
	s.t.consumer.Gap(f, d, time, n)
}
