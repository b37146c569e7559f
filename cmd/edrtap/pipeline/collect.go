package pipeline

import (
	"cmp"
	"slices"
	"sync/atomic"

	"edrtap/rules/rate"
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
	rates     *rate.Counter
	settings  rate.Settings

	sessions    uint64
	established uint64
	missing     uint64 // bytes that no frame held
	oneWay      uint64 // sessions of which one direction was seen

	progress *Progress // nil: nobody asks

	onWrite func(*record.Session) error
	writing error // the first error of onWrite

	stopped atomic.Bool
}

func newCollector(config *Config) *collector {
	return &collector{
		onSession: config.OnSession, onWrite: config.OnWrite, memory: newMemory(),
		rates: rate.NewCounter(), settings: config.Rates, progress: config.Progress,
	}
}

// failed says whether a receiver wants no more. It may be asked from any
// goroutine.
func (c *collector) failed() bool { return c.stopped.Load() }

// collect takes what one round brought.
func (c *collector) collect(r *round) {
	r.sort()
	c.judge(r.order)
	if r.units[0].takeRates {
		var all []taken
		for _, u := range r.units {
			all = append(all, u.rates...)
		}
		c.meter(all)
		c.rates.Settle(r.units[0].clock-settleAfter, &c.settings)
	}
}

const (
	// meterEvery is how often the collector is given what was metered, ns of the
	// clock.
	meterEvery = 10e9
	// settleAfter is how old a second is when it is settled, ns.
	settleAfter = 60e9
)

// taken is what the meter of one partition counted in some time.
type taken struct {
	partition int
	rates     *rate.Counter
}

// meter adds what was counted, in an order that does not depend on the number of
// workers.
func (c *collector) meter(all []taken) {
	slices.SortFunc(all, func(a, b taken) int { return cmp.Compare(a.partition, b.partition) })
	for _, t := range all {
		c.rates.Merge(t.rates)
	}
}

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
	if c.progress != nil {
		c.progress.Sessions.Store(c.sessions)
		c.progress.Established.Store(c.established)
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
