package main

import (
	"time"

	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func interceptionCases() []Case {
	return []Case{
		{
			Name: "intercepting-issuer", Title: "a gateway stands in for the EDR with a leaf of its own",
			About: "Clients get a certificate for the right name, issued yesterday by CN=FortiGate CA,O=Fortinet, and answer unknown_ca.",
			Flags: edrFlags(), Play: intercepted,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("intercepting-issuer", "10.1.3.31", "10.1.3.32")},
				May:     []string{"interception", "client-rejects-certificate", "handshake-failed", "multiple-certificates"},
				MustNot: []string{"proxy-in-path", "name-mismatch"},
			},
		},
		{
			Name: "intercepting-lookalike", Title: "the EDR's own certificate, issued yesterday by the company's authority",
			About: "An issuer that no list knows, and a fresh leaf, are no interception.",
			Flags: edrFlags(), Play: freshLeaf,
			Findings: truth.Findings{MustNot: []string{"certificate-not-yet-valid", "intercepting-issuer", "interception"}},
		},
	}
}

// standIn is a gateway that answers in the EDR's place.
func standIn() *path.Host {
	h := path.Linux(edrAddr)
	h.Window, h.FirstIPID = 229, 0x7700
	return h
}

func intercepted(s *scene) {
	gateway, server := standIn(), s.interceptor()
	for i, from := range []string{"10.1.3.31", "10.1.3.32"} {
		client := s.byName(stacks.Windows10())
		client.Alert = alertUnknownCA
		for n := range 2 {
			s.tls(call{At: time.Duration(i+n*30) * time.Second, From: from, To: gateway}, talk(client, server))
		}
	}
}

func freshLeaf(s *scene) {
	l := edrLeaf()
	l.NotBefore = opening().Add(-22 * time.Hour)
	l.NotAfter = l.NotBefore.AddDate(2, 0, 0)
	for i, from := range []string{"10.1.3.31", "10.1.3.32"} {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), s.appliance(l)))
	}
}
