package tlsparse

import (
	"crypto/sha256"
	"math/bits"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// publicKey reads SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
func (o outline) publicKey(e element) {
	sum := sha256.Sum256(e.whole)
	o.c.SPKISHA256 = hexString(sum[:])
	s := e.body
	algorithm, ok := o.whole(&s, "subjectPublicKeyInfo", asn1.SEQUENCE)
	if !ok {
		return
	}
	oid, ok := o.whole(&algorithm.body, "subjectPublicKeyInfo", asn1.OBJECT_IDENTIFIER)
	if !ok {
		return
	}
	kind := oidName(oid.body, keyAlgorithmName)
	o.c.Key = kind
	key, ok := o.whole(&s, "subjectPublicKeyInfo", asn1.BIT_STRING)
	if !ok {
		return
	}
	key.body.Skip(1) // count of unused bits
	switch kind {
	case "RSA", "RSA-PSS":
		o.rsaKey(kind, key.body)
	case "EC":
		o.ecKey(algorithm.body)
	case "DSA":
		// RFC 3279 section 2.3.2: the size is that of p, the first parameter.
		if parameters, ok := readElement(&algorithm.body); ok && parameters.tag == asn1.SEQUENCE {
			if p, ok := readElement(&parameters.body); ok && p.tag == asn1.INTEGER && !p.cut {
				o.sized(kind, bitLen(p.body))
			}
		}
	case "Ed25519", "X25519":
		o.c.KeyBits = 256
	case "Ed448":
		o.c.KeyBits = 456
	case "X448":
		o.c.KeyBits = 448
	}
}

func (o outline) sized(kind string, bits int) {
	o.c.KeyBits = bits
	o.c.Key = kind + " " + strconv.Itoa(bits)
}

// rsaKey reads RSAPublicKey (RFC 8017 appendix A.1.1).
func (o outline) rsaKey(kind string, s cryptobyte.String) {
	start := s
	sequence, ok := readElement(&s)
	if ok && sequence.tag == asn1.SEQUENCE && !sequence.cut {
		modulus, ok := readElement(&sequence.body)
		if ok && modulus.tag == asn1.INTEGER && !modulus.cut && len(modulus.body) > 0 {
			o.sized(kind, bitLen(modulus.body))
			return
		}
	}
	o.note("subjectPublicKeyInfo", start, "malformed RSA key")
}

// bitLen is the number of bits of a positive INTEGER.
func bitLen(b []byte) int {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0
	}
	return 8*(len(b)-1) + bits.Len8(b[0])
}

// ecKey reads the parameters of an elliptic curve key: a named curve, or an
// explicit description of one (RFC 3279 section 2.3.5).
func (o outline) ecKey(s cryptobyte.String) {
	start := s
	e, ok := readElement(&s)
	switch {
	case !ok || e.cut:
		o.note("subjectPublicKeyInfo", start, "elliptic curve key without parameters")
	case e.tag == asn1.OBJECT_IDENTIFIER:
		curve := oidName(e.body, curveName)
		o.c.KeyBits = curveBits(curve)
		switch curve {
		case "P-224", "P-256", "P-384", "P-521":
			o.c.Key = "ECDSA " + curve
		default:
			o.c.Key = "EC " + curve
		}
	case e.tag == asn1.SEQUENCE:
		o.c.Key = "EC explicit"
		if bits := explicitFieldBits(e.body); bits > 0 {
			o.sized("EC explicit", bits)
		}
	default:
		o.note("subjectPublicKeyInfo", start, "elliptic curve parameters that name no curve")
	}
}

// explicitFieldBits is the size of the field of ECParameters: a prime, or the
// degree of a binary field; 0 when it cannot be read.
func explicitFieldBits(s cryptobyte.String) int {
	if version, ok := readElement(&s); !ok || version.tag != asn1.INTEGER {
		return 0
	}
	field, ok := readElement(&s)
	if !ok || field.tag != asn1.SEQUENCE || field.cut {
		return 0
	}
	if kind, ok := readElement(&field.body); !ok || kind.tag != asn1.OBJECT_IDENTIFIER {
		return 0
	}
	size, ok := readElement(&field.body)
	switch {
	case !ok || size.cut:
		return 0
	case size.tag == asn1.INTEGER:
		return bitLen(size.body)
	case size.tag == asn1.SEQUENCE:
		if degree, ok := readElement(&size.body); ok && degree.tag == asn1.INTEGER && len(degree.body) == 2 {
			return int(degree.body[0])<<8 | int(degree.body[1])
		}
	}
	return 0
}

// curveBits is the number that a curve's name holds.
func curveBits(name string) int {
	n := 0
	for _, c := range []byte(name) {
		if '0' <= c && c <= '9' {
			n = 10*n + int(c-'0')
		} else if n > 0 {
			break
		}
	}
	if n < 100 || n > 1000 {
		return 0
	}
	return n
}

