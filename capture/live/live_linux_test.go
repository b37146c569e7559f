package live

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"edrtap/capture"
	"edrtap/capture/live/testnet"
)

func TestMain(m *testing.M) { os.Exit(testnet.Main(m)) }

// sender puts frames on an interface.
type sender struct {
	t  *testing.T
	fd int
	to unix.SockaddrLinklayer
}

func newSender(t *testing.T, name string) *sender {
	t.Helper()
	at, err := net.InterfaceByName(name)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	return &sender{t, fd, unix.SockaddrLinklayer{Ifindex: at.Index}}
}

func (s *sender) send(frame []byte) {
	s.t.Helper()
	if err := unix.Sendto(s.fd, frame, 0, &s.to); err != nil {
		s.t.Error(err)
	}
}

// sendAll sends numbered frames, not faster than they arrive: the queue of a
// virtual interface holds a thousand.
func (s *sender) sendAll(frames int, size func(int) int, arrived func() Statistics) {
	for i := range frames {
		s.send(numbered(i, size(i)))
		if i%64 == 63 {
			keepUp(arrived, uint64(i+1))
		}
	}
}

// sending does something while the test goes on; the test ends after it.
func sending(t *testing.T, do func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	t.Cleanup(func() { <-done })
}

// keepUp waits until most of so many frames have arrived.
func keepUp(arrived func() Statistics, sent uint64) {
	for deadline := time.Now().Add(5 * time.Second); arrived().Received+32 < sent && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
}

// numbered is a frame of the experimental EtherType (IEEE 802), with a number
// in it.
func numbered(n, size int) []byte {
	frame := make([]byte, size)
	copy(frame, []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5})
	binary.BigEndian.PutUint32(frame[14:], uint32(n))
	return frame
}

func number(f *capture.Frame) int { return int(binary.BigEndian.Uint32(f.Data[14:])) }

func open(t *testing.T, method string, c Config) Source {
	t.Helper()
	source, err := Open(method, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := source.Close(); err != nil {
			t.Error(err)
		}
	})
	return source
}

// patient is how long tests wait for what must come.
const patient = 30 * time.Second

// collect reads until it has so many frames, going round between batches as a
// pipeline does. The frames are copies.
func collect(t *testing.T, source capture.Source, want int) []capture.Frame {
	t.Helper()
	var batches [3]capture.Batch
	var got []capture.Frame
	deadline := time.Now().Add(patient)
	for i := 0; len(got) < want; i++ {
		batch := &batches[i%len(batches)]
		if err := source.ReadBatch(batch); err != nil {
			t.Fatal(err)
		}
		for _, f := range batch.Frames {
			f.Data = bytes.Clone(f.Data)
			got = append(got, f)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d frames after %v, want %d", len(got), patient, want)
		}
	}
	return got
}

// noLibpcap skips what only a build with libpcap can do, loudly; it fails where
// live capture must be tested.
func noLibpcap(t *testing.T) {
	t.Helper()
	const why = "this build has no libpcap: NOT TESTED"
	if os.Getenv("EDRTAP_TEST_NETWORK") == "required" {
		t.Fatal(why)
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", t.Name(), why)
	t.Skip(why)
}

// ways are all ways to capture.
var ways = map[string]struct {
	method string
	direct bool
}{"ring": {"afpacket", true}, "copied": {"afpacket", false}, "libpcap": {"pcap", false}}

func TestEveryFrameComesOnceAndInOrder(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			if way.method == "pcap" && len(pcapMethod) == 0 {
				noLibpcap(t)
			}
			pair := testnet.Pair(t)
			source := open(t, way.method, Config{Interface: pair.Tap, File: 3, Direct: way.direct, Ring: 8 << 20})
			wire := newSender(t, pair.Wire)
			const frames = 3000
			sending(t, func() { wire.sendAll(frames, func(i int) int { return 60 + i%8000 }, source.Statistics) })
			before := time.Now().Add(-time.Second).UnixNano()
			var last int64
			for i, f := range collect(t, source, frames) {
				if number(&f) != i || !bytes.Equal(f.Data, numbered(i, 60+i%8000)) || int(f.Length) != len(f.Data) {
					t.Fatalf("frame %d: number %d, %d bytes of %d", i, number(&f), len(f.Data), f.Length)
				}
				if f.Link != 1 || f.File != 3 || f.Offset != -1 || f.Time < max(before, last) {
					t.Fatalf("frame %d: %+v", i, f)
				}
				last = f.Time
			}
			if s := source.Statistics(); s.Received != frames || s.Dropped != 0 {
				t.Errorf("%+v after %d frames", s, frames)
			}
		})
	}
}

