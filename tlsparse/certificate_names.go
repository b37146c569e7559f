package tlsparse

import (
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Choices of GeneralName (RFC 5280 section 4.2.1.6).
const (
	generalEmail = classContext | 1
	generalDNS   = classContext | 2
	generalURI   = classContext | 6
	generalIP    = classContext | 7
)

// alternativeNames: RFC 5280 section 4.2.1.6. A name that is malformed is
// noted and left out.
func (o outline) alternativeNames(s cryptobyte.String) bool {
	var sequence cryptobyte.String
	if !s.ReadASN1(&sequence, asn1.SEQUENCE) {
		return false
	}
	for n := 0; !sequence.Empty(); n++ {
		e, ok := readElement(&sequence)
		if !ok || e.cut {
			return false
		}
		if n == listLimit {
			o.note("subjectAltName", e.whole, "more than 4096 names, the rest left out")
			return true
		}
		switch e.tag {
		case generalEmail:
			o.c.Emails = append(o.c.Emails, o.ia5(e))
		case generalDNS:
			o.c.DNSNames = append(o.c.DNSNames, o.ia5(e))
		case generalURI:
			o.c.URIs = append(o.c.URIs, o.ia5(e))
		case generalIP:
			address, ok := netip.AddrFromSlice(e.body)
			if !ok {
				o.note("subjectAltName", e.whole, "IP address of neither 4 nor 16 bytes")
				continue
			}
			o.c.IPAddresses = append(o.c.IPAddresses, address)
		}
	}
	return true
}

// ia5 is the text of an IA5String. What must not reach a terminal is escaped,
// so that such a name equals no host name either.
func (o outline) ia5(e element) string {
	if !allBytes(e.body, isASCII) {
		o.note("subjectAltName", e.whole, "name with a byte beyond ASCII")
	}
	return visible(anyBytes(e.body))
}

// authorityInfoAccess: RFC 5280 section 4.2.2.1.
func (o outline) authorityInfoAccess(s cryptobyte.String) bool {
	var sequence cryptobyte.String
	if !s.ReadASN1(&sequence, asn1.SEQUENCE) {
		return false
	}
	for !sequence.Empty() {
		var description, method cryptobyte.String
		if !sequence.ReadASN1(&description, asn1.SEQUENCE) ||
			!description.ReadASN1(&method, asn1.OBJECT_IDENTIFIER) {
			return false
		}
		location, ok := readElement(&description)
		if !ok || location.cut {
			return false
		}
		if location.tag != generalURI {
			continue
		}
		switch oidName(method, accessMethodName) {
		case "ocsp":
			o.c.OCSP = appendURL(o.c.OCSP, location)
		case "caIssuers":
			o.c.IssuerURLs = appendURL(o.c.IssuerURLs, location)
		}
	}
	return true
}

func accessMethodName(dotted []byte) string {
	switch string(dotted) {
	case "1.3.6.1.5.5.7.48.1":
		return "ocsp"
	case "1.3.6.1.5.5.7.48.2":
		return "caIssuers"
	}
	return ""
}

// distributionPoints: RFC 5280 section 4.2.1.13. Of each point the URIs of its
// full name are taken.
func (o outline) distributionPoints(s cryptobyte.String) bool {
	const tag0 = classContext | constructed
	var sequence cryptobyte.String
	if !s.ReadASN1(&sequence, asn1.SEQUENCE) {
		return false
	}
	for !sequence.Empty() {
		var point, choice, fullName cryptobyte.String
		var present bool
		if !sequence.ReadASN1(&point, asn1.SEQUENCE) || !point.ReadOptionalASN1(&choice, &present, tag0) {
			return false
		}
		if !present || !choice.PeekASN1Tag(tag0) {
			continue
		}
		if !choice.ReadASN1(&fullName, tag0) {
			return false
		}
		for !fullName.Empty() {
			e, ok := readElement(&fullName)
			if !ok || e.cut {
				return false
			}
			if e.tag == generalURI {
				o.c.CRL = appendURL(o.c.CRL, e)
			}
		}
	}
	return true
}

// appendURL adds a URL up to the limit of a list.
func appendURL(list []string, e element) []string {
	if len(list) >= listLimit {
		return list
	}
	return append(list, visible(anyBytes(e.body)))
}
