package pipeline

import (
	"bytes"
	"io"
	mathrand "math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
)

var opening = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// oneBatch gives all frames at once, and then err.
type oneBatch struct {
	frames []frame
	err    error
	given  bool
}

func (s *oneBatch) ReadBatch(b *capture.Batch) error {
	b.Frames = b.Frames[:0]
	if s.given {
		return s.err
	}
	s.given = true
	fill(b, s.frames, 0)
	return nil
}

func (s *oneBatch) Close() error { return nil }

// fill copies frames into a batch, as a reader of files would.
func fill(b *capture.Batch, frames []frame, shift time.Duration) {
	b.Frames, b.Block = b.Frames[:0], b.Block[:0]
	size := 0
	for _, f := range frames {
		size += len(f.data)
	}
	b.Block = slices.Grow(b.Block, size)
	for _, f := range frames {
		start := len(b.Block)
		b.Block = append(b.Block, f.data...)
		b.Frames = append(b.Frames, capture.Frame{
			Time: opening.Add(f.at + shift).UnixNano(), Data: b.Block[start:len(b.Block):len(b.Block)],
			Length: uint32(len(f.data)), Link: 1,
		})
	}
}

// endless gives the same traffic over and over, an hour later each time.
type endless struct {
	frames []frame
	rounds int
}

func (s *endless) ReadBatch(b *capture.Batch) error {
	fill(b, s.frames, time.Duration(s.rounds)*time.Hour)
	s.rounds++
	return nil
}

func (s *endless) Close() error { return nil }

// blocked gives frames once, and then nothing until it is closed.
type blocked struct {
	oneBatch
	closed chan struct{}
}

func (s *blocked) ReadBatch(b *capture.Batch) error {
	if !s.given {
		return s.oneBatch.ReadBatch(b)
	}
	b.Frames = b.Frames[:0]
	<-s.closed
	return io.EOF
}

// asFile writes frames into a capture file and reads it in pieces of random
// length, as they come through a pipe.
func asFile(t *testing.T, frames []frame, seed uint64) capture.Source {
	t.Helper()
	var file bytes.Buffer
	w := pcapgo.NewWriter(&file)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		info := gopacket.CaptureInfo{Timestamp: opening.Add(f.at), CaptureLength: len(f.data), Length: len(f.data)}
		if err := w.WritePacket(info, f.data); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := pcapfile.NewReader(&pieces{file.Bytes(), mathrand.New(mathrand.NewPCG(seed, 2))}, "pieces", 0)
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

type pieces struct {
	left   []byte
	random *mathrand.Rand
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), 1+p.random.IntN(4000))], p.left)
	p.left = p.left[n:]
	return n, nil
}
