package main

import (
	"crypto/x509"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

func rejectionCases() []Case {
	return []Case{
		{
			Name: "client-rejects-unknown-ca", Title: "clients do not trust the EDR's issuer and say so (TLS 1.2)",
			About: "Alert unknown_ca in the clear, right behind the server's certificate. One client trusts it and is well.",
			Flags: edrFlags(), Play: func(s *scene) { unknownCA(s, stacks.Windows10(), s.appliance(edrLeaf())) },
			Findings: truth.Findings{
				Must: []truth.Finding{must("client-rejects-certificate", "10.1.2.11", "10.1.2.12")},
				May:  []string{"handshake-failed", "silent-rejection"}, MustNot: []string{"certificate-self-signed", "name-mismatch"},
			},
		},
		{
			Name: "client-rejects-unknown-ca-tls13", Title: "the same over TLS 1.3, where alert and certificate are encrypted",
			About: "In place of its Finished each client sends one record of the size of an alert.",
			Flags: edrFlags(), Play: func(s *scene) { unknownCA(s, stacks.Windows11(), s.modern(edrLeaf())) },
			Findings: truth.Findings{
				Must: []truth.Finding{must("client-rejects-certificate", "10.1.2.11", "10.1.2.12")},
				May:  []string{"handshake-failed", "silent-rejection"}, MustNot: []string{"name-mismatch"},
			},
		},
		{
			Name: "silent-rejection", Title: "clients turn away without a word",
			About: "Three clients that do not trust the EDR's issuer: two finish the handshake (TLS 1.2 and 1.3) and close without a request, one closes behind the server's certificate. Each tries again.",
			Flags: edrFlags(), Play: silentRejection,
			Findings: truth.Findings{
				MustNot: []string{"enrollment-loop"},
				Must:    []truth.Finding{must("silent-rejection", "10.1.2.11", "10.1.2.12", "10.1.2.13")},
				May:     []string{"client-rejects-certificate", "handshake-failed", "reconnect-storm"},
			},
		},
		{
			Name: "silent-lookalike", Title: "requests and orderly ends, and one check whether the port is open",
			About: "Sessions with one request each, ended by the client, by the server and by a reset; and a TCP connection that is opened and closed.",
			Flags: edrFlags(), Play: silentLookalike,
			Findings: truth.Findings{MustNot: []string{"capture-incomplete", "reset-injected", "silent-rejection", "client-rejects-certificate", "handshake-failed"}},
		},
	}
}

func unknownCA(s *scene, hello stacks.Hello, server stacks.Server) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		client := s.byName(hello)
		client.Roots, client.Alert = x509.NewCertPool(), alertUnknownCA
		for n := range 2 {
			s.tls(call{At: time.Duration(i+n*30) * time.Second, From: from}, talk(client, server))
		}
	}
	s.tls(call{At: 3 * time.Second, From: "10.1.2.13"}, talk(s.byName(hello), server))
}

func silentRejection(s *scene) {
	server := s.modern(edrLeaf())
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		client := s.byName([]stacks.Hello{stacks.Windows10(), stacks.Windows11(), stacks.Windows10()}[i])
		client.Roots = x509.NewCertPool()
		client.Reaction = []stacks.Reaction{stacks.Finish, stacks.Finish, stacks.HangUp}[i]
		for n := range 3 {
			s.tls(call{At: time.Duration(i+n*20) * time.Second, From: from}, talk(client, server))
		}
	}
}

func silentLookalike(s *scene) {
	server := s.modern(edrLeaf())
	for i, ending := range []stacks.Ending{stacks.ClientEnds, stacks.ServerEnds, stacks.ClientAborts} {
		for n, hello := range []stacks.Hello{stacks.Windows10(), stacks.Windows11()} {
			t := stacks.Talk{Client: s.byName(hello), Server: server, Exchanges: uploads(1), Ending: ending}
			from := []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"}[i]
			s.tls(call{At: time.Duration(i*2+n) * time.Second, From: from}, t)
		}
	}
	check := []dialogue.Step{{From: dialogue.Client, Kind: dialogue.Close}, {From: dialogue.Server, Kind: dialogue.Close}}
	s.tcp(call{At: 7 * time.Second, From: "10.1.2.14"}, check, record.ClientClosed).Optional = true
}
