package flow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"edrtap/capture/packet"
)

func TestDeadlines(t *testing.T) {
	tests := []struct {
		name string
		run  func(r *rig)
		wait time.Duration
		how  string
	}{
		{"unanswered SYN", func(r *rig) { r.send(0, syn, 100, 0, "") }, 75 * time.Second, "timeout"},
		{"established", func(r *rig) { r.connect() }, 600 * time.Second, "timeout"},
		{"one FIN", func(r *rig) {
			r.connect()
			r.send(0, ack|fin, 101, 501, "")
		}, 600 * time.Second, "client_fin"},
		{"both FINs", func(r *rig) {
			r.connect()
			r.send(0, ack|fin, 101, 501, "")
			r.send(1, ack|fin, 501, 102, "")
		}, 5 * time.Second, "client_fin"},
		{"RST", func(r *rig) {
			r.connect()
			r.send(1, rst, 501, 0, "")
		}, 5 * time.Second, "server_rst"},
	}
	for _, test := range tests {
		r := newRig(t, short)
		test.run(r)
		var last int64
		for f := range r.table.matches(r.table.Fetch(&r.previous).hash, &r.previous.Src, r.previous.SrcPort, &r.previous.Dst, r.previous.DstPort) {
			last = f.seen
		}
		r.take()
		deadline := last + int64(test.wait)
		r.table.Advance(deadline - 1)
		if got := r.take(); got != "" {
			t.Errorf("%s: %q before the deadline", test.name, got)
		}
		r.table.Advance(deadline)
		if got, want := r.take(), fmt.Sprintf("close 1 %s at %d", test.how, deadline/ms); got != want {
			t.Errorf("%s: %q, want %q", test.name, got, want)
		}
	}
}

func TestActivityPutsTheDeadlineOff(t *testing.T) {
	r := newRig(t, short)
	r.connect()
	for range 100 {
		r.wait(599 * 1000 * ms)
		r.send(0, ack, 101, 501, "")
	}
	if r.table.Len() != 1 || r.table.Counters().Flows != 1 {
		t.Errorf("%d flows open of %d", r.table.Len(), r.table.Counters().Flows)
	}
	if n := len(r.table.soon); n > 2 {
		t.Errorf("%d entries in the heap for one flow", n)
	}
}

// A flow leaves a note in the heap when it changes its class while it is
// staged. The note must not close it when it is staged again.
func TestOldHeapEntryDoesNotCloseEarly(t *testing.T) {
	r := newRig(t, short)
	r.connect()
	start := r.clock
	at := func(clock int64) { r.clock = start + clock*ms }
	at(49_900)
	r.send(0, ack, 101, 501, "x")
	at(600_000)
	r.table.Advance(r.clock) // staged until 649.9 s
	at(644_600)
	r.send(0, ack|fin, 102, 501, "")
	r.send(1, ack|fin, 501, 103, "")
	at(645_100)
	r.send(0, ack, 103, 502, "") // now until 650.1 s
	at(649_800)
	r.table.Advance(r.clock) // staged again
	if n := len(r.table.soon); n != 2 {
		t.Fatalf("%d entries in the heap, want the old and the new one", n)
	}
	at(650_099)
	r.table.Advance(r.clock)
	if r.table.Len() != 1 {
		t.Error("closed before the deadline")
	}
	at(650_100)
	r.table.Advance(r.clock)
	if r.table.Len() != 0 {
		t.Error("open after the deadline")
	}
}

