package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
	"edrtap/cmd/edrtap/smalldisk"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// batch holds n frames of TCP with a kilobyte of payload each, from number
// first on, a millisecond apart, of ten flows.
func batch(t *testing.T, first, n int) *capture.Batch {
	t.Helper()
	b := &capture.Batch{}
	for i := first; i < first+n; i++ {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
		tcp := &layers.TCP{SrcPort: layers.TCPPort(50000 + i%10), DstPort: 443, Seq: uint32(i), ACK: true}
		buffer := gopacket.NewSerializeBuffer()
		err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true},
			&layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4},
			ip, tcp, gopacket.Payload(bytes.Repeat([]byte{byte(i)}, 1000)))
		if err != nil {
			t.Fatal(err)
		}
		data := bytes.Clone(buffer.Bytes())
		b.Frames = append(b.Frames, capture.Frame{
			Time: noon.Add(time.Duration(i)*time.Millisecond + 7).UnixNano(), Data: data, Length: uint32(len(data)), Link: 1, Offset: -1,
		})
	}
	return b
}

// quiet fails a test in which the ring has something to tell.
func quiet(t *testing.T) func(string, ...any) {
	return func(format string, args ...any) { t.Errorf(format, args...) }
}

func reopen(t *testing.T, c Config) *Ring {
	t.Helper()
	r, err := open(c, 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// keep gives frames to a ring, not faster than it writes them.
func keep(t *testing.T, r *Ring, first, n int) {
	t.Helper()
	for i := first; i < first+n; i += 50 {
		for len(r.free) == 0 {
			time.Sleep(time.Millisecond)
		}
		r.Keep(batch(t, i, min(50, first+n-i)))
	}
}

// readAll reads every file of a ring, in order.
func readAll(t *testing.T, dir string) []capture.Frame {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.pcapng*"))
	if err != nil {
		t.Fatal(err)
	}
	var all []capture.Frame
	for _, name := range names {
		reader, err := pcapfile.Open(name, 0)
		if err != nil {
			t.Fatal(err)
		}
		var b capture.Batch
		for err == nil {
			if err = reader.ReadBatch(&b); err != nil && !errors.Is(err, io.EOF) {
				t.Errorf("%s: %v", name, err)
			}
			for _, f := range b.Frames {
				f.Data = bytes.Clone(f.Data)
				all = append(all, f)
			}
		}
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	}
	return all
}

func TestWhatWasKeptIsWhatWasCaptured(t *testing.T) {
	c := Config{Dir: filepath.Join(t.TempDir(), "evidence"), Total: 1 << 30, Age: time.Hour, FileSize: 300_000, Interfaces: []string{"eth1"}, Note: quiet(t)}
	r := reopen(t, c)
	keep(t, r, 0, 700)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r = reopen(t, c) // the unfinished file is finished
	keep(t, r, 700, 300)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r.Lost() > 0 {
		t.Errorf("%d frames were lost", r.Lost())
	}
	want := batch(t, 0, 1000)
	got := readAll(t, c.Dir)
	if len(got) != len(want.Frames) {
		t.Fatalf("%d frames, want %d", len(got), len(want.Frames))
	}
	for i, f := range got {
		if w := &want.Frames[i]; f.Time != w.Time || !bytes.Equal(f.Data, w.Data) || f.Length != w.Length {
			t.Fatalf("frame %d is not what it was", i)
		}
	}
	plain, err := filepath.Glob(filepath.Join(c.Dir, "*"+suffix))
	if err != nil || len(plain) != 1 {
		t.Errorf("plain files: %v, %v; want the last alone", plain, err)
	}
}

func TestAnIndexNamesTheFlowsOfItsFile(t *testing.T) {
	c := Config{Dir: t.TempDir(), Total: 1 << 30, Age: time.Hour, Note: quiet(t)}
	r := reopen(t, c)
	keep(t, r, 0, 100)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(c.Dir, "*"+indexSuffix))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	var first line
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
		t.Fatal(err)
	}
	if len(lines) != 10 || first.A.String() != "10.0.0.1:50000" || first.B.Port() != 443 || first.Packets != 10 ||
		first.Last.Sub(first.First) != 90*time.Millisecond {
		t.Errorf("%d lines, the first %s", len(lines), lines[0])
	}
}

func TestTheOldestFilesGoAndNothingElse(t *testing.T) {
	c := Config{Dir: t.TempDir(), Total: 1 << 20, Age: time.Hour, FileSize: 200_000, Note: quiet(t)}
	foreign := filepath.Join(c.Dir, "0000-notes.pcapng.zst")
	if err := os.WriteFile(foreign, make([]byte, 4<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	r := reopen(t, c)
	for i := range 20 {
		b := batch(t, i*200, 200)
		for j := range b.Frames { // random, so that it cannot be compressed
			for k := 54; k < len(b.Frames[j].Data); k++ {
				b.Frames[j].Data[k] = byte(k*k*(i+3) + j*k*k>>3 + k>>2*j)
			}
		}
		for len(r.free) == 0 {
			time.Sleep(time.Millisecond)
		}
		r.Keep(b)
	}
	keep(t, r, 8*3600*1000, 200) // eight hours later
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r = reopen(t, c)
	keep(t, r, 8*3600*1000+200, 1000)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	var total int64
	entries, err := os.ReadDir(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && ours(entry.Name()) {
			total += info.Size()
			if begun := begunAt(entry.Name()); begun < noon.Add(6*time.Hour).UnixNano() {
				t.Errorf("%s is still there", entry.Name())
			}
		}
	}
	if total == 0 || total > c.Total+c.FileSize*2 {
		t.Errorf("%d bytes are kept, at most %d may be", total, c.Total)
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("a file of somebody else's: %v", err)
	}
}

func TestAFullDiskCostsEvidenceAndNothingElse(t *testing.T) {
	dir := smalldisk.Mount(t, "1m")
	blocker := filepath.Join(dir, "blocker")
	if err := os.WriteFile(blocker, make([]byte, 900_000), 0o600); err != nil {
		t.Fatal(err)
	}
	var told atomic.Int32
	c := Config{Dir: dir, Total: 1 << 30, Age: time.Hour, Note: func(string, ...any) { told.Add(1) }}
	r := reopen(t, c)
	keep(t, r, 0, 1000)
	for deadline := time.Now().Add(10 * time.Second); r.Lost() == 0 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	keep(t, r, 1000, 100) // the disk is tried again, and is still full
	for deadline := time.Now().Add(10 * time.Second); len(r.free) < inFlight && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if r.Lost() == 0 || told.Load() != 1 {
		t.Fatalf("%d frames lost, told %d times", r.Lost(), told.Load())
	}
	if err := os.Remove(blocker); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	lost := r.Lost()
	keep(t, r, 1100, 100)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r.Lost() != lost || told.Load() != 2 {
		t.Errorf("with room again %d more frames are lost, told %d times", r.Lost()-lost, told.Load())
	}
	frames := readAll(t, dir)
	if n := len(frames); n < 100 || frames[n-1].Time != batch(t, 1199, 1).Frames[0].Time {
		t.Errorf("%d frames are kept", n)
	}
	if got := uint64(len(frames)) + r.Lost(); got != 1200 {
		t.Errorf("%d frames are kept and %d lost, of 1200", len(frames), r.Lost())
	}
}
