package packet

import "encoding/binary"

// IP protocol numbers (IANA) that are taken off.
const (
	protoHopByHop    = 0
	protoIPv4        = 4
	protoIPv6        = 41
	protoRouting     = 43
	protoFragment    = 44
	protoGRE         = 47
	protoAH          = 51
	protoNoNext      = 59
	protoDestination = 60
	protoEtherIP     = 97
	protoMobility    = 135
	protoHIP         = 139
	protoShim6       = 140
)

// ip goes by the version, which counts more than what the layer before said.
func (d *Decoder) ip(w *walk) {
	if len(w.data) == 0 {
		d.missing(w, 1)
		return
	}
	w.p.resetPacket(w.p.Time)
	switch w.data[0] >> 4 {
	case 4:
		d.ipv4(w)
	case 6:
		d.ipv6(w)
	default:
		d.fail(w, reasonMalformed)
	}
}

// ipv4 takes an IPv4 header off (RFC 791 section 3.1).
func (d *Decoder) ipv4(w *walk) {
	if len(w.data) < 20 {
		d.missing(w, 20)
		return
	}
	size := int(w.data[0]&0xf) * 4
	total := int(binary.BigEndian.Uint16(w.data[2:]))
	if size < 20 || (total != 0 && total < size) {
		d.fail(w, reasonMalformed)
		return
	}
	d.ipLength(w, total)
	h := d.header(w, size)
	if h == nil {
		return
	}
	p := w.p
	p.Version, p.Proto, p.TTL = 4, h[9], h[8]
	p.IPID = binary.BigEndian.Uint16(h[4:])
	p.Src.setMapped((*[4]byte)(h[12:]))
	p.Dst.setMapped((*[4]byte)(h[16:]))
	d.verifyIPv4(w, h)

	fragment := binary.BigEndian.Uint16(h[6:])
	p.DontFragment = fragment&0x4000 != 0
	w.next, w.number = layerProtocol, uint16(p.Proto)
	if fragment&0x3fff != 0 {
		d.fragment(w, fragmentPart{
			id:     uint32(p.IPID),
			offset: int(fragment&0x1fff) * 8,
			more:   fragment&0x2000 != 0,
			next:   p.Proto,
		})
	}
}

// ipLength cuts the packet to its length field. 0 stands for a packet that
// the length field is too small for, or that the card is still to cut up: its
// length is the frame's.
func (d *Decoder) ipLength(w *walk, n int) {
	if n != 0 {
		d.limit(w, n)
		return
	}
	w.p.Problems |= ZeroIPLength
	d.tally.headers.ZeroIPLength++
}

// verifyIPv4 counts what the header checksum says; it drops nothing.
func (d *Decoder) verifyIPv4(w *walk, h []byte) {
	if fold(sum16(h)) == 0xffff {
		return
	}
	if h[10] == 0 && h[11] == 0 {
		d.tally.headers.ZeroIPChecksum++
		return
	}
	w.p.Problems |= BadIPChecksum
	d.tally.headers.BadIPChecksum++
}

// ipv6 takes the fixed IPv6 header off (RFC 8200 section 3).
func (d *Decoder) ipv6(w *walk) {
	h := d.header(w, 40)
	if h == nil {
		return
	}
	p := w.p
	p.Version, p.Proto, p.TTL = 6, h[6], h[7]
	copy(p.Src[:], h[8:])
	copy(p.Dst[:], h[24:])
	payload := int(binary.BigEndian.Uint16(h[4:]))
	if payload == 0 && p.Proto == protoNoNext {
		d.limit(w, 0)
	} else {
		// 0 with anything after it is a jumbogram (RFC 2675 section 3).
		d.ipLength(w, payload)
	}
	w.next, w.number = layerProtocol, uint16(p.Proto)
}

// protocol goes where the IP protocol or IPv6 next header leads.
func (d *Decoder) protocol(w *walk) {
	w.p.Proto = uint8(w.number)
	switch w.number {
	case ProtoTCP:
		d.tcp(w)
	case ProtoUDP:
		d.udp(w)
	case ProtoICMP, ProtoICMPv6:
		d.icmp(w)
	case protoIPv4, protoIPv6:
		d.enterTunnel(w, layerIP, 0)
	case protoGRE:
		d.gre(w)
	case protoEtherIP:
		d.etherIP(w)
	case protoAH:
		d.authentication(w)
	default:
		if w.p.Version == 6 && d.extension(w) {
			return
		}
		d.otherIP(w)
	}
}

// otherIP ends the walk at a protocol that is not followed.
func (d *Decoder) otherIP(w *walk) {
	d.setPayload(w, 0)
	w.end(OtherIP)
}

