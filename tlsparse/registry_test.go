package tlsparse

import (
	"fmt"
	"strings"
	"testing"
)

func TestRegistriesNameKnownValues(t *testing.T) {
	for _, test := range []struct {
		value fmt.Stringer
		want  string
	}{
		{VersionTLS12, "TLS 1.2"},
		{VersionSSL30, "SSL 3.0"},
		{VersionSSL20, "SSLv2"},
		{Version(0x7f17), "TLS 1.3 (draft 23)"},
		{TLS_EMPTY_RENEGOTIATION_INFO_SCSV, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
		{TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_Draft, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
		{SSL_CK_RC4_128_WITH_MD5, "SSL_CK_RC4_128_WITH_MD5"},
		{GroupSecp256r1, "secp256r1"},
		{GroupX25519, "x25519"},
		{Group(0x11ec), "X25519MLKEM768"},
		{Group(0x6399), "X25519Kyber768Draft00"},
		{Group(0x0101), "ffdhe3072"},
		{SignatureScheme(0x0804), "rsa_pss_rsae_sha256"},
		{SignatureScheme(0x0202), "dsa_sha1"},
		{ExtensionServerName, "server_name"},
		{ExtensionNPN, "next_protocol_negotiation"},
		{ExtensionEncryptedClientHello, "encrypted_client_hello"},
		{ExtensionRenegotiationInfo, "renegotiation_info"},
		{AlertUnknownCA, "unknown_ca"},
		{AlertECHRequired, "ech_required"},
		{LevelFatal, "fatal"},
		{HandshakeClientHello, "client_hello"},
		{ContentApplicationData, "application_data"},
	} {
		if got := test.value.String(); got != test.want {
			t.Errorf("%T %v: got %q, want %q", test.value, test.value, got, test.want)
		}
		if allocs := testing.AllocsPerRun(10, func() { _ = test.value.String() }); allocs != 0 {
			t.Errorf("%s: %v allocations", test.want, allocs)
		}
	}
}

func TestUnknownValuesPrintAsHexadecimal(t *testing.T) {
	for _, test := range []struct {
		value fmt.Stringer
		want  string
	}{
		{Version(0x7a7a), "0x7a7a"},
		{Version(0x0001), "0x0001"},
		{CipherSuite(0x1a2a), "0x1a2a"},
		{CipherKind(0x0a0b0c), "0x0a0b0c"},
		{Group(0x0a0a), "0x0a0a"},
		{AlertDescription(255), "0xff"},
		{AlertLevel(0), "0x00"},
		{ContentType(3), "0x03"},
		{Mode(200), "0xc8"},
	} {
		if got := test.value.String(); got != test.want {
			t.Errorf("%T: got %q, want %q", test.value, got, test.want)
		}
	}
}

func TestGREASEIsTheSixteenReservedValues(t *testing.T) {
	n := 0
	for v := range 1 << 16 {
		text := fmt.Sprintf("%04x", v)
		want := text[:2] == text[2:] && text[1] == 'a' // RFC 8701 section 2
		if got := IsGREASE(uint16(v)); got != want {
			t.Errorf("0x%s: got %v", text, got)
		}
		if want {
			n++
			if name := CipherSuite(v).String(); !strings.HasPrefix(name, "0x") {
				t.Errorf("GREASE value has the name %s", name)
			}
		}
	}
	if n != 16 {
		t.Errorf("%d values", n)
	}
}

func TestVersionsOfTLS13(t *testing.T) {
	for v, want := range map[Version]bool{
		VersionTLS13: true, 0x7f12: true, 0x7e02: true, 0xfb1a: true,
		VersionTLS12: false, VersionTLS10: false, VersionSSL20: false, 0x0305: false,
	} {
		if got := v.IsTLS13(); got != want {
			t.Errorf("%v: got %v", v, got)
		}
	}
}
