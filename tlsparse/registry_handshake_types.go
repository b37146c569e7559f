// Code generated from registry/handshake_types.tsv; DO NOT EDIT.

package tlsparse

// HandshakeType is the type of a handshake message (RFC 8446 section 4).
type HandshakeType uint8

// Values of HandshakeType.
const (
	HandshakeHelloRequest                 HandshakeType = 0x00
	HandshakeClientHello                  HandshakeType = 0x01
	HandshakeServerHello                  HandshakeType = 0x02
	HandshakeHelloVerifyRequest           HandshakeType = 0x03
	HandshakeNewSessionTicket             HandshakeType = 0x04
	HandshakeEndOfEarlyData               HandshakeType = 0x05
	HandshakeHelloRetryRequest            HandshakeType = 0x06
	HandshakeEncryptedExtensions          HandshakeType = 0x08
	HandshakeRequestConnectionID          HandshakeType = 0x09
	HandshakeNewConnectionID              HandshakeType = 0x0a
	HandshakeCertificate                  HandshakeType = 0x0b
	HandshakeServerKeyExchange            HandshakeType = 0x0c
	HandshakeCertificateRequest           HandshakeType = 0x0d
	HandshakeServerHelloDone              HandshakeType = 0x0e
	HandshakeCertificateVerify            HandshakeType = 0x0f
	HandshakeClientKeyExchange            HandshakeType = 0x10
	HandshakeClientCertificateRequest     HandshakeType = 0x11
	HandshakeFinished                     HandshakeType = 0x14
	HandshakeCertificateURL               HandshakeType = 0x15
	HandshakeCertificateStatus            HandshakeType = 0x16
	HandshakeSupplementalData             HandshakeType = 0x17
	HandshakeKeyUpdate                    HandshakeType = 0x18
	HandshakeCompressedCertificate        HandshakeType = 0x19
	HandshakeEKTKey                       HandshakeType = 0x1a
	HandshakeNextProtocol                 HandshakeType = 0x43
	HandshakeEncryptedExtensionsChannelID HandshakeType = 0xcb
	HandshakeMessageHash                  HandshakeType = 0xfe
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v HandshakeType) String() string {
	switch v {
	case 0x00:
		return "hello_request"
	case 0x01:
		return "client_hello"
	case 0x02:
		return "server_hello"
	case 0x03:
		return "hello_verify_request"
	case 0x04:
		return "new_session_ticket"
	case 0x05:
		return "end_of_early_data"
	case 0x06:
		return "hello_retry_request"
	case 0x08:
		return "encrypted_extensions"
	case 0x09:
		return "request_connection_id"
	case 0x0a:
		return "new_connection_id"
	case 0x0b:
		return "certificate"
	case 0x0c:
		return "server_key_exchange"
	case 0x0d:
		return "certificate_request"
	case 0x0e:
		return "server_hello_done"
	case 0x0f:
		return "certificate_verify"
	case 0x10:
		return "client_key_exchange"
	case 0x11:
		return "client_certificate_request"
	case 0x14:
		return "finished"
	case 0x15:
		return "certificate_url"
	case 0x16:
		return "certificate_status"
	case 0x17:
		return "supplemental_data"
	case 0x18:
		return "key_update"
	case 0x19:
		return "compressed_certificate"
	case 0x1a:
		return "ekt_key"
	case 0x43:
		return "next_protocol"
	case 0xcb:
		return "encrypted_extensions_channel_id"
	case 0xfe:
		return "message_hash"
	}
	return hexadecimal(uint32(v), 2)
}
