package live

import (
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"edrtap/capture"
	"edrtap/capture/live/testnet"
)

// blockOf lays frames out as the kernel does, one for each status, with a
// second between them.
func blockOf(first time.Time, statuses ...uint32) []byte {
	const header, mac, length = unsafe.Sizeof(unix.TpacketBlockDesc{}), 128, 60
	block := make([]byte, int(header)+len(statuses)*(mac+length+4))
	desc := (*unix.TpacketBlockDesc)(unsafe.Pointer(&block[0]))
	v1 := (*unix.TpacketHdrV1)(unsafe.Pointer(&desc.Hdr))
	v1.Num_pkts, v1.Offset_to_first_pkt = uint32(len(statuses)), uint32(header)
	for i, status := range statuses {
		h := (*unix.Tpacket3Hdr)(unsafe.Pointer(&block[int(header)+i*(mac+length+4)]))
		h.Next_offset, h.Mac, h.Snaplen, h.Len, h.Status = mac+length+4, mac, length, length, status
		h.Sec, h.Nsec = uint32(first.Unix())+uint32(i), uint32(first.Nanosecond())
	}
	return block
}

func TestFramesTellWhoStampedThem(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	r := &ring{link: 1}
	frames := r.frames(blockOf(at, unix.TP_STATUS_USER|unix.TP_STATUS_TS_SOFTWARE,
		unix.TP_STATUS_USER|unix.TP_STATUS_TS_RAW_HARDWARE, unix.TP_STATUS_USER,
		unix.TP_STATUS_USER|unix.TP_STATUS_TS_RAW_HARDWARE|unix.TP_STATUS_VLAN_VALID), 0, nil)
	if len(frames) != 4 || r.card != 2 {
		t.Fatalf("%d frames, %d of them stamped by the card", len(frames), r.card)
	}
	for i, f := range frames {
		if want := at.Add(time.Duration(i) * time.Second).UnixNano(); f.Time != want {
			t.Errorf("frame %d is of %d, want %d", i, f.Time, want)
		}
	}
}

func TestACardWhoseClockIsOffIsNotBelieved(t *testing.T) {
	for _, c := range []struct {
		name string
		ages func(block int) time.Duration
		off  bool
	}{
		{"right", func(int) time.Duration { return 80 * time.Millisecond }, false},
		{"right, and a busy reader", func(i int) time.Duration { return time.Duration(i%100) * 100 * time.Millisecond }, false},
		{"TAI", func(int) time.Duration { return -37 * time.Second }, true},
		{"since it was switched on", func(int) time.Duration { return 50 * 365 * 24 * time.Hour }, true},
		{"two seconds behind", func(i int) time.Duration { return 2*time.Second + time.Duration(i%7)*time.Millisecond }, true},
	} {
		var clock cardClock
		off := false
		for i := 0; i < 3*judged && !off; i++ {
			off = clock.off(c.ages(i))
		}
		if off != c.off {
			t.Errorf("%s: off is %v", c.name, off)
		}
	}
}

func TestWhatNoCardStampsTheKernelDoes(t *testing.T) {
	n := testnet.Pair(t)
	if by := Inspect(n.Tap).Stamps; by != Kernel {
		t.Errorf("a virtual interface is stamped by the %s", by)
	}
	source, err := Open("afpacket", Config{Interface: n.Tap})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	s := source.(*socket)
	if err := s.ring.askCard(true); err != nil { // as for a card that can
		t.Fatal(err)
	}
	before := time.Now()
	newSender(t, n.Wire).send(numbered(1, 100))
	var b capture.Batch
	for deadline := time.Now().Add(10 * time.Second); len(b.Frames) == 0 && time.Now().Before(deadline); {
		if err := source.ReadBatch(&b); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.Frames) != 1 {
		t.Fatalf("%d frames", len(b.Frames))
	}
	if at := time.Unix(0, b.Frames[0].Time); at.Before(before.Add(-time.Second)) || at.After(time.Now()) {
		t.Errorf("stamped %v, sent after %v", at, before)
	}
	if got := source.Statistics(); got.CardStamped != 0 || got.CardWrong != 0 {
		t.Errorf("%+v", got)
	}
	late := []capture.Frame{{Time: time.Now().Add(36 * time.Second).UnixNano()}, {Time: time.Now().Add(37 * time.Second).UnixNano()}}
	s.judgeCard(late, 2) // as a card would whose clock keeps TAI
	if at := time.Since(time.Unix(0, late[1].Time)); at < 0 || at > 5*time.Second || late[1].Time-late[0].Time < int64(time.Second/2) {
		t.Errorf("put right, the last frame is %v old, the one before %v older", at, time.Duration(late[1].Time-late[0].Time))
	}
	if got := source.Statistics(); got.CardStamped != 2 || got.CardWrong > -30*time.Second {
		t.Errorf("%+v", got)
	}
}