func TestVLANTagsArePutBack(t *testing.T) {
	pair := testnet.Pair(t)
	source := open(t, "afpacket", Config{Interface: pair.Tap, Direct: true})
	wire := newSender(t, pair.Wire)
	plain := numbered(1, 100)
	tagged := func(tpid uint16) []byte {
		frame := append(bytes.Clone(plain[:12]), 0, 0, 0x20, 7) // priority 1, VLAN 7
		binary.BigEndian.PutUint16(frame[12:], tpid)
		return append(frame, plain[12:]...)
	}
	double := append(append(bytes.Clone(plain[:12]), 0x88, 0xa8, 0, 9, 0x81, 0, 0x20, 7), plain[12:]...)
	want := [][]byte{plain, tagged(0x8100), tagged(0x88a8), double}
	for _, frame := range want {
		wire.send(frame)
	}
	for i, f := range collect(t, source, len(want)) {
		if !bytes.Equal(f.Data, want[i]) || int(f.Length) != len(want[i]) {
			t.Errorf("frame %d: %d bytes, length %d, begins %x; want %x", i, len(f.Data), f.Length, f.Data[:24], want[i][:24])
		}
	}
}

func TestFilterHoldsFromTheFirstFrame(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			if way.method == "pcap" && len(pcapMethod) == 0 {
				noLibpcap(t)
			}
			pair := testnet.Pair(t)
			wire := newSender(t, pair.Wire)
			noise := newSender(t, pair.Wire)
			stop, quiet := make(chan struct{}), make(chan struct{})
			go func() { // before, while and after the source is opened
				defer close(quiet)
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					case <-time.After(10 * time.Microsecond):
						noise.send(numbered(i*2+1, 60))
					}
				}
			}()
			t.Cleanup(func() {
				close(stop)
				<-quiet
			})
			even, err := bpf.Assemble([]bpf.Instruction{
				bpf.LoadAbsolute{Off: 17, Size: 1},
				bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 1},
				bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipFalse: 1},
				bpf.RetConstant{Val: SnapLength},
				bpf.RetConstant{Val: 0},
			})
			if err != nil {
				t.Fatal(err)
			}
			source := open(t, way.method, Config{Interface: pair.Tap, Filter: func(capture.LinkType) ([]bpf.RawInstruction, error) { return even, nil }, Direct: way.direct})
			for i := range 50 {
				wire.send(numbered(i*2, 60))
			}
			for i, f := range collect(t, source, 50) {
				if number(&f) != i*2 {
					t.Fatalf("frame %d has number %d", i, number(&f))
				}
			}
		})
	}
}

