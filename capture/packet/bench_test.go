package packet

import (
	"testing"

	"edrtap/capture"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// benchmarkFrames are frames of everyday traffic, 1,440 bytes of IP payload.
func benchmarkFrames() map[string]capture.Frame {
	payload := make([]byte, 1400)
	tcp := tcp4(payload)
	return map[string]capture.Frame{
		"IPv4":       ethernetFrame(etherIPv4, tcp),
		"VLAN":       ethernetFrame(etherVLAN, join(hexBytes("0007 0800"), tcp)),
		"IPv6":       ethernetFrame(etherIPv6, tcp6(payload)),
		"QinQ":       ethernetFrame(etherProvider, join(hexBytes("0007 8100 0008 0800"), tcp)),
		"VXLAN":      ethernetFrame(etherIPv4, ip4(ProtoUDP, udpTo(portVXLAN, join(hexBytes("08000000 00002a00"), ethernetFrame(etherIPv4, tcp).Data)))),
		"timestamps": ethernetFrame(etherIPv4, ip4(ProtoTCP, join(tcpHeader(8, ACK), hexBytes("0101080a 00000001 00000002"), payload))),
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"IPv4", "timestamps", "VLAN", "IPv6", "QinQ", "VXLAN"} {
		frame := benchmarkFrames()[name]
		b.Run(name, func(b *testing.B) {
			d := NewDecoder(DefaultLimits())
			var p Packet
			b.SetBytes(int64(len(frame.Data)))
			b.ReportAllocs()
			for b.Loop() {
				if d.Decode(&frame, &p) != TCP {
					b.Fatal("not decoded")
				}
			}
		})
	}
}

// BenchmarkDecodeLayerByLayer is the same without the shortcut.
func BenchmarkDecodeLayerByLayer(b *testing.B) {
	frame := benchmarkFrames()["IPv4"]
	d := NewDecoder(DefaultLimits())
	var p Packet
	b.ReportAllocs()
	for b.Loop() {
		if d.decodeAny(&frame, &p) != TCP {
			b.Fatal("not decoded")
		}
	}
}

// BenchmarkGopacket is why this package exists: the fastest decoder of
// gopacket on the same frame.
func BenchmarkGopacket(b *testing.B) {
	frame := benchmarkFrames()["IPv4"]
	var (
		ethernet layers.Ethernet
		ip       layers.IPv4
		tcp      layers.TCP
		payload  gopacket.Payload
	)
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &ethernet, &ip, &tcp, &payload)
	parser.IgnoreUnsupported = true // the port makes it look for TLS
	decoded := make([]gopacket.LayerType, 0, 4)
	b.ReportAllocs()
	for b.Loop() {
		if err := parser.DecodeLayers(frame.Data, &decoded); err != nil || len(decoded) != 3 {
			b.Fatal("not decoded", err)
		}
	}
}

func BenchmarkRoute(b *testing.B) {
	frame := benchmarkFrames()["IPv4"]
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := RouteOf(&frame); !ok {
			b.Fatal("no route")
		}
	}
}

func BenchmarkFlowHash(b *testing.B) {
	frame := benchmarkFrames()["IPv4"]
	d := NewDecoder(DefaultLimits())
	var p Packet
	d.Decode(&frame, &p)
	var sum uint32
	for b.Loop() {
		p.SrcPort++
		sum += p.FlowHash()
	}
	if sum == 0 {
		b.Log("sum is 0")
	}
}

func BenchmarkTCPChecksum(b *testing.B) {
	frame := benchmarkFrames()["IPv4"]
	d := NewDecoder(DefaultLimits())
	var p Packet
	d.Decode(&frame, &p)
	b.SetBytes(int64(len(frame.Data)))
	for b.Loop() {
		if p.TCPChecksum() == ChecksumUnknown {
			b.Fatal("not judged")
		}
	}
}
