package pcapfile

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"edrtap/capture"
)

// Options that are written, draft-ietf-opsawg-pcapng sections 3.5, 4.1 and 4.2.
const (
	optionComment     = 1
	optionApplication = 4  // shb_userappl
	optionName        = 2  // if_name
	optionDescription = 3  // if_description
	optionFilter      = 11 // if_filter
)

const (
	// writeSize is how much a Writer gathers before it writes, in bytes.
	writeSize = 64 << 10
	// maxOption is the longest value of an option, in bytes.
	maxOption = math.MaxUint16 &^ 3
	// maxComments is the most that the comments of one frame take, in bytes:
	// with the longest frame, the block stays below maxBlock.
	maxComments = maxBlock - maxFrame - 64
)

// Section is what the head of a pcapng file says of it.
type Section struct {
	Application string // that wrote the file
	Comment     string
}

// Interface is what a pcapng file says of one interface, beside its link type.
type Interface struct {
	Name        string // "eth1"
	Description string
	Filter      string // the libpcap expression that picked the frames
	Snaplen     uint32 // bytes kept of a frame; 0: no limit
}

// interfaceKey tells apart what needs an interface description of its own.
type interfaceKey struct {
	file uint16
	id   uint32
	link capture.LinkType
}

// Writer writes frames as one section of a pcapng file, with time stamps in
// nanoseconds. It is for one goroutine. It gathers what it writes, so Flush it
// at the end. Writing a frame allocates nothing. An error sticks: later calls
// give it again.
type Writer struct {
	out      io.Writer
	describe func(capture.Frame) Interface
	buf      []byte // not yet written
	written  int64  // bytes that out has taken
	err      error

	known map[interfaceKey]uint32
	last  interfaceKey // of the frame before
	id    uint32       // of last; valid iff known is not empty
}

// NewWriter begins a file on out. describe says what is known of the interface
// of a frame, once for each interface and link type; nil: nothing.
func NewWriter(out io.Writer, section Section, describe func(capture.Frame) Interface) *Writer {
	w := &Writer{out: out, describe: describe, buf: make([]byte, 0, 2*writeSize), known: make(map[interfaceKey]uint32)}
	w.begin(blockSection)
	w.u32(blockMagic)
	w.u16(1) // format version 1.0
	w.u16(0)
	w.u32(math.MaxUint32) // length of the section, in 64 bits: not stated
	w.u32(math.MaxUint32)
	w.option(optionApplication, section.Application)
	w.option(optionComment, section.Comment)
	w.endOptions()
	w.finish(0)
	return w
}

// Frame writes f, with the comments. f needs Time, Data, Length and Link; its
// File, Interface and Link choose the interface, which is described when it
// comes first. Times before 1970 become 1970, the earliest that the format
// has. Comments beyond 249 KiB in all are cut.
func (w *Writer) Frame(f *capture.Frame, comments ...string) error {
	if w.err != nil {
		return w.err
	}
	if len(f.Data) > maxFrame {
		return fmt.Errorf("frame of %d bytes: a pcapng file of ours holds at most %d of one", len(f.Data), maxFrame)
	}
	id := w.interfaceOf(f)
	block := w.begin(blockEnhanced)
	stamp := uint64(max(f.Time, 0))
	w.u32(id)
	w.u32(uint32(stamp >> 32))
	w.u32(uint32(stamp))
	w.u32(uint32(len(f.Data)))
	w.u32(max(f.Length, uint32(len(f.Data))))
	w.buf = append(w.buf, f.Data...)
	w.pad()
	if len(comments) > 0 {
		room := maxComments
		for _, c := range comments {
			c = cutText(c, min(room-8, maxOption))
			w.option(optionComment, c)
			room -= len(c) + 8
		}
		w.endOptions()
	}
	w.finish(block)
	return w.err
}

// interfaceOf gives the number of the frame's interface in the file.
func (w *Writer) interfaceOf(f *capture.Frame) uint32 {
	key := interfaceKey{f.File, f.Interface, f.Link}
	if key == w.last && len(w.known) > 0 {
		return w.id
	}
	id, ok := w.known[key]
	if !ok {
		id = uint32(len(w.known))
		w.known[key] = id
		w.describeInterface(f)
	}
	w.last, w.id = key, id
	return id
}

// describeInterface writes an interface description: section 4.2 of the draft.
func (w *Writer) describeInterface(f *capture.Frame) {
	var i Interface
	if w.describe != nil {
		i = w.describe(*f)
	}
	block := w.begin(blockInterface)
	w.u16(uint16(f.Link))
	w.u16(0)
	w.u32(i.Snaplen)
	w.option(optionName, i.Name)
	w.option(optionDescription, i.Description)
	w.option(optionResolution, "\x09") // 10^-9 s
	if i.Filter != "" {
		w.option(optionFilter, "\x00"+i.Filter) // 0: as libpcap writes it
	}
	w.endOptions()
	w.finish(block)
}

// Offset is where the next block will begin in the file, in bytes.
func (w *Writer) Offset() int64 { return w.written + int64(len(w.buf)) }

// Flush gives everything written so far to the io.Writer.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	n, err := w.out.Write(w.buf)
	w.written += int64(n)
	w.buf, w.err = w.buf[:0], err
	return err
}

// begin begins a block and gives where it stands in buf.
func (w *Writer) begin(kind uint32) int {
	at := len(w.buf)
	w.u32(kind)
	w.u32(0) // the length, once it is known
	return at
}

// finish writes the lengths of the block that begins at at.
func (w *Writer) finish(at int) {
	total := uint32(len(w.buf) - at + 4)
	binary.LittleEndian.PutUint32(w.buf[at+4:], total)
	w.u32(total)
	if len(w.buf) >= writeSize {
		_ = w.Flush() // the error sticks
	}
}

// option writes an option: section 3.5 of the draft. An empty one is left out.
func (w *Writer) option(code uint16, value string) {
	if value == "" {
		return
	}
	value = cutText(value, maxOption)
	w.u16(code)
	w.u16(uint16(len(value)))
	w.buf = append(w.buf, value...)
	w.pad()
}

func (w *Writer) endOptions() { w.u32(optionEnd) }

func (w *Writer) u16(v uint16) { w.buf = binary.LittleEndian.AppendUint16(w.buf, v) }
func (w *Writer) u32(v uint32) { w.buf = binary.LittleEndian.AppendUint32(w.buf, v) }

// pad fills up to 32 bits. Everything in buf is aligned from its begin on, as
// buf is written whole.
func (w *Writer) pad() {
	for len(w.buf)%4 != 0 {
		w.buf = append(w.buf, 0)
	}
}

// cutText cuts a text to at most size bytes, between characters.
func cutText(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size = max(size, 0); size > 0 && !utf8.RuneStart(s[size]); size-- {
	}
	return s[:size]
}
