package pcapfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unsafe"

	"edrtap/capture"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
)

// smallPcap and smallNg are files with a frame of every kind that matters.
func smallPcap() []byte {
	return newPcap(binary.LittleEndian, pcapMicro, 1).
		record(1, 0, "one", 3).record(2, 0, "", 0).record(3, 0, "three", 1500).buf
}

func smallNg() []byte {
	return newNg(binary.BigEndian).iface(1, 4).enhanced(0, 1, "one", 3).
		secrets(secretsTLSKeyLog, "key log").
		block(5, func(b *builder) { b.u32(0, 1, 2) }).
		block(blockSimple, func(b *builder) { b.u32(9).str("four") }).
		section().iface(1, 0).enhanced(0, 2, "two", 3).buf
}

// ends gives the lengths to which a file may be cut without a fault.
func ends(file []byte) map[int]bool {
	fine := map[int]bool{}
	if order := binary.BigEndian; order.Uint32(file) == blockSection {
		for at := 0; at < len(file); {
			at += int(order.Uint32(file[at+4:]))
			fine[at] = true
		}
		return fine
	}
	for at := 24; ; at += 16 + int(binary.LittleEndian.Uint32(file[at+8:])) {
		fine[at] = true
		if at == len(file) {
			return fine
		}
	}
}

func TestEveryPrefixGivesItsFramesAndSaysWhetherItIsCut(t *testing.T) {
	for name, file := range map[string][]byte{"pcap": smallPcap(), "pcapng": smallNg()} {
		whole := mustRead(t, file)
		fine := ends(file)
		for n := range len(file) + 1 {
			got, err := readBytes(t, file[:n])
			var format *FormatError
			switch {
			case n < 4:
				if !errors.As(err, &format) {
					t.Errorf("%s cut to %d: %v", name, n, err)
				}
			case fine[n]:
				if err != io.EOF {
					t.Errorf("%s cut to %d: %v", name, n, err)
				}
			default:
				if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrCorrupt) {
					t.Errorf("%s cut to %d: %v", name, n, err)
				}
				if e := inputError(t, err); !fine[int(e.Offset)] && e.Offset != 0 || e.Offset >= int64(n) {
					t.Errorf("%s cut to %d: %v", name, n, err)
				}
			}
			complete := 0
			for complete < len(whole) && wholeBy(fine, whole[complete].Offset, n) {
				complete++
			}
			if !slices.Equal(whole[:complete], got) {
				t.Errorf("%s cut to %d: %d frames, want %d", name, n, len(got), complete)
			}
		}
	}
}

// wholeBy reports whether the record that begins at offset ends within n bytes.
func wholeBy(fine map[int]bool, offset int64, n int) bool {
	for end := int(offset) + 1; end <= n; end++ {
		if fine[end] {
			return true
		}
	}
	return false
}

func TestFramesDoNotDependOnHowTheInputIsRead(t *testing.T) {
	broken := errors.New("disk on fire")
	cut := noise()[:40*1016]
	for name, file := range map[string][]byte{"pcap": smallPcap(), "pcapng": smallNg(), "cut": cut} {
		want, end := readBytes(t, file)
		for style, in := range map[string]io.Reader{
			"one byte":       iotest.OneByteReader(bytes.NewReader(file)),
			"half":           iotest.HalfReader(bytes.NewReader(file)),
			"data with EOF":  iotest.DataErrReader(bytes.NewReader(file)),
			"failing at end": io.MultiReader(bytes.NewReader(file), iotest.ErrReader(broken)),
		} {
			r, err := NewReader(in, "test", 0)
			if err != nil {
				t.Fatal(err)
			}
			got, err := read(t, r)
			if !cmp.Equal(want, got) {
				t.Errorf("%s %s: %d frames, want %d", name, style, len(got), len(want))
			}
			if style == "failing at end" {
				if e := inputError(t, err); !errors.Is(err, broken) || !strings.Contains(e.Reason, "disk on fire") {
					t.Errorf("%s %s: %v", name, style, err)
				}
			} else if err.Error() != end.Error() {
				t.Errorf("%s %s: %v, want %v", name, style, err, end)
			}
		}
	}
}

func TestBatchesAreBoundedAndHoldTheirFrames(t *testing.T) {
	b := newPcap(binary.LittleEndian, pcapMicro, 1)
	for i := range 3 * maxFrames {
		b.record(uint32(i+1), 0, "", 60)
	}
	for i := range 20 {
		b.record(uint32(i+1), 0, strings.Repeat("x", maxFrame-i), maxFrame)
	}
	r, err := NewReader(bytes.NewReader(b.buf), "test", 7)
	if err != nil {
		t.Fatal(err)
	}
	var batch capture.Batch
	frames := 0
	for r.ReadBatch(&batch) == nil {
		frames += len(batch.Frames)
		if len(batch.Frames) > maxFrames || cap(batch.Block) != blockSize {
			t.Errorf("batch of %d frames in %d bytes", len(batch.Frames), cap(batch.Block))
		}
		begin := uintptr(unsafe.Pointer(unsafe.SliceData(batch.Block)))
		for _, f := range batch.Frames {
			at := uintptr(unsafe.Pointer(unsafe.SliceData(f.Data)))
			if at < begin || at+uintptr(len(f.Data)) > begin+uintptr(len(batch.Block)) {
				t.Fatal("frame outside the block of its batch")
			}
			if f.File != 7 {
				t.Fatalf("frame of file %d", f.File)
			}
		}
	}
	if frames != 3*maxFrames+20 {
		t.Errorf("got %d frames", frames)
	}
}

