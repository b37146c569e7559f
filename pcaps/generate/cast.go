package main

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"time"

	"edrtap/pcaps/generate/pki"
	"edrtap/pcaps/generate/stacks"
)

// edrLeaf is the certificate that an EDR should have.
func edrLeaf() pki.Leaf {
	return pki.Leaf{
		Key: "edr", Name: pkix.Name{CommonName: edrName, Organization: []string{"Corp Example"}}, DNS: []string{edrName},
		NotBefore: time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC),
		Serial: 0x2A51,
	}
}

// appliance is an EDR of TLS 1.2 with ECDHE suites, GCM and CBC.
func (s *scene) appliance(l pki.Leaf) stacks.Server {
	return stacks.Server{
		Certificate: s.issue(l), Lowest: tls.VersionTLS12, Highest: tls.VersionTLS12,
		Suites: append(gcmOnly(), tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
	}
}

// modern is an EDR of TLS 1.2 and 1.3.
func (s *scene) modern(l pki.Leaf) stacks.Server {
	server := s.appliance(l)
	server.Highest = tls.VersionTLS13
	return server
}

// hardened is an EDR that takes ECDHE with GCM and nothing else.
func (s *scene) hardened(l pki.Leaf) stacks.Server {
	server := s.appliance(l)
	server.Suites = gcmOnly()
	return server
}

func gcmOnly() []uint16 {
	return []uint16{tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
}

// manager is the SEPM. Its certificate is its own, as its installer makes it.
func (s *scene) manager() stacks.Server {
	l := edrLeaf()
	l.Key, l.Name, l.DNS, l.Serial = "sepm", pkix.Name{CommonName: sepmName}, []string{sepmName}, 0x77
	cert, err := pki.SelfSigned(l)
	if err != nil {
		s.err = err
	}
	return stacks.Server{Certificate: cert, Lowest: tls.VersionTLS12, Highest: tls.VersionTLS12}
}

// pinned is a trust store that holds the server's own certificate.
func pinned(s stacks.Server) *x509.CertPool {
	pool := x509.NewCertPool()
	if s.Certificate.Leaf != nil {
		pool.AddCert(s.Certificate.Leaf)
	}
	return pool
}

// interceptor is a gateway that stands in for the EDR with a leaf of its own.
func (s *scene) interceptor() stacks.Server { return s.interceptorOf(s.gateway) }

func (s *scene) interceptorOf(authority *pki.Authority) stacks.Server {
	l := edrLeaf()
	l.Key, l.Serial = "proxied", 0x5EED
	l.NotBefore = opening().Add(-26 * time.Hour)
	l.NotAfter = l.NotBefore.AddDate(1, 0, 0)
	return stacks.Server{Certificate: s.issueBy(authority, l), Lowest: tls.VersionTLS12, Highest: tls.VersionTLS12}
}

// byName is a client whose policy names the EDR by its full name.
func (s *scene) byName(h stacks.Hello) stacks.Client {
	return stacks.Client{Hello: h, Name: edrName, Roots: s.roots(), Alert: alertCertificateUnknown}
}

// byAddress is a client whose policy names the EDR by its IP address.
func (s *scene) byAddress(h stacks.Hello) stacks.Client {
	c := s.byName(h)
	c.Name, c.Address = edrAddr, true
	return c
}

// Alerts that clients send for certificates (RFC 8446 section 6.2).
const (
	alertBadCertificate     = 42
	alertCertificateExpired = 45
	alertCertificateUnknown = 46
	alertUnknownCA          = 48
)

// uploads are n small requests, as a healthy client makes them.
func uploads(n int) []stacks.Exchange {
	list := make([]stacks.Exchange, n)
	for i := range list {
		list[i] = stacks.Exchange{
			Pause: time.Duration(300+170*i) * time.Millisecond, Method: "POST", Path: "/", Body: 240 + 90*i,
			Think: 4 * time.Millisecond, Answer: 80,
		}
	}
	return list
}

// talk is a healthy talk of two uploads, ended by the client.
func talk(c stacks.Client, s stacks.Server) stacks.Talk {
	return stacks.Talk{Client: c, Server: s, Exchanges: uploads(2)}
}
