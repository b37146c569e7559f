package pipeline

import (
	"slices"

	"edrtap/capture/packet"
)

// unit is one worker's share of one batch, and what became of it.
type unit struct {
	refs   []ref
	items  []item
	batch  *sharedBatch
	before uint64 // frames before the batch
	clock  int64
	last   uint64 // not 0: the capture has ended, see run.end
	closed []closed
	ready  chan struct{} // has one element once the worker is done with it
}

func newUnit() *unit { return &unit{ready: make(chan struct{}, 1)} }

// reset makes the unit an empty share of a batch, which is nil where the
// capture has ended.
func (u *unit) reset(batch *sharedBatch, before uint64) {
	u.refs, u.items, u.batch, u.before = u.refs[:0], u.items[:0], batch, before
}

// add hands on a frame for the worker to decode.
func (u *unit) add(at ref) { u.refs = append(u.refs, at) }

// addItem hands on a packet.
func (u *unit) addItem(at ref, p *packet.Packet, icmp bool) {
	u.items = append(u.items, item{*p, icmp})
	if p.Problems.Has(packet.Reassembled) {
		// The decoder uses its buffer again for the next datagram.
		u.items[len(u.items)-1].packet.Detach()
	}
	at.item = uint32(len(u.items))
	u.refs = append(u.refs, at)
}

// pool runs workers in goroutines of their own. Units go round: dispatcher,
// worker, collector, and back.
type pool struct {
	workers []chan *unit
	free    chan *unit
	rounds  chan []*unit // the units of one batch, in the order of the batches
	done    chan struct{}
}

// roundsAhead bounds the batches between dispatcher and collector.
const roundsAhead = 4

func startPool(workers []*worker, collector *collector) *pool {
	n := len(workers)
	p := &pool{
		free:   make(chan *unit, n*(roundsAhead+2)),
		rounds: make(chan []*unit, roundsAhead),
		done:   make(chan struct{}),
	}
	for range cap(p.free) {
		p.free <- newUnit()
	}
	for _, w := range workers {
		c := make(chan *unit, roundsAhead)
		p.workers = append(p.workers, c)
		go func() {
			for u := range c {
				w.work(u)
				if u.batch != nil {
					u.batch.release()
				}
				u.ready <- struct{}{}
			}
		}()
	}
	go p.collect(collector)
	return p
}

// collect waits for each round's units and hands on what they closed.
func (p *pool) collect(c *collector) {
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

// take puts a free unit for every worker into units.
func (p *pool) take(units []*unit) {
	for i := range units {
		units[i] = <-p.free
	}
}

// send sends the units of a round off.
func (p *pool) send(units []*unit) {
	if batch := units[0].batch; batch != nil {
		batch.users.Add(int32(len(p.workers)))
	}
	round := slices.Clone(units)
	for i, u := range round {
		p.workers[i] <- u
	}
	p.rounds <- round
}

// stop waits until all is handed on.
func (p *pool) stop() {
	close(p.rounds)
	for _, c := range p.workers {
		close(c)
	}
	<-p.done
}
