package pcapfile

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"pgregory.net/rapid"
)

// written is one frame as an independent writer got it.
type written struct {
	time   time.Time
	data   []byte
	length int
}

func drawFrames(t *rapid.T) []written {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) written {
		data := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "data")
		return written{
			time:   time.Unix(rapid.Int64Range(1, 4e9).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "fraction")),
			data:   data,
			length: len(data) + rapid.IntRange(0, 9).Draw(t, "cut"),
		}
	}), 0, 40).Draw(t, "frames")
}

func (w written) info() gopacket.CaptureInfo {
	return gopacket.CaptureInfo{Timestamp: w.time, CaptureLength: len(w.data), Length: w.length}
}

// TestReadsWhatAnotherWriterWrote compares with files written by pcapgo.
func TestReadsWhatAnotherWriterWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frames := drawFrames(t)
		var file bytes.Buffer
		var write func(gopacket.CaptureInfo, []byte) error
		flush := func() error { return nil }
		unit := time.Nanosecond
		switch rapid.SampledFrom([]string{"micro", "nano", "pcapng"}).Draw(t, "format") {
		case "micro":
			unit = time.Microsecond
			w := pcapgo.NewWriter(&file)
			check(t, w.WriteFileHeader(65535, layers.LinkTypeEthernet))
			write = w.WritePacket
		case "nano":
			w := pcapgo.NewWriterNanos(&file)
			check(t, w.WriteFileHeader(65535, layers.LinkTypeEthernet))
			write = w.WritePacket
		default:
			w, err := pcapgo.NewNgWriter(&file, layers.LinkTypeEthernet)
			check(t, err)
			write, flush = w.WritePacket, w.Flush
		}
		for _, f := range frames {
			check(t, write(f.info(), f.data))
		}
		check(t, flush())

		r, err := NewReader(&file, "test", 0)
		check(t, err)
		var got []sample
		for {
			batch, err := nextSamples(r)
			if err == io.EOF {
				break
			}
			check(t, err)
			got = append(got, batch...)
		}
		if len(got) != len(frames) {
			t.Fatalf("%d frames of %d", len(got), len(frames))
		}
		for i, f := range frames {
			g := got[i]
			if g.Time != f.time.Truncate(unit).UnixNano() || g.Data != string(f.data) || int(g.Length) != f.length || g.Link != 1 {
				t.Fatalf("frame %d: got %+v, want %+v", i, g, f)
			}
		}
	})
}

func check(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