func keyAlgorithmName(dotted []byte) string {
	switch string(dotted) {
	case "1.2.840.113549.1.1.1":
		return "RSA"
	case "1.2.840.113549.1.1.7":
		return "RSA-OAEP"
	case "1.2.840.113549.1.1.10":
		return "RSA-PSS"
	case "1.2.840.10040.4.1":
		return "DSA"
	case "1.2.840.10046.2.1":
		return "DH"
	case "1.2.840.10045.2.1":
		return "EC"
	case "1.2.643.2.2.19":
		return "GOST R 34.10-2001"
	case "1.2.643.7.1.1.1.1":
		return "GOST R 34.10-2012 256"
	case "1.2.643.7.1.1.1.2":
		return "GOST R 34.10-2012 512"
	}
	return pureAlgorithmName(dotted)
}

// pureAlgorithmName names the algorithms whose identifier stands for the key
// and for the signature.
func pureAlgorithmName(dotted []byte) string {
	switch string(dotted) {
	case "1.3.101.110":
		return "X25519"
	case "1.3.101.111":
		return "X448"
	case "1.3.101.112":
		return "Ed25519"
	case "1.3.101.113":
		return "Ed448"
	case "2.16.840.1.101.3.4.3.17":
		return "ML-DSA-44"
	case "2.16.840.1.101.3.4.3.18":
		return "ML-DSA-65"
	case "2.16.840.1.101.3.4.3.19":
		return "ML-DSA-87"
	case "2.16.840.1.101.3.4.3.20":
		return "SLH-DSA-SHA2-128s"
	case "2.16.840.1.101.3.4.3.21":
		return "SLH-DSA-SHA2-128f"
	case "2.16.840.1.101.3.4.3.22":
		return "SLH-DSA-SHA2-192s"
	case "2.16.840.1.101.3.4.3.23":
		return "SLH-DSA-SHA2-192f"
	case "2.16.840.1.101.3.4.3.24":
		return "SLH-DSA-SHA2-256s"
	case "2.16.840.1.101.3.4.3.25":
		return "SLH-DSA-SHA2-256f"
	case "2.16.840.1.101.3.4.3.26":
		return "SLH-DSA-SHAKE-128s"
	case "2.16.840.1.101.3.4.3.27":
		return "SLH-DSA-SHAKE-128f"
	case "2.16.840.1.101.3.4.3.28":
		return "SLH-DSA-SHAKE-192s"
	case "2.16.840.1.101.3.4.3.29":
		return "SLH-DSA-SHAKE-192f"
	case "2.16.840.1.101.3.4.3.30":
		return "SLH-DSA-SHAKE-256s"
	case "2.16.840.1.101.3.4.3.31":
		return "SLH-DSA-SHAKE-256f"
	}
	return ""
}

func curveName(dotted []byte) string {
	switch string(dotted) {
	case "1.3.132.0.33":
		return "P-224"
	case "1.2.840.10045.3.1.7":
		return "P-256"
	case "1.3.132.0.34":
		return "P-384"
	case "1.3.132.0.35":
		return "P-521"
	case "1.2.840.10045.3.1.1":
		return "secp192r1"
	case "1.3.132.0.10":
		return "secp256k1"
	case "1.3.132.0.8":
		return "secp160r1"
	case "1.3.132.0.9":
		return "secp160k1"
	case "1.3.132.0.31":
		return "secp192k1"
	case "1.3.132.0.32":
		return "secp224k1"
	case "1.3.132.0.16":
		return "sect283k1"
	case "1.3.132.0.17":
		return "sect283r1"
	case "1.3.132.0.36":
		return "sect409k1"
	case "1.3.132.0.37":
		return "sect409r1"
	case "1.3.132.0.38":
		return "sect571k1"
	case "1.3.132.0.39":
		return "sect571r1"
	case "1.3.36.3.3.2.8.1.1.1":
		return "brainpoolP160r1"
	case "1.3.36.3.3.2.8.1.1.3":
		return "brainpoolP192r1"
	case "1.3.36.3.3.2.8.1.1.5":
		return "brainpoolP224r1"
	case "1.3.36.3.3.2.8.1.1.7":
		return "brainpoolP256r1"
	case "1.3.36.3.3.2.8.1.1.8":
		return "brainpoolP256t1"
	case "1.3.36.3.3.2.8.1.1.9":
		return "brainpoolP320r1"
	case "1.3.36.3.3.2.8.1.1.11":
		return "brainpoolP384r1"
	case "1.3.36.3.3.2.8.1.1.12":
		return "brainpoolP384t1"
	case "1.3.36.3.3.2.8.1.1.13":
		return "brainpoolP512r1"
	case "1.3.36.3.3.2.8.1.1.14":
		return "brainpoolP512t1"
	case "1.2.156.10197.1.301":
		return "SM2 256"
	}
	return ""
}
