package monitor

import (
	"maps"
	"sync"
)

// Queue does work in a goroutine of its own, in order. What does not fit is
// given up and counted: whoever gives work never waits.
type Queue struct {
	work chan func()
	done chan struct{}

	mutex   sync.Mutex
	givenUp map[string]uint64 // by kind of work
	closed  bool
}

// NewQueue makes a queue in which at most so many pieces of work wait.
func NewQueue(size int) *Queue {
	q := &Queue{work: make(chan func(), size), done: make(chan struct{}), givenUp: make(map[string]uint64)}
	go func() {
		defer close(q.done)
		for do := range q.work {
			do()
		}
	}()
	return q
}

// Put adds work of a kind, or gives it up where the queue is full. It may be
// called from any goroutine, but not after Close.
func (q *Queue) Put(kind string, do func()) {
	select {
	case q.work <- do:
	default:
		q.GiveUp(kind)
	}
}

// GiveUp counts work that could not be done.
func (q *Queue) GiveUp(kind string) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.givenUp[kind]++
}

// GivenUp is how much was given up, by kind.
func (q *Queue) GivenUp() map[string]uint64 {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return maps.Clone(q.givenUp)
}

// Waiting is how much work waits.
func (q *Queue) Waiting() int { return len(q.work) }

// Close waits until all work is done. Later calls do nothing.
func (q *Queue) Close() {
	q.mutex.Lock()
	closed := q.closed
	q.closed = true
	q.mutex.Unlock()
	if !closed {
		close(q.work)
	}
	<-q.done
}
