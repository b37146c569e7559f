package rules

import (
	"testing"

	"edrtap/rules/record"
)

// TestWhatTheSensorLacksIsNoFault states sessions of which the capture lacks
// what would explain them, beside what would be a fault without that.
func TestWhatTheSensorLacksIsNoFault(t *testing.T) {
	lost := func(client, server uint64) change {
		return func(s *record.Session) { s.TCP.MissingBytes = record.Pair{client, server} }
	}
	unseenEnd := func(s *record.Session) { s.TCP.UnseenEnd = true }
	mixed := func(s *record.Session) { s.TCP.Mixed = true }
	encrypted := func(s *record.Session) {
		tls13Hidden(s)
		encryptedAlert("server")(s)
		s.Outcome = record.ServerAlert
	}
	alone := func(s *record.Session) { s.TLS.Certificates = s.TLS.Certificates[:1] }
	cut := func(s *record.Session) { s.TLS.ChainCut = true }
	timedOut := unfinished(record.StageCertificate, record.Truncated)
	took := func(s *record.Session) {
		s.TCP.Packets, s.TCP.Retransmitted, s.TCP.OneWay = record.Pair{2, 1}, record.Pair{}, false
	}
	unacked := func(s *record.Session) { s.TCP.Unacked[0] = 219 }
	again := func(s *record.Session) { s.TCP.Retransmitted[0] = 2 }
	short := func(s *record.Session) { s.TCP.Bytes[1] = alertRecord }
	balanced := func(s *record.Session) {
		s.Proxy = &record.Proxy{Protocol: "proxy-v2", Host: "192.0.2.99", Port: 443, Source: "10.0.0.1:50000"}
		s.TLS.SNI = ""
	}
	refused := refuses(handshakeFailure, "handshake_failure")
	closed := unfinished(record.StageClientHello, record.ServerClosed)
	for _, c := range []struct {
		name     string
		sessions []*record.Session
		want     string // the rule that speaks; "" for none
	}{
		{"a refusal in place of a ServerHello", list(session(1, refused, short)), "cipher-exhausted"},
		{"a refusal that perhaps came behind one", list(session(1, refused, short, lost(0, 2300))), ""},
		{"a refusal of an offer in which bytes are missing", list(session(1, refused, short, lost(200, 0))), "cipher-exhausted"},
		{"the server closes", list(session(1, closed, endedBy(record.ServerFIN))), "handshake-failed"},
		{"the server closes, and the client perhaps did before", list(session(1, closed, endedBy(record.ServerFIN), unseenEnd)), ""},
		{"a ClientHello that is sent again in vain", list(session(1, silence, unacked, again)), "no-server-hello"},
		{"a ClientHello that is not, as if it had been acknowledged", list(session(1, silence, unacked)), ""},
		{"clients leave again and again", list(session(1, noData), session(1, noData)), "silent-rejection"},
		{"clients that perhaps leave after the server", list(session(1, noData, mixed), session(1, noData, mixed)), ""},
		{"an encrypted alert behind the client's Finished", list(session(1, noData, encrypted)), "client-certificate-refused"},
		{"an encrypted alert that is perhaps an answer to more", list(session(1, noData, encrypted, mixed)), ""},
		{"a certificate without its issuer", list(session(1, timedOut, alone), session(2)), "chain-incomplete"},
		{"a Certificate message of which only the beginning was seen", list(session(1, timedOut, alone, cut), session(2)), ""},
		{"a server that answers no SYN", list(session(1, noTCP(record.TimedOut))), "edr-unreachable"},
		{"a server that answers one, and then the client's RST", list(session(1, noTCP(record.ClientRST), took)), ""},
		{"a RST behind the end of a connection", list(session(1, noTCP(record.ServerRST), lost(187, 0))), ""},
		{"the address that a load balancer took the connection at is no name", list(session(1, rejects(unknownCA, "unknown_ca"), balanced)), "client-rejects-certificate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, f := range findings(t, known(), c.sessions...) {
				switch {
				case f.Rule == c.want:
					c.want = ""
				case f.Severity != record.Info:
					t.Errorf("%s says %s", f.Rule, f.Title)
				}
			}
			if c.want != "" {
				t.Errorf("%s says nothing", c.want)
			}
		})
	}
}
