package main

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/pki"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

// The network of all captures.
const (
	edrName   = "edr.corp.example"
	edrAddr   = "10.9.9.9"
	sepmName  = "sepm.corp.example"
	sepmAddr  = "10.9.9.20"
	dnsAddr   = "10.9.9.53"
	proxyAddr = "10.2.2.2"
	proxyPort = 8080
	tlsPort   = 443
)

// opening is when every capture begins.
func opening() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// scene is the network of one capture, and all that happens on it. The first
// error stays in err, and nothing happens from then on.
type scene struct {
	seed     uint64
	corp     *pki.Authority // the company's own
	gateway  *pki.Authority // an intercepting gateway's
	edr      *path.Host
	sepm     *path.Host
	proxy    *path.Host
	dns      *path.Host
	clients  map[string]*path.Host
	ports    map[string]uint16 // next source port of each client
	packets  []path.Packet
	sessions []truth.Session
	events   map[time.Time]*truth.Rate // toward the EDR
	keys     bytes.Buffer              // a key log of the sessions whose servers write it
	err      error
}

func newScene(seed uint64) (*scene, error) {
	longAgo := time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC)
	corp, err1 := pki.NewAuthority("corp", pkix.Name{CommonName: "Corp Example Issuing CA", Organization: []string{"Corp Example"}}, longAgo)
	gateway, err2 := pki.NewAuthority("gateway", pkix.Name{CommonName: "FortiGate CA", Organization: []string{"Fortinet"}}, longAgo)
	return &scene{
		seed: seed, corp: corp, gateway: gateway,
		edr: path.Linux(edrAddr), sepm: path.Windows(sepmAddr), proxy: path.Linux(proxyAddr), dns: path.Windows(dnsAddr),
		clients: map[string]*path.Host{}, ports: map[string]uint16{}, events: map[time.Time]*truth.Rate{},
	}, errors.Join(err1, err2)
}

// call says who opens a connection, to whom, when, and over which path.
type call struct {
	At   time.Duration // since the opening
	From string
	To   *path.Host // nil: the EDR
	Port uint16     // 0: 443
	Path path.Path  // zero: path.LAN
	Keep int        // whole packets before the capture ends inside the next one; 0: all
}

func (s *scene) client(addr string) *path.Host {
	h := s.clients[addr]
	if h == nil {
		h = path.Windows(addr)
		s.clients[addr] = h
	}
	return h
}

// conversation fills in what the call leaves open. Source ports are dynamic
// ones (RFC 6335 section 6).
func (s *scene) conversation(c call) *path.Conversation {
	if s.ports[c.From] == 0 {
		s.ports[c.From] = 49700 + uint16(netip.MustParseAddr(c.From).As16()[15])
	}
	s.ports[c.From]++
	v := &path.Conversation{
		Client: s.client(c.From), Server: c.To, ClientPort: s.ports[c.From], ServerPort: cmp.Or(c.Port, tlsPort),
		Path: c.Path, Start: opening().Add(c.At), Seed: s.seed + uint64(len(s.sessions))*7919,
	}
	if v.Server == nil {
		v.Server = s.edr
	}
	if v.Path == (path.Path{}) {
		v.Path = path.LAN()
	}
	return v
}

// tls holds a TLS talk and writes down its truth, which the caller may amend.
func (s *scene) tls(c call, t stacks.Talk) *truth.Session {
	if s.err != nil {
		return &truth.Session{}
	}
	v := s.conversation(c)
	t.Now, t.Seed = v.Start, v.Seed
	result, err := t.Run()
	if err != nil {
		s.err = fmt.Errorf("%s at %s: %w", c.From, c.At, err)
		return &truth.Session{}
	}
	v.Steps = result.Steps
	played := v.Play()
	for _, q := range result.Requests {
		s.count(v, played.Seen[q.Step], q.Events)
	}
	session := s.add(c, v, played)
	session.Proxy, session.TLS, session.Stage, session.Outcome = result.Proxy, result.TLS, result.Stage, result.Outcome
	return session
}

// tcp plays steps that are no TLS.
func (s *scene) tcp(c call, steps []dialogue.Step, outcome record.Outcome) *truth.Session {
	v := s.conversation(c)
	v.Steps = steps
	session := s.add(c, v, v.Play())
	session.Stage, session.Outcome = record.StageTCP, outcome
	return session
}

// plain holds exchanges over HTTP without TLS.
func (s *scene) plain(c call, host string, exchanges []stacks.Exchange, ending stacks.Ending) {
	steps, err := stacks.Plain(host, exchanges, ending)
	if err != nil {
		s.err = errors.Join(s.err, err)
		return
	}
	session := s.tcp(c, steps, record.NotTLS)
	session.Optional = true
}

// add keeps a conversation's packets. What it returns is valid until the next
// call.
func (s *scene) add(c call, v *path.Conversation, played path.Played) *truth.Session {
	seen := played.Packets
	if c.Keep > 0 {
		s.packets = append(s.packets, seen[c.Keep])
		seen = seen[:c.Keep]
	}
	s.packets = append(s.packets, seen...)
	s.sessions = append(s.sessions, truth.Session{
		Start:  played.Packets[0].Seen,
		Client: record.Endpoint{IP: v.Client.Addr, Port: v.ClientPort},
		Server: record.Endpoint{IP: v.Server.Addr, Port: v.ServerPort},
		TCP:    truth.TCP{Established: played.Established, Bytes: path.Bytes(seen), EndedBy: path.EndedBy(seen)},
	})
	return &s.sessions[len(s.sessions)-1]
}

// count adds the events of one request to its clock second.
func (s *scene) count(v *path.Conversation, seen time.Time, events int) {
	if events == 0 {
		return
	}
	second := seen.Truncate(time.Second)
	rate := s.events[second]
	if rate == nil {
		rate = &truth.Rate{Server: record.Endpoint{IP: v.Server.Addr, Port: v.ServerPort}, Second: second}
		s.events[second] = rate
	}
	rate.Events += uint64(events)
	rate.Requests++
}

// rates gives the seconds in order.
func (s *scene) rates() []truth.Rate {
	var rates []truth.Rate
	for _, r := range s.events {
		rates = append(rates, *r)
	}
	slices.SortFunc(rates, func(a, b truth.Rate) int { return a.Second.Compare(b.Second) })
	return rates
}

// roots is a trust store with the company's authority.
func (s *scene) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.corp.Certificate)
	return pool
}

// issue makes a certificate of the company's authority, or keeps the error.
func (s *scene) issue(l pki.Leaf) tls.Certificate {
	return s.issueBy(s.corp, l)
}

func (s *scene) issueBy(a *pki.Authority, l pki.Leaf) tls.Certificate {
	c, err := a.Issue(l, true)
	s.err = errors.Join(s.err, err)
	return c
}
