package scrub

import (
	"bytes"
	"encoding/binary"
	"net/netip"

	"edrtap/capture"
)

// EtherTypes and IP protocols that are followed (IANA).
const (
	etherIPv4  = 0x0800
	etherARP   = 0x0806
	etherTEB   = 0x6558
	etherVLAN  = 0x8100
	etherIPv6  = 0x86dd
	etherMPLS  = 0x8847
	etherMPLSM = 0x8848
	etherPPPoE = 0x8864
	etherSTag  = 0x88a8
	etherSTag2 = 0x9100
	etherSPAN  = 0x88be
	etherSPAN3 = 0x22eb

	protoICMP   = 1
	protoIPv4   = 4
	protoTCP    = 6
	protoUDP    = 17
	protoIPv6   = 41
	protoGRE    = 47
	protoICMPv6 = 58

	maxDepth = 16 // headers around headers
)

// link goes through a frame, layer by layer. Learning, it changes nothing.
func (s *Scrubber) link(b []byte, link capture.LinkType) {
	switch link {
	case 1: // Ethernet
		s.ethernet(b, 0)
	case 12, 14, 101, 228, 229: // raw IP
		s.ip(b, 0)
	case 0, 108: // BSD loopback
		s.behind(b, 4, func(b []byte) { s.ip(b, 0) })
	case 113: // Linux cooked
		s.cooked(b, 16, 6, 14)
	case 276: // Linux cooked, version 2
		s.cooked(b, 20, 12, 0)
	case 9, 50: // PPP
		if bytes.HasPrefix(b, []byte{0xff, 0x03}) {
			b = b[2:]
		}
		s.ppp(b, 0)
	default:
		s.zero(b)
	}
}

// behind goes on behind a header of n bytes; a shorter one is zeroed.
func (s *Scrubber) behind(b []byte, n int, next func([]byte)) {
	if len(b) < n {
		s.zero(b)
		return
	}
	next(b[n:])
}

func (s *Scrubber) cooked(b []byte, size, address, protocol int) {
	if len(b) < size {
		s.zero(b)
		return
	}
	s.mac(b[address : address+6])
	s.etherType(binary.BigEndian.Uint16(b[protocol:]), b[size:], 0)
}

func (s *Scrubber) ethernet(b []byte, depth int) {
	if len(b) < 14 || depth > maxDepth {
		s.zero(b)
		return
	}
	s.mac(b[:6])
	s.mac(b[6:12])
	s.etherType(binary.BigEndian.Uint16(b[12:]), b[14:], depth)
}

func (s *Scrubber) etherType(number uint16, b []byte, depth int) {
	switch {
	case depth > maxDepth:
		s.zero(b)
	case number == etherIPv4, number == etherIPv6:
		s.ip(b, depth)
	case number == etherARP:
		s.arp(b)
	case (number == etherVLAN || number == etherSTag || number == etherSTag2) && len(b) >= 4:
		s.etherType(binary.BigEndian.Uint16(b[2:]), b[4:], depth+1)
	case (number == etherMPLS || number == etherMPLSM) && len(b) >= 4:
		if b[2]&1 == 0 { // not the bottom of the stack (RFC 3032 section 2.1)
			s.etherType(number, b[4:], depth+1)
			return
		}
		s.ip(b[4:], depth+1)
	case number == etherPPPoE && len(b) >= 6:
		s.ppp(b[6:], depth+1)
	case number == etherTEB:
		s.ethernet(b, depth+1)
	default:
		s.zero(b)
	}
}

func (s *Scrubber) ppp(b []byte, depth int) {
	if len(b) >= 2 && b[0] == 0 && (b[1] == 0x21 || b[1] == 0x57) {
		s.ip(b[2:], depth+1)
		return
	}
	s.zero(b)
}

// arp replaces the addresses of ARP for IPv4 over Ethernet (RFC 826).
func (s *Scrubber) arp(b []byte) {
	if len(b) < 28 || b[4] != 6 || b[5] != 4 {
		s.zero(b)
		return
	}
	for _, at := range [...]int{8, 18} {
		s.mac(b[at : at+6])
		s.addressBytes(b[at+6 : at+10])
	}
	s.zero(b[28:])
}

