package filter

import (
	"errors"
	"io"
	"net"
	"slices"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"edrtap/capture"
)

func frame(t *testing.T, port layers.TCPPort) capture.Frame {
	t.Helper()
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
	tcp := &layers.TCP{SrcPort: 50000, DstPort: port, SYN: true}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	buffer := gopacket.NewSerializeBuffer()
	err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
		&layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}, ip, tcp)
	if err != nil {
		t.Fatal(err)
	}
	return capture.Frame{Link: 1, Data: slices.Clone(buffer.Bytes()), Length: uint32(len(buffer.Bytes())), Offset: int64(port)}
}

type frames []capture.Frame

func (f *frames) ReadBatch(b *capture.Batch) error {
	if len(*f) == 0 {
		return io.EOF
	}
	b.Frames = append(b.Frames[:0], *f...)
	*f = nil
	return nil
}
func (f *frames) Close() error { return nil }

func TestSourceGivesWhatPasses(t *testing.T) {
	tests := map[string][]int64{
		"tcp port 443":              {443},
		"host 10.0.0.2":             {443, 80},
		"udp":                       {},
		"":                          {443, 80},
		"tcp dst port 80 or ip6":    {80},
		"greater 1000":              {},
		"tcp[tcpflags] & tcp-syn>0": {443, 80},
	}
	for expression, want := range tests {
		f, err := New(expression)
		if err != nil {
			t.Errorf("%q: %v", expression, err)
			continue
		}
		source := Source(&frames{frame(t, 443), frame(t, 80)}, f)
		var batch capture.Batch
		if err := source.ReadBatch(&batch); err != nil {
			t.Errorf("%q: %v", expression, err)
		}
		got := []int64{}
		for _, passed := range batch.Frames {
			got = append(got, passed.Offset)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q lets %v pass, want %v", expression, got, want)
		}
		if err := source.ReadBatch(&batch); !errors.Is(err, io.EOF) {
			t.Errorf("%q: at the end %v", expression, err)
		}
	}
}

func TestNewRefusesWhatIsNoFilter(t *testing.T) {
	if _, err := New("tcp prot 443"); err == nil {
		t.Error("took a mistyped expression")
	}
}

func TestLinkTypesBeyond8BitsAreNotMistaken(t *testing.T) {
	f, err := New("tcp port 443")
	if err != nil {
		t.Fatal(err)
	}
	sll2 := frame(t, 443)
	sll2.Link = 276
	if _, err := f.Match(&sll2); err == nil {
		t.Error("filtered a frame of link type 276 as something else")
	}
}
