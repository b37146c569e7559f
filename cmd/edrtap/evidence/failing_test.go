package evidence

import (
	"bytes"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"edrtap/capture"
)

// flowOf is the session of one of the ten flows of batch.
func flowOf(i int) Session {
	return Session{
		ID:     fmt.Sprint("session ", i),
		Client: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1}), uint16(50000+i)),
		Server: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2}), 443),
		Start:  noon, End: noon.Add(time.Hour),
	}
}

func failing(t *testing.T) Config {
	return Config{Dir: filepath.Join(t.TempDir(), "evidence"), Total: 1 << 30, Age: 24 * time.Hour, Failing: true, Note: quiet(t)}
}

// tell says which sessions findings name, and waits until that was heard.
func tell(r *Ring, named ...string) {
	r.Judge(slices.Values(named))
	for r.judging.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

func TestOnlySessionsWithFindingsAreKept(t *testing.T) {
	c := failing(t)
	r := reopen(t, c)
	keep(t, r, 0, 400)
	for i := range 10 {
		r.Ended(flowOf(i))
	}
	tell(r, "session 3", "never heard of")
	keep(t, r, 400, 20)                                        // more of each flow, that no session is known of yet
	r.Judge(slices.Values([]string{"session 3", "session 8"})) // a finding has come to name another
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	got := readAll(t, c.Dir)
	count := make(map[byte]int)
	for i := range got {
		if i > 0 && got[i].Time < got[i-1].Time {
			t.Fatalf("frame %d is out of order", i)
		}
		count[got[i].Data[35]]++ // the low byte of the source port
	}
	if len(count) != 2 || count[0x53] != 40 || count[0x58] != 42 {
		t.Errorf("kept, by port: %v; want 40 of 50003 and 42 of 50008", count)
	}
	want := batch(t, 0, 10).Frames[3]
	if !bytes.Equal(got[0].Data, want.Data) || got[0].Time != want.Time || got[0].Length != want.Length {
		t.Errorf("the first frame is %v", got[0])
	}
	if r.Lost() > 0 {
		t.Errorf("%d frames were lost", r.Lost())
	}
}

func TestTheIndexLeadsToTheFilesOfASession(t *testing.T) {
	c := failing(t)
	r := reopen(t, c)
	for i := range 3 { // a file each
		at := 2 * i * int(saveAge.Milliseconds())
		keep(t, r, at, 10)
		one := flowOf(i)
		one.End = noon.Add(time.Duration(at+10) * time.Millisecond)
		r.Ended(one)
		tell(r, one.ID)
		keep(t, r, at+int(saveAge.Milliseconds())+10, 10)
		tell(r) // time to save
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	all, err := Files(c.Dir, nil)
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	for i := range 3 {
		if files, err := Files(c.Dir, []Session{flowOf(i)}); err != nil || len(files) != 1 || files[0] != all[i] {
			t.Errorf("session %d is in %v, %v", i, files, err)
		}
	}
	early := flowOf(1) // which has packets later on
	early.Start, early.End = noon.Add(-time.Hour), noon.Add(-time.Minute)
	if files, err := Files(c.Dir, []Session{early, flowOf(7)}); err != nil || len(files) != 0 {
		t.Errorf("what is in no file is in %v, %v", files, err)
	}
}

func TestHeadsAreBounded(t *testing.T) {
	const most = 300_000
	h := newHeads(most)
	give := func(b *capture.Batch) {
		for i := range b.Frames {
			h.add(&b.Frames[i])
			if h.size > most+2*headBytes {
				t.Fatalf("%d bytes are held, %d may be", h.size, most)
			}
		}
	}
	give(batch(t, 0, 100)) // of ten flows, ten kilobytes each
	if h.lost != 0 || len(h.flows) != 10 {
		t.Fatalf("%d flows are held, %d frames lost", len(h.flows), h.lost)
	}
	one := flowOf(0)
	h.ended(&one)
	give(batch(t, 100, 900)) // more than there is room for
	held := uint64(0)
	beyond := uint64(0)
	for _, x := range h.flows {
		held, beyond = held+uint64(len(x.frames)), beyond+x.beyond
	}
	if h.lost == 0 || h.lost+held+beyond > 1000 {
		t.Errorf("%d frames are lost, %d held, %d beyond the first of their flows", h.lost, held, beyond)
	}
	for _, x := range h.flows {
		if len(x.data) > headBytes {
			t.Errorf("%d bytes of one flow", len(x.data))
		}
	}
	h.clock += int64(time.Hour)
	for e := range h.flows {
		h.ended(&Session{ID: e.String(), Client: e.a, Server: e.b})
	}
	if h.forget(); len(h.flows)+len(h.named) != 0 || h.idle.next != &h.idle || h.size != 0 {
		t.Errorf("an hour later %d flows are held, %d sessions, %d bytes", len(h.flows), len(h.named), h.size)
	}
}

func (e ends) String() string { return e.a.String() + " " + e.b.String() }
