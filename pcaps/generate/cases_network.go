package main

import (
	"slices"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"

	"github.com/google/gopacket/layers"
)

func networkCases() []Case {
	return []Case{
		{
			Name: "reset-injected", Title: "a device on the way resets connections in the name of both ends",
			About: "Right behind the ClientHello a RST goes to each end, with a time to live and an identification that the ends do not have.",
			Flags: edrFlags(), Play: resetOnTheWay,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("reset-injected", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"handshake-failed", "cipher-exhausted", "no-server-hello"},
			},
		},
		{
			Name: "path-mtu-blackhole", Title: "full-size packets of the EDR never reach its clients",
			About: "The certificate's first segment is sent again and again and is never acknowledged; no ICMP error comes.",
			Flags: edrFlags(), Play: blackhole,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("path-mtu-blackhole", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"handshake-failed", "silent-rejection", "no-server-hello", "edr-overloaded"},
			},
		},
		{
			Name: "path-mtu-blackhole-clients", Title: "the same, seen from the clients' side of the hole",
			About: "The certificate's first segment never comes past the sensor, the small rest of the flight does, and no client acknowledges it.",
			Flags: edrFlags(), Play: blackholeAhead, Sensor: behindTheHole, Lossy: true,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("path-mtu-blackhole", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"capture-loss", "handshake-failed", "silent-rejection", "no-server-hello", "edr-overloaded"},
			},
		},
		{
			Name: "no-client-hello", Title: "connections come up, and nothing is said on them",
			About: "The server closes them half a minute later. A third client is well.",
			Flags: edrFlags(), Play: nothingSaid,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("no-client-hello", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"edr-unreachable", "no-server-hello", "handshake-failed"},
			},
		},
		{
			Name: "no-server-hello", Title: "an EDR that takes connections and answers no ClientHello",
			About: "Clients give up after six seconds.",
			Flags: edrFlags(), Play: mute,
			Findings: truth.Findings{
				Must: []truth.Finding{must("no-server-hello", "10.1.2.21", "10.1.2.22")}, May: []string{"edr-overloaded", "server-slow"},
				MustNot: []string{"handshake-failed", "edr-unreachable", "no-client-hello"},
			},
		},
		{
			Name: "server-slow", Title: "an EDR that takes more than two seconds for its ServerHello",
			About: "The network is quick, and all handshakes come to a good end.",
			Flags: edrFlags(), Play: slow,
			Findings: truth.Findings{
				Must: []truth.Finding{must("server-slow", "10.1.2.21", "10.1.2.22")}, May: []string{"edr-overloaded"},
				MustNot: []string{"no-server-hello", "handshake-failed"},
			},
		},
		{
			Name: "plaintext-on-tls-port", Title: "an HTTP server without TLS on the EDR's port 443",
			About: "It answers ClientHellos with \"400 Bad Request\" in the clear.",
			Flags: edrFlags(), Play: plainAnswer,
			Findings: truth.Findings{
				Must:    []truth.Finding{must("plaintext-on-tls-port", "10.1.2.21", "10.1.2.22")},
				MustNot: []string{"handshake-failed", "cipher-exhausted"},
			},
		},
		{
			Name: "dns-failure", Title: "the EDR's name does not exist for its clients",
			About: "The resolver answers NXDOMAIN, again and again; no connection to it is tried, though they report to their manager. A third client resolves the name elsewhere and is well.",
			Flags: append(edrFlags(), "--sepm", sepmAddr), Play: noSuchName,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "dns-failure", Clients: []string{"10.1.2.21", "10.1.2.22"}}},
				MustNot: []string{"dns-wrong-address", "silent-client", "edr-unreachable"},
			},
		},
		{
			Name: "dns-wrong-address", Title: "the EDR's name leads to another host",
			About: "That host refuses connections.",
			Flags: edrFlags(), Play: wrongAddress,
			Findings: truth.Findings{
				Must: []truth.Finding{{Rule: "dns-wrong-address", Clients: []string{"10.1.2.21", "10.1.2.22"}}}, May: []string{"edr-unreachable"},
				MustNot: []string{"dns-failure"},
			},
		},
		{
			Name: "dns-lookalike", Title: "names that do not exist on the way to one that does",
			About: "The search list is tried first and gives NXDOMAIN; then the name itself resolves to the EDR's address.",
			Flags: edrFlags(), Play: searchList,
			Findings: truth.Findings{MustNot: []string{"dns-failure", "dns-wrong-address"}},
		},
		{
			Name: "revocation-unreachable", Title: "clients cannot fetch the revocation list of the EDR's issuer",
			About: "In the middle of each handshake they look up the host of the list and call it in vain; then they leave.",
			Flags: edrFlags(), Play: func(s *scene) { revocation(s, path.Dropping) },
			Findings: truth.Findings{
				Must: []truth.Finding{must("revocation-unreachable", "10.1.2.21", "10.1.2.22")}, May: []string{"silent-rejection", "handshake-failed"},
				MustNot: []string{"edr-unreachable", "edr-overloaded", "dns-wrong-address"},
			},
		},
		{
			Name: "revocation-lookalike", Title: "clients that fetch the revocation list of the EDR's issuer",
			About: "The host of the list answers, and they go on.",
			Flags: edrFlags(), Play: func(s *scene) { revocation(s, path.Listening) },
			Findings: truth.Findings{MustNot: []string{"revocation-unreachable", "silent-rejection"}},
		},
	}
}

