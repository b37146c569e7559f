package tlsparse

import (
	"fmt"
	"slices"
)

// Stack is whose TLS implementation a ClientHello looks like. It is a hint:
// anybody can send the same bytes, and programs change what their library
// offers. Name is "" where the ClientHello looks like none that is known.
type Stack struct {
	Name     string   // "Schannel", "OpenSSL", "GnuTLS", "NSS", "JSSE", "Go", "BoringSSL", "Apple", or a middlebox
	Detail   string   // release, or program, as far as the offer tells
	Features []string // what led to it
}

// Suites that only signal (RFC 5746 section 3.3, RFC 7507 section 2).
const (
	scsvRenegotiation = TLS_EMPTY_RENEGOTIATION_INFO_SCSV
	scsvFallback      = TLS_FALLBACK_SCSV
)

// stackTests are asked in order; the first that gives a name decides. What is
// specific comes first.
var stackTests = []func(*ClientHello) Stack{
	middleboxStack, schannelStack, boringStack, gnuTLSStack, nssStack, jsseStack, goStack, openSSLStack,
}

// GuessStack says whose ClientHello this looks like. It is meant to be asked
// once for each distinct ClientHello.
func GuessStack(h *ClientHello) Stack {
	if h.Truncated || h.SSLv2 || len(h.Suites) == 0 {
		return Stack{}
	}
	for _, test := range stackTests {
		if s := test(h); s.Name != "" {
			return s
		}
	}
	return Stack{}
}

func (h *ClientHello) has(t ExtensionType) bool { return slices.Contains(h.Extensions, t) }

// inOrder says whether the extensions come in this order, others between them
// or not.
func (h *ClientHello) inOrder(types ...ExtensionType) bool {
	for _, t := range h.Extensions {
		if len(types) > 0 && t == types[0] {
			types = types[1:]
		}
	}
	return len(types) == 0
}

// next says whether extension b comes directly behind a.
func (h *ClientHello) next(a, b ExtensionType) bool {
	at := slices.Index(h.Extensions, a)
	return at >= 0 && at+1 < len(h.Extensions) && h.Extensions[at+1] == b
}

// middleboxes are JA3 values of ClientHellos that the named products sent in
// captures of 2016, published for the study of HTTPS interception by Durumeric
// et al. (NDSS 2017). Later releases may differ.
var middleboxes = map[string]string{
	"89916e31019d6c6465c2228412df5e6a": "Barracuda Web Security Gateway",
	"0cb8ee5d1f2ed7fab56025df15d59928": "Cisco Web Security Appliance",
	"e54b3325fbb082067209f082674fa122": "Forcepoint",
	"fc0430e5de1484c2a5c1ac9e6ff5a884": "Juniper vSRX",
	"0f05217f9fa900be158c51ec03b79cfd": "Untangle",
}

func middleboxStack(h *ClientHello) Stack {
	name, known := middleboxes[h.JA3]
	if !known {
		return Stack{}
	}
	return Stack{Name: name, Detail: "as of 2016", Features: []string{"JA3 " + h.JA3 + " is that of a recorded one"}}
}

// boringStack recognises clients that send GREASE (RFC 8701): BoringSSL, and
// Apple's stack, which still offers 3DES after everything else.
func boringStack(h *ClientHello) Stack {
	if !h.GREASE {
		return Stack{}
	}
	s := Stack{Name: "BoringSSL", Features: []string{"GREASE values"}}
	switch {
	case h.has(ExtensionApplicationSettings), h.has(ExtensionApplicationSettingsOld):
		s.Detail = "Chromium"
		s.Features = append(s.Features, "extension application_settings")
	case slices.Contains(h.Suites, TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA):
		s.Name = "Apple"
		s.Features = append(s.Features, "3DES with ECDHE")
	}
	return s
}

// gnuTLSStack: the server name stands behind status_request, groups and
// renegotiation_info, and AES-CCM is among the defaults.
func gnuTLSStack(h *ClientHello) Stack {
	switch {
	case h.inOrder(ExtensionSupportedGroups, ExtensionECPointFormats, ExtensionSignatureAlgorithms, ExtensionEncryptThenMAC, ExtensionRenegotiationInfo, ExtensionServerName),
		h.inOrder(ExtensionStatusRequest, ExtensionSupportedGroups, ExtensionECPointFormats, ExtensionSignatureAlgorithms, ExtensionEncryptThenMAC, ExtensionExtendedMasterSecret) &&
			!h.has(ExtensionServerName):
	default:
		return Stack{}
	}
	s := Stack{Name: "GnuTLS", Features: []string{"order of extensions: status_request, supported_groups, ... renegotiation_info, server_name"}}
	if h.has(ExtensionRecordSizeLimit) {
		s.Features = append(s.Features, "extension record_size_limit")
	}
	return s
}

