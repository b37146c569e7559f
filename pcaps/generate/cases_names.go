package main

import (
	"crypto/x509/pkix"
	"time"

	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func nameCases() []Case {
	rejections := []string{"client-rejects-certificate", "silent-rejection", "handshake-failed"}
	return []Case{
		{
			Name: "name-mismatch-ip", Title: "the policy names the EDR by IP address, its certificate by DNS name alone",
			About: "Three clients send no server_name and refuse: two by an alert, one by closing after the handshake. A fourth goes by name and is well.",
			Flags: edrFlags(), Play: mismatchIP,
			Findings: truth.Findings{Must: []truth.Finding{must("name-mismatch", "10.1.2.11", "10.1.2.12", "10.1.2.13")}, May: rejections},
		},
		{
			Name: "name-mismatch-short", Title: "the policy names the EDR by its short name",
			About: "Clients ask for \"edr\"; the certificate names edr.corp.example.",
			Flags: edrFlags(), Play: mismatchShort,
			Findings: truth.Findings{MustNot: []string{"server-name-refused"}, Must: []truth.Finding{must("name-mismatch", "10.1.2.11", "10.1.2.12")}, May: rejections},
		},
		{
			Name: "wildcard-ok", Title: "a wildcard certificate that fits, upper case in the policy, an IP address in the certificate",
			About: "Looks like name-mismatch and is none: *.corp.example fits EDR.corp.example, and the address stands among the certificate's addresses.",
			Flags: edrFlags(), Play: wildcardFits,
			Findings: truth.Findings{MustNot: []string{"name-mismatch", "san-missing"}},
		},
		{
			Name: "san-missing", Title: "the EDR's certificate has a common name and no subjectAltName",
			About: "One client still takes the common name; two refuse by alert.",
			Flags: edrFlags(), Play: sanMissing,
			Findings: truth.Findings{Must: []truth.Finding{{Rule: "san-missing", Server: edrEndpoint()}}, May: rejections, MustNot: []string{"name-mismatch"}},
		},
		{
			Name: "san-missing-lookalike", Title: "the common name is a product's name, the subjectAltName is right",
			About: "A common name that is no host name matters to nobody where a subjectAltName is there.",
			Flags: edrFlags(), Play: sanLookalike,
			Findings: truth.Findings{MustNot: []string{"san-missing", "name-mismatch"}},
		},
	}
}

func mismatchIP(s *scene) {
	server := s.appliance(edrLeaf())
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		client := s.byAddress(stacks.Windows10())
		client.Alert = []uint8{alertBadCertificate, alertCertificateUnknown, 0}[i]
		if client.Alert == 0 {
			client.Reaction = stacks.Finish
		}
		for n := range 2 {
			s.tls(call{At: time.Duration(i+n*30) * time.Second, From: from}, talk(client, server))
		}
	}
	s.tls(call{At: 5 * time.Second, From: "10.1.2.14"}, talk(s.byName(stacks.Windows10()), server))
}

func mismatchShort(s *scene) {
	server := s.appliance(edrLeaf())
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		client := s.byName(stacks.Windows10Late())
		client.Name = "edr"
		for n := range 2 {
			s.tls(call{At: time.Duration(i+n*30) * time.Second, From: from}, talk(client, server))
		}
	}
}

func wildcardFits(s *scene) {
	l := edrLeaf()
	l.DNS, l.Addresses = []string{"*.corp.example"}, []string{edrAddr}
	server := s.appliance(l)
	client := s.byName(stacks.Windows10())
	s.tls(call{From: "10.1.2.11"}, talk(client, server))
	client.Name = "EDR.corp.example"
	s.tls(call{At: time.Second, From: "10.1.2.12"}, talk(client, server))
	s.tls(call{At: 2 * time.Second, From: "10.1.2.13"}, talk(s.byAddress(stacks.Windows7()), server))
}

func sanMissing(s *scene) {
	l := edrLeaf()
	l.DNS = nil
	server := s.appliance(l)
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		client := s.byName(stacks.Windows10())
		client.OldNames = i == 0
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(client, server))
	}
}

func sanLookalike(s *scene) {
	l := edrLeaf()
	l.Name = pkix.Name{CommonName: "Endpoint appliance", Organization: []string{"Corp Example"}}
	server := s.appliance(l)
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), server))
	}
}
