package packet

import (
	"encoding/binary"

	"edrtap/capture"
)

// Link types whose frames stand behind a header of the capturing system.

// pktap takes Darwin's header off: its length, and the link type of what
// follows, in little-endian order.
func (d *Decoder) pktap(w *walk) {
	const shortest = 12
	if len(w.data) < shortest {
		d.missing(w, shortest)
		return
	}
	size, link := binary.LittleEndian.Uint32(w.data), binary.LittleEndian.Uint32(w.data[8:])
	if size < shortest || link > 0xffff || capture.LinkType(link) == linkPKTAP {
		d.fail(w, reasonMalformed)
		return
	}
	if d.header(w, int(min(size, maxWireLength))) != nil {
		d.link(w, capture.LinkType(link))
	}
}

// ppi takes CACE's Per-Packet Information off: version and flags, length and link
// type in little-endian order, and fields about the radio.
func (d *Decoder) ppi(w *walk) {
	const shortest = 8
	if len(w.data) < shortest {
		d.missing(w, shortest)
		return
	}
	size, link := int(binary.LittleEndian.Uint16(w.data[2:])), binary.LittleEndian.Uint32(w.data[4:])
	if size < shortest || link > 0xffff || capture.LinkType(link) == linkPPI {
		d.fail(w, reasonMalformed)
		return
	}
	if d.header(w, size) != nil {
		d.link(w, capture.LinkType(link))
	}
}

// nflog takes off what Linux's netfilter log puts around a packet: family,
// version, resource, and fields of length, type and value in the order of bytes
// of the machine, which is little-endian nearly always. One of the fields is
// the packet.
func (d *Decoder) nflog(w *walk) {
	const (
		size    = 4
		payload = 9 // NFULA_PAYLOAD
	)
	if d.header(w, size) == nil {
		return
	}
	for {
		if len(w.data) < size {
			d.missing(w, size)
			return
		}
		length, kind := int(binary.LittleEndian.Uint16(w.data)), binary.LittleEndian.Uint16(w.data[2:])
		if length < size {
			d.fail(w, reasonMalformed)
			return
		}
		if kind == payload {
			w.skip(size)
			d.limit(w, length-size)
			w.next = layerIP
			return
		}
		if d.header(w, (length+3)&^3) == nil {
			return
		}
	}
}

// pflog takes the header of OpenBSD's packet filter log off: its length comes
// first.
func (d *Decoder) pflog(w *walk) {
	if len(w.data) == 0 {
		d.missing(w, 1)
		return
	}
	if d.header(w, (max(int(w.data[0]), 1)+3)&^3) != nil {
		w.next = layerIP
	}
}