// setPayload makes what is left, without the first header bytes, the payload.
func (d *Decoder) setPayload(w *walk, header int) {
	p := w.p
	captured := min(header, len(w.data))
	p.Payload = w.data[captured:]
	p.PayloadLength = w.length - header
	if len(w.data) < w.length {
		p.Problems |= Cut
	}
}

// extension takes one IPv6 extension header off (RFC 8200 section 4). It
// returns false where the number is none's.
func (d *Decoder) extension(w *walk) bool {
	switch w.number {
	case protoHopByHop, protoDestination, protoMobility, protoHIP, protoShim6:
		d.extensionHeader(w)
	case protoRouting:
		if h := d.extensionHeader(w); h != nil && h[3] != 0 {
			w.p.Problems |= SourceRouted
			d.tally.headers.SourceRouted++
		}
	case protoFragment:
		d.fragmentHeader(w)
	default:
		return false
	}
	return true
}

// extensionHeader takes off a header whose second byte is its length in units
// of 8 bytes, the first unit not counted (RFC 6564 section 4).
func (d *Decoder) extensionHeader(w *walk) []byte {
	if len(w.data) < 2 {
		d.missing(w, 2)
		return nil
	}
	h := d.header(w, (int(w.data[1])+1)*8)
	if h != nil {
		w.next, w.number = layerProtocol, uint16(h[0])
	}
	return h
}

// authentication takes an Authentication Header off, whose length is in units
// of 4 bytes, two units not counted (RFC 4302 section 2.2).
func (d *Decoder) authentication(w *walk) {
	if len(w.data) < 2 {
		d.missing(w, 2)
		return
	}
	if h := d.header(w, (int(w.data[1])+2)*4); h != nil {
		w.next, w.number = layerProtocol, uint16(h[0])
	}
}

// fragmentHeader decodes an IPv6 fragment header (RFC 8200 section 4.5).
func (d *Decoder) fragmentHeader(w *walk) {
	h := d.header(w, 8)
	if h == nil {
		return
	}
	field := binary.BigEndian.Uint16(h[2:])
	w.next, w.number = layerProtocol, uint16(h[0])
	if field&0xfff9 == 0 {
		return // a whole packet, an "atomic fragment" (RFC 6946)
	}
	d.fragment(w, fragmentPart{
		id:     binary.BigEndian.Uint32(h[4:]),
		offset: int(field & 0xfff8),
		more:   field&1 != 0,
		next:   h[0],
	})
}

// fragment hands a fragment to the reassembler. Where that makes a datagram
// whole the walk goes on inside of it, else it ends. One that claims more than
// the frame had on the wire is thrown away as every host does: it would block
// the place of the bytes that it does not have.
func (d *Decoder) fragment(w *walk, part fragmentPart) {
	part.data, part.length = w.data, w.length
	if w.p.Problems.Has(LengthBeyondFrame) {
		part.length = 0
	}
	whole := d.fragments.add(w.p, part)
	if whole == nil {
		w.end(Fragment)
		return
	}
	w.data, w.length = whole.bytes(), whole.end
	w.p.Problems |= Reassembled
	w.next, w.number = layerProtocol, uint16(whole.next)
}

// plausibleIP says whether what begins here can be an IP packet that fits
// into length bytes, or that a mirror cut to its tunnel's MTU: that one needs a
// right header checksum. It is for places where nothing else says so.
func plausibleIP(b []byte, length int) bool {
	switch {
	case len(b) >= 20 && b[0]>>4 == 4:
		size, total := int(b[0]&0xf)*4, int(binary.BigEndian.Uint16(b[2:]))
		if size < 20 || total < size {
			return false
		}
		return total <= length || size <= len(b) && fold(sum16(b[:size])) == 0xffff
	case len(b) >= 40 && b[0]>>4 == 6:
		return 40+int(binary.BigEndian.Uint16(b[4:])) <= length
	}
	return false
}

// plausibleEthernet says whether what begins here can be an Ethernet frame of
// length bytes that ends up at IP or ARP.
func plausibleEthernet(b []byte, length int) bool {
	for n := 14; len(b) >= n; n += 4 {
		switch binary.BigEndian.Uint16(b[n-2:]) {
		case etherVLAN, etherProvider, etherQinQ9100, etherQinQ9200:
			continue
		case etherIPv6: // has no checksum that would tell one cut to a tunnel's MTU
			return len(b) == n || len(b) >= n+40 && b[n]>>4 == 6
		case etherIPv4:
			return len(b) == n || plausibleIP(b[n:], length-n)
		case etherARP:
			// Ethernet and IPv4 (RFC 826).
			return len(b) >= n+4 && binary.BigEndian.Uint32(b[n:]) == 0x00010800
		default:
			return false
		}
	}
	return false
}
