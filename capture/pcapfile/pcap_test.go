package pcapfile

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPcapIsReadInEveryByteOrderAndResolution(t *testing.T) {
	for name, order := range orders() {
		for _, c := range []struct {
			magic    uint32
			fraction int64 // nanoseconds of fraction 5
			header   int
		}{{pcapMicro, 5000, 16}, {pcapNano, 5, 16}, {pcapModified, 5000, 24}} {
			b := newPcap(order, c.magic, 276)
			for i, data := range []string{"first", "", "third frame"} {
				b.u32(uint32(100+i), 5, uint32(len(data)), uint32(len(data)+i))
				if c.header == 24 {
					b.u32(7, 0x08000000) // interface index, protocol, packet type
				}
				b.str(data)
			}
			want := []sample{
				{100e9 + c.fraction, "first", 5, 276, 0, 24},
				{101e9 + c.fraction, "", 1, 276, 0, 24 + int64(c.header) + 5},
				{102e9 + c.fraction, "third frame", 13, 276, 0, 24 + 2*int64(c.header) + 5},
			}
			if diff := cmp.Diff(want, mustRead(t, b.buf)); diff != "" {
				t.Errorf("%s magic %08x (-want +got):\n%s", name, c.magic, diff)
			}
		}
	}
}

func TestPcapTakesLinkTypeApart(t *testing.T) {
	const announced = 1<<26 | 2<<28 // a frame check sequence of 2 units of 16 bits
	for _, c := range []struct {
		name    string
		network uint32
		data    string
		length  int
		want    sample
	}{
		{"16 bits of link type", 0x0114, "abcd", 4, sample{Data: "abcd", Length: 4, Link: 276}},
		{"class bits are no link type", 0x02240001, "abcd", 4, sample{Data: "abcd", Length: 4, Link: 1}},
		{"check sequence taken off", announced | 1, "abcdFCS!", 8, sample{Data: "abcd", Length: 4, Link: 1}},
		{"frame cut before its check sequence", announced | 1, "abc", 8, sample{Data: "abc", Length: 4, Link: 1}},
		{"frame cut inside its check sequence", announced | 1, "abcdFC", 8, sample{Data: "abcd", Length: 4, Link: 1}},
		{"frame shorter than a check sequence", announced | 1, "abc", 3, sample{Data: "abc", Length: 3, Link: 1}},
		{"length not announced", 2<<28 | 1, "abcd", 4, sample{Data: "abcd", Length: 4, Link: 1}},
		{"captured more than was on the wire", 1, "abcd", 2, sample{Data: "abcd", Length: 4, Link: 1}},
	} {
		b := newPcap(binary.LittleEndian, pcapMicro, c.network).record(1, 0, c.data, c.length)
		c.want.Time, c.want.Offset = 1e9, 24
		if diff := cmp.Diff([]sample{c.want}, mustRead(t, b.buf)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestPcapReadsRecordsLongerThanItsSnapLength(t *testing.T) {
	long := strings.Repeat("x", maxFrame)
	b := newPcap(binary.LittleEndian, pcapMicro, 1).record(1, 0, long, maxFrame).record(2, 0, "end", 3)
	all := mustRead(t, b.buf)
	if len(all) != 2 || all[0].Data != long || all[1].Data != "end" {
		t.Errorf("got %d frames", len(all))
	}
}

func TestPcapTimesReachPast2038(t *testing.T) {
	b := newPcap(binary.LittleEndian, pcapNano, 1).record(0xffffffff, 999999999, "x", 1)
	if got := mustRead(t, b.buf)[0].Time; got != 4294967295999999999 {
		t.Errorf("got %d", got)
	}
}

func TestPcapFilesJoinedEndToEndAreOne(t *testing.T) {
	b := newPcap(binary.LittleEndian, pcapMicro, 1).record(1, 0, "one", 3)
	second := newPcap(binary.LittleEndian, pcapMicro, 113).record(2, 0, "two", 3)
	all := mustRead(t, append(b.buf, second.buf...))
	want := []sample{{1e9, "one", 3, 1, 0, 24}, {2e9, "two", 3, 113, 0, 24 + 16 + 3 + 24}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPcapThatEndsEarlySaysWhere(t *testing.T) {
	whole := newPcap(binary.LittleEndian, pcapMicro, 1).record(1, 0, "one", 3).record(2, 0, strings.Repeat("x", 58), 58).buf
	for _, c := range []struct {
		keep   int
		frames int
		offset int64
		reason string
	}{
		{len(whole) - 54, 1, 43, "ends inside a record: 74 bytes announced, 20 there"},
		{43 + 7, 1, 43, "ends inside a record header: 16 bytes announced, 7 there"},
		{10, 0, 0, "ends inside the file header: 24 bytes announced, 10 there"},
	} {
		all, err := readBytes(t, whole[:c.keep])
		e := inputError(t, err)
		if len(all) != c.frames || e.Offset != c.offset || e.Reason != c.reason || e.File != "test" || e.Compressed != -1 {
			t.Errorf("kept %d: %d frames, %+v", c.keep, len(all), e)
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrCorrupt) {
			t.Errorf("kept %d: %v is not told to be truncated", c.keep, err)
		}
	}
}

func TestPcapHeaderWithoutFramesIsFine(t *testing.T) {
	if all := mustRead(t, newPcap(binary.BigEndian, pcapNano, 1).buf); len(all) != 0 {
		t.Errorf("got %d frames", len(all))
	}
}

// damaged gives a pcap file of 20 frames and where each record begins.
func damaged() (file []byte, begins []int) {
	b := newPcap(binary.LittleEndian, pcapMicro, 1)
	for i := range 20 {
		begins = append(begins, len(b.buf))
		b.record(uint32(1e9)+uint32(i), uint32(i), strings.Repeat(string(rune('a'+i)), 40+i), 60+i)
	}
	return b.buf, begins
}

func TestPcapGoesOnBehindADamagedHeader(t *testing.T) {
	for lost := range 20 {
		file, begins := damaged()
		binary.LittleEndian.PutUint32(file[begins[lost]+8:], 0xffffffff)
		all, err := readBytes(t, file)
		e := inputError(t, err)
		if e.Offset != int64(begins[lost]) || !errors.Is(err, ErrCorrupt) {
			t.Errorf("record %d lost: %v", lost, err)
		}
		want := 19
		if lost == 19 {
			if !strings.Contains(e.Reason, "no good record after it") {
				t.Errorf("record %d lost: %v", lost, err)
			}
		} else if !strings.Contains(e.Reason, "resumed at offset") {
			t.Errorf("record %d lost: %v", lost, err)
		}
		if len(all) != want {
			t.Errorf("record %d lost: %d frames, want %d", lost, len(all), want)
		}
	}
}

func TestPcapCountsDamagedPlacesAndTruncation(t *testing.T) {
	file, begins := damaged()
	for _, lost := range []int{3, 9} {
		binary.LittleEndian.PutUint32(file[begins[lost]+8:], 1<<20)
	}
	all, err := readBytes(t, file[:len(file)-5])
	e := inputError(t, err)
	if len(all) != 17 || e.Offset != int64(begins[3]) {
		t.Errorf("%d frames, %v", len(all), err)
	}
	for _, part := range []string{"resumed at offset", "1 more damaged places", "ends inside a record"} {
		if !strings.Contains(e.Reason, part) {
			t.Errorf("%q lacks %q", e.Reason, part)
		}
	}
	if !errors.Is(err, ErrCorrupt) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v is not told to be both corrupt and truncated", err)
	}
}

func TestPcapTakesZerosForDamage(t *testing.T) {
	file, begins := damaged()
	hole := append(append(append([]byte{}, file[:begins[5]]...), make([]byte, 5000)...), file[begins[5]:]...)
	all, err := readBytes(t, hole)
	if e := inputError(t, err); len(all) != 20 || e.Offset != int64(begins[5]) {
		t.Errorf("%d frames, %v", len(all), err)
	}
}

func TestPcapGivesUpSearchingInTime(t *testing.T) {
	file, begins := damaged()
	hole := append(append(append([]byte{}, file[:begins[5]]...), make([]byte, searchLimit+1)...), file[begins[5]:]...)
	all, err := readBytes(t, hole)
	e := inputError(t, err)
	if len(all) != 5 || e.Offset != int64(begins[5]) || !strings.Contains(e.Reason, "no good record in the 1048576 bytes after it") {
		t.Errorf("%d frames, %v", len(all), err)
	}
}

func TestPcapDoesNotTrustGarbageTimes(t *testing.T) {
	file, begins := damaged()
	// Record 5 is read, but its time is not of this capture; the header after
	// it is damaged.
	binary.LittleEndian.PutUint32(file[begins[5]:], 77)
	binary.LittleEndian.PutUint32(file[begins[6]+8:], 0xffffffff)
	if all, err := readBytes(t, file); len(all) != 19 {
		t.Errorf("%d frames, %v", len(all), err)
	}
}

func TestPcapDoesNotResumeInAnotherTime(t *testing.T) {
	file, begins := damaged()
	for _, begin := range begins[7:10] {
		binary.LittleEndian.PutUint32(file[begin:], uint32(1e9)+3*86400)
	}
	binary.LittleEndian.PutUint32(file[begins[6]+8:], 0xffffffff)
	all, err := readBytes(t, file)
	if len(all) != 6+10 {
		t.Errorf("%d frames, %v", len(all), err)
	}
}
