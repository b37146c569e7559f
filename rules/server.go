package rules

import (
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

const (
	maxServers = 1 << 16
	maxLearned = 64 // values of one kind learned of one server
	maxCalled  = 4  // names by which clients call one server
)

// Server is what sessions taught about one server endpoint.
type Server struct {
	number    uint32   // in the order of first sight
	versions  []string // negotiated
	suites    []string // negotiated
	told      []string // suites that it accepts, by the inventory
	target    *target  // what it is to clients; nil where that was not asked yet
	groups    []string // negotiated
	keys      []string // kinds of key of its certificates: "RSA", "ECDSA", "Ed25519"
	names     []string // server_name of sessions that it served
	called    []string // by clients, whatever came of it; at most maxCalled
	served    uint64   // sessions in which the client was content
	answered  uint64   // sessions in which it sent a ServerHello
	appliance bool     // by the inventory
	seen      span
}

// accepts gives the suites that a server is known to accept: all of them where
// the operator told them, else those that it chose.
func (s *Server) accepts() []string {
	if len(s.told) > 0 {
		return s.told
	}
	return s.suites
}

// chose says whether a server was seen to choose a suite.
func (s *Server) chose(suite string) bool { return s != nil && slices.Contains(s.suites, suite) }

// servers is every server seen, bounded: beyond maxServers all share one
// entry that learns nothing.
type servers struct {
	known  map[record.Endpoint]*Server
	rest   Server
	folded *uint64
}

func (s *servers) get(at record.Endpoint) *Server {
	if have := s.known[at]; have != nil {
		return have
	}
	if len(s.known) >= maxServers {
		*s.folded++
		return &s.rest
	}
	made := &Server{number: uint32(len(s.known))}
	s.known[at] = made
	return made
}

// whatIs says what the server at an endpoint is: by its address or, where that
// tells nothing, by a name under which it served clients.
func (c *Context) whatIs(at record.Endpoint) inventory.Match {
	match := c.inventory.Server(at.IP, at.Port, "")
	if match.Role != inventory.Unknown || c.servers.known[at] == nil {
		return match
	}
	for _, name := range c.servers.known[at].names {
		if match = c.inventory.Server(at.IP, at.Port, name); match.Role != inventory.Unknown {
			break
		}
	}
	return match
}

func (s *Server) learn(a *Attempt) {
	if name := a.Reference.name; name != "" && a.Proxy == nil && len(s.called) < maxCalled {
		s.called = addBounded(s.called, name)
	}
	if a.TLS == nil || a.TLS.Version == "" {
		return
	}
	s.answered++
	s.appliance = s.appliance || a.Match.Role == inventory.Appliance
	s.versions = addBounded(s.versions, a.TLS.Version)
	if a.TLS.Cipher != "" {
		s.suites = addBounded(s.suites, a.TLS.Cipher)
	}
	if a.TLS.Group != "" && a.TLS.Established {
		s.groups = addBounded(s.groups, a.TLS.Group)
	}
	if a.Leaf != nil {
		if kind, _, _ := strings.Cut(a.Leaf.Key, " "); kind != "" {
			s.keys = addBounded(s.keys, kind)
		}
	}
	if a.Accepted {
		s.served++
		if a.TLS.SNI != "" {
			s.names = addBounded(s.names, a.TLS.SNI)
		}
	}
}

func addBounded(list []string, s string) []string {
	if len(list) >= maxLearned || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
