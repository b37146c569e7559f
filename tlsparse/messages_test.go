package tlsparse

import (
	"crypto/tls"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
)

// handshakeMessages gives the messages in the clear of a recorded connection
// by type, headers included.
func handshakeMessages(t testing.TB, log []event) map[HandshakeType][]byte {
	t.Helper()
	messages := map[HandshakeType][]byte{}
	for role := Client; role <= Server; role++ {
		var stream []byte
		for _, e := range log {
			if e.dir == role {
				stream = append(stream, e.data...)
			}
		}
		for len(stream) >= recordHeaderLen {
			r := parseRecordHeader(stream)
			body := stream[recordHeaderLen:][:r.length]
			stream = stream[recordHeaderLen+r.length:]
			if r.kind == ContentChangeCipherSpec {
				break
			}
			for r.kind == ContentHandshake && len(body) > 0 {
				n := handshakeHeaderLen + messageLen(body)
				messages[HandshakeType(body[0])] = body[:n]
				body = body[n:]
			}
		}
	}
	return messages
}

// recorded gives the messages of a full handshake.
func recorded(t testing.TB, version uint16) map[HandshakeType][]byte {
	t.Helper()
	client, server := configs(t, version, version)
	client.NextProtos, server.NextProtos = []string{"h2"}, []string{"h2"}
	log, err1, err2 := exchange(t, client, server)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return handshakeMessages(t, log)
}

func TestEveryProperPrefixOfAMessageIsTruncatedAndNothingElse(t *testing.T) {
	parsers := map[HandshakeType]func([]byte) (truncated bool, anomalies []Anomaly){
		HandshakeClientHello: func(b []byte) (bool, []Anomaly) {
			h, _, a := ParseClientHello(b)
			return h.Truncated, a
		},
		HandshakeServerHello: func(b []byte) (bool, []Anomaly) {
			h, _, a := ParseServerHello(b)
			return h.Truncated, a
		},
		HandshakeCertificate: func(b []byte) (bool, []Anomaly) {
			m, a := ParseCertificateMessage(b, false)
			return m.Truncated, a
		},
		HandshakeServerKeyExchange: func(b []byte) (bool, []Anomaly) {
			k, a := ParseServerKeyExchange(b, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
			return k.Truncated, a
		},
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for kind, message := range recorded(t, version) {
			parse := parsers[kind]
			if parse == nil {
				continue
			}
			for n := range message {
				if truncated, anomalies := parse(message[:n:n]); !truncated || anomalies != nil {
					t.Fatalf("%v: first %d of %d bytes: truncated %v, anomalies %v", kind, n, len(message), truncated, anomalies)
				}
			}
			if truncated, anomalies := parse(message); truncated || anomalies != nil {
				t.Errorf("%v: truncated %v, anomalies %v", kind, truncated, anomalies)
			}
		}
	}
}

func TestAPrefixOfAClientHelloGivesWhatIsThere(t *testing.T) {
	message := recorded(t, tls.VersionTLS13)[HandshakeClientHello]
	whole, _, _ := ParseClientHello(message)
	for n := range message {
		h, _, _ := ParseClientHello(message[:n])
		if h.JA3 != "" || h.JA4 != "" {
			t.Fatalf("first %d bytes have a fingerprint", n)
		}
		if len(h.Suites) > len(whole.Suites) || !reflect.DeepEqual(append([]CipherSuite{}, h.Suites...), append([]CipherSuite{}, whole.Suites[:len(h.Suites)]...)) {
			t.Fatalf("first %d bytes: suites %v", n, h.Suites)
		}
		if h.SNI != "" && h.SNI != whole.SNI {
			t.Fatalf("first %d bytes: server name %q", n, h.SNI)
		}
	}
	if h, _, _ := ParseClientHello(message[:len(message)-1]); h.SNI != whole.SNI || len(h.Suites) != len(whole.Suites) {
		t.Errorf("all but the last byte: %+v", h)
	}
}

func TestMalformedVectorsAreNotedAndTheRestIsRead(t *testing.T) {
	message := recorded(t, tls.VersionTLS12)[HandshakeClientHello]
	name := []byte("\x00\x0eserver.example")
	at := strings.Index(string(message), string(name))
	if at < 0 {
		t.Fatal("no server name in the hello")
	}
	broken := append([]byte{}, message...)
	broken[at+1] = 0xff // longer than the list that holds it
	h, _, anomalies := ParseClientHello(broken)
	if len(anomalies) != 1 || anomalies[0].RFC != "RFC 6066 section 3" || anomalies[0].Offset != int64(at+2) {
		t.Errorf("anomalies %+v, want one at %d", anomalies, at+2)
	}
	whole, _, _ := ParseClientHello(message)
	if h.Truncated || !h.HasSNI || !reflect.DeepEqual(h.Groups, whole.Groups) || !reflect.DeepEqual(h.ALPN, whole.ALPN) {
		t.Errorf("the rest was not read: %+v", h)
	}
}

func TestCertificateMessageOfTLS13HasContextAndExtensions(t *testing.T) {
	message := unhex(t, "0b000017 02 c0de 000011 000003 aabbcc 0000 000002 ddee 0002 ffff")
	m, anomalies := ParseCertificateMessage(message, true)
	if anomalies != nil || m.Truncated || string(m.Context) != "\xc0\xde" || len(m.Certificates) != 2 || string(m.Certificates[1]) != "\xdd\xee" {
		t.Errorf("%+v, anomalies %v", m, anomalies)
	}
}

func TestServerKeyExchangeGroups(t *testing.T) {
	prime := make([]byte, 128)
	prime[0] = 0x7f
	for name, test := range map[string]struct {
		suite CipherSuite
		body  string
		group Group
		bits  int
	}{
		"named curve":     {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "03 0017 01 04", GroupSecp256r1, 0},
		"explicit curve":  {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "01 20", 0, 0},
		"PSK hint first":  {TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA, "0002 6869 03 001d 00", GroupX25519, 0},
		"finite field":    {TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, "0080" + hex.EncodeToString(prime) + "0001 02", 0, 1023},
		"no group at all": {TLS_RSA_WITH_AES_128_CBC_SHA, "0017", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			body := unhex(t, test.body)
			message := append([]byte{byte(HandshakeServerKeyExchange), 0, 0, byte(len(body))}, body...)
			k, anomalies := ParseServerKeyExchange(message, test.suite)
			if k.Group != test.group || k.PrimeBits != test.bits || anomalies != nil {
				t.Errorf("%+v, anomalies %v", k, anomalies)
			}
		})
	}
}

