package reassembly

import "edrtap/capture/slab"

// Limits bound what streams may hold, and how long. A field that is 0 takes
// its default.
type Limits struct {
	StreamBytes int   // held for one stream; default 256 KiB
	TotalBytes  int   // held for all streams of a Pool; default 4 MiB
	AckedBytes  int   // held beyond a hole that the peer has acknowledged; default 64 KiB
	AckedWait   int64 // ns a hole is waited for once the peer has acknowledged it; default 100 ms
	BlindWait   int64 // ns a hole is waited for without an acknowledgment; default 10 s
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.StreamBytes, 256<<10)
	set(&l.TotalBytes, 4<<20)
	set(&l.AckedBytes, 64<<10)
	if l.AckedWait <= 0 {
		l.AckedWait = 100e6
	}
	if l.BlindWait <= 0 {
		l.BlindWait = 10e9
	}
	return l
}

// Counters count what limits made a Pool do.
type Counters struct {
	StreamLimit uint64 // holes given up because of StreamBytes
	TotalLimit  uint64 // holes given up because of TotalBytes
}

// Pool is the memory of many streams, and knows which of their holes is due
// to be given up. It belongs to one goroutine.
type Pool struct {
	limits    Limits
	sink      Sink
	used      int // bytes of pages in use
	freePages *page
	spare     int // pages in freePages
	holds     slab.Slab[hold]
	queues    [queueCount]queue
	counters  Counters
}

// spareLimit is how many free pages are kept for the next hole; more than
// these go back to the garbage collector, so that a burst of loss does not
// hold memory for good.
const spareLimit = 64

// NewPool makes a Pool whose streams give to sink.
func NewPool(limits Limits, sink Sink) *Pool {
	p := &Pool{limits: limits.withDefaults(), sink: sink}
	for _, name := range [...]queueName{queueAcked, queueAckedHolding} {
		p.queues[name].wait = p.limits.AckedWait
	}
	for _, name := range [...]queueName{queueBlind, queueBlindHolding} {
		p.queues[name].wait = p.limits.BlindWait
	}
	return p
}

// Held is how much memory the held bytes take now, in bytes.
func (p *Pool) Held() int { return p.used }

// Counters gives the counts so far.
func (p *Pool) Counters() Counters { return p.counters }

// Due is the clock at which the next hole is to be given up, math.MaxInt64
// when none is waited for.
func (p *Pool) Due() int64 {
	_, due := p.first()
	return due
}

// GiveUpDue gives up the hole that is due first, as of the clock at which it
// is due. It does nothing when none is waited for.
func (p *Pool) GiveUpDue() {
	h, due := p.first()
	if h == nil {
		return
	}
	s, owner, time, mark := h.stream, h.owner, h.time, h.mark
	acked := h.queue == queueAcked || h.queue == queueAckedHolding
	p.dequeue(h)
	if !acked {
		s.giveUp(p, owner, h.nextKnown(), time)
	}
	for acked && before(s.next, mark) && !h.exhausted() {
		s.giveUp(p, owner, mark, time)
	}
	s.settle(p, owner, time, due)
}

// room says whether g may be held for s.
func (p *Pool) room(s *Stream, g *Segment) bool {
	h := p.holdOf(s)
	need := h.needs(g)
	return h.held()+need*pageSize <= p.limits.StreamBytes && p.used+need*pageSize <= p.limits.TotalBytes
}

// relieve gives up one hole so that s may hold g: the first one of s where s
// holds too much, else that of the stream that waits longest. It reports false
// where no hole is left that has bytes held beyond it.
func (p *Pool) relieve(s *Stream, g *Segment) bool {
	h, own := p.longestHolding(), p.holdOf(s)
	if own.held()+own.needs(g)*pageSize > p.limits.StreamBytes {
		p.counters.StreamLimit++
		h = own
	} else {
		p.counters.TotalLimit++
	}
	if h == nil || h.head == nil {
		return false
	}
	limit := h.head.seq
	if h == own && before(g.Seq, limit) {
		limit = g.Seq // g itself is there, though it is not held yet
	}
	h.stream.giveUp(p, h.owner, limit, g.Time)
	if h != own {
		h.stream.settle(p, h.owner, h.time, h.since)
	} else if h.head == nil {
		p.dequeue(h) // until the caller settles it
	}
	return true
}
