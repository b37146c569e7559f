//go:debug cryptocustomrand=1

package stacks

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"reflect"
	"testing"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/pcaps/generate/pki"
	"edrtap/rules/record"

	utls "github.com/refraction-networking/utls"
)

const name = "edr.corp.example"

func now() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// pair is a client and a server that get on.
func pair(t *testing.T, h Hello) Talk {
	t.Helper()
	ca, err := pki.NewAuthority("corp", pkix.Name{CommonName: "test CA"}, now().AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := ca.Issue(pki.Leaf{
		Key: "edr", Name: pkix.Name{CommonName: name}, DNS: []string{name}, Serial: 2,
		NotBefore: now().AddDate(-1, 0, 0), NotAfter: now().AddDate(1, 0, 0),
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca.Certificate)
	return Talk{
		Client:    Client{Hello: h, Name: name, Roots: roots, Alert: 48},
		Server:    Server{Certificate: leaf, Lowest: tls.VersionTLS12, Highest: tls.VersionTLS13},
		Exchanges: []Exchange{{Method: "POST", Path: "/", Body: 300, Events: 2, Answer: 40}},
		Now:       now(), Seed: 1,
	}
}

func run1(t *testing.T, k Talk) Result {
	t.Helper()
	r, err := k.Run()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// offeredOnTheWire reads the suites out of a ClientHello (RFC 8446 section
// 4.1.2), without the code that made it.
func offeredOnTheWire(t *testing.T, r Result) string {
	t.Helper()
	b := r.Steps[0].Data[5+4+2+32:] // record header, handshake header, version, random
	b = b[1+int(b[0]):]             // session id
	return hex.EncodeToString(b[2 : 2+int(b[0])<<8+int(b[1])])
}

func TestHellosOfWindowsCompleteHandshakes(t *testing.T) {
	for _, c := range []struct {
		name    string
		hello   Hello
		version string
		group   string
	}{
		{"Windows 7", Windows7(), "TLS 1.2", "secp256r1"},
		{"Windows 8.1", Windows81(), "TLS 1.2", "secp256r1"},
		{"Windows 10", Windows10(), "TLS 1.2", "x25519"},
		{"Windows 10 22H2", Windows10Late(), "TLS 1.2", "x25519"},
		{"Windows 11", Windows11(), "TLS 1.3", "x25519"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run1(t, pair(t, c.hello))
			if r.Outcome != record.Established || r.Stage != record.StageApplication || r.TLS.Version != c.version || r.TLS.Group != c.group {
				t.Errorf("%s at %s, %s, %s", r.Outcome, r.Stage, r.TLS.Version, r.TLS.Group)
			}
			if got := offeredOnTheWire(t, r); got != c.hello.Suites {
				t.Errorf("offers %s, want %s", got, c.hello.Suites)
			}
			if r.TLS.AppRecords != (record.Pair{1, 1}) || len(r.Requests) != 1 || r.Requests[0].Events != 2 {
				t.Errorf("application records %v, requests %v", r.TLS.AppRecords, r.Requests)
			}
			if visible := len(r.TLS.Certificates) == 2; visible != (c.version == "TLS 1.2") {
				t.Errorf("%d certificates visible", len(r.TLS.Certificates))
			}
		})
	}
}

func TestUntrustedCertificate(t *testing.T) {
	for _, c := range []struct {
		name     string
		hello    Hello
		reaction Reaction
		outcome  record.Outcome
		stage    record.Stage
		alert    string
	}{
		{"alert", Windows10(), Complain, record.ClientAlert, record.StageCertificate, "unknown_ca"},
		{"encrypted alert", Windows11(), Complain, record.ClientAlert, record.StageServerHello, "bad_certificate"},
		{"hangs up", Windows10(), HangUp, record.ClientClosed, record.StageCertificate, ""},
		{"finishes and closes", Windows10(), Finish, record.SilentRejection, record.StageFinished, ""},
		{"finishes and closes, TLS 1.3", Windows11(), Finish, record.SilentRejection, record.StageFinished, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := pair(t, c.hello)
			k.Client.Roots, k.Client.Reaction = x509.NewCertPool(), c.reaction
			r := run1(t, k)
			if r.Outcome != c.outcome || r.Stage != c.stage || r.TLS.AppRecords != (record.Pair{}) {
				t.Errorf("%s at %s, records %v", r.Outcome, r.Stage, r.TLS.AppRecords)
			}
			switch {
			case c.alert == "" && len(r.TLS.Alerts) > 0:
				t.Errorf("alerts %v", r.TLS.Alerts)
			case c.alert != "" && (len(r.TLS.Alerts) != 1 || r.TLS.Alerts[0].Description != c.alert || r.TLS.Alerts[0].From != "client"):
				t.Errorf("alerts %v, want %s of the client", r.TLS.Alerts, c.alert)
			}
		})
	}
}

func TestRefusalsOfTheServer(t *testing.T) {
	for _, c := range []struct {
		name   string
		hello  Hello
		spoil  func(*Server)
		stage  record.Stage
		alert  string
		closed bool
	}{
		{"no common suite", Windows7(), func(s *Server) { s.Suites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256} }, record.StageClientHello, "handshake_failure", false},
		{"no common version", Windows7TLS10(), func(*Server) {}, record.StageClientHello, "protocol_version", false},
		{"no client certificate", Windows10(), func(s *Server) { s.ClientCertificate = true }, record.StageCertificate, "handshake_failure", false},
		{"internal error", Windows10(), func(s *Server) { s.Fault = InternalError }, record.StageClientHello, "internal_error", false},
		{"closes", Windows10(), func(s *Server) { s.Fault = ClosesAtHello }, record.StageClientHello, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := pair(t, c.hello)
			c.spoil(&k.Server)
			r := run1(t, k)
			want := record.ServerAlert
			if c.closed {
				want = record.ServerClosed
			}
			if r.Outcome != want || r.Stage != c.stage {
				t.Errorf("%s at %s", r.Outcome, r.Stage)
			}
			if c.closed == (len(r.TLS.Alerts) == 1) || !c.closed && (r.TLS.Alerts[0].Description != c.alert || r.TLS.Alerts[0].From != "server" || r.TLS.Alerts[0].Encrypted) {
				t.Errorf("alerts %v, want %s", r.TLS.Alerts, c.alert)
			}
		})
	}
}

