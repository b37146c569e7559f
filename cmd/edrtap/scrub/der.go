package scrub

// Tags of DER (X.690 section 8.1.2, RFC 5280 section 4.2.1.6).
const (
	tagBitString     = 0x03
	tagOctetString   = 0x04
	tagUTF8          = 0x0c
	tagPrintable     = 0x13
	tagT61           = 0x14
	tagIA5           = 0x16
	tagVisible       = 0x1a
	tagUniversal     = 0x1c
	tagBMP           = 0x1e
	tagRFC822Name    = 0x81 // the choices of GeneralName that are text
	tagDNSName       = 0x82
	tagURI           = 0x86
	tagIPAddress     = 0x87
	constructed      = 0x20
	maxDERDepth      = 24
	maxKeyIdentifier = 64 // bytes of an octet string that is left as it is
)

// certificate replaces the texts and addresses of a certificate in place. It
// looks at the tags alone: whatever is text anywhere in it is replaced. What
// cannot be read is zeroed.
func (s *Scrubber) certificate(b []byte) {
	if !s.der(b, 0) {
		clear(b)
	}
}

// der walks over elements. It gives false where that is not what b holds.
func (s *Scrubber) der(b []byte, depth int) bool {
	for len(b) > 0 {
		tag, content, rest, ok := element(b)
		if !ok || depth > maxDERDepth {
			return false
		}
		b = rest
		switch {
		case tag&constructed != 0:
			if !s.der(content, depth+1) {
				return false
			}
		case tag == tagOctetString:
			// An extension's value is DER in an octet string (RFC 5280 section
			// 4.2); the other octet strings are identifiers of keys, or signed
			// timestamps, which are public records of the certificate.
			if !wellFormed(content, depth+1) {
				if len(content) > maxKeyIdentifier {
					clear(content)
				}
			} else if !s.der(content, depth+1) {
				return false
			}
		case tag == tagIPAddress:
			s.generalAddress(content)
		case tag == tagBMP:
			s.bmp(content)
		case isText(tag):
			s.text(content)
		}
	}
	return true
}

func isText(tag byte) bool {
	switch tag {
	case tagUTF8, tagPrintable, tagT61, tagIA5, tagVisible, tagUniversal, tagRFC822Name, tagDNSName, tagURI:
		return true
	}
	return false
}

// generalAddress replaces an iPAddress, which has a mask in name constraints.
func (s *Scrubber) generalAddress(b []byte) {
	switch len(b) {
	case 4, 16:
		s.replaceAddress(b)
	case 8, 32:
		s.replaceAddress(b[:len(b)/2])
	default:
		clear(b)
	}
}

// bmp replaces a text of two bytes a character: what is beyond ASCII becomes x.
func (s *Scrubber) bmp(b []byte) {
	if len(b)%2 == 1 {
		clear(b)
		return
	}
	narrow := make([]byte, len(b)/2)
	for i := range narrow {
		narrow[i] = 'x'
		if b[2*i] == 0 && b[2*i+1] < 0x80 {
			narrow[i] = b[2*i+1]
		}
	}
	s.text(narrow)
	for i, c := range narrow {
		b[2*i], b[2*i+1] = 0, c
	}
}

// wellFormed says whether b is elements of DER from begin to end.
func wellFormed(b []byte, depth int) bool {
	if len(b) == 0 || depth > maxDERDepth {
		return false
	}
	for len(b) > 0 {
		tag, content, rest, ok := element(b)
		if !ok || tag == 0 || tag&constructed != 0 && len(content) > 0 && !wellFormed(content, depth+1) {
			return false
		}
		b = rest
	}
	return true
}

// element takes the first element off.
func element(b []byte) (tag byte, content, rest []byte, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f {
		return 0, nil, nil, false
	}
	size, head := int(b[1]), 2
	if size >= 0x80 {
		n := size & 0x7f
		if n == 0 || n > 3 || len(b) < 2+n {
			return 0, nil, nil, false
		}
		size, head = 0, 2+n
		for _, c := range b[2:head] {
			size = size<<8 | int(c)
		}
	}
	if size > len(b)-head {
		return 0, nil, nil, false
	}
	return b[0], b[head : head+size], b[head+size:], true
}