func TestCloseEndsAReaderThatWaits(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			if way.method == "pcap" && len(pcapMethod) == 0 {
				noLibpcap(t)
			}
			pair := testnet.Pair(t)
			source := open(t, way.method, Config{Interface: pair.Tap, Direct: way.direct})
			ended := make(chan error)
			go func() {
				var batch capture.Batch
				for {
					if err := source.ReadBatch(&batch); err != nil {
						ended <- err
						return
					}
				}
			}()
			time.Sleep(20 * time.Millisecond)
			begin := time.Now()
			go func() { _ = source.Close() }()
			if err := <-ended; !errors.Is(err, io.EOF) {
				t.Errorf("the reader ended with %v", err)
			}
			if took := time.Since(begin); took > 2*time.Second {
				t.Errorf("that took %v", took)
			}
			source.Statistics()
			var batch capture.Batch
			if err := source.ReadBatch(&batch); !errors.Is(err, io.EOF) {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

func TestFullRingIsCounted(t *testing.T) {
	pair := testnet.Pair(t)
	source := open(t, "afpacket", Config{Interface: pair.Tap, Direct: true, Ring: 1})
	wire := newSender(t, pair.Wire)
	const frames, size = 3000, 8000 // six times what the ring holds
	wire.sendAll(frames, func(int) int { return size }, source.Statistics)
	s := source.Statistics()
	for deadline := time.Now().Add(5 * time.Second); s.Received < frames && time.Now().Before(deadline); s = source.Statistics() {
		time.Sleep(10 * time.Millisecond)
	}
	// A busy machine loses frames on the virtual wire, before the ring; the
	// kernel counts them there.
	if lost := wireLoss(t, pair.Wire); s.Received+lost != frames || s.Dropped == 0 || s.Freezes == 0 {
		t.Fatalf("%+v after %d frames of %d bytes, %d of them lost on the wire", s, frames, size, lost)
	}
	got := collect(t, source, int(s.Received-s.Dropped))
	if got := uint64(len(got)); got != s.Received-s.Dropped {
		t.Errorf("%d frames came, %d of %d were dropped", got, s.Dropped, s.Received)
	}
	wire.send(numbered(frames, size))
	if f := collect(t, source, 1)[0]; number(&f) != frames {
		t.Errorf("after the freeze came number %d", number(&f))
	}
	if again := source.Statistics(); again.Dropped != s.Dropped || again.Received != s.Received+1 {
		t.Errorf("%+v, then %+v", s, again)
	}
}

// wireLoss is how many frames that were sent on an interface never left it.
func wireLoss(t *testing.T, name string) uint64 {
	t.Helper()
	table, err := os.ReadFile("/proc/net/dev")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		before, figures, _ := strings.Cut(line, ":")
		if columns := strings.Fields(figures); strings.TrimSpace(before) == name && len(columns) > 11 {
			lost, err := strconv.ParseUint(columns[11], 10, 64) // dropped while sending
			if err != nil {
				t.Fatal(err)
			}
			return lost
		}
	}
	t.Fatalf("no interface %s in /proc/net/dev", name)
	return 0
}

func TestQuietInterfaceTellsTheTime(t *testing.T) {
	pair := testnet.Pair(t)
	source := open(t, "afpacket", Config{Interface: pair.Tap})
	var batch capture.Batch
	if err := source.ReadBatch(&batch); err != nil {
		t.Fatal(err)
	}
	if lag := time.Since(time.Unix(0, batch.Until)); len(batch.Frames) > 0 || lag < 0 || lag > time.Second {
		t.Errorf("%d frames, time known up to %v ago", len(batch.Frames), lag)
	}
}

// TestWaitingCostsNothing waits for frames while an earlier block is still held,
// for which Linux wakes a reader without end.
func TestWaitingCostsNothing(t *testing.T) {
	pair := testnet.Pair(t)
	source := open(t, "afpacket", Config{Interface: pair.Tap, Direct: true})
	wire := newSender(t, pair.Wire)
	var held, batch capture.Batch
	read := func(b *capture.Batch) {
		t.Helper()
		b.Frames = b.Frames[:0]
		for deadline := time.Now().Add(patient); len(b.Frames) == 0 && time.Now().Before(deadline); {
			if err := source.ReadBatch(b); err != nil {
				t.Fatal(err)
			}
		}
		if len(b.Frames) == 0 {
			t.Fatal("no frame came")
		}
	}
	wire.send(numbered(1, 60))
	read(&held)

	runtime.LockOSThread() // so that the time is that of ReadBatch alone
	defer runtime.UnlockOSThread()
	before := spent(t)
	if err := source.ReadBatch(&batch); err != nil || len(batch.Frames) > 0 {
		t.Fatal(len(batch.Frames), err)
	}
	if took := spent(t) - before; took > patience/4 {
		t.Errorf("waiting for %v took %v of the processor", patience, took)
	}
	wire.send(numbered(2, 60))
	if read(&batch); number(&batch.Frames[0]) != 2 || number(&held.Frames[0]) != 1 {
		t.Errorf("frame %d came, %d is held", number(&batch.Frames[0]), number(&held.Frames[0]))
	}
}

// spent is the processor time that this thread has used.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_THREAD, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func TestInterfaceThatComesBackIsCapturedAgain(t *testing.T) {
	pair := testnet.Pair(t)
	var events []State
	source := open(t, "afpacket", Config{
		Interface: pair.Tap, Direct: true,
		Notify: func(e Event) { events = append(events, e.State) },
	})
	seen := 0
	expect := func() {
		t.Helper()
		seen++
		newSender(t, pair.Wire).send(numbered(seen, 60))
		if f := collect(t, source, 1)[0]; number(&f) != seen {
			t.Fatalf("frame %d came, want %d", number(&f), seen)
		}
	}
	until := func(want State) {
		t.Helper()
		var batch capture.Batch
		for deadline := time.Now().Add(patient); len(events) == 0 || events[len(events)-1] != want; {
			if err := source.ReadBatch(&batch); err != nil {
				t.Fatal(err)
			}
			if time.Now().After(deadline) {
				t.Fatalf("events %v, want %s", events, want)
			}
		}
	}
	expect()
	pair.IP(t, "link", "set", pair.Tap, "down")
	until(Down)
	pair.IP(t, "link", "set", pair.Tap, "up")
	until(Up)
	expect()
	pair.IP(t, "link", "del", pair.Wire) // its peer goes with it
	until(Gone)
	pair.AddPair(t)
	until(Up)
	expect()
	if s := source.Statistics(); s.Down != 2 || s.Received != 3 {
		t.Errorf("%+v after 3 frames, once down and once gone", s)
	}
}

