package tlsparse

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// recordOf is a record in the clear.
func recordOf(kind ContentType, version Version, body ...[]byte) []byte {
	all := slices.Concat(body...)
	b := binary.BigEndian.AppendUint16([]byte{byte(kind)}, uint16(version))
	return append(binary.BigEndian.AppendUint16(b, uint16(len(all))), all...)
}

// messageOf is a handshake message.
func messageOf(kind HandshakeType, body ...[]byte) []byte {
	all := slices.Concat(body...)
	return append([]byte{byte(kind), byte(len(all) >> 16), byte(len(all) >> 8), byte(len(all))}, all...)
}

// vector puts a length of so many bytes in front.
func vector(size int, body ...[]byte) []byte {
	all := slices.Concat(body...)
	b := make([]byte, size, size+len(all))
	for i := range size {
		b[i] = byte(len(all) >> (8 * (size - 1 - i)))
	}
	return append(b, all...)
}

func extensionOf(t ExtensionType, body ...[]byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(t)), vector(2, body...)...)
}

// helloBody is a ClientHello with the extensions.
func helloBody(version Version, suites []byte, extensions ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(version))
	b = append(b, make([]byte, 32)...)
	b = append(b, 0) // no session id
	b = append(append(b, vector(2, suites)...), 1, 0)
	if extensions == nil {
		return b
	}
	return append(b, vector(2, extensions...)...)
}

// serverBody is a ServerHello with the extensions.
func serverBody(version Version, suite CipherSuite, extensions ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(version))
	b = append(b, make([]byte, 32)...)
	b = append(b, 0)
	b = append(binary.BigEndian.AppendUint16(b, uint16(suite)), 0)
	return append(b, vector(2, extensions...)...)
}

func clientHelloRecord(extensions ...[]byte) []byte {
	return recordOf(ContentHandshake, VersionTLS10, messageOf(HandshakeClientHello, helloBody(VersionTLS12, []byte{0xc0, 0x2f, 0, 0x2f}, extensions...)))
}

func serverHelloRecord(extensions ...[]byte) []byte {
	return recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeServerHello, serverBody(VersionTLS12, 0xc02f, extensions...)))
}

// sniExtension names a.example.
var sniExtension = extensionOf(ExtensionServerName, vector(2, []byte{0}, vector(2, []byte("a.example"))))

