package reassembly

import "math"

// queueName says what a hole waits for.
type queueName uint8

const (
	queueNone         queueName = iota
	queueAcked                  // the peer has acknowledged bytes that were not seen; nothing is held
	queueAckedHolding           // the same, and bytes beyond them are held
	queueBlind                  // the FIN came early; nothing is held
	queueBlindHolding           // bytes came early
	queueCount
)

// queue is a list of holds in order of the clock since when they wait. All
// wait the same time, so they are due in that order.
type queue struct {
	head, tail *hold
	wait       int64
}

func (q *queue) due() int64 {
	if q.head == nil {
		return math.MaxInt64
	}
	return q.head.since + q.wait
}

// enqueue makes h wait in the queue from now on.
func (p *Pool) enqueue(h *hold, name queueName, clock int64) {
	p.dequeue(h)
	q := &p.queues[name]
	if q.tail != nil {
		clock = max(clock, q.tail.since)
		q.tail.next = h
	} else {
		q.head = h
	}
	h.prev, h.next = q.tail, nil
	q.tail = h
	h.queue, h.since = name, clock
}

func (p *Pool) dequeue(h *hold) {
	if h.queue == queueNone {
		return
	}
	q := &p.queues[h.queue]
	if h.prev != nil {
		h.prev.next = h.next
	} else {
		q.head = h.next
	}
	if h.next != nil {
		h.next.prev = h.prev
	} else {
		q.tail = h.prev
	}
	h.prev, h.next, h.queue = nil, nil, queueNone
}

func pick(holding bool, yes, no queueName) queueName {
	if holding {
		return yes
	}
	return no
}

// first gives the hold that is due first and when; of those due at the same
// clock the one whose queue is named first.
func (p *Pool) first() (h *hold, due int64) {
	due = math.MaxInt64
	for i := range p.queues {
		if d := p.queues[i].due(); d < due {
			h, due = p.queues[i].head, d
		}
	}
	return h, due
}

// longestHolding gives the hold with bytes that waits longest; nil for none.
func (p *Pool) longestHolding() *hold {
	a, b := p.queues[queueAckedHolding].head, p.queues[queueBlindHolding].head
	if a == nil || b != nil && b.since < a.since {
		return b
	}
	return a
}

func (p *Pool) newPage() *page {
	p.used += pageSize
	q := p.freePages
	if q == nil {
		return new(page)
	}
	p.freePages = q.next
	p.spare--
	q.next, q.n, q.cut = nil, 0, 0
	return q
}

func (p *Pool) freePage(q *page) {
	p.used -= pageSize
	if p.spare >= spareLimit {
		return
	}
	q.next = p.freePages
	p.freePages = q
	p.spare++
}
