package pipeline

import (
	"cmp"
	"slices"
	"sync/atomic"

	"edrtap/rules/record"
)

// closed is a session on its way to the collector, with its place in the
// order of the output.
type closed struct {
	at      int64  // packet time at which its flow was given up
	cause   uint64 // number of the frame that ended it; 0 where its time was up, the greatest at the end
	first   uint64 // number of its first frame
	session record.Session
}

// collector puts what the workers closed during one batch in order and hands
// it on. What closes in a later batch comes later in that order, so that the
// whole is in order too: whoever's time is up at the clock of a batch is closed
// with it, and frames that end others have greater numbers.
type collector struct {
	emit        func(*record.Session) error
	order       []*closed
	memory      memory
	sessions    uint64
	established uint64
	missing     uint64 // bytes that no frame held
	oneWay      uint64 // sessions of which one direction was seen
	err         error
	stopped     atomic.Bool
}

func newCollector(emit func(*record.Session) error) *collector {
	return &collector{emit: emit, memory: newMemory()}
}

// failed says whether the receiver wants no more. It may be asked from any
// goroutine.
func (c *collector) failed() bool { return c.stopped.Load() }

// collect takes what every worker closed during one batch.
func (c *collector) collect(lists ...[]closed) {
	c.order = c.order[:0]
	for _, list := range lists {
		for i := range list {
			c.order = append(c.order, &list[i])
		}
	}
	slices.SortFunc(c.order, func(a, b *closed) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.cause, b.cause), cmp.Compare(a.first, b.first))
	})
	for _, next := range c.order {
		c.hand(&next.session)
	}
	clear(c.order)
}

func (c *collector) hand(s *record.Session) {
	c.sessions++
	if s.TLS != nil && s.TLS.Established {
		c.established++
	}
	c.missing += s.TCP.MissingBytes[0] + s.TCP.MissingBytes[1]
	if s.TCP.OneWay {
		c.oneWay++
	}
	c.memory.session(s)
	if c.err != nil || c.emit == nil {
		return
	}
	if c.err = c.emit(s); c.err != nil {
		c.stopped.Store(true)
	}
}
