package tlsparse

import (
	"crypto/tls"
	"crypto/x509"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"unsafe"
)

// sameInAnyPieces checks that the facts do not depend on how the bytes are
// divided, and gives them.
func sameInAnyPieces(t *testing.T, log []event) Facts {
	t.Helper()
	p := NewParser(Limits{})
	whole := follow(p, log)
	r := rand.New(rand.NewPCG(1, 2))
	for name, size := range map[string]func() int{
		"one byte": func() int { return 1 },
		"random":   func() int { return 1 + r.IntN(300) },
		"seven":    func() int { return 7 },
	} {
		if got := follow(p, cut(log, size)); !reflect.DeepEqual(got, whole) {
			t.Errorf("%s: facts differ: %s", name, factDifferences(got, whole))
		}
	}
	if got := follow(p, joined(log)); !reflect.DeepEqual(got, whole) {
		t.Errorf("joined: facts differ: %s", factDifferences(got, whole))
	}
	if p.buffered != 0 {
		t.Errorf("%d bytes of buffers are still accounted for", p.buffered)
	}
	return whole
}

func TestConnFollowsHandshakesOfEveryVersion(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(Version(version).String(), func(t *testing.T) {
			client, server := configs(t, version, version)
			client.NextProtos, server.NextProtos = []string{"h2", "http/1.1"}, []string{"http/1.1"}
			log, err1, err2 := exchange(t, client, server)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			f := sameInAnyPieces(t, log)
			if f.State != TLS || f.Version != Version(version) || !f.Established || f.Resumed != No || f.HelloRetry {
				t.Errorf("state %v, version %v, established %v, resumed %v, retry %v", f.State, f.Version, f.Established, f.Resumed, f.HelloRetry)
			}
			if f.ClientHello == nil || f.ClientHello.SNI != "server.example" || !reflect.DeepEqual(f.ClientHello.ALPN, []string{"h2", "http/1.1"}) {
				t.Errorf("ClientHello %+v", f.ClientHello)
			}
			if f.AppRecords[Client] == 0 || f.AppRecords[Server] == 0 || f.AppBytes[Server] < 5 {
				t.Errorf("application records %v, bytes %v", f.AppRecords, f.AppBytes)
			}
			if f.GroupName() == "" || len(f.Anomalies) > 0 || f.HandshakeHole {
				t.Errorf("group %q, anomalies %v", f.GroupName(), f.Anomalies)
			}
			if n := len(f.Alerts); n == 0 || !f.Alerts[0].Encrypted {
				t.Errorf("close_notify is missing: %v", f.Alerts)
			}
			inClear := version < tls.VersionTLS13
			if inClear != (len(f.Certificates) == 1) || inClear != (f.ALPN == "http/1.1") || inClear != (f.Times.ServerHelloDone != 0) {
				t.Errorf("certificates %d, ALPN %q, times %+v", len(f.Certificates), f.ALPN, f.Times)
			}
		})
	}
}

func TestTLS13ApplicationRecordsAreCountedWithoutTheHandshake(t *testing.T) {
	client, server := configs(t, tls.VersionTLS13, tls.VersionTLS13)
	log, _, _ := exchange(t, client, server)
	f := sameInAnyPieces(t, log)
	if want := [2]uint64{1, 1}; f.AppRecords != want {
		t.Errorf("application records %v, want %v", f.AppRecords, want)
	}
	if want := [2]uint64{7, 10}; f.AppBytes != want {
		t.Errorf("application bytes %v, want %v", f.AppBytes, want)
	}
}

func TestConnTellsResumption(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(Version(version).String(), func(t *testing.T) {
			client, server := configs(t, version, version)
			client.ClientSessionCache = tls.NewLRUClientSessionCache(4)
			for attempt, want := range []Answer{No, Yes} {
				log, err1, err2 := exchange(t, client, server)
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				f := sameInAnyPieces(t, log)
				if f.Resumed != want || !f.Established || f.AppRecords != [2]uint64{1, 1} {
					t.Errorf("attempt %d: resumed %v, established %v, records %v", attempt, f.Resumed, f.Established, f.AppRecords)
				}
			}
		})
	}
}

func TestConnSeesHelloRetryRequest(t *testing.T) {
	client, server := configs(t, tls.VersionTLS13, tls.VersionTLS13)
	client.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256}
	server.CurvePreferences = []tls.CurveID{tls.CurveP256}
	log, err1, err2 := exchange(t, client, server)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	f := sameInAnyPieces(t, log)
	if !f.HelloRetry || f.SecondHello == nil || f.ServerHello.HelloRetry || f.Group != GroupSecp256r1 || !f.Established || len(f.Anomalies) > 0 {
		t.Errorf("retry %v, second %v, group %v, established %v, anomalies %v", f.HelloRetry, f.SecondHello != nil, f.Group, f.Established, f.Anomalies)
	}
	if !reflect.DeepEqual(f.ClientHello.KeyShares, []Group{GroupX25519}) || !reflect.DeepEqual(f.SecondHello.KeyShares, []Group{GroupSecp256r1}) {
		t.Errorf("key shares %v, then %v", f.ClientHello.KeyShares, f.SecondHello.KeyShares)
	}
}

