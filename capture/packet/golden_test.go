package packet

import (
	"strings"

	"edrtap/capture"
)

// golden is a frame and what it must be decoded to.
type golden struct {
	name    string
	frame   capture.Frame
	want    Result
	version uint8  // of the innermost packet
	depth   uint8  // tunnels
	vlan    uint16 // of the outermost tag
	context bool   // there is an id that goes into the Context
}

// goldenFrames has a frame for every way to a segment with payload "hello",
// and for the ways that end elsewhere.
func goldenFrames() []golden {
	return append(append(linkFrames(), tagFrames()...), append(ipFrames(), tunnelFrames()...)...)
}

func hello4() []byte { return tcp4([]byte("hello")) }
func hello6() []byte { return tcp6([]byte("hello")) }

func linkFrames() []golden {
	link := func(number capture.LinkType, header string, packet []byte) capture.Frame {
		return frameOf(number, join(hexBytes(header), packet))
	}
	cooked := `
		0000              # to us
		0001              # device: Ethernet
		0006 020000000001 0000
		`
	cooked2 := ` 0000      # reserved
		00000002          # interface
		0001              # device: Ethernet
		00 06 020000000001 0000
		`
	return []golden{
		{name: "Ethernet IPv4", frame: ethernetFrame(etherIPv4, hello4()), want: TCP, version: 4},
		{name: "Ethernet IPv6", frame: ethernetFrame(etherIPv6, hello6()), want: TCP, version: 6},
		{name: "Ethernet padding", frame: ethernetFrame(etherIPv4, join(hello4(), make([]byte, 9))), want: TCP, version: 4},
		{name: "Ethernet ARP", frame: ethernetFrame(etherARP, hexBytes("0001 0800 06 04 0001")), want: NotIP},
		{name: "spanning tree", frame: ethernetFrame(38, hexBytes("42 42 03 0000 00 00")), want: NotIP},
		{name: "SNAP", frame: ethernetFrame(8+45, join(hexBytes("aaaa03 000000 0800"), hello4())), want: TCP, version: 4},
		{name: "SNAP of a vendor", frame: ethernetFrame(13, hexBytes("aaaa03 00000c 2000 02 b4 0000 00")), want: NotIP},
		{name: "null little-endian", frame: link(linkNull, "02000000", hello4()), want: TCP, version: 4},
		{name: "null big-endian Darwin IPv6", frame: link(linkNull, "0000001e", hello6()), want: TCP, version: 6},
		{name: "null Linux IPv6", frame: link(linkNull, "0a000000", hello6()), want: TCP, version: 6},
		{name: "null of another family", frame: link(linkNull, "07000000", hello4()), want: NotIP},
		{name: "loop FreeBSD IPv6", frame: link(linkLoop, "0000001c", hello6()), want: TCP, version: 6},
		{name: "raw", frame: link(linkRaw, "", hello4()), want: TCP, version: 4},
		{name: "raw BSD", frame: link(linkRawBSD, "", hello6()), want: TCP, version: 6},
		{name: "raw OpenBSD", frame: link(linkRawOpenBSD, "", hello4()), want: TCP, version: 4},
		{name: "raw IPv4", frame: link(linkIPv4, "", hello4()), want: TCP, version: 4},
		{name: "raw IPv6", frame: link(linkIPv6, "", hello6()), want: TCP, version: 6},
		{name: "raw of no version", frame: link(linkRaw, "", hexBytes("1234")), want: Undecoded},
		{name: "PPP", frame: link(linkPPP, "ff03 0021", hello4()), want: TCP, version: 4},
		{name: "PPP compressed", frame: link(linkPPP, "57", hello6()), want: TCP, version: 6},
		{name: "PPP MPLS", frame: link(linkPPP, "0281 0001f140", hello4()), want: TCP, version: 4},
		{name: "PPP control", frame: link(linkPPP, "ff03 c021 01", nil), want: NotIP},
		{name: "PPP in HDLC", frame: link(linkPPPHDLC, "ff03 0021", hello4()), want: TCP, version: 4},
		{name: "Cisco in HDLC", frame: link(linkPPPHDLC, "0f00 0800", hello4()), want: TCP, version: 4},
		{name: "Cisco HDLC", frame: link(linkCiscoHDLC, "0f00 86dd", hello6()), want: TCP, version: 6},
		{name: "PPPoE link", frame: link(linkPPPoE, "11 00 0042 002f 0021", hello4()), want: TCP, version: 4, context: true},
		{name: "cooked", frame: link(linkLinuxCooked, cooked+"0800", hello4()), want: TCP, version: 4},
		{name: "cooked VLAN", frame: link(linkLinuxCooked, cooked+"8100 0007 86dd", hello6()), want: TCP, version: 6, vlan: 7, context: true},
		{name: "cooked 802.2", frame: link(linkLinuxCooked, cooked+"0004 aaaa03 000000 0800", hello4()), want: TCP, version: 4},
		{name: "cooked netlink", frame: link(linkLinuxCooked, strings.Replace(cooked, "0001 ", "0338 ", 1)+"0800", hello4()), want: NotIP},
		{name: "cooked 2", frame: link(linkLinuxCookedV2, "0800"+cooked2, hello4()), want: TCP, version: 4},
		{name: "cooked 2 CAN", frame: link(linkLinuxCookedV2, "000c"+cooked2, hello4()), want: NotIP},
		{name: "unknown link", frame: link(147, "", hello4()), want: Undecoded},
		{name: "radio data", frame: link(linkWLAN, "0801 0000 020000000001 020000000002 020000000003 0000 aaaa03 000000 0800", hello4()), want: TCP, version: 4},
		{name: "radio QoS data, four addresses", frame: link(linkWLAN, "8803 0000 020000000001 020000000002 020000000003 0000 020000000004 0000 aaaa03 000000 86dd", hello6()), want: TCP, version: 6},
		{name: "radio QoS data with HT control", frame: link(linkWLAN, "8881 0000 020000000001 020000000002 020000000003 0000 0000 00000000 aaaa03 000000 0800", hello4()), want: TCP, version: 4},
		{name: "radio aggregate", frame: link(linkWLAN, "8801 0000 020000000001 020000000002 020000000003 0000 8000", hello4()), want: NotIP},
		{name: "radio beacon", frame: link(linkWLAN, "8000 0000 020000000001 020000000002 020000000003 0000", hello4()), want: NotIP},
		{name: "radio data without data", frame: link(linkWLAN, "4801 0000 020000000001 020000000002 020000000003 0000", nil), want: NotIP},
		{name: "radio data, protected", frame: link(linkWLAN, "0841 0000 020000000001 020000000002 020000000003 0000", hello4()), want: Undecoded},
		{name: "radiotap", frame: link(linkRadiotap, "0000 0c00 02000000 00 000000 0801 0000 020000000001 020000000002 020000000003 0000 aaaa03 000000 0800", hello4()), want: TCP, version: 4},
		{name: "radiotap, header padded", frame: link(linkRadiotap, "0000 1a00 03000080 00000000 00000000 0000000000000000 20 00 8801 0000 020000000001 020000000002 020000000003 0000 0000 0000 aaaa03 000000 0800", hello4()), want: TCP, version: 4},
		{name: "radiotap too short", frame: link(linkRadiotap, "0000 0400 00000000", nil), want: Undecoded},
		{name: "netfilter log", frame: link(linkNFLog, "02 00 0001 0800 0100 08000000 3100 0900", hello4()), want: TCP, version: 4},
		{name: "netfilter log without end", frame: link(linkNFLog, "02 00 0001 0300 0100", hello4()), want: Undecoded},
		{name: "Darwin's header", frame: link(linkPKTAP, "10000000 01000000 01000000 00000000", ethernetFrame(etherIPv4, hello4()).Data), want: TCP, version: 4},
		{name: "Darwin's header in itself", frame: link(linkPKTAP, "0c000000 01000000 02010000", hello4()), want: Undecoded},
		{name: "per-packet information", frame: link(linkPPI, "00 00 0c00 01000000 aabbccdd", ethernetFrame(etherIPv4, hello4()).Data), want: TCP, version: 4},
		{name: "per-packet information in itself", frame: link(linkPPI, "00 00 0800 c0000000", hello4()), want: Undecoded},
		{name: "packet filter log", frame: link(linkPFLog, "3d 02 00 00 "+strings.Repeat("00", 60), hello4()), want: TCP, version: 4},
		{name: "enc", frame: link(linkEnc, "00000002 00001000 00000000", hello4()), want: TCP, version: 4},
	}
}

