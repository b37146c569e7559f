package reassembly

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

// tape records what a Pool gives.
type tape struct{ lines []string }

func (t *tape) Data(o Owner, _ int64, b []byte) {
	t.lines = append(t.lines, fmt.Sprintf("%d:%s", o, b))
}

func (t *tape) Gap(o Owner, _, n int64, cut bool) {
	what := "gap"
	if cut {
		what = "cut"
	}
	t.lines = append(t.lines, fmt.Sprintf("%d:%s %d", o, what, n))
}

func (t *tape) take() string {
	s := strings.Join(t.lines, " ")
	t.lines = nil
	return s
}

// workbench is one stream with its Pool.
type workbench struct {
	tape
	pool   *Pool
	stream Stream
	clock  int64
	last   Result
}

func newBench(limits Limits) *workbench {
	b := &workbench{}
	b.pool = NewPool(limits, &b.tape)
	return b
}

const ms = int64(1e6)

func (b *workbench) send(seq uint32, text string) {
	b.last = b.stream.Segment(b.pool, 1, Segment{Time: b.clock, Clock: b.clock, Seq: seq, Payload: []byte(text), Length: len(text)})
}

func (b *workbench) sendCut(seq uint32, text string, length int) {
	b.last = b.stream.Segment(b.pool, 1, Segment{Time: b.clock, Clock: b.clock, Seq: seq, Payload: []byte(text), Length: length})
}

func (b *workbench) fin(seq uint32, text string) {
	b.last = b.stream.Segment(b.pool, 1, Segment{Time: b.clock, Clock: b.clock, Seq: seq, Payload: []byte(text), Length: len(text), FIN: true})
}

func (b *workbench) ack(n uint32) { b.stream.Ack(b.pool, 1, n, b.clock, b.clock) }

func (b *workbench) wait(ns int64) {
	b.clock += ns
	for b.pool.Due() <= b.clock {
		b.pool.GiveUpDue()
	}
}

func (b *workbench) flush() { b.stream.Flush(b.pool, 1, b.clock) }