func TestPacketAfterTheDeadlineBeginsANewFlow(t *testing.T) {
	r := newRig(t, short)
	r.connect()
	deadline := r.clock - ms + 600_000*ms
	r.wait(700_000 * ms)
	r.send(0, ack, 101, 501, "late")
	r.finish()
	want := fmt.Sprintf("open 1\nclose 1 timeout at %d\nopen 4\nclient 4 late\nclose 4 open at %d", deadline/ms, r.clock/ms)
	if got := r.take(); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

func TestFlowsCloseInOrderOfDeadlineAndNumber(t *testing.T) {
	r := newRig(t, short)
	for i := range uint16(50) {
		r.ports[0] = 1024 + i*7919%60000
		r.send(0, syn, 100, 0, "")
		if i%10 == 9 {
			r.wait(ms)
		}
	}
	for i := range uint16(50) { // again, in another order, all at one clock
		r.ports[0] = 1024 + (49-i)*7919%60000
		r.send(0, syn, 100, 0, "")
	}
	r.take()
	r.table.Advance(r.clock + 1e12)
	var want []string
	for i := range 50 {
		want = append(want, fmt.Sprintf("close %d timeout at %d", i+1, (r.clock+75e9)/ms))
	}
	if got := r.take(); got != strings.Join(want, "\n") {
		t.Errorf("closed\n%s", got)
	}
}

func TestFlowLimitSparesEstablishedConnections(t *testing.T) {
	c := short
	c.MaxFlows = 10
	r := newRig(t, c)
	for i := range uint16(5) {
		r.ports[0] = 2000 + i
		r.connect()
	}
	for i := range uint16(100) {
		r.ports[0] = 3000 + i
		r.send(0, syn, 100, 0, "")
		r.wait(ms)
	}
	if r.table.Len() != 10 || r.table.Counters().LimitFlows != 95 {
		t.Errorf("%d flows open, limit hit %d times", r.table.Len(), r.table.Counters().LimitFlows)
	}
	for n := range uint64(5) {
		if !r.open[3*n+1] {
			t.Errorf("established flow %d was closed", 3*n+1)
		}
	}
	if hit := r.table.counters.LimitsHit(); len(hit) != 1 || hit["flows"] != 95 {
		t.Errorf("limits hit: %v", hit)
	}
}

func TestContextsOfOneTupleAreLimited(t *testing.T) {
	r := newRig(t, short)
	for i := range uint32(1000) {
		r.context = i
		r.send(0, syn, i<<22, 0, "")
	}
	if r.table.Len() != contextLimit || r.table.Counters().LimitContexts != 1000-contextLimit {
		t.Errorf("%d flows open, limit hit %d times", r.table.Len(), r.table.Counters().LimitContexts)
	}
}

// traffic is a random programme of packets of some connections, many of them
// lost, late or forged.
func traffic(rng *rand.Rand, n int) (packets []packet.Packet, clocks []int64) {
	r := &rig{clock: 1e12}
	next := [20][2]uint32{}
	for range n {
		r.wait(int64(rng.ExpFloat64() * float64([...]int64{ms / 10, 5 * ms, 300 * ms, 30_000 * ms}[rng.IntN(4)])))
		i, from := rng.IntN(len(next)), Dir(rng.IntN(2))
		r.ports = [2]uint16{uint16(40000 + i), 443}
		r.context = uint32(max(rng.IntN(12)-9, 0))
		flags := [...]packet.TCPFlags{ack, ack, ack, ack, ack, ack, ack, ack | fin, syn, synAck, rst, ack | fin, rst | ack}[rng.IntN(13)]
		payload := strings.Repeat("x", max(rng.IntN(3000)-500, 0))
		if flags&(syn|rst) != 0 {
			payload = ""
			if rng.IntN(8) == 0 {
				next[i][from] = rng.Uint32()
			}
		}
		seq := next[i][from]
		if rng.IntN(5) == 0 {
			seq += uint32(rng.IntN(20000)) - 10000
		} else {
			next[i][from] += uint32(len(payload))
		}
		p := r.packet(from, flags, seq, next[i][1-from], payload)
		if rng.IntN(20) == 0 {
			p.Payload = p.Payload[:len(p.Payload)/2]
		}
		p.Time -= int64(rng.IntN(int(ms)))
		packets, clocks = append(packets, p), append(clocks, r.clock)
		if rng.IntN(10) == 0 {
			packets, clocks = append(packets, p), append(clocks, r.clock)
		}
	}
	return packets, clocks
}

// stagedFlows counts the flows in the heap.
func stagedFlows[S any](t *Table[S]) (n [classCount]int) {
	for _, slab := range t.slabs {
		for i := range slab {
			if slab[i].flags&staged != 0 {
				n[slab[i].class]++
			}
		}
	}
	return n
}

func TestResultsDoNotDependOnAdvance(t *testing.T) {
	for seed := range uint64(20) {
		packets, clocks := traffic(rand.New(rand.NewPCG(seed, 1)), 3000)
		c := short
		c.MaxFlows = 15
		c.Reassembly.StreamBytes, c.Reassembly.TotalBytes = 16<<10, 32<<10
		run := func(often int) []string {
			rng := rand.New(rand.NewPCG(seed, 2))
			r := newRig(t, c)
			for i := range packets {
				for range rng.IntN(often + 1) {
					previous := clocks[max(i-1, 0)]
					r.table.Advance(previous + rng.Int64N(clocks[i]-previous+1))
				}
				r.table.Packet(&packets[i], r.table.Fetch(&packets[i]), clocks[i], uint64(i))
				if got, want := r.table.staged, stagedFlows(r.table); got != want {
					t.Fatalf("%v flows of each class counted in the heap, %v are there", got, want)
				}
			}
			r.table.Finish(clocks[len(clocks)-1])
			return r.lines
		}
		never, often := run(0), run(3)
		if len(never) < 1000 || !slices.Equal(never, often) {
			for i := range min(len(never), len(often)) {
				if never[i] != often[i] {
					t.Fatalf("seed %d: call %d is %.60q without Advance and %.60q with it", seed, i, never[i], often[i])
				}
			}
			t.Fatalf("seed %d: %d calls without Advance, %d with it", seed, len(never), len(often))
		}
	}
}

func TestFinishThroughIsFinishInParts(t *testing.T) {
	packets, clocks := traffic(rand.New(rand.NewPCG(3, 1)), 3000)
	run := func(step uint64) []string {
		r := newRig(t, short)
		for i := range packets {
			r.table.Packet(&packets[i], r.table.Fetch(&packets[i]), clocks[i], uint64(i))
		}
		end := clocks[len(clocks)-1]
		for last := step; last < uint64(len(packets)); last += step {
			r.table.FinishThrough(end, last)
		}
		r.table.Finish(end)
		if r.table.Len() != 0 {
			t.Errorf("%d flows are left", r.table.Len())
		}
		return r.lines
	}
	whole, parts := run(1<<40), run(7)
	if len(whole) < 1000 || !slices.Equal(whole, parts) {
		t.Errorf("%d calls at one go, %d in parts, and not the same", len(whole), len(parts))
	}
}
