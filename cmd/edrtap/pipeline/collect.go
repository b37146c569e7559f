package pipeline

import (
	"cmp"
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

func compareClosed(a, b *closed) int {
	if a.at != b.at {
		return cmp.Compare(a.at, b.at)
	}
	if a.cause != b.cause {
		return cmp.Compare(a.cause, b.cause)
	}
	return cmp.Compare(a.first, b.first)
}

// collector counts the sessions that ended and hands them on, in order: first to
// those who judge them, then to those who write them. Each of the two may be a
// goroutine, and has its own fields.
type collector struct {
	onSession func(*record.Session) error
	judging   error // the first error of onSession
	memory    memory

	sessions    uint64
	established uint64
	missing     uint64 // bytes that no frame held
	oneWay      uint64 // sessions of which one direction was seen

	onWrite func(*record.Session) error
	writing error // the first error of onWrite

	stopped atomic.Bool
}

func newCollector(config *Config) *collector {
	return &collector{onSession: config.OnSession, onWrite: config.OnWrite, memory: newMemory()}
}

// failed says whether a receiver wants no more. It may be asked from any
// goroutine.
func (c *collector) failed() bool { return c.stopped.Load() }

// judge takes the sessions of one round.
func (c *collector) judge(order []*closed) {
	for _, next := range order {
		s := &next.session
		c.count(s)
		c.memory.session(s)
		if c.judging != nil || c.onSession == nil {
			continue
		}
		if c.judging = c.onSession(s); c.judging != nil {
			c.stopped.Store(true)
		}
	}
}

func (c *collector) count(s *record.Session) {
	c.sessions++
	if s.TLS != nil && s.TLS.Established {
		c.established++
	}
	c.missing += s.TCP.MissingBytes[0] + s.TCP.MissingBytes[1]
	if s.TCP.OneWay {
		c.oneWay++
	}
}

// write takes the sessions of one round after judge had them.
func (c *collector) write(order []*closed) {
	for _, next := range order {
		if c.writing != nil || c.onWrite == nil {
			return
		}
		if c.writing = c.onWrite(&next.session); c.writing != nil {
			c.stopped.Store(true)
		}
	}
}
