package tlsparse

// The key of a hello is the message without the parts that differ from
// connection to connection. What lies between those is copied as it is, and
// the type of an extension tells in which form it is there, so that hellos of
// which anything else differs have different keys.

// grease stands for every GREASE value in a key: which of them a client
// draws says nothing.
const grease = 0x0a0a

// clientHelloKey appends to key what a ClientHello says without the parts
// that differ from connection to connection: equal keys mean equal
// ClientHello values. It gives the nonce on the way. ok is false for a
// message that is not whole and plain; such a one is parsed for itself.
func clientHelloKey(key, message []byte, record Version) (_ []byte, nonce HelloNonce, ok bool) {
	body, ok := openPlain(message, &nonce)
	if !ok || len(body) < 2 {
		return key, nonce, false
	}
	compression := 2 + int(body[0])<<8 + int(body[1]) // offset of the methods
	if len(body) <= compression {
		return key, nonce, false
	}
	end := compression + 1 + int(body[compression])
	if len(body) < end {
		return key, nonce, false
	}
	key = append(key, byte(record>>8), byte(record))
	key = append(key, message[handshakeHeaderLen:handshakeHeaderLen+2]...) // legacy_version
	start := len(key)
	key = append(key, body[:end]...)
	ungrease(key[start+2 : start+compression])
	if end == len(body) { // extensions are optional
		return key, nonce, true
	}
	list, ok := plainVector(body[end:])
	if !ok {
		return key, nonce, false
	}
	copied := 0 // of list
	for at := 0; at < len(list); {
		t, next := entryAt(list, at)
		if next > len(list) {
			return key, nonce, false
		}
		if differs(t) {
			key = append(key, list[copied:at]...)
			key = appendExtensionKey(key, t, list[at:next])
			copied = next
		}
		at = next
	}
	return append(key, list[copied:]...), nonce, true
}

// openPlain reads what both hellos begin with: legacy_version, random and
// session id.
func openPlain(message []byte, nonce *HelloNonce) (body []byte, ok bool) {
	const random, id = handshakeHeaderLen + 2, handshakeHeaderLen + 2 + len(nonce.Random)
	if len(message) <= id || len(message) != handshakeHeaderLen+messageLen(message) {
		return nil, false
	}
	end := id + 1 + int(message[id])
	if end > len(message) || end > id+1+maxSessionID {
		return nil, false
	}
	copy(nonce.Random[:], message[random:id])
	nonce.SessionID = message[id+1 : end]
	return message[end:], true
}

// plainVector gives what is in a vector that fills b, length field included.
func plainVector(b []byte) (list []byte, ok bool) {
	if len(b) < 2 || len(b) != 2+int(b[0])<<8+int(b[1]) {
		return nil, false
	}
	return b[2:], true
}

// entryHeaderLen is the length of what an extension and a key share begin with:
// a number that says what it is, and a length (RFC 8446 sections 4.2 and 4.2.8).
const entryHeaderLen = 4

// entryAt reads the beginning of an entry and gives the offset of the next one,
// which is behind the end of the list where the entry is not whole.
func entryAt(list []byte, at int) (t uint16, next int) {
	if len(list)-at < entryHeaderLen {
		return 0, len(list) + 1
	}
	header := list[at : at+entryHeaderLen]
	return uint16(header[0])<<8 | uint16(header[1]), at + entryHeaderLen + int(header[2])<<8 + int(header[3])
}

// differs tells whether extensions of the type differ between hellos of one
// client: they do not go into the key as they are.
func differs(t uint16) bool {
	switch ExtensionType(t) {
	case ExtensionSupportedGroups, ExtensionSupportedVersions,
		ExtensionSessionTicket, ExtensionKeyShare, ExtensionKeyShareDraft,
		ExtensionPreSharedKey, ExtensionPadding, ExtensionCookie, ExtensionEncryptedClientHello,
		ExtensionEncryptedClientHelloDraft08, ExtensionEncryptedClientHelloDraft09,
		ExtensionEncryptedClientHelloDraft10, ExtensionEncryptedServerName, ExtensionRenegotiationInfo:
		return true
	}
	return IsGREASE(t)
}

// appendExtensionKey appends what is looked at in an extension that differs.
func appendExtensionKey(key []byte, t uint16, extension []byte) []byte {
	start := len(key)
	switch ExtensionType(t) {
	case ExtensionSupportedGroups:
		key = append(key, extension...)
		ungrease(key[min(start+entryHeaderLen+2, len(key)):])
		return key
	case ExtensionSupportedVersions:
		key = append(key, extension...)
		ungrease(key[min(start+entryHeaderLen+1, len(key)):])
		return key
	case ExtensionKeyShare, ExtensionKeyShareDraft:
		if shares, ok := appendShareGroups(key, extension); ok {
			return shares
		}
		return append(key, extension...)
	case ExtensionSessionTicket:
		key = append(key, extension[:2]...)
		if len(extension) == entryHeaderLen {
			return append(key, 0)
		}
		return append(key, 1)
	}
	if IsGREASE(t) {
		t = grease
	}
	return append(key, byte(t>>8), byte(t)) // bodies of these are not looked at
}

// appendShareGroups appends a key_share extension without the keys. The mark
// and count behind the type cannot be taken for the length of a body: no
// extension has 65,535 bytes beside its own header.
func appendShareGroups(key, extension []byte) (_ []byte, ok bool) {
	list, ok := plainVector(extension[entryHeaderLen:])
	if !ok {
		return key, false
	}
	start, count := len(key), 0
	key = append(key, extension[0], extension[1], 0xff, 0xff, 0)
	for at := 0; at < len(list); count++ {
		group, next := entryAt(list, at)
		if count == 255 || next > len(list) {
			return key[:start], false
		}
		if IsGREASE(group) {
			group = grease
		}
		key = append(key, byte(group>>8), byte(group))
		at = next
	}
	key[start+4] = byte(count)
	return key, true
}

// ungrease makes every GREASE value the same.
func ungrease(values []byte) {
	for ; len(values) >= 2; values = values[2:] {
		if IsGREASE(uint16(values[0])<<8 | uint16(values[1])) {
			values[0], values[1] = grease>>8, grease&0xff
		}
	}
}

// serverHelloKey is clientHelloKey for a ServerHello or HelloRetryRequest.
func serverHelloKey(key, message []byte) (_ []byte, nonce HelloNonce, ok bool) {
	const choiceLen = 3 // suite and compression method
	body, ok := openPlain(message, &nonce)
	if !ok || len(body) < choiceLen {
		return key, nonce, false
	}
	if HandshakeType(message[0]) == HandshakeHelloRetryRequest || message[handshakeHeaderLen] == 0x7f {
		return key, nonce, false // a draft's form
	}
	key = append(key, message[handshakeHeaderLen:handshakeHeaderLen+2]...) // legacy_version
	key = append(key, body[:choiceLen]...)
	if string(nonce.Random[:]) == helloRetryRandom {
		key = append(key, 1)
	} else {
		key = append(key, 0)
	}
	if len(body) == choiceLen {
		return key, nonce, true
	}
	list, ok := plainVector(body[choiceLen:])
	if !ok {
		return key, nonce, false
	}
	copied := 0 // of list
	for at := 0; at < len(list); {
		t, next := entryAt(list, at)
		if next > len(list) {
			return key, nonce, false
		}
		if ExtensionType(t) == ExtensionKeyShare {
			// The length tells whether there is a group, and one without a key.
			key = append(key, list[copied:min(at+entryHeaderLen+2, next)]...)
			copied = next
		}
		at = next
	}
	return append(key, list[copied:]...), nonce, true
}
