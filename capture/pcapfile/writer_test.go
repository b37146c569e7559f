package pcapfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"pgregory.net/rapid"

	"edrtap/capture"
)

func drawFrame(t *rapid.T) capture.Frame {
	data := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "data")
	return capture.Frame{
		Time:      rapid.Int64Range(0, capture.MaxTime).Draw(t, "time"),
		Data:      data,
		Length:    uint32(len(data) + rapid.IntRange(0, 9).Draw(t, "cut")),
		Link:      capture.LinkType(rapid.SampledFrom([]uint16{1, 101, 276}).Draw(t, "link")),
		File:      rapid.Uint16Range(0, 1).Draw(t, "file"),
		Interface: rapid.Uint32Range(0, 2).Draw(t, "interface"),
	}
}

// TestWriterKeepsWhatTheReaderGives writes frames and reads them again, with
// this package's reader and with pcapgo's.
func TestWriterKeepsWhatTheReaderGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frames := rapid.SliceOfN(rapid.Custom(drawFrame), 1, 40).Draw(t, "frames")
		var file bytes.Buffer
		w := NewWriter(&file, Section{Application: "edrtap", Comment: "ü"}, func(f capture.Frame) Interface {
			return Interface{Name: fmt.Sprint("eth", f.Interface), Filter: "tcp", Snaplen: 300}
		})
		comments := rapid.SliceOfN(rapid.String(), 0, 3)
		for i := range frames {
			check(t, w.Frame(&frames[i], comments.Draw(t, "comments")...))
		}
		check(t, w.Flush())
		if w.Offset() != int64(file.Len()) {
			t.Fatalf("Offset %d, file of %d bytes", w.Offset(), file.Len())
		}
		other, err := pcapgo.NewNgReader(bytes.NewReader(file.Bytes()), pcapgo.NgReaderOptions{WantMixedLinkType: true})
		check(t, err)
		r, err := NewReader(&file, "test", 0)
		check(t, err)
		var got []sample
		for batch, err := nextSamples(r); err == nil; batch, err = nextSamples(r) {
			got = append(got, batch...)
		}
		if len(got) != len(frames) {
			t.Fatalf("%d frames of %d", len(got), len(frames))
		}
		for i, f := range frames {
			g := got[i]
			if g.Time != f.Time || g.Data != string(f.Data) || g.Length != f.Length || g.Link != f.Link {
				t.Fatalf("frame %d: got %+v, want %+v", i, g, f)
			}
			data, info, err := other.ReadPacketData()
			check(t, err)
			if string(data) != string(f.Data) || info.Timestamp.UnixNano() != f.Time || info.Length != int(f.Length) {
				t.Fatalf("frame %d: pcapgo read %+v %x, want %+v", i, info, data, f)
			}
			described, err := other.Interface(info.InterfaceIndex)
			check(t, err)
			if described.LinkType != layers.LinkType(f.Link) || described.Name != fmt.Sprint("eth", f.Interface) || described.Filter != "tcp" || described.SnapLength != 300 {
				t.Fatalf("frame %d: interface %+v", i, described)
			}
		}
	})
}

func TestWriterAllocatesNothingPerFrame(t *testing.T) {
	w := NewWriter(io.Discard, Section{}, nil)
	data := make([]byte, 1500)
	n := uint32(0)
	allocations := testing.AllocsPerRun(1000, func() {
		n++
		f := capture.Frame{Time: int64(n), Data: data, Link: 1, Interface: n % 2}
		if err := w.Frame(&f, "ClientHello", "cut"); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations per frame", allocations)
	}
}

func TestWriterKeepsItsLimits(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file, Section{Comment: strings.Repeat("ü", 40_000)}, nil)
	frame := capture.Frame{Data: make([]byte, maxFrame), Link: 1}
	long := strings.Repeat("x", 2*maxOption)
	if err := w.Frame(&frame, long, long, long, long, long); err != nil {
		t.Fatal(err)
	}
	frame.Data = make([]byte, maxFrame+1)
	if err := w.Frame(&frame); err == nil {
		t.Error("a frame longer than the reader takes was written")
	}
	frame.Data, frame.Time = []byte("end"), -1
	if err := w.Frame(&frame); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	got := mustRead(t, file.Bytes())
	if len(got) != 2 || got[1].Data != "end" || got[1].Time != 0 {
		t.Errorf("%d frames, the last is %+v", len(got), got[len(got)-1])
	}
}

func TestCutTextKeepsCharactersWhole(t *testing.T) {
	for size := -1; size < 12; size++ {
		if got := cutText("aüb語c", size); !utf8.ValidString(got) || len(got) > max(size, 0) {
			t.Errorf("size %d: %q", size, got)
		}
	}
}

type brokenWriter struct{ left int }

var errBroken = errors.New("disk full")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestWriterErrorSticks(t *testing.T) {
	w := NewWriter(&brokenWriter{left: writeSize * 3}, Section{}, nil)
	frame := capture.Frame{Data: make([]byte, 1000), Link: 1}
	var failed int
	for range 1000 {
		if err := w.Frame(&frame); err != nil {
			if !errors.Is(err, errBroken) {
				t.Fatal(err)
			}
			failed++
		}
	}
	if failed < 100 || !errors.Is(w.Flush(), errBroken) {
		t.Errorf("%d calls failed", failed)
	}
}

func BenchmarkWriter(b *testing.B) {
	w := NewWriter(io.Discard, Section{}, nil)
	frame := capture.Frame{Data: make([]byte, 800), Link: 1}
	b.ReportAllocs()
	b.SetBytes(800)
	for b.Loop() {
		if err := w.Frame(&frame); err != nil {
			b.Fatal(err)
		}
	}
}
