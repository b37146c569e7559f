package tlsparse

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte/asn1"
)

// String types that cryptobyte/asn1 has no name for (X.680 section 8.4).
const (
	tagNumericString   asn1.Tag = 18
	tagVisibleString   asn1.Tag = 26
	tagUniversalString asn1.Tag = 28
	tagBMPString       asn1.Tag = 30
)

// decodeString decodes a character string of any ASN.1 type to UTF-8. ok is
// false for what is no character string. Content that its type does not allow
// is decoded as well as possible, and the problem is told.
func decodeString(e element) (text string, ok bool, problem string) {
	switch e.tag {
	case asn1.UTF8String:
		if !utf8.Valid(e.body) {
			return latin1(e.body), true, "invalid UTF-8"
		}
		return string(e.body), true, ""
	case asn1.PrintableString:
		return anyBytes(e.body), true, unless(allBytes(e.body, isPrintableString), "character that a PrintableString may not hold")
	case tagNumericString:
		return anyBytes(e.body), true, unless(allBytes(e.body, isNumericString), "character that a NumericString may not hold")
	case asn1.IA5String, tagVisibleString, asn1.GeneralString:
		return anyBytes(e.body), true, unless(allBytes(e.body, isASCII), "byte beyond ASCII")
	case asn1.T61String:
		// In practice T61String holds ISO 8859-1.
		return latin1(e.body), true, ""
	case tagBMPString:
		text, problem = decodeBMP(e.body)
		return text, true, problem
	case tagUniversalString:
		text, problem = decodeUniversal(e.body)
		return text, true, problem
	}
	return "", false, "value is not a character string"
}

func unless(fine bool, problem string) string {
	if fine {
		return ""
	}
	return problem
}

func allBytes(b []byte, allowed func(byte) bool) bool {
	for _, c := range b {
		if !allowed(c) {
			return false
		}
	}
	return true
}

func isASCII(c byte) bool { return c < 0x80 }

func isNumericString(c byte) bool { return '0' <= c && c <= '9' || c == ' ' }

// isPrintableString allows, as crypto/x509 does, '*' and '&' too, which the
// type does not have but certificates in the wild do.
func isPrintableString(c byte) bool {
	if isAlphanumeric(c) {
		return true
	}
	switch c {
	case ' ', '\'', '(', ')', '+', ',', '-', '.', '/', ':', '=', '?', '*', '&':
		return true
	}
	return false
}

// anyBytes takes the bytes as UTF-8 where they are, else as ISO 8859-1.
func anyBytes(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return latin1(b)
}

func latin1(b []byte) string {
	text := make([]byte, 0, len(b)+8)
	for _, c := range b {
		text = utf8.AppendRune(text, rune(c))
	}
	return string(text)
}

func decodeBMP(b []byte) (text, problem string) {
	if len(b)%2 != 0 {
		return anyBytes(b), "BMPString of odd length"
	}
	// RFC 7292 writers end a BMPString with a NUL; crypto/x509 drops it too.
	if l := len(b); l >= 2 && b[l-1] == 0 && b[l-2] == 0 {
		b = b[:l-2]
	}
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) > 0; b = b[2:] {
		units = append(units, uint16(b[0])<<8|uint16(b[1]))
	}
	return string(utf16.Decode(units)), ""
}

func decodeUniversal(b []byte) (text, problem string) {
	if len(b)%4 != 0 {
		return anyBytes(b), "UniversalString of a length that is no multiple of 4"
	}
	decoded := make([]byte, 0, len(b))
	for ; len(b) > 0; b = b[4:] {
		r := rune(uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3]))
		if !utf8.ValidRune(r) {
			r, problem = utf8.RuneError, "UniversalString with an invalid character"
		}
		decoded = utf8.AppendRune(decoded, r)
	}
	return string(decoded), problem
}

// appendEscaped writes an attribute value as RFC 4514 section 2.4 asks, and
// what a terminal must not get as a backslash and two digits a byte, which the
// same section allows.
func appendEscaped(b []byte, value string) []byte {
	for i, r := range value {
		switch {
		case r == ' ' && (i == 0 || i == len(value)-1), r == '#' && i == 0:
			b = append(b, '\\', byte(r))
		case r == '"' || r == '+' || r == ',' || r == ';' || r == '<' || r == '>' || r == '\\':
			b = append(b, '\\', byte(r))
		default:
			b = appendVisible(b, r)
		}
	}
	return b
}

// visible gives text with what must not reach a terminal escaped as in a
// distinguished name.
func visible(text string) string {
	for _, r := range text {
		if !isVisible(r) {
			b := make([]byte, 0, len(text)+16)
			for _, r := range text {
				b = appendVisible(b, r)
			}
			return string(b)
		}
	}
	return text
}

func appendVisible(b []byte, r rune) []byte {
	if isVisible(r) {
		return utf8.AppendRune(b, r)
	}
	const digits = "0123456789ABCDEF"
	var room [utf8.UTFMax]byte
	for _, c := range utf8.AppendRune(room[:0], r) {
		b = append(b, '\\', digits[c>>4], digits[c&15])
	}
	return b
}

// isVisible tells whether r shows as itself: control characters, line and
// paragraph separators, bidirectional overrides and other invisible format
// characters do not.
func isVisible(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r != 0x7f
	}
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r)
}

// cutText cuts UTF-8 text to at most limit bytes, between characters.
func cutText(b []byte, limit int) []byte {
	if len(b) <= limit {
		return b
	}
	for limit > 0 && !utf8.RuneStart(b[limit]) {
		limit--
	}
	return b[:limit]
}
