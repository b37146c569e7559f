package reassembly

import (
	"testing"

	"pgregory.net/rapid"
)

// world is a naive model of some streams and their Pool. Byte i of stream s
// has the value truth(s, i); what came first for every byte is remembered, and
// everything that the Pool gives is checked against that.
type world struct {
	t      fataler
	pool   *Pool
	limits Limits
	links  []*link
	clock  int64
	quiet  bool // nothing happened that may tell a gap: only reordering within the limits
	gaps   int
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// link is one stream and what its sender did.
type link struct {
	id     int
	base   uint32 // sequence number of byte 0
	stream Stream
	came   []byte // per byte: what came first
	given  int    // bytes given so far; -1 until the first
	latest int64
	fin    int // -1: none
}

const (
	nothing = iota
	captured
	cutOff
)

const modelLength = 20000

func truth(stream, i int) byte { return byte(i*7 + i>>8*13 + stream*101) }

func newWorld(t fataler, limits Limits, bases ...uint32) *world {
	w := &world{t: t, limits: limits.withDefaults(), clock: 1e9}
	w.pool = NewPool(limits, w)
	for i, base := range bases {
		w.links = append(w.links, &link{id: i, base: base, came: make([]byte, modelLength+1), given: -1, fin: -1})
	}
	return w
}

// advance checks that n bytes are given next, and gives where they begin.
func (w *world) advance(o Owner, time int64, n int) (*link, int) {
	w.t.Helper()
	l := w.links[o]
	at := int(int32(l.stream.next - uint32(n) - l.base))
	if l.given >= 0 && at != l.given {
		w.t.Fatalf("stream %d: gave byte %d, expected byte %d", o, at, l.given)
	}
	if n <= 0 || at < 0 || at+n > len(l.came) {
		w.t.Fatalf("stream %d: gave %d bytes at %d", o, n, at)
	}
	if time < l.latest {
		w.t.Fatalf("stream %d: time went back from %d to %d", o, l.latest, time)
	}
	l.given, l.latest = at+n, time
	return l, at
}

func (w *world) Data(o Owner, time int64, b []byte) {
	w.t.Helper()
	l, at := w.advance(o, time, len(b))
	for i, v := range b {
		if l.came[at+i] != captured || v != truth(int(o), at+i) {
			w.t.Fatalf("stream %d: byte %d is %d (came %d), want %d", o, at+i, v, l.came[at+i], truth(int(o), at+i))
		}
	}
}

func (w *world) Gap(o Owner, time, n int64, cut bool) {
	w.t.Helper()
	if w.quiet && !cut {
		w.t.Fatalf("stream %d: gap of %d without a reason", o, n)
	}
	w.gaps++
	l, at := w.advance(o, time, int(n))
	want := byte(nothing)
	if cut {
		want = cutOff
	}
	for i := at; i < at+int(n); i++ {
		if l.came[i] != want {
			w.t.Fatalf("stream %d: gap over byte %d, which came as %d, want %d", o, i, l.came[i], want)
		}
	}
}

// segment sends the bytes [from, to), of which kept are captured.
func (w *world) segment(l *link, from, to, kept int, fin bool) Result {
	w.t.Helper()
	payload := make([]byte, kept)
	for i := range payload {
		payload[i] = truth(l.id, from+i)
	}
	if fin && l.fin < 0 && !l.seenFrom(to) {
		l.fin = to
	}
	for i := from; i < to && (l.fin < 0 || i < l.fin); i++ {
		if i >= l.given && l.came[i] == nothing {
			l.came[i] = captured
			if i >= from+kept {
				l.came[i] = cutOff
			}
		}
	}
	if kept < to-from {
		w.quiet = false
	}
	r := l.stream.Segment(w.pool, Owner(l.id), Segment{
		Time: w.clock, Clock: w.clock, Seq: l.base + uint32(from), Payload: payload, Length: to - from, FIN: fin,
	})
	if r.New < 0 || r.Old < 0 || r.Beyond < 0 || r.Lag < 0 || r.New+r.Old+r.Beyond > to-from {
		w.t.Fatalf("segment of %d bytes gave %+v", to-from, r)
	}
	w.check()
	return r
}

// seenFrom says whether a byte at or after i came or was given.
func (l *link) seenFrom(i int) bool {
	if l.given > i {
		return true
	}
	for _, c := range l.came[i:] {
		if c != nothing {
			return true
		}
	}
	return false
}

func (w *world) ack(l *link, upTo int) {
	w.t.Helper()
	w.quiet = false
	l.stream.Ack(w.pool, Owner(l.id), l.base+uint32(upTo), w.clock, w.clock)
	w.check()
}

func (w *world) wait(ns int64) {
	w.t.Helper()
	w.quiet = false
	w.clock += ns
	for w.pool.Due() <= w.clock {
		w.pool.GiveUpDue()
	}
	w.check()
}

// check compares the accounts of the pool with what the streams hold.
func (w *world) check() {
	w.t.Helper()
	used := 0
	for _, l := range w.links {
		h := w.pool.holdOf(&l.stream)
		if h == nil {
			continue
		}
		if h.queue == queueNone {
			w.t.Fatalf("stream %d holds something and waits for nothing", l.id)
		}
		pages, bytes := 0, 0
		for q := h.head; q != nil; q = q.next {
			pages++
			bytes += int(q.n)
			if !before(l.stream.next, q.seq) || q.next != nil && before(q.next.seq, q.end()) || q.next == nil && h.tail != q {
				w.t.Fatalf("stream %d: pages out of order", l.id)
			}
		}
		if pages != h.pages || bytes != h.bytes || pages*pageSize > w.limits.StreamBytes {
			w.t.Fatalf("stream %d: %d pages with %d bytes, accounted %d and %d", l.id, pages, bytes, h.pages, h.bytes)
		}
		used += pages * pageSize
	}
	if used != w.pool.Held() || used > w.limits.TotalBytes {
		w.t.Fatalf("%d bytes held, accounted %d, limit %d", used, w.pool.Held(), w.limits.TotalBytes)
	}
}

// finish ends all streams: everything that came must have been given.
func (w *world) finish() {
	w.t.Helper()
	w.quiet = false
	for _, l := range w.links {
		l.stream.Flush(w.pool, Owner(l.id), w.clock)
		for i := max(l.given, 0); i < modelLength; i++ {
			if l.came[i] != nothing && l.given >= 0 {
				w.t.Fatalf("stream %d: byte %d came and was never given", l.id, i)
			}
		}
		if l.stream.Holding() {
			w.t.Fatalf("stream %d still holds something", l.id)
		}
	}
	if w.pool.Held() != 0 || w.pool.Due() != 1<<63-1 {
		w.t.Fatalf("%d bytes held at the end, due %d", w.pool.Held(), w.pool.Due())
	}
}

// program runs a programme of operations, three bytes each, on two streams.
func program(t fataler, script []byte) {
	bases := []uint32{0xffffff00, 0x7ffffff0}
	limits := Limits{StreamBytes: 8 * pageSize, TotalBytes: 12 * pageSize, AckedBytes: 3000}
	anchorAll := true
	if len(script) > 0 {
		anchorAll = script[0]&1 == 0
		bases[0] = uint32(script[0]) << 24
		if script[0]&2 != 0 {
			bases[0] -= uint32(script[0])
		}
		if script[0]&4 != 0 {
			limits = Limits{}
		}
	}
	w := newWorld(t, limits, bases...)
	if anchorAll {
		for _, l := range w.links {
			l.stream.Start(w.pool, l.base)
			l.given = 0
		}
	}
	for ; len(script) >= 3; script = script[3:] {
		op, a, b := script[0], int(script[1]), int(script[2])
		w.step(w.links[op>>7], op&0x7f, a, b)
	}
	w.finish()
}

func (w *world) step(l *link, op byte, a, b int) {
	w.t.Helper()
	// Positions are mostly near what is awaited, sometimes far.
	from := max(l.given, 0) + a*16 - 1024
	if op&0x40 != 0 {
		from = a * 78
	}
	from = min(max(from, 0), modelLength-1)
	length := b * 8
	if b > 250 {
		length = b * 40
	}
	to := min(from+length, modelLength)
	w.clock += int64(op&3) * 1e5
	switch op & 0x3f {
	case 0, 1:
		w.wait(int64(a) * 1e6)
	case 2:
		w.wait(int64(a) * 1e8)
	case 3, 4, 5, 6, 7:
		w.ack(l, from)
	case 8:
		w.segment(l, from, to, to-from, true)
	case 9, 10:
		w.segment(l, from, to, (to-from)/2, false)
	case 11:
		w.segment(l, from, min(from+1, modelLength), min(1, modelLength-from), false)
	case 12, 13, 14, 15, 16, 17, 18, 19, 20:
		from = max(l.given, 0)
		to = min(from+length, modelLength)
		w.segment(l, from, to, to-from, false)
	default:
		w.segment(l, from, to, to-from, false)
	}
}

func TestStreamAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		program(t, rapid.SliceOfN(rapid.Byte(), 3, 600).Draw(t, "script"))
	})
}

func TestReorderingAloneLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.Uint32().Draw(t, "base")
		w := newWorld(t, Limits{StreamBytes: 1 << 20, TotalBytes: 1 << 20}, base)
		w.quiet = true
		l := w.links[0]
		l.stream.Start(w.pool, base)
		l.given = 0
		var cuts []int
		for at := 0; at < modelLength; {
			cuts = append(cuts, at)
			at += rapid.IntRange(1, 3000).Draw(t, "length")
		}
		order := rapid.Permutation(cuts).Draw(t, "order")
		ends := map[int]int{}
		for i, from := range cuts {
			ends[from] = modelLength
			if i+1 < len(cuts) {
				ends[from] = cuts[i+1]
			}
		}
		for _, from := range order {
			overlap := rapid.IntRange(0, 50).Draw(t, "overlap")
			first := max(from-overlap, 0)
			w.segment(l, first, ends[from], ends[from]-first, ends[from] == modelLength)
		}
		if l.given != modelLength || !l.stream.Finished() || w.gaps != 0 {
			t.Fatalf("gave %d bytes of %d with %d gaps, finished %v", l.given, modelLength, w.gaps, l.stream.Finished())
		}
	})
}

func FuzzStream(f *testing.F) {
	f.Add([]byte{0, 0, 0})
	f.Add([]byte{21, 64, 100, 21, 100, 100, 21, 64, 255, 3, 255, 0, 0, 200, 0})
	f.Add([]byte{8, 90, 10, 12, 0, 100, 9, 80, 255, 2, 255, 1})
	f.Add([]byte{255, 200, 251, 128, 5, 5, 201, 30, 252, 139, 200, 77})
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 3000 {
			return
		}
		program(t, script)
	})
}