func TestMergePutsInterfacesInOrderOfTime(t *testing.T) {
	pairs := []*testnet.Net{testnet.Pair(t), testnet.Pair(t), testnet.Pair(t)} // the last stays silent
	var sources []Source
	var wires []*sender
	for i, pair := range pairs {
		source, err := Open("afpacket", Config{Interface: pair.Tap, File: uint16(i)})
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, source)
		wires = append(wires, newSender(t, pair.Wire))
	}
	merged := Merge(sources[0], sources[1], sources[2])
	t.Cleanup(func() {
		if err := merged.Close(); err != nil {
			t.Error(err)
		}
	})
	const frames = 2000
	sending(t, func() {
		for i := range frames {
			wires[i%2].send(numbered(i, 60))
			if i%64 == 63 {
				keepUp(func() (sum Statistics) {
					for _, source := range sources {
						sum.Add(source.Statistics())
					}
					return sum
				}, uint64(i+1))
			}
		}
	})
	for i, f := range collect(t, merged, frames) {
		if number(&f) != i || int(f.File) != i%2 {
			t.Fatalf("frame %d: number %d of interface %d", i, number(&f), f.File)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	testnet.Need(t)
	if _, err := Open("afpacket", Config{Interface: "nosuch0"}); !errors.Is(err, ErrNoInterface) {
		t.Error(err)
	}
	for _, method := range []string{"afpacket", "pcap"} {
		if method == "pcap" && len(pcapMethod) == 0 {
			continue
		}
		t.Run(method, func(t *testing.T) {
			pair := testnet.Pair(t)
			err := asNobody(func() error {
				_, err := Open(method, Config{Interface: pair.Tap})
				return err
			})
			if !errors.Is(err, ErrPermission) {
				t.Errorf("without the capability: %v", err)
			}
		})
	}
}

// asNobody runs do in a thread without capabilities, which ends with it.
func asNobody(do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock: the thread ends with the goroutine
		header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var none [2]unix.CapUserData
		if err := unix.Capset(&header, &none[0]); err != nil {
			done <- err
			return
		}
		done <- do()
	}()
	return <-done
}