// TestOddTLSIsReadAsFarAsItGoes takes what is odd but happens, and what is not
// allowed. Each anomaly is named, with its offset and the section it goes
// against.
func TestOddTLSIsReadAsFarAsItGoes(t *testing.T) {
	unknown := messageOf(HandshakeClientHello, helloBody(0x03f7, []byte{0x13, 1}, sniExtension))
	chain := bytes.Repeat(vector(3, identity(t, false, "a.example").Certificate[0]), 20)
	big := identity(t, false, manyNames(3000)...).Certificate[0]
	alert := recordOf(ContentAlert, VersionTLS12, []byte{1, byte(AlertUnrecognizedName)})
	hello, answer := clientHelloRecord(sniExtension), serverHelloRecord()
	for name, test := range map[string]struct {
		log   []event
		check func(f *Facts) bool
		want  []Anomaly // in order
	}{
		"an unknown version": {
			[]event{{Client, recordOf(ContentHandshake, VersionTLS10, unknown)}},
			func(f *Facts) bool {
				return f.ClientHello.LegacyVersion.String() == "0x03f7" && f.ClientHello.SNI == "a.example"
			}, nil,
		},
		"GREASE everywhere": {
			[]event{{Client, clientHelloRecord(extensionOf(0x1a1a), extensionOf(ExtensionSupportedVersions, vector(1, []byte{0x2a, 0x2a, 3, 4})),
				extensionOf(ExtensionSupportedGroups, vector(2, []byte{0x3a, 0x3a, 0, 0x1d})), extensionOf(0x4a4a, []byte{0}))}},
			func(f *Facts) bool {
				h := f.ClientHello
				return h.GREASE && reflect.DeepEqual(h.Versions, []Version{VersionTLS13}) && reflect.DeepEqual(h.Groups, []Group{GroupX25519}) && len(h.Extensions) == 2
			}, nil,
		},
		"a draft of TLS 1.3": {
			[]event{{Client, hello}, {Server, recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeServerHello, serverBody(VersionTLS12, 0x1301, extensionOf(ExtensionSupportedVersions, []byte{0x7f, 0x1c}))))}},
			func(f *Facts) bool { return f.Version.String() == "TLS 1.3 (draft 28)" && f.Version.IsTLS13() }, nil,
		},
		"a draft of TLS 1.3 before all others said so": { // draft 15: version, random, suite, extensions
			[]event{{Client, hello}, {Server, recordOf(ContentHandshake, VersionTLS10, messageOf(HandshakeServerHello,
				slices.Concat([]byte{3, 4}, make([]byte, 32), []byte{0xc0, 0x2b}, vector(2, extensionOf(ExtensionKeyShareDraft, []byte{0, 0x17, 0, 0})))))}},
			func(f *Facts) bool {
				s := f.ServerHello
				return f.Version == VersionTLS13 && s.Suite == 0xc02b && s.Group.String() == "secp256r1" && len(s.Extensions) == 1
			}, nil,
		},
		"an alert of no version": {
			[]event{{Client, hello}, {Server, []byte{21, 0, 0, 0, 2, 2, 40}}},
			func(f *Facts) bool {
				return f.NotTLS == nil && len(f.Alerts) == 1 && f.Alerts[0].Code == AlertHandshakeFailure && f.Version == 0
			}, nil,
		},
		"encrypted client hello": {
			[]event{{Client, clientHelloRecord(sniExtension, extensionOf(ExtensionEncryptedClientHello, make([]byte, 200)))}},
			func(f *Facts) bool { return f.ClientHello.ECH && f.ClientHello.SNI == "a.example" }, nil,
		},
		"a post-quantum key share": {
			[]event{{Client, clientHelloRecord(sniExtension, extensionOf(ExtensionKeyShare, vector(2, []byte{0x11, 0xec}, vector(2, make([]byte, 1216)))))}},
			func(f *Facts) bool { return f.ClientHello.KeyShares[0].String() == "X25519MLKEM768" }, nil,
		},
		"fragments of no length": {
			[]event{{Client, append(recordOf(ContentHandshake, VersionTLS10), hello...)}, {Server, append(recordOf(ContentAlert, VersionTLS12), answer...)}},
			func(f *Facts) bool { return f.ServerHello != nil },
			[]Anomaly{{Client, 0, "RFC 8446 section 5.1", "zero-length fragment of handshake"}, {Server, 0, "RFC 8446 section 5.1", "zero-length fragment of alert"}},
		},
		"a warning between messages": {
			[]event{{Client, hello}, {Server, append(bytes.Clone(alert), answer...)}},
			func(f *Facts) bool { return f.ServerHello != nil && len(f.Alerts) == 1 }, nil,
		},
		"a warning inside a message": {
			[]event{{Client, hello}, {Server, slices.Concat(recordOf(ContentHandshake, VersionTLS12, answer[5:30]), alert, recordOf(ContentHandshake, VersionTLS12, answer[30:]))}},
			func(f *Facts) bool { return f.ServerHello != nil && len(f.Alerts) == 1 },
			[]Anomaly{{Server, 30, "RFC 8446 section 5.1", "handshake message interrupted by alert"}},
		},
		"an extension twice": {
			[]event{{Client, clientHelloRecord(sniExtension, sniExtension)}},
			func(f *Facts) bool { return f.ClientHello.SNI == "a.example" },
			[]Anomaly{{Client, 5 + 4 + 43 + 2 + int64(len(sniExtension)), "RFC 8446 section 4.2", "extension server_name comes twice"}},
		},
		"bytes behind the hello": {
			[]event{{Client, recordOf(ContentHandshake, VersionTLS10, messageOf(HandshakeClientHello, helloBody(VersionTLS12, []byte{0, 0x2f}, sniExtension), []byte("xyz")))}},
			func(f *Facts) bool { return f.ClientHello.SNI == "a.example" },
			[]Anomaly{{Client, 5 + 4 + 41 + 2 + int64(len(sniExtension)), "RFC 8446 section 4.1.2", "bytes after the end of ClientHello"}},
		},
		"a record of more than 2^14 bytes in the clear": {
			[]event{{Client, hello}, {Server, recordOf(ContentHandshake, VersionTLS12, answer[5:], messageOf(HandshakeCertificate, vector(3, vector(3, make([]byte, 1<<14)))))}},
			func(f *Facts) bool { return len(f.Certificates) == 1 && f.Certificates[0].Problem != "" },
			[]Anomaly{{Server, 0, "RFC 8446 section 5.1", "record in the clear has more than 2^14 bytes"}},
		},
		"a record that no version allows": {
			[]event{{Client, hello}, {Server, slices.Concat(answer, recordOf(ContentHandshake, VersionTLS12, make([]byte, 20_000)))}},
			func(f *Facts) bool { return f.Version == VersionTLS12 },
			[]Anomaly{{Server, int64(len(answer)), "RFC 8446 section 5.1", "record longer than 2^14 + 2048 bytes"}},
		},
		"a certificate of 64 KiB": {
			append([]event{{Client, hello}, {Server, answer}}, inRecords(messageOf(HandshakeCertificate, vector(3, vector(3, big))))...),
			func(f *Facts) bool {
				return len(f.Certificates) == 1 && len(f.Certificates[0].Raw) > 1<<16 && len(f.Certificates[0].DNSNames) == 3000
			}, nil,
		},
		"a chain of 20": {
			append([]event{{Client, hello}, {Server, answer}}, inRecords(messageOf(HandshakeCertificate, vector(3, chain)))...),
			func(f *Facts) bool { return len(f.Certificates) == 20 && f.Certificates[0] == f.Certificates[19] }, nil,
		},
		"no certificate of the server": {
			[]event{{Client, hello}, {Server, append(bytes.Clone(answer), recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeCertificate, vector(3)))...)}},
			func(f *Facts) bool { return len(f.Certificates) == 0 && f.Resumed == No },
			[]Anomaly{{Server, int64(len(answer)) + 5, "RFC 5246 section 7.4.2", "certificate_list of the server is empty"}},
		},
		"a certificate of the server that ends with the capture": {
			[]event{{Client, hello}, {Server, append(bytes.Clone(answer), recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeCertificate, vector(3, vector(3, make([]byte, 2000)))))[:500]...)}},
			func(f *Facts) bool { return len(f.Certificates) == 0 && f.Resumed == No }, nil,
		},
		"a certificate of the client that ends with the capture": {
			[]event{{Client, hello}, {Server, answer}, {Client, recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeCertificate, vector(3, vector(3, make([]byte, 2000)))))[:500]}},
			func(f *Facts) bool { return f.ClientCertificate == AuthSent }, nil,
		},
		"a raw public key": {
			[]event{{Client, hello}, {Server, slices.Concat(serverHelloRecord(extensionOf(ExtensionServerCertificateType, []byte{2})),
				recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeCertificate, vector(3, spkiOf(t)))))}},
			func(f *Facts) bool { return f.RawPublicKey == "ECDSA P-256" && len(f.Certificates) == 0 },
			[]Anomaly{{Server, 5 + 4 + 38 + 2 + 5 + 5, "RFC 7250 section 3", "a public key in place of a certificate: ECDSA P-256"}},
		},
		"a raw public key that is none": {
			[]event{{Client, hello}, {Server, slices.Concat(serverHelloRecord(extensionOf(ExtensionServerCertificateType, []byte{2})),
				recordOf(ContentHandshake, VersionTLS12, messageOf(HandshakeCertificate, vector(3, []byte("key")))))}},
			func(f *Facts) bool { return f.RawPublicKey == "" },
			[]Anomaly{{Server, 5 + 4 + 38 + 2 + 5 + 5 + 4 + 3, "RFC 7250 section 3", "malformed public key"}},
		},
		"a heartbeat": {
			[]event{{Client, slices.Concat(hello, recordOf(ContentHeartbeat, VersionTLS12, []byte{1, 0, 2}, make([]byte, 18)))}},
			func(f *Facts) bool { return f.Heartbeats == 1 }, nil,
		},
		"a heartbeat that asks for more than it brings": {
			[]event{{Client, slices.Concat(hello, recordOf(ContentHeartbeat, VersionTLS12, []byte{1, 0x40, 0}))}},
			func(f *Facts) bool { return f.Heartbeats == 1 },
			[]Anomaly{{Client, int64(len(hello)) + 5, "RFC 6520 section 4", "heartbeat of 3 bytes announces a payload of 16384"}},
		},
		"the Chinese national TLS": {
			[]event{
				{Client, recordOf(ContentHandshake, VersionGMTLS, messageOf(HandshakeClientHello, helloBody(VersionGMTLS, []byte{0xe0, 0x13})))},
				{Server, recordOf(ContentHandshake, VersionGMTLS, messageOf(HandshakeServerHello, serverBody(VersionGMTLS, 0xe013)))},
			},
			func(f *Facts) bool {
				return f.Version == VersionGMTLS && f.Suite.String() == "ECC_SM4_CBC_SM3" && f.ClientHello != nil
			}, nil,
		},
		"a hello from the wrong side": {
			[]event{{Client, hello}, {Server, hello}},
			func(f *Facts) bool { return f.ServerHello == nil },
			[]Anomaly{{Server, 5, "RFC 8446 section 4.1.2", "ClientHello from the server"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := sameInAnyPieces(t, test.log)
			if f.ClientHello == nil || !test.check(&f) {
				t.Errorf("hello %+v, answer %+v, facts %+v", f.ClientHello, f.ServerHello, f)
			}
			if !slices.Equal(f.Anomalies, test.want) {
				t.Errorf("anomalies\n got %v\nwant %v", f.Anomalies, test.want)
			}
		})
	}
}

