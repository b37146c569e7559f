package pcapfile

import (
	"edrtap/capture"
)

// Block types of draft-ietf-opsawg-pcapng section 11.1, as far as they are
// read. All others are skipped.
const (
	blockSection   = 0x0a0d0d0a // the same in both byte orders
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockEnhanced  = 6
	blockSecrets   = 10
)

// blockMagic tells the byte order of a section: section 4.1.
const blockMagic uint32 = 0x1a2b3c4d

const (
	blockFrame = 12 // type, total length, total length again

	// maxBlock bounds the blocks that must lie in memory whole, in bytes.
	// Others are skipped as they come, whatever their length.
	maxBlock = 512 << 10
	// maxInterfaces bounds what one section may describe.
	maxInterfaces = 65536
)

// ngInterface is what is known of one interface of a section.
type ngInterface struct {
	link    capture.LinkType
	snaplen uint32 // 0: no limit
	clock   clock
}

// ngDecoder takes the blocks of a pcapng file apart.
type ngDecoder struct {
	order      byteOrder
	file       uint16
	interfaces []ngInterface // of this section
	before     uint32        // interfaces of the sections before
	time       int64         // of the last frame, in nanoseconds

	inside bool    // a block is being skipped
	block  ngBlock // that block; valid iff inside
	skip   int64   // bytes of its body still to skip
	take   int64   // the first of these, which belong to a key log

	secrets secretLog
	damage  damageLog
}

// ngBlock is the frame of a block.
type ngBlock struct {
	kind   uint32
	total  uint32 // length, in bytes, both lengths and the type included
	offset int64  // of its type
}

// newNgDecoder gives the decoder for a file that begins with head, and false
// where that is no pcapng file.
func newNgDecoder(head []byte, file uint16) (*ngDecoder, bool) {
	if littleEndian.u32(head) != blockSection {
		return nil, false
	}
	if len(head) >= 12 {
		if _, ok := sectionOrder(head[8:]); !ok {
			return nil, false
		}
	}
	return &ngDecoder{file: file}, true
}

// sectionOrder tells the byte order of a section by its magic.
func sectionOrder(magic []byte) (byteOrder, bool) {
	switch blockMagic {
	case littleEndian.u32(magic):
		return littleEndian, true
	case bigEndian.u32(magic):
		return bigEndian, true
	}
	return littleEndian, false
}

func (d *ngDecoder) log() *damageLog { return &d.damage }

func (d *ngDecoder) decode(buf []byte, offset int64, final bool, b *capture.Batch) (int, *Error) {
	done := 0
	for len(b.Frames) < maxFrames {
		rest, at := buf[done:], offset+int64(done)
		if len(b.Frames) > 0 && !d.inside && d.secretsNext(rest) {
			return done, nil // they are for the frames behind them
		}
		n, err := d.next(rest, at, b)
		done += n
		if err != nil {
			return done, err
		}
		if n == 0 { // more bytes are needed
			if final {
				return done, d.cutOff(rest, at)
			}
			return done, nil
		}
	}
	return done, nil
}

// cutOff says where the file ends, or nil where it ends between blocks.
func (d *ngDecoder) cutOff(rest []byte, offset int64) *Error {
	end := offset + int64(len(rest))
	if d.inside {
		return endsInside("a block", d.block.offset, int64(d.block.total), end-d.block.offset)
	}
	if len(rest) == 0 {
		return nil
	}
	block, ok, err := d.frame(rest, offset)
	if err != nil {
		return err
	}
	if !ok {
		return endsInside("a block header", offset, int64(headerOf(rest)), int64(len(rest)))
	}
	return endsInside("a block", offset, int64(block.total), int64(len(rest)))
}

// headerOf gives how many bytes tell the length of the block at rest.
func headerOf(rest []byte) int {
	if len(rest) >= 4 && littleEndian.u32(rest) == blockSection {
		return 12
	}
	return 8
}