// nssStack: extended_master_secret and renegotiation_info lead to groups and
// point formats.
func nssStack(h *ClientHello) Stack {
	if !h.next(ExtensionExtendedMasterSecret, ExtensionRenegotiationInfo) || !h.next(ExtensionRenegotiationInfo, ExtensionSupportedGroups) {
		return Stack{}
	}
	s := Stack{Name: "NSS", Features: []string{"order of extensions: extended_master_secret, renegotiation_info, supported_groups"}}
	if h.has(ExtensionDelegatedCredential) {
		s.Detail = "Firefox"
		s.Features = append(s.Features, "extension delegated_credential")
	}
	return s
}

// jsseStack: nobody else offers status_request_v2 by default.
func jsseStack(h *ClientHello) Stack {
	if !h.has(ExtensionStatusRequestV2) || !h.next(ExtensionStatusRequestV2, ExtensionExtendedMasterSecret) {
		return Stack{}
	}
	return Stack{Name: "JSSE", Detail: "Java 8 or later", Features: []string{"extension status_request_v2 before extended_master_secret"}}
}

// goStack: signed_certificate_timestamp is always offered, and GREASE never.
func goStack(h *ClientHello) Stack {
	s := Stack{Name: "Go", Features: []string{"extension signed_certificate_timestamp without GREASE"}}
	switch {
	case !h.has(ExtensionSignedCertificateTimestamp) || !slices.Equal(h.PointFormats, []uint8{0}):
		return Stack{}
	case h.inOrder(ExtensionECPointFormats, ExtensionRenegotiationInfo, ExtensionExtendedMasterSecret, ExtensionSignedCertificateTimestamp, ExtensionStatusRequest, ExtensionSupportedGroups):
		s.Detail = "crypto/tls of Go 1.21 or later"
	case h.inOrder(ExtensionStatusRequest, ExtensionSupportedGroups, ExtensionECPointFormats, ExtensionSignatureAlgorithms, ExtensionRenegotiationInfo, ExtensionSignedCertificateTimestamp):
		s.Detail = "crypto/tls before Go 1.21"
	default:
		return Stack{}
	}
	s.Features = append(s.Features, "order of extensions")
	return s
}

// openSSLStack: the signalling suite comes last, all three point formats are
// offered, and they stand before the groups. Suites without elliptic curves
// leave session_ticket, encrypt_then_mac and extended_master_secret.
func openSSLStack(h *ClientHello) Stack {
	last := h.Suites[len(h.Suites)-1]
	if last != scsvRenegotiation && last != scsvFallback {
		return Stack{}
	}
	s := Stack{Name: "OpenSSL", Features: []string{last.String() + " comes last"}}
	switch {
	case h.next(ExtensionECPointFormats, ExtensionSupportedGroups) && slices.Equal(h.PointFormats, []uint8{0, 1, 2}):
		s.Features = append(s.Features, "three point formats, before supported_groups")
	case len(h.Groups) == 0 && h.next(ExtensionEncryptThenMAC, ExtensionExtendedMasterSecret):
		s.Features = append(s.Features, "encrypt_then_mac, extended_master_secret, and no groups")
	default:
		return Stack{}
	}
	s.Detail = openSSLRelease(h)
	return s.withProgram(h)
}

func openSSLRelease(h *ClientHello) string {
	switch {
	case slices.Contains(h.Groups, GroupFfdhe2048):
		return "3.0 or later"
	case h.has(ExtensionEncryptThenMAC):
		return "1.1.0 or later"
	case h.has(ExtensionHeartbeat):
		return "1.0.1 or 1.0.2"
	}
	return ""
}

// withProgram names programs that change OpenSSL's offer in a way of their own.
func (s Stack) withProgram(h *ClientHello) Stack {
	program, feature := "", ""
	switch {
	case !h.has(ExtensionSessionTicket) && slices.Contains(h.ALPN, "http/1.1"):
		program, feature = "curl", "ALPN for HTTP and no session_ticket"
	case begins(h.Suites, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256):
		program, feature = "Node.js", "suites begin as in its defaults"
	default:
		return s
	}
	if s.Detail = fmt.Sprintf("%s, as in %s", s.Detail, program); s.Detail[0] == ',' {
		s.Detail = "as in " + program
	}
	s.Features = append(s.Features, feature)
	return s
}

// begins says whether the suites of TLS 1.2 and before begin so.
func begins(suites []CipherSuite, with ...CipherSuite) bool {
	for _, s := range suites {
		if s>>8 == 0x13 { // those of TLS 1.3 (RFC 8446 appendix B.4) have a list of their own
			continue
		}
		if len(with) == 0 || s != with[0] {
			break
		}
		with = with[1:]
	}
	return len(with) == 0
}
