package rate

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"edrtap/rules/record"
)

// exchange is one made-up request: when it began, and what it held.
type exchange struct {
	at     int64
	events uint64
}

// wire is one record that passes the sensor.
type wire struct {
	flow   int
	server bool
	at     int64
	size   uint32
}

// talk plays one connection: requests one after the other, some with
// 100 Continue, some pipelined, some answered before their end; over HTTP/2
// with control frames between. The client reacts to what it gets.
type talk struct {
	t     *rapid.T
	flow  int
	http2 bool
	rtt   int64
	now   int64
	wires []wire
	sent  []exchange
}

func (k *talk) client(size uint32) { k.wire(false, size) }
func (k *talk) server(size uint32) { k.wire(true, size) }

func (k *talk) wire(server bool, size uint32) {
	k.wires = append(k.wires, wire{flow: k.flow, server: server, at: k.now, size: size})
	k.now += rapid.Int64Range(0, int64(3e4)).Draw(k.t, "pause")
}

func (k *talk) chance(percent int, what string) bool {
	return rapid.IntRange(0, 99).Draw(k.t, what) < percent
}

func (k *talk) open() {
	if k.http2 {
		k.client(uint32(24 + 9 + 6*rapid.IntRange(0, 6).Draw(k.t, "settings") + 13))
		k.server(uint32(9 + 6*rapid.IntRange(0, 6).Draw(k.t, "settings")))
		k.client(9)
		k.server(9)
	}
	for range rapid.IntRange(0, 12).Draw(k.t, "requests") {
		k.request()
		k.now += rapid.Int64Range(0, 1500*ms).Draw(k.t, "idle")
		if k.http2 && k.chance(30, "ping") {
			k.client(17)
			k.server(17)
		}
	}
}

func (k *talk) request() {
	batch := 1
	if k.chance(20, "pipelined") {
		batch = rapid.IntRange(2, 4).Draw(k.t, "batch")
	}
	for range batch {
		k.send()
	}
	k.now += k.rtt
	for range batch {
		k.server(uint32(rapid.IntRange(53, 400).Draw(k.t, "answer")))
	}
	k.now += k.rtt
}

func (k *talk) send() {
	events := rapid.IntRange(1, 60).Draw(k.t, "events")
	body := events * rapid.IntRange(DefaultSmallestEvent, 300).Draw(k.t, "size")
	k.sent = append(k.sent, exchange{k.now, uint64(events)})
	if k.http2 {
		body += 9
	}
	head := rapid.IntRange(120, 500).Draw(k.t, "head")
	if k.chance(50, "apart") {
		k.client(uint32(head))
		if !k.http2 && k.chance(20, "continue") {
			k.now += k.rtt
			k.server(25)
			k.now += k.rtt
		}
		head = 0
	}
	for body += head; body > 0; {
		n := min(body, rapid.IntRange(1000, 16384).Draw(k.t, "record"))
		k.client(uint32(n))
		body -= n
		if k.chance(10, "stall") {
			k.now += rapid.Int64Range(0, 1200*ms).Draw(k.t, "stalled")
		}
	}
}

// TestBoundsHoldTheTruth holds the interval against what was sent, in every
// clock second and over every sliding one.
func TestBoundsHoldTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var wires []wire
		var sent []exchange
		flows := make([]Flow, rapid.IntRange(1, 4).Draw(t, "flows"))
		for i := range flows {
			k := &talk{
				t: t, flow: i, http2: rapid.Bool().Draw(t, "http2"), rtt: rapid.Int64Range(int64(4e5), 80*ms).Draw(t, "rtt"),
				now: start + rapid.Int64Range(0, 2000*ms).Draw(t, "begin"),
			}
			flows[i].Init(Known{HTTP2: k.http2, TLS13: rapid.Bool().Draw(t, "tls13"), RTT: 2 * k.rtt})
			k.open()
			wires, sent = append(wires, k.wires...), append(sent, k.sent...)
		}
		slices.SortStableFunc(wires, func(a, b wire) int { return cmp.Compare(a.at, b.at) })
		c := NewCounter()
		m := c.Meter(server)
		loss := rapid.SampledFrom([]int{0, 0, 10}).Draw(t, "loss")
		for _, w := range wires {
			switch f := &flows[w.flow]; {
			case w.server:
				m.Server(f, w.at, w.size, w.size)
			case rapid.IntRange(0, 99).Draw(t, "lost") < loss:
				m.Lost(f, client, w.at, w.size)
			default:
				m.Client(f, client, w.at, w.size, w.size)
			}
		}
		if err := held(c.Reports(Settings{}), sent); err != "" {
			t.Fatal(err)
		}
	})
}

func held(reports []Report, sent []exchange) string {
	truth := make(map[int64]uint64)
	for _, e := range sent {
		truth[e.at/second] += e.events
	}
	var busiest uint64
	slices.SortFunc(sent, func(a, b exchange) int { return cmp.Compare(a.at, b.at) })
	for i := range sent {
		var sum uint64
		for _, e := range sent[i:] {
			if e.at-sent[i].at < second {
				sum += e.events
			}
		}
		busiest = max(busiest, sum)
	}
	for _, r := range reports {
		for _, s := range r.Seconds {
			if n := truth[s.Second.Unix()]; !holds(s.Events, n) {
				return fmt.Sprintf("%v: %d events, interval %+v", s.Second, n, s.Events)
			}
			delete(truth, s.Second.Unix())
		}
		if !holds(r.Sliding.Events, busiest) {
			return fmt.Sprintf("busiest second: %d events, interval %+v", busiest, r.Sliding.Events)
		}
	}
	if len(truth) > 0 {
		return fmt.Sprintf("seconds without a record: %v", truth)
	}
	return ""
}

func holds(e record.Events, n uint64) bool { return e.Low <= n && n <= e.High }
