package pcapfile

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"edrtap/capture"

	"pgregory.net/rapid"
)

// listed is a source of the frames it lists, a few at a time.
type listed struct {
	frames []capture.Frame
	batch  int
	fail   error
	closed int
}

func (l *listed) ReadBatch(b *capture.Batch) error {
	b.Frames, b.Block = b.Frames[:0], b.Block[:0]
	if len(l.frames) == 0 {
		if l.fail != nil {
			return l.fail
		}
		return io.EOF
	}
	n := min(l.batch, len(l.frames))
	for _, f := range l.frames[:n] { // overwrites what the batch before held
		b.Block = append(b.Block, f.Data...)
	}
	at := 0
	for _, f := range l.frames[:n] {
		end := at + len(f.Data)
		f.Data = b.Block[at:end]
		b.Frames, at = append(b.Frames, f), end
	}
	l.frames = l.frames[n:]
	return nil
}

func (l *listed) Close() error { l.closed++; return nil }

// frames gives frames at the given times. Data says which frame it is.
func frames(file uint16, times ...int64) []capture.Frame {
	var all []capture.Frame
	for i, at := range times {
		all = append(all, capture.Frame{Time: at, File: file, Offset: int64(i), Data: []byte{byte(file), byte(i)}})
	}
	return all
}

func TestMergeIsAStableSortOfOrderedSources(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sources []capture.Source
		var want []capture.Frame
		for file := range rapid.IntRange(2, 9).Draw(t, "sources") {
			times := rapid.SliceOfN(rapid.Int64Range(0, 20), 0, 60).Draw(t, "times")
			slices.Sort(times)
			all := frames(uint16(file), times...)
			want = append(want, all...)
			sources = append(sources, &listed{frames: all, batch: rapid.IntRange(1, 9).Draw(t, "batch")})
		}
		slices.SortStableFunc(want, func(a, b capture.Frame) int { return cmp.Compare(a.Time, b.Time) })

		m := Merge(sources...)
		var b capture.Batch
		i := 0
		for m.ReadBatch(&b) == nil {
			for _, f := range b.Frames {
				if i == len(want) || f.File != want[i].File || f.Offset != want[i].Offset || string(f.Data) != string(want[i].Data) {
					t.Fatalf("frame %d is %+v", i, f)
				}
				i++
			}
		}
		if i != len(want) {
			t.Fatalf("%d frames of %d", i, len(want))
		}
		for _, s := range sources {
			if s.(*listed).closed != 1 {
				t.Fatal("exhausted source not closed once")
			}
		}
		if err := m.Close(); err != nil || sources[0].(*listed).closed != 1 {
			t.Fatal("closed again")
		}
	})
}

func TestMergeKeepsTheOrderOfEachSource(t *testing.T) {
	m := Merge(&listed{frames: frames(0, 5, 1, 9), batch: 2}, &listed{frames: frames(1, 6, 6), batch: 2})
	var got []int64
	var b capture.Batch
	for m.ReadBatch(&b) == nil {
		for _, f := range b.Frames {
			got = append(got, f.Time)
		}
	}
	if !slices.Equal(got, []int64{5, 1, 6, 6, 9}) {
		t.Errorf("got %v", got)
	}
}

func TestMergeGivesErrorsAfterAllFrames(t *testing.T) {
	first, third := &Error{File: "a", Reason: "cut"}, errors.New("gone")
	m := Merge(
		&listed{frames: frames(0, 1), batch: 1, fail: first},
		&listed{frames: frames(1, 2, 3), batch: 1},
		&listed{batch: 1, fail: third},
	)
	all, err := read(t, m)
	var e *Error
	if len(all) != 3 || !errors.Is(err, third) || !errors.As(err, &e) || e != first {
		t.Errorf("%d frames, %v", len(all), err)
	}
}

func TestMergeOfNothingAndOfOne(t *testing.T) {
	if all, err := read(t, Merge()); len(all) != 0 || err != io.EOF {
		t.Errorf("%d frames, %v", len(all), err)
	}
	one := &listed{}
	if Merge(one) != capture.Source(one) {
		t.Error("one source alone is not given back")
	}
}

func TestMergeBoundsItsBatches(t *testing.T) {
	long := capture.Frame{Time: 1, Data: []byte(strings.Repeat("x", 2*mergeBlock))}
	many := frames(1, make([]int64, maxFrames+5)...)
	m := Merge(&listed{frames: []capture.Frame{long, long}, batch: 2}, &listed{frames: many, batch: 100})
	var b capture.Batch
	var sizes []int
	for m.ReadBatch(&b) == nil {
		sizes = append(sizes, len(b.Frames))
		for _, f := range b.Frames {
			if f.File == 0 && len(f.Data) != 2*mergeBlock {
				t.Errorf("long frame has %d bytes", len(f.Data))
			}
		}
	}
	if !slices.Equal(sizes, []int{maxFrames, 5, 1, 1}) {
		t.Errorf("batches of %v frames", sizes)
	}
}

func TestMergeDoesNotAllocate(t *testing.T) {
	times := make([]int64, 100000)
	for i := range times {
		times[i] = int64(i)
	}
	m := Merge(&listed{frames: frames(0, times...), batch: 100}, &listed{frames: frames(1, times...), batch: 70})
	var b capture.Batch
	read := func() {
		if err := m.ReadBatch(&b); err != nil {
			t.Fatal(err)
		}
	}
	read()
	if n := testing.AllocsPerRun(20, read); n > 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

func TestMergeCloseClosesOpenSources(t *testing.T) {
	a, b := &listed{frames: frames(0, 1), batch: 1}, &listed{frames: frames(1, 1), batch: 1}
	if err := Merge(a, b).Close(); err != nil || a.closed != 1 || b.closed != 1 {
		t.Errorf("%v, closed %d and %d times", err, a.closed, b.closed)
	}
}
