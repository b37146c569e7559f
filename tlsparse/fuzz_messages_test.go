package tlsparse

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
)

// announced is the length of a message as its header has it.
func announced(message []byte) int {
	if len(message) < handshakeHeaderLen {
		return handshakeHeaderLen
	}
	return handshakeHeaderLen + messageLen(message)
}

func checkAnomalies(t *testing.T, message []byte, anomalies []Anomaly) {
	t.Helper()
	for _, a := range anomalies {
		if a.Offset < 0 || a.Offset > int64(len(message)) || a.RFC == "" || a.What == "" {
			t.Errorf("anomaly %+v in %d bytes", a, len(message))
		}
	}
}

func seedMessages(f *testing.F, kind HandshakeType) {
	for _, name := range []string{"tls12.hex", "tls13.hex"} {
		if m := handshakeMessages(f, recordedFile(f, name))[kind]; m != nil {
			f.Add(m)
			f.Add(m[:len(m)/2])
		}
	}
}

func FuzzClientHello(f *testing.F) {
	seedMessages(f, HandshakeClientHello)
	f.Fuzz(func(t *testing.T, message []byte) {
		before := bytes.Clone(message)
		want, nonce, anomalies := ParseClientHello(message)
		checkAnomalies(t, message, anomalies)
		if want.Truncated != (len(message) < announced(message)) {
			t.Errorf("truncated %v: %d bytes of %d", want.Truncated, len(message), announced(message))
		}
		if unsure := want.Truncated || anomalies != nil; (want.JA3 == "") != (want.JA4 == "") || want.Truncated && want.JA3 != "" || !unsure && want.JA3 == "" {
			t.Errorf("truncated %v, anomalies %v, fingerprints %q %q", want.Truncated, anomalies, want.JA3, want.JA4)
		}
		if 2*len(want.Suites)+2*len(want.Extensions)+len(want.SNI) > len(message) {
			t.Error("more was found than there is")
		}
		p := NewParser(Limits{})
		for range 2 {
			got, again, noted := p.clientHello(message, 0)
			if !reflect.DeepEqual(got.ClientHello, want) || again.Random != nonce.Random && !want.Truncated && anomalies == nil || !reflect.DeepEqual(noted, anomalies) {
				t.Errorf("by the table %+v, parsed %+v", got, want)
			}
		}
		if !bytes.Equal(message, before) {
			t.Error("the message was changed")
		}
	})
}

// FuzzClientHelloPair looks for two messages that the table takes for the
// same and the parser does not.
func FuzzClientHelloPair(f *testing.F) {
	a := handshakeMessages(f, recordedFile(f, "tls12.hex"))[HandshakeClientHello]
	b := handshakeMessages(f, recordedFile(f, "tls13.hex"))[HandshakeClientHello]
	f.Add(a, b)
	f.Add(a, a)
	// The same bytes behind the type of supported_versions and a length: one
	// body, or a short one and another extension.
	rest := slices.Concat([]byte{0}, extensionOf(0x1234, make([]byte, 509)))
	f.Add(messageOf(HandshakeClientHello, helloBody(VersionTLS12, []byte{0x13, 1}, extensionOf(ExtensionSupportedVersions, []byte{0}, rest))),
		messageOf(HandshakeClientHello, helloBody(VersionTLS12, []byte{0x13, 1}, extensionOf(ExtensionSupportedVersions, []byte{2, 0}), rest[1:])))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		p := NewParser(Limits{})
		p.clientHello(a, 0)
		got, _, _ := p.clientHello(b, 0)
		if want, _, _ := ParseClientHello(b); !reflect.DeepEqual(got.ClientHello, want) {
			t.Errorf("after another hello %+v, parsed %+v", got, want)
		}
	})
}

func FuzzServerHello(f *testing.F) {
	seedMessages(f, HandshakeServerHello)
	f.Fuzz(func(t *testing.T, message []byte) {
		want, _, anomalies := ParseServerHello(message)
		checkAnomalies(t, message, anomalies)
		if want.Truncated != (len(message) < announced(message)) || want.Truncated != (want.JA3S == "") {
			t.Errorf("truncated %v, fingerprint %q: %d bytes of %d", want.Truncated, want.JA3S, len(message), announced(message))
		}
		p := NewParser(Limits{})
		for range 2 {
			if got, _, _ := p.serverHello(message); !reflect.DeepEqual(got, want) {
				t.Errorf("by the table %+v, parsed %+v", got, want)
			}
		}
	})
}

func FuzzCertificateMessage(f *testing.F) {
	seedMessages(f, HandshakeCertificate)
	f.Add(unhex(f, "0b000017 02 c0de 000011 000003 aabbcc 0000 000002 ddee 0002 ffff"))
	f.Fuzz(func(t *testing.T, message []byte) {
		for _, tls13 := range []bool{false, true} {
			m, anomalies := ParseCertificateMessage(message, tls13)
			checkAnomalies(t, message, anomalies)
			sum := len(m.Context)
			for _, der := range m.Certificates {
				if len(der) == 0 {
					t.Error("an empty certificate is listed")
				}
				sum += len(der) + 3
			}
			if sum > len(message) {
				t.Errorf("%d bytes were found in %d", sum, len(message))
			}
			if m.Truncated != (len(message) < announced(message)) {
				t.Errorf("truncated %v: %d bytes of %d", m.Truncated, len(message), announced(message))
			}
		}
	})
}

func FuzzPreambles(f *testing.F) {
	f.Add([]byte("CONNECT a:443 HTTP/1.1\r\n\r\n"), []byte("HTTP/1.1 407 no\r\nProxy-Authenticate: NTLM, Basic realm=\"a,b\"\r\n\r\n"))
	f.Add([]byte("PROXY TCP6 ::1 ::2 1 2\r\nPROXY UNKNOWN\r\n"), []byte{})
	f.Add([]byte("PROXY TCP6 ::1%\x1b ::2 1 2\r\n"), []byte{})
	f.Add([]byte("\x05\x01\x00\x05\x01\x00\x03\x01a\x01\xbb"), []byte("\x05\x00\x05\x00\x00\x01abcd\x00\x01"))
	f.Add([]byte("\x04\x01\x01\xbb\x00\x00\x00\x01me\x00host\x00"), []byte("\x00\x5a\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		list, _ := parsePreambles(client, server)
		if len(list) > preambleLimit {
			t.Errorf("%d preambles", len(list))
		}
		for _, e := range list {
			for _, s := range append([]string{e.Host, e.Source, e.Reason, e.Via, e.Server}, e.Schemes...) {
				if strings := asciiText([]byte(s)); len(s) > 255 || strings != s && len(s) <= evidenceLimit {
					t.Errorf("%q is not printable", s)
				}
			}
			if e.Protocol == "" || !e.Answered && e.Status != 0 {
				t.Errorf("%+v", e)
			}
		}
	})
}
