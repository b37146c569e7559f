package pcapfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrCorrupt is what an Error wraps where the bytes contradict the format. An
// Error about a file that ends early wraps io.ErrUnexpectedEOF instead.
var ErrCorrupt = errors.New("corrupt capture file")

// Error says that an input could not be read whole: it ends early, is damaged
// or could not be read. All frames that could be read were given before it.
type Error struct {
	File       string // as given to Open or NewReader
	Offset     int64  // where the first lost record begins in the decompressed input, in bytes
	Compressed int64  // where decompression broke in the stored file, in bytes; -1 when it did not
	Reason     string // lower case, one line
	Err        error  // ErrCorrupt, io.ErrUnexpectedEOF, or what reading or decompression gave
}

// Error gives file, offset and reason on one line.
func (e *Error) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s: offset %d", shownName(e.File), e.Offset)
	if e.Compressed >= 0 {
		fmt.Fprintf(&s, " (compressed %d)", e.Compressed)
	}
	s.WriteString(": ")
	s.WriteString(e.Reason)
	return s.String()
}

// Unwrap gives Err.
func (e *Error) Unwrap() error { return e.Err }

func corruptAt(offset int64, format string, args ...any) *Error {
	return &Error{Offset: offset, Compressed: -1, Reason: fmt.Sprintf(format, args...), Err: ErrCorrupt}
}

// endsInside says that the input ends before a thing that begins at offset does.
func endsInside(what string, offset, announced, there int64) *Error {
	return &Error{
		Offset:     offset,
		Compressed: -1,
		Reason:     fmt.Sprintf("ends inside %s: %d bytes announced, %d there", what, announced, there),
		Err:        io.ErrUnexpectedEOF,
	}
}

// FormatError says that an input is no capture file that this package reads.
type FormatError struct {
	File        string // as given to Open or NewReader
	Compression string // "gzip" or "zstd" where that was taken off first, else ""
	Start       []byte // the first bytes, at most 16; none where the input is empty
}

// Error names what was found instead of a capture.
func (e *FormatError) Error() string {
	name := shownName(e.File)
	if e.Compression != "" {
		name += " (" + e.Compression + ")"
	}
	if len(e.Start) == 0 {
		return name + ": empty file"
	}
	if known := knownAs(e.Start); known != "" {
		return name + ": not a capture file that can be read: " + known
	}
	return fmt.Sprintf("%s: not a capture file: begins with %q", name, e.Start)
}

// knownAs names formats that people take for pcap, with the way out.
func knownAs(start []byte) string {
	known := []struct{ magic, text string }{
		{"GMBU", "a Microsoft Network Monitor 2 capture, convert it with editcap"},
		{"RTSS", "a Microsoft Network Monitor 1 capture, convert it with editcap"},
		{"snoop\x00", "a snoop capture, convert it with editcap"},
		{"TRSNIFF", "a Sniffer capture, convert it with editcap"},
		{"XCP\x00", "a NetXRay capture, convert it with editcap"},
		{"PK\x03\x04", "a zip archive, unpack it first"},
		{"BZh", "compressed with bzip2, decompress it first"},
		{"\xfd7zXZ\x00", "compressed with xz, decompress it first"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive, unpack it first"},
		{"\x04\x22\x4d\x18", "compressed with lz4, decompress it first"},
		{"\x1f\x8b", "compressed twice, decompress it once"},
		{"\x28\xb5\x2f\xfd", "compressed twice, decompress it once"},
	}
	for _, k := range known {
		if strings.HasPrefix(string(start), k.magic) {
			return k.text
		}
	}
	return ""
}

func shownName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// damageLog keeps the first damage that was stepped over and counts the rest.
type damageLog struct {
	first *Error
	more  int64
}

func (l *damageLog) add(e *Error) {
	if l.first == nil {
		l.first = e
		return
	}
	l.more++
}

// verdict joins the damage that was stepped over with what ended the reading
// (nil at a clean end). The offset is that of the first damage.
func (l *damageLog) verdict(last *Error) *Error {
	if l.first == nil {
		return last
	}
	e := *l.first
	if l.more > 0 {
		e.Reason += fmt.Sprintf("; %d more damaged places after it", l.more)
	}
	if last != nil {
		e.Reason += fmt.Sprintf("; at offset %d: %s", last.Offset, last.Reason)
		e.Compressed = last.Compressed
		e.Err = errors.Join(e.Err, last.Err)
	}
	return &e
}
