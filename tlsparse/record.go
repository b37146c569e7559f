package tlsparse

const (
	recordHeaderLen = 5
	// maxRecordLen is the longest body of a protected record: 2^14 bytes of
	// plaintext and 2048 of expansion (RFC 5246 section 6.2.3; RFC 8446
	// section 5.2 allows 256).
	maxRecordLen = 1<<14 + 2048
	// maxPlaintextLen is the longest body of a record in the clear (RFC 8446
	// section 5.1).
	maxPlaintextLen = 1 << 14
)

// recordHeader is the header of a record (RFC 8446 section 5.1).
type recordHeader struct {
	kind    ContentType
	version Version
	length  int // of the body
}

// parseRecordHeader reads a header; b has at least recordHeaderLen bytes.
func parseRecordHeader(b []byte) recordHeader {
	return recordHeader{
		kind:    ContentType(b[0]),
		version: Version(uint16(b[1])<<8 | uint16(b[2])),
		length:  int(b[3])<<8 | int(b[4]),
	}
}

// plausible tells whether the header can be one of SSL 3.0 or later. It is
// lenient: the minor version is open, and the length may be anything that an
// implementation was ever seen to send.
func (r recordHeader) plausible() bool {
	return r.known() && (r.version>>8 == 3 || r.version == VersionGMTLS) && r.length <= maxRecordLen || r.versionless()
}

// versionless tells whether the header is that of an alert which some servers
// send before they have agreed on a version, or without a ClientHello: with 0
// for the version.
func (r recordHeader) versionless() bool {
	return r.kind == ContentAlert && r.version == 0 && r.length == 2
}

// versionlessAlert is that header.
const versionlessAlert = "\x15\x00\x00\x00\x02"

func (r recordHeader) known() bool {
	return r.kind >= ContentChangeCipherSpec && r.kind <= ContentHeartbeat
}

// convincing is a stricter test, for a place where a header is looked for and
// not expected.
func (r recordHeader) convincing() bool {
	if !r.known() || (r.version < VersionSSL30 || r.version > VersionTLS13) && r.version != VersionGMTLS || r.length == 0 || r.length > maxRecordLen {
		return false
	}
	switch r.kind {
	case ContentChangeCipherSpec:
		return r.length == 1
	case ContentAlert:
		return r.length == 2 || r.length >= 17 && r.length <= 128
	}
	return true
}
