package main

import (
	"time"

	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func certificateCases() []Case {
	return []Case{
		{
			Name: "certificate-expired", Title: "the EDR's certificate ended two days ago",
			About: "All clients refuse: certificate_expired, certificate_unknown, and one by closing.",
			Flags: edrFlags(), Play: expired,
			Findings: truth.Findings{
				Must: []truth.Finding{{Rule: "certificate-expired", Server: edrEndpoint()}},
				May:  []string{"client-rejects-certificate", "silent-rejection", "handshake-failed"},
			},
		},
		{
			Name: "expired-lookalike", Title: "the EDR's certificate ends tomorrow",
			About: "It is still valid, and all clients take it.",
			Flags: edrFlags(), Play: expiresTomorrow,
			Findings: truth.Findings{MustNot: []string{"certificate-expired", "certificate-not-yet-valid"}},
		},
	}
}

func expired(s *scene) {
	l := edrLeaf()
	l.NotAfter = opening().Add(-48 * time.Hour)
	server := s.appliance(l)
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		client := s.byName(stacks.Windows10())
		client.Alert = []uint8{alertCertificateExpired, alertCertificateUnknown, 0}[i]
		if client.Alert == 0 {
			client.Reaction = stacks.HangUp
		}
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(client, server))
	}
}

func expiresTomorrow(s *scene) {
	l := edrLeaf()
	l.NotAfter = opening().Add(25 * time.Hour)
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), s.appliance(l)))
	}
}
