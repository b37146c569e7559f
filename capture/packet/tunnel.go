package packet

import "encoding/binary"

// gre takes a GRE header off (RFC 2784, RFC 2890), with the routing field of
// RFC 1701, and goes where its protocol leads. GRE that leads nowhere stays an
// IP packet of another protocol.
func (d *Decoder) gre(w *walk) {
	const (
		withChecksum = 0x8000
		withRouting  = 0x4000
		withKey      = 0x2000
		withSequence = 0x1000
		version      = 0x0007
	)
	outer := *w
	h := d.header(w, 4)
	if h == nil {
		return
	}
	flags, protocol := binary.BigEndian.Uint16(h), binary.BigEndian.Uint16(h[2:])
	if flags&version == 1 {
		d.pptp(w, &outer, flags, protocol)
		return
	}
	if flags&version != 0 {
		*w = outer
		d.otherIP(w)
		return
	}
	if flags&(withChecksum|withRouting) != 0 && d.header(w, 4) == nil {
		return
	}
	var key uint32
	if flags&withKey != 0 {
		if h = d.header(w, 4); h == nil {
			return
		}
		key = binary.BigEndian.Uint32(h)
	}
	if flags&withSequence != 0 && d.header(w, 4) == nil {
		return
	}
	if flags&withRouting != 0 && !d.greRouting(w) {
		return
	}
	if flags&withKey != 0 {
		w.addGREKey(protocol, key)
	}
	if !d.greProtocol(w, protocol, flags&withSequence != 0) {
		*w = outer
		d.otherIP(w)
	}
}

// addGREKey puts a key into the Context. With Ethernet inside, the low byte is
// left out: it is NVGRE's FlowID (RFC 7637 section 3.2), different per flow.
func (w *walk) addGREKey(protocol uint16, key uint32) {
	if protocol == etherTransport {
		key &^= 0xff
	}
	w.p.Context = addContext(w.p.Context, contextGRE, key)
}

// greRouting takes source route entries off, up to the empty one (RFC 1701).
func (d *Decoder) greRouting(w *walk) bool {
	for {
		h := d.header(w, 4)
		if h == nil {
			return false
		}
		if binary.BigEndian.Uint16(h) == 0 && h[3] == 0 {
			return true
		}
		if d.header(w, int(h[3])) == nil {
			return false
		}
	}
}

// greProtocol goes where the protocol of a GRE header leads. It returns false
// where that is nowhere.
func (d *Decoder) greProtocol(w *walk, protocol uint16, sequence bool) bool {
	switch protocol {
	case etherIPv4, etherIPv6:
		d.enterTunnel(w, layerIP, 0)
	case etherMPLS, etherMPLSMulticast:
		d.enterTunnel(w, layerEtherType, protocol)
	case etherTransport:
		d.enterTunnel(w, layerEthernet, 0)
	case etherPPP:
		d.enterTunnel(w, layerPPP, 0)
	case etherWCCP:
		// Version 2 puts 4 bytes before the packet, which do not begin like
		// one.
		if len(w.data) > 0 && w.data[0]>>4 != 4 && d.header(w, 4) == nil {
			return true
		}
		d.enterTunnel(w, layerIP, 0)
	case etherERSPAN:
		return d.erspan(w, sequence)
	case etherERSPAN3:
		return d.erspan3(w)
	default:
		return false
	}
	return true
}

// pptp takes the rest of an enhanced GRE header off (RFC 2637 section 4.1).
// Call ids are chosen per direction and stay out of the Context.
func (d *Decoder) pptp(w, outer *walk, flags, protocol uint16) {
	const (
		withSequence = 0x1000
		withAck      = 0x0080
	)
	if protocol != etherPPP || flags&withSequence == 0 { // an acknowledgement alone
		*w = *outer
		d.otherIP(w)
		return
	}
	h := d.header(w, 4) // payload length, call id
	if h == nil || d.header(w, 4) == nil {
		return
	}
	if flags&withAck != 0 && d.header(w, 4) == nil {
		return
	}
	if n := int(binary.BigEndian.Uint16(h)); n <= w.length {
		d.limit(w, n)
	}
	if len(w.data) >= 2 && w.data[0] == 0xff && w.data[1] == 0x03 {
		w.skip(2)
	}
	d.enterTunnel(w, layerPPP, 0)
}

