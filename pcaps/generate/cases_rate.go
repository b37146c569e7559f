package main

import (
	"fmt"
	"time"

	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
)

func rateCases() []Case {
	flags := append(edrFlags(), "--edr-limit", "400")
	return []Case{
		{
			Name: "event-rate-exceeded", Title: "eight clients send some 450 events a second to an EDR of 400",
			About: "Every request holds one event; connections stay open. Half of the clients speak TLS 1.2, half TLS 1.3. The truth counts the events of each second.",
			Flags: flags, Play: rateExceeded,
			Findings: truth.Findings{
				Must: []truth.Finding{{Rule: "event-rate-exceeded", Server: edrEndpoint()}},
				May:  []string{"event-rate-near-limit", "edr-overloaded"},
			},
		},
		{
			Name: "event-rate-lookalike", Title: "a few large uploads: many bytes, few requests",
			About: "Files of 90 kB, one event each. Bytes alone prove no rate of events.",
			Flags: flags, Play: largeUploads,
			Findings: truth.Findings{MustNot: []string{"event-rate-exceeded"}},
		},
	}
}

func rateExceeded(s *scene) {
	for i := range 8 {
		exchanges := make([]stacks.Exchange, 205)
		for n := range exchanges {
			exchanges[n] = stacks.Exchange{Pause: 15 * time.Millisecond, Method: "POST", Path: "/", Body: 200, Events: 1}
		}
		hello := []stacks.Hello{stacks.Windows10(), stacks.Windows11()}[i%2]
		t := stacks.Talk{Client: s.byName(hello), Server: s.modern(edrLeaf()), Exchanges: exchanges}
		s.tls(call{At: time.Duration(60+i*2) * time.Millisecond, From: fmt.Sprintf("10.1.2.%d", 11+i)}, t)
	}
}

func largeUploads(s *scene) {
	for i := range 3 {
		exchanges := make([]stacks.Exchange, 3)
		for n := range exchanges {
			exchanges[n] = stacks.Exchange{Pause: 600 * time.Millisecond, Method: "POST", Path: "/file", Body: 90_000, Events: 1, Think: 3 * time.Millisecond}
		}
		t := stacks.Talk{Client: s.byName(stacks.Windows10()), Server: s.modern(edrLeaf()), Exchanges: exchanges}
		s.tls(call{At: time.Duration(100+i*170) * time.Millisecond, From: fmt.Sprintf("10.1.2.%d", 11+i)}, t)
	}
}
