package main

import (
	"crypto/tls"
	"time"

	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func negotiationCases() []Case {
	return []Case{
		{
			Name: "cipher-exhausted", Title: "an EDR that takes ECDHE-RSA with GCM alone, and clients of Windows 7 and 8.1",
			About: "These clients offer no ECDHE-RSA suite with GCM: the server answers handshake_failure. A Windows 10 client shows what it does take.",
			Flags: edrFlags(), Play: cipherExhausted,
			Findings: truth.Findings{
				MustNot: []string{"client-certificate-refused"},
				Must:    []truth.Finding{must("cipher-exhausted", "10.1.2.21", "10.1.2.22", "10.1.2.23")},
				May:     []string{"handshake-failed", "fips-profile", "cipher-near-exhaustion"},
			},
		},
		{
			Name: "cipher-lookalike", Title: "handshake_failure for want of a client certificate (TLS 1.2)",
			About: "The same alert as in cipher-exhausted, but behind a ServerHello, a CertificateRequest and the client's flight.",
			Flags: edrFlags(), Play: clientCertificateMissing,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("client-certificate-refused", "10.1.2.11", "10.1.2.12")},
				May:     []string{"handshake-failed"},
				MustNot: []string{"cipher-exhausted", "client-rejects-certificate"},
			},
		},
		{
			Name: "version-exhausted", Title: "clients that know TLS 1.0 alone, an EDR that starts at TLS 1.2",
			About: "The server answers protocol_version. Windows 7 with the defaults of its system account does this.",
			Flags: edrFlags(), Play: versionExhausted,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("version-exhausted", "10.1.2.21", "10.1.2.22")},
				May:     []string{"handshake-failed", "weak-protocol"},
				MustNot: []string{"cipher-exhausted"},
			},
		},
		{
			Name: "version-lookalike", Title: "versions that differ and still meet",
			About: "A client that offers TLS 1.3 to an EDR of TLS 1.2; a client of TLS 1.0 alone and an EDR that still takes it.",
			Flags: edrFlags(), Play: versionsMeet,
			Findings: truth.Findings{Must: []truth.Finding{must("weak-protocol", "10.1.2.21")}, May: []string{"weak-protocol", "cipher-near-exhaustion"}, MustNot: []string{"version-exhausted", "handshake-failed"}},
		},
		{
			Name: "handshake-failed", Title: "an EDR that breaks down over every ClientHello",
			About: "First it answers internal_error, then it closes without an answer.",
			Flags: edrFlags(), Play: serverBroken,
			Findings: truth.Findings{
				Must: []truth.Finding{must("handshake-failed", "10.1.2.11", "10.1.2.12")},
				May:  []string{"no-server-hello", "edr-overloaded"}, MustNot: []string{"cipher-exhausted", "client-rejects-certificate"},
			},
		},
	}
}

func cipherExhausted(s *scene) {
	server := s.hardened(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	for i, from := range []string{"10.1.2.21", "10.1.2.22", "10.1.2.23"} {
		hello := []stacks.Hello{stacks.Windows7(), stacks.Windows81(), stacks.Windows7()}[i]
		for n := range 2 {
			s.tls(call{At: time.Duration(1+i+n*30) * time.Second, From: from}, talk(s.byName(hello), server))
		}
	}
}

func clientCertificateMissing(s *scene) {
	server := s.appliance(edrLeaf())
	server.ClientCertificate = true
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), server))
	}
}

func versionExhausted(s *scene) {
	server := s.modern(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		for n := range 2 {
			s.tls(call{At: time.Duration(1+i+n*30) * time.Second, From: from}, talk(s.byName(stacks.Windows7TLS10()), server))
		}
	}
}

func versionsMeet(s *scene) {
	server := s.appliance(edrLeaf())
	server.Lowest = tls.VersionTLS10
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows11()), server))
	s.tls(call{At: time.Second, From: "10.1.2.21"}, talk(s.byName(stacks.Windows7TLS10()), server))
}

func serverBroken(s *scene) {
	server := s.appliance(edrLeaf())
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		server.Fault = []stacks.Fault{stacks.InternalError, stacks.ClosesAtHello}[i]
		for n := range 2 {
			s.tls(call{At: time.Duration(i*2+n) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), server))
		}
	}
}
