// Code generated from registry/alerts.tsv; DO NOT EDIT.

package tlsparse

// AlertDescription is the reason of an alert (RFC 8446 section 6).
type AlertDescription uint8

// Values of AlertDescription.
const (
	AlertCloseNotify                  AlertDescription = 0x00
	AlertEndOfEarlyData               AlertDescription = 0x01
	AlertUnexpectedMessage            AlertDescription = 0x0a
	AlertBadRecordMAC                 AlertDescription = 0x14
	AlertDecryptionFailed             AlertDescription = 0x15
	AlertRecordOverflow               AlertDescription = 0x16
	AlertDecompressionFailure         AlertDescription = 0x1e
	AlertHandshakeFailure             AlertDescription = 0x28
	AlertNoCertificate                AlertDescription = 0x29
	AlertBadCertificate               AlertDescription = 0x2a
	AlertUnsupportedCertificate       AlertDescription = 0x2b
	AlertCertificateRevoked           AlertDescription = 0x2c
	AlertCertificateExpired           AlertDescription = 0x2d
	AlertCertificateUnknown           AlertDescription = 0x2e
	AlertIllegalParameter             AlertDescription = 0x2f
	AlertUnknownCA                    AlertDescription = 0x30
	AlertAccessDenied                 AlertDescription = 0x31
	AlertDecodeError                  AlertDescription = 0x32
	AlertDecryptError                 AlertDescription = 0x33
	AlertTooManyCidsRequested         AlertDescription = 0x34
	AlertExportRestriction            AlertDescription = 0x3c
	AlertProtocolVersion              AlertDescription = 0x46
	AlertInsufficientSecurity         AlertDescription = 0x47
	AlertInternalError                AlertDescription = 0x50
	AlertInappropriateFallback        AlertDescription = 0x56
	AlertUserCanceled                 AlertDescription = 0x5a
	AlertNoRenegotiation              AlertDescription = 0x64
	AlertMissingExtension             AlertDescription = 0x6d
	AlertUnsupportedExtension         AlertDescription = 0x6e
	AlertCertificateUnobtainable      AlertDescription = 0x6f
	AlertUnrecognizedName             AlertDescription = 0x70
	AlertBadCertificateStatusResponse AlertDescription = 0x71
	AlertBadCertificateHashValue      AlertDescription = 0x72
	AlertUnknownPSKIdentity           AlertDescription = 0x73
	AlertCertificateRequired          AlertDescription = 0x74
	AlertGeneralError                 AlertDescription = 0x75
	AlertNoApplicationProtocol        AlertDescription = 0x78
	AlertECHRequired                  AlertDescription = 0x79
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v AlertDescription) String() string {
	switch v {
	case 0x00:
		return "close_notify"
	case 0x01:
		return "end_of_early_data"
	case 0x0a:
		return "unexpected_message"
	case 0x14:
		return "bad_record_mac"
	case 0x15:
		return "decryption_failed"
	case 0x16:
		return "record_overflow"
	case 0x1e:
		return "decompression_failure"
	case 0x28:
		return "handshake_failure"
	case 0x29:
		return "no_certificate"
	case 0x2a:
		return "bad_certificate"
	case 0x2b:
		return "unsupported_certificate"
	case 0x2c:
		return "certificate_revoked"
	case 0x2d:
		return "certificate_expired"
	case 0x2e:
		return "certificate_unknown"
	case 0x2f:
		return "illegal_parameter"
	case 0x30:
		return "unknown_ca"
	case 0x31:
		return "access_denied"
	case 0x32:
		return "decode_error"
	case 0x33:
		return "decrypt_error"
	case 0x34:
		return "too_many_cids_requested"
	case 0x3c:
		return "export_restriction"
	case 0x46:
		return "protocol_version"
	case 0x47:
		return "insufficient_security"
	case 0x50:
		return "internal_error"
	case 0x56:
		return "inappropriate_fallback"
	case 0x5a:
		return "user_canceled"
	case 0x64:
		return "no_renegotiation"
	case 0x6d:
		return "missing_extension"
	case 0x6e:
		return "unsupported_extension"
	case 0x6f:
		return "certificate_unobtainable"
	case 0x70:
		return "unrecognized_name"
	case 0x71:
		return "bad_certificate_status_response"
	case 0x72:
		return "bad_certificate_hash_value"
	case 0x73:
		return "unknown_psk_identity"
	case 0x74:
		return "certificate_required"
	case 0x75:
		return "general_error"
	case 0x78:
		return "no_application_protocol"
	case 0x79:
		return "ech_required"
	}
	return hexadecimal(uint32(v), 2)
}
