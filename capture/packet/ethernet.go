package packet

import "encoding/binary"

// EtherTypes (IEEE 802 numbers, IANA) that lead on to IP.
const (
	etherIPv4           = 0x0800
	etherVLAN           = 0x8100 // IEEE 802.1Q
	etherIPv6           = 0x86dd
	etherMPLS           = 0x8847
	etherMPLSMulticast  = 0x8848 // or upstream-assigned label (RFC 5332)
	etherPPPoEDiscovery = 0x8863
	etherPPPoE          = 0x8864
	etherProvider       = 0x88a8 // IEEE 802.1ad
	etherMACsec         = 0x88e5 // IEEE 802.1AE
	etherBackbone       = 0x88e7 // IEEE 802.1ah
	etherFabricPath     = 0x8903 // of Cisco
	etherCiscoMetaData  = 0x8909 // of Cisco TrustSec: the security group of the sender
	etherVNTag          = 0x8926 // of Cisco, between switch and network card
	etherQinQ9100       = 0x9100 // tags from before 802.1ad
	etherQinQ9200       = 0x9200

	etherPPP       = 0x880b // in GRE (RFC 2637)
	etherWCCP      = 0x883e // in GRE
	etherERSPAN    = 0x88be // in GRE, types I and II
	etherERSPAN3   = 0x22eb // in GRE, type III
	etherTransport = 0x6558 // transparent Ethernet bridging, in GRE and GENEVE
	etherARP       = 0x0806

	minEtherType = 0x0600 // below, the field is a length (IEEE 802.3 section 3.2.6)
)

// ethernet takes the addresses and the EtherType off.
func (d *Decoder) ethernet(w *walk) {
	h := d.header(w, 14)
	if h == nil {
		return
	}
	d.lengthOrType(w, binary.BigEndian.Uint16(h[12:]))
}

// lengthOrType decides what an EtherType field means.
func (d *Decoder) lengthOrType(w *walk, field uint16) {
	if field >= minEtherType {
		w.next, w.number = layerEtherType, field
		return
	}
	if int(field) <= w.length { // a longer one is wrong, and does not matter to LLC
		d.limit(w, int(field))
	}
	d.llc(w)
}

// llc decodes an IEEE 802.2 header: only SNAP carries IP (RFC 1042).
func (d *Decoder) llc(w *walk) {
	if len(w.data) < 8 || w.data[0] != 0xaa || w.data[1] != 0xaa || w.data[2] != 0x03 {
		d.notIP(w, 0)
		return
	}
	h := d.header(w, 8)
	organisation := uint32(h[3])<<16 | uint32(h[4])<<8 | uint32(h[5])
	number := binary.BigEndian.Uint16(h[6:])
	// 00-00-00 is RFC 1042, 00-00-f8 the bridge tunnel of IEEE 802.1H.
	if (organisation != 0 && organisation != 0x0000f8) || number < minEtherType {
		d.notIP(w, 0)
		return
	}
	w.next, w.number = layerEtherType, number
}

// etherType goes where the EtherType leads.
func (d *Decoder) etherType(w *walk) {
	switch w.number {
	case etherIPv4, etherIPv6:
		w.next = layerIP
	case etherVLAN, etherProvider, etherQinQ9100, etherQinQ9200:
		d.vlan(w)
	case etherMPLS, etherMPLSMulticast:
		d.mpls(w)
	case etherPPPoE:
		d.pppoe(w)
	case etherMACsec:
		d.macsec(w)
	case etherBackbone: // the customer's frame behind the service's tag
		if d.header(w, 4) != nil {
			d.enterTunnel(w, layerEthernet, 0)
		}
	case etherFabricPath:
		if d.header(w, 2) != nil {
			d.enterTunnel(w, layerEthernet, 0)
		}
	case etherCiscoMetaData:
		d.ciscoMetaData(w)
	case etherVNTag: // of the port, not of the network
		if h := d.header(w, 6); h != nil {
			d.lengthOrType(w, binary.BigEndian.Uint16(h[4:]))
		}
	default:
		d.notIP(w, w.number)
	}
}

// ciscoMetaData takes a security group tag off: version, how many options of 4
// bytes there are, those, and the EtherType of what follows.
func (d *Decoder) ciscoMetaData(w *walk) {
	if len(w.data) < 2 {
		d.missing(w, 2)
		return
	}
	size := 2 + 4*int(w.data[1])
	if h := d.header(w, size+2); h != nil {
		d.lengthOrType(w, binary.BigEndian.Uint16(h[size:]))
	}
}

// vlan takes one tag off (IEEE 802.1Q section 9.6).
func (d *Decoder) vlan(w *walk) {
	h := d.header(w, 4)
	if h == nil {
		return
	}
	w.p.addVLAN(binary.BigEndian.Uint16(h) & 0xfff)
	d.lengthOrType(w, binary.BigEndian.Uint16(h[2:]))
}

// addVLAN takes note of a VLAN id. Id 0 is a priority tag: no VLAN at all.
func (p *Packet) addVLAN(id uint16) {
	if id == 0 {
		return
	}
	if p.VLAN == 0 {
		p.VLAN = id
	}
	p.Context = addContext(p.Context, contextVLAN, uint32(id))
}

// mpls takes the label stack off (RFC 3032). What follows is not labelled as
// anything: IP by its version, or Ethernet with or without a control word
// (RFC 4385 section 3) where it looks like it beyond doubt.
func (d *Decoder) mpls(w *walk) {
	for bottom := false; !bottom; {
		h := d.header(w, 4)
		if h == nil {
			return
		}
		bottom = h[2]&1 == 1
	}
	switch {
	case len(w.data) == 0:
		d.missing(w, 1)
	case plausibleIP(w.data, w.length):
		w.next = layerIP
	case len(w.data) > 4 && w.data[0]>>4 == 0 && plausibleEthernet(w.data[4:], w.length-4):
		w.skip(4)
		d.enterTunnel(w, layerEthernet, 0)
	case plausibleEthernet(w.data, w.length):
		d.enterTunnel(w, layerEthernet, 0)
	case w.data[0]>>4 == 4 || w.data[0]>>4 == 6:
		w.next = layerIP // broken, and counted so there
	default:
		d.notIP(w, etherMPLS)
	}
}

// macsec takes the security tag off where the frame is only signed, not
// encrypted (IEEE 802.1AE section 9.3). The check value behind the payload is
// cut off by the IP length.
func (d *Decoder) macsec(w *walk) {
	h := d.header(w, 6)
	if h == nil {
		return
	}
	const (
		withChannel = 0x20 // SC: an 8-byte secure channel identifier follows
		encrypted   = 0x08 // E
		changed     = 0x04 // C: the text differs from the user's
	)
	if h[0]&(encrypted|changed) != 0 {
		d.fail(w, reasonEncrypted)
		return
	}
	if h[0]&withChannel != 0 && d.header(w, 8) == nil {
		return
	}
	if h = d.header(w, 2); h != nil {
		d.lengthOrType(w, binary.BigEndian.Uint16(h))
	}
}
