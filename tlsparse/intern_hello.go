package tlsparse

import "golang.org/x/crypto/cryptobyte"

// clientHelloKey appends to key what a ClientHello says without the parts
// that differ from connection to connection: equal keys mean equal
// ClientHello values. It gives the nonce on the way. ok is false for a
// message that is not whole and plain; such a one is parsed for itself.
func clientHelloKey(key, message []byte, record Version) (_ []byte, nonce HelloNonce, ok bool) {
	if len(message) < handshakeHeaderLen || len(message) != handshakeHeaderLen+messageLen(message) {
		return key, nonce, false
	}
	s := cryptobyte.String(message[handshakeHeaderLen:])
	var random, legacy []byte
	var sessionID, suites, compression, list cryptobyte.String
	if !s.ReadBytes(&legacy, 2) || !s.ReadBytes(&random, 32) || !s.ReadUint8LengthPrefixed(&sessionID) ||
		!s.ReadUint16LengthPrefixed(&suites) || !s.ReadUint8LengthPrefixed(&compression) {
		return key, nonce, false
	}
	copy(nonce.Random[:], random)
	nonce.SessionID = sessionID
	if len(sessionID) > maxSessionID {
		return key, nonce, false
	}
	key = append(key, byte(record>>8), byte(record))
	key = append(key, legacy...)
	key = appendUngreased(key, suites)
	key = appendVector(key, compression)
	if s.Empty() {
		return key, nonce, true
	}
	if !s.ReadUint16LengthPrefixed(&list) || !s.Empty() {
		return key, nonce, false
	}
	for !list.Empty() {
		var t uint16
		var body cryptobyte.String
		if !list.ReadUint16(&t) || !list.ReadUint16LengthPrefixed(&body) {
			return key, nonce, false
		}
		key = appendExtensionKey(key, t, body)
	}
	return key, nonce, true
}

// grease stands for every GREASE value in a key: which of them a client
// draws says nothing.
const grease = 0x0a0a

func appendExtensionKey(key []byte, t uint16, body cryptobyte.String) []byte {
	if IsGREASE(t) {
		return append(key, grease>>8, grease&0xff)
	}
	key = append(key, byte(t>>8), byte(t))
	switch ExtensionType(t) {
	case ExtensionSessionTicket:
		if body.Empty() {
			return append(key, 0)
		}
		return append(key, 1)
	case ExtensionPreSharedKey, ExtensionPadding, ExtensionCookie, ExtensionEncryptedClientHello,
		ExtensionEncryptedClientHelloDraft08, ExtensionEncryptedClientHelloDraft09,
		ExtensionEncryptedClientHelloDraft10, ExtensionEncryptedServerName, ExtensionRenegotiationInfo:
		return key // their bodies are not looked at
	case ExtensionKeyShare, ExtensionKeyShareDraft:
		if shares, ok := appendShareGroups(key, body); ok {
			return shares
		}
	case ExtensionSupportedGroups:
		return appendUngreased(key, body)
	case ExtensionSupportedVersions:
		if len(body) > 0 && len(body)%2 == 1 {
			return appendUngreased(append(key, body[0]), body[1:])
		}
	}
	return appendVector(key, body)
}

// appendShareGroups appends the groups of a key_share body without the keys.
// The mark and count in front cannot be taken for a plain body: no extension
// has 65,535 bytes beside its own header.
func appendShareGroups(key []byte, body cryptobyte.String) (_ []byte, ok bool) {
	var list cryptobyte.String
	if !body.ReadUint16LengthPrefixed(&list) || !body.Empty() {
		return key, false
	}
	start, count := len(key), 0
	key = append(key, 0xff, 0xff, 0)
	for ; !list.Empty(); count++ {
		var group uint16
		var exchange cryptobyte.String
		if count == 255 || !list.ReadUint16(&group) || !list.ReadUint16LengthPrefixed(&exchange) {
			return key[:start], false
		}
		if IsGREASE(group) {
			group = grease
		}
		key = append(key, byte(group>>8), byte(group))
	}
	key[start+2] = byte(count)
	return key, true
}

// appendVector appends bytes so that where they end is part of the key.
func appendVector(key, b []byte) []byte {
	return append(append(key, byte(len(b)>>8), byte(len(b))), b...)
}

// appendUngreased is appendVector with every GREASE value made the same.
func appendUngreased(key, list []byte) []byte {
	key = appendVector(key, list)
	values := key[len(key)-len(list):]
	for ; len(values) >= 2; values = values[2:] {
		if IsGREASE(uint16(values[0])<<8 | uint16(values[1])) {
			values[0], values[1] = grease>>8, grease&0xff
		}
	}
	return key
}

// serverHelloKey is clientHelloKey for a ServerHello or HelloRetryRequest.
func serverHelloKey(key, message []byte) (_ []byte, nonce HelloNonce, ok bool) {
	if len(message) < handshakeHeaderLen+2 || len(message) != handshakeHeaderLen+messageLen(message) {
		return key, nonce, false
	}
	if HandshakeType(message[0]) == HandshakeHelloRetryRequest || message[handshakeHeaderLen] == 0x7f {
		return key, nonce, false // a draft's form
	}
	s := cryptobyte.String(message[handshakeHeaderLen:])
	var legacy, random, choice []byte
	var sessionID, list cryptobyte.String
	if !s.ReadBytes(&legacy, 2) || !s.ReadBytes(&random, 32) || !s.ReadUint8LengthPrefixed(&sessionID) || !s.ReadBytes(&choice, 3) {
		return key, nonce, false
	}
	if len(sessionID) > maxSessionID {
		return key, nonce, false // as draft 15
	}
	copy(nonce.Random[:], random)
	nonce.SessionID = sessionID
	key = append(append(key, legacy...), choice...)
	if string(random) == helloRetryRandom {
		key = append(key, 1)
	} else {
		key = append(key, 0)
	}
	if s.Empty() {
		return key, nonce, true
	}
	if !s.ReadUint16LengthPrefixed(&list) || !s.Empty() {
		return key, nonce, false
	}
	for !list.Empty() {
		var t uint16
		var body cryptobyte.String
		if !list.ReadUint16(&t) || !list.ReadUint16LengthPrefixed(&body) {
			return key, nonce, false
		}
		key = append(key, byte(t>>8), byte(t))
		if t == uint16(ExtensionKeyShare) && len(body) >= 2 {
			body = body[:2]
		}
		key = appendVector(key, body)
	}
	return key, nonce, true
}
