package capfile

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"io"
	"testing"
	"time"

	"edrtap/pcaps/generate/path"
)

func frame() path.Frame {
	return path.Frame{Time: time.Unix(1, 2), Data: []byte{0xaa, 0xbb, 0xcc}}
}

func TestPcapngBytes(t *testing.T) {
	var b bytes.Buffer
	f := Format{Interfaces: []Interface{{Name: "any", Link: SLL2}}}
	if err := f.Write(&b, []path.Frame{frame()}); err != nil {
		t.Fatal(err)
	}
	want := "0a0d0d0a" + "1c000000" + "4d3c2b1a" + "01000000" + "ffffffffffffffff" + "1c000000" + // section
		"01000000" + "28000000" + "1401" + "0000" + "00000400" + // interface: link type 276 in 16 bits, snap length
		"02000300" + "616e7900" + "09000100" + "09000000" + "00000000" + "28000000" + // name, nanoseconds, end
		"06000000" + "24000000" + "00000000" + "00000000" + "02ca9a3b" + "03000000" + "03000000" + "aabbcc00" + "24000000"
	if got := hex.EncodeToString(b.Bytes()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if f.Extension() != ".pcapng" {
		t.Errorf("extension %s", f.Extension())
	}
}

func TestGzipHoldsThePlainFile(t *testing.T) {
	var plain, packed bytes.Buffer
	if err := (Format{}).Write(&plain, []path.Frame{frame()}); err != nil {
		t.Fatal(err)
	}
	f := Format{Gzip: true}
	if err := f.Write(&packed, []path.Frame{frame()}); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(&packed)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, plain.Bytes()) || f.Extension() != ".pcap.gz" {
		t.Errorf("%d bytes inside, want %d: %v", len(got), plain.Len(), err)
	}
}

func TestCookedHeaderNamesTheProtocol(t *testing.T) {
	for first, want := range map[byte]string{0x45: "0800", 0x60: "86dd"} {
		got := CookedV2([]byte{first}, 2)
		if len(got) != 21 || hex.EncodeToString(got[:2]) != want || got[7] != 2 || got[20] != first {
			t.Errorf("%x: %x", first, got)
		}
	}
}
