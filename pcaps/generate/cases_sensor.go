package main

import (
	"time"

	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func sensorCases() []Case {
	return []Case{
		{
			Name: "capture-one-way", Title: "a mirror port that gives what clients send, and nothing of the EDR",
			About: "All sessions are well; the sensor cannot know it.",
			Flags: edrFlags(), Play: halfSeen, Sensor: fromClients, Lossy: true,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "capture-one-way"}},
				MustNot: []string{"no-server-hello", "edr-unreachable", "handshake-failed", "capture-loss"},
			},
		},
		{
			Name: "capture-loss", Title: "a sensor that loses a tenth of the frames",
			About: "The ends acknowledge what the sensor never saw.",
			Flags: edrFlags(), Play: gapsSeen, Sensor: everyTenthLost, Lossy: true,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "capture-loss"}},
				MustNot: []string{"handshake-failed", "silent-rejection", "capture-one-way", "path-mtu-blackhole"},
			},
		},
		{
			Name: "capture-truncated", Title: "a capture that keeps 96 bytes of each frame",
			About: "Certificates are cut off. All sessions are well.",
			Flags: edrFlags(), Play: startsSeen, Sensor: snapped, Lossy: true,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "capture-truncated"}},
				MustNot: []string{"capture-loss", "handshake-failed", "silent-rejection"},
			},
		},
	}
}

// unclear takes back what a sensor cannot see of a session.
func unclear(session *truth.Session) {
	session.Unseen, session.Note = true, "The sensor does not see enough of it."
}

func halfSeen(s *scene) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		unclear(s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf()))))
	}
}

func fromClients(frames []path.Frame) []path.Frame {
	var seen []path.Frame
	for _, f := range frames {
		if f.IP()[12+3] != 9 || f.IP()[12+1] != 9 { // the EDR's address is 10.9.9.9
			seen = append(seen, f)
		}
	}
	return seen
}

func gapsSeen(s *scene) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13"} {
		t := talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf()))
		t.Exchanges = append(uploads(3), bigAnswer())
		unclear(s.tls(call{At: time.Duration(i) * time.Second, From: from}, t))
	}
}

func everyTenthLost(frames []path.Frame) []path.Frame {
	var seen []path.Frame
	for i, f := range frames {
		if i%10 != 9 {
			seen = append(seen, f)
		}
	}
	return seen
}

func startsSeen(s *scene) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		unclear(s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf()))))
	}
}

func snapped(frames []path.Frame) []path.Frame {
	const snap = 96
	for i, f := range frames {
		if len(f.Data) > snap {
			frames[i].Length, frames[i].Data = len(f.Data), f.Data[:snap]
		}
	}
	return frames
}