// erspan takes an ERSPAN header off (draft-foschiano-erspan section 4): type I
// has none, and is known by the missing GRE sequence number; type II has 8
// bytes. The session id is the mirroring port's and stays out of the Context.
func (d *Decoder) erspan(w *walk, sequence bool) bool {
	const (
		sizeOfType2 = 8
		versionII   = 1
	)
	if sequence && len(w.data) > 0 {
		if w.data[0]>>4 != versionII {
			return false
		}
		if d.header(w, sizeOfType2) == nil {
			return true
		}
	}
	d.enterTunnel(w, layerEthernet, 0)
	return true
}

// erspan3 takes an ERSPAN type III header off: 12 bytes, and 8 more where the
// last bit says so.
func (d *Decoder) erspan3(w *walk) bool {
	const (
		size         = 12
		sizeOfMore   = 8
		versionIII   = 2
		withMore     = 0x01 // O
		typeEthernet = 0    // FT
		typeIP       = 2
	)
	if len(w.data) > 0 && w.data[0]>>4 != versionIII {
		return false
	}
	h := d.header(w, size)
	if h == nil || (h[11]&withMore != 0 && d.header(w, sizeOfMore) == nil) {
		return true
	}
	switch h[10] >> 2 & 0x1f {
	case typeEthernet:
		d.enterTunnel(w, layerEthernet, 0)
	case typeIP:
		d.enterTunnel(w, layerIP, 0)
	default:
		d.notIP(w, etherERSPAN3)
	}
	return true
}

// etherIP takes an EtherIP header off (RFC 3378 section 3).
func (d *Decoder) etherIP(w *walk) {
	if len(w.data) < 2 || w.data[0] != 0x30 {
		d.otherIP(w)
		return
	}
	w.skip(2)
	d.enterTunnel(w, layerEthernet, 0)
}

// UDP ports (IANA) that tunnels are sent to.
const (
	portGTPU       = 2152
	portTeredo     = 3544
	portVXLAN      = 4789
	portCAPWAP     = 5247
	portGENEVE     = 6081
	portVXLANLinux = 8472 // before IANA gave one
)

// udpTunnel goes on inside a UDP payload where its port names a tunnel and
// its bytes bear that out; any client may happen to use the same port. It
// returns false, with nothing changed, where that is not so.
func (d *Decoder) udpTunnel(w *walk) bool {
	switch w.p.DstPort {
	case portVXLAN, portVXLANLinux:
		return d.vxlan(w)
	case portGENEVE:
		return d.geneve(w)
	case portGTPU:
		return d.gtpu(w)
	}
	if w.p.DstPort == portCAPWAP || w.p.SrcPort == portCAPWAP {
		return d.capwap(w)
	}
	if w.p.DstPort == portTeredo || w.p.SrcPort == portTeredo {
		return d.teredo(w)
	}
	return false
}

// vxlan takes a VXLAN header off (RFC 7348 section 5), with the group policy
// extension or without.
func (d *Decoder) vxlan(w *walk) bool {
	const (
		size       = 8
		withVNI    = 0x08 // I
		withPolicy = 0x80 // G
	)
	h := w.data
	if len(h) < size || h[0]&^withPolicy != withVNI || h[7] != 0 || !plausibleEthernet(h[size:], w.length-size) {
		return false
	}
	w.skip(size)
	w.p.Context = addContext(w.p.Context, contextVXLAN, binary.BigEndian.Uint32(h[4:])>>8)
	d.enterTunnel(w, layerEthernet, 0)
	return true
}