// inRecords gives a server's message in records of 2^14 bytes.
func inRecords(message []byte) []event {
	var log []event
	for part := range slices.Chunk(message, maxPlaintextLen) {
		log = append(log, event{Server, recordOf(ContentHandshake, VersionTLS12, part)})
	}
	return log
}

func manyNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strings.Repeat("a", 20) + string(rune('a'+i%26)) + ".example"
	}
	return names
}

// spkiOf is the SubjectPublicKeyInfo of a fresh key.
func spkiOf(t *testing.T) []byte {
	t.Helper()
	return identity(t, false, "a.example").Leaf.RawSubjectPublicKeyInfo
}

// TestAHelloInManySmallRecordsIsPutTogether holds for a client that hides its
// hello from boxes on the way.
func TestAHelloInManySmallRecordsIsPutTogether(t *testing.T) {
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS13)
	client.CurvePreferences = []tls.CurveID{tls.X25519MLKEM768, tls.X25519}
	log, _, _ := exchange(t, client, server)
	whole := follow(NewParser(Limits{}), log)
	body := log[0].data[recordHeaderLen:]
	var small []event
	for part := range slices.Chunk(body, 7) {
		small = append(small, event{Client, recordOf(ContentHandshake, VersionTLS10, part)})
	}
	f := sameInAnyPieces(t, append(small, log[1:]...))
	if len(body) < 1200 || !f.Established || f.ClientHello == nil || f.ClientHello.JA4 != whole.ClientHello.JA4 || len(f.Anomalies) > 0 {
		t.Errorf("%d bytes, established %v, hello %+v, anomalies %v", len(body), f.Established, f.ClientHello, f.Anomalies)
	}
}
