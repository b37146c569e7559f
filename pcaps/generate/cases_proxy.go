package main

import (
	"time"

	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/generate/stacks"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"

	utls "github.com/refraction-networking/utls"
)

func proxyCases() []Case {
	refusal := func(name, title, about string, status int, reason string, others ...string) Case {
		return Case{
			Name: name, Title: title, About: about, Flags: edrFlags(),
			Play:     func(s *scene) { proxyRefuses(s, status, reason) },
			Findings: truth.Findings{Must: []truth.Finding{atProxy(name, "10.1.2.21", "10.1.2.22")}, MustNot: append(others, "handshake-failed")},
		}
	}
	return []Case{
		refusal("proxy-auth-required", "an HTTP proxy that wants credentials", "It answers CONNECT with 407, and a service has none to give.",
			407, "Proxy Authentication Required", "proxy-refused", "proxy-upstream-failed"),
		refusal("proxy-refused", "an HTTP proxy that forbids the EDR", "It answers CONNECT with 403.",
			403, "Forbidden", "proxy-auth-required", "proxy-upstream-failed"),
		refusal("proxy-upstream-failed", "an HTTP proxy that does not reach the EDR", "It answers CONNECT with 503.",
			503, "Service Unavailable", "proxy-auth-required", "proxy-refused"),
		{
			Name: "interception", Title: "a proxy that ends TLS, seen on both sides",
			About: "Clients ask it for a tunnel and get a certificate of its own making, whose issuer no list knows. Toward the EDR it speaks for itself, with another ClientHello, and is shown the EDR's own certificate.",
			Flags: append(edrFlags(), "--proxy", proxyAddr), Play: bothSides,
			Findings: truth.Findings{
				Must:    []truth.Finding{atProxy("interception", "10.1.2.21", "10.1.2.22")},
				May:     []string{"client-rejects-certificate", "proxy-in-path", "proxied-hello"},
				MustNot: []string{"name-mismatch", "certificate-changed"},
			},
		},
		{
			Name: "proxied-hello", Title: "four Windows clients and a proxy of another make at the EDR",
			About: "The proxy's ClientHello has a signalling suite and ChaCha20, which Windows never sends.",
			Flags: append(edrFlags(), "--proxy", proxyAddr), Play: proxySpeaks,
			Findings: truth.Findings{Must: []truth.Finding{must("proxied-hello", proxyAddr)}, May: []string{"proxy-in-path"}, MustNot: []string{"interception"}},
		},
	}
}

func atProxy(rule string, clients ...string) truth.Finding {
	return truth.Finding{Rule: rule, Server: &record.Endpoint{IP: path.Linux(proxyAddr).Addr, Port: proxyPort}, Clients: clients}
}

func proxyRefuses(s *scene, status int, reason string) {
	t := talk(s.byName(stacks.Windows10()), s.appliance(edrLeaf()))
	t.Tunnel = &stacks.Tunnel{Host: edrName, Port: tlsPort, Status: status, Reason: reason}
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		for n := range 2 {
			s.tls(call{At: time.Duration(i+n*30) * time.Second, From: from, To: s.proxy, Port: proxyPort}, t)
		}
	}
}

// middlebox is the ClientHello of a device that is no Windows.
func middlebox() stacks.Hello {
	h := stacks.Windows10()
	h.Suites = "c030c02fcca8c014c01300ff"
	h.Groups = []utls.CurveID{utls.X25519, utls.CurveP256, utls.CurveP384, utls.CurveP521}
	return h
}

func bothSides(s *scene) {
	forged := s.interceptor()
	l := edrLeaf()
	l.Key, l.Serial = "proxied", 0x5EED
	forged.Certificate = s.issueBy(s.elsewhere(), l)
	client := s.byName(stacks.Windows10())
	client.Alert = alertUnknownCA
	t := talk(client, forged)
	t.Tunnel = &stacks.Tunnel{Host: edrName, Port: tlsPort}
	device := s.byName(middlebox())
	for i, from := range []string{"10.1.2.21", "10.1.2.22"} {
		for n := range 2 {
			at := time.Duration(i+n*30) * time.Second
			s.tls(call{At: at, From: from, To: s.proxy, Port: proxyPort}, t)
			s.tls(call{At: at + 3*time.Millisecond, From: proxyAddr}, talk(device, s.appliance(edrLeaf())))
		}
	}
}

func proxySpeaks(s *scene) {
	server := s.appliance(edrLeaf())
	for i, from := range fleetHosts("10.1.2", 11, 4) {
		s.tls(call{At: time.Duration(i) * time.Second, From: from}, talk(s.byName(stacks.Windows10()), server))
	}
	s.tls(call{At: 5 * time.Second, From: proxyAddr}, talk(s.byName(middlebox()), server))
}
