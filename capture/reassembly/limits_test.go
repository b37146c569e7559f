package reassembly

import (
	"strings"
	"testing"
)

func TestHeldBytesStayWithinTheLimits(t *testing.T) {
	limits := Limits{StreamBytes: 4 * pageSize, TotalBytes: 6 * pageSize}
	sink := &tape{}
	pool := NewPool(limits, sink)
	streams := make([]Stream, 3)
	for round := range 40 {
		for i := range streams {
			s := &streams[i]
			if round == 0 {
				s.Start(pool, 0)
			}
			seq := uint32(round*2000 + 1000)
			s.Segment(pool, Owner(i), Segment{Seq: seq, Payload: make([]byte, 1000), Length: 1000, Clock: int64(round), Time: int64(round)})
			if pool.holdOf(s).held() > limits.StreamBytes || pool.Held() > limits.TotalBytes {
				t.Fatalf("round %d: holds %d of %d, in all %d of %d", round, pool.holdOf(s).held(), limits.StreamBytes, pool.Held(), limits.TotalBytes)
			}
		}
	}
	c := pool.Counters()
	if c.TotalLimit == 0 {
		t.Errorf("the total limit was never hit: %+v", c)
	}
	for i := range streams {
		streams[i].Flush(pool, Owner(i), 0)
		if got := streams[i].Position(); got != 40*2000 {
			t.Errorf("stream %d: gave %d bytes, want %d", i, got, 40*2000)
		}
	}
	if pool.Held() != 0 {
		t.Errorf("%d bytes held at the end", pool.Held())
	}
}

func TestStreamLimitGivesUpTheFirstHole(t *testing.T) {
	b := newBench(Limits{StreamBytes: 2 * pageSize})
	b.stream.Start(b.pool, 0)
	for i := range 3 {
		b.send(uint32(10+i*3000), strings.Repeat("x", 2000))
	}
	if b.pool.Counters() != (Counters{StreamLimit: 1}) {
		t.Errorf("counted %+v, want one hit of the stream limit", b.pool.Counters())
	}
	if first := b.lines[0]; first != "1:gap 10" {
		t.Errorf("gave %q first, want the first hole", first)
	}
}

func TestAGivenUpHoleSparesTheSegmentThatNeedsRoom(t *testing.T) {
	b := newBench(Limits{StreamBytes: 2 * pageSize})
	b.stream.Start(b.pool, 0)
	b.send(5000, "late")
	b.send(9000, "later")
	b.send(100, "abc")
	b.flush()
	if got, want := b.take(), "1:gap 100 1:abc 1:gap 4897 1:late 1:gap 3996 1:later"; got != want {
		t.Errorf("gave %q, want %q", got, want)
	}
}

func TestASegmentSplitByOthersCountsAllItsPages(t *testing.T) {
	b := newBench(Limits{StreamBytes: 4 * pageSize})
	b.stream.Start(b.pool, 0)
	b.send(10, "x")
	b.send(3000, "x")
	b.send(5, strings.Repeat("x", 3000)) // before, between and behind the two
	if held := b.pool.holdOf(&b.stream).held(); held > 4*pageSize {
		t.Errorf("holds %d bytes, limit %d", held, 4*pageSize)
	}
}

func TestTinySegmentsShareAPage(t *testing.T) {
	b := newBench(Limits{})
	b.stream.Start(b.pool, 0)
	for i := range 1000 {
		b.send(uint32(2+i), "x")
	}
	if b.pool.Held() != pageSize {
		t.Errorf("1000 segments of one byte take %d bytes, want one page", b.pool.Held())
	}
}
