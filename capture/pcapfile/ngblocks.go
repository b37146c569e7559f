package pcapfile

import (
	"edrtap/capture"
)

// Options of an interface description that matter here,
// draft-ietf-opsawg-pcapng section 4.2.
const (
	optionEnd        = 0
	optionResolution = 9  // if_tsresol
	optionOffset     = 14 // if_tsoffset
)

// describe reads an interface description: section 4.2 of the draft.
func (d *ngDecoder) describe(body []byte, block ngBlock) *Error {
	if len(body) < 8 {
		return corruptAt(block.offset, "interface description has %d bytes, less than 8", len(body))
	}
	if len(d.interfaces) == maxInterfaces {
		return corruptAt(block.offset, "section describes more than %d interfaces", maxInterfaces)
	}
	i := ngInterface{
		link:    capture.LinkType(d.order.u16(body)),
		snaplen: d.order.u32(body[4:]),
		clock:   defaultClock,
	}
	var offset int64
	d.options(body[8:], func(code uint16, value []byte) {
		switch {
		case code == optionResolution && len(value) >= 1:
			i.clock = newClock(value[0])
		case code == optionOffset && len(value) >= 8:
			offset = int64(d.order.u64(value))
		}
	})
	i.clock.offset = offset
	d.interfaces = append(d.interfaces, i)
	return nil
}

// options walks a list of options: section 3.5 of the draft. A list that ends
// without the end option, or inside an option, is walked as far as it goes.
func (d *ngDecoder) options(list []byte, visit func(code uint16, value []byte)) {
	for len(list) >= 4 {
		code, length := d.order.u16(list), int(d.order.u16(list[2:]))
		list = list[4:]
		if code == optionEnd || length > len(list) {
			return
		}
		visit(code, list[:length])
		list = list[min(padded(length), len(list)):]
	}
}

// padded rounds up to the 32 bits that everything in the format is aligned to.
func padded(length int) int { return (length + 3) &^ 3 }

// packet reads a packet block of one of the three kinds and appends its frame.
// A frame that cannot be true is left out and noted as damage: the block's own
// length still leads to the next.
func (d *ngDecoder) packet(body []byte, block ngBlock, b *capture.Batch) {
	var id, captured, length uint32
	var stamp uint64
	var data []byte
	order := d.order
	switch {
	case block.kind == blockEnhanced && len(body) >= 20: // section 4.3
		id = order.u32(body)
		stamp = uint64(order.u32(body[4:]))<<32 | uint64(order.u32(body[8:]))
		captured, length = order.u32(body[12:]), order.u32(body[16:])
		data = body[20:]
	case block.kind == blockPacket && len(body) >= 20: // appendix A
		id = uint32(order.u16(body))
		stamp = uint64(order.u32(body[4:]))<<32 | uint64(order.u32(body[8:]))
		captured, length = order.u32(body[12:]), order.u32(body[16:])
		data = body[20:]
	case block.kind == blockSimple && len(body) >= 4: // section 4.4
		length = order.u32(body)
		data = body[4:]
		captured = min(length, d.simpleLimit(len(data)))
	default:
		d.damage.add(corruptAt(block.offset, "packet block of %d bytes is too short: skipped", block.total))
		return
	}
	if int64(id) >= int64(len(d.interfaces)) {
		d.damage.add(corruptAt(block.offset, "frame of interface %d where %d are described: skipped", id, len(d.interfaces)))
		return
	}
	if captured > maxFrame || int(captured) > len(data) {
		d.damage.add(corruptAt(block.offset, "frame of %d bytes in a block of %d: skipped", captured, block.total))
		return
	}
	i := &d.interfaces[id]
	if block.kind != blockSimple {
		d.time = i.clock.nanoseconds(stamp)
	}
	b.Frames = append(b.Frames, capture.Frame{
		// A simple packet block has no time: the last one seen is the
		// nearest that is known.
		Time:      d.time,
		Data:      data[:captured:captured],
		Length:    max(length, captured),
		Link:      i.link,
		File:      d.file,
		Interface: d.before + id,
		Offset:    block.offset,
	})
}

// simpleLimit gives how much of its frame a simple packet block can hold: it
// says how long the frame was, the snap length of interface 0 how much of that
// was kept.
func (d *ngDecoder) simpleLimit(there int) uint32 {
	if len(d.interfaces) > 0 && d.interfaces[0].snaplen > 0 {
		return min(uint32(there), d.interfaces[0].snaplen)
	}
	return uint32(there)
}
