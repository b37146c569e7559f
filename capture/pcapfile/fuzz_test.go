package pcapfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"
)

// checkInvariants reads a file whole and byte by byte. Both must give the same
// frames and end alike; the frames must be those that lie in the file.
func checkInvariants(t *testing.T, file []byte) {
	t.Helper()
	whole, wholeErr := readBytes(t, file)
	r, pieceErr := NewReader(iotest.OneByteReader(bytes.NewReader(file)), "test", 0)
	var pieces []sample
	if pieceErr == nil {
		pieces, pieceErr = read(t, r)
		_ = r.Close()
	}
	if !slices.Equal(whole, pieces) {
		t.Fatalf("%d frames read whole, %d read by bytes", len(whole), len(pieces))
	}
	if wholeErr.Error() != pieceErr.Error() {
		t.Fatalf("%v read whole, %v read by bytes", wholeErr, pieceErr)
	}
	var e *Error
	var format *FormatError
	if wholeErr != io.EOF && !errors.As(wholeErr, &e) && !errors.As(wholeErr, &format) {
		t.Fatalf("ended with %T: %v", wholeErr, wholeErr)
	}
	if format != nil && len(whole) > 0 {
		t.Fatalf("%d frames of what is no capture", len(whole))
	}
}

// checkPlain checks besides that frames are what the file holds at their offset.
// The fuzzer finds the two bytes that gzip begins with soon enough: then offsets
// are those of what was packed, and only the other invariants hold.
func checkPlain(t *testing.T, file []byte) {
	t.Helper()
	if compressionOf(file) != "" {
		checkCompressed(t, file)
		return
	}
	checkInvariants(t, file)
	all, err := readBytes(t, file)
	size, last := 0, int64(-1)
	for i, s := range all {
		size += len(s.Data)
		if s.Offset <= last || int(s.Offset) >= len(file) || !bytes.Contains(file[s.Offset:], []byte(s.Data)) {
			t.Fatalf("frame %d is not at offset %d", i, s.Offset)
		}
		if int(s.Length) < len(s.Data) {
			t.Fatalf("frame %d: %d bytes of %d", i, len(s.Data), s.Length)
		}
		last = s.Offset
	}
	if size > len(file) {
		t.Fatalf("%d bytes of frames in a file of %d", size, len(file))
	}
	var e *Error
	if errors.As(err, &e) && (e.Offset < 0 || e.Offset > int64(len(file)) || e.Compressed != -1 || e.Reason == "") {
		t.Fatalf("error outside the file: %+v", e)
	}
}

// checkCompressed checks what does not depend on where frames lie in the file.
func checkCompressed(t *testing.T, file []byte) {
	t.Helper()
	if len(file) > 1<<12 { // a small file can hold a large one, which takes its time byte by byte
		return
	}
	checkInvariants(t, file)
}

func FuzzPcap(f *testing.F) {
	for _, order := range orders() {
		for _, magic := range []uint32{pcapMicro, pcapNano, pcapModified} {
			f.Add(newPcap(order, magic, 1).record(1, 2, "one frame of a file", 19).record(2, 3, "two", 4).buf)
		}
	}
	file, begins := damaged()
	binary.LittleEndian.PutUint32(file[begins[3]+8:], 0xffffffff)
	f.Add(file)
	f.Add(newPcap(binary.LittleEndian, pcapMicro, 1<<26|2<<28|1).record(1, 0, "abcdFCS!", 8).buf)
	f.Add([]byte("\x1f\x8b")) // gzip, cut
	f.Fuzz(checkPlain)
}

func FuzzPcapng(f *testing.F) {
	f.Add(smallNg())
	for _, order := range orders() {
		f.Add(newNg(order).iface(1, 6, optionResolution, nanos, optionOffset, "\x00\x00\x00\x00\x00\x00\x00\x01").
			enhanced(0, 1, "frame", 9).
			block(blockSimple, func(b *builder) { b.u32(9).str("simple") }).
			block(blockPacket, func(b *builder) { b.u16(0, 3).u32(0, 7, 2, 2).str("ab") }).
			secrets(secretsTLSKeyLog, "key log").
			block(0xbad, func(b *builder) { b.str("custom") }).buf)
	}
	f.Fuzz(checkPlain)
}

func FuzzCompressed(f *testing.F) {
	for _, file := range [][]byte{smallPcap(), smallNg()} {
		f.Add(gzipped(f, file))
		f.Add(zstded(f, file))
		f.Add(append(gzipped(f, file[:50]), gzipped(f, file[50:])...))
	}
	f.Fuzz(checkCompressed)
}
