// Code generated from registry/versions.tsv; DO NOT EDIT.

package tlsparse

// Version is a protocol version as it is on the wire.
type Version uint16

// Values of Version.
const (
	VersionSSL20         Version = 0x0002
	VersionDTLS10OpenSSL Version = 0x0100
	VersionGMTLS         Version = 0x0101
	VersionSSL30         Version = 0x0300
	VersionTLS10         Version = 0x0301
	VersionTLS11         Version = 0x0302
	VersionTLS12         Version = 0x0303
	VersionTLS13         Version = 0x0304
	VersionDTLS13        Version = 0xfefc
	VersionDTLS12        Version = 0xfefd
	VersionDTLS10        Version = 0xfeff
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v Version) String() string {
	switch v {
	case 0x0002:
		return "SSLv2"
	case 0x0100:
		return "DTLS 1.0 (OpenSSL)"
	case 0x0101:
		return "GMTLS"
	case 0x0300:
		return "SSL 3.0"
	case 0x0301:
		return "TLS 1.0"
	case 0x0302:
		return "TLS 1.1"
	case 0x0303:
		return "TLS 1.2"
	case 0x0304:
		return "TLS 1.3"
	case 0x7f01:
		return "TLS 1.3 (draft 1)"
	case 0x7f02:
		return "TLS 1.3 (draft 2)"
	case 0x7f03:
		return "TLS 1.3 (draft 3)"
	case 0x7f04:
		return "TLS 1.3 (draft 4)"
	case 0x7f05:
		return "TLS 1.3 (draft 5)"
	case 0x7f06:
		return "TLS 1.3 (draft 6)"
	case 0x7f07:
		return "TLS 1.3 (draft 7)"
	case 0x7f08:
		return "TLS 1.3 (draft 8)"
	case 0x7f09:
		return "TLS 1.3 (draft 9)"
	case 0x7f0a:
		return "TLS 1.3 (draft 10)"
	case 0x7f0b:
		return "TLS 1.3 (draft 11)"
	case 0x7f0c:
		return "TLS 1.3 (draft 12)"
	case 0x7f0d:
		return "TLS 1.3 (draft 13)"
	case 0x7f0e:
		return "TLS 1.3 (draft 14)"
	case 0x7f0f:
		return "TLS 1.3 (draft 15)"
	case 0x7f10:
		return "TLS 1.3 (draft 16)"
	case 0x7f11:
		return "TLS 1.3 (draft 17)"
	case 0x7f12:
		return "TLS 1.3 (draft 18)"
	case 0x7f13:
		return "TLS 1.3 (draft 19)"
	case 0x7f14:
		return "TLS 1.3 (draft 20)"
	case 0x7f15:
		return "TLS 1.3 (draft 21)"
	case 0x7f16:
		return "TLS 1.3 (draft 22)"
	case 0x7f17:
		return "TLS 1.3 (draft 23)"
	case 0x7f18:
		return "TLS 1.3 (draft 24)"
	case 0x7f19:
		return "TLS 1.3 (draft 25)"
	case 0x7f1a:
		return "TLS 1.3 (draft 26)"
	case 0x7f1b:
		return "TLS 1.3 (draft 27)"
	case 0x7f1c:
		return "TLS 1.3 (draft 28)"
	case 0xfb17:
		return "TLS 1.3 (Facebook draft 23)"
	case 0xfb1a:
		return "TLS 1.3 (Facebook draft 26)"
	case 0xfefc:
		return "DTLS 1.3"
	case 0xfefd:
		return "DTLS 1.2"
	case 0xfeff:
		return "DTLS 1.0"
	}
	return hexadecimal(uint32(v), 4)
}
