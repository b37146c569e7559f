package tlsparse

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// listLimit bounds every list of a certificate; more is noted, not kept.
const listLimit = 4096

// extensionLimit bounds the extensions that are read, which are compared with
// each other.
const extensionLimit = 64

// extensions reads SEQUENCE OF Extension (RFC 5280 section 4.2). The first of
// two with the same OID counts.
func (o outline) extensions(s cryptobyte.String) {
	seen := make([][]byte, 0, 16)
	for !s.Empty() {
		start := s
		e, ok := readElement(&s)
		if !ok || e.cut {
			if !o.c.Truncated {
				o.note("extensions", start, "extension ends early")
			}
			return
		}
		if e.tag != asn1.SEQUENCE {
			o.note("extensions", start, "extension is not a SEQUENCE")
			continue
		}
		oid, ok := o.whole(&e.body, "extensions", asn1.OBJECT_IDENTIFIER)
		if !ok {
			continue
		}
		if contains(seen, oid.body) {
			o.note("extensions", start, "duplicate extension "+oidName(oid.body, extensionName))
			continue
		}
		if len(seen) == extensionLimit {
			o.note("extensions", start, "more than 64 extensions, the rest left out")
			return
		}
		seen = append(seen, oid.body)
		e.body.SkipOptionalASN1(asn1.BOOLEAN) // critical
		if value, ok := o.whole(&e.body, oidName(oid.body, extensionName), asn1.OCTET_STRING); ok {
			o.extension(oidName(oid.body, extensionName), value)
		}
	}
}

func contains(list [][]byte, b []byte) bool {
	for _, l := range list {
		if string(l) == string(b) {
			return true
		}
	}
	return false
}

// extension reads one extension. A malformed one is noted and the others are
// read all the same.
func (o outline) extension(name string, value element) {
	s := value.body
	ok := true
	switch name {
	case "subjectAltName":
		o.c.HasSAN = true
		ok = o.alternativeNames(s)
	case "basicConstraints":
		o.c.HasBasicConstraints = true
		ok = o.basicConstraints(s)
	case "keyUsage":
		ok = o.keyUsage(s)
	case "extKeyUsage":
		ok = o.extKeyUsage(s)
	case "subjectKeyIdentifier":
		var id cryptobyte.String
		if ok = s.ReadASN1(&id, asn1.OCTET_STRING); ok {
			o.c.SubjectKeyID = hexString(id)
		}
	case "authorityKeyIdentifier":
		ok = o.authorityKeyID(s)
	case "authorityInfoAccess":
		ok = o.authorityInfoAccess(s)
	case "cRLDistributionPoints":
		ok = o.distributionPoints(s)
	}
	if !ok {
		o.note(name, value.whole, "malformed")
	}
}

// basicConstraints: RFC 5280 section 4.2.1.9.
func (o outline) basicConstraints(s cryptobyte.String) bool {
	var sequence cryptobyte.String
	if !s.ReadASN1(&sequence, asn1.SEQUENCE) {
		return false
	}
	return !sequence.PeekASN1Tag(asn1.BOOLEAN) || sequence.ReadASN1Boolean(&o.c.IsCA)
}

// keyUsage: RFC 5280 section 4.2.1.3.
func (o outline) keyUsage(s cryptobyte.String) bool {
	var bits cryptobyte.String
	var unused uint8
	if !s.ReadASN1(&bits, asn1.BIT_STRING) || !bits.ReadUint8(&unused) || unused > 7 {
		return false
	}
	o.c.HasKeyUsage = true
	for i := range min(9, 8*len(bits)) {
		if bits[i/8]&(0x80>>(i%8)) != 0 {
			o.c.KeyUsage |= 1 << i
		}
	}
	return true
}

// extKeyUsage: RFC 5280 section 4.2.1.12.
func (o outline) extKeyUsage(s cryptobyte.String) bool {
	var sequence cryptobyte.String
	if !s.ReadASN1(&sequence, asn1.SEQUENCE) {
		return false
	}
	for !sequence.Empty() && len(o.c.ExtKeyUsage) < listLimit {
		var oid cryptobyte.String
		if !sequence.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) {
			return false
		}
		o.c.ExtKeyUsage = append(o.c.ExtKeyUsage, oidName(oid, purposeName))
	}
	return sequence.Empty()
}

// authorityKeyID: RFC 5280 section 4.2.1.1.
func (o outline) authorityKeyID(s cryptobyte.String) bool {
	var sequence, id cryptobyte.String
	var present bool
	if !s.ReadASN1(&sequence, asn1.SEQUENCE) ||
		!sequence.ReadOptionalASN1(&id, &present, classContext) {
		return false
	}
	o.c.AuthorityKeyID = hexString(id)
	return true
}

func extensionName(dotted []byte) string {
	switch string(dotted) {
	case "2.5.29.14":
		return "subjectKeyIdentifier"
	case "2.5.29.15":
		return "keyUsage"
	case "2.5.29.17":
		return "subjectAltName"
	case "2.5.29.19":
		return "basicConstraints"
	case "2.5.29.31":
		return "cRLDistributionPoints"
	case "2.5.29.35":
		return "authorityKeyIdentifier"
	case "2.5.29.37":
		return "extKeyUsage"
	case "1.3.6.1.5.5.7.1.1":
		return "authorityInfoAccess"
	}
	return ""
}

func purposeName(dotted []byte) string {
	switch string(dotted) {
	case "2.5.29.37.0":
		return "anyExtendedKeyUsage"
	case "1.3.6.1.5.5.7.3.1":
		return "serverAuth"
	case "1.3.6.1.5.5.7.3.2":
		return "clientAuth"
	case "1.3.6.1.5.5.7.3.3":
		return "codeSigning"
	case "1.3.6.1.5.5.7.3.4":
		return "emailProtection"
	case "1.3.6.1.5.5.7.3.8":
		return "timeStamping"
	case "1.3.6.1.5.5.7.3.9":
		return "OCSPSigning"
	case "1.3.6.1.4.1.311.10.3.3":
		return "msSGC"
	case "2.16.840.1.113730.4.1":
		return "nsSGC"
	}
	return ""
}