// geneve takes a GENEVE header off (RFC 8926 section 3.4).
func (d *Decoder) geneve(w *walk) bool {
	h := w.data
	if len(h) < 8 || h[0]>>6 != 0 || h[1]&0x3f != 0 || h[7] != 0 {
		return false
	}
	size := 8 + int(h[0]&0x3f)*4
	if len(h) < size {
		return false
	}
	next := layerIP
	switch binary.BigEndian.Uint16(h[2:]) {
	case etherTransport:
		if !plausibleEthernet(h[size:], w.length-size) {
			return false
		}
		next = layerEthernet
	case etherIPv4, etherIPv6:
		if !plausibleIP(h[size:], w.length-size) {
			return false
		}
	default:
		return false
	}
	w.skip(size)
	w.p.Context = addContext(w.p.Context, contextGENEVE, binary.BigEndian.Uint32(h[4:])>>8)
	d.enterTunnel(w, next, 0)
	return true
}

// gtpu takes a GTP-U version 1 header off (3GPP TS 29.281 section 5.1). Each
// direction has its own tunnel endpoint id, so it stays out of the Context.
func (d *Decoder) gtpu(w *walk) bool {
	const (
		version1 = 0x30 // and protocol type GTP
		withMore = 0x07 // E, S, PN: 4 more bytes
		withNext = 0x04 // E: extension headers
		userData = 0xff // message type G-PDU
	)
	h := w.data
	if len(h) < 8 || h[0]&0xf0 != version1 || h[1] != userData {
		return false
	}
	size := 8
	if h[0]&withMore != 0 {
		size += 4
		if len(h) < size {
			return false
		}
		// Each extension header ends with the type of the next (section 5.2).
		for more := h[0]&withNext != 0 && h[size-1] != 0; more; more = h[size-1] != 0 {
			if len(h) <= size || h[size] == 0 || len(h) < size+int(h[size])*4 {
				return false
			}
			size += int(h[size]) * 4
		}
	}
	if !plausibleIP(h[size:], w.length-size) {
		return false
	}
	w.skip(size)
	d.enterTunnel(w, layerIP, 0)
	return true
}

// capwap takes the header of a frame off that goes between an access point and
// its controller (RFC 5415 section 4.3), in the clear and whole.
func (d *Decoder) capwap(w *walk) bool {
	const (
		shortest  = 8
		native    = 1    // in byte 2, T: not Ethernet, but as in the air
		binding   = 0x3e // in byte 2, WBID
		wifi      = 1 << 1
		fragment  = 0x80 // in byte 3
		keepAlive = 0x08
	)
	h := w.data
	if len(h) < shortest || h[0] != 0 || h[3]&(fragment|keepAlive) != 0 { // 0: version 0, not DTLS
		return false
	}
	size := int(h[1]>>3) * 4
	if size < shortest || len(h) < size {
		return false
	}
	if h[2]&native == 0 {
		if !plausibleEthernet(h[size:], w.length-size) {
			return false
		}
		w.skip(size)
		d.enterTunnel(w, layerEthernet, 0)
		return true
	}
	control := controlOf(h[size:])
	if !control.isData() { // Cisco's access points swap the two bytes
		control = frameControl{control.flags, control.kind}
	}
	if h[2]&binding != wifi || !control.isData() {
		return false
	}
	w.skip(size)
	if d.enterTunnel(w, layerDone, 0) {
		d.wlan(w, control, false)
	}
	return true
}

// teredo takes the indications before a Teredo packet off (RFC 4380 section
// 5.1.1). Only IPv6 that fills the datagram exactly is taken for Teredo.
func (d *Decoder) teredo(w *walk) bool {
	b := w.data
	if len(b) >= 4 && b[0] == 0 && b[1] == 1 { // authentication
		size := 13 + int(b[2]) + int(b[3])
		if len(b) < size {
			return false
		}
		b = b[size:]
	}
	if len(b) >= 8 && b[0] == 0 && b[1] == 0 { // origin
		b = b[8:]
	}
	before := len(w.data) - len(b)
	if len(b) < 40 || b[0]>>4 != 6 || 40+int(binary.BigEndian.Uint16(b[4:])) != w.length-before {
		return false
	}
	w.skip(before)
	d.enterTunnel(w, layerIP, 0)
	return true
}
