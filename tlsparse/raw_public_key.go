package tlsparse

import "golang.org/x/crypto/cryptobyte"

const rawPublicKeyRFC = "RFC 7250 section 3"

// rawPublicKey is the certificate type of RFC 7250 section 7.
const rawPublicKey = 2

// rawPublicKeyChosen reads the extension in which a server chooses the type of its
// own, or of the client's, certificates (RFC 7250 section 4.2).
func rawPublicKeyChosen(body cursor) bool {
	kind, _ := body.uint8("certificate type")
	return kind == rawPublicKey
}

// RawPublicKey is a Certificate message that holds a key alone.
type RawPublicKey struct {
	Key        string // as in Certificate
	SPKISHA256 string // likewise
	Truncated  bool
}

// ParseRawPublicKey parses a Certificate message with its handshake header where
// a raw public key was negotiated: that of TLS 1.3 (RFC 8446 section 4.4.2), or
// that of the versions before (RFC 7250 section 3). Key is "" where there is none.
func ParseRawPublicKey(message []byte, tls13 bool) (RawPublicKey, []Anomaly) {
	var n notes
	var k RawPublicKey
	if tls13 {
		m := parseCertificateMessage(message, true, &n)
		k.Truncated = m.Truncated
		if len(m.Certificates) > 0 {
			const before = handshakeHeaderLen + 1 + 3 + 3 // lengths of context, list and key
			k.read(m.Certificates[0], before+len(m.Context), &n)
		}
		return k, n.anomalies
	}
	c := openMessage(message, rawPublicKeyRFC, &n)
	k.Truncated = n.truncated
	der, ok := c.vector24("ASN.1_subjectPublicKeyInfo")
	if ok && !der.cut && !n.truncated {
		c.done("Certificate")
		if !der.empty() {
			k.read(der.rest, der.offset(), &n)
		}
	}
	return k, n.anomalies
}

// read reads a SubjectPublicKeyInfo at an offset of the message.
func (k *RawPublicKey) read(der []byte, at int, n *notes) {
	s := cryptobyte.String(der)
	key := &Certificate{Raw: der}
	if e, ok := readElement(&s); ok && !e.cut && s.Empty() {
		outline{key}.publicKey(e)
	}
	if k.Key, k.SPKISHA256 = key.Key, key.SPKISHA256; k.Key == "" || len(key.Errors) > 0 {
		n.add(at, rawPublicKeyRFC, "malformed public key")
	}
}

// takeRawPublicKey takes a key that a role sent in place of certificates.
func (p *Parser) takeRawPublicKey(c *Conn, role Dir, time int64, m []byte, at int64) {
	f := &p.more(c).facts
	k, anomalies := ParseRawPublicKey(m, f.Version.IsTLS13())
	p.anomalies(c, role, at, anomalies)
	if k.Key != "" {
		p.anomaly(c, role, at, rawPublicKeyRFC, "a public key in place of a certificate: "+k.Key)
	}
	if role == Client {
		f.ClientCertificate = AuthSent
		if k.Key == "" && anomalies == nil && !k.Truncated {
			f.ClientCertificate = AuthEmpty // RFC 5246 section 7.4.6
		}
		return
	}
	f.Resumed = No
	setTime(&f.Times.Certificate, time)
	if f.RawPublicKey == "" {
		f.RawPublicKey = k.Key
	}
}
