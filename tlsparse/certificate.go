package tlsparse

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"net/netip"
	"strings"
	"time"
)

// Certificate is one X.509 certificate (RFC 5280), field by field. A field
// that could not be read is empty and has an entry in Errors; the others are
// there all the same. It is immutable once parsed and may be shared.
type Certificate struct {
	Raw []byte // the DER bytes as sent, owned by the Certificate

	Version    int    // 1 to 3; 1 also where it could not be read
	Subject    string // RFC 4514: last RDN first, "CN=edr.corp.example,O=Corp Example,C=US"
	Issuer     string // likewise
	CommonName string // the subject's most specific CN, decoded and not escaped
	Serial     string // hexadecimal, lower case, two digits a byte, no leading zero bytes
	SHA256     string // of Raw, hexadecimal
	SHA1       string // of Raw, hexadecimal
	SPKISHA256 string // of the SubjectPublicKeyInfo, hexadecimal
	NotBefore  time.Time
	NotAfter   time.Time

	Key       string // "RSA 2048", "ECDSA P-256", "Ed25519", "EC brainpoolP256r1", "ML-DSA-44", or an OID
	KeyBits   int    // size of the key in bits; 0 when not known
	Signature string // as x509.SignatureAlgorithm writes it: "SHA256-RSA", "ECDSA-SHA256"; else an OID

	DNSNames    []string // of the subjectAltName, as sent
	IPAddresses []netip.Addr
	URIs        []string
	Emails      []string
	HasSAN      bool // subjectAltName present, be it empty or malformed

	HasBasicConstraints bool
	IsCA                bool
	KeyUsage            uint16 // bit n, counted from the lowest, is bit n of RFC 5280 section 4.2.1.3, as in x509.KeyUsage
	HasKeyUsage         bool
	ExtKeyUsage         []string // "serverAuth", "clientAuth", ..., or an OID
	SubjectKeyID        string   // hexadecimal; "" when absent
	AuthorityKeyID      string   // hexadecimal; "" when absent
	OCSP                []string // URLs of responders
	IssuerURLs          []string // URLs of the issuer's certificate (caIssuers)
	CRL                 []string // URLs of distribution points

	SelfIssued bool // subject and issuer are the same, byte for byte, and not empty
	Truncated  bool // Raw ends before the certificate does
	Errors     []FieldError
	Problem    string // what crypto/x509 says against it; "" when it accepts it

	rawSubject, rawIssuer []byte // DER of the names, inside Raw
}

// FieldError says what is wrong with one field of a certificate.
type FieldError struct {
	Field  string // "serial", "subject", "subjectAltName"
	Offset int    // where the field begins in Raw
	What   string // lower case, one line
}

// problemLimit bounds Certificate.Problem, in bytes.
const problemLimit = 200

// ParseCertificate reads the DER bytes of one certificate as far as they can
// be read; it never returns nil. It keeps a copy of der.
func ParseCertificate(der []byte) *Certificate {
	c := &Certificate{Raw: bytes.Clone(der)}
	sha256Sum, sha1Sum := sha256.Sum256(der), sha1.Sum(der)
	c.SHA256, c.SHA1 = hexString(sha256Sum[:]), hexString(sha1Sum[:])
	outline{c}.certificate()
	c.SelfIssued = len(c.rawSubject) > 2 && bytes.Equal(c.rawSubject, c.rawIssuer)
	if _, err := x509.ParseCertificate(c.Raw); err != nil {
		text := visible(strings.TrimPrefix(err.Error(), "x509: "))
		c.Problem = string(cutText([]byte(text), problemLimit))
	}
	return c
}
