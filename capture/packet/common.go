package packet

import (
	"encoding/binary"

	"edrtap/capture"
)

// decodeCommon decodes what nearly every frame is: Ethernet with at most one
// VLAN tag, IPv4 without options or IPv6 without extension headers, TCP, all
// of it captured and sound. It does in one go what decodeAny does layer by
// layer, with the same outcome; where anything is unusual it returns false and
// has counted nothing.
func (d *Decoder) decodeCommon(f *capture.Frame, p *Packet) bool {
	b := f.Data
	if len(b) < 14+20+20 {
		return false
	}
	var vlan uint16
	var context uint32
	etherType := binary.BigEndian.Uint16(b[12:])
	b = b[14:]
	if etherType == etherVLAN {
		if vlan = binary.BigEndian.Uint16(b) & 0xfff; vlan != 0 {
			context = addContext(0, contextVLAN, uint32(vlan))
		}
		etherType = binary.BigEndian.Uint16(b[2:])
		b = b[4:]
	}
	switch etherType {
	case etherIPv4:
		b = p.commonIPv4(b)
	case etherIPv6:
		b = p.commonIPv6(b)
	default:
		return false
	}
	if b == nil || !d.commonTCP(b, p) {
		return false
	}
	p.Time = f.Time
	p.VLAN, p.Context, p.Depth = vlan, context, 0
	return true
}

// commonIPv4 decodes an IPv4 header and returns the TCP segment behind it, or
// nil where the packet is not a common one.
func (p *Packet) commonIPv4(b []byte) []byte {
	if len(b) < 20+20 {
		return nil
	}
	h := (*[20]byte)(b)
	total := int(binary.BigEndian.Uint16(h[2:]))
	fragment := binary.BigEndian.Uint16(h[6:])
	if h[0] != 0x45 || h[9] != ProtoTCP || fragment&0x3fff != 0 || total < 40 || total > len(b) || !soundHeader(h) {
		return nil
	}
	p.Version, p.Proto, p.TTL = 4, ProtoTCP, h[8]
	p.IPID = binary.BigEndian.Uint16(h[4:])
	p.DontFragment = fragment&0x4000 != 0
	p.Src.setMapped((*[4]byte)(h[12:]))
	p.Dst.setMapped((*[4]byte)(h[16:]))
	return b[20:total]
}

// soundHeader verifies the checksum of an IPv4 header without options: the
// one's complement sum over five 32-bit words, folded (RFC 1071 section 2).
func soundHeader(h *[20]byte) bool {
	sum := uint64(binary.BigEndian.Uint32(h[0:])) +
		uint64(binary.BigEndian.Uint32(h[4:])) +
		uint64(binary.BigEndian.Uint32(h[8:])) +
		uint64(binary.BigEndian.Uint32(h[12:])) +
		uint64(binary.BigEndian.Uint32(h[16:]))
	sum = sum>>32 + sum&0xffffffff
	return fold(sum) == 0xffff
}

// commonIPv6 is commonIPv4 for IPv6.
func (p *Packet) commonIPv6(b []byte) []byte {
	if len(b) < 40+20 {
		return nil
	}
	h := (*[40]byte)(b)
	payload := int(binary.BigEndian.Uint16(h[4:]))
	if h[0]>>4 != 6 || h[6] != ProtoTCP || payload < 20 || 40+payload > len(b) {
		return nil
	}
	p.Version, p.Proto, p.TTL = 6, ProtoTCP, h[7]
	p.IPID, p.DontFragment = 0, false
	p.Src = Addr(h[8:24])
	p.Dst = Addr(h[24:40])
	return b[40 : 40+payload]
}

// commonTCP decodes a whole TCP segment.
func (d *Decoder) commonTCP(b []byte, p *Packet) bool {
	h := (*[20]byte)(b)
	size := int(h[12]>>4) * 4
	if size < tcpHeaderLength || size > len(b) {
		return false
	}
	p.SrcPort = binary.BigEndian.Uint16(h[0:])
	p.DstPort = binary.BigEndian.Uint16(h[2:])
	p.Seq = binary.BigEndian.Uint32(h[4:])
	p.Ack = binary.BigEndian.Uint32(h[8:])
	p.Flags = TCPFlags(h[13])
	p.Window = binary.BigEndian.Uint16(h[14:])
	p.Problems, p.MSS, p.WindowScale = 0, 0, -1
	p.segment = b
	p.Payload = b[size:]
	p.PayloadLength = len(b) - size
	if size > tcpHeaderLength {
		d.tcpOptions(p, b[tcpHeaderLength:size], false)
	}
	return true
}
