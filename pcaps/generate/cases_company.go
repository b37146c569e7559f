package main

import (
	"crypto/x509/pkix"
	"fmt"
	"time"

	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/pki"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

const (
	otherEDRAddr  = "10.9.9.10"
	otherSEPMAddr = "10.9.9.21"
	webServices   = 8446 // of a manager, where appliances call
)

func companyCases() []Case {
	both := append(edrFlags(), "--sepm", sepmAddr)
	return []Case{
		{
			Name: "manager-name-mismatch", Title: "the EDR calls its manager by IP address, whose server.crt holds a name alone",
			About: "The EDR refuses the certificate on port 8446 with bad_certificate, again and again.",
			Flags: both, Play: func(s *scene) { callsManager(s, true) },
			Findings: truth.Findings{
				Must: []truth.Finding{{Rule: "manager-name-mismatch", Server: atManager(webServices), Clients: []string{edrAddr}}},
				May:  []string{"client-rejects-certificate"}, MustNot: []string{"name-mismatch"},
			},
		},
		{
			Name: "manager-lookalike", Title: "the EDR calls its manager by the name in server.crt",
			About: "It has the self-signed certificate installed, and all is well.",
			Flags: both, Play: func(s *scene) { callsManager(s, false) },
			Findings: truth.Findings{MustNot: []string{"manager-name-mismatch", "name-mismatch", "manager-unreachable"}},
		},
		{
			Name: "manager-unreachable", Title: "clients that do not reach their manager",
			About: "Their SYNs are dropped. A third client reports and enrols.",
			Flags: both, Play: managerDown,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "manager-unreachable", Server: atManager(tlsPort), Clients: []string{"10.1.2.21", "10.1.2.22"}}},
				MustNot: []string{"edr-unreachable", "silent-client"},
			},
		},
		{
			Name: "silent-client", Title: "three clients that report to their manager and never call at the EDR",
			About: "Over four heartbeats. A fourth client reports and uploads.",
			Flags: both, Play: neverTold,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "silent-client", Clients: []string{"10.1.2.21", "10.1.2.22", "10.1.2.23"}}},
				MustNot: []string{"manager-unreachable", "dns-failure"},
			},
		},
		{
			Name: "multiple-edr", Title: "two clients that call now at one EDR and now at another",
			About: "Both EDRs serve them. A third client has one.",
			Flags: append(edrFlags(), "--edr", "edr2.corp.example="+otherEDRAddr), Play: twoAppliances,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "multiple-edr", Clients: []string{"10.1.2.21", "10.1.2.22"}}},
				MustNot: []string{"multiple-managers", "multiple-certificates"},
			},
		},
		{
			Name: "multiple-managers", Title: "a client that reports now to one manager and now to another",
			About: "Both answer. Another client has one.",
			Flags: append(both, "--sepm", otherSEPMAddr), Play: twoManagers,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "multiple-managers", Clients: []string{"10.1.2.21"}}},
				MustNot: []string{"multiple-edr"},
			},
		},
		{
			Name: "enrollment-loop", Title: "clients that try the EDR six times in vain, at a steady pace",
			About: "They do not trust its issuer, and say so every half minute.",
			Flags: edrFlags(), Play: loop,
			Findings: truth.Findings{
				Must: []truth.Finding{{Rule: "enrollment-loop", Clients: []string{"10.1.2.21", "10.1.2.22"}}},
				May:  []string{"client-rejects-certificate"}, MustNot: []string{"reconnect-storm"},
			},
		},
		{
			Name: "reconnect-storm", Title: "a client that connects forty times a minute in vain",
			About: "The EDR refuses its connections.",
			Flags: edrFlags(), Play: storm,
			Findings: truth.Findings{
				Must: []truth.Finding{must("reconnect-storm", "10.1.2.21")}, May: []string{"edr-unreachable"}, MustNot: []string{"edr-overloaded"},
			},
		},
		{
			Name: "clock-skew", Title: "a client whose clock is two hours ahead of the fleet's",
			About: "ClientHellos begin with the sender's clock, as Schannel's did for long.",
			Flags: edrFlags(), Play: func(s *scene) { clocks(s, 0, 2*time.Hour) },
			Findings: truth.Findings{Must: []truth.Finding{{Rule: "clock-skew", Clients: []string{"10.1.2.21"}}}, MustNot: []string{"sensor-clock"}},
		},
		{
			Name: "sensor-clock", Title: "a fleet whose clocks agree that the sensor's is ten minutes slow",
			About: "All ClientHellos are ahead of the sensor by as much.",
			Flags: edrFlags(), Play: func(s *scene) { clocks(s, 10*time.Minute, 0) },
			Findings: truth.Findings{Must: []truth.Finding{{Rule: "sensor-clock"}}, MustNot: []string{"clock-skew"}},
		},
		{
			Name: "edr-overloaded", Title: "an EDR that answers late, and takes connections late",
			About: "Three clients wait more than two seconds for the ServerHello, three have to send their SYN twice; all at the same time.",
			Flags: edrFlags(), Play: overloaded,
			Findings: truth.Findings{
				Must: []truth.Finding{must("edr-overloaded", fleetHosts("10.1.2", 21, 6)...)}, May: []string{"server-slow"},
				MustNot: []string{"edr-unreachable", "event-rate-exceeded"},
			},
		},
		{
			Name: "event-rate-near-limit", Title: "three clients send some 17 events a second to an EDR of 20",
			About: "Every request holds one event.",
			Flags: append(edrFlags(), "--edr-limit", "20"), Play: nearLimit,
			Findings: truth.Findings{
				Must:    []truth.Finding{{Rule: "event-rate-near-limit", Server: edrEndpoint()}},
				MustNot: []string{"event-rate-exceeded", "edr-overloaded"},
			},
		},
	}
}

