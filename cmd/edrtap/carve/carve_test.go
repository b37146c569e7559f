package carve

import (
	"bytes"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
	"edrtap/rules/record"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// frames are a source of frames that lie in memory, one batch each.
type frames struct {
	list []capture.Frame
	next int
}

func (f *frames) ReadBatch(b *capture.Batch) error {
	b.Frames = b.Frames[:0]
	if f.next == len(f.list) {
		return io.EOF
	}
	b.Frames = append(b.Frames, f.list[f.next])
	f.next++
	return nil
}

func (f *frames) Close() error { return nil }

func serialize(t *testing.T, parts ...gopacket.SerializableLayer) []byte {
	t.Helper()
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, parts...); err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(buf.Bytes())
}

func ipHeader(proto layers.IPProtocol, src, dst string) *layers.IPv4 {
	return &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Id: 7, Protocol: proto, SrcIP: net.ParseIP(src).To4(), DstIP: net.ParseIP(dst).To4()}
}

func tcpSegment(t *testing.T, ip *layers.IPv4, from, to layers.TCPPort, syn bool, payload string) []byte {
	tcp := &layers.TCP{SrcPort: from, DstPort: to, SYN: syn, ACK: !syn, Seq: 1, Window: 1000}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	return serialize(t, tcp, gopacket.Payload(payload))
}

func TestFragmentsAndICMPErrorsComeWithTheSession(t *testing.T) {
	ip := ipHeader(layers.IPProtocolTCP, "10.0.0.1", "10.0.0.9")
	segment := tcpSegment(t, ip, 5000, 443, false, strings.Repeat("x", 100))
	first, second := *ip, *ip
	first.Flags, second.FragOffset = layers.IPv4MoreFragments, 5
	stranger := ipHeader(layers.IPProtocolTCP, "10.0.0.2", "10.0.0.9")
	strangersFragment := *stranger
	strangersFragment.Flags = layers.IPv4MoreFragments
	whole := serialize(t, ip, gopacket.Payload(segment))
	unreachable := &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 4)}
	icmp := func(quote []byte) []byte {
		return serialize(t, ipHeader(layers.IPProtocolICMPv4, "10.0.0.254", "10.0.0.1"), unreachable, gopacket.Payload(quote))
	}
	all := &frames{}
	for i, data := range [][]byte{
		serialize(t, ip, gopacket.Payload(tcpSegment(t, ip, 5000, 443, true, ""))),             // wanted
		serialize(t, stranger, gopacket.Payload(tcpSegment(t, stranger, 5000, 443, true, ""))), // another client
		serialize(t, &first, gopacket.Payload(segment[:40])),                                   // wanted
		serialize(t, &strangersFragment, gopacket.Payload(segment[:40])),                       // another client
		serialize(t, &second, gopacket.Payload(segment[40:])),                                  // wanted
		icmp(whole[:28]), // wanted
		icmp(serialize(t, stranger, gopacket.Payload(segment))[:28]),                              // about another client
		serialize(t, ip, gopacket.Payload(tcpSegment(t, ip, 5001, 443, true, ""))),                // another port
		serialize(t, ip, gopacket.Payload(tcpSegment(t, ip, 5000, 443, true, "the port, again"))), // after the session
	} {
		at := start.Add(time.Duration(i) * time.Millisecond).UnixNano()
		if i == 8 {
			at += int64(time.Hour)
		}
		all.list = append(all.list, capture.Frame{Time: at, Data: data, Length: uint32(len(data)), Link: 101})
	}
	session := record.Session{
		ID: "0123456789abcdef", Start: start, End: start.Add(5 * time.Millisecond),
		Client: record.Endpoint{IP: netip.MustParseAddr("10.0.0.1"), Port: 5000}, Server: record.Endpoint{IP: netip.MustParseAddr("10.0.0.9"), Port: 443},
	}
	picked, err := Pick(all, []record.Session{session})
	if err != nil || picked.Frames != 4 || picked.Sessions != 1 {
		t.Fatalf("%+v, %v", picked, err)
	}
	all.next = 0
	var file bytes.Buffer
	w := pcapfile.NewWriter(&file, pcapfile.Section{}, nil)
	if err := picked.Each(all, func(f *capture.Frame, comments []string) error { return w.Frame(f, comments...) }); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, comment := range []string{"SYN by client", "fragments of one packet", "ICMP error, type 3 code 4, about a packet of the client"} {
		if !strings.Contains(file.String(), comment) {
			t.Errorf("no comment %q", comment)
		}
	}
	r, err := pcapfile.NewReader(&file, "carved", 0)
	if err != nil {
		t.Fatal(err)
	}
	var batch capture.Batch
	if err := r.ReadBatch(&batch); err != nil {
		t.Fatal(err)
	}
	for i, original := range []int{0, 2, 4, 5} {
		got, want := batch.Frames[i], all.list[original]
		if !bytes.Equal(got.Data, want.Data) || got.Time != want.Time {
			t.Errorf("frame %d of the file is not frame %d of the capture", i, original)
		}
	}
}
