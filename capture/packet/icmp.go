package packet

import "encoding/binary"

// icmp decodes an ICMP (RFC 792) or ICMPv6 (RFC 4443) message.
func (d *Decoder) icmp(w *walk) {
	const size = 8
	if len(w.data) < size {
		d.missing(w, size)
		return
	}
	h := w.data
	p := w.p
	p.ICMP = ICMPMessage{Type: h[0], Code: h[1]}
	d.setPayload(w, size)
	w.end(ICMP)
	if p.Proto == ProtoICMP {
		p.ICMP.readError4(h, p.Payload)
	} else {
		p.ICMP.readError6(h, p.Payload)
	}
}

func (m *ICMPMessage) readError4(h, quote []byte) {
	const (
		unreachable         = 3
		fragmentationNeeded = 4 // code
		sourceQuench        = 4
		redirect            = 5
		timeExceeded        = 11
		parameterProblem    = 12
	)
	switch m.Type {
	case unreachable:
		if m.Code == fragmentationNeeded { // RFC 1191 section 4
			m.MTU = uint32(binary.BigEndian.Uint16(h[6:]))
		}
		m.Quoted.read(quote)
	case sourceQuench, redirect, timeExceeded, parameterProblem:
		m.Quoted.read(quote)
	}
}

func (m *ICMPMessage) readError6(h, quote []byte) {
	const (
		unreachable      = 1
		packetTooBig     = 2
		timeExceeded     = 3
		parameterProblem = 4
	)
	switch m.Type {
	case packetTooBig: // RFC 4443 section 3.2
		m.MTU = binary.BigEndian.Uint32(h[4:])
		m.Quoted.read(quote)
	case unreachable, timeExceeded, parameterProblem:
		m.Quoted.read(quote)
	}
}

// read reads the beginning of the packet that an error quotes. It may end
// anywhere, and its lengths say nothing of what is here.
func (q *Quoted) read(b []byte) {
	switch {
	case len(b) >= 20 && b[0]>>4 == 4 && b[0]&0xf >= 5:
		q.Version, q.Proto = 4, b[9]
		q.Src.setMapped((*[4]byte)(b[12:]))
		q.Dst.setMapped((*[4]byte)(b[16:]))
		offset := binary.BigEndian.Uint16(b[6:]) & 0x1fff
		if size := int(b[0]&0xf) * 4; offset == 0 && size <= len(b) {
			q.readPorts(b[size:])
		}
	case len(b) >= 40 && b[0]>>4 == 6:
		q.Version, q.Proto = 6, b[6]
		copy(q.Src[:], b[8:])
		copy(q.Dst[:], b[24:])
		q.readExtensions(b[40:])
	}
}

// readExtensions goes over IPv6 extension headers to the ports.
func (q *Quoted) readExtensions(b []byte) {
	for {
		if q.Proto == ProtoTCP || q.Proto == ProtoUDP {
			q.readPorts(b)
			return
		}
		if len(b) < 8 {
			return
		}
		size := 8
		switch q.Proto {
		case protoHopByHop, protoDestination, protoRouting, protoMobility, protoHIP, protoShim6:
			size = (int(b[1]) + 1) * 8
		case protoAH:
			size = (int(b[1]) + 2) * 4
		case protoFragment:
			if binary.BigEndian.Uint16(b[2:])&0xfff8 != 0 {
				q.Proto = b[0]
				return // not the first fragment: no ports
			}
		default:
			return
		}
		if size > len(b) {
			return
		}
		q.Proto = b[0]
		b = b[size:]
	}
}

func (q *Quoted) readPorts(b []byte) {
	if (q.Proto != ProtoTCP && q.Proto != ProtoUDP) || len(b) < 4 {
		return
	}
	q.HasPorts = true
	q.SrcPort = binary.BigEndian.Uint16(b)
	q.DstPort = binary.BigEndian.Uint16(b[2:])
	if q.Proto == ProtoTCP && len(b) >= 8 {
		q.HasSeq = true
		q.Seq = binary.BigEndian.Uint32(b[4:])
	}
}