// unfinished amends the truth of a talk that its path cut short behind the
// ClientHello.
func unfinished(session *truth.Session, stage record.Stage, outcome record.Outcome) {
	session.Stage, session.Outcome = stage, outcome
	if session.TLS == nil {
		return
	}
	t := session.TLS
	t.Established, t.Alerts, t.AppRecords, t.AppBytes = false, nil, record.Pair{}, record.Pair{}
	if stage == record.StageClientHello {
		t.Version, t.Cipher, t.Group, t.ALPN, t.Resumed, t.Certificates = "", "", "", "", nil, nil
	}
}

func resetOnTheWay(s *scene) {
	way := path.LAN()
	way.ResetTTL = 249
	for n := range 4 {
		from := []string{"10.1.2.21", "10.1.2.22"}[n%2]
		session := s.tls(call{At: time.Duration(n*15) * time.Second, From: from, Path: way}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
		unfinished(session, record.StageClientHello, record.Reset)
		session.TCP.EndedBy, session.TCP.Established = "", true // the ends do not see it through
	}
}

func blackhole(s *scene) {
	swallow(s, func(session *truth.Session) { unfinished(session, record.StageCertificate, record.Timeout) })
}

// blackholeAhead is a black hole between server and sensor.
func blackholeAhead(s *scene) {
	swallow(s, func(session *truth.Session) {
		unfinished(session, record.StageClientHello, record.Timeout)
		unclear(session)
	})
}

func swallow(s *scene, see func(*truth.Session)) {
	way := path.LAN()
	way.LargestFromServer = 1300
	for n, from := range []string{"10.1.2.21", "10.1.2.22"} {
		call := call{At: time.Duration(n*5) * time.Second, From: from, Path: way}
		see(s.tls(call, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf()))))
	}
}

// behindTheHole is a sensor to which nothing comes that the hole swallows.
func behindTheHole(frames []path.Frame) []path.Frame {
	return slices.DeleteFunc(frames, func(f path.Frame) bool { return len(f.IP()) > 1300 })
}

func nothingSaid(s *scene) {
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
	steps := []dialogue.Step{
		{From: dialogue.Server, Kind: dialogue.Pause, For: 30 * time.Second},
		{From: dialogue.Server, Kind: dialogue.Close},
		{From: dialogue.Client, Kind: dialogue.Close},
	}
	for n := range 4 {
		from := []string{"10.1.2.21", "10.1.2.22"}[n%2]
		s.tcp(call{At: time.Duration(1+n*40) * time.Second, From: from}, steps, record.Timeout)
	}
}