func atManager(port uint16) *record.Endpoint {
	return &record.Endpoint{IP: path.Windows(sepmAddr).Addr, Port: port}
}

func callsManager(s *scene, byAddress bool) {
	manager := s.manager()
	client := s.byName(middlebox())
	client.Name, client.Roots, client.Alert = sepmName, pinned(manager), alertBadCertificate
	if byAddress {
		client.Name, client.Address = sepmAddr, true
	}
	s.clients[edrAddr] = s.edr
	for n := range 3 {
		s.tls(call{At: time.Duration(n*20) * time.Second, From: edrAddr, To: s.sepm, Port: webServices}, talk(client, manager))
	}
}

// heartbeat is one report to a manager.
func (s *scene) heartbeat(from string, at time.Duration, to *path.Host, manager stacks.Server) {
	client := s.byName(stacks.Windows7())
	client.Name, client.Roots = sepmName, pinned(manager)
	report := []stacks.Exchange{{Method: "POST", Path: "/secars/secars.dll?h=00", Body: 500, Think: 12 * time.Millisecond, Answer: 700}}
	s.tls(call{At: at, From: from, To: to}, stacks.Talk{Client: client, Server: manager, Exchanges: report})
}

func managerDown(s *scene) {
	s.heartbeat("10.1.2.11", 0, s.sepm, s.manager())
	s.tls(call{At: time.Second, From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
	way := path.LAN()
	way.Behaviour = path.Dropping
	for n := range 4 {
		from := []string{"10.1.2.21", "10.1.2.22"}[n%2]
		s.tcp(call{At: time.Duration(2+n*25) * time.Second, From: from, To: s.sepm, Path: way}, nil, record.NoTCP).TCP.EndedBy = ""
	}
}

func neverTold(s *scene) {
	manager := s.manager()
	for n := range 4 {
		for i, from := range fleetHosts("10.1.2", 21, 3) {
			s.heartbeat(from, time.Duration(n)*5*time.Minute+time.Duration(i*7)*time.Second, s.sepm, manager)
		}
	}
	s.heartbeat("10.1.2.11", 40*time.Second, s.sepm, manager)
	s.tls(call{At: time.Minute, From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
}

func twoAppliances(s *scene) {
	l := edrLeaf()
	l.Name, l.DNS, l.Serial = pkix.Name{CommonName: "edr2.corp.example"}, []string{"edr2.corp.example"}, 0x2A52
	one, other := s.appliance(edrLeaf()), s.appliance(l)
	second := path.Linux(otherEDRAddr)
	client := s.byName(stacks.Windows10())
	client.Name = "edr2.corp.example"
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), one))
		s.tls(call{At: time.Duration(30+i) * time.Second, From: from, To: second}, talk(client, other))
	}
	s.tls(call{At: 5 * time.Second, From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), one))
}