// frame reads type and length of the block at rest. It is not ok where more
// bytes are needed.
func (d *ngDecoder) frame(rest []byte, offset int64) (block ngBlock, ok bool, err *Error) {
	if len(rest) < headerOf(rest) {
		return block, false, nil
	}
	order := d.order
	block = ngBlock{kind: order.u32(rest), offset: offset}
	if block.kind == blockSection {
		// The section's own byte order counts for its own length already.
		if order, ok = sectionOrder(rest[8:]); !ok {
			return block, false, corruptAt(offset, "section has the byte-order magic %#08x", littleEndian.u32(rest[8:]))
		}
	}
	block.total = order.u32(rest[4:])
	if block.total < blockFrame {
		return block, false, corruptAt(offset, "block announces %d bytes, less than the %d of its frame", block.total, blockFrame)
	}
	return block, true, nil
}

// next does what can be done at the front of rest: a block, or a part of one
// that is skipped. It gives 0 where more bytes are needed.
func (d *ngDecoder) next(rest []byte, offset int64, b *capture.Batch) (int, *Error) {
	if d.inside {
		return d.skipOn(rest)
	}
	block, ok, err := d.frame(rest, offset)
	if !ok {
		return 0, err
	}
	switch block.kind {
	case blockSection, blockInterface:
		if block.total > maxBlock {
			return 0, corruptAt(offset, "block of type %d announces %d bytes, more than %d", block.kind, block.total, maxBlock)
		}
	case blockEnhanced, blockPacket, blockSimple:
		if block.total > maxBlock {
			d.damage.add(corruptAt(offset, "packet block announces %d bytes, more than %d: skipped", block.total, maxBlock))
			return d.skipBlock(block, 8), nil
		}
	case blockSecrets:
		return d.secretsBlock(rest, block), nil
	default:
		return d.skipBlock(block, 8), nil
	}
	return d.whole(rest, block, b)
}

// whole reads a block that must lie in memory whole.
func (d *ngDecoder) whole(rest []byte, block ngBlock, b *capture.Batch) (int, *Error) {
	total := int(block.total)
	if len(rest) < total {
		return 0, nil
	}
	order := d.order
	if block.kind == blockSection {
		order, _ = sectionOrder(rest[8:])
	}
	if again := order.u32(rest[total-4:]); again != block.total {
		return 0, lengthsDiffer(block, again)
	}
	body := rest[8 : total-4]
	var err *Error
	switch block.kind {
	case blockSection:
		err = d.section(body, order, block)
	case blockInterface:
		err = d.describe(body, block)
	default:
		d.packet(body, block, b)
	}
	if err != nil {
		return 0, err
	}
	return total, nil
}

func lengthsDiffer(block ngBlock, again uint32) *Error {
	return corruptAt(block.offset, "block announces %d bytes at its begin and %d at its end", block.total, again)
}

// skipBlock begins skipping a block of whose bytes done are taken.
func (d *ngDecoder) skipBlock(block ngBlock, done int) int {
	d.block, d.inside, d.take = block, true, 0
	d.skip = int64(block.total) - 4 - int64(done)
	return done
}

// skipOn goes on skipping, and checks the trailing length at the end.
func (d *ngDecoder) skipOn(rest []byte) (int, *Error) {
	if d.skip > 0 {
		n := min(d.skip, int64(len(rest)))
		taken := min(n, d.take)
		d.secrets.extend(rest[:taken])
		d.take -= taken
		d.skip -= n
		return int(n), nil
	}
	if len(rest) < 4 {
		return 0, nil
	}
	if again := d.order.u32(rest); again != d.block.total {
		return 0, lengthsDiffer(d.block, again)
	}
	d.inside = false
	return 4, nil
}

// section begins a section: section 4.1 of the draft.
func (d *ngDecoder) section(body []byte, order byteOrder, block ngBlock) *Error {
	if len(body) < 16 {
		return corruptAt(block.offset, "section header has %d bytes, less than 16", len(body))
	}
	if major := order.u16(body[4:]); major != 1 {
		return corruptAt(block.offset, "section has the format version %d.%d, which is not known", major, order.u16(body[6:]))
	}
	d.order = order
	d.before += uint32(len(d.interfaces))
	d.interfaces = d.interfaces[:0]
	return nil
}
