package packet

import (
	"encoding/binary"

	"edrtap/capture"
)

// Link types of the tcpdump registry that are decoded.
const (
	linkNull          capture.LinkType = 0
	linkEthernet      capture.LinkType = 1
	linkPPP           capture.LinkType = 9
	linkRawBSD        capture.LinkType = 12
	linkRawOpenBSD    capture.LinkType = 14
	linkPPPHDLC       capture.LinkType = 50
	linkPPPoE         capture.LinkType = 51
	linkRaw           capture.LinkType = 101
	linkCiscoHDLC     capture.LinkType = 104
	linkWLAN          capture.LinkType = 105
	linkLoop          capture.LinkType = 108
	linkEnc           capture.LinkType = 109
	linkLinuxCooked   capture.LinkType = 113
	linkPFLog         capture.LinkType = 117
	linkRadiotap      capture.LinkType = 127
	linkPPI           capture.LinkType = 192
	linkIPv4          capture.LinkType = 228
	linkIPv6          capture.LinkType = 229
	linkNFLog         capture.LinkType = 239
	linkPKTAP         capture.LinkType = 258
	linkLinuxCookedV2 capture.LinkType = 276
)

// link takes the link-layer header off.
func (d *Decoder) link(w *walk, link capture.LinkType) {
	switch link {
	case linkEthernet:
		w.next = layerEthernet
	case linkNull, linkLoop:
		d.addressFamily(w)
	case linkRawBSD, linkRawOpenBSD, linkRaw, linkIPv4, linkIPv6:
		w.next = layerIP
	case linkPPP:
		d.pppFramed(w)
	case linkPPPHDLC:
		d.pppHDLC(w)
	case linkPPPoE:
		d.pppoe(w)
	case linkCiscoHDLC:
		d.ciscoHDLC(w)
	case linkLinuxCooked:
		d.linuxCooked(w, 16, 2, 14)
	case linkLinuxCookedV2:
		d.linuxCooked(w, 20, 8, 0)
	case linkWLAN:
		d.wlan(w, controlOf(w.data), false)
	case linkRadiotap:
		d.radiotap(w)
	case linkNFLog:
		d.nflog(w)
	case linkPKTAP:
		d.pktap(w)
	case linkPPI:
		d.ppi(w)
	case linkPFLog:
		d.pflog(w)
	case linkEnc: // family, SPI, flags: OpenBSD's and FreeBSD's enc(4)
		if d.header(w, 12) != nil {
			w.next = layerIP
		}
	default:
		d.tally.links[link]++
		d.fail(w, reasonUnknownLink)
	}
}

// addressFamily decodes BSD loopback: 4 bytes with the protocol family, in
// the byte order of the capturing machine (NULL) or the network's (LOOP).
func (d *Decoder) addressFamily(w *walk) {
	h := d.header(w, 4)
	if h == nil {
		return
	}
	family := binary.BigEndian.Uint32(h)
	if family > 0xffff {
		family = binary.LittleEndian.Uint32(h)
	}
	switch family {
	case 2, // AF_INET everywhere
		10, 24, 28, 30: // AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, Darwin
		w.next = layerIP
	default:
		d.notIP(w, 0)
	}
}

// ARPHRD_ types of Linux, for devices whose protocol field is no EtherType.
const (
	arphrdNetlink = 824
)

// linuxCooked decodes "any" captures of Linux (SLL and SLL2): size bytes,
// with the device type and the protocol at the given offsets.
func (d *Decoder) linuxCooked(w *walk, size, device, protocol int) {
	h := d.header(w, size)
	if h == nil {
		return
	}
	number := binary.BigEndian.Uint16(h[protocol:])
	switch {
	case binary.BigEndian.Uint16(h[device:]) == arphrdNetlink:
		d.notIP(w, 0)
	case number == 0x0004: // LINUX_SLL_P_802_2
		d.llc(w)
	case number < minEtherType:
		d.notIP(w, 0)
	default:
		w.next, w.number = layerEtherType, number
	}
}

// ciscoHDLC: address, control, EtherType.
func (d *Decoder) ciscoHDLC(w *walk) {
	if h := d.header(w, 4); h != nil {
		w.next, w.number = layerEtherType, binary.BigEndian.Uint16(h[2:])
	}
}

// pppHDLC decodes PPP in HDLC framing (RFC 1662 section 3.1), or what Cisco
// sends in its place.
func (d *Decoder) pppHDLC(w *walk) {
	if len(w.data) > 0 && (w.data[0] == 0x0f || w.data[0] == 0x8f) { // Cisco unicast, multicast
		d.ciscoHDLC(w)
		return
	}
	d.pppFramed(w)
}

// pppFramed decodes PPP with or without address and control field (RFC 1661
// section 6.6 lets them be compressed away).
func (d *Decoder) pppFramed(w *walk) {
	if len(w.data) >= 2 && w.data[0] == 0xff && w.data[1] == 0x03 {
		w.skip(2)
	}
	w.next = layerPPP
}

// ppp decodes the PPP protocol field (RFC 1661 section 2), which is one byte
// where its first byte is odd (section 6.5).
func (d *Decoder) ppp(w *walk) {
	size := 2
	if len(w.data) > 0 && w.data[0]&1 == 1 {
		size = 1
	}
	h := d.header(w, size)
	if h == nil {
		return
	}
	number := uint16(h[0])
	if size == 2 {
		number = binary.BigEndian.Uint16(h)
	}
	switch number {
	case 0x0021, 0x0057: // IPv4, IPv6
		w.next = layerIP
	case 0x0281, 0x0283: // MPLS unicast, multicast
		w.next, w.number = layerEtherType, etherMPLS
	default: // control protocols, compressed or encrypted payload
		d.notIP(w, 0)
	}
}

// pppoe decodes the header of a PPPoE session (RFC 2516 section 4).
func (d *Decoder) pppoe(w *walk) {
	h := d.header(w, 6)
	if h == nil {
		return
	}
	if h[0] != 0x11 {
		d.fail(w, reasonMalformed)
		return
	}
	if h[1] != 0 { // discovery
		d.notIP(w, etherPPPoEDiscovery)
		return
	}
	w.p.Context = addContext(w.p.Context, contextPPPoE, uint32(binary.BigEndian.Uint16(h[2:])))
	d.limit(w, int(binary.BigEndian.Uint16(h[4:])))
	w.next = layerPPP
}