func TestStream(t *testing.T) {
	const wrap = 0xfffffffd // three bytes before the numbers wrap
	tests := []struct {
		name string
		run  func(b *workbench)
		want string
	}{
		{"gives in-order segments at once", func(b *workbench) {
			b.stream.Start(b.pool, 10)
			b.send(10, "abc")
			b.send(13, "def")
		}, "1:abc 1:def"},
		{"crosses the wrap of sequence numbers", func(b *workbench) {
			b.stream.Start(b.pool, wrap)
			b.send(wrap, "abcd")
			b.send(1, "ef")
		}, "1:abcd 1:ef"},
		{"drops a retransmission across the wrap", func(b *workbench) {
			b.stream.Start(b.pool, wrap)
			b.send(wrap, "abcdef")
			b.send(wrap, "abcdef")
			b.send(3, "g")
		}, "1:abcdef 1:g"},
		{"finds one missing byte across the wrap", func(b *workbench) {
			b.stream.Start(b.pool, wrap)
			b.send(wrap, "abc")
			b.send(1, "e")
			b.flush()
		}, "1:abc 1:gap 1 1:e"},
		{"reorders across the wrap", func(b *workbench) {
			b.stream.Start(b.pool, wrap)
			b.send(2, "fg")
			b.send(0, "de")
			b.send(wrap, "abc")
		}, "1:abc 1:de 1:fg"},
		{"queued overlap at the wrap", func(b *workbench) {
			b.stream.Start(b.pool, wrap-1)
			b.send(wrap, "bcde")
			b.send(0xffffffff, "defg")
			b.send(wrap-1, "a")
		}, "1:a 1:bcdefg"},
		{"first bytes win in an overlap", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(2, "cd")
			b.send(0, "ABCDEF")
		}, "1:AB 1:cd 1:EF"},
		{"trims the given part of an overlap", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(0, "abcd")
			b.send(2, "CDef")
		}, "1:abcd 1:ef"},
		{"starts at the first segment without a SYN", func(b *workbench) {
			b.send(500, "abc")
			b.send(503, "d")
		}, "1:abc 1:d"},
		{"starts where the peer acknowledges", func(b *workbench) {
			b.ack(500)
			b.send(503, "d")
			b.send(500, "abc")
		}, "1:abc 1:d"},
		{"a start one number early was a keep-alive", func(b *workbench) {
			b.send(499, "")
			b.send(500, "abc")
			b.flush()
		}, "1:abc"},
		{"moves an unsettled start back", func(b *workbench) {
			b.ack(500)
			b.send(490, "0123456789")
		}, "1:0123456789"},
		{"ignores a keep-alive of one byte", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(0, "abc")
			b.send(2, "x")
			b.send(3, "d")
		}, "1:abc 1:d"},
		{"waits for the bytes before an early FIN", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.fin(3, "")
			b.send(0, "abc")
		}, "1:abc"},
		{"FIN ahead of lost data", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.fin(3, "")
			b.flush()
		}, "1:gap 3"},
		{"ignores data beyond the FIN", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.fin(0, "abc")
			b.send(3, "junk")
			b.send(1, "bcjunk")
			b.flush()
		}, "1:abc"},
		{"ignores what is further ahead than any window", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(1<<30+1, "far")
			b.ack(1<<30 + 1)
			b.fin(0, "abc")
			b.flush()
		}, "1:abc"},
		{"holds what is as far ahead as a window reaches", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(1<<30, "far")
			b.fin(0xfffffff0, "")
			b.send(0, "abc")
			b.flush()
		}, "1:abc 1:gap 1073741821 1:far"},
		{"ignores held data beyond the FIN", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.fin(4, "e")
			b.send(3, "dexx")
			b.send(0, "abc")
		}, "1:abc 1:d 1:e"},
		{"an acknowledged FIN is no missing byte", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.fin(0, "abc")
			b.ack(4)
			b.wait(1000 * ms)
			b.flush()
		}, "1:abc"},
		{"an acknowledged FIN that was not seen is no missing byte", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(0, "abc")
			b.ack(4)
			b.wait(1000 * ms)
			b.flush()
		}, "1:abc"},
		{"gives up an acknowledged hole after a while", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(3, "def")
			b.ack(6)
			b.wait(99 * ms)
			b.lines = append(b.lines, "99ms")
			b.wait(1 * ms)
		}, "99ms 1:gap 3 1:def"},
		{"keeps waiting for a hole that is not acknowledged", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(3, "def")
			b.ack(0)
			b.wait(9999 * ms)
			b.lines = append(b.lines, "9999ms")
			b.wait(1 * ms)
		}, "9999ms 1:gap 3 1:def"},
		{"gives up all holes that one acknowledgment covers", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.send(1, "b")
			b.send(3, "d")
			b.send(5, "f")
			b.ack(4)
			b.wait(100 * ms)
		}, "1:gap 1 1:b 1:gap 1 1:d"},
		{"gives up a hole that was acknowledged before later data came", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.ack(5)
			b.send(5, "fgh")
		}, "1:gap 5 1:fgh"},
		{"tells acknowledged bytes of an unseen direction", func(b *workbench) {
			b.ack(100)
			b.ack(1600)
			b.wait(100 * ms)
			b.ack(3000)
			b.ack(4000)
			b.flush()
		}, "1:gap 1500 1:gap 2400"},
		{"takes one number beyond a hole for an unseen FIN", func(b *workbench) {
			b.ack(100)
			b.ack(107)
			b.ack(108)
			b.flush()
		}, "1:gap 7"},
		{"tells what a snap length cut off", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.sendCut(0, "ab", 10)
			b.sendCut(10, "", 5)
			b.send(15, "c")
		}, "1:ab 1:cut 8 1:cut 5 1:c"},
		{"holds cut segments", func(b *workbench) {
			b.stream.Start(b.pool, 0)
			b.sendCut(10, "kl", 10)
			b.sendCut(0, "ab", 10)
			b.send(20, "u")
		}, "1:ab 1:cut 8 1:kl 1:cut 8 1:u"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(Limits{})
			test.run(b)
			if got := b.take(); got != test.want {
				t.Errorf("gave %q, want %q", got, test.want)
			}
			b.flush()
			if b.pool.Held() != 0 {
				t.Errorf("%d bytes held after the flush", b.pool.Held())
			}
		})
	}
}

func TestSegmentResults(t *testing.T) {
	b := newBench(Limits{})
	b.stream.Start(b.pool, 0)
	expect := func(what string, want Result) {
		t.Helper()
		if b.last != want {
			t.Errorf("%s: %+v, want %+v", what, b.last, want)
		}
	}
	b.send(0, "abcd")
	expect("in order", Result{New: 4})
	b.send(0, "abcd")
	expect("retransmission", Result{Old: 4})
	b.send(2, "cdef")
	expect("partial retransmission", Result{New: 2, Old: 2})
	b.send(5, "f")
	expect("keep-alive", Result{Events: KeepAlive})
	b.send(10, "klmn")
	expect("early", Result{New: 4})
	b.clock += 2 * ms
	b.send(8, "ijKLmn")
	expect("overlap with other bytes", Result{New: 2, Old: 4, Lag: 2 * ms, Events: Filled | Conflict})
	b.send(6, "gh")
	expect("hole filled", Result{New: 2, Lag: 0, Events: Filled})
	b.fin(14, "op")
	expect("FIN", Result{New: 2})
	b.fin(14, "op")
	expect("FIN again", Result{Old: 2, Events: RepeatedFIN})
	b.fin(14, "")
	expect("FIN elsewhere", Result{Events: BadFIN})
	b.send(16, "xyz")
	expect("beyond the FIN", Result{Beyond: 3})
	if got, want := b.take(), "1:abcd 1:ef 1:gh 1:ij 1:klmn 1:op"; got != want {
		t.Errorf("gave %q, want %q", got, want)
	}
}