func TestConnSeesClientCertificates(t *testing.T) {
	ids, err := identities()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		version uint16
		certs   []tls.Certificate
		want    ClientAuth
	}{
		"TLS 1.2 sent":  {tls.VersionTLS12, ids[1:], AuthSent},
		"TLS 1.2 empty": {tls.VersionTLS12, nil, AuthEmpty},
		"TLS 1.3 sent":  {tls.VersionTLS13, ids[1:], AuthSent},
		"TLS 1.3 empty": {tls.VersionTLS13, nil, AuthEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := configs(t, test.version, test.version)
			client.Certificates, server.ClientAuth = test.certs, tls.RequestClientCert
			log, err1, err2 := exchange(t, client, server)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			f := sameInAnyPieces(t, log)
			if f.ClientCertificate != test.want || !f.Established || f.AppRecords != [2]uint64{1, 1} {
				t.Errorf("client certificate %v, established %v, records %v", f.ClientCertificate, f.Established, f.AppRecords)
			}
			if test.version == tls.VersionTLS12 && (!f.ClientCertificateRequested || len(f.ClientCertificates) != len(test.certs)) {
				t.Errorf("requested %v, certificates %d", f.ClientCertificateRequested, len(f.ClientCertificates))
			}
		})
	}
}

func TestConnSeesWhoRefusesAndHow(t *testing.T) {
	type configure func(client, server *tls.Config)
	untrusting := func(client, _ *tls.Config) { client.RootCAs = x509.NewCertPool() }
	for name, test := range map[string]struct {
		low, high   uint16
		change      configure
		from        Dir
		code        AlertDescription
		encrypted   bool
		established bool
	}{
		"TLS 1.2 unknown authority": {tls.VersionTLS12, tls.VersionTLS12, untrusting, Client, AlertBadCertificate, false, false},
		"TLS 1.3 unknown authority": {tls.VersionTLS13, tls.VersionTLS13, untrusting, Client, 0, true, false},
		"no common version": {tls.VersionTLS12, tls.VersionTLS12, func(c, s *tls.Config) {
			c.MinVersion, c.MaxVersion = tls.VersionTLS11, tls.VersionTLS11
		}, Server, AlertProtocolVersion, false, false},
		"no common suite": {tls.VersionTLS12, tls.VersionTLS12, func(c, s *tls.Config) {
			c.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
			s.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384}
		}, Server, AlertHandshakeFailure, false, false},
		"no common protocol": {tls.VersionTLS12, tls.VersionTLS12, func(c, s *tls.Config) {
			c.NextProtos, s.NextProtos = []string{"a"}, []string{"b"}
		}, Server, AlertNoApplicationProtocol, false, false},
		"TLS 1.3 certificate required": {tls.VersionTLS13, tls.VersionTLS13, func(c, s *tls.Config) {
			s.ClientAuth = tls.RequireAnyClientCert
		}, Server, 0, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := configs(t, test.low, test.high)
			test.change(client, server)
			log, err1, err2 := exchange(t, client, server)
			if err1 == nil && err2 == nil {
				t.Fatal("nobody refused")
			}
			f := sameInAnyPieces(t, log)
			if f.Established != test.established || len(f.Alerts) == 0 {
				t.Fatalf("established %v, alerts %v", f.Established, f.Alerts)
			}
			want := Alert{From: test.from, Time: 1, Code: test.code, Encrypted: test.encrypted}
			if !test.encrypted {
				want.Level = LevelFatal
			}
			if !slices.Contains(f.Alerts, want) {
				t.Errorf("alerts %+v, want %+v", f.Alerts, want)
			}
		})
	}
}

func TestRolesAreThoseOfTLSWhereTheAcceptingEndIsTheClient(t *testing.T) {
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS12)
	log, _, _ := exchange(t, client, server)
	want := sameInAnyPieces(t, log)
	for i := range log {
		log[i].dir = log[i].dir.Other()
	}
	got := sameInAnyPieces(t, log)
	if !got.Swapped {
		t.Error("Swapped is not set")
	}
	got.Swapped = false
	if !reflect.DeepEqual(got, want) {
		t.Errorf("facts differ but for Swapped: %s", factDifferences(got, want))
	}
}

func TestConnIsSmall(t *testing.T) {
	if n := unsafe.Sizeof(Conn{}); n > 56 {
		t.Errorf("a Conn has %d bytes", n)
	}
	if n := unsafe.Sizeof(kept{}); n > 48 {
		t.Errorf("what a Parser keeps for it has %d bytes", n)
	}
}

func TestOnlyAHelloIsKeptWhileNothingFollows(t *testing.T) {
	client, server := configs(t, tls.VersionTLS13, tls.VersionTLS13)
	log, _, _ := exchange(t, client, server)
	p := NewParser(Limits{})
	var c Conn
	for _, e := range cut(log[:1], func() int { return 100 }) {
		p.Data(&c, Client, 1, e.data)
	}
	if p.openingOf(&c) == nil || p.detailsOf(&c) != nil || p.buffersOf(&c) != nil {
		t.Errorf("opening %v, details %v, buffers %v", p.openingOf(&c), p.detailsOf(&c), p.buffersOf(&c))
	}
}
