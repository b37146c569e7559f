package rules

import (
	"slices"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// Names of versions, as in session records.
const (
	ssl30 = "SSL 3.0"
	tls10 = "TLS 1.0"
	tls11 = "TLS 1.1"
	tls12 = "TLS 1.2"
	tls13 = "TLS 1.3"
)

// Attempt is a session with what all rules need to know of it. It is reused:
// a Collector must not keep it.
type Attempt struct {
	*record.Session
	clients     *clients
	number      uint32 // of the client, once it has one: see client
	Fault       Fault
	Accepted    bool                // the client sent application data on a finished handshake, and was not refused as far as can be seen
	Leaf        *record.Certificate // the server's certificate as seen in this session, else nil
	Chain       []record.Certificate
	Reference   reference       // the name that the client means
	Interceptor *issuer         // whose issuer pattern the leaf bears, else nil
	Forged      bool            // the leaf is none of those told for the appliance
	ByProxy     bool            // the leaf came through a proxy that is told to end TLS, and is not known to be genuine
	Match       inventory.Match // what the server is
	Server      *Server         // what is known of the server
	Pair        int             // number of the client at the server, for columns; noPair where there are too many
	NewPair     bool            // the first session of the client at the server
}

// client gives the number of the session's client. One that has none gets it
// where something is to be kept of it; else it is noClient.
func (a *Attempt) client(keep bool) uint32 {
	if a.number == noClient && keep {
		a.number = a.clients.number(a.Client.IP)
	}
	return a.number
}

// Rejected says whether the client refused the server's certificate, aloud or
// by leaving.
func (a *Attempt) Rejected() bool {
	return a.Fault == CertificateRejected || a.Fault == SilentlyRejected
}

// RejectionCode is the alert code by which the client refused; 0 where it
// refused without one.
func (a *Attempt) RejectionCode() uint8 {
	if a.Fault != CertificateRejected {
		return 0
	}
	if alert := fatal(a.Session, "client"); alert != nil && alert.Code != nil {
		return *alert.Code
	}
	return 0
}

// Intercepted says whether the leaf is an intercepting product's, so that its
// faults are not the server's.
func (a *Attempt) Intercepted() bool {
	return a.Forged || a.ByProxy || a.Interceptor != nil && a.Interceptor.confidence != low
}

func (c *Context) attempt(a *Attempt, s *record.Session) {
	*a = Attempt{Session: s, clients: &c.clients, Fault: judge(s), Accepted: accepted(s)}
	a.Server = c.servers.get(s.Server)
	if c.pairs.room() {
		a.number = c.clients.number(s.Client.IP)
	} else {
		a.number = c.clients.find(s.Client.IP)
	}
	a.Pair, a.NewPair = c.pairs.number(a)
	a.Reference = referenceOf(s)
	a.Match = c.inventory.Server(s.Server.IP, s.Server.Port, a.Reference.name)
	if h := a.Match.Appliance; h != nil {
		a.Server.told = h.Suites
	}
	if s.TLS == nil || len(s.TLS.Certificates) == 0 || s.TLS.Certificates[0].Remembered {
		return
	}
	a.Chain = s.TLS.Certificates
	a.Leaf = &a.Chain[0]
	a.Interceptor = c.issuers.find(a.Leaf)
	told := false
	if h := a.Match.Appliance; h != nil && len(h.CertSHA256)+len(h.CAs) > 0 {
		told = true
		a.Forged = !slices.Contains(h.CertSHA256, a.Leaf.SHA256) && !issuedBy(h.CAs, a.Chain)
	}
	if s.Proxy != nil && !told {
		a.ByProxy = c.inventory.Server(s.Server.IP, s.Server.Port, "").Proxy.Terminates()
	}
}

// issuedBy says whether a chain names one of some authorities: as an issuer, or
// by its own certificate. Who forges a certificate can write any name, and
// cannot write one that a client would trust.
func issuedBy(authorities []inventory.Authority, chain []record.Certificate) bool {
	for i := range authorities {
		for j := range chain {
			if chain[j].Issuer == authorities[i].Subject || chain[j].SHA256 == authorities[i].SHA256 {
				return true
			}
		}
	}
	return false
}
