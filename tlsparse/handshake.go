package tlsparse

// handshakeHeaderLen is the length of type and length in front of every
// handshake message (RFC 8446 section 4).
const handshakeHeaderLen = 4

// messageLen is the length of the body that a handshake header announces; b
// has at least handshakeHeaderLen bytes.
func messageLen(b []byte) int {
	return int(b[1])<<16 | int(b[2])<<8 | int(b[3])
}

// knownMessage tells whether a message of the type can stand in the clear. A
// handshake record that begins otherwise is protected, or is no handshake.
func knownMessage(t HandshakeType) bool {
	switch t {
	case HandshakeHelloRequest, HandshakeClientHello, HandshakeServerHello, HandshakeHelloVerifyRequest,
		HandshakeNewSessionTicket, HandshakeEndOfEarlyData, HandshakeHelloRetryRequest, HandshakeEncryptedExtensions,
		HandshakeCertificate, HandshakeServerKeyExchange, HandshakeCertificateRequest, HandshakeServerHelloDone,
		HandshakeCertificateVerify, HandshakeClientKeyExchange, HandshakeFinished, HandshakeCertificateURL,
		HandshakeCertificateStatus, HandshakeSupplementalData, HandshakeKeyUpdate, HandshakeCompressedCertificate,
		HandshakeNextProtocol, HandshakeEncryptedExtensionsChannelID:
		return true
	}
	return false
}

// assembler puts handshake messages together: they may share a record, and
// may span records (RFC 8446 section 5.1). A message that lies in one piece
// is handed on in place; only a divided one is copied.
type assembler struct {
	buf  []byte // the first bytes of an unfinished message
	drop int    // bytes of a message too long to keep, or with a hole, that are still to come
}

// missing is how many more bytes the unfinished message needs, as far as its
// header tells; 0 between messages.
func (a *assembler) missing() int {
	switch {
	case a.drop > 0:
		return a.drop
	case len(a.buf) == 0:
		return 0
	case len(a.buf) < handshakeHeaderLen:
		return handshakeHeaderLen - len(a.buf)
	}
	return handshakeHeaderLen + messageLen(a.buf) - len(a.buf)
}

// next takes bytes from b up to the end of one message. message is nil when b
// was used up first, or belonged to a message that is dropped; it is valid
// until the next call. tooLong says that a message beyond limit began.
func (a *assembler) next(b []byte, limit int) (message, rest []byte, tooLong bool) {
	if a.drop > 0 {
		n := min(a.drop, len(b))
		a.drop -= n
		return nil, b[n:], false
	}
	if len(a.buf) == 0 && len(b) >= handshakeHeaderLen {
		length := handshakeHeaderLen + messageLen(b)
		if length > limit {
			a.drop = length - handshakeHeaderLen
			return nil, b[handshakeHeaderLen:], true
		}
		if len(b) >= length {
			return b[:length], b[length:], false
		}
	}
	for need := max(a.missing(), handshakeHeaderLen-len(a.buf)); need > 0 && len(b) > 0; need = a.missing() {
		n := min(need, len(b))
		a.buf, b = append(a.buf, b[:n]...), b[n:]
		if len(a.buf) >= handshakeHeaderLen && handshakeHeaderLen+messageLen(a.buf) > limit {
			a.drop = a.missing()
			a.buf = a.buf[:0]
			return nil, b, true
		}
	}
	if len(a.buf) >= handshakeHeaderLen && a.missing() == 0 {
		message = a.buf
		a.buf = a.buf[:0]
	}
	return message, b, false
}
