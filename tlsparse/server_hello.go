package tlsparse

const serverHelloRFC = "RFC 8446 section 4.1.3"

// helloRetryRandom is the random that makes a ServerHello a HelloRetryRequest
// (RFC 8446 section 4.1.3): the SHA-256 of "HelloRetryRequest".
const helloRetryRandom = "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91" +
	"\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C"

// maxSessionID is the longest session id, in bytes (RFC 5246 section 7.4.1.2).
const maxSessionID = 32

// ParseServerHello parses a ServerHello or HelloRetryRequest message with its
// handshake header, in the manner of ParseClientHello.
func ParseServerHello(message []byte) (*ServerHello, HelloNonce, []Anomaly) {
	var n notes
	h, nonce := parseServerHello(message, &n)
	return h, nonce, n.anomalies
}

func parseServerHello(message []byte, n *notes) (*ServerHello, HelloNonce) {
	c := openMessage(message, serverHelloRFC, n)
	var h ServerHello
	var nonce HelloNonce
	types := parseServerHelloFields(&c, &h, &nonce, len(message) > 0 && HandshakeType(message[0]) == HandshakeHelloRetryRequest)
	h.Truncated = n.truncated
	if h.Version == 0 {
		h.Version = h.versionWithoutExtension()
	}
	if !h.Truncated {
		h.JA3S = JA3S(uint16(h.LegacyVersion), uint16(h.Suite), types)
	}
	return &h, nonce
}

// versionWithoutExtension is the version where supported_versions was not
// seen. That of a truncated message is known only by the suite.
func (h *ServerHello) versionWithoutExtension() Version {
	if !h.Truncated {
		return h.LegacyVersion
	}
	info, known := h.Suite.Info()
	switch {
	case !known || h.Suite == TLS_NULL_WITH_NULL_NULL:
		return 0
	case info.TLS13:
		return VersionTLS13
	}
	return h.LegacyVersion
}

func parseServerHelloFields(c *cursor, h *ServerHello, nonce *HelloNonce, retry bool) (types []uint16) {
	version, ok := c.uint16("legacy_version")
	if !ok {
		return nil
	}
	h.LegacyVersion, h.HelloRetry = Version(version), retry
	if !retry {
		random, ok := c.bytes(len(nonce.Random), "random")
		if !ok {
			return nil
		}
		copy(nonce.Random[:], random)
		h.HelloRetry = string(random) == helloRetryRandom
	}
	if !serverHelloChoice(c, h, nonce, retry) || c.empty() && !c.cut {
		return nil
	}
	list, ok := c.vector16("extensions")
	if !ok {
		return nil
	}
	extensions(list, func(t ExtensionType, body cursor) {
		types = append(types, uint16(t))
		h.Extensions = append(h.Extensions, t)
		h.extension(t, body)
	})
	c.done("ServerHello")
	return types
}

// serverHelloChoice reads session id, suite and compression. The drafts of
// TLS 1.3 up to 21 said their version here, and left fields out.
func serverHelloChoice(c *cursor, h *ServerHello, nonce *HelloNonce, retry bool) bool {
	draft := Version(0)
	switch {
	case h.LegacyVersion>>8 == 0x7f:
		draft = h.LegacyVersion & 0xff
	case h.LegacyVersion == VersionTLS13 && len(c.rest) > 0 && c.rest[0] > maxSessionID:
		draft = 15 // or one before: they said 0x0304, and then the suite
	}
	if draft == 0 && !retry {
		id, ok := c.vector8("legacy_session_id_echo")
		if !ok || id.cut {
			return false
		}
		nonce.SessionID = id.rest
	}
	if !retry || draft >= 19 {
		suite, ok := c.uint16("cipher_suite")
		if !ok {
			return false
		}
		h.Suite = CipherSuite(suite)
	}
	if draft == 0 && !retry {
		if h.Compression, _ = c.uint8("legacy_compression_method"); c.rest == nil {
			return false
		}
	}
	return true
}

func (h *ServerHello) extension(t ExtensionType, body cursor) {
	switch t {
	case ExtensionSupportedVersions: // RFC 8446 section 4.2.1
		if v, ok := body.uint16("selected_version"); ok {
			h.Version = Version(v)
		}
	case ExtensionKeyShare, ExtensionKeyShareDraft: // RFC 8446 section 4.2.8
		if g, ok := body.uint16("key share group"); ok {
			h.Group = Group(g)
		}
	case ExtensionALPN: // RFC 7301 section 3.1
		if names := protocolNames(body); len(names) > 0 {
			h.ALPN = names[0]
		}
	case ExtensionPreSharedKey:
		h.PSK = true
	case ExtensionSessionTicket: // RFC 5077 section 3.2
		h.TicketExpected = true
	case ExtensionExtendedMasterSecret:
		h.ExtendedMaster = true
	case ExtensionEncryptThenMAC:
		h.EncryptThenMAC = true
	case ExtensionServerCertificateType:
		h.RawPublicKeys[Server] = rawPublicKeyChosen(body)
	case ExtensionClientCertificateType:
		h.RawPublicKeys[Client] = rawPublicKeyChosen(body)
	case ExtensionHeartbeat: // RFC 6520 section 2
		h.HeartbeatMode, _ = body.uint8("heartbeat mode")
	}
}