func twoManagers(s *scene) {
	manager := s.manager()
	s.heartbeat("10.1.2.11", 0, s.sepm, manager)
	s.heartbeat("10.1.2.21", 2*time.Second, s.sepm, manager)
	l := edrLeaf()
	l.Key, l.Name, l.DNS, l.Serial = "sepm", pkix.Name{CommonName: sepmName}, []string{sepmName}, 0x78
	cert, err := pki.SelfSigned(l)
	if err != nil {
		s.err = err
		return
	}
	manager.Certificate = cert
	s.heartbeat("10.1.2.21", 30*time.Second, path.Windows(otherSEPMAddr), manager)
	s.tls(call{At: 40 * time.Second, From: "10.1.2.21"}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
	s.tls(call{At: 41 * time.Second, From: "10.1.2.11"}, talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf())))
}

func loop(s *scene) {
	client := s.byName(stacks.Windows10())
	client.Roots, client.Alert = nil, alertUnknownCA
	client.Roots = pinned(s.manager())
	for n := range 12 {
		from := []string{"10.1.2.21", "10.1.2.22"}[n%2]
		s.tls(call{At: time.Duration(n*15) * time.Second, From: from}, talk(client, s.appliance(edrLeaf())))
	}
}

func storm(s *scene) {
	way := path.LAN()
	way.Behaviour = path.Refusing
	for n := range 40 {
		s.tcp(call{At: time.Duration(n) * 1500 * time.Millisecond, From: "10.1.2.21", Path: way}, nil, record.NoTCP)
	}
}

// clocks are four clients whose ClientHellos show their clocks; one of them is
// off against the others.
func clocks(s *scene, ahead, off time.Duration) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12", "10.1.2.13", "10.1.2.21"} {
		client := s.byName(stacks.Windows7())
		client.Clock, client.ShowsIt = ahead, true
		if i == 3 {
			client.Clock += off
		}
		for n := range 3 {
			s.tls(call{At: time.Duration(i+n*20) * time.Second, From: from}, talk(client, s.appliance(edrLeaf())))
		}
	}
}

func overloaded(s *scene) {
	late := path.LAN()
	late.FirstSYNLost = true
	server := s.appliance(edrLeaf())
	for i, from := range fleetHosts("10.1.2", 21, 6) {
		c, t := call{At: time.Duration(i*300) * time.Millisecond, From: from}, talk(s.byName(stacks.Windows10()), server)
		if i%2 == 0 {
			t.Server.Fault = stacks.SlowAtHello
		} else {
			c.Path = late
		}
		s.tls(c, t)
	}
}

func nearLimit(s *scene) {
	for i := range 3 {
		exchanges := make([]stacks.Exchange, 30)
		for n := range exchanges {
			exchanges[n] = stacks.Exchange{Pause: 170 * time.Millisecond, Method: "POST", Path: "/", Body: 90, Events: 1}
		}
		t := stacks.Talk{Client: s.byName(stacks.Windows10()), Server: s.appliance(edrLeaf()), Exchanges: exchanges}
		s.tls(call{At: time.Duration(60+i*55) * time.Millisecond, From: fmt.Sprintf("10.1.2.%d", 11+i)}, t)
	}
}
