package main

import (
	"fmt"
	"net"
	"time"

	"edrtap/pcaps/generate/capfile"
	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

func fleetCases() []Case {
	return []Case{{
		Name: "fleet-in-trouble", Title: "twenty clients of one EDR, fifteen of them in trouble",
		About: "Eight Windows 10 clients go by IP address to an EDR whose certificate has a DNS name alone, and turn away by alert or in silence. " +
			"Four of Windows 7 and 8.1 have no suite in common with it. Two sit behind an intercepting gateway. One gets no answer to its SYNs. " +
			"Five are well: they upload, and hold a long poll to port 80. All report to their manager.",
		Flags:  append(edrFlags(), "--sepm", sepmAddr),
		Format: capfile.Format{Interfaces: []capfile.Interface{{Name: "span0", Link: capfile.Ethernet}}},
		Play:   fleet,
		Findings: truth.Findings{
			Must: []truth.Finding{
				must("name-mismatch", fleetHosts("10.1.2", 11, 8)...),
				must("cipher-exhausted", fleetHosts("10.1.2", 21, 4)...),
				must("intercepting-issuer", fleetHosts("10.1.3", 31, 2)...),
				must("edr-unreachable", "10.1.3.40"),
			},
			May: []string{
				"client-rejects-certificate", "silent-rejection", "handshake-failed", "interception", "multiple-certificates",
				"enrollment-loop", "reconnect-storm", "cipher-near-exhaustion", "certificate-self-signed", "fips-profile",
			},
			MustNot: []string{"plaintext-on-tls-port", "version-exhausted", "certificate-expired", "san-missing", "event-rate-exceeded", "silent-client"},
		},
	}}
}

// fleetHosts are n neighbouring addresses.
func fleetHosts(network string, first, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s.%d", network, first+i)
	}
	return list
}

const fleetLength = 6 * time.Minute

func fleet(s *scene) {
	server := s.hardened(edrLeaf())
	byAddress, old := fleetHosts("10.1.2", 11, 8), fleetHosts("10.1.2", 21, 4)
	intercepted, healthy := fleetHosts("10.1.3", 31, 2), fleetHosts("10.1.2", 51, 5)
	for i, from := range byAddress {
		client := s.byAddress(stacks.Windows10())
		client.Alert = alertCertificateUnknown
		if i >= 4 {
			client.Alert = alertBadCertificate
		}
		if i >= 6 {
			client.Reaction = stacks.Finish
		}
		s.retry(from, time.Duration(i)*2700*time.Millisecond, nil, talk(client, server))
	}
	for i, from := range old {
		hello := []stacks.Hello{stacks.Windows7(), stacks.Windows81()}[i%2]
		s.lookup(from, time.Duration(i)*3100*time.Millisecond)
		s.retry(from, time.Duration(i)*3100*time.Millisecond+60*time.Millisecond, nil, talk(s.byName(hello), server))
	}
	gateway, forged := standIn(), s.interceptor()
	for i, from := range intercepted {
		client := s.byName(stacks.Windows10())
		client.Alert = alertUnknownCA
		s.lookup(from, time.Duration(7+i*5)*time.Second)
		s.retry(from, time.Duration(7+i*5)*time.Second+50*time.Millisecond, gateway, talk(client, forged))
	}
	s.lost("10.1.3.40")
	for i, from := range healthy {
		s.enrolled(from, time.Duration(4+i*6)*time.Second, server)
	}
	s.reports(append(append(append(append(byAddress, old...), intercepted...), healthy...), "10.1.3.40"))
}

// retry tries every two minutes, as a client that is not enrolled.
func (s *scene) retry(from string, first time.Duration, to *path.Host, t stacks.Talk) {
	for at := first; at < fleetLength; at += 2 * time.Minute {
		s.tls(call{At: at, From: from, To: to}, t)
	}
}

// lost is a client whose SYNs to the EDR are dropped.
func (s *scene) lost(from string) {
	way := path.LAN()
	way.Behaviour = path.Dropping
	for at := 11 * time.Second; at < fleetLength-time.Minute; at += 2 * time.Minute {
		s.lookup(from, at)
		s.tcp(call{At: at + 50*time.Millisecond, From: from, Path: way}, nil, record.NoTCP).TCP.EndedBy = ""
	}
}

// enrolled is a client that is well.
func (s *scene) enrolled(from string, first time.Duration, server stacks.Server) {
	s.lookup(from, first)
	poll := []stacks.Exchange{{Method: "GET", Path: "/", Think: 2 * time.Minute, Answer: 20}, {Method: "GET", Path: "/", Think: 2 * time.Minute, Answer: 20}}
	s.plain(call{At: first + 3*time.Second, From: from, Port: 80}, edrName, poll, stacks.NobodyEnds)
	for at := first; at < fleetLength; at += time.Minute {
		s.tls(call{At: at + 40*time.Millisecond, From: from}, talk(s.byName(stacks.Windows10()), server))
	}
}

// reports are the clients' heartbeats to their manager: over TLS, and two of
// them over HTTP.
func (s *scene) reports(clients []string) {
	manager := s.manager()
	report := []stacks.Exchange{{Method: "POST", Path: "/secars/secars.dll?h=00", Body: 900, Think: 12 * time.Millisecond, Answer: 1500}}
	for i, from := range clients {
		for at := time.Duration(15+i*13) * time.Second; at < fleetLength; at += 5 * time.Minute {
			if i%10 == 9 {
				s.plain(call{At: at, From: from, To: s.sepm, Port: 8014}, sepmName, report, stacks.ClientEnds)
				continue
			}
			client := s.byName(stacks.Windows7())
			client.Name, client.Roots = sepmName, pinned(manager)
			s.tls(call{At: at, From: from, To: s.sepm}, stacks.Talk{Client: client, Server: manager, Exchanges: report})
		}
	}
}

// lookup is a DNS query for the EDR's address and its answer.
func (s *scene) lookup(from string, at time.Duration) {
	s.ask(from, at, edrName, layers.DNSResponseCodeNoErr, edrAddr)
}

// ask is a DNS query for a name's address and what the resolver says.
func (s *scene) ask(from string, at time.Duration, name string, code layers.DNSResponseCode, addresses ...string) {
	sent := opening().Add(at)
	id := uint16(sent.UnixMilli()*31) ^ uint16(len(s.packets))
	question := layers.DNSQuestion{Name: []byte(name), Type: layers.DNSTypeA, Class: layers.DNSClassIN}
	query := &layers.DNS{ID: id, RD: true, Questions: []layers.DNSQuestion{question}}
	reply := &layers.DNS{
		ID: id, QR: true, RD: true, RA: true, Questions: query.Questions, ResponseCode: code,
	}
	for _, address := range addresses {
		reply.Answers = append(reply.Answers, layers.DNSResourceRecord{
			Name: question.Name, Type: question.Type, Class: question.Class, TTL: 600, IP: net.ParseIP(address),
		})
	}
	port := 51000 + id%10000
	s.datagram(s.client(from), s.dns, port, 53, sent, query)
	s.datagram(s.dns, s.client(from), 53, port, sent.Add(1100*time.Microsecond), reply)
}

func (s *scene) datagram(src, dst *path.Host, srcPort, dstPort uint16, sent time.Time, message *layers.DNS) {
	b := gopacket.NewSerializeBuffer()
	if err := message.SerializeTo(b, gopacket.SerializeOptions{FixLengths: true}); err != nil {
		s.err = err
		return
	}
	s.packets = append(s.packets, path.Datagram(src, dst, srcPort, dstPort, sent, 500*time.Microsecond, b.Bytes()))
}
