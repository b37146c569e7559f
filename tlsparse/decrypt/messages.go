package decrypt

import (
	"crypto/sha256"

	"golang.org/x/crypto/cryptobyte"

	"edrtap/tlsparse"
)

// headerLen is the length of a handshake message's header.
const headerLen = 4

// ticketHash gives the hash of the ticket in a ClientHello's session_ticket
// extension (RFC 5077 section 3.2); false where there is none.
func ticketHash(hello []byte) (hash [32]byte, ok bool) {
	s := cryptobyte.String(hello)
	var id, suites, methods, list cryptobyte.String
	if !s.Skip(headerLen+2+32) || !s.ReadUint8LengthPrefixed(&id) || !s.ReadUint16LengthPrefixed(&suites) ||
		!s.ReadUint8LengthPrefixed(&methods) || !s.ReadUint16LengthPrefixed(&list) {
		return hash, false
	}
	for !list.Empty() {
		var kind uint16
		var body cryptobyte.String
		if !list.ReadUint16(&kind) || !list.ReadUint16LengthPrefixed(&body) {
			return hash, false
		}
		if tlsparse.ExtensionType(kind) == tlsparse.ExtensionSessionTicket && !body.Empty() {
			return sha256.Sum256(body), true
		}
	}
	return hash, false
}

// newTicketHash is the hash of the ticket in a NewSessionTicket message of TLS
// 1.2 and before (RFC 5077 section 3.3).
func newTicketHash(message []byte) (hash [32]byte, ok bool) {
	s := cryptobyte.String(message)
	var ticket cryptobyte.String
	if !s.Skip(headerLen+4) || !s.ReadUint16LengthPrefixed(&ticket) || ticket.Empty() {
		return hash, false
	}
	return sha256.Sum256(ticket), true
}

// encryptedSecret gives the encrypted premaster secret of a ClientKeyExchange
// message (RFC 5246 section 7.4.7.1).
func encryptedSecret(message []byte) ([]byte, bool) {
	s := cryptobyte.String(message)
	var encrypted cryptobyte.String
	if !s.Skip(headerLen) || !s.ReadUint16LengthPrefixed(&encrypted) || !s.Empty() {
		return nil, false
	}
	return encrypted, true
}
