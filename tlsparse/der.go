package tlsparse

import (
	"math/bits"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Bits of an ASN.1 tag (X.690 section 8.1.2).
const (
	classContext asn1.Tag = 0x80
	constructed  asn1.Tag = 0x20
)

// element is one DER element as far as its bytes are there.
type element struct {
	tag   asn1.Tag
	body  cryptobyte.String // content; what is there of it when cut
	whole cryptobyte.String // header and content, likewise
	cut   bool              // the bytes end inside the content
}

// readElement reads the next element of s. It is laxer than cryptobyte: a
// length may have more octets than needed, as in BER, and content may be cut
// short, so that what certificates hold in front of the damage can be told.
// It returns false when not even the header can be read.
func readElement(s *cryptobyte.String) (element, bool) {
	start := *s
	var tag, first uint8
	if !s.ReadUint8(&tag) || tag&0x1f == 0x1f || !s.ReadUint8(&first) {
		return element{}, false
	}
	length := uint64(first)
	if first >= 0x80 {
		// X.690 section 8.1.3.5; 0x80 is the indefinite form, which DER forbids.
		var octets []byte
		if first == 0x80 || !s.ReadBytes(&octets, int(first&0x7f)) {
			return element{}, false
		}
		length = 0
		for _, o := range octets {
			if bits.LeadingZeros64(length) < 8 {
				return element{}, false
			}
			length = length<<8 | uint64(o)
		}
	}
	e := element{tag: asn1.Tag(tag)}
	n := len(*s)
	if length > uint64(n) {
		e.cut = true
	} else {
		n = int(length)
	}
	e.body = (*s)[:n]
	*s = (*s)[n:]
	e.whole = start[:len(start)-len(*s)]
	return e, true
}

// appendOID writes the content octets of an OBJECT IDENTIFIER in dotted form
// (X.690 section 8.19). It returns false for one that is malformed or has an
// arc beyond 64 bits.
func appendOID(b, oid []byte) ([]byte, bool) {
	if len(oid) == 0 {
		return b, false
	}
	var arc uint64
	first := true
	for i, o := range oid {
		if arc == 0 && o == 0x80 || bits.LeadingZeros64(arc) < 8 {
			return b, false
		}
		arc = arc<<7 | uint64(o&0x7f)
		if o&0x80 != 0 {
			if i == len(oid)-1 {
				return b, false
			}
			continue
		}
		if first {
			first = false
			top := min(arc/40, 2)
			b = strconv.AppendUint(b, top, 10)
			arc -= 40 * top
		}
		b = strconv.AppendUint(append(b, '.'), arc, 10)
		arc = 0
	}
	return b, true
}

// oidName gives the name that names knows for the OID, else its dotted form,
// else, for one that is malformed, its octets in hexadecimal. names gets the
// dotted form, as a string that is not kept.
func oidName(oid []byte, names func(dotted []byte) string) string {
	var room [64]byte
	dotted, ok := appendOID(room[:0], oid)
	if !ok {
		return "#" + hexString(oid)
	}
	if name := names(dotted); name != "" {
		return name
	}
	return string(dotted)
}

func hexString(b []byte) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 2*len(b))
	for _, c := range b {
		text = append(text, digits[c>>4], digits[c&15])
	}
	return string(text)
}
