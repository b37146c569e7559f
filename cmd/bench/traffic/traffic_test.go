package traffic

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// small is enough of everything.
var small = Options{Scale: 0.002, Distinct: 12, Seed: 1}

// seen is what a capture turns out to hold.
type seen struct {
	frames  int64
	syns    int64
	hellos  map[string]bool // the randoms of ClientHellos
	lengths []int
}

// look decodes a capture with gopacket, and checks what every frame owes.
func look(t *testing.T, file []byte) seen {
	t.Helper()
	r, err := pcapgo.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	s := seen{hellos: map[string]bool{}}
	var last time.Time
	for {
		data, info, err := r.ReadPacketData()
		if err != nil {
			return s
		}
		if info.Timestamp.Before(last) {
			t.Fatalf("frame %d goes back in time", s.frames)
		}
		last = info.Timestamp
		s.frames++
		s.lengths = append(s.lengths, len(data))
		s.frame(t, data)
	}
}

func (s *seen) frame(t *testing.T, data []byte) {
	t.Helper()
	p := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.DecodeOptions{NoCopy: true})
	ip, ok := p.NetworkLayer().(*layers.IPv4)
	if !ok || checksum(data[etherHeader:etherHeader+ipHeader], 0) != 0 {
		t.Fatalf("frame %d: no IPv4, or a wrong checksum", s.frames)
	}
	tcp, ok := p.TransportLayer().(*layers.TCP)
	if !ok {
		return
	}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	if sum, err := tcp.ComputeChecksum(); err != nil || sum != 0 { // it counts the checksum there is, too
		t.Fatalf("frame %d: TCP checksum off by %04x", s.frames, sum)
	}
	if tcp.SYN && !tcp.ACK {
		s.syns++
	}
	if b := tcp.Payload; len(b) > 43 && b[0] == 22 && b[5] == 1 {
		s.hellos[string(b[helloRandom:helloRandom+32])] = true
	}
}

func TestCapturesHoldWhatTheirCountsSay(t *testing.T) {
	for _, name := range []string{"bulk", "handshakes", "mixed", "flows-1m", "empty", "packets"} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			counts, err := Write(&file, name, small)
			if err != nil {
				t.Fatal(err)
			}
			s := look(t, file.Bytes())
			if counts.Frames != s.frames || counts.Bytes != int64(file.Len()) {
				t.Errorf("counts %+v, and the file has %d frames and %d bytes", counts, s.frames, file.Len())
			}
			switch {
			case name == "mixed": // some are UDP, some packets are not seen
				if s.syns == 0 || s.syns >= counts.Connections {
					t.Errorf("%d SYNs of %d connections", s.syns, counts.Connections)
				}
			case s.syns != counts.Connections || len(s.hellos) != int(counts.Connections):
				t.Errorf("%d SYNs and %d different ClientHellos of %d connections", s.syns, len(s.hellos), counts.Connections)
			}
		})
	}
}

func TestSameOptionsGiveTheSameTraffic(t *testing.T) {
	lengths := func(o Options) string {
		var file bytes.Buffer
		if _, err := Write(&file, "handshakes", o); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(look(t, file.Bytes()).lengths)
	}
	other := small
	other.Seed = 2
	first := lengths(small)
	if first != lengths(small) {
		t.Error("the same seed gives another capture")
	}
	if first == lengths(other) {
		t.Error("another seed gives the same capture")
	}
}

// pipe ends the context after some bytes.
type pipe struct {
	left int
	end  func()
}

func (p *pipe) Write(b []byte) (int, error) {
	if p.left -= len(b); p.left < 0 {
		p.end()
	}
	return len(b), nil
}

func TestEndlessEndsWithItsContextAndItsReader(t *testing.T) {
	e, err := NewEndless(small)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	const enough = 5 << 20
	counts, err := e.Play(ctx, &pipe{enough, cancel})
	if err != nil || counts.Bytes < enough || counts.Connections < 100 {
		t.Errorf("%+v, %v", counts, err)
	}
	if _, err := e.Play(context.Background(), gone{}); !errors.Is(err, errGone) {
		t.Errorf("the reader has gone: %v", err)
	}
}

var errGone = errors.New("gone")

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, errGone }
