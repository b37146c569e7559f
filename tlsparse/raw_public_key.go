package tlsparse

import "golang.org/x/crypto/cryptobyte"

const rawPublicKeyRFC = "RFC 7250 section 3"

// rawPublicKey is the certificate type of RFC 7250 section 7.
const rawPublicKey = 2

// RawPublicKey is a Certificate message that holds a key alone.
type RawPublicKey struct {
	Key        string // as in Certificate
	SPKISHA256 string // likewise
	Truncated  bool
}

// ParseRawPublicKey parses a Certificate message of TLS 1.2 and before with its
// handshake header, where a raw public key was negotiated (RFC 7250 section 3).
func ParseRawPublicKey(message []byte) (RawPublicKey, []Anomaly) {
	var n notes
	k := RawPublicKey{}
	c := openMessage(message, rawPublicKeyRFC, &n)
	k.Truncated = n.truncated
	der, ok := c.vector24("ASN.1_subjectPublicKeyInfo")
	if !ok || der.cut || n.truncated {
		return k, n.anomalies
	}
	c.done("Certificate")
	at := der.offset()
	s := cryptobyte.String(der.rest)
	key := &Certificate{Raw: der.rest}
	if e, ok := readElement(&s); ok && !e.cut && s.Empty() {
		outline{key}.publicKey(e)
	}
	if k.Key, k.SPKISHA256 = key.Key, key.SPKISHA256; k.Key == "" || len(key.Errors) > 0 {
		n.add(at, rawPublicKeyRFC, "malformed public key")
	}
	return k, n.anomalies
}

// takeRawPublicKey takes the server's key.
func (p *Parser) takeRawPublicKey(c *Conn, time int64, m []byte, at int64) {
	k, anomalies := ParseRawPublicKey(m)
	p.anomalies(c, Server, at, anomalies)
	f := &p.more(c).facts
	f.Resumed = No
	setTime(&f.Times.Certificate, time)
	if f.RawPublicKey == "" && k.Key != "" {
		f.RawPublicKey = k.Key
		p.anomaly(c, Server, at, rawPublicKeyRFC, "a public key in place of a certificate: "+k.Key)
	}
}
