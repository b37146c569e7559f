package tlsparse

const clientHelloRFC = "RFC 8446 section 4.1.2"

// HelloNonce holds the parts of a hello that differ from one connection to
// the next. SessionID lies in the message that was parsed.
type HelloNonce struct {
	Random    [32]byte
	SessionID []byte
}

// ParseClientHello parses a ClientHello message with its handshake header. A
// message that is shorter than its header announces gives what is there, with
// Truncated set. Anomalies have offsets from the start of the message; From
// is Client. The result keeps no reference to message, the nonce does.
// RecordVersion is left to the caller.
func ParseClientHello(message []byte) (*ClientHello, HelloNonce, []Anomaly) {
	var n notes
	h, nonce := parseClientHello(message, &n)
	return h, nonce, n.anomalies
}

func parseClientHello(message []byte, n *notes) (*ClientHello, HelloNonce) {
	c := openMessage(message, clientHelloRFC, n)
	var h ClientHello
	var nonce HelloNonce
	var shape HelloShape
	whole := parseClientHelloFields(&c, &h, &nonce, &shape)
	h.Truncated = n.truncated
	h.fill(&shape)
	if whole && !h.Truncated {
		h.JA3, h.JA4 = JA3(&shape), JA4(&shape)
	}
	return &h, nonce
}

// parseClientHelloFields says whether the lists of suites and extensions are
// where their lengths put them. Where they are not, what was read may be
// anything, and has no fingerprint.
func parseClientHelloFields(c *cursor, h *ClientHello, nonce *HelloNonce, shape *HelloShape) (whole bool) {
	version, ok := c.uint16("legacy_version")
	if !ok {
		return false
	}
	h.LegacyVersion, shape.Version = Version(version), version
	random, ok := c.bytes(len(nonce.Random), "random")
	if !ok {
		return false
	}
	copy(nonce.Random[:], random)
	sessionID, ok := c.vector8("legacy_session_id")
	if !ok || sessionID.cut {
		return false
	}
	if len(sessionID.rest) > maxSessionID {
		c.notes.add(sessionID.offset(), clientHelloRFC, "legacy_session_id has more than 32 bytes")
	}
	nonce.SessionID = sessionID.rest
	fine := len(c.notes.anomalies)
	suites, ok := c.vector16("cipher_suites")
	if !ok {
		return false
	}
	shape.Suites = suites.uint16s(nil, "cipher_suites")
	compression, ok := c.vector8("legacy_compression_methods")
	if !ok {
		return false
	}
	h.Compression = append(h.Compression, compression.rest...)
	if c.empty() && !c.cut { // extensions are optional before TLS 1.3 (RFC 5246 section 7.4.1.2)
		return len(c.notes.anomalies) == fine
	}
	list, ok := c.vector16("extensions")
	if !ok {
		return false
	}
	whole = len(c.notes.anomalies) == fine
	extensions(list, func(t ExtensionType, body cursor) { h.extension(t, body, shape) })
	c.done("ClientHello")
	return whole
}

// extension takes what is needed from one extension. Unknown ones are kept by
// their number alone.
func (h *ClientHello) extension(t ExtensionType, body cursor, shape *HelloShape) {
	shape.Extensions = append(shape.Extensions, uint16(t))
	switch t {
	case ExtensionServerName: // RFC 6066 section 3
		h.HasSNI, shape.HasSNI = true, true
		h.SNI = serverName(body)
	case ExtensionSupportedGroups: // RFC 8446 section 4.2.7
		list, _ := body.vector16("supported_groups")
		shape.Groups = list.uint16s(shape.Groups, "supported_groups")
	case ExtensionECPointFormats: // RFC 8422 section 5.1.2
		list, _ := body.vector8("ec_point_formats")
		shape.PointFormats = append(shape.PointFormats, list.rest...)
	case ExtensionSignatureAlgorithms: // RFC 8446 section 4.2.3
		list, _ := body.vector16("signature_algorithms")
		shape.Signatures = list.uint16s(shape.Signatures, "signature_algorithms")
	case ExtensionALPN: // RFC 7301 section 3.1
		shape.ALPN = append(shape.ALPN, protocolNames(body)...)
	case ExtensionSupportedVersions: // RFC 8446 section 4.2.1
		list, _ := body.vector8("supported_versions")
		shape.SupportedVersions = list.uint16s(shape.SupportedVersions, "supported_versions")
	case ExtensionKeyShare, ExtensionKeyShareDraft: // RFC 8446 section 4.2.8
		h.keyShares(body)
	case ExtensionSessionTicket: // RFC 5077 section 3.2
		h.TicketOffered = h.TicketOffered || !body.empty()
	case ExtensionPreSharedKey:
		h.PSK = true
	case ExtensionEarlyData:
		h.EarlyData = true
	case ExtensionExtendedMasterSecret:
		h.ExtendedMaster = true
	case ExtensionEncryptThenMAC:
		h.EncryptThenMAC = true
	case ExtensionEncryptedClientHello, ExtensionEncryptedClientHelloDraft08,
		ExtensionEncryptedClientHelloDraft09, ExtensionEncryptedClientHelloDraft10:
		h.ECH = true
	default:
		h.GREASE = h.GREASE || IsGREASE(uint16(t))
	}
}

func (h *ClientHello) keyShares(body cursor) {
	list, _ := body.vector16("client_shares")
	for !list.empty() {
		group, ok := list.uint16("key share group")
		if !ok {
			return
		}
		if IsGREASE(group) {
			h.GREASE = true
		} else {
			h.KeyShares = append(h.KeyShares, Group(group))
		}
		if _, ok := list.vector16("key_exchange"); !ok {
			return
		}
	}
}

// fill takes the lists from shape, without GREASE.
func (h *ClientHello) fill(shape *HelloShape) {
	h.Versions = withoutGREASE[Version](shape.SupportedVersions, &h.GREASE)
	h.Suites = withoutGREASE[CipherSuite](shape.Suites, &h.GREASE)
	h.Extensions = withoutGREASE[ExtensionType](shape.Extensions, &h.GREASE)
	h.Groups = withoutGREASE[Group](shape.Groups, &h.GREASE)
	h.Signatures = withoutGREASE[SignatureScheme](shape.Signatures, &h.GREASE)
	h.PointFormats = shape.PointFormats
	for _, name := range shape.ALPN {
		if isGREASEName(name) {
			h.GREASE = true
		} else {
			h.ALPN = append(h.ALPN, name)
		}
	}
}

func withoutGREASE[T ~uint16](values []uint16, found *bool) []T {
	if len(values) == 0 {
		return nil
	}
	kept := make([]T, 0, len(values))
	for _, v := range values {
		if IsGREASE(v) {
			*found = true
		} else {
			kept = append(kept, T(v))
		}
	}
	return kept
}
