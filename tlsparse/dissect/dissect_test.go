package dissect

import (
	"fmt"
	"strings"
	"testing"

	"edrtap/tlsparse"
)

// outline writes fields one a line, indented by their depth.
func outline(list []Field, depth int) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "%s%s: %s\n%s", strings.Repeat(" ", depth), f.Name, f.Value, outline(f.Sub, depth+1))
	}
	return b.String()
}

// message makes a handshake message.
func message(t tlsparse.HandshakeType, body string) []byte {
	return append([]byte{byte(t), byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

func TestMessagesInWords(t *testing.T) {
	random := strings.Repeat("\x01", 32)
	tls12 := Context{Version: tlsparse.VersionTLS12, Suite: tlsparse.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
	tls13 := Context{Version: tlsparse.VersionTLS13, Suite: tlsparse.TLS_AES_128_GCM_SHA256}
	for name, test := range map[string]struct {
		context Context
		message []byte
		want    string
	}{
		"ClientHello": {
			Context{},
			message(tlsparse.HandshakeClientHello, "\x03\x03"+random+"\x00\x00\x04\x0a\x0a\x13\x01\x01\x00\x00\x2f"+
				"\x00\x00\x00\x08\x00\x06\x00\x00\x03a.b"+"\x00\x2b\x00\x03\x02\x03\x04"+"\x00\x10\x00\x05\x00\x03\x02h2"+
				"\x00\x33\x00\x07\x00\x05\x00\x1d\x00\x01\xff"+"\xab\xcd\x00\x00"),
			"legacy_version: TLS 1.2\nrandom: " + strings.Repeat("01", 32) + "\nlegacy_session_id: empty\n" +
				"cipher_suites: 2 values\n 0x0a0a: GREASE\n 0x1301: TLS_AES_128_GCM_SHA256\nlegacy_compression_methods: 1 byte: 00\n" +
				"extensions: 5 values\n server_name (0): a.b\n supported_versions (43): 1 value\n  0x0304: TLS 1.3\n" +
				" application_layer_protocol_negotiation (16): h2\n key_share (51): 1 value\n  x25519: 1 byte: ff\n unknown (43981): empty\n",
		},
		"ServerHello": {
			Context{},
			message(tlsparse.HandshakeServerHello, "\x03\x03"+random+"\x00\x13\x01\x00\x00\x0c\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02\x00\x17"),
			"legacy_version: TLS 1.2\nrandom: " + strings.Repeat("01", 32) + "\nlegacy_session_id: empty\ncipher_suite: TLS_AES_128_GCM_SHA256\n" +
				"legacy_compression_method: 0\nextensions: 2 values\n supported_versions (43): TLS 1.3\n key_share (51): 1 value\n  secp256r1: asked for\n",
		},
		"a message cut short": {
			Context{},
			message(tlsparse.HandshakeClientHello, "\x03\x03"+random)[:20],
			"length: 34 bytes, of which 16 are here\nlegacy_version: TLS 1.2\nrest: 14 bytes: " + strings.Repeat("01", 14) + "\n",
		},
		"ServerKeyExchange": {
			tls12, message(tlsparse.HandshakeServerKeyExchange, "\x03\x00\x1d\x02ab\x04\x01\x00\x01s"),
			"named_curve: x25519\npublic: 2 bytes: 6162\nalgorithm: rsa_pkcs1_sha256\nsignature: 1 byte: 73\n",
		},
		"CertificateRequest of TLS 1.2": {
			tls12, message(tlsparse.HandshakeCertificateRequest, "\x01\x01\x00\x02\x04\x01\x00\x00"),
			"certificate_types: 1 byte: 01\nsupported_signature_algorithms: 1 value\n 0x0401: rsa_pkcs1_sha256\ncertificate_authorities: empty\n",
		},
		"NewSessionTicket of TLS 1.3": {
			tls13, message(tlsparse.HandshakeNewSessionTicket, "\x00\x00\x00\x0a\x00\x00\x00\x01\x01n\x00\x01t\x00\x00"),
			"ticket_lifetime: 10 seconds\nticket_age_add: 1\nticket_nonce: 1 byte: 6e\nticket: 1 byte: 74\nextensions: 0 values\n",
		},
		"a certificate that is none": {
			tls12, message(tlsparse.HandshakeCertificate, "\x00\x00\x04\x00\x00\x01x"), "",
		},
		"what no form is known of": {Context{}, message(0xfe, "abc"), "rest: 3 bytes: 616263\n"},
		"not even a header":        {Context{}, []byte{1, 0}, "rest: 2 bytes: 0100\n"},
		"a name with an escape sequence": {
			Context{},
			message(tlsparse.HandshakeEncryptedExtensions, "\x00\x0b\x00\x10\x00\x07\x00\x05\x04\x1b[2J"),
			"extensions: 1 value\n application_layer_protocol_negotiation (16): \"\\x1b[2J\"\n",
		},
	} {
		got := outline(Message(test.message, test.context), 0)
		if test.want == "" {
			if !strings.Contains(got, "certificate 0: 1 byte") || !strings.Contains(got, "malformed: ") {
				t.Errorf("%s:\n%s", name, got)
			}
			continue
		}
		if got != test.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, test.want)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(message(tlsparse.HandshakeClientHello, "\x03\x03"+strings.Repeat("r", 32)+"\x00\x00\x02\x13\x01\x01\x00\x00\x04\x00\x17\x00\x00"), uint16(0), uint16(0))
	f.Add(message(tlsparse.HandshakeCertificate, "\x00\x00\x00\x04\x00\x00\x01x"), uint16(0x304), uint16(0x1301))
	f.Add(message(tlsparse.HandshakeServerKeyExchange, "\x00\x01p\x00\x01g\x00\x01y"), uint16(0x303), uint16(0x9e))
	f.Fuzz(func(t *testing.T, m []byte, version, suite uint16) {
		text := outline(Message(m, Context{Version: tlsparse.Version(version), Suite: tlsparse.CipherSuite(suite)}), 0)
		for _, c := range text {
			if c < ' ' && c != '\n' || c == 0x7f {
				t.Fatalf("control character %q in %q", c, text)
			}
		}
	})
}