// ip goes through an IP packet of either version; what follows it is padding.
func (s *Scrubber) ip(b []byte, depth int) {
	switch {
	case depth > maxDepth || len(b) == 0:
		s.zero(b)
	case b[0]>>4 == 4:
		s.ipv4(b, depth)
	case b[0]>>4 == 6:
		s.ipv6(b, depth)
	default:
		s.zero(b)
	}
}

func (s *Scrubber) ipv4(b []byte, depth int) {
	if len(b) < 20 {
		s.zero(b)
		return
	}
	size, total := int(b[0]&0xf)*4, int(binary.BigEndian.Uint16(b[2:]))
	if size < 20 || size > len(b) || total != 0 && total < size {
		s.zero(b)
		return
	}
	if total != 0 && total < len(b) {
		s.zero(b[total:])
		b = b[:total]
	}
	src, _ := netip.AddrFromSlice(b[12:16])
	dst, _ := netip.AddrFromSlice(b[16:20])
	before, pseudo := sum(b[:size]), sum(b[12:20])
	s.addressBytes(b[12:16])
	s.addressBytes(b[16:20])
	s.zero(b[20:size]) // options: routes that were taken
	s.adjust(b[10:], before, sum(b[:size]))
	if binary.BigEndian.Uint16(b[6:])&0x3fff != 0 { // a fragment
		s.zero(b[size:])
		return
	}
	s.transport(b[9], b[size:], ends{src, dst, pseudo, sum(b[12:20])}, depth)
}

func (s *Scrubber) ipv6(b []byte, depth int) {
	if len(b) < 40 {
		s.zero(b)
		return
	}
	if n := 40 + int(binary.BigEndian.Uint16(b[4:])); n > 40 && n < len(b) {
		s.zero(b[n:])
		b = b[:n]
	}
	src, _ := netip.AddrFromSlice(b[8:24])
	dst, _ := netip.AddrFromSlice(b[24:40])
	pseudo := sum(b[8:40])
	s.addressBytes(b[8:24])
	s.addressBytes(b[24:40])
	e := ends{src, dst, pseudo, sum(b[8:40])}
	next, rest := b[6], b[40:]
	for next == 0 || next == 60 { // hop-by-hop and destination options (RFC 8200 section 4)
		if len(rest) < 8 || len(rest) < 8+8*int(rest[1]) {
			s.zero(rest)
			return
		}
		next, rest = rest[0], rest[8+8*int(rest[1]):]
	}
	s.transport(next, rest, e, depth)
}

// ends are the addresses of a packet, and what they add to the checksum of
// what the packet carries, before and after.
type ends struct {
	src, dst      netip.Addr
	before, after uint32
}

func (s *Scrubber) transport(proto byte, b []byte, e ends, depth int) {
	before := sum(b)
	checksum := -1 // where it is in b
	switch {
	case proto == protoTCP && len(b) >= 20:
		s.tcp(b, e)
		checksum = 16
	case proto == protoUDP && len(b) >= 8:
		s.udp(b, depth)
		if checksum = 6; b[6]|b[7] == 0 { // none was computed (RFC 768)
			return
		}
	case proto == protoICMP && len(b) >= 8:
		s.icmp(b)
		e, checksum = ends{}, 2
	case proto == protoICMPv6 && len(b) >= 8:
		s.icmp6(b)
		checksum = 2
	case proto == protoIPv4, proto == protoIPv6:
		s.ip(b, depth+1)
	case proto == protoGRE:
		s.gre(b, depth)
	default:
		s.zero(b)
	}
	if checksum >= 0 {
		s.adjust(b[checksum:], before+e.before, sum(b)+e.after)
	}
}

func (s *Scrubber) tcp(b []byte, e ends) {
	size := int(b[12]>>4) * 4
	if size < 20 || size > len(b) {
		s.zero(b[13:])
		return
	}
	d := direction{e.src, e.dst, binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])}
	const syn = 2
	s.segment(d, binary.BigEndian.Uint32(b[4:]), b[13]&syn != 0, b[size:])
}

