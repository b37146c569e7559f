package packet

import (
	"testing"

	"edrtap/capture"
)

func decodeOne(t *testing.T, f capture.Frame, want Result) Packet {
	t.Helper()
	var p Packet
	if got := NewDecoder(DefaultLimits()).Decode(&f, &p); got != want {
		t.Fatalf("result %v, want %v", got, want)
	}
	return p
}

func TestTCPOptions(t *testing.T) {
	for _, test := range []struct {
		name    string
		flags   TCPFlags
		options string // a multiple of 4 bytes
		mss     uint16
		scale   int8
		bad     bool
	}{
		{name: "SYN of Linux", flags: SYN, options: "020405b4 0402080a 00000001 00000000 01030307", mss: 1460, scale: 7},
		{name: "SYN of Windows", flags: SYN, options: "020405b4 01030308 01010402", mss: 1460, scale: 8},
		{name: "MSS alone", flags: SYN | ACK, options: "020405b4", mss: 1460, scale: -1},
		{name: "end of options", flags: SYN, options: "00040000", scale: -1},
		{name: "MSS after the end", flags: SYN, options: "00000000 020405b4", scale: -1},
		{name: "window scale too large", flags: SYN, options: "0303ff00 020405b4", mss: 0, scale: 14, bad: true},
		{name: "length 0", flags: SYN, options: "020405b4 08000000", mss: 1460, scale: -1, bad: true},
		{name: "length 1", flags: ACK, options: "05010000", scale: -1, bad: true},
		{name: "length too large", flags: ACK, options: "08200101", scale: -1, bad: true},
		{name: "kind without length", flags: ACK, options: "01010108", scale: -1, bad: true},
		{name: "MSS of 3 bytes", flags: SYN, options: "02030500", scale: -1, bad: true},
		{name: "timestamps", flags: ACK, options: "0101080a 00000001 00000002", scale: -1},
		{name: "SACK", flags: ACK, options: "0101050a 00000001 00000002", scale: -1},
		{name: "MSS without SYN", flags: ACK, options: "020405b4", scale: -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			options := hexBytes(test.options)
			segment := join(tcpHeader(5+len(options)/4, test.flags), options, []byte("hello"))
			p := decodeOne(t, ethernetFrame(etherIPv4, ip4(ProtoTCP, segment)), TCP)
			if p.MSS != test.mss || p.WindowScale != test.scale || p.Problems.Has(BadTCPOption) != test.bad {
				t.Errorf("MSS %d, window scale %d, problems %v", p.MSS, p.WindowScale, p.Problems)
			}
			if string(p.Payload) != "hello" || p.Flags != test.flags {
				t.Errorf("payload %q, flags %v", p.Payload, p.Flags)
			}
		})
	}
}

func TestTCPHeaderCutBySnapLength(t *testing.T) {
	options := hexBytes("020405b4 01030307 01010402")
	frame := ethernetFrame(etherIPv4, ip4(ProtoTCP, join(tcpHeader(8, SYN), options, []byte("hello"))))
	const before = 14 + 20
	for n := range 32 + 5 {
		cut := frame
		cut.Data = frame.Data[: before+n : before+n]
		if n < tcpNeeded {
			decodeOne(t, cut, Undecoded)
			continue
		}
		p := decodeOne(t, cut, TCP)
		if p.Problems != Cut || p.PayloadLength != 5 || len(p.Payload) != max(0, n-32) {
			t.Errorf("%d bytes: problems %v, payload %d of %d", n, p.Problems, len(p.Payload), p.PayloadLength)
		}
		if (p.Window != 0) != (n >= 16) || (p.MSS != 0) != (n >= 24) || (p.WindowScale == 7) != (n >= 28) {
			t.Errorf("%d bytes: window %d, MSS %d, window scale %d", n, p.Window, p.MSS, p.WindowScale)
		}
	}
}

func TestTCPHeaderThatDoesNotFitIsMalformed(t *testing.T) {
	for _, words := range []int{0, 4, 15} {
		segment := join(tcpHeader(words, ACK), []byte("hello"))
		decodeOne(t, ethernetFrame(etherIPv4, ip4(ProtoTCP, segment)), Undecoded)
		decodeOne(t, ethernetFrame(etherIPv6, ip6(ProtoTCP, segment)), Undecoded)
	}
}

