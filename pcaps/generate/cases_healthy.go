package main

import (
	"crypto/tls"
	"net/netip"
	"time"

	"edrtap/pcaps/generate/capfile"
	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"

	utls "github.com/refraction-networking/utls"
)

func healthyCases() []Case {
	return []Case{
		{
			Name: "healthy-tls12", Title: "Windows clients upload to an EDR over TLS 1.2",
			About: "Windows 7, 8.1, 10 and 11 by the EDR's full name; every handshake is finished, every client sends requests and closes in order.",
			Flags: edrFlags(), Play: healthyTLS12,
			Findings: truth.Findings{MustNot: []string{"capture-truncated", "weak-protocol"}},
		},
		{
			Name: "healthy-tls13", Title: "Windows 11 uploads to an EDR over TLS 1.3",
			About: "The certificate is not visible. One client offers http/1.1 by ALPN; the answer to it is not visible either.",
			Flags: edrFlags(), Play: healthyTLS13,
		},
		{
			Name: "healthy-resumed", Title: "sessions resumed by ticket (TLS 1.2) and by PSK (TLS 1.3)",
			About: "A full handshake and two resumptions for each version. The resumptions show no certificate.",
			Flags: edrFlags(), Play: healthyResumed, Format: capfile.Format{Gzip: true},
		},
		{
			Name: "healthy-http-connect", Title: "clients reach the EDR through a tunnelling HTTP proxy",
			About: "CONNECT, 200, then a handshake with the EDR's own certificate: the proxy does not interfere.",
			Flags: append(edrFlags(), "--proxy", proxyAddr), Play: healthyConnect,
			Findings: truth.Findings{Must: []truth.Finding{{Rule: "proxy-in-path"}}, May: []string{"proxy-in-path"}, MustNot: []string{"proxy-refused", "proxied-hello", "intercepting-issuer", "interception"}},
		},
		{
			Name: "ipv6", Title: "healthy sessions over IPv6, TLS 1.2 and 1.3",
			About: "No IPv4 packet at all.",
			Flags: []string{"--edr", edrName + "=" + edrAddr6}, Play: healthyIPv6,
		},
		{
			Name: "tls13-hello-retry", Title: "an EDR that takes secp384r1 alone asks for a second ClientHello",
			About: "HelloRetryRequest, second ClientHello, finished handshake, uploads.",
			Flags: edrFlags(), Play: helloRetry,
			Findings: truth.Findings{MustNot: []string{"group-exhausted"}},
		},
	}
}

const edrAddr6 = "2001:db8:9:9::9"

func healthyTLS12(s *scene) {
	server := s.appliance(edrLeaf())
	for i, c := range []struct {
		from  string
		hello stacks.Hello
	}{
		{"10.1.2.11", stacks.Windows10()},
		{"10.1.2.12", stacks.Windows10Late()},
		{"10.1.2.13", stacks.Windows81()},
		{"10.1.2.14", stacks.Windows7()},
		{"10.1.2.15", stacks.Windows11()},
	} {
		s.tls(call{At: time.Duration(i) * 900 * time.Millisecond, From: c.from}, talk(s.byName(c.hello), server))
	}
}

func healthyTLS13(s *scene) {
	server := s.modern(edrLeaf())
	server.ALPN = []string{"http/1.1"}
	s.tls(call{From: "10.1.2.11"}, talk(s.byName(stacks.Windows11()), server))
	hello := stacks.Windows11()
	hello.ALPN = []string{"http/1.1"}
	s.tls(call{At: time.Second, From: "10.1.2.12"}, talk(s.byName(hello), server))
	s.tls(call{At: 2 * time.Second, From: "10.1.2.13", Path: path.WAN()}, talk(s.byName(stacks.Windows11()), server))
}

func healthyResumed(s *scene) {
	for i, hello := range []stacks.Hello{stacks.Windows10(), stacks.Windows11()} {
		server := s.modern(edrLeaf())
		server.Tickets = true
		client := s.byName(hello)
		client.Sessions = utls.NewLRUClientSessionCache(4)
		from := []string{"10.1.2.11", "10.1.2.12"}[i]
		for n := range 3 {
			s.tls(call{At: time.Duration(i*500+n*4000) * time.Millisecond, From: from}, talk(client, server))
		}
	}
}

func healthyConnect(s *scene) {
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		t := talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf()))
		t.Tunnel = &stacks.Tunnel{Host: edrName, Port: tlsPort}
		s.tls(call{At: time.Duration(i) * time.Second, From: from, To: s.proxy, Port: proxyPort}, t)
	}
}

func healthyIPv6(s *scene) {
	server := path.Linux(edrAddr6)
	way := path.LAN()
	way.MSS = 1440
	for i, hello := range []stacks.Hello{stacks.Windows10(), stacks.Windows11()} {
		from := netip.MustParseAddr("2001:db8:1:2::11")
		if i > 0 {
			from = from.Next()
		}
		s.tls(call{At: time.Duration(i) * time.Second, From: from.String(), To: server, Path: way}, talk(s.byName(hello), s.modern(edrLeaf())))
	}
}

func helloRetry(s *scene) {
	server := s.modern(edrLeaf())
	server.Groups = []tls.CurveID{tls.CurveP384}
	for i, from := range []string{"10.1.2.11", "10.1.2.12"} {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows11()), server))
	}
}
