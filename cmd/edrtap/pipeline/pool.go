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

	takeRates bool // what the meters counted is due
	closed    []closed
	rates     []taken       // what meters counted, where it was asked for
	ready     chan struct{} // has one element once the worker is done with it
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

// round is what became of one batch: the units of all workers, and the sessions
// that ended in them, in order.
type round struct {
	units []*unit
	order []*closed
}

func newRound(workers int) *round {
	r := &round{}
	for range workers {
		r.units = append(r.units, newUnit())
	}
	return r
}

// sort puts in order what the workers closed. What closes in a later round comes
// later in that order, so that the whole is in order too: whoever's time is up
// at the clock of a batch is closed with it, and frames that end others have
// greater numbers.
func (r *round) sort() {
	r.order = r.order[:0]
	for _, u := range r.units {
		for i := range u.closed {
			r.order = append(r.order, &u.closed[i])
		}
	}
	slices.SortFunc(r.order, compareClosed)
}

// pool runs workers, collector and writer in goroutines of their own. Rounds go
// from the dispatcher to the workers, the collector, the writer, and back; those
// in which no session ended, past the writer.
type pool struct {
	workers []chan *unit
	free    chan *round
	sent    chan *round
	judged  chan *round
	done    chan struct{}
}

// roundsAhead bounds the rounds under way.
const roundsAhead = 16

func startPool(workers []*worker, collector *collector) *pool {
	p := &pool{
		free:   make(chan *round, roundsAhead),
		sent:   make(chan *round, roundsAhead),
		judged: make(chan *round, roundsAhead),
		done:   make(chan struct{}),
	}
	for range roundsAhead {
		p.free <- newRound(len(workers))
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
	go p.write(collector)
	return p
}

// collect waits for each round's units and judges the sessions in them.
func (p *pool) collect(c *collector) {
	defer close(p.judged)
	for r := range p.sent {
		for _, u := range r.units {
			<-u.ready
		}
		c.collect(r)
		if len(r.order) == 0 { // nothing to write: most rounds of a bulk transfer
			p.free <- r
			continue
		}
		p.judged <- r
	}
}

func (p *pool) write(c *collector) {
	defer close(p.done)
	for r := range p.judged {
		c.write(r.order)
		p.free <- r
	}
}

// send sends a round off.
func (p *pool) send(r *round) {
	if batch := r.units[0].batch; batch != nil {
		batch.users.Add(int32(len(p.workers)))
	}
	for i, u := range r.units {
		p.workers[i] <- u
	}
	p.sent <- r
}

// drain waits until all that was sent is written: every round is free then.
func (p *pool) drain() {
	rounds := make([]*round, roundsAhead)
	for i := range rounds {
		rounds[i] = <-p.free
	}
	for _, r := range rounds {
		p.free <- r
	}
}

// stop waits until all is written.
func (p *pool) stop() {
	close(p.sent)
	for _, c := range p.workers {
		close(c)
	}
	<-p.done
}
