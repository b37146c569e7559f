package tlsparse

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// signatureName names the content of an AlgorithmIdentifier as
// x509.SignatureAlgorithm does, or else by its OID.
func signatureName(s cryptobyte.String) string {
	oid, ok := readElement(&s)
	if !ok || oid.cut || oid.tag != asn1.OBJECT_IDENTIFIER {
		return ""
	}
	name := oidName(oid.body, signatureAlgorithmName)
	if name == "RSAPSS" {
		return pssHash(s) + "-RSAPSS"
	}
	return name
}

// pssHash is the hash of RSASSA-PSS-params (RFC 4055 section 3.1): SHA-1 where
// it is left out.
func pssHash(s cryptobyte.String) string {
	parameters, ok := readElement(&s)
	if !ok || parameters.tag != asn1.SEQUENCE {
		return "SHA1"
	}
	tagged, ok := readElement(&parameters.body)
	if !ok || tagged.tag != classContext|constructed {
		return "SHA1"
	}
	algorithm, ok := readElement(&tagged.body)
	if !ok || algorithm.tag != asn1.SEQUENCE {
		return "?"
	}
	oid, ok := readElement(&algorithm.body)
	if !ok || oid.cut || oid.tag != asn1.OBJECT_IDENTIFIER {
		return "?"
	}
	return oidName(oid.body, hashName)
}

func hashName(dotted []byte) string {
	switch string(dotted) {
	case "1.2.840.113549.2.5":
		return "MD5"
	case "1.3.14.3.2.26":
		return "SHA1"
	case "2.16.840.1.101.3.4.2.4":
		return "SHA224"
	case "2.16.840.1.101.3.4.2.1":
		return "SHA256"
	case "2.16.840.1.101.3.4.2.2":
		return "SHA384"
	case "2.16.840.1.101.3.4.2.3":
		return "SHA512"
	}
	return ""
}

func signatureAlgorithmName(dotted []byte) string {
	switch string(dotted) {
	case "1.2.840.113549.1.1.2":
		return "MD2-RSA"
	case "1.2.840.113549.1.1.3":
		return "MD4-RSA"
	case "1.2.840.113549.1.1.4":
		return "MD5-RSA"
	case "1.2.840.113549.1.1.5", "1.3.14.3.2.29":
		return "SHA1-RSA"
	case "1.2.840.113549.1.1.10":
		return "RSAPSS"
	case "1.2.840.113549.1.1.14":
		return "SHA224-RSA"
	case "1.2.840.113549.1.1.11":
		return "SHA256-RSA"
	case "1.2.840.113549.1.1.12":
		return "SHA384-RSA"
	case "1.2.840.113549.1.1.13":
		return "SHA512-RSA"
	case "1.2.840.10040.4.3":
		return "DSA-SHA1"
	case "2.16.840.1.101.3.4.3.1":
		return "DSA-SHA224"
	case "2.16.840.1.101.3.4.3.2":
		return "DSA-SHA256"
	case "1.2.840.10045.4.1":
		return "ECDSA-SHA1"
	case "1.2.840.10045.4.3.1":
		return "ECDSA-SHA224"
	case "1.2.840.10045.4.3.2":
		return "ECDSA-SHA256"
	case "1.2.840.10045.4.3.3":
		return "ECDSA-SHA384"
	case "1.2.840.10045.4.3.4":
		return "ECDSA-SHA512"
	case "1.2.156.10197.1.501":
		return "SM2-SM3"
	case "1.2.643.2.2.3":
		return "GOST R 34.10-2001"
	case "1.2.643.7.1.1.3.2":
		return "GOST R 34.10-2012 256"
	case "1.2.643.7.1.1.3.3":
		return "GOST R 34.10-2012 512"
	}
	return pureAlgorithmName(dotted)
}
