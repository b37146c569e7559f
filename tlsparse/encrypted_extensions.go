package tlsparse

// EncryptedExtensions is one parsed EncryptedExtensions message of TLS 1.3.
type EncryptedExtensions struct {
	Extensions []ExtensionType
	ALPN       string
	EarlyData  bool // the server takes the client's early data
	Truncated  bool

	RawPublicKeys [2]bool // by role: a raw public key comes in place of certificates
}

// ParseEncryptedExtensions parses an EncryptedExtensions message with its
// handshake header (RFC 8446 section 4.3.1). The result keeps no reference to
// message.
func ParseEncryptedExtensions(message []byte) (EncryptedExtensions, []Anomaly) {
	var n notes
	var e EncryptedExtensions
	c := openMessage(message, "RFC 8446 section 4.3.1", &n)
	e.Truncated = n.truncated
	list, ok := c.vector16("extensions")
	if !ok {
		return e, n.anomalies
	}
	extensions(list, func(t ExtensionType, body cursor) {
		e.Extensions = append(e.Extensions, t)
		switch t {
		case ExtensionALPN: // RFC 7301 section 3.1
			if names := protocolNames(body); len(names) > 0 {
				e.ALPN = names[0]
			}
		case ExtensionEarlyData: // RFC 8446 section 4.2.10
			e.EarlyData = true
		case ExtensionServerCertificateType:
			e.RawPublicKeys[Server] = rawPublicKeyChosen(body)
		case ExtensionClientCertificateType:
			e.RawPublicKeys[Client] = rawPublicKeyChosen(body)
		}
	})
	c.done("EncryptedExtensions")
	return e, n.anomalies
}