func TestBatchesCanBeHandedOn(t *testing.T) {
	file := noise()
	want := mustRead(t, file)
	r, err := NewReader(bytes.NewReader(file), "test", 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []*capture.Batch // none of them read into again
	for {
		b := new(capture.Batch)
		if r.ReadBatch(b) != nil {
			break
		}
		all = append(all, b)
	}
	i := 0
	for _, b := range all {
		for _, f := range b.Frames {
			if string(f.Data) != want[i].Data {
				t.Fatalf("frame %d changed after later batches were read", i)
			}
			i++
		}
	}
	if i != len(want) || len(all) < 3 {
		t.Errorf("%d frames of %d in %d batches", i, len(want), len(all))
	}
}

func TestReadBatchDoesNotAllocate(t *testing.T) {
	ng := newNg(binary.LittleEndian).iface(1, 0, optionResolution, nanos)
	for i := range 20000 {
		ng.enhanced(0, uint64(i), strings.Repeat("x", 200+i%1000), 1500)
	}
	pcap := newPcap(binary.LittleEndian, pcapMicro, 1)
	for i := range 20000 {
		pcap.record(uint32(i+1), 0, strings.Repeat("x", 200+i%1000), 1500)
	}
	// Stored, for inflating makes tables of its own.
	stored := gzippedAt(t, pcap.buf, gzip.NoCompression)
	for name, file := range map[string][]byte{"pcap": pcap.buf, "pcapng": ng.buf, "gzip": stored} {
		r, err := NewReader(bytes.NewReader(file), "test", 0)
		if err != nil {
			t.Fatal(err)
		}
		var b capture.Batch
		for range 10 { // until every buffer has its size
			if err := r.ReadBatch(&b); err != nil {
				t.Fatal(err)
			}
		}
		if n := testing.AllocsPerRun(20, func() {
			if err := r.ReadBatch(&b); err != nil {
				t.Fatal(err)
			}
		}); n > 0 {
			t.Errorf("%s: %v allocations a batch", name, n)
		}
		_ = r.Close()
	}
}

func TestOpenRefusesWhatIsNoCapture(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"empty":    {"", ": empty file"},
		"html":     {"<!DOCTYPE html>", `: not a capture file: begins with "<!DOCTYPE html>"`},
		"short":    {"ab", `: not a capture file: begins with "ab"`},
		"netmon":   {"GMBU\x00\x02", ": not a capture file that can be read: a Microsoft Network Monitor 2 capture, convert it with editcap"},
		"zip":      {"PK\x03\x04....", ": not a capture file that can be read: a zip archive, unpack it first"},
		"no magic": {"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00????", `: not a capture file: begins with "\n\r\r\n\x1c\x00\x00\x00????"`},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, 0)
		var format *FormatError
		if !errors.As(err, &format) || err.Error() != path+c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Open(t.TempDir(), 0); err == nil {
		t.Error("a folder was opened")
	}
}

func TestProgressAndNamesOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, noise(), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b capture.Batch
	if err := r.ReadBatch(&b); err != nil {
		t.Fatal(err)
	}
	read, total := r.Progress()
	if total != int64(len(noise())) || read < readSize || read >= total {
		t.Errorf("progress %d of %d", read, total)
	}
	if r.Name() != path || r.Format() != "pcap" {
		t.Errorf("%s %s", r.Name(), r.Format())
	}
	if s, err := NewReader(bytes.NewReader(smallNg()), "-", 0); err != nil || s.Format() != "pcapng" {
		t.Errorf("%v", err)
	} else if _, total := s.Progress(); total != 0 {
		t.Errorf("a stream has the size %d", total)
	}
}

func TestInputThatGivesNothingEnds(t *testing.T) {
	r, err := NewReader(io.MultiReader(bytes.NewReader(smallPcap()), idle{}), "-", 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(t, r)
	if len(got) != 3 || !errors.Is(err, io.ErrNoProgress) || !strings.HasPrefix(err.Error(), "standard input: offset ") {
		t.Errorf("%d frames, %v", len(got), err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestLinkTypeNames(t *testing.T) {
	for link, want := range map[capture.LinkType]string{
		0: "NULL", 1: "EN10MB", 20: "LINKTYPE_20", 101: "RAW", 113: "LINUX_SLL", 127: "IEEE802_11_RADIO",
		147: "USER0", 162: "USER15", 163: "IEEE802_11_RADIO_AVS", 220: "USB_LINUX_MMAPPED", 276: "LINUX_SLL2", 65535: "LINKTYPE_65535",
	} {
		if got := LinkTypeName(link); got != want {
			t.Errorf("%d: got %s, want %s", link, got, want)
		}
	}
}
