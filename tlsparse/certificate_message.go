package tlsparse

// CertificateMessage is a Certificate message. The slices lie in the message
// that was parsed.
type CertificateMessage struct {
	Context      []byte   // certificate_request_context, TLS 1.3 only
	Certificates [][]byte // DER, in the order sent
	Truncated    bool     // the bytes ended early; a cut certificate is left out
}

// ParseCertificateMessage parses a Certificate message with its handshake
// header: that of TLS 1.3 (RFC 8446 section 4.4.2), where each certificate
// has extensions, or that of the versions before (RFC 5246 section 7.4.2).
func ParseCertificateMessage(message []byte, tls13 bool) (CertificateMessage, []Anomaly) {
	var n notes
	m := parseCertificateMessage(message, tls13, &n)
	return m, n.anomalies
}

func parseCertificateMessage(message []byte, tls13 bool, n *notes) (m CertificateMessage) {
	rfc := "RFC 5246 section 7.4.2"
	if tls13 {
		rfc = "RFC 8446 section 4.4.2"
	}
	c := openMessage(message, rfc, n)
	m.Truncated = n.truncated
	if tls13 {
		context, ok := c.vector8("certificate_request_context")
		if !ok {
			return m
		}
		m.Context = context.rest
	}
	list, ok := c.vector24("certificate_list")
	if !ok {
		return m
	}
	for !list.empty() {
		der, ok := list.vector24("certificate")
		if !ok || der.cut {
			break
		}
		if der.empty() {
			n.add(der.offset(), rfc, "certificate is empty")
		} else {
			m.Certificates = append(m.Certificates, der.rest)
		}
		if tls13 {
			list.vector16("certificate extensions")
		}
	}
	c.done("Certificate")
	return m
}
