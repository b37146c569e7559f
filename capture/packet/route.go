package packet

import (
	"encoding/binary"

	"edrtap/capture"
)

// Route is what a glance at a frame tells of the flow of its packet.
type Route struct {
	Hash             uint32 // FlowHash of the packet
	SrcPort, DstPort uint16
}

// RouteOf looks at a frame as far as the ports, and no further than it takes to
// know that any Decoder will find there: a TCP packet of that route, neither a
// fragment nor in a tunnel, or nothing that can be decoded. False says that the
// frame may be anything: only one Decoder for all frames may decode it.
func RouteOf(f *capture.Frame) (r Route, ok bool) {
	b := f.Data
	if f.Link != linkEthernet || len(b) < 14+20+4 {
		return r, false
	}
	etherType := binary.BigEndian.Uint16(b[12:])
	if b = b[14:]; etherType == etherVLAN {
		etherType = binary.BigEndian.Uint16(b[2:])
		b = b[4:]
	}
	var src, dst Addr
	switch {
	case etherType == etherIPv4 && len(b) >= 20+4:
		h := (*[20]byte)(b)
		if h[0] != 0x45 || h[9] != ProtoTCP || binary.BigEndian.Uint16(h[6:])&0x3fff != 0 {
			return r, false
		}
		src.setMapped((*[4]byte)(h[12:]))
		dst.setMapped((*[4]byte)(h[16:]))
		b = b[20:]
	case etherType == etherIPv6 && len(b) >= 40+4:
		h := (*[40]byte)(b)
		if h[0]>>4 != 6 || h[6] != ProtoTCP {
			return r, false
		}
		src, dst = Addr(h[8:24]), Addr(h[24:40])
		b = b[40:]
	default:
		return r, false
	}
	r.SrcPort, r.DstPort = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	r.Hash = flowHash(endHash(&src, r.SrcPort), endHash(&dst, r.DstPort), ProtoTCP)
	return r, true
}
