// Code generated from registry/content_types.tsv; DO NOT EDIT.

package tlsparse

// ContentType is the type of a record (RFC 8446 section 5.1).
type ContentType uint8

// Values of ContentType.
const (
	ContentChangeCipherSpec ContentType = 0x14
	ContentAlert            ContentType = 0x15
	ContentHandshake        ContentType = 0x16
	ContentApplicationData  ContentType = 0x17
	ContentHeartbeat        ContentType = 0x18
	ContentTls12CID         ContentType = 0x19
	ContentACK              ContentType = 0x1a
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v ContentType) String() string {
	switch v {
	case 0x14:
		return "change_cipher_spec"
	case 0x15:
		return "alert"
	case 0x16:
		return "handshake"
	case 0x17:
		return "application_data"
	case 0x18:
		return "heartbeat"
	case 0x19:
		return "tls12_cid"
	case 0x1a:
		return "ack"
	}
	return hexadecimal(uint32(v), 2)
}
