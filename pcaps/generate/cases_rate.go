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
			Findings: truth.Findings{MustNot: []string{"event-rate-near-limit", "event-rate-exceeded"}},
		},
		{
			Name: "uploads-with-keys", Title: "batches of events, and clients whom the EDR refuses; with a key log",
			About: "Three clients upload arrays of 1 to 12 events, over TLS 1.2 and 1.3. Two others are answered with 401 and 403 time and again. The secrets of all sessions are in keys.log: what is inside shows with --keylog keys.log, and the truth counts the events of each second.",
			Flags: flags, Play: uploadsWithKeys,
			Findings: truth.Findings{MustNot: []string{"event-rate-exceeded", "enrollment-loop"}}, // nothing of it shows without the keys
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

func uploadsWithKeys(s *scene) {
	server := s.modern(edrLeaf())
	server.Keys = &s.keys
	for i, hello := range []stacks.Hello{stacks.Windows10(), stacks.Windows11(), stacks.Windows11()} {
		exchanges := make([]stacks.Exchange, 16)
		for n := range exchanges {
			events := 1 + (n*7+i)%12
			exchanges[n] = stacks.Exchange{
				Pause: time.Duration(110+n%5*40) * time.Millisecond, Method: "POST", Path: "/events",
				Events: events, Body: events*(90+n%20) + 1, Array: true, Answer: 2,
			}
		}
		t := stacks.Talk{Client: s.byName(hello), Server: server, Exchanges: exchanges}
		s.tls(call{At: time.Duration(60+i*35) * time.Millisecond, From: fmt.Sprintf("10.1.2.%d", 11+i)}, t)
	}
	for i, hello := range []stacks.Hello{stacks.Windows10(), stacks.Windows11()} {
		for try := range 3 {
			register := stacks.Exchange{Method: "POST", Path: "/register", Events: 1, Body: 120, Array: true, Status: 401}
			again := register
			again.Pause, again.Status = 200*time.Millisecond, 403
			t := stacks.Talk{Client: s.byName(hello), Server: server, Exchanges: []stacks.Exchange{register, again}}
			s.tls(call{At: time.Duration(100+i*90+try*900) * time.Millisecond, From: fmt.Sprintf("10.1.2.%d", 21+i)}, t)
		}
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