func tagFrames() []golden {
	frame := func(etherType int, header string, packet []byte) capture.Frame {
		return ethernetFrame(etherType, join(hexBytes(header), packet))
	}
	inner := ethernetFrame(etherIPv4, hello4()).Data
	return []golden{
		{name: "VLAN", frame: frame(etherVLAN, "6007 0800", hello4()), want: TCP, version: 4, vlan: 7, context: true},
		{name: "VLAN IPv6", frame: frame(etherVLAN, "0fff 86dd", hello6()), want: TCP, version: 6, vlan: 4095, context: true},
		{name: "priority tag", frame: frame(etherVLAN, "6000 0800", hello4()), want: TCP, version: 4},
		{name: "VLAN 802.3", frame: frame(etherVLAN, "0007 0035 aaaa03 000000 0800", hello4()), want: TCP, version: 4, vlan: 7, context: true},
		{name: "QinQ", frame: frame(etherProvider, "0064 8100 0007 0800", hello4()), want: TCP, version: 4, vlan: 100, context: true},
		{name: "QinQ 0x9100", frame: frame(etherQinQ9100, "0064 9200 0007 86dd", hello6()), want: TCP, version: 6, vlan: 100, context: true},
		{name: "MPLS", frame: frame(etherMPLS, "000640ff 0001f1ff", hello4()), want: TCP, version: 4},
		{name: "MPLS multicast IPv6", frame: frame(etherMPLSMulticast, "0001f1ff", hello6()), want: TCP, version: 6},
		{name: "MPLS Ethernet with control word", frame: frame(etherMPLS, "0001f1ff 00000000", inner), want: TCP, version: 4, depth: 1},
		{name: "MPLS Ethernet", frame: frame(etherMPLS, "0001f1ff", inner), want: TCP, version: 4, depth: 1},
		{name: "MPLS of anything", frame: frame(etherMPLS, "0001f1ff 10000007 0102", nil), want: NotIP},
		{name: "PPPoE", frame: frame(etherPPPoE, "11 00 0042 002f 0021", join(hello4(), hexBytes("0000"))), want: TCP, version: 4, context: true},
		{name: "PPPoE discovery", frame: frame(etherPPPoEDiscovery, "11 09 0000 0000", nil), want: NotIP},
		{name: "VN-Tag", frame: frame(etherVNTag, "80010000 8100 0007 0800", hello4()), want: TCP, version: 4, vlan: 7, context: true},
		{name: "security group tag", frame: frame(etherCiscoMetaData, "01 01 0001 0002 0800", hello4()), want: TCP, version: 4},
		{name: "security group tag and VLAN", frame: frame(etherVLAN, "0007 8909 01 02 0001 0002 0000 0000 86dd", hello6()), want: TCP, version: 6, vlan: 7, context: true},
		{name: "security group tag cut short", frame: frame(etherCiscoMetaData, "01", nil), want: Undecoded},
		{name: "provider backbone", frame: frame(etherBackbone, "00000064", inner), want: TCP, version: 4, depth: 1},
		{name: "FabricPath", frame: frame(etherFabricPath, "0040", inner), want: TCP, version: 4, depth: 1},
		{name: "MACsec encrypted", frame: frame(etherMACsec, "2c 00 00000001 0200000000010001 deadbeef", nil), want: Undecoded},
		{name: "MACsec signed", frame: frame(etherMACsec, "20 00 00000001 0200000000010001 0800", join(hello4(), make([]byte, 16))), want: TCP, version: 4},
	}
}

