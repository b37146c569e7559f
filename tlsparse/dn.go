package tlsparse

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// nameLimit bounds the text of one distinguished name, in bytes.
const nameLimit = 4096

// name is a distinguished name as text.
type name struct {
	text       string // RFC 4514, last RDN first
	commonName string // the last CN, escaped only where it could not be printed
	problem    string // the first thing that is wrong with it
}

// attribute is one AttributeTypeAndValue.
type attribute struct {
	oid   []byte
	value element
}

// readName reads the content of a Name (RFC 5280 section 4.1.2.4). What can be
// read is given even where something is wrong.
func readName(s cryptobyte.String) name {
	var n name
	rdns, problem := readRDNs(s)
	n.problem = problem
	b := make([]byte, 0, 128)
	for i := len(rdns) - 1; i >= 0; i-- {
		for j, a := range rdns[i] {
			switch {
			case j > 0:
				b = append(b, '+')
			case i < len(rdns)-1:
				b = append(b, ',')
			}
			b, problem = appendAttribute(b, a)
			if problem != "" && n.problem == "" {
				n.problem = problem
			}
		}
		if len(b) > nameLimit {
			b = cutText(b, nameLimit)
			n.problem = "name longer than 4096 bytes, cut"
			break
		}
	}
	n.text, n.commonName = string(b), commonName(rdns)
	return n
}

// commonName is the last, most specific, CN.
func commonName(rdns [][]attribute) string {
	var value *element
	for _, rdn := range rdns {
		for i, a := range rdn {
			if string(a.oid) == "\x55\x04\x03" { // 2.5.4.3
				value = &rdn[i].value
			}
		}
	}
	if value == nil {
		return ""
	}
	text, _, _ := decodeString(*value)
	return visible(string(cutText([]byte(text), nameLimit)))
}

// readRDNs reads SEQUENCE OF SET OF AttributeTypeAndValue as far as possible.
func readRDNs(s cryptobyte.String) (rdns [][]attribute, problem string) {
	for !s.Empty() {
		set, ok := readElement(&s)
		if !ok || set.cut {
			return rdns, "relative distinguished name ends early"
		}
		if set.tag != asn1.SET {
			problem = "relative distinguished name is not a SET"
			continue
		}
		var rdn []attribute
		for !set.body.Empty() {
			pair, ok := readElement(&set.body)
			if !ok || pair.cut {
				problem = "attribute ends early"
				break
			}
			oid, ok := readElement(&pair.body)
			if !ok || oid.cut || oid.tag != asn1.OBJECT_IDENTIFIER {
				problem = "attribute without a type"
				continue
			}
			value, ok := readElement(&pair.body)
			if !ok || value.cut {
				problem = "attribute without a value"
				continue
			}
			if !pair.body.Empty() {
				problem = "attribute with trailing bytes"
			}
			rdn = append(rdn, attribute{oid.body, value})
		}
		if len(rdn) > 0 {
			rdns = append(rdns, rdn)
		}
	}
	return rdns, problem
}

// appendAttribute writes type=value (RFC 4514 section 2.3).
func appendAttribute(b []byte, a attribute) (text []byte, problem string) {
	short := oidName(a.oid, attributeName)
	b = append(append(b, short...), '=')
	decoded, ok, problem := decodeString(a.value)
	if problem != "" {
		problem = short + ": " + problem
	}
	// RFC 4514 section 2.4: a type that has no name is followed by the
	// encoded value, for nobody can know its syntax.
	if !ok || short[0] == '#' || '0' <= short[0] && short[0] <= '9' {
		b = append(append(b, '#'), hexString(a.value.whole)...)
		return b, problem
	}
	return appendEscaped(b, decoded), problem
}

// attributeName is the short name under which OpenSSL prints an attribute.
func attributeName(dotted []byte) string {
	switch string(dotted) {
	case "2.5.4.3":
		return "CN"
	case "2.5.4.4":
		return "SN"
	case "2.5.4.5":
		return "serialNumber"
	case "2.5.4.6":
		return "C"
	case "2.5.4.7":
		return "L"
	case "2.5.4.8":
		return "ST"
	case "2.5.4.9":
		return "street"
	case "2.5.4.10":
		return "O"
	case "2.5.4.11":
		return "OU"
	case "2.5.4.12":
		return "title"
	case "2.5.4.13":
		return "description"
	case "2.5.4.15":
		return "businessCategory"
	case "2.5.4.16":
		return "postalAddress"
	case "2.5.4.17":
		return "postalCode"
	case "2.5.4.18":
		return "postOfficeBox"
	case "2.5.4.20":
		return "telephoneNumber"
	case "2.5.4.41":
		return "name"
	case "2.5.4.42":
		return "GN"
	case "2.5.4.43":
		return "initials"
	case "2.5.4.44":
		return "generationQualifier"
	case "2.5.4.45":
		return "x500UniqueIdentifier"
	case "2.5.4.46":
		return "dnQualifier"
	case "2.5.4.65":
		return "pseudonym"
	case "2.5.4.72":
		return "role"
	case "2.5.4.97":
		return "organizationIdentifier"
	case "0.9.2342.19200300.100.1.1":
		return "UID"
	case "0.9.2342.19200300.100.1.3":
		return "mail"
	case "0.9.2342.19200300.100.1.25":
		return "DC"
	case "1.2.840.113549.1.9.1":
		return "emailAddress"
	case "1.2.840.113549.1.9.2":
		return "unstructuredName"
	case "1.2.840.113549.1.9.8":
		return "unstructuredAddress"
	case "1.3.6.1.4.1.311.60.2.1.1":
		return "jurisdictionL"
	case "1.3.6.1.4.1.311.60.2.1.2":
		return "jurisdictionST"
	case "1.3.6.1.4.1.311.60.2.1.3":
		return "jurisdictionC"
	}
	return ""
}
