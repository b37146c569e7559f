package pcapfile

import (
	"encoding/binary"

	"edrtap/capture"
)

// Sizes of draft-ietf-opsawg-pcap sections 4 and 5, in bytes.
const (
	pcapFileHeader     = 24
	pcapRecordHeader   = 16
	pcapModifiedHeader = 24 // the "modified" format adds interface index, protocol and packet type
)

// Magic numbers, as a little-endian file holds them.
const (
	pcapMicro    = 0xa1b2c3d4
	pcapNano     = 0xa1b23c4d
	pcapModified = 0xa1b2cd34 // Kuznetzov's patched libpcap
)

// maxFrame is the longest frame that is believed, in bytes: libpcap's own
// MAXIMUM_SNAPLEN. The snap length that a file declares is not: some writers
// put longer records under it.
const maxFrame = 262144

// pcapDecoder takes the records of a pcap file apart.
type pcapDecoder struct {
	order        byteOrder
	recordHeader int   // bytes before each frame
	unit         int64 // nanoseconds of one unit of the fraction
	file         uint16

	begun  bool    // the file header was read
	head   [8]byte // magic number and version of the file header
	link   capture.LinkType
	fcs    uint32 // frame check sequence at the end of each frame, in bytes
	resync        // where good records were, and the search for the next
	damage damageLog
}

// newPcapDecoder gives the decoder for a file that begins with magic, and
// false where that is no pcap file.
func newPcapDecoder(magic []byte, file uint16) (*pcapDecoder, bool) {
	d := &pcapDecoder{recordHeader: pcapRecordHeader, unit: 1000, file: file}
	for _, order := range []byteOrder{littleEndian, bigEndian} {
		d.order = order
		switch order.u32(magic) {
		case pcapMicro:
		case pcapNano:
			d.unit = 1
		case pcapModified:
			d.recordHeader = pcapModifiedHeader
		default:
			continue
		}
		return d, true
	}
	return nil, false
}

func (d *pcapDecoder) log() *damageLog { return &d.damage }

func (d *pcapDecoder) decode(buf []byte, offset int64, final bool, b *capture.Batch) (int, *Error) {
	done := 0
	for len(b.Frames) < maxFrames {
		n, stop, err := d.step(buf[done:], offset+int64(done), final, b)
		done += n
		if stop || err != nil {
			return done, err
		}
	}
	return done, nil
}

// step does the next thing at the front of buf: the file header, a search for
// the next good record, or a run of records. It asks to stop where nothing
// more can be done with these bytes.
func (d *pcapDecoder) step(buf []byte, offset int64, final bool, b *capture.Batch) (n int, stop bool, err *Error) {
	switch {
	case !d.begun:
		n, err = d.header(buf, offset, final)
		return n, n == 0, err
	case d.lost:
		return d.search(buf, offset, final)
	default:
		return d.records(buf, offset, final, b)
	}
}

// header reads the file header. Its version is not judged: every version that
// was ever written under these magic numbers is read alike.
func (d *pcapDecoder) header(buf []byte, offset int64, final bool) (int, *Error) {
	if len(buf) < pcapFileHeader {
		if final {
			return 0, endsInside("the file header", offset, pcapFileHeader, int64(len(buf)))
		}
		return 0, nil
	}
	copy(d.head[:], buf)
	network := d.order.u32(buf[20:])
	d.link = capture.LinkType(network)
	// draft-ietf-opsawg-pcap section 4: bit 26 says that bits 28 to 31 hold
	// the length of the frame check sequence, in units of 16 bits.
	d.fcs = 0
	if network&(1<<26) != 0 {
		d.fcs = network >> 28 * 2
	}
	d.begun = true
	return pcapFileHeader, nil
}

// records takes whole records off the front of buf.
func (d *pcapDecoder) records(buf []byte, offset int64, final bool, b *capture.Batch) (n int, stop bool, err *Error) {
	frames, order, header := b.Frames, d.order, d.recordHeader
	defer func() { b.Frames = frames }()
	for len(frames) < maxFrames {
		rest := buf[n:]
		if len(rest) < header {
			if final && len(rest) > 0 {
				err = endsInside("a record header", offset+int64(n), int64(header), int64(len(rest)))
			}
			return n, true, err
		}
		seconds, captured, length := order.u32(rest), order.u32(rest[8:]), order.u32(rest[12:])
		if captured > maxFrame || seconds|captured|length == 0 {
			d.lose(offset+int64(n), captured)
			return n, false, nil
		}
		if captured == 0 && d.concatenated(rest) {
			d.begun = false
			return n, false, nil
		}
		end := header + int(captured)
		if len(rest) < end {
			if final {
				err = endsInside("a record", offset+int64(n), int64(end), int64(len(rest)))
			}
			return n, true, err
		}
		time := int64(seconds)*1e9 + int64(order.u32(rest[4:]))*d.unit
		d.passed(time)
		length = max(length, captured)
		if d.fcs != 0 && length >= d.fcs {
			length -= d.fcs
			captured = min(captured, length)
		}
		frames = append(frames, capture.Frame{
			Time:   time,
			Data:   rest[header : header+int(captured) : end],
			Length: length,
			Link:   d.link,
			File:   d.file,
			Offset: offset + int64(n),
		})
		n += end
	}
	return n, true, nil
}

// concatenated reports whether a file header stands where a record should:
// captures were joined end to end, as members of one gzip file for example.
// Read as a record it would be a frame of no bytes.
func (d *pcapDecoder) concatenated(rest []byte) bool {
	return binary.LittleEndian.Uint64(rest) == binary.LittleEndian.Uint64(d.head[:])
}
