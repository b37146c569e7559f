package rules

import (
	"maps"
	"net/netip"

	"edrtap/rules/record"
)

// maxPairs is how many pairs of a client and a server are told apart.
const maxPairs = 1 << 19

// noPair is the number of a session whose pair could not be told apart.
const noPair = -1

// host is an address as a key without pointers. Zones come from no packet.
type host struct {
	bytes [16]byte
	v4    bool
}

func hostOf(a netip.Addr) host { return host{a.As16(), a.Is4()} }

func (h host) addr() netip.Addr {
	a := netip.AddrFrom16(h.bytes)
	if h.v4 {
		a = a.Unmap()
	}
	return a
}

// pairs numbers clients, and pairs of a client and a server endpoint. It is
// asked once a session; what rules keep of each pair lies in columns, by that
// number.
type pairs struct {
	hosts  numbering[host]
	known  numbering[uint64] // see pairKey
	folded *uint64
}

func newPairs(folded *uint64) pairs {
	return pairs{hosts: newNumbering[host](), known: newNumbering[uint64](), folded: folded}
}

// host gives the number of a client; noPair where there are too many.
func (p *pairs) host(client netip.Addr) int {
	h := hostOf(client)
	n, known := p.hosts.find(h)
	switch {
	case known:
		return n
	case len(p.hosts.keys) >= maxPairs:
		*p.folded++
		return noPair
	}
	return p.hosts.add(h)
}

// number gives the number of a session's pair and whether it is a new one;
// noPair where there are too many.
func (p *pairs) number(client netip.Addr, server *Server) (int, bool) {
	from := p.host(client)
	if from == noPair {
		return noPair, false
	}
	key := pairKey(from, server.number)
	if n, known := p.known.find(key); known {
		return n, false
	}
	if len(p.known.keys) >= maxPairs {
		*p.folded++
		return noPair, false
	}
	return p.known.add(key), true
}

// find gives the number of a pair; noPair where it was not seen.
func (p *pairs) find(client netip.Addr, server *Server) int {
	if server == nil {
		return noPair
	}
	if from, known := p.hosts.find(hostOf(client)); known {
		if n, known := p.known.find(pairKey(from, server.number)); known {
			return n
		}
	}
	return noPair
}

// hostOf gives the number of the client of a pair.
func (p *pairs) hostOf(pair int) int { return int(p.known.keys[pair] >> 32) }

// serverOf gives the number of the server of a pair.
func (p *pairs) serverOf(pair int) uint32 { return uint32(p.known.keys[pair]) }

// client gives the client of a pair.
func (p *pairs) client(pair int) netip.Addr { return p.hosts.keys[p.hostOf(pair)].addr() }

func pairKey(client int, server uint32) uint64 { return uint64(client)<<32 | uint64(server) }

// column is what a rule keeps of each pair, by its number. What was never set
// is the zero value.
type column[T any] struct{ values []T }

// at gives the value of a pair to be changed. It is valid until the next call.
func (c *column[T]) at(n int) *T {
	if n >= len(c.values) {
		c.values = append(c.values, make([]T, n+1-len(c.values))...)
	}
	return &c.values[n]
}

// get gives the value of a pair.
func (c *column[T]) get(n int) (value T) {
	if n >= 0 && n < len(c.values) {
		return c.values[n]
	}
	return value
}

// successes remembers when each client was last content at each server.
type successes struct {
	pairs   *pairs
	servers *servers
	last    column[int64]       // end of the last session, ns; 0 where there was none
	name    column[string]      // the first name that the client was content with there
	more    map[nameOf]struct{} // other ones
	folded  *uint64
}

func (s *successes) add(a *Attempt) {
	if a.Pair == noPair {
		return
	}
	if last, end := s.last.at(a.Pair), a.End.UnixNano(); end > *last {
		*last = end
	}
	name := a.Reference.name
	switch first := s.name.at(a.Pair); {
	case name == "" || name == *first:
	case *first == "":
		*first = name
	case len(s.more) >= maxPairs:
		*s.folded++
	default:
		s.more[nameOf{name, a.Client.IP}] = struct{}{}
	}
}

// at gives when a client was last content at a server, in ns; 0 for never.
func (s *successes) at(client netip.Addr, server record.Endpoint) int64 {
	return s.last.get(s.pairs.find(client, s.servers.known[server]))
}

// names gives the names that clients were content with, by client.
func (s *successes) names() map[nameOf]struct{} {
	all := maps.Clone(s.more)
	for n, name := range s.name.values {
		if name != "" {
			all[nameOf{name, s.pairs.client(n)}] = struct{}{}
		}
	}
	return all
}

// byAddress says whether a client was content at any of some addresses.
func (s *successes) byAddress(client netip.Addr, addresses []netip.Addr) bool {
	for _, ip := range addresses {
		for _, port := range tlsPorts {
			if s.at(client, record.Endpoint{IP: ip, Port: port}) != 0 {
				return true
			}
		}
	}
	return false
}

// through is how many of a tally's clients were content at the server, under a
// name, after the tally's first session. Without a name any will do.
func (s *successes) through(server record.Endpoint, name string, t *Tally) int {
	n := 0
	for client := range t.clients {
		pair := s.pairs.find(client, s.servers.known[server])
		if s.last.get(pair) <= t.first.UnixNano() {
			continue
		}
		_, more := s.more[nameOf{name, client}]
		if name == "" || s.name.get(pair) == name || more {
			n++
		}
	}
	return n
}

// count is how many of a tally's clients were content at the server at some time.
func (s *successes) count(server record.Endpoint, t *Tally) int {
	n := 0
	for client := range t.clients {
		if s.at(client, server) != 0 {
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
		if s.at(client, server) > t.first.UnixNano() {
			n++
		}
	}
	return n
}
