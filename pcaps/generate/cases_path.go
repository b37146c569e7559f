package main

import (
	"time"

	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

func pathCases() []Case {
	return []Case{
		{
			Name: "edr-unreachable", Title: "no TCP connection to the EDR",
			About: "One client's SYNs are dropped on the way, another's are answered by RST.",
			Flags: edrFlags(), Play: unreachable,
			Findings: truth.Findings{Must: []truth.Finding{must("edr-unreachable", "10.1.2.11", "10.1.2.12")}, MustNot: []string{"capture-one-way", "manager-unreachable", "handshake-failed"}},
		},
		{
			Name: "unreachable-lookalike", Title: "a first SYN is lost, the second one is answered",
			About: "Connections that come up a second late, and are well.",
			Flags: edrFlags(), Play: firstSYNLost,
			Findings: truth.Findings{MustNot: []string{"capture-duplicates", "edr-overloaded", "server-slow", "no-client-hello", "edr-unreachable", "handshake-failed"}},
		},
		{
			Name: "lossy", Title: "loss, reordering and duplicates on a long way",
			About: "Packets are lost before and behind the sensor, overtaken and doubled; TCP repairs all of it, and every session is well.",
			Flags: edrFlags(), Play: lossy,
			Findings: truth.Findings{
				May:     []string{"capture-duplicates"},
				MustNot: []string{"capture-loss", "handshake-failed", "silent-rejection", "edr-unreachable", "path-mtu-blackhole"},
			},
		},
	}
}

func unreachable(s *scene) {
	way := path.LAN()
	way.Behaviour = path.Dropping
	s.tcp(call{From: "10.1.2.11", Path: way}, nil, record.NoTCP).TCP.EndedBy = "" // open or timed out, by the analyser's patience
	s.tcp(call{At: 40 * time.Second, From: "10.1.2.11", Path: way}, nil, record.NoTCP).TCP.EndedBy = ""
	way.Behaviour = path.Refusing
	s.tcp(call{At: 2 * time.Second, From: "10.1.2.12", Path: way}, nil, record.NoTCP)
	s.tcp(call{At: 32 * time.Second, From: "10.1.2.12", Path: way}, nil, record.NoTCP)
}

func firstSYNLost(s *scene) {
	way := path.LAN()
	way.FirstSYNLost = true
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		s.tls(call{At: time.Duration(i) * 3 * time.Second, From: from, Path: way}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
	}
}

func lossy(s *scene) {
	way := path.WAN()
	way.LossBefore, way.LossAfter, way.Reorder, way.Duplicate = 0.03, 0.04, 0.05, 0.03
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13", "10.1.2.14"} {
		hello := []stacks.Hello{stacks.Windows10(), stacks.Windows11()}[i%2]
		t := stacks.Talk{Client: s.byName(hello), Server: s.modern(edrLeaf()), Exchanges: append(uploads(3), bigAnswer())}
		s.tls(call{At: time.Duration(i) * 2 * time.Second, From: from, Path: way}, t)
	}
}

func bigAnswer() stacks.Exchange {
	return stacks.Exchange{Pause: 100 * time.Millisecond, Method: "GET", Path: "/policy", Think: 2 * time.Millisecond, Answer: 9000}
}
