// Package dissect puts handshake messages into words, field by field, for a
// reader. Facts for the analysis come from package tlsparse; this one keeps
// everything that it meets, and shows what it cannot read as bytes.
package dissect

import (
	"encoding/hex"
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"

	"edrtap/tlsparse"
)

// Field is one field of a message. Value may be empty where Sub says it all.
type Field struct {
	Name  string
	Value string
	Sub   []Field
}

// Context is what was negotiated before a message, as far as it is known: the
// form of some messages depends on it.
type Context struct {
	Version tlsparse.Version
	Suite   tlsparse.CipherSuite
}

// Limits of what is shown of one message.
const (
	listLimit  = 512 // entries of one list
	bytesLimit = 32  // bytes of one opaque field
)

// headerLen is that of type and length (RFC 8446 section 4).
const headerLen = 4

// Message gives the fields of a handshake message, header included, as far as
// the bytes go. It keeps no reference to message, and never fails: what does
// not fit its form is shown as bytes under "rest".
func Message(message []byte, context Context) []Field {
	if len(message) < headerLen {
		return rest(message)
	}
	d := &dissection{String: message[headerLen:], context: context}
	announced := int(message[1])<<16 | int(message[2])<<8 | int(message[3])
	if n := len(d.String); n < announced {
		d.add("length", fmt.Sprintf("%d bytes, of which %d are here", announced, n))
	}
	d.message(tlsparse.HandshakeType(message[0]))
	d.fields = append(d.fields, rest(d.String)...)
	return d.fields
}

// rest shows bytes that no field claimed.
func rest(b []byte) []Field {
	if len(b) == 0 {
		return nil
	}
	return []Field{{Name: "rest", Value: opaque(b)}}
}

// dissection reads one message, or one vector in it, from the front.
type dissection struct {
	cryptobyte.String
	context Context
	fields  []Field
}

func (d *dissection) add(name, value string, sub ...Field) {
	d.fields = append(d.fields, Field{Name: name, Value: value, Sub: sub})
}

// inside gives a dissection of a vector of d.
func (d *dissection) inside(b []byte) *dissection {
	return &dissection{String: b, context: d.context}
}

// take8, take16 and take24 read a vector with a length field of so many bits;
// one that is cut short is given as far as it goes.
func (d *dissection) take8() ([]byte, bool)  { return d.take(1) }
func (d *dissection) take16() ([]byte, bool) { return d.take(2) }
func (d *dissection) take24() ([]byte, bool) { return d.take(3) }

func (d *dissection) take(size int) ([]byte, bool) {
	if len(d.String) < size {
		return nil, false
	}
	length := 0
	for _, b := range d.String[:size] {
		length = length<<8 | int(b)
	}
	b := d.String[size:]
	b = b[:min(length, len(b))]
	d.String = d.String[size+len(b):]
	return b, true
}

// number16 reads a field of 16 bits.
func (d *dissection) number16() (uint16, bool) {
	var v uint16
	ok := d.ReadUint16(&v)
	return v, ok
}

// opaque shows bytes in hexadecimal: all of a few, the beginning of many.
func opaque(b []byte) string {
	switch {
	case len(b) == 0:
		return "empty"
	case len(b) <= bytesLimit:
		return fmt.Sprintf("%s: %s", count(len(b), "byte"), hex.EncodeToString(b))
	}
	return fmt.Sprintf("%d bytes: %s...", len(b), hex.EncodeToString(b[:bytesLimit]))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// text shows a stranger's text: as it is where it is printable ASCII.
func text(b []byte) string {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return strconv.QuoteToASCII(string(b))
		}
	}
	return string(b)
}

// numbers gives one field for each 16-bit value of a list, named by T.
func numbers[T interface {
	~uint16
	fmt.Stringer
}](list []byte,
) []Field {
	var fields []Field
	for ; len(list) >= 2; list = list[2:] {
		if len(fields) == listLimit {
			return append(fields, Field{Name: "...", Value: count(len(list)/2, "more entry")})
		}
		v := uint16(list[0])<<8 | uint16(list[1])
		fields = append(fields, Field{Name: fmt.Sprintf("0x%04x", v), Value: named(v, T(v).String())})
	}
	return append(fields, rest(list)...)
}

// named leaves out a name that is only the number.
func named(v uint16, name string) string {
	if tlsparse.IsGREASE(v) {
		return "GREASE"
	}
	if name == fmt.Sprintf("0x%04x", v) {
		return "unknown"
	}
	return name
}