func mute(s *scene) {
	server := s.appliance(edrLeaf())
	server.Fault = stacks.Mute
	s.twice(talk(s.byName(stacks.Windows10()), server))
}

func slow(s *scene) {
	server := s.appliance(edrLeaf())
	server.Fault = stacks.SlowAtHello
	s.twice(talk(s.byName(stacks.Windows10()), server))
}

func plainAnswer(s *scene) {
	server := s.appliance(edrLeaf())
	server.Fault = stacks.AnswersPlain
	s.twice(talk(s.byName(stacks.Windows10()), server))
}

func noSuchName(s *scene) {
	for n := range 3 {
		s.ask("10.1.2.21", time.Duration(n*20)*time.Second, edrName, layers.DNSResponseCodeNXDomain)
		s.ask("10.1.2.22", time.Duration(5+n*20)*time.Second, edrName, layers.DNSResponseCodeNXDomain)
	}
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		s.heartbeat(from, time.Duration(8+i)*time.Second, s.sepm, s.manager())
	}
	s.lookup("10.1.2.11", 2*time.Second)
	s.tls(call{At: 2100 * time.Millisecond, From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
}

func wrongAddress(s *scene) {
	const wrong = "10.9.9.99"
	host, way := path.Linux(wrong), path.LAN()
	way.Behaviour = path.Refusing
	for n := range 4 {
		from, at := []string{"10.1.2.21", "10.1.2.22"}[n%2], time.Duration(n*15)*time.Second
		s.ask(from, at, edrName, layers.DNSResponseCodeNoErr, wrong)
		s.tcp(call{At: at + 50*time.Millisecond, From: from, To: host, Path: way}, nil, record.NoTCP)
	}
}

func searchList(s *scene) {
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		at := time.Duration(i) * time.Second
		s.ask(from, at, edrName+".branch.corp.example", layers.DNSResponseCodeNXDomain)
		s.ask(from, at+20*time.Millisecond, edrName+".corp.example", layers.DNSResponseCodeNXDomain)
		s.lookup(from, at+40*time.Millisecond)
		s.tls(call{At: at + 100*time.Millisecond, From: from}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
	}
}

// revocation lets clients fetch the list of the EDR's issuer while they look at
// its certificate: they leave where that fails, and go on where it does not.
func revocation(s *scene, behaviour path.Behaviour) {
	const crlName, crlAddr = "crl.corp.example", "10.9.9.80"
	l := edrLeaf()
	l.CRL = []string{"http://" + crlName + "/issuing.crl"}
	host, way := path.Linux(crlAddr), path.LAN()
	way.Behaviour = behaviour
	fetch := []stacks.Exchange{{Method: "GET", Path: "/issuing.crl", Answer: 600, Think: time.Millisecond}}
	for n := range 4 {
		from, at := []string{"10.1.2.21", "10.1.2.22"}[n%2], time.Duration(n*40)*time.Second
		client := s.byName(stacks.Windows10())
		t := talk(client, s.appliance(l))
		if behaviour != path.Listening {
			t.Client.Revocation = 15 * time.Second
		}
		session := s.tls(call{At: at, From: from}, t)
		if behaviour != path.Listening {
			session.Outcome = record.Timeout // it gave up waiting, though not for the EDR
		}
		s.ask(from, at+10*time.Millisecond, crlName, layers.DNSResponseCodeNoErr, crlAddr)
		if behaviour == path.Listening {
			s.plain(call{At: at + 20*time.Millisecond, From: from, To: host, Port: 80}, crlName, fetch, stacks.ClientEnds)
			continue
		}
		s.tcp(call{At: at + 20*time.Millisecond, From: from, To: host, Port: 80, Path: way}, nil, record.NoTCP).Optional = true
	}
}
