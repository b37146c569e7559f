package main

import (
	"crypto/x509/pkix"
	"time"

	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/pki"
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
			Name: "interception-unlisted", Title: "a branch's gateway stands in for the EDR, and no list knows its maker",
			About: "Clients of 10.1.3.x get a certificate for the right name, issued yesterday by an authority of the company's own, and answer unknown_ca. At the same time and address those of 10.1.2.x get the EDR's, and are well.",
			Flags: edrFlags(), Play: interceptedInBranch,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("interception", "10.1.3.31", "10.1.3.32")},
				May:     []string{"client-rejects-certificate"},
				MustNot: []string{"intercepting-issuer", "multiple-certificates", "certificate-changed", "proxy-in-path"},
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

func interceptedInBranch(s *scene) {
	branch, err := pki.NewAuthority("gateway", pkix.Name{CommonName: "Corp Example Branch 7 CA", Organization: []string{"Corp Example"}}, s.corp.Certificate.NotBefore)
	if err != nil {
		s.err = err
		return
	}
	gateway, own, forged := standIn(), s.appliance(edrLeaf()), s.interceptorOf(branch)
	for n := range 3 {
		for i := range 2 {
			at := time.Duration(i*7+n*30) * time.Second
			s.tls(call{At: at, From: []string{"10.1.2.11", "10.1.2.12"}[i]}, talk(s.byName(stacks.Windows10()), own))
			client := s.byName(stacks.Windows10())
			client.Alert = alertUnknownCA
			s.tls(call{At: at + 3*time.Second, From: []string{"10.1.3.31", "10.1.3.32"}[i], To: gateway}, talk(client, forged))
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
