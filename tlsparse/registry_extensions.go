// Code generated from registry/extensions.tsv; DO NOT EDIT.

package tlsparse

// ExtensionType is the type of a hello's extension (RFC 8446 section 4.2).
type ExtensionType uint16

// Values of ExtensionType.
const (
	ExtensionServerName                         ExtensionType = 0x0000
	ExtensionMaxFragmentLength                  ExtensionType = 0x0001
	ExtensionClientCertificateURL               ExtensionType = 0x0002
	ExtensionTrustedCAKeys                      ExtensionType = 0x0003
	ExtensionTruncatedHMAC                      ExtensionType = 0x0004
	ExtensionStatusRequest                      ExtensionType = 0x0005
	ExtensionUserMapping                        ExtensionType = 0x0006
	ExtensionClientAuthz                        ExtensionType = 0x0007
	ExtensionServerAuthz                        ExtensionType = 0x0008
	ExtensionCertType                           ExtensionType = 0x0009
	ExtensionSupportedGroups                    ExtensionType = 0x000a
	ExtensionECPointFormats                     ExtensionType = 0x000b
	ExtensionSRP                                ExtensionType = 0x000c
	ExtensionSignatureAlgorithms                ExtensionType = 0x000d
	ExtensionUseSrtp                            ExtensionType = 0x000e
	ExtensionHeartbeat                          ExtensionType = 0x000f
	ExtensionALPN                               ExtensionType = 0x0010
	ExtensionStatusRequestV2                    ExtensionType = 0x0011
	ExtensionSignedCertificateTimestamp         ExtensionType = 0x0012
	ExtensionClientCertificateType              ExtensionType = 0x0013
	ExtensionServerCertificateType              ExtensionType = 0x0014
	ExtensionPadding                            ExtensionType = 0x0015
	ExtensionEncryptThenMAC                     ExtensionType = 0x0016
	ExtensionExtendedMasterSecret               ExtensionType = 0x0017
	ExtensionTokenBinding                       ExtensionType = 0x0018
	ExtensionCachedInfo                         ExtensionType = 0x0019
	ExtensionTLSLts                             ExtensionType = 0x001a
	ExtensionCompressCertificate                ExtensionType = 0x001b
	ExtensionRecordSizeLimit                    ExtensionType = 0x001c
	ExtensionPwdProtect                         ExtensionType = 0x001d
	ExtensionPwdClear                           ExtensionType = 0x001e
	ExtensionPasswordSalt                       ExtensionType = 0x001f
	ExtensionTicketPinning                      ExtensionType = 0x0020
	ExtensionTLSCertWithExternPSK               ExtensionType = 0x0021
	ExtensionDelegatedCredential                ExtensionType = 0x0022
	ExtensionSessionTicket                      ExtensionType = 0x0023
	ExtensionTLMSP                              ExtensionType = 0x0024
	ExtensionTLMSPProxying                      ExtensionType = 0x0025
	ExtensionTLMSPDelegate                      ExtensionType = 0x0026
	ExtensionSupportedEKTCiphers                ExtensionType = 0x0027
	ExtensionKeyShareDraft                      ExtensionType = 0x0028
	ExtensionPreSharedKey                       ExtensionType = 0x0029
	ExtensionEarlyData                          ExtensionType = 0x002a
	ExtensionSupportedVersions                  ExtensionType = 0x002b
	ExtensionCookie                             ExtensionType = 0x002c
	ExtensionPSKKeyExchangeModes                ExtensionType = 0x002d
	ExtensionTicketEarlyDataInfo                ExtensionType = 0x002e
	ExtensionCertificateAuthorities             ExtensionType = 0x002f
	ExtensionOIDFilters                         ExtensionType = 0x0030
	ExtensionPostHandshakeAuth                  ExtensionType = 0x0031
	ExtensionSignatureAlgorithmsCert            ExtensionType = 0x0032
	ExtensionKeyShare                           ExtensionType = 0x0033
	ExtensionTransparencyInfo                   ExtensionType = 0x0034
	ExtensionConnectionIDDeprecated             ExtensionType = 0x0035
	ExtensionConnectionID                       ExtensionType = 0x0036
	ExtensionExternalIDHash                     ExtensionType = 0x0037
	ExtensionExternalSessionID                  ExtensionType = 0x0038
	ExtensionQUICTransportParameters            ExtensionType = 0x0039
	ExtensionTicketRequest                      ExtensionType = 0x003a
	ExtensionDNSSECChain                        ExtensionType = 0x003b
	ExtensionSequenceNumberEncryptionAlgorithms ExtensionType = 0x003c
	ExtensionRrc                                ExtensionType = 0x003d
	ExtensionTLSFlags                           ExtensionType = 0x003e
	ExtensionNPN                                ExtensionType = 0x3374
	ExtensionApplicationSettingsOld             ExtensionType = 0x4469
	ExtensionApplicationSettings                ExtensionType = 0x44cd
	ExtensionTokenBindingDraft                  ExtensionType = 0x5500
	ExtensionChannelIDOld                       ExtensionType = 0x754f
	ExtensionChannelID                          ExtensionType = 0x7550
	ExtensionTrustAnchors                       ExtensionType = 0xca34
	ExtensionECHOuterExtensions                 ExtensionType = 0xfd00
	ExtensionEncryptedClientHelloDraft08        ExtensionType = 0xfe0a
	ExtensionEncryptedClientHelloDraft09        ExtensionType = 0xfe0b
	ExtensionEncryptedClientHelloDraft10        ExtensionType = 0xfe0c
	ExtensionEncryptedClientHello               ExtensionType = 0xfe0d
	ExtensionRenegotiationInfo                  ExtensionType = 0xff01
	ExtensionQUICTransportParametersDraft       ExtensionType = 0xffa5
	ExtensionEncryptedServerName                ExtensionType = 0xffce
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v ExtensionType) String() string {
	switch v {
	case 0x0000:
		return "server_name"
	case 0x0001:
		return "max_fragment_length"
	case 0x0002:
		return "client_certificate_url"
	case 0x0003:
		return "trusted_ca_keys"
	case 0x0004:
		return "truncated_hmac"
	case 0x0005:
		return "status_request"
	case 0x0006:
		return "user_mapping"
	case 0x0007:
		return "client_authz"
	case 0x0008:
		return "server_authz"
	case 0x0009:
		return "cert_type"
	case 0x000a:
		return "supported_groups"
	case 0x000b:
		return "ec_point_formats"
	case 0x000c:
		return "srp"
	case 0x000d:
		return "signature_algorithms"
	case 0x000e:
		return "use_srtp"
	case 0x000f:
		return "heartbeat"
	case 0x0010:
		return "application_layer_protocol_negotiation"
	case 0x0011:
		return "status_request_v2"
	case 0x0012:
		return "signed_certificate_timestamp"
	case 0x0013:
		return "client_certificate_type"
	case 0x0014:
		return "server_certificate_type"
	case 0x0015:
		return "padding"
	case 0x0016:
		return "encrypt_then_mac"
	case 0x0017:
		return "extended_master_secret"
	case 0x0018:
		return "token_binding"
	case 0x0019:
		return "cached_info"
	case 0x001a:
		return "tls_lts"
	case 0x001b:
		return "compress_certificate"
	case 0x001c:
		return "record_size_limit"
	case 0x001d:
		return "pwd_protect"
	case 0x001e:
		return "pwd_clear"
	case 0x001f:
		return "password_salt"
	case 0x0020:
		return "ticket_pinning"
	case 0x0021:
		return "tls_cert_with_extern_psk"
	case 0x0022:
		return "delegated_credential"
	case 0x0023:
		return "session_ticket"
	case 0x0024:
		return "TLMSP"
	case 0x0025:
		return "TLMSP_proxying"
	case 0x0026:
		return "TLMSP_delegate"
	case 0x0027:
		return "supported_ekt_ciphers"
	case 0x0028:
		return "key_share_draft"
	case 0x0029:
		return "pre_shared_key"
	case 0x002a:
		return "early_data"
	case 0x002b:
		return "supported_versions"
	case 0x002c:
		return "cookie"
	case 0x002d:
		return "psk_key_exchange_modes"
	case 0x002e:
		return "ticket_early_data_info"
	case 0x002f:
		return "certificate_authorities"
	case 0x0030:
		return "oid_filters"
	case 0x0031:
		return "post_handshake_auth"
	case 0x0032:
		return "signature_algorithms_cert"
	case 0x0033:
		return "key_share"
	case 0x0034:
		return "transparency_info"
	case 0x0035:
		return "connection_id_deprecated"
	case 0x0036:
		return "connection_id"
	case 0x0037:
		return "external_id_hash"
	case 0x0038:
		return "external_session_id"
	case 0x0039:
		return "quic_transport_parameters"
	case 0x003a:
		return "ticket_request"
	case 0x003b:
		return "dnssec_chain"
	case 0x003c:
		return "sequence_number_encryption_algorithms"
	case 0x003d:
		return "rrc"
	case 0x003e:
		return "tls_flags"
	case 0x3374:
		return "next_protocol_negotiation"
	case 0x4469:
		return "application_settings"
	case 0x44cd:
		return "application_settings"
	case 0x5500:
		return "token_binding_draft"
	case 0x754f:
		return "channel_id_old"
	case 0x7550:
		return "channel_id"
	case 0xca34:
		return "trust_anchors"
	case 0xfd00:
		return "ech_outer_extensions"
	case 0xfe0a:
		return "encrypted_client_hello_draft08"
	case 0xfe0b:
		return "encrypted_client_hello_draft09"
	case 0xfe0c:
		return "encrypted_client_hello_draft10"
	case 0xfe0d:
		return "encrypted_client_hello"
	case 0xff01:
		return "renegotiation_info"
	case 0xffa5:
		return "quic_transport_parameters_draft"
	case 0xffce:
		return "encrypted_server_name"
	}
	return hexadecimal(uint32(v), 4)
}