// TestTheLastByteComesBehindTheFIN has one byte where a keep-alive's would be.
func TestTheLastByteComesBehindTheFIN(t *testing.T) {
	b := newBench(Limits{})
	b.stream.Start(b.pool, 0)
	b.send(0, "abc")
	b.fin(4, "")
	b.send(3, "d")
	if want := (Result{New: 1, Events: Filled}); b.last != want {
		t.Errorf("%+v, want %+v", b.last, want)
	}
	if got, want := b.take(), "1:abc 1:d"; got != want || !b.stream.Finished() {
		t.Errorf("gave %q, want %q; finished %v", got, want, b.stream.Finished())
	}
}

func TestManyGigabytesWithoutAcknowledgments(t *testing.T) {
	b := newBench(Limits{})
	b.stream.Start(b.pool, 1)
	for range 90 { // so that the first number seems to lie ahead
		if !b.stream.InOrder(b.stream.Next()) {
			t.Fatalf("not in order at %d", b.stream.Position())
		}
		b.stream.Advance(1 << 28)
	}
	b.send(b.stream.Next()+3, "def")
	b.wait(200 * ms)
	b.send(b.stream.Next(), "abc")
	if got := b.take(); got != "1:abc 1:def" {
		t.Errorf("gave %q", got)
	}
}

func TestPageIsOneSizeClass(t *testing.T) {
	if got := unsafe.Sizeof(page{}); got != pageSize {
		t.Errorf("a page has %d bytes, want %d", got, pageSize)
	}
	if got := unsafe.Sizeof(Stream{}); got > 24 {
		t.Errorf("a stream has %d bytes, want at most 24", got)
	}
}

func TestHeldBytesKeepTheirTimes(t *testing.T) {
	var times []int64
	pool := NewPool(Limits{}, timer{&times})
	var s Stream
	s.Start(pool, 0)
	for _, g := range []Segment{{Seq: 5, Time: 7}, {Seq: 3, Time: 9}, {Seq: 11, Time: 8}} {
		g.Payload, g.Length, g.Clock = []byte("xx"), 2, g.Time
		s.Segment(pool, 1, g)
	}
	s.Flush(pool, 1, 50)
	// Gap, bytes of 9, bytes of 7 behind them, gap, bytes of 8.
	if want := []int64{9, 9, 9, 9, 9}; !slices.Equal(times, want) {
		t.Errorf("times %v, want %v", times, want)
	}
}

type timer struct{ times *[]int64 }

func (t timer) Data(_ Owner, time int64, _ []byte) { *t.times = append(*t.times, time) }
func (t timer) Gap(_ Owner, time, _ int64, _ bool) { *t.times = append(*t.times, time) }

type discard struct{ bytes int }

func (d *discard) Data(_ Owner, _ int64, b []byte) { d.bytes += len(b) }
func (d *discard) Gap(_ Owner, _, n int64, _ bool) { d.bytes += int(n) }

func TestSegmentsAllocateNothing(t *testing.T) {
	d := &discard{}
	pool := NewPool(Limits{}, d)
	var s Stream
	s.Start(pool, 0)
	payload := make([]byte, 1448)
	seq := uint32(0)
	send := func(offset uint32) {
		s.Segment(pool, 1, Segment{Seq: seq + offset, Payload: payload, Length: len(payload)})
	}
	round := func() {
		send(1448) // early
		send(2896)
		send(0)
		seq += 3 * 1448
	}
	round()
	if n := testing.AllocsPerRun(100, round); n != 0 {
		t.Errorf("%v allocations in a round of reordered segments", n)
	}
	if d.bytes != int(seq) {
		t.Errorf("gave %d bytes of %d", d.bytes, seq)
	}
}

func BenchmarkInOrder(b *testing.B) {
	pool := NewPool(Limits{}, &discard{})
	var s Stream
	s.Start(pool, 0)
	payload := make([]byte, 1448)
	for seq := uint32(0); b.Loop(); seq += 1448 {
		s.Segment(pool, 1, Segment{Seq: seq, Payload: payload, Length: 1448})
	}
}

func BenchmarkReordered(b *testing.B) {
	pool := NewPool(Limits{}, &discard{})
	var s Stream
	s.Start(pool, 0)
	payload := make([]byte, 1448)
	for seq := uint32(0); b.Loop(); seq += 2896 {
		s.Segment(pool, 1, Segment{Seq: seq + 1448, Payload: payload, Length: 1448})
		s.Segment(pool, 1, Segment{Seq: seq, Payload: payload, Length: 1448})
	}
	b.ReportMetric(2, "packets/op")
}

// TestPositionCountsBeyondTheNumbers gives more bytes than there are sequence
// numbers, partly as gaps.
func TestPositionCountsBeyondTheNumbers(t *testing.T) {
	const step, first = 1 << 24, 0xfff00000
	pool := NewPool(Limits{}, &tape{})
	var s Stream
	s.Start(pool, first)
	for n := uint64(1); n <= 1000; n++ {
		if n%3 == 0 {
			s.gap(pool, 1, 0, step, true)
		} else {
			s.Advance(step)
		}
		if s.Position() != n*step || s.First() != first || s.Next() != first+uint32(n*step&0xffffffff) {
			t.Fatalf("after %d bytes: position %d, first %x, next %x", n*step, s.Position(), s.First(), s.Next())
		}
	}
}