func ipFrames() []golden {
	options := hexBytes(`
		4600 0031 1234 4000 40 06 0000
		0a000001 0a000002
		94040000  # router alert
		`)
	setIPChecksum(options)
	segment := join(tcpHeader(5, ACK|PSH), []byte("hello"))
	chain := join(
		hexBytes("3c 00 01 04 00000000"), // hop-by-hop, then destination options
		hexBytes("2b 00 01 04 00000000"), // then routing
		hexBytes("2c 00 02 00 00000000"), // no segments left, then fragment
		hexBytes("33 00 0000 00000009"),  // atomic, then authentication
		hexBytes("06 04 0000 00000001 00000001 000000000000000000000000"),
		segment)
	jumbo := ip6(protoHopByHop, join(hexBytes("06 00 c2 04 00000021"), segment))
	copy(jumbo[4:], []byte{0, 0})
	offload := hello4()
	copy(offload[2:], []byte{0, 0})
	setIPChecksum(offload)
	ethernet4 := func(protocol int, payload []byte) capture.Frame {
		return ethernetFrame(etherIPv4, ip4(protocol, payload))
	}
	return []golden{
		{name: "IPv4 options", frame: ethernetFrame(etherIPv4, join(options, segment)), want: TCP, version: 4},
		{name: "IPv4 total length 0", frame: ethernetFrame(etherIPv4, offload), want: TCP, version: 4},
		{name: "IPv4 authentication header", frame: ethernet4(protoAH, join(hexBytes("06 01 0000 00000001 00000001"), segment)), want: TCP, version: 4},
		{name: "IPv6 extension headers", frame: ethernetFrame(etherIPv6, ip6(protoHopByHop, chain)), want: TCP, version: 6},
		{name: "IPv6 jumbogram", frame: ethernetFrame(etherIPv6, jumbo), want: TCP, version: 6},
		{name: "IPv6 nothing", frame: ethernetFrame(etherIPv6, ip6(protoNoNext, nil)), want: OtherIP, version: 6},
		{name: "IPv6 ESP", frame: ethernetFrame(etherIPv6, ip6(50, make([]byte, 24))), want: OtherIP, version: 6},
		{name: "IPv4 fragment", frame: ethernetFrame(etherIPv4, ip4Fragment(ProtoTCP, 0x2000, segment[:24])), want: Fragment, version: 4},
		{name: "UDP", frame: ethernet4(ProtoUDP, udpTo(53, []byte("hello"))), want: UDP, version: 4},
		{name: "ICMP", frame: ethernet4(ProtoICMP, hexBytes("08 00 0000 0001 0001 68656c6c6f")), want: ICMP, version: 4},
		{name: "ICMPv6", frame: ethernetFrame(etherIPv6, ip6(ProtoICMPv6, hexBytes("80 00 0000 0001 0001 68656c6c6f"))), want: ICMP, version: 6},
		{name: "OSPF", frame: ethernet4(89, make([]byte, 24)), want: OtherIP, version: 4},
	}
}

