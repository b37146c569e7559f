package main

import (
	"crypto/tls"
	"time"

	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"

	utls "github.com/refraction-networking/utls"
)

func exhaustedCases() []Case {
	return []Case{
		{
			Name: "group-exhausted", Title: "an EDR that takes secp384r1 alone, and clients that do not offer it",
			About: "The server answers handshake_failure. The suites would do: a third client offers the group and is well.",
			Flags: edrFlags(), Play: groupExhausted,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("group-exhausted", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"cipher-exhausted", "version-exhausted", "signature-exhausted"},
			},
		},
		{
			Name: "signature-exhausted", Title: "clients that verify ECDSA signatures alone, and an EDR with an RSA key",
			About: "The server of TLS 1.3 answers handshake_failure. Suites and groups would do: a third client shows it.",
			Flags: edrFlags(), Play: signatureExhausted,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("signature-exhausted", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"cipher-exhausted", "group-exhausted"},
			},
		},
		{
			Name: "alpn-exhausted", Title: "an EDR that speaks one protocol by ALPN, and clients that offer another",
			About: "The server answers no_application_protocol. A third client offers no protocol at all and is well.",
			Flags: edrFlags(), Play: alpnExhausted,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("alpn-exhausted", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"cipher-exhausted", "handshake-failed"},
			},
		},
		{
			Name: "alpn-lookalike", Title: "clients that offer protocols by ALPN to an EDR that ignores it, or takes one",
			About: "No protocol in common is no failure where the server chooses none (RFC 7301 section 3.2).",
			Flags: edrFlags(), Play: alpnIgnored,
			Findings: truth.Findings{MustNot: []string{"alpn-exhausted", "handshake-failed"}},
		},
		{
			Name: "server-name-refused", Title: "an EDR that answers to its full name alone",
			About: "A client that uses a short name and one that sends none get unrecognized_name; a third one is well.",
			Flags: edrFlags(), Play: nameRefused,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("server-name-refused", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"name-mismatch", "handshake-failed"},
			},
		},
		{
			Name: "cipher-near-exhaustion", Title: "two clients that offer a single cipher suite, and still get on",
			About: "One change at either side, and nothing is left. A third client offers the usual list.",
			Flags: edrFlags(), Play: nearExhaustion,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("cipher-near-exhaustion", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"cipher-exhausted", "fips-profile"},
			},
		},
		{
			Name: "fips-profile", Title: "clients of Windows 10 that offer NIST curves alone, beside one that offers x25519",
			About: "The order of suites is that of Windows 10, the groups are those that FIPS mode leaves. Nobody is refused.",
			Flags: edrFlags(), Play: fipsMode,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("fips-profile", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"cipher-exhausted", "cipher-near-exhaustion"},
			},
		},
	}
}

// twice lets two clients, 10.1.2.21 and 10.1.2.22, hold the same talk twice.
func (s *scene) twice(t stacks.Talk) {
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		for n := range 2 {
			s.tls(call{At: time.Duration(2+i+n*30) * time.Second, From: from}, t)
		}
	}
}

func groupExhausted(s *scene) {
	server := s.appliance(edrLeaf())
	server.Groups = []tls.CurveID{tls.CurveP384}
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	few := stacks.Windows10()
	few.Suites, few.Groups = "c030c02fc014c013", []utls.CurveID{utls.X25519, utls.CurveP256}
	s.twice(talk(s.byName(few), server))
}

func signatureExhausted(s *scene) {
	server := s.modern(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	s.tls(call{At: time.Second, From: "10.1.2.12"}, talk(s.byName(stacks.Windows11()), server))
	few := stacks.Windows11()
	few.Signatures = []utls.SignatureScheme{0x0403, 0x0503}
	s.twice(talk(s.byName(few), server))
}

func alpnExhausted(s *scene) {
	server := s.appliance(edrLeaf())
	server.ALPN = []string{"edr/2"}
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	other := stacks.Windows10()
	other.ALPN = []string{"h2", "http/1.1"}
	s.twice(talk(s.byName(other), server))
}

func alpnIgnored(s *scene) {
	offer := stacks.Windows10()
	offer.ALPN = []string{"h2", "http/1.1"}
	server := s.appliance(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(offer), server))
	server.ALPN = []string{"http/1.1"}
	s.tls(call{At: time.Second, From: "10.1.2.12"}, talk(s.byName(offer), server))
}

func nameRefused(s *scene) {
	server := s.appliance(edrLeaf())
	server.Names = []string{edrName}
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	short := s.byName(stacks.Windows10())
	short.Name = "edr"
	for n := range 2 {
		s.tls(call{At: time.Duration(1+n*30) * time.Second, From: "10.1.2.21"}, talk(short, server))
		s.tls(call{At: time.Duration(3+n*30) * time.Second, From: "10.1.2.22"}, talk(s.byAddress(stacks.Windows10()), server))
	}
}

func nearExhaustion(s *scene) {
	server := s.appliance(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	one := stacks.Windows10()
	one.Suites = "c030"
	s.twice(talk(s.byName(one), server))
}

func fipsMode(s *scene) {
	server := s.appliance(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	mode := stacks.Windows10()
	mode.Groups = []utls.CurveID{utls.CurveP256, utls.CurveP384}
	s.twice(talk(s.byName(mode), server))
}
