package flow

import "math"

// class is what a flow waits for; each has one timeout.
type class uint8

const (
	opening class = iota // not established
	idle                 // established, not ended by both
	linger               // reset, or finished by both
	classCount
)

// list is the flows of a class in the order in which they were put there.
//
// A packet does not move its flow: that would touch its neighbours' memory
// too. A flow is put at the end again only when it has been in its place for
// an eighth of the timeout. So its real deadline is up to that much later than
// its place says. When the place is due, the flow goes to a heap that is
// ordered by real deadlines.
type list struct {
	head, tail uint32
	timeout    int64
	slack      uint32 // ticks
}

// tickShift makes ticks of 16.8 ms of nanoseconds.
const tickShift = 24

func newLists(c Config) [classCount]list {
	var l [classCount]list
	for i, timeout := range [classCount]int64{opening: int64(c.Opening), idle: int64(c.Idle), linger: int64(c.Linger)} {
		l[i] = list{head: none, tail: none, timeout: timeout}
		l[i].slack = uint32(min(max(timeout/8>>tickShift, 1), math.MaxInt32))
	}
	return l
}

// touch notes activity of a flow.
func (t *Table[S]) touch(f *Flow[S]) {
	f.seen = t.clock
	if uint32(t.clock>>tickShift)-f.queued >= t.classes[f.class].slack {
		t.move(f, f.class)
	}
}

// move puts a flow at the end of a class's list.
func (t *Table[S]) move(f *Flow[S], c class) {
	t.delist(f)
	t.enlist(f, c)
}

func (t *Table[S]) enlist(f *Flow[S], c class) {
	l := &t.classes[c]
	f.class = c
	f.queued = uint32(t.clock >> tickShift)
	f.prev, f.next = l.tail, none
	if l.tail == none {
		l.head = f.index
	} else {
		t.record(l.tail).next = f.index
	}
	l.tail = f.index
	t.due = min(t.due, t.placeDue(f))
}

func (t *Table[S]) delist(f *Flow[S]) {
	if f.flags&staged != 0 {
		f.flags &^= staged // what is left of it in the heap is skipped there
		t.staged[f.class]--
		return
	}
	l := &t.classes[f.class]
	if f.prev == none {
		l.head = f.next
	} else {
		t.record(f.prev).next = f.next
	}
	if f.next == none {
		l.tail = f.prev
	} else {
		t.record(f.next).prev = f.prev
	}
}

// placeDue is the earliest clock at which a flow in a list can be due.
func (t *Table[S]) placeDue(f *Flow[S]) int64 {
	now := t.clock >> tickShift
	queued := now - int64(uint32(now)-f.queued)
	return later(queued<<tickShift, t.classes[f.class].timeout)
}

// deadline is the clock at which the flow is closed unless a packet comes.
func (t *Table[S]) deadline(f *Flow[S]) int64 {
	return later(f.seen, t.classes[f.class].timeout)
}

// later adds a wait to a clock, without overflow at the end of time.
func later(clock, wait int64) int64 {
	if clock > math.MaxInt64-wait {
		return math.MaxInt64
	}
	return clock + wait
}

// expire does all that is due, each thing as of the clock at which it is due;
// of the same clock, holes come before flows.
func (t *Table[S]) expire() {
	for {
		t.stage()
		hole, flow := t.pool.Due(), t.soonest()
		if min(hole, flow) > t.clock {
			break
		}
		if hole <= flow {
			t.pool.GiveUpDue()
			continue
		}
		e := t.soon.pop()
		f := t.record(e.record)
		if real := t.deadline(f); real > e.deadline {
			t.soon.push(entry{real, e.number, e.record})
			continue
		}
		f.halves[0].flags |= timedOut
		t.close(f, e.deadline, Timeout)
	}
	t.due = min(t.pool.Due(), t.soonest())
	for i := range t.classes {
		if head := t.classes[i].head; head != none {
			t.due = min(t.due, t.placeDue(t.record(head)))
		}
	}
}

// stage moves every flow that can be due now from its list to the heap.
func (t *Table[S]) stage() {
	for i := range t.classes {
		for head := t.classes[i].head; head != none; head = t.classes[i].head {
			f := t.record(head)
			if t.placeDue(f) > t.clock {
				break
			}
			t.delist(f)
			f.flags |= staged
			t.staged[f.class]++
			t.soon.push(entry{t.deadline(f), f.number, f.index})
		}
	}
}

// soonest is the deadline of the heap's first flow that is still staged.
func (t *Table[S]) soonest() int64 {
	for len(t.soon) > 0 {
		e := t.soon[0]
		if f := t.record(e.record); f.flags&staged != 0 && f.number == e.number {
			return e.deadline
		}
		t.soon.pop()
	}
	return math.MaxInt64
}

// evict closes one flow to make room: of those that are over, else of those
// that were never established, else of the others, the one idle for longest
// (to an eighth of the timeout). So a flood of SYNs does not push out
// established connections.
func (t *Table[S]) evict() {
	t.counters.LimitFlows++
	for _, c := range [...]class{linger, opening, idle} {
		oldest := t.oldestStaged(c)
		if head := t.classes[c].head; oldest == nil && head != none {
			oldest = t.record(head)
		}
		if oldest != nil {
			t.close(oldest, t.clock, Open)
			return
		}
	}
}

// oldestStaged is the flow of a class in the heap that is idle for longest; nil
// where there is none. A flood of one class does not search those of another.
func (t *Table[S]) oldestStaged(c class) (oldest *Flow[S]) {
	if t.staged[c] == 0 {
		return nil
	}
	for _, e := range t.soon {
		f := t.record(e.record)
		if f.flags&staged == 0 || f.number != e.number || f.class != c {
			continue
		}
		if oldest == nil || f.seen < oldest.seen || f.seen == oldest.seen && f.number < oldest.number {
			oldest = f
		}
	}
	return oldest
}
