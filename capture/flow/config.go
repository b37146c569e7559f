// Package flow follows TCP connections: which segments belong together, who is
// the client, how each connection began, went and ended, and each direction's
// bytes in order. It knows no protocol above TCP.
//
// All time is packet time. What a Table gives to its Consumer depends only on
// the packets and clocks it is given, not on how often Advance is called.
package flow

import (
	"time"

	"edrtap/capture/reassembly"
)

// Config bounds a Table. A field that is 0 takes its default.
type Config struct {
	MaxFlows int // flows open at once; default 131072

	// Opening is how long after its last packet a flow is kept that was never
	// established. The default, 75 s, is longer than the gaps between SYNs of
	// the usual TCPs (1, 2, 4 ... 32 s).
	Opening time.Duration
	// Idle is how long after its last packet an established flow is kept that
	// was not ended by both sides; default 10 min.
	Idle time.Duration
	// Linger is how long after its last packet a flow is kept that was reset,
	// or finished by both sides, so that late retransmissions still belong to
	// it; default 5 s.
	Linger time.Duration

	Reassembly reassembly.Limits
}

// contextLimit is how many flows of one 5-tuple, in different contexts, a
// Table follows. Without it, tags chosen by a stranger would make look-ups slow.
const contextLimit = 16

func (c Config) withDefaults() Config {
	if c.MaxFlows <= 0 {
		c.MaxFlows = 1 << 17
	}
	c.MaxFlows = min(c.MaxFlows, 1<<30)
	for _, f := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&c.Opening, 75 * time.Second}, {&c.Idle, 10 * time.Minute}, {&c.Linger, 5 * time.Second}} {
		if *f.value <= 0 {
			*f.value = f.usual
		}
	}
	return c
}

// Consumer takes what a Table finds. For every flow the calls are: Open, any
// number of Data and Gap, Close. A Consumer must not call the Table.
type Consumer[S any] interface {
	// Open begins a flow. Its addresses, roles and first times are set.
	Open(f *Flow[S])
	// Data gives the next bytes of a direction, captured at the packet time
	// given. b is valid only during the call.
	Data(f *Flow[S], dir Dir, time int64, b []byte)
	// Gap says that the next n bytes of a direction will never come.
	Gap(f *Flow[S], dir Dir, time int64, n int64)
	// Close ends a flow; f is valid only until it returns.
	Close(f Closed[S])
}

// Counters count what a Table did. Limits are under the names that the
// summary's limits_hit uses.
type Counters struct {
	Packets       uint64 // TCP packets given, duplicates included
	Flows         uint64 // flows opened
	Duplicates    uint64 // frames that repeat one captured before
	ICMPMatched   uint64 // ICMP errors about a flow of this table
	ICMPUnmatched uint64 // ICMP errors about TCP connections that are not in this table
	LimitFlows    uint64 // "flows": flows closed early because of MaxFlows
	LimitContexts uint64 // "flow_contexts": flows closed early because of too many contexts of one 5-tuple
	LimitStream   uint64 // "held_bytes_flow": holes given up early because of the limit of a direction
	LimitTotal    uint64 // "held_bytes_total": holes given up early because of the limit of the table
}

// Add adds the counts of another table.
func (c *Counters) Add(o Counters) {
	c.Packets += o.Packets
	c.Flows += o.Flows
	c.Duplicates += o.Duplicates
	c.ICMPMatched += o.ICMPMatched
	c.ICMPUnmatched += o.ICMPUnmatched
	c.LimitFlows += o.LimitFlows
	c.LimitContexts += o.LimitContexts
	c.LimitStream += o.LimitStream
	c.LimitTotal += o.LimitTotal
}

// LimitsHit gives the limits that were hit, by name, with how often; only
// those above zero.
func (c *Counters) LimitsHit() map[string]uint64 {
	hit := map[string]uint64{
		"flows": c.LimitFlows, "flow_contexts": c.LimitContexts,
		"held_bytes_flow": c.LimitStream, "held_bytes_total": c.LimitTotal,
	}
	for name, n := range hit {
		if n == 0 {
			delete(hit, name)
		}
	}
	return hit
}
