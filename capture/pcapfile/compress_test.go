package pcapfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"edrtap/capture"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	return gzippedAt(t, data, gzip.DefaultCompression)
}

func gzippedAt(t testing.TB, data []byte, level int) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstded(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return z.EncodeAll(data, nil)
}

// noise gives a pcap file that hardly compresses, larger than all buffers.
func noise() []byte {
	b := newPcap(binary.LittleEndian, pcapMicro, 1)
	state := uint32(1)
	data := make([]byte, 1000)
	for i := range 3000 {
		for j := range data {
			state = state*1664525 + 1013904223
			data[j] = byte(state >> 24)
		}
		b.record(uint32(i), 0, string(data), len(data))
	}
	return b.buf
}

func TestCompressedFilesGiveTheSameFrames(t *testing.T) {
	plain := noise()
	want := mustRead(t, plain)
	half := 24 + 1500*1016 + 300
	for name, c := range map[string]struct {
		file   []byte
		format string
	}{
		"gzip":                    {gzipped(t, plain), "pcap+gzip"},
		"gzip of two members":     {append(gzipped(t, plain[:half]), gzipped(t, plain[half:])...), "pcap+gzip"},
		"zstd":                    {zstded(t, plain), "pcap+zstd"},
		"zstd of two frames":      {append(zstded(t, plain[:half]), zstded(t, plain[half:])...), "pcap+zstd"},
		"zstd after a skip frame": {append([]byte("\x5e\x2a\x4d\x18\x03\x00\x00\x00abc"), zstded(t, plain)...), "pcap+zstd"},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path, 0)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := read(t, r)
		if err != io.EOF || !cmp.Equal(want, got) {
			t.Errorf("%s: %d frames of %d, %v", name, len(got), len(want), err)
		}
		if r.Format() != c.format {
			t.Errorf("%s: format %s, want %s", name, r.Format(), c.format)
		}
		if n, total := r.Progress(); n != total || total != int64(len(c.file)) {
			t.Errorf("%s: progress %d of %d, want %d", name, n, total, len(c.file))
		}
		if err := r.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompressedFilesThatEndEarlyGiveTheirFramesFirst(t *testing.T) {
	plain := noise()
	want := mustRead(t, plain)
	for name, file := range map[string][]byte{"gzip": gzipped(t, plain), "zstd": zstded(t, plain)} {
		keep := len(file) / 2
		got, err := readBytes(t, file[:keep])
		e := inputError(t, err)
		if len(got) < len(want)/4 || !cmp.Equal(want[:len(got)], got) {
			t.Errorf("%s: %d frames of %d", name, len(got), len(want))
		}
		if e.Offset != 24+1016*int64(len(got)) || e.Compressed != int64(keep) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %d frames, cut at %d: %+v", name, len(got), keep, e)
		}
		if !strings.HasPrefix(e.Reason, name+" data ends early") {
			t.Errorf("%s: %s", name, e.Reason)
		}
	}
}

func TestCompressedFilesThatAreDamagedSayWhere(t *testing.T) {
	for name, file := range map[string][]byte{"gzip": gzipped(t, noise()), "zstd": zstded(t, noise())} {
		middle := len(file) / 2
		for i := range 64 {
			file[middle+i] ^= 0x5a
		}
		got, err := readBytes(t, file)
		e := inputError(t, err)
		// Such data is stored as it is, so that the damage shows in a record
		// header first and in the checksum at the end.
		if len(got) == 0 || e.Compressed < int64(middle) || e.Compressed > int64(len(file)) {
			t.Errorf("%s: %d frames, damage at %d: %v", name, len(got), middle, err)
		}
		if !strings.Contains(e.Reason, name+" data cannot be decompressed: ") {
			t.Errorf("%s: %s", name, e.Reason)
		}
	}
}

func TestCompressionWithoutACaptureInsideIsTold(t *testing.T) {
	small := newPcap(binary.LittleEndian, pcapMicro, 1).buf
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"text":       {gzipped(t, []byte("hello, world")), `test (gzip): not a capture file: begins with "hello, world"`},
		"nothing":    {zstded(t, []byte("")), "test (zstd): empty file"},
		"gzip twice": {gzipped(t, gzipped(t, small)), "test (gzip): not a capture file that can be read: compressed twice, decompress it once"},
		"cut header": {gzipped(t, small)[:5], "test: offset 0 (compressed 5): gzip data ends early"},
		"cut body":   {gzipped(t, small)[:11], "test: offset 0 (compressed 11): gzip data ends early"},
	} {
		if _, err := readBytes(t, c.file); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

// goroutinesEnd waits until there are no more than before.
func goroutinesEnd(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestCloseEndsDecompression(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, file := range [][]byte{gzipped(t, noise()), zstded(t, noise())} {
		for batches := range 4 {
			r, err := NewReader(bytes.NewReader(file), "test", 0)
			if err != nil {
				t.Fatal(err)
			}
			var b capture.Batch
			for range batches {
				if err := r.ReadBatch(&b); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				if err := r.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.ReadBatch(&b); err != os.ErrClosed {
				t.Errorf("after Close: %v", err)
			}
		}
		if _, err := readBytes(t, gzipped(t, file)); err == nil {
			t.Error("compressed twice was read")
		}
	}
	goroutinesEnd(t, before)
}

func TestCloseWakesAReaderOfAPipe(t *testing.T) {
	before := runtime.NumGoroutine()
	file := gzipped(t, noise())
	for name, part := range map[string][]byte{"plain": noise()[:1000], "gzip": file[:len(file)/2]} {
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = out.Write(part) }()
		r, err := newReader(in, "pipe", 0, in)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() {
			var b capture.Batch
			for {
				if err := r.ReadBatch(&b); err != nil {
					ended <- err
					return
				}
			}
		}()
		time.Sleep(20 * time.Millisecond) // most often it waits for the pipe by now
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != os.ErrClosed {
			t.Errorf("%s: got %v", name, err)
		}
		_ = out.Close()
	}
	goroutinesEnd(t, before)
}

func TestDecompressionDoesNotDependOnHowItIsRead(t *testing.T) {
	plain := noise()[:100*1016]
	want, _ := readBytes(t, plain)
	for _, file := range [][]byte{gzipped(t, plain), zstded(t, plain)} {
		r, err := NewReader(iotest.OneByteReader(bytes.NewReader(file)), "test", 0)
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(t, r)
		if !cmp.Equal(want, got) {
			t.Errorf("%d frames of %d, %v", len(got), len(want), err)
		}
	}
}
