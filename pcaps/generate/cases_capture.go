package main

import (
	"time"

	"edrtap/pcaps/generate/capfile"
	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

func captureCases() []Case {
	return []Case{
		{
			Name: "cut-short", Title: "the capture ends in the middle of a handshake, and its file inside a frame",
			About: "One whole session; then one whose certificate flight is cut off by the end of the file.",
			Flags: edrFlags(), Play: twoSessions, CutBytes: 333,
			Findings: truth.Findings{Must: []truth.Finding{{Rule: "capture-incomplete"}}, May: []string{"capture-incomplete", "capture-truncated"}, MustNot: []string{"handshake-failed", "silent-rejection"}},
		},
		{
			Name: "vlan-mirrored-twice", Title: "every frame is mirrored twice, with and without its VLAN tag",
			About: "The second copies come 3 microseconds later. They are no retransmissions.",
			Flags: edrFlags(), Play: mirroredSessions, Sensor: mirrorTwice,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "capture-duplicates"}, must("name-mismatch", "10.1.2.12")},
				May:     []string{"client-rejects-certificate", "handshake-failed"},
				MustNot: []string{"capture-loss"},
			},
		},
		{
			Name: "pcapng-mixed", Title: "one compressed pcapng of three interfaces: Ethernet, Linux cooked v2, raw IP",
			About: "One session on each, with timestamps in nanoseconds.",
			Flags: edrFlags(), Play: threeInterfaces, Sensor: spread,
			Format: capfile.Format{
				Gzip: true,
				Interfaces: []capfile.Interface{
					{Name: "eth1", Link: capfile.Ethernet}, {Name: "any", Link: capfile.SLL2}, {Name: "tun0", Link: capfile.Raw},
				},
			},
		},
	}
}

func twoSessions(s *scene) {
	server := s.appliance(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	// SYN, SYN/ACK, ACK, ClientHello, one segment of the server's flight.
	cut := s.tls(call{At: 10 * time.Second, From: "10.1.2.12", Keep: 5}, talk(s.byName(stacks.Windows10()), server))
	if s.err != nil {
		return
	}
	// The segment ends inside the Certificate message, behind its first entry.
	cut.Outcome, cut.Stage = record.Truncated, record.StageCertificate
	cut.TLS.Established, cut.TLS.Group = false, ""
	cut.TLS.Alerts, cut.TLS.Certificates = nil, cut.TLS.Certificates[:1]
	cut.TLS.AppRecords, cut.TLS.AppBytes = record.Pair{}, record.Pair{}
}

func mirroredSessions(s *scene) {
	server := s.appliance(edrLeaf())
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), server))
	s.tls(call{At: 3 * time.Second, From: "10.1.2.12"}, talk(s.byAddress(stacks.Windows10()), server))
}

func mirrorTwice(frames []path.Frame) []path.Frame {
	const vlan = 20
	var both []path.Frame
	for _, f := range frames {
		copied := f
		copied.Time = f.Time.Add(3 * time.Microsecond)
		both = append(both, f.Tagged(vlan), copied)
	}
	return both
}

func threeInterfaces(s *scene) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		hello := []stacks.Hello{stacks.Windows10(), stacks.Windows11(), stacks.Windows7()}[i]
		s.tls(call{At: time.Duration(i) * 2 * time.Second, From: from}, talk(s.byName(hello), s.modern(edrLeaf())))
	}
}

// spread gives each session, two seconds apart, an interface of its own.
func spread(frames []path.Frame) []path.Frame {
	for i, f := range frames {
		f.Interface = int(f.Time.Sub(opening()) / (2 * time.Second))
		switch f.Interface {
		case 1:
			f.Data = capfile.CookedV2(f.IP(), 2)
		case 2:
			f.Data = f.IP()
		}
		frames[i] = f
	}
	return frames
}