func TestUDPLength(t *testing.T) {
	for _, test := range []struct {
		name    string
		length  string
		want    Result
		payload int
		problem Problems
	}{
		{"right", "000d", UDP, 5, 0},
		{"padding behind", "000a", UDP, 2, 0},
		{"zero", "0000", UDP, 5, 0},
		{"too small", "0007", Undecoded, 0, 0},
		{"too large", "000e", UDP, 5, LengthBeyondFrame},
	} {
		datagram := join(hexBytes("0035 c000"), hexBytes(test.length), hexBytes("0000 68656c6c6f"))
		p := decodeOne(t, ethernetFrame(etherIPv4, ip4(ProtoUDP, datagram)), test.want)
		if test.want == UDP && (len(p.Payload) != test.payload || p.Problems != test.problem || p.SrcPort != 53) {
			t.Errorf("%s: %d bytes from port %d, problems %v", test.name, len(p.Payload), p.SrcPort, p.Problems)
		}
	}
}

func TestIPv6SourceRouteIsNoted(t *testing.T) {
	segment := join(tcpHeader(5, ACK), []byte("hello"))
	routed := join(hexBytes("06 02 00 01 00000000 20010db8000000000000000000000003"), segment)
	p := decodeOne(t, ethernetFrame(etherIPv6, ip6(protoRouting, routed)), TCP)
	if p.Problems != SourceRouted || p.TCPChecksum() != ChecksumUnknown {
		t.Errorf("problems %v, checksum %v", p.Problems, p.TCPChecksum())
	}
}

func TestICMPErrorsQuoteTheirPacket(t *testing.T) {
	quoted := hello4()[:20+8] // the header and 8 bytes more (RFC 792)
	optioned := join(hexBytes("4600 0030 1234 4000 40 06 0000 0a000001 0a000002 01010100"), quoted[20:])
	later := ip4Fragment(ProtoTCP, 185, quoted[20:])
	chain := ip6(protoHopByHop, join(hexBytes("2c 00 01 04 00000000 06 00 0001 00000009"), quoted[20:]))
	laterChain := ip6(protoFragment, join(hexBytes("06 00 0081 00000009"), quoted[20:]))
	for _, test := range []struct {
		name    string
		version int
		header  string // type, code, checksum, rest
		quote   []byte
		mtu     uint32
		quotes  uint8 // version
		ports   bool
	}{
		{"fragmentation needed", 4, "03 04 0000 0000 0578", quoted, 1400, 4, true},
		{"port unreachable", 4, "03 03 0000 0000 0578", quoted, 0, 4, true},
		{"time exceeded", 4, "0b 00 0000 00000000", quoted, 0, 4, true},
		{"quote with options", 4, "03 01 0000 00000000", optioned, 0, 4, true},
		{"quote of a later fragment", 4, "03 01 0000 00000000", later, 0, 4, false},
		{"quote cut short", 4, "03 04 0000 0000 0578", quoted[:19], 1400, 0, false},
		{"quote without ports", 4, "03 04 0000 0000 0578", quoted[:20], 1400, 4, false},
		{"echo", 4, "08 00 0000 00000000", quoted, 0, 0, false},
		{"packet too big", 6, "02 00 0000 00000500", hello6(), 1280, 6, true},
		{"IPv6 unreachable", 6, "01 04 0000 00000000", hello6()[:48], 0, 6, true},
		{"IPv6 quote with extensions", 6, "01 04 0000 00000000", chain, 0, 6, true},
		{"IPv6 quote of a later fragment", 6, "01 04 0000 00000000", laterChain, 0, 6, false},
		{"IPv6 echo", 6, "80 00 0000 00000000", hello6(), 0, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			message := join(hexBytes(test.header), test.quote)
			frame := ethernetFrame(etherIPv4, ip4(ProtoICMP, message))
			if test.version == 6 {
				frame = ethernetFrame(etherIPv6, ip6(ProtoICMPv6, message))
			}
			p := decodeOne(t, frame, ICMP)
			m, q := p.ICMP, p.ICMP.Quoted
			if m.Type != message[0] || m.Code != message[1] || m.MTU != test.mtu {
				t.Errorf("type %d, code %d, MTU %d", m.Type, m.Code, m.MTU)
			}
			if q.Version != test.quotes || q.HasPorts != test.ports || q.HasSeq != test.ports {
				t.Errorf("quoted %+v", q)
			}
			if test.ports && (q.Proto != ProtoTCP || q.SrcPort != 49152 || q.DstPort != 443 || q.Seq != 0x11223344) {
				t.Errorf("quoted %+v", q)
			}
			if test.quotes == 4 && (q.Src.String() != "10.0.0.1" || q.Dst.String() != "10.0.0.2") {
				t.Errorf("quoted %v to %v", q.Src, q.Dst)
			}
			if test.quotes == 6 && (q.Src.String() != "2001:db8::1" || q.Dst.String() != "2001:db8::2") {
				t.Errorf("quoted %v to %v", q.Src, q.Dst)
			}
		})
	}
}
