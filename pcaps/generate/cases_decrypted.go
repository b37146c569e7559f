package main

import (
	"time"

	"edrtap/pcaps/generate/capfile"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"

	utls "github.com/refraction-networking/utls"
)

func decryptedCases() []Case {
	return []Case{{
		Name: "decrypted", Title: "TLS 1.3 and 1.2 with the keys in the capture file: what is encrypted is seen",
		About: "Three clients of TLS 1.3 go by the EDR's IP address, which its certificate lacks, and refuse it: two by an encrypted alert, one by closing after the handshake. Two go by name: one of TLS 1.3 with ALPN, which resumes its session, one of TLS 1.2. A Decryption Secrets Block holds the keys; without them neither certificate nor alert nor ALPN of TLS 1.3 could be seen.",
		Flags: edrFlags(), Play: decryptedSessions, KeysInside: true, Format: capfile.Format{Interfaces: []capfile.Interface{{Name: "eth1", Link: capfile.Ethernet}}},
		Findings: truth.Findings{
			Must: []truth.Finding{must("name-mismatch", "10.1.2.11", "10.1.2.12", "10.1.2.13")},
			May:  []string{"client-rejects-certificate", "silent-rejection", "handshake-failed"},
		},
	}}
}

func decryptedSessions(s *scene) {
	server := s.modern(edrLeaf())
	server.Keys, server.KeysInside, server.ALPN, server.Tickets = &s.keys, true, []string{"http/1.1"}, true
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		client := s.byAddress(stacks.Windows11())
		if i == 2 {
			client.Reaction = stacks.Finish
		}
		for n := range 2 {
			s.tls(call{At: time.Duration(i+n*30) * time.Second, From: from}, talk(client, server))
		}
	}
	modern, older := stacks.Windows11(), stacks.Windows10()
	modern.ALPN = []string{"h2", "http/1.1"}
	for i, hello := range []stacks.Hello{modern, older} {
		client := s.byName(hello)
		client.Sessions = utls.NewLRUClientSessionCache(4)
		for n := range 2 - i { // crypto/tls writes no secret of a resumed session of TLS 1.2
			s.tls(call{At: time.Duration(5+i+n*30) * time.Second, From: []string{"10.1.2.14", "10.1.2.15"}[i]}, talk(client, server))
		}
	}
}
