package rules

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

const (
	maxServers = 1 << 16
	maxLearned = 64      // values of one kind learned of one server
	maxPairs   = 1 << 17 // pairs of client and server whose success is remembered
)

// Server is what sessions taught about one server endpoint.
type Server struct {
	versions  []string // negotiated
	suites    []string // negotiated
	groups    []string // negotiated
	keys      []string // kinds of key of its certificates: "RSA", "ECDSA", "Ed25519"
	names     []string // server_name of sessions that it served
	served    uint64   // sessions in which the client was content
	answered  uint64   // sessions in which it sent a ServerHello
	appliance bool     // by the inventory
}

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
	made := &Server{}
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

// pair is one client at one server.
type pair struct {
	client netip.Addr
	server record.Endpoint
}

// successes remembers when each client was last content at each server.
type successes struct {
	last   map[pair]time.Time
	names  map[nameOf]struct{} // by which clients were content
	folded *uint64
}

func (s *successes) add(a *Attempt) {
	if name := a.Reference.name; name != "" && len(s.names) < maxPairs {
		s.names[nameOf{name, a.Client.IP}] = struct{}{}
	}
	at := pair{a.Client.IP, a.Session.Server}
	have, known := s.last[at]
	if !known && len(s.last) >= maxPairs {
		*s.folded++
		return
	}
	if !known || a.End.After(have) {
		s.last[at] = a.End
	}
}

// byName says whether a client was content with a server that it called so.
func (s *successes) byName(client netip.Addr, name string) bool {
	_, content := s.names[nameOf{name, client}]
	return content
}

// byAddress says whether a client was content at any of some addresses.
func (s *successes) byAddress(client netip.Addr, addresses []netip.Addr) bool {
	for _, ip := range addresses {
		for _, port := range tlsPorts {
			if _, content := s.last[pair{client, record.Endpoint{IP: ip, Port: port}}]; content {
				return true
			}
		}
	}
	return false
}

// count is how many of a tally's clients were content at the server at some time.
func (s *successes) count(server record.Endpoint, t *Tally) int {
	n := 0
	for client := range t.clients {
		if _, content := s.last[pair{client, server}]; content {
			n++
		}
	}
	return n
}

// after is how many of a tally's clients were content at the server after the
// tally's first session.
func (s *successes) after(server record.Endpoint, t *Tally) int {
	n := 0
	for client := range t.clients {
		if at, content := s.last[pair{client, server}]; content && at.After(t.first) {
			n++
		}
	}
	return n
}