func TestHellosThatDifferOnlyInTheirNonceShareOneValue(t *testing.T) {
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS13)
	p := NewParser(Limits{})
	var facts [2]Facts
	for i := range facts {
		log, _, _ := exchange(t, client, server)
		facts[i] = follow(p, log)
	}
	if facts[0].ClientClock == facts[1].ClientClock || facts[0].ServerRandom == facts[1].ServerRandom {
		t.Error("the randoms are the same")
	}
	if facts[0].ClientHello != facts[1].ClientHello || facts[0].ServerHello != facts[1].ServerHello {
		t.Error("the hellos are not shared")
	}
	client.ServerName = "other.example"
	log, _, _ := exchange(t, client, server)
	if other := follow(p, log); other.ClientHello == facts[0].ClientHello || other.ClientHello.SNI != "other.example" {
		t.Errorf("a hello for another name is shared: %+v", other.ClientHello)
	}
}

func TestTheTableDoesNotChangeWhatIsSaid(t *testing.T) {
	message := recorded(t, tls.VersionTLS13)[HandshakeClientHello]
	p := NewParser(Limits{})
	for at := range message {
		changed := append([]byte{}, message...)
		changed[at] ^= 0x15
		want, _, wantAnomalies := ParseClientHello(changed)
		for range 2 {
			got, _, anomalies := p.clientHello(changed, 0)
			if !reflect.DeepEqual(got.ClientHello, want) || !reflect.DeepEqual(anomalies, wantAnomalies) {
				t.Fatalf("byte %d changed: got %+v, want %+v", at, got, want)
			}
		}
	}
}

func TestInternedForgetsWhatIsNotUsed(t *testing.T) {
	table := newInterned[int](8 * entryOverhead)
	for i := range 1000 {
		table.put([]byte{byte(i), byte(i >> 8)}, i)
		if v, ok := table.get([]byte{0, 0}); i > 0 && (!ok || v != 0) {
			t.Fatalf("what is in use was forgotten after %d entries", i)
		}
	}
	if n := len(table.current) + len(table.previous); n > 20 {
		t.Errorf("%d entries are kept", n)
	}
}

// unhex reads hexadecimal with blanks.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
