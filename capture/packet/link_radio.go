package packet

import "encoding/binary"

// Fields of a frame's control field (IEEE 802.11 section 9.2.4.1).
const (
	wlanTypeData  = 2
	wlanNoData    = 0x4 // subtypes without a body
	wlanQoS       = 0x8 // subtypes with a QoS field
	wlanToDS      = 0x01
	wlanFromDS    = 0x02
	wlanProtected = 0x40
	wlanOrder     = 0x80 // a HT control field, where there is a QoS field

	wlanAggregated = 0x80 // in the QoS field: several frames in one
)

// radiotap takes the header off that sensors of radio networks put before a
// frame (radiotap.org): its length, and in one of its fields whether the frame
// pads its header.
func (d *Decoder) radiotap(w *walk) {
	const (
		shortest   = 8
		withTSFT   = 1 << 0
		withFlags  = 1 << 1
		withMore   = 1 << 31
		flagPadded = 0x20
	)
	if len(w.data) < shortest {
		d.missing(w, shortest)
		return
	}
	size := int(binary.LittleEndian.Uint16(w.data[2:]))
	if size < shortest {
		d.fail(w, reasonMalformed)
		return
	}
	h := d.header(w, size)
	if h == nil {
		return
	}
	present := binary.LittleEndian.Uint32(h[4:])
	at := shortest
	for more := present; more&withMore != 0 && at+4 <= size; at += 4 {
		more = binary.LittleEndian.Uint32(h[at:])
	}
	if present&withTSFT != 0 {
		at = (at+7)&^7 + 8
	}
	padded := present&withFlags != 0 && at < size && h[at]&flagPadded != 0
	d.wlan(w, controlOf(w.data), padded)
}

// frameControl is the first field of an IEEE 802.11 frame (section 9.2.4.1): what
// kind of frame it is, and flags.
type frameControl struct{ kind, flags byte }

// controlOf reads the field; too few bytes give a frame without data.
func controlOf(b []byte) frameControl {
	if len(b) < 2 {
		return frameControl{}
	}
	return frameControl{b[0], b[1]}
}

// isData says whether it begins a data frame of the only version there is.
func (c frameControl) isData() bool { return c.kind&0x0f == wlanTypeData<<2 }

// wlan takes the header of an IEEE 802.11 data frame off. What is protected
// cannot be read; aggregates are left alone.
func (d *Decoder) wlan(w *walk, control frameControl, padded bool) {
	const size = 24
	if len(w.data) < size {
		d.missing(w, size)
		return
	}
	subtype, flags := control.kind>>4, control.flags
	if control.kind>>2&3 != wlanTypeData || subtype&wlanNoData != 0 {
		d.notIP(w, 0)
		return
	}
	if flags&wlanProtected != 0 {
		d.fail(w, reasonEncrypted)
		return
	}
	n := size
	if flags&wlanToDS != 0 && flags&wlanFromDS != 0 { // a fourth address
		n += 6
	}
	aggregated := false
	if subtype&wlanQoS != 0 {
		if len(w.data) < n+2 {
			d.missing(w, n+2)
			return
		}
		aggregated = w.data[n]&wlanAggregated != 0
		if n += 2; flags&wlanOrder != 0 {
			n += 4
		}
	}
	if padded {
		n = (n + 3) &^ 3
	}
	if d.header(w, n) == nil {
		return
	}
	if aggregated {
		d.notIP(w, 0)
		return
	}
	d.llc(w)
}
