package pcapfile

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"edrtap/capture"

	"github.com/google/go-cmp/cmp"
)

const nanos = "\x09" // if_tsresol: 10^-9

func TestPcapngIsReadInBothByteOrders(t *testing.T) {
	for name, order := range orders() {
		tsoffset := string(order.AppendUint64(nil, 1000))
		b := newNg(order).
			iface(1, 0).
			iface(276, 100, optionResolution, nanos, optionOffset, tsoffset).
			enhanced(0, 7, "frame", 9).
			enhanced(1, 5e9, "", 0).
			block(blockPacket, func(b *builder) { b.u16(1, 3).u32(0, 7, 2, 2).str("ab") })
		want := []sample{
			{7000, "frame", 9, 1, 0, 28 + 20 + 40},
			{1005e9, "", 0, 276, 1, 28 + 20 + 40 + 40},
			{1000e9 + 7, "ab", 2, 276, 1, 28 + 20 + 40 + 40 + 32},
		}
		if diff := cmp.Diff(want, mustRead(t, b.buf)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPcapngSectionsKeepTheirOwnOrderAndInterfaces(t *testing.T) {
	first := newNg(binary.LittleEndian).iface(1, 0).iface(113, 0).enhanced(1, 1, "a", 1)
	second := newNg(binary.BigEndian).iface(101, 0).enhanced(0, 2, "b", 1)
	third := newNg(binary.LittleEndian).iface(12, 0).enhanced(0, 3, "c", 1)
	all := mustRead(t, append(append(first.buf, second.buf...), third.buf...))
	type seen struct {
		Data      string
		Link      capture.LinkType
		Interface uint32
	}
	var got []seen
	for _, s := range all {
		got = append(got, seen{s.Data, s.Link, s.Interface})
	}
	want := []seen{{"a", 113, 1}, {"b", 101, 2}, {"c", 12, 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPcapngSimplePacketsAreCutAtTheSnapLength(t *testing.T) {
	simple := func(length uint32, data string) func(*builder) {
		return func(b *builder) { b.u32(length).str(data) }
	}
	b := newNg(binary.LittleEndian).iface(1, 6, optionResolution, nanos).iface(113, 0).
		block(blockSimple, simple(5, "early")).
		enhanced(1, 9, "x", 1).
		block(blockSimple, simple(100, "abcdef")).
		section().iface(1, 0).
		block(blockSimple, simple(3, "abc"))
	all := mustRead(t, b.buf)
	var got []sample
	for _, s := range all {
		s.Offset = 0
		got = append(got, s)
	}
	want := []sample{
		{Time: 0, Data: "early", Length: 5, Link: 1, Interface: 0},
		{Time: 9000, Data: "x", Length: 1, Link: 113, Interface: 1},
		{Time: 9000, Data: "abcdef", Length: 100, Link: 1, Interface: 0},
		{Time: 9000, Data: "abc", Length: 3, Link: 1, Interface: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPcapngSkipsWhatItDoesNotRead(t *testing.T) {
	b := newNg(binary.BigEndian).iface(1, 0)
	for _, kind := range []uint32{4, 5, 0xbad, 0x40000bad, 0xffffffff} {
		b.block(kind, func(b *builder) { b.str(strings.Repeat("x", 41)) })
	}
	b.block(0xbad, func(*builder) {})                                      // a block of its frame alone
	b.block(0xbad, func(b *builder) { b.str(strings.Repeat("x", 3<<20)) }) // longer than a block of memory
	b.enhanced(0, 1, "frame", 5)
	if all := mustRead(t, b.buf); len(all) != 1 || all[0].Data != "frame" {
		t.Errorf("got %v", all)
	}
}

func TestPcapngToleratesOddOptions(t *testing.T) {
	for name, options := range map[string]string{
		"no end":                      "\x09\x00\x01\x00\x09\x00\x00\x00",
		"not padded at the end":       "\x09\x00\x01\x00\x09",
		"longer than the block after": "\x09\x00\x01\x00\x09\x00\x00\x00\x0e\x00\xff\xff",
		"junk after the end":          "\x09\x00\x01\x00\x09\x00\x00\x00\x00\x00\x00\x00\x09\x00\x01\x00\x06\x00\x00\x00",
		"half an option after":        "\x09\x00\x01\x00\x09\x00\x00\x00\x0e\x00",
		"an offset too short":         "\x09\x00\x01\x00\x09\x00\x00\x00\x0e\x00\x04\x00\x01\x00\x00\x00",
	} {
		b := newNg(binary.LittleEndian).
			block(blockInterface, func(b *builder) { b.u16(1, 0).u32(0).str(options) }).
			enhanced(0, 77, "x", 1)
		if all := mustRead(t, b.buf); len(all) != 1 || all[0].Time != 77 {
			t.Errorf("%s: got %v", name, all)
		}
	}
}

func TestPcapngDamageThatCanBeSteppedOver(t *testing.T) {
	for name, c := range map[string]struct {
		bad    func(*builder) *builder
		reason string
	}{
		"interface not described": {
			func(b *builder) *builder { return b.enhanced(3, 0, "lost", 4) },
			"frame of interface 3 where 1 are described: skipped",
		},
		"frame longer than its block": {
			func(b *builder) *builder {
				return b.block(blockEnhanced, func(b *builder) { b.u32(0, 0, 0, 99, 99).str("lost") })
			},
			"frame of 99 bytes in a block of 36: skipped",
		},
		"block too short for a frame": {
			func(b *builder) *builder { return b.block(blockEnhanced, func(b *builder) { b.u32(0) }) },
			"packet block of 16 bytes is too short: skipped",
		},
		"block too long": {
			func(b *builder) *builder {
				return b.block(blockEnhanced, func(b *builder) {
					b.u32(0, 0, 0, maxBlock, maxBlock).str(strings.Repeat("x", maxBlock))
				})
			},
			"packet block announces 524320 bytes, more than 524288: skipped",
		},
		"frame too long": {
			func(b *builder) *builder { return b.enhanced(0, 0, strings.Repeat("x", maxFrame+1), maxFrame+1) },
			"frame of 262145 bytes in a block of 262180: skipped",
		},
		"key log longer than its block": {
			func(b *builder) *builder {
				return b.block(blockSecrets, func(b *builder) { b.u32(secretsTLSKeyLog, 99).str("key") })
			},
			"key log of 99 bytes in a block of 24: skipped",
		},
	} {
		b := newNg(binary.LittleEndian).iface(1, 0).enhanced(0, 1, "before", 6)
		begin := int64(len(b.buf))
		c.bad(b).enhanced(0, 2, "after", 5)
		all, err := readBytes(t, b.buf)
		e := inputError(t, err)
		if len(all) != 2 || all[1].Data != "after" {
			t.Errorf("%s: got %v", name, all)
		}
		if e.Reason != c.reason || e.Offset != begin || !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: got %v, want offset %d: %s", name, err, begin, c.reason)
		}
	}
}

func TestPcapngDamageThatEndsReading(t *testing.T) {
	for name, c := range map[string]struct {
		bad    func(*builder)
		reason string
	}{
		"lengths differ": {
			func(b *builder) { b.u32(blockEnhanced, 36, 0, 0, 0, 4, 4).str("lost").u32(40) },
			"block announces 36 bytes at its begin and 40 at its end",
		},
		"lengths of a skipped block differ": {
			func(b *builder) { b.u32(5, 16, 0, 20) },
			"block announces 16 bytes at its begin and 20 at its end",
		},
		"length too short": {
			func(b *builder) { b.u32(blockEnhanced, 8, 0, 0) },
			"block announces 8 bytes, less than the 12 of its frame",
		},
		"no byte order": {
			func(b *builder) { b.u32(blockSection, 28, 0x11223344, 1, 0, 0, 28) },
			"section has the byte-order magic 0x11223344",
		},
		"version": {
			func(b *builder) { b.u32(blockSection, 28, blockMagic).u16(2, 1).u32(0, 0, 28) },
			"section has the format version 2.1, which is not known",
		},
		"section header too short": {
			func(b *builder) { b.u32(blockSection, 24, blockMagic).u16(1, 0).u32(0, 24) },
			"section header has 12 bytes, less than 16",
		},
		"interface description too short": {
			func(b *builder) { b.u32(blockInterface, 16, 1, 16) },
			"interface description has 4 bytes, less than 8",
		},
		"interface description too long": {
			func(b *builder) { b.u32(blockInterface, maxBlock+4, 1, 16) },
			"block of type 1 announces 524292 bytes, more than 524288",
		},
	} {
		b := newNg(binary.LittleEndian).iface(1, 0).enhanced(0, 1, "before", 6)
		begin := int64(len(b.buf))
		c.bad(b)
		b.enhanced(0, 2, "after", 5)
		all, err := readBytes(t, b.buf)
		if e := inputError(t, err); len(all) != 1 || e.Reason != c.reason || e.Offset != begin || !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %d frames, %v; want offset %d: %s", name, len(all), err, begin, c.reason)
		}
	}
}

func TestPcapngBoundsTheInterfacesOfASection(t *testing.T) {
	b := newNg(binary.LittleEndian)
	for range maxInterfaces {
		b.u32(blockInterface, 20, 1, 0, 20)
	}
	b.enhanced(maxInterfaces-1, 0, "x", 1)
	if all := mustRead(t, b.buf); len(all) != 1 {
		t.Fatalf("got %d frames", len(all))
	}
	b.iface(1, 0)
	_, err := readBytes(t, b.buf)
	if e := inputError(t, err); e.Reason != "section describes more than 65536 interfaces" {
		t.Errorf("got %v", err)
	}
}

func TestPcapngThatEndsEarlySaysWhere(t *testing.T) {
	b := newNg(binary.LittleEndian).iface(1, 0).enhanced(0, 1, "one", 3)
	begin := len(b.buf)
	b.block(5, func(b *builder) { b.str(strings.Repeat("x", 88)) })
	for _, c := range []struct {
		keep   int
		reason string
	}{
		{begin + 3, "ends inside a block header: 8 bytes announced, 3 there"},
		{begin + 20, "ends inside a block: 100 bytes announced, 20 there"},
		{begin + 97, "ends inside a block: 100 bytes announced, 97 there"},
	} {
		all, err := readBytes(t, b.buf[:c.keep])
		e := inputError(t, err)
		if len(all) != 1 || e.Offset != int64(begin) || e.Reason != c.reason || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("kept %d: %d frames, %v", c.keep, len(all), err)
		}
	}
}

func TestPcapngKeepsKeyLogsWithinABound(t *testing.T) {
	quarter := strings.Repeat("k", maxSecrets/4)
	b := newNg(binary.BigEndian).
		secrets(secretsTLSKeyLog, "CLIENT_RANDOM 00 11\n").
		secrets(0x57474b4c, "a WireGuard key log").
		iface(1, 0).
		enhanced(0, 1, "frame", 5).
		secrets(secretsTLSKeyLog, quarter).secrets(secretsTLSKeyLog, quarter).
		secrets(secretsTLSKeyLog, quarter).secrets(secretsTLSKeyLog, quarter).
		secrets(secretsTLSKeyLog, "last")
	r, err := NewReader(strings.NewReader(string(b.buf)), "test", 0)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := read(t, r); err != io.EOF || len(all) != 1 {
		t.Fatalf("%d frames, %v", len(all), err)
	}
	var got []string
	for _, chunk := range r.Secrets() {
		got = append(got, string(chunk))
	}
	want := []string{"CLIENT_RANDOM 00 11\n", quarter, quarter, quarter, "last"}
	if !cmp.Equal(want, got) || r.SecretsDropped() != 1 {
		t.Errorf("got %d key logs, %d dropped", len(got), r.SecretsDropped())
	}
}

// given lists the key logs and frames that a source gives, as they come.
func given(source capture.Source) (list []string) {
	var batch capture.Batch
	for source.ReadBatch(&batch) == nil {
		for _, log := range batch.Secrets {
			list = append(list, string(log))
		}
		for _, f := range batch.Frames {
			list = append(list, string(f.Data))
		}
	}
	return list
}

func TestKeyLogsComeWithTheFramesBehindThem(t *testing.T) {
	b := newNg(binary.LittleEndian).iface(1, 0).
		secrets(secretsTLSKeyLog, "first").enhanced(0, 1, "one", 3).enhanced(0, 2, "two", 3).
		secrets(secretsTLSKeyLog, "second").secrets(secretsTLSKeyLog, "third").enhanced(0, 3, "three", 5).
		secrets(secretsTLSKeyLog, "too late")
	open := func(size int) *Reader {
		r, err := NewReader(strings.NewReader(string(b.buf)), "test", 0)
		if err != nil {
			t.Fatal(err)
		}
		r.size = size
		return r
	}
	want := []string{"first", "one", "two", "second", "third", "three"}
	for _, size := range []int{1, 7, 1 << 20} {
		if got := given(open(size)); !cmp.Equal(want, got) {
			t.Errorf("read by %d: %q", size, got)
		}
		got := given(Merge(open(size), &none{})) // one batch, with the secrets in front
		if want := []string{"first", "second", "third", "one", "two", "three"}; !cmp.Equal(want, got) {
			t.Errorf("read by %d, merged: %q", size, got)
		}
	}
}

// none is a source without frames.
type none struct{}

func (*none) ReadBatch(*capture.Batch) error { return io.EOF }
func (*none) Close() error                   { return nil }
