package tlsparse

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Tags of the optional fields of TBSCertificate.
const (
	tagVersion  = classContext | constructed // [0]
	tagIssuerID = classContext | 1
	tagOwnerID  = classContext | 2
	tagExtended = classContext | constructed | 3
)

// errorLimit bounds Certificate.Errors.
const errorLimit = 32

// outline reads a certificate field by field, so that damage to one field does
// not hide the others.
type outline struct {
	c *Certificate
}

// offset is where s begins in Raw. All cursors are slices of Raw and reach, in
// capacity, to its end.
func (o outline) offset(s []byte) int { return cap(o.c.Raw) - cap(s) }

func (o outline) note(field string, at []byte, what string) {
	if what != "" && len(o.c.Errors) < errorLimit {
		o.c.Errors = append(o.c.Errors, FieldError{Field: field, Offset: o.offset(at), What: what})
	}
}

// next reads the next element, which must have the tag. It returns false, and
// notes why, when there is none or when it is another; one that is cut short
// counts only where the caller reads inside.
func (o outline) next(s *cryptobyte.String, field string, tag asn1.Tag) (element, bool) {
	start := *s
	e, ok := readElement(s)
	switch {
	case !ok && o.c.Truncated:
		*s = start[len(start):]
		return element{}, false
	case !ok:
		*s = start[len(start):]
		o.note(field, start, "missing or without a valid length")
		return element{}, false
	case e.tag != tag:
		o.note(field, start, "unexpected ASN.1 tag "+hexadecimal(uint32(e.tag), 2))
		return element{}, false
	case e.cut && !o.c.Truncated && field != "certificate":
		o.note(field, start, "longer than what holds it")
	}
	return e, true
}

// whole is next for an element that must be complete.
func (o outline) whole(s *cryptobyte.String, field string, tag asn1.Tag) (element, bool) {
	e, ok := o.next(s, field, tag)
	if ok && e.cut {
		return element{}, false
	}
	return e, ok
}

// certificate reads Certificate (RFC 5280 section 4.1).
func (o outline) certificate() {
	s := cryptobyte.String(o.c.Raw)
	e, ok := o.next(&s, "certificate", asn1.SEQUENCE)
	if !ok {
		return
	}
	o.c.Truncated = e.cut
	if e.cut {
		o.note("certificate", e.whole, "ends early")
	}
	if !s.Empty() {
		o.note("certificate", s, "trailing bytes")
	}
	tbs, ok := o.next(&e.body, "tbsCertificate", asn1.SEQUENCE)
	if !ok {
		return
	}
	inner := o.tbs(tbs.body)
	outer, ok := o.whole(&e.body, "signatureAlgorithm", asn1.SEQUENCE)
	if !ok {
		return
	}
	if inner != nil && !bytes.Equal(inner, outer.body) {
		o.note("signatureAlgorithm", outer.whole, "differs from the signed one")
	}
	if o.c.Signature == "" {
		o.c.Signature = signatureName(outer.body)
	}
	o.whole(&e.body, "signatureValue", asn1.BIT_STRING)
	if !e.body.Empty() {
		o.note("certificate", e.body, "trailing bytes")
	}
}

// tbs reads TBSCertificate; it returns the content of its signature algorithm.
func (o outline) tbs(s cryptobyte.String) (algorithm []byte) {
	o.c.Version = 1 // where none is given
	if s.PeekASN1Tag(tagVersion) {
		o.version(&s)
	}
	if e, ok := o.whole(&s, "serial", asn1.INTEGER); ok {
		o.serial(e)
	}
	if e, ok := o.whole(&s, "signature", asn1.SEQUENCE); ok {
		algorithm = e.body
		o.c.Signature = signatureName(e.body)
	}
	if e, ok := o.whole(&s, "issuer", asn1.SEQUENCE); ok {
		n := readName(e.body)
		o.note("issuer", e.whole, n.problem)
		o.c.Issuer, o.c.rawIssuer = n.text, e.whole
	}
	if e, ok := o.next(&s, "validity", asn1.SEQUENCE); ok {
		o.validity(e.body)
	}
	if e, ok := o.whole(&s, "subject", asn1.SEQUENCE); ok {
		n := readName(e.body)
		o.note("subject", e.whole, n.problem)
		o.c.Subject, o.c.CommonName, o.c.rawSubject = n.text, n.commonName, e.whole
	}
	if e, ok := o.whole(&s, "subjectPublicKeyInfo", asn1.SEQUENCE); ok {
		o.publicKey(e)
	}
	o.optional(s)
	return algorithm
}

// optional reads what follows the key: unique identifiers and extensions.
func (o outline) optional(s cryptobyte.String) {
	for !s.Empty() {
		start := s
		e, ok := readElement(&s)
		switch {
		case !ok:
			if !o.c.Truncated {
				o.note("extensions", start, "missing or without a valid length")
			}
			return
		case e.tag == tagIssuerID, e.tag == tagOwnerID:
		case e.tag == tagExtended:
			if o.c.Version < 3 {
				o.note("extensions", start, "extensions before version 3")
			}
			if list, ok := o.next(&e.body, "extensions", asn1.SEQUENCE); ok {
				o.extensions(list.body)
			}
		default:
			o.note("tbsCertificate", start, "unexpected ASN.1 tag "+hexadecimal(uint32(e.tag), 2))
		}
	}
}

// version reads the version, which is one more than its INTEGER (RFC 5280
// section 4.1.2.1).
func (o outline) version(s *cryptobyte.String) {
	start := *s
	e, ok := o.whole(s, "version", tagVersion)
	if !ok {
		return
	}
	var version int64
	if !e.body.ReadASN1Integer(&version) || version < 0 || version > 2 {
		o.note("version", start, "not 1, 2 or 3")
		return
	}
	o.c.Version = int(version) + 1
}

// serial reads the serial number, an INTEGER (RFC 5280 section 4.1.2.2).
func (o outline) serial(e element) {
	b := []byte(e.body)
	if len(b) == 0 {
		o.note("serial", e.whole, "empty")
		return
	}
	sign := ""
	if b[0]&0x80 != 0 {
		o.note("serial", e.whole, "negative")
		sign, b = "-", negated(b)
	}
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	if len(b) > 20 {
		o.note("serial", e.whole, "longer than 20 bytes")
		// A serial of kilobytes would be of no use to anyone.
		b = b[:min(len(b), 64)]
	}
	o.c.Serial = sign + hexString(b)
}

// negated is the magnitude of a negative two's complement number.
func negated(b []byte) []byte {
	m := make([]byte, len(b))
	carry := true
	for i := len(b) - 1; i >= 0; i-- {
		m[i] = ^b[i]
		if carry {
			m[i]++
			carry = m[i] == 0
		}
	}
	return m
}

// validity reads both times (RFC 5280 section 4.1.2.5).
func (o outline) validity(s cryptobyte.String) {
	o.c.NotBefore = o.time(&s, "notBefore")
	o.c.NotAfter = o.time(&s, "notAfter")
	if !s.Empty() {
		o.note("validity", s, "trailing bytes")
	}
}
