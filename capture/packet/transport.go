package packet

import "encoding/binary"

const (
	tcpHeaderLength = 20
	tcpNeeded       = 14 // up to and with the flags: enough to place a segment
)

// tcp decodes a TCP header (RFC 9293 section 3.1). One that the snap length
// cut is good enough if it reaches the flags.
func (d *Decoder) tcp(w *walk) {
	p, b := w.p, w.data
	if len(b) < tcpNeeded || w.length < tcpHeaderLength {
		d.missing(w, tcpHeaderLength)
		return
	}
	size := int(b[12]>>4) * 4
	if size < tcpHeaderLength || size > w.length {
		d.fail(w, reasonMalformed)
		return
	}
	p.SrcPort = binary.BigEndian.Uint16(b)
	p.DstPort = binary.BigEndian.Uint16(b[2:])
	p.Seq = binary.BigEndian.Uint32(b[4:])
	p.Ack = binary.BigEndian.Uint32(b[8:])
	p.Flags = TCPFlags(b[13])
	if len(b) >= tcpNeeded+2 {
		p.Window = binary.BigEndian.Uint16(b[14:])
	}
	p.segment = b
	d.setPayload(w, size)
	if len(b) > tcpHeaderLength && size > tcpHeaderLength {
		d.tcpOptions(p, b[tcpHeaderLength:min(size, len(b))], size > len(b))
	}
	w.end(TCP)
}

// timestampsAlone is how the options of most segments begin that have any:
// two no-operations, then timestamps (RFC 7323 appendix A).
const timestampsAlone = 0x0101080a

// tcpOptions reads the options of a segment. A bad one ends the reading and
// is noted; the segment stands. cut says that options are missing at the end.
func (d *Decoder) tcpOptions(p *Packet, b []byte, cut bool) {
	if len(b) == 12 && binary.BigEndian.Uint32(b) == timestampsAlone {
		return
	}
	if !p.readOptions(b, cut) {
		p.Problems |= BadTCPOption
		d.tally.headers.BadTCPOption++
	}
}

// readOptions returns false where an option is bad.
func (p *Packet) readOptions(b []byte, cut bool) bool {
	const (
		endOfOptions  = 0
		noOperation   = 1
		segmentSize   = 2
		windowScale   = 3
		maxShift      = 14 // RFC 7323 section 2.3: a larger one counts as 14
		sizeOfMSS     = 4
		sizeOfScale   = 3
		sizeOfMinimum = 2 // kind and length
	)
	sound := true
	for len(b) > 0 {
		switch b[0] {
		case endOfOptions:
			return sound
		case noOperation:
			b = b[1:]
			continue
		}
		if len(b) < sizeOfMinimum {
			return cut && sound
		}
		size := int(b[1])
		if size < sizeOfMinimum {
			return false
		}
		if size > len(b) {
			return cut && sound
		}
		// Both options count in SYN segments only (RFC 9293 section 3.2,
		// RFC 7323 section 2.2).
		switch {
		case !p.Flags.Has(SYN):
		case b[0] == segmentSize && size == sizeOfMSS:
			p.MSS = binary.BigEndian.Uint16(b[2:])
		case b[0] == windowScale && size == sizeOfScale:
			p.WindowScale = int8(min(b[2], maxShift))
			sound = sound && b[2] <= maxShift
		case b[0] == segmentSize || b[0] == windowScale:
			sound = false
		}
		b = b[size:]
	}
	return sound
}

// udp decodes a UDP header (RFC 768), and goes on where a tunnel begins.
func (d *Decoder) udp(w *walk) {
	const size = 8
	if len(w.data) < size {
		d.missing(w, size)
		return
	}
	h := w.data
	p := w.p
	p.SrcPort = binary.BigEndian.Uint16(h)
	p.DstPort = binary.BigEndian.Uint16(h[2:])
	switch n := int(binary.BigEndian.Uint16(h[4:])); {
	case n == 0: // a jumbogram (RFC 2675 section 4), or offload: all of it
	case n < size:
		d.fail(w, reasonMalformed)
		return
	case n > w.length:
		p.Problems |= LengthBeyondFrame
		d.tally.headers.LengthBeyondFrame++
	default:
		d.limit(w, n)
	}
	w.skip(size)
	if d.udpTunnel(w) {
		return
	}
	d.setPayload(w, 0)
	w.end(UDP)
}
