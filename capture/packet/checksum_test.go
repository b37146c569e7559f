package packet

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// serialized is a frame with a TCP segment as gopacket writes it, checksums
// and all.
func serialized(t *testing.T, six bool, payload []byte) []byte {
	t.Helper()
	ethernet := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	tcp := &layers.TCP{SrcPort: 49152, DstPort: 443, Seq: 7, Ack: 9, ACK: true, Window: 512}
	var ip gopacket.SerializableLayer
	if six {
		ethernet.EthernetType = layers.EthernetTypeIPv6
		six := &layers.IPv6{Version: 6, NextHeader: layers.IPProtocolTCP, HopLimit: 64, SrcIP: net.ParseIP("2001:db8::1"), DstIP: net.ParseIP("2001:db8::2")}
		ip = six
		_ = tcp.SetNetworkLayerForChecksum(six)
	} else {
		four := &layers.IPv4{Version: 4, Protocol: layers.IPProtocolTCP, TTL: 64, SrcIP: net.IPv4(10, 0, 0, 1), DstIP: net.IPv4(10, 0, 0, 2)}
		ip = four
		_ = tcp.SetNetworkLayerForChecksum(four)
	}
	buffer := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buffer, options, ethernet, ip, tcp, gopacket.Payload(payload)); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func TestTCPChecksumOfAnyLength(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		payload := make([]byte, n)
		for i := range payload {
			payload[i] = byte(random.Uint32())
		}
		for _, six := range []bool{false, true} {
			frame := frameOf(linkEthernet, serialized(t, six, payload))
			p := decodeOne(t, frame, TCP)
			if got := p.TCPChecksum(); got != ChecksumGood || p.Problems != 0 || p.PayloadLength != n {
				t.Fatalf("%d bytes, IPv6 %v: checksum %v, problems %v", n, six, got, p.Problems)
			}
			p.segment[19] ^= 1 // the urgent pointer, in the frame
			p = decodeOne(t, frame, TCP)
			if got := p.TCPChecksum(); got != ChecksumBad {
				t.Fatalf("%d bytes, IPv6 %v, one bit wrong: checksum %v", n, six, got)
			}
		}
	}
}

func TestTCPChecksumBeforeOffload(t *testing.T) {
	for _, six := range []bool{false, true} {
		frame := frameOf(linkEthernet, serialized(t, six, []byte("hello")))
		p := decodeOne(t, frame, TCP)
		for name, stored := range map[string]uint16{
			"pseudo-header":                fold(p.addressSum() + uint64(len(p.segment))),
			"pseudo-header without length": fold(p.addressSum()),
			"zero":                         0,
		} {
			binary.BigEndian.PutUint16(p.segment[16:], stored)
			if got := p.TCPChecksum(); got != ChecksumOffloaded {
				t.Errorf("%s, IPv6 %v: checksum %v", name, six, got)
			}
		}
	}
}

func TestTCPChecksumThatCannotBeJudged(t *testing.T) {
	frame := frameOf(linkEthernet, serialized(t, false, make([]byte, 100)))
	frame.Data = frame.Data[:len(frame.Data)-1]
	p := decodeOne(t, frame, TCP)
	if got := p.TCPChecksum(); got != ChecksumUnknown {
		t.Errorf("cut: checksum %v", got)
	}
	p = decodeOne(t, ethernetFrame(etherIPv4, ip4(ProtoUDP, udpTo(53, nil))), UDP)
	if got := p.TCPChecksum(); got != ChecksumUnknown {
		t.Errorf("UDP: checksum %v", got)
	}
}

// TestSum16 compares the sum of wide words with the one by the book.
func TestSum16(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 150 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(random.Uint32() | random.Uint32()) // many ones, for carries
		}
		var sum uint64
		for i, v := range b {
			sum += uint64(v) << (8 * (1 - i%2))
		}
		if got, want := fold(sum16(b)), fold(sum); got != want {
			t.Fatalf("%d bytes: %04x, want %04x", n, got, want)
		}
	}
}
