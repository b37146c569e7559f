package rules

import (
	"slices"
	"testing"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// scenario states sessions and the rules that must speak of them, above info
// and no others.
type scenario struct {
	name     string
	inv      *inventory.Inventory
	sessions []*record.Session
	want     []string
}

func list(s ...*record.Session) []*record.Session { return s }

func oneWaySession(s *record.Session) {
	unfinished(record.StageClientHello, record.Timeout)(s)
	s.TCP.OneWay = true
	s.TCP.Bytes[1] = 0
}

func silence(s *record.Session) {
	unfinished(record.StageClientHello, record.Timeout)(s)
	s.TCP.Bytes[1] = 0
}

// atEnd is a session that was open when the capture ended.
func atEnd(s *record.Session) { s.TCP.AtEnd, s.TCP.EndedBy = true, record.StillOpen }

func tls13Hidden(s *record.Session) {
	s.TLS.Version, s.TLS.Cipher, s.TLS.Certificates = tls13, "TLS_AES_256_GCM_SHA384", nil
	s.TLS.OfferedVersions = []string{tls13, tls12}
}

func encryptedAlert(from string) change {
	return func(s *record.Session) {
		s.TLS.Alerts = append(s.TLS.Alerts, record.Alert{From: from, Encrypted: true})
	}
}

func self(c *record.Certificate) { c.Issuer, c.SelfSigned = c.Subject, true }

func healthy() []scenario {
	resumed := true
	return []scenario{
		{"in order", nil, list(session(1), session(2)), nil},
		{"TLS 1.3, the certificate hidden", nil, list(session(1, tls13Hidden, sni("other.example"))), nil},
		{"resumed, so no certificate", nil, list(session(1, sni("other.example"), func(s *record.Session) {
			s.TLS.Resumed, s.TLS.Certificates = &resumed, nil
		}), session(2, noData, func(s *record.Session) { s.TLS.Resumed = &resumed })), nil},
		{"remembered certificate of another session", nil, list(session(1, sni("other.example"), func(s *record.Session) {
			s.TLS.Certificates[0].Remembered = true
		})), nil},
		{"a client without SNI that is content", known(), list(session(1, sni(""))), nil},
		{"a client that accepts another name", nil, list(session(1, sni("alias.corp.example"))), nil},
		{"trailing dot and case", nil, list(session(1, sni("EDR.corp.example."), rejects(48, "unknown_ca"))), []string{"client-rejects-certificate"}},
		{"self-signed, and accepted", nil, list(session(1, withLeaf(self))), nil},
		{"leaf below a root that is not sent", nil, list(session(1, func(s *record.Session) {
			s.TLS.Certificates = s.TLS.Certificates[:1]
		})), nil},
		{"one client leaves once, content otherwise", nil, list(session(1, noData), session(1)), nil},
		{"the server ends an idle connection", nil, list(session(1, noData, endedBy(record.ServerFIN), func(s *record.Session) {
			s.Outcome = record.Established
		})), nil},
		{"one direction only", nil, list(session(1, oneWaySession), session(2, oneWaySession)), []string{"capture-one-way"}},
		{"one direction only, so silence is no evidence", nil, list(session(1, oneWaySession), session(2, noTCP(record.TimedOut))), []string{"capture-one-way"}},
		{"leaf without its issuer, rejected for another reason", nil, list(session(1, rejects(42, "bad_certificate"), func(s *record.Session) {
			s.TLS.Certificates = s.TLS.Certificates[:1]
		})), []string{"client-rejects-certificate"}},
		{"began before the capture", nil, list(session(1, func(s *record.Session) {
			s.TLS, s.Outcome, s.TCP.MidStream = nil, record.Truncated, true
		})), nil},
		{"the capture ends inside the handshake", nil, list(session(1, unfinished(record.StageServerHello, record.Truncated), func(s *record.Session) {
			s.TCP.AtEnd = true
		})), nil},
		{"gaps, then a timeout", nil, list(session(1, silence, func(s *record.Session) { s.TCP.MissingBytes[1] = 900 })), nil},
		{"an encrypted alert of the server, one direction only", nil, list(session(1, tls13Hidden, unfinished(record.StageServerHello, record.ServerAlert), encryptedAlert("server"), func(s *record.Session) {
			s.TCP.OneWay = true
		})), []string{"capture-one-way"}},
		{"an encrypted alert of the client behind a gap", nil, list(session(1, tls13Hidden, unfinished(record.StageServerHello, record.ClientAlert), encryptedAlert("client"), func(s *record.Session) {
			s.TCP.MissingBytes[0] = 100
		})), nil},
		{"handshake_failure behind a gap that a ServerHello would fill", nil, list(session(1, refuses(40, "handshake_failure"), func(s *record.Session) {
			s.TCP.MissingBytes[1], s.TCP.Bytes[1] = 1400, 1407
		})), nil},
		{"no SYN of the client, one of the server", nil, list(session(1, noTCP(record.TimedOut), func(s *record.Session) {
			s.TCP.Packets, s.TCP.Retransmitted = record.Pair{0, 3}, record.Pair{0, 2}
		})), nil},
		{"a reset behind data, and the rest was lost", nil, list(session(1, noTCP(record.ServerRST), func(s *record.Session) { s.TCP.Bytes[0] = 200 })), nil},
		{"SYNs without an answer, and half of the capture lost", nil, list(session(1, noTCP(record.TimedOut)), session(2, func(s *record.Session) { s.TCP.MissingBytes[1] = 900 })), nil},
		{"a chain behind a gap", nil, list(session(1, rejects(48, "unknown_ca"), func(s *record.Session) {
			s.TLS.Certificates, s.TCP.MissingBytes[1] = s.TLS.Certificates[:1], 900
		})), []string{"client-rejects-certificate"}},
		{"a port check", nil, list(session(1, func(s *record.Session) {
			s.TLS, s.Stage, s.Outcome, s.TCP.Bytes = nil, record.StageTCP, record.ClientClosed, record.Pair{}
		})), nil},
		{"a single unanswered SYN", nil, list(session(1, noTCP(record.TimedOut), func(s *record.Session) {
			s.TCP.Packets, s.TCP.Retransmitted = record.Pair{1, 0}, record.Pair{}
		})), nil},
		{"unanswered SYNs to what is no appliance", known(), list(session(1, noTCP(record.TimedOut), func(s *record.Session) { s.Server = other })), nil},
		{"through a proxy, untouched", nil, list(session(1, connect(200))), nil},
		{"an alert of the client after that of the server", nil, list(session(1, refuses(70, "protocol_version"), alert("client", 42, "bad_certificate"))), []string{"version-exhausted"}},
		{"HTTP on a port of which nothing says TLS", nil, list(session(1, func(s *record.Session) {
			s.TLS, s.Stage, s.Outcome, s.Server.Port = nil, record.StageTCP, record.NotTLS, 8014
		})), nil},
	}
}

func faults() []scenario {
	old := offers([]string{tls10}, []string{cbc})
	onlyCBC := offers([]string{tls12}, []string{cbc})
	return []scenario{
		{"no suite in common", nil, list(session(1), session(2, refuses(40, "handshake_failure"), onlyCBC)), []string{"cipher-exhausted"}},
		{"nothing learned of the server", nil, list(session(2, refuses(71, "insufficient_security"))), []string{"cipher-exhausted"}},
		{"an accepted suite was offered", nil, list(session(1), session(2, refuses(40, "handshake_failure"))), []string{"handshake-failed"}},
		{"TLS 1.3 suites only, and none of them", nil, list(session(1, tls13Hidden), session(2, refuses(40, "handshake_failure"),
			offers([]string{tls13, tls12}, []string{"TLS_CHACHA20_POLY1305_SHA256"}))), []string{"cipher-exhausted"}},
		{"an accepted suite of a version that is not offered", nil, list(session(1, tls13Hidden), session(2), session(3, refuses(40, "handshake_failure"),
			offers([]string{tls12}, []string{"TLS_AES_256_GCM_SHA384", cbc}))), []string{"cipher-exhausted"}},
		{"a hello cut before its supported_versions", nil, list(session(1, tls13Hidden), session(2, refuses(40, "handshake_failure"), offers([]string{tls12}, []string{"TLS_CHACHA20_POLY1305_SHA256"}), func(s *record.Session) {
			s.TCP.Cut, s.TCP.Bytes[1] = true, 7
		})), []string{"cipher-exhausted"}},
		{"version refused", nil, list(session(1), session(2, refuses(70, "protocol_version"), old)), []string{"version-exhausted"}},
		{"fallback refused", nil, list(session(2, refuses(86, "inappropriate_fallback"), old)), []string{"version-exhausted"}},
		{"too old, refused with handshake_failure", nil, list(session(1), session(2, refuses(40, "handshake_failure"), old)), []string{"version-exhausted"}},
		{"SSL 3.0, refused with handshake_failure", nil, list(session(2, refuses(40, "handshake_failure"), offers([]string{ssl30}, []string{cbc}))), []string{"version-exhausted"}},
		{"the client refuses the server's version", nil, list(session(2, unfinished(record.StageServerHello, record.ClientAlert), alert("client", 70, "protocol_version"))), []string{"version-exhausted"}},
		{"no protocol in common", nil, list(session(2, refuses(120, "no_application_protocol"))), []string{"alpn-exhausted"}},
		{"name refused", nil, list(session(1), session(2, refuses(112, "unrecognized_name"), sni("edr"))), []string{"server-name-refused"}},
		{"closed after the ClientHello", nil, list(session(2, unfinished(record.StageClientHello, record.ServerClosed), endedBy(record.ServerFIN))), []string{"handshake-failed"}},
		{"another alert", nil, list(session(2, unfinished(record.StageServerHello, record.ServerAlert), alert("server", 80, "internal_error"))), []string{"handshake-failed"}},

		{"unknown CA", nil, list(session(1, rejects(48, "unknown_ca"))), []string{"client-rejects-certificate"}},
		{"illegal_parameter is not about the certificate", nil, list(session(1, rejects(47, "illegal_parameter"))), []string{"handshake-failed"}},
		{"encrypted alert in place of Finished", nil, list(session(1, tls13Hidden, unfinished(record.StageServerHello, record.ClientAlert), encryptedAlert("client"))), []string{"client-rejects-certificate"}},
		{"silence after the handshake", nil, list(session(1, noData), session(2, noData)), []string{"silent-rejection"}},
		{"silence after the certificate", nil, list(session(1, unfinished(record.StageCertificate, record.ClientClosed)),
			session(1, unfinished(record.StageCertificate, record.Reset), endedBy(record.ClientRST))), []string{"silent-rejection"}},
		{"a client certificate of another CA", nil, list(session(1, unfinished(record.StageCertificate, record.ServerAlert), alert("server", 48, "unknown_ca"))), []string{"client-certificate-refused"}},
		{"a client certificate is missing", nil, list(session(1, unfinished(record.StageCertificate, record.ServerAlert), alert("server", 40, "handshake_failure"), func(s *record.Session) {
			s.TLS.ClientCertificateRequested = true
		})), []string{"client-certificate-refused"}},
		{"a client certificate is missing in TLS 1.3", nil, list(session(1, tls13Hidden, noData, encryptedAlert("server"), func(s *record.Session) {
			s.Outcome = record.ServerAlert
		})), []string{"client-certificate-refused"}},

		{"another name, rejected", nil, list(session(1, sni("edr-alias.corp.example"), rejects(42, "bad_certificate"))), []string{"client-rejects-certificate", "name-mismatch"}},
		{"an address, rejected for the name", nil, list(session(1, sni(""), rejects(42, "bad_certificate"))), []string{"client-rejects-certificate", "name-mismatch"}},
		{"an address, rejected for the CA", nil, list(session(1, sni(""), rejects(48, "unknown_ca"))), []string{"client-rejects-certificate"}},
		{"no SAN", nil, list(session(1, withLeaf(func(c *record.Certificate) { c.HasSAN, c.DNSNames = false, nil }))), []string{"san-missing"}},
		{"expired", nil, list(session(1, withLeaf(func(c *record.Certificate) { c.NotAfter = noon.Add(-time.Hour) }))), []string{"certificate-expired"}},
		{"an issuer that is expired, and refused for it", nil, list(session(1, rejects(45, "certificate_expired"), expiredCA)), []string{"certificate-expired", "client-rejects-certificate"}},
		{"an issuer that is expired, and taken", nil, list(session(1, expiredCA)), []string{"certificate-expired"}},
		{"an old root is sent along", nil, list(session(1, expiredCA, func(s *record.Session) { s.TLS.Certificates[1].SelfSigned = true })), nil},
		{"not yet valid", nil, list(session(1, withLeaf(func(c *record.Certificate) { c.NotBefore = noon.Add(time.Hour) }))), []string{"certificate-not-yet-valid"}},
		{"self-signed, rejected", nil, list(session(1, withLeaf(self), rejects(48, "unknown_ca"))), []string{"certificate-self-signed", "client-rejects-certificate"}},
		{"SHA-1", nil, list(session(1, withLeaf(func(c *record.Certificate) { c.Signature = "SHA1-RSA" }))), []string{"certificate-weak"}},
		{"RSA 1024", nil, list(session(1, withLeaf(func(c *record.Certificate) { c.Key = "RSA 1024" }))), []string{"certificate-weak"}},
		{"intermediate CA missing", nil, list(session(1, rejects(48, "unknown_ca"), func(s *record.Session) {
			s.TLS.Certificates = s.TLS.Certificates[:1]
		})), []string{"chain-incomplete", "client-rejects-certificate"}},

		{"issuer of a product", nil, list(session(1, withLeaf(func(c *record.Certificate) { c.Issuer = "O=mitmproxy,CN=mitmproxy" }))), []string{"intercepting-issuer"}},
		{"intercepted, so not also a wrong name", nil, list(session(1, sni("alias.example"), withLeaf(func(c *record.Certificate) { c.Issuer = "CN=FortiGate CA,O=Fortinet" }),
			rejects(42, "bad_certificate"))), []string{"client-rejects-certificate", "intercepting-issuer"}},
		{"not the appliance's certificate", known(func(a *inventory.ApplianceHost) { a.CertSHA256 = []string{"00"} }), list(session(1)), []string{"interception"}},

		{"407", nil, list(session(1, connect(407))), []string{"proxy-auth-required"}},
		{"403", nil, list(session(1, connect(403))), []string{"proxy-refused"}},
		{"no way to authenticate in common", nil, list(session(1, socksDenied)), []string{"proxy-refused"}},
		{"503", nil, list(session(1, connect(503))), []string{"proxy-upstream-failed"}},
		{"tunnel cut after 200", nil, list(session(1, connect(200), unfinished(record.StageClientHello, record.ServerClosed), endedBy(record.ServerFIN))), []string{"proxy-refused"}},

		{"SYN dropped", nil, list(session(1, noTCP(record.TimedOut))), []string{"edr-unreachable"}},
		{"SYN refused", known(), list(session(1, noTCP(record.ServerRST))), []string{"edr-unreachable"}},
		{"no answer to the ClientHello, and the client waits still", nil, list(session(1, silence, atEnd)), []string{"no-server-hello"}},
		{"no answer to the ClientHello", nil, list(session(1, silence)), []string{"no-server-hello"}},
		{"HTTP in answer to the ClientHello", nil, list(session(1, unfinished(record.StageClientHello, record.NotTLS))), []string{"plaintext-on-tls-port"}},
		{"held open without a byte, again and again", nil, list(session(1, mute), session(1, mute)), []string{"no-client-hello"}},
		{"TLS 1.0 in use", nil, list(session(1, func(s *record.Session) { s.TLS.Version = tls10 })), []string{"weak-protocol"}},
		{"3DES in use", nil, list(session(1, func(s *record.Session) { s.TLS.Cipher = "TLS_RSA_WITH_3DES_EDE_CBC_SHA" })), []string{"weak-protocol"}},
	}
}

func expiredCA(s *record.Session) {
	s.TLS.Certificates[1].NotBefore, s.TLS.Certificates[1].NotAfter = noon.AddDate(-9, 0, 0), noon.AddDate(0, 0, -9)
}

func mute(s *record.Session) {
	s.TLS, s.Stage, s.Outcome = nil, record.StageTCP, record.Timeout
	s.TCP.Bytes, s.TCP.EndedBy = record.Pair{}, record.TimedOut
}

func TestHealthyTrafficStaysQuiet(t *testing.T) { runScenarios(t, healthy()) }

func TestFaultsAreNamed(t *testing.T) { runScenarios(t, faults()) }

func runScenarios(t *testing.T, all []scenario) {
	for _, sc := range all {
		t.Run(sc.name, func(t *testing.T) {
			found := findings(t, sc.inv, sc.sessions...)
			if got := serious(found); !slices.Equal(got, append([]string{}, sc.want...)) {
				t.Errorf("got %v, want %v", got, sc.want)
			}
		})
	}
}