func tunnelFrames() []golden {
	ip := func(protocol int, header string, packet []byte) capture.Frame {
		return ethernetFrame(etherIPv4, ip4(protocol, join(hexBytes(header), packet)))
	}
	udp := func(port int, header string, packet []byte) capture.Frame {
		return ethernetFrame(etherIPv4, ip4(ProtoUDP, udpTo(port, join(hexBytes(header), packet))))
	}
	inner := ethernetFrame(etherIPv4, hello4()).Data
	inner6 := ethernetFrame(etherIPv6, hello6()).Data
	tagged := ethernetFrame(etherVLAN, join(hexBytes("0009 0800"), hello4())).Data
	arp := ethernetFrame(etherARP, hexBytes("0001 0800 06 04 0001")).Data
	return []golden{
		{name: "IP in IP", frame: ip(protoIPv4, "", hello4()), want: TCP, version: 4, depth: 1},
		{name: "IPv6 in IPv4", frame: ip(protoIPv6, "", hello6()), want: TCP, version: 6, depth: 1},
		{name: "IPv4 in IPv6", frame: ethernetFrame(etherIPv6, ip6(protoIPv4, hello4())), want: TCP, version: 4, depth: 1},
		{name: "GRE", frame: ip(protoGRE, "0000 0800", hello4()), want: TCP, version: 4, depth: 1},
		{
			name: "GRE with everything", want: TCP, version: 6, depth: 1, context: true,
			frame: ip(protoGRE, `
				f000 86dd           # checksum, routing, key, sequence number; IPv6
				0000 0000           # checksum, offset
				0000002a            # key
				00000001            # sequence number
				0800 00 04 0a000009 # route entry
				0000 00 00          # last one
				`, hello6()),
		},
		{name: "GRE MPLS", frame: ip(protoGRE, "0000 8847 0001f140", hello4()), want: TCP, version: 4, depth: 1},
		{name: "GRE Ethernet", frame: ip(protoGRE, "2000 6558 00002a01", inner), want: TCP, version: 4, depth: 1, context: true},
		{name: "GRE WCCP 2", frame: ip(protoGRE, "0000 883e 00000000", hello4()), want: TCP, version: 4, depth: 1},
		{name: "GRE WCCP 1", frame: ip(protoGRE, "0000 883e", hello4()), want: TCP, version: 4, depth: 1},
		{name: "GRE of anything", frame: ip(protoGRE, "0000 2000 01020304", nil), want: OtherIP, version: 4},
		{name: "GRE of no version", frame: ip(protoGRE, "0003 0800", hello4()), want: OtherIP, version: 4},
		{name: "PPTP", frame: ip(protoGRE, "3081 880b 0031 0007 00000001 00000001 ff03 0021", hello4()), want: TCP, version: 4, depth: 1},
		{name: "PPTP acknowledgement", frame: ip(protoGRE, "2081 880b 0000 0007 00000001", nil), want: OtherIP, version: 4},
		{name: "ERSPAN I", frame: ip(protoGRE, "0000 88be", inner), want: TCP, version: 4, depth: 1},
		{name: "ERSPAN II", frame: ip(protoGRE, "1000 88be 00000001 1007 0001 00000000", tagged), want: TCP, version: 4, depth: 1, vlan: 9, context: true},
		{name: "ERSPAN III", frame: ip(protoGRE, "1000 22eb 00000001 2007 0001 00000000 0000 0000", inner6), want: TCP, version: 6, depth: 1},
		{name: "ERSPAN III with subheader", frame: ip(protoGRE, "1000 22eb 00000001 2007 0001 00000000 0000 0001 0000000000000000", inner), want: TCP, version: 4, depth: 1},
		{name: "ERSPAN III of IP", frame: ip(protoGRE, "1000 22eb 00000001 2007 0001 00000000 0000 0800", hello4()), want: TCP, version: 4, depth: 1},
		{name: "ERSPAN of no version", frame: ip(protoGRE, "1000 88be 00000001 5007 0001 00000000", inner), want: OtherIP, version: 4},
		{name: "EtherIP", frame: ip(protoEtherIP, "3000", inner), want: TCP, version: 4, depth: 1},
		{name: "VXLAN", frame: udp(portVXLAN, "08000000 00002a00", inner), want: TCP, version: 4, depth: 1, context: true},
		{name: "VXLAN group policy", frame: udp(portVXLANLinux, "88000007 00002a00", tagged), want: TCP, version: 4, depth: 1, vlan: 9, context: true},
		{name: "VXLAN ARP", frame: udp(portVXLAN, "08000000 00002a00", arp), want: NotIP, depth: 1, context: true},
		{name: "VXLAN port only", frame: udp(portVXLAN, "08000000 00002a00", hello4()), want: UDP, version: 4},
		{name: "VXLAN flags wrong", frame: udp(portVXLAN, "00000000 00002a00", inner), want: UDP, version: 4},
		{name: "GENEVE", frame: udp(portGENEVE, "00 00 6558 00002a00", inner), want: TCP, version: 4, depth: 1, context: true},
		{name: "GENEVE with options", frame: udp(portGENEVE, "02 00 86dd 00002a00 0102 80 01 00000000", hello6()), want: TCP, version: 6, depth: 1, context: true},
		{name: "CAPWAP, Ethernet", frame: udp(portCAPWAP, "00 10 02 00 0000 0000", inner), want: TCP, version: 4, depth: 1},
		{name: "CAPWAP, 802.11 with its first bytes swapped", frame: udp(portCAPWAP, "00 20 03 20 0000 0000 04bf2300 00000000 0108 2c00 84802d2b4590 54f201e1b299 10f311eaeec1 7630 aaaa03 000000 0800", hello4()), want: TCP, version: 4, depth: 1},
		{name: "CAPWAP, 802.11", frame: udp(portCAPWAP, "00 10 03 00 0000 0000 0801 2c00 84802d2b4590 54f201e1b299 10f311eaeec1 7630 aaaa03 000000 86dd", hello6()), want: TCP, version: 6, depth: 1},
		{name: "CAPWAP, a fragment", frame: udp(portCAPWAP, "00 10 02 80 0000 0000", inner), want: UDP, version: 4},
		{name: "CAPWAP, encrypted", frame: udp(portCAPWAP, "01 00 00 00 16 fefd 0000", inner), want: UDP, version: 4},
		{name: "CAPWAP port only", frame: udp(portCAPWAP, "00 01 02 03 04", nil), want: UDP, version: 4},
		{name: "GENEVE port only", frame: udp(portGENEVE, "00 00 0800 00002a00 01020304", nil), want: UDP, version: 4},
		{name: "GTP-U", frame: udp(portGTPU, "30 ff 002d 00000001", hello4()), want: TCP, version: 4, depth: 1},
		{name: "GTP-U with extension", frame: udp(portGTPU, "34 ff 0039 00000001 0000 00 85 02 000000000000 00", hello6()), want: TCP, version: 6, depth: 1},
		{name: "GTP-U echo", frame: udp(portGTPU, "32 01 0004 00000000 0001 0000", nil), want: UDP, version: 4},
		{name: "Teredo", frame: udp(portTeredo, "", hello6()), want: TCP, version: 6, depth: 1},
		{name: "Teredo with indications", frame: udp(portTeredo, "0001 00 00 0000000000000000 00 0000 c000 0a000001", hello6()), want: TCP, version: 6, depth: 1},
		{name: "Teredo port only", frame: udp(portTeredo, "", append(hello6(), 0)), want: UDP, version: 4},
		{name: "VXLAN in GRE in VLAN", frame: ethernetFrame(etherVLAN, join(hexBytes("0007 0800"), ip4(protoGRE, join(hexBytes("0000 0800"), udp(portVXLAN, "08000000 00002a00", inner).Data[14:])))), want: TCP, version: 4, depth: 2, vlan: 7, context: true},
	}
}
