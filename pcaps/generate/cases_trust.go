package main

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"time"

	"edrtap/pcaps/generate/pki"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func trustCases() []Case {
	rejections := []string{"client-rejects-certificate", "silent-rejection"}
	return []Case{
		{
			Name: "certificate-not-yet-valid", Title: "the EDR's certificate begins tomorrow",
			About: "Two clients refuse it: the company's clock and the authority's do not agree.",
			Flags: edrFlags(), Play: notYetValid,
			Findings: truth.Findings{
				Must: []truth.Finding{must("certificate-not-yet-valid", "10.1.2.21", "10.1.2.22")}, May: rejections,
				MustNot: []string{"certificate-expired"},
			},
		},
		{
			Name: "certificate-self-signed", Title: "the EDR's certificate is its own issuer",
			About: "Two clients do not trust it and say unknown_ca; a third has it installed. Its own SHA-1 signature weakens nothing, as nobody relies on it.",
			Flags: edrFlags(), Play: selfSigned,
			Findings: truth.Findings{
				Must: []truth.Finding{must("certificate-self-signed", "10.1.2.11", "10.1.2.21", "10.1.2.22")}, May: rejections,
				MustNot: []string{"certificate-weak", "chain-incomplete"},
			},
		},
		{
			Name: "certificate-weak", Title: "the EDR's certificate is signed with SHA-1",
			About: "Two clients refuse it with bad_certificate.",
			Flags: edrFlags(), Play: weakSignature,
			Findings: truth.Findings{Must: []truth.Finding{must("certificate-weak", "10.1.2.21", "10.1.2.22")}, May: rejections, MustNot: []string{"certificate-self-signed"}},
		},
		{
			Name: "chain-incomplete", Title: "the EDR does not send the certificate of the CA that issued its own",
			About: "That CA stands below the company's root, which is all that two clients know: they say unknown_ca. A third has the CA installed and is well.",
			Flags: edrFlags(), Play: func(s *scene) { intermediate(s, false) },
			Findings: truth.Findings{
				Must: []truth.Finding{must("chain-incomplete", "10.1.2.11", "10.1.2.21", "10.1.2.22")}, May: rejections,
				MustNot: []string{"certificate-self-signed"},
			},
		},
		{
			Name: "chain-lookalike", Title: "the EDR sends its certificate and its issuer's, and not the root's",
			About: "A root is never sent: clients have it.",
			Flags: edrFlags(), Play: func(s *scene) { intermediate(s, true) },
			Findings: truth.Findings{MustNot: []string{"chain-incomplete", "client-rejects-certificate"}},
		},
		{
			Name: "certificate-changed", Title: "the EDR got a certificate of another authority, and its clients do not know it",
			About: "They were well up to then, and refuse it from then on with unknown_ca.",
			Flags: edrFlags(), Play: changed,
			Findings: truth.Findings{
				Must: []truth.Finding{must("certificate-changed", "10.1.2.21", "10.1.2.22")}, May: rejections,
				MustNot: []string{"multiple-certificates", "interception"},
			},
		},
		{
			Name: "multiple-certificates", Title: "two hosts behind the EDR's address show a certificate each",
			About: "Both are in use at the same time, and two clients are sent now to the one and now to the other. One is new, and of an authority that clients do not trust.",
			Flags: edrFlags(), Play: twoHosts,
			Findings: truth.Findings{
				Must: []truth.Finding{must("multiple-certificates", "10.1.2.21", "10.1.2.22")}, May: rejections,
				MustNot: []string{"certificate-changed", "interception"},
			},
		},
	}
}

func notYetValid(s *scene) {
	l := edrLeaf()
	l.NotBefore = opening().Add(23 * time.Hour)
	s.twice(talk(s.byName(stacks.Windows10()), s.appliance(l)))
}

// anew replaces an EDR's certificate.
func (s *scene) anew(cert tls.Certificate, err error) stacks.Server {
	s.err = errors.Join(s.err, err)
	server := s.appliance(edrLeaf())
	server.Certificate = cert
	return server
}

func selfSigned(s *scene) {
	l := edrLeaf()
	l.SHA1 = true
	server := s.anew(pki.SelfSigned(l))
	trusting, strange := s.byName(stacks.Windows10()), s.byName(stacks.Windows10())
	trusting.Roots, strange.Alert = pinned(server), alertUnknownCA
	s.tls(call{From: "10.1.2.11"}, talk(trusting, server))
	s.twice(talk(strange, server))
}

func weakSignature(s *scene) {
	l := edrLeaf()
	l.SHA1 = true
	client := s.byName(stacks.Windows10())
	client.Alert = alertBadCertificate
	s.twice(talk(client, s.appliance(l)))
}

func intermediate(s *scene, sent bool) {
	root, err := pki.NewAuthority("root", pkix.Name{CommonName: "Corp Example Root CA", Organization: []string{"Corp Example"}}, s.corp.Certificate.NotBefore)
	if err != nil {
		s.err = err
		return
	}
	issuing, err := root.Below("corp", pkix.Name{CommonName: "Corp Example Intermediate CA 2", Organization: []string{"Corp Example"}})
	if err != nil {
		s.err = err
		return
	}
	server := s.anew(issuing.Issue(edrLeaf(), sent))
	few, all := s.byName(stacks.Windows10()), s.byName(stacks.Windows10())
	few.Alert, few.Roots, all.Roots = alertUnknownCA, x509.NewCertPool(), x509.NewCertPool()
	few.Roots.AddCert(root.Certificate)
	all.Roots.AddCert(issuing.Certificate)
	all.Roots.AddCert(root.Certificate)
	s.tls(call{From: "10.1.2.11"}, talk(all, server))
	s.twice(talk(few, server))
}

// elsewhere is an authority that nobody in the company knows.
func (s *scene) elsewhere() *pki.Authority {
	a, err := pki.NewAuthority("root", pkix.Name{CommonName: "Elsewhere Root CA", Organization: []string{"Elsewhere"}}, s.corp.Certificate.NotBefore)
	s.err = errors.Join(s.err, err)
	return a
}

func changed(s *scene) {
	before := s.appliance(edrLeaf())
	s.twice(talk(s.byName(stacks.Windows10()), before))
	l := edrLeaf()
	l.Serial++
	after := s.anew(s.elsewhere().Issue(l, false))
	client := s.byName(stacks.Windows10())
	client.Alert = alertUnknownCA
	for n := range 4 {
		from := []string{"10.1.2.21", "10.1.2.22"}[n%2]
		s.tls(call{At: time.Duration(60+n*20) * time.Second, From: from}, talk(client, after))
	}
}

func twoHosts(s *scene) {
	l := edrLeaf()
	l.Serial++
	l.NotBefore = opening().Add(-50 * time.Hour)
	one, other := s.appliance(edrLeaf()), s.anew(s.elsewhere().Issue(l, false))
	client := s.byName(stacks.Windows10())
	client.Alert = alertUnknownCA
	s.twice(talk(client, other))
	for n := range 3 {
		s.tls(call{At: time.Duration(n*20) * time.Second, From: "10.1.2.11"}, talk(client, one))
	}
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		s.tls(call{At: time.Duration(15+i) * time.Second, From: from}, talk(client, one))
	}
}