func (s *Scrubber) udp(b []byte, depth int) {
	const dnsPort, vxlanPort, vxlanLinux, genevePort = 53, 4789, 8472, 6081
	src, dst, rest := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]), b[8:]
	switch {
	case src == dnsPort || dst == dnsPort:
		if s.writing {
			s.dns(rest)
		}
	case (dst == vxlanPort || dst == vxlanLinux) && len(rest) >= 8: // RFC 7348 section 5
		s.ethernet(rest[8:], depth+1)
	case dst == genevePort && len(rest) >= 8+4*int(rest[0]&0x3f): // RFC 8926 section 3.4
		options := 8 + 4*int(rest[0]&0x3f)
		s.zero(rest[8:options])
		s.etherType(binary.BigEndian.Uint16(rest[2:]), rest[options:], depth+1)
	default:
		s.zero(rest)
	}
}

// gre goes through GRE (RFC 2784 section 2.1, RFC 2890 section 2) with IP,
// Ethernet or ERSPAN in it.
func (s *Scrubber) gre(b []byte, depth int) {
	if len(b) < 4 {
		s.zero(b)
		return
	}
	size := 4
	for _, flag := range [...]byte{0x80, 0x20, 0x10} { // checksum, key, sequence number
		if b[0]&flag != 0 {
			size += 4
		}
	}
	kind := binary.BigEndian.Uint16(b[2:])
	switch {
	case kind == etherSPAN && b[0]&0x10 != 0:
		size, kind = size+8, etherTEB
	case kind == etherSPAN: // type I has no header of its own
		kind = etherTEB
	case kind == etherSPAN3:
		size, kind = size+12, etherTEB
	}
	if b[1]&7 != 0 || len(b) < size { // PPTP, or cut
		s.zero(b[4:])
		return
	}
	s.etherType(kind, b[size:], depth+1)
}

// icmp replaces what an ICMP error quotes (RFC 792).
func (s *Scrubber) icmp(b []byte) {
	switch b[0] {
	case 3, 4, 11, 12:
		s.quoted(b[8:])
	case 5:
		s.addressBytes(b[4:8])
		s.quoted(b[8:])
	default:
		s.zero(b[8:])
	}
}

// icmp6 replaces what an ICMPv6 error quotes (RFC 4443 section 3), and the
// addresses of neighbour discovery (RFC 4861 section 4).
func (s *Scrubber) icmp6(b []byte) {
	switch kind := b[0]; {
	case kind < 128:
		s.quoted(b[8:])
	case (kind == 135 || kind == 136) && len(b) >= 24:
		s.addressBytes(b[8:24])
		if len(b) >= 32 && (b[24] == 1 || b[24] == 2) && b[25] == 1 {
			s.mac(b[26:32])
			s.zero(b[32:])
			return
		}
		s.zero(b[24:])
	default:
		s.zero(b[8:])
	}
}

// quoted replaces the addresses of a quoted packet; of what it carries, eight
// bytes stay, which hold ports and sequence number.
func (s *Scrubber) quoted(b []byte) {
	const stays = 8
	switch {
	case len(b) >= 20 && b[0]>>4 == 4:
		size := min(max(int(b[0]&0xf)*4, 20), len(b))
		before := sum(b[:size])
		s.addressBytes(b[12:16])
		s.addressBytes(b[16:20])
		s.zero(b[20:size])
		s.adjust(b[10:], before, sum(b[:size]))
		s.zero(b[min(size+stays, len(b)):])
	case len(b) >= 40 && b[0]>>4 == 6:
		s.addressBytes(b[8:24])
		s.addressBytes(b[24:40])
		s.zero(b[min(40+stays, len(b)):])
	default:
		s.zero(b)
	}
}

// sum adds up 16-bit words (RFC 1071 section 1).
func sum(b []byte) (n uint32) {
	for ; len(b) >= 2; b = b[2:] {
		n += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		n += uint32(b[0]) << 8
	}
	return fold(n)
}

func fold(n uint32) uint32 {
	for n > 0xffff {
		n = n&0xffff + n>>16
	}
	return n
}

// adjust changes a checksum as the words that it covers have changed (RFC 1624
// section 3). So one that was wrong, or was left to the network card, stays so,
// and a packet that was cut has the right one all the same.
func (s *Scrubber) adjust(checksum []byte, before, after uint32) {
	if !s.writing || fold(before) == fold(after) {
		return
	}
	old := ^binary.BigEndian.Uint16(checksum)
	made := ^uint16(fold(uint32(old) + 0xffff - fold(before) + fold(after)))
	binary.BigEndian.PutUint16(checksum, made)
}