func TestSessionsAreResumed(t *testing.T) {
	for _, hello := range []Hello{Windows10(), Windows11()} {
		k := pair(t, hello)
		k.Server.Tickets = true
		k.Client.Sessions = utls.NewLRUClientSessionCache(1)
		for n, want := range []bool{false, true, true} {
			r := run1(t, k)
			if *r.TLS.Resumed != want || want && r.TLS.Certificates != nil {
				t.Errorf("%s, connection %d: resumed %v, %d certificates", r.TLS.Version, n, *r.TLS.Resumed, len(r.TLS.Certificates))
			}
		}
	}
}

func TestTunnelComesBeforeTLS(t *testing.T) {
	k := pair(t, Windows10())
	k.Tunnel = &Tunnel{Host: name, Port: 443}
	r := run1(t, k)
	if r.Proxy == nil || r.Proxy.Host != name || r.Proxy.Status != 200 || r.Outcome != record.Established {
		t.Fatalf("proxy %v, %s", r.Proxy, r.Outcome)
	}
	if got := string(r.Steps[0].Data[:12]); got != "CONNECT edr." {
		t.Errorf("the connection begins with %q", got)
	}
}

func TestEndings(t *testing.T) {
	last := func(r Result) []dialogue.Step { return r.Steps[len(r.Steps)-2:] }
	k := pair(t, Windows10())
	k.Ending = ClientAborts
	if s := last(run1(t, k)); s[1].Kind != dialogue.Abort {
		t.Errorf("client aborts: ends with %v", s[1].Kind)
	}
	k.Ending = ServerEnds
	if s := last(run1(t, k)); s[0].Kind != dialogue.Close || s[0].From != dialogue.Server {
		t.Errorf("server ends: closes second")
	}
	k.Ending = NobodyEnds
	if s := last(run1(t, k)); s[1].Kind != dialogue.Send {
		t.Errorf("nobody ends: ends with %v", s[1].Kind)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	for _, hello := range []Hello{Windows7(), Windows10(), Windows11()} {
		k := pair(t, hello)
		first := run1(t, k)
		for range 4 {
			if again := run1(t, k); !reflect.DeepEqual(first.Steps, again.Steps) {
				t.Fatalf("%s: another dialogue", first.TLS.Version)
			}
		}
		k.Seed++
		if other := run1(t, k); reflect.DeepEqual(first.Steps, other.Steps) {
			t.Errorf("%s: another seed gives the same dialogue", first.TLS.Version)
		}
	}
}
