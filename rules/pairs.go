package rules

import (
	"maps"
	"net/netip"

	"edrtap/rules/numbering"
	"edrtap/rules/record"
)

// maxPairs is how many pairs of a client and a server are told apart.
const maxPairs = 1 << 19

// noPair is the number of a session whose pair could not be told apart.
const noPair = -1

// pair is a client and a server endpoint, by their numbers.
type pair struct {
	client uint32
	server uint32
}

// pairs numbers pairs of a client and a server endpoint. It is asked once a
// session; what rules keep of each pair lies in columns, by that number.
type pairs struct {
	known  numbering.Table[pair]
	folded *uint64
}

// room says whether one pair more is told apart.
func (p *pairs) room() bool { return p.known.Len() < maxPairs }

// number gives the number of a session's pair and whether it is a new one;
// noPair where there are too many.
func (p *pairs) number(a *Attempt) (n int, added bool) {
	n = noPair
	if a.number != noClient {
		n, added = p.known.Number(pair{a.number, a.Server.number}, maxPairs)
	}
	if n == noPair {
		*p.folded++
	}
	return n, added
}

// find gives the number of a pair; noPair where it was not seen.
func (p *pairs) find(client uint32, server *Server) int {
	if server == nil {
		return noPair
	}
	if n, known := p.known.Find(pair{client, server.number}); known {
		return n
	}
	return noPair
}

// client gives the client of a pair.
func (p *pairs) client(n int) uint32 { return p.known.Key(n).client }

// column is what a rule keeps of each pair, or of each server, by its number.
// What was never set is the zero value. It lies in pages, which stay where they
// are as more come.
type column[T any] struct{ pages []*[columnPage]T }

// columnPage is how many values a page of a column has.
const columnPage = 1 << 10

// at gives the value of a number to be changed.
func (c *column[T]) at(n int) *T {
	for n/columnPage >= len(c.pages) {
		c.pages = append(c.pages, nil)
	}
	page := &c.pages[n/columnPage]
	if *page == nil {
		*page = new([columnPage]T)
		clear((*page)[:]) // fresh memory that is read first costs two page faults
	}
	return &(*page)[n%columnPage]
}

// get gives the value of a number.
func (c *column[T]) get(n int) (value T) {
	if n >= 0 && n/columnPage < len(c.pages) && c.pages[n/columnPage] != nil {
		return c.pages[n/columnPage][n%columnPage]
	}
	return value
}

// successes remembers when each client was last content at each server.
type successes struct {
	clients *clients
	pairs   *pairs
	servers *servers
	of      column[success]     // by pair
	more    map[nameOf]struct{} // names that clients were content with besides
	folded  *uint64
}

// success is when and how a client was content at a server.
type success struct {
	last int64  // end of the last session, ns; 0 where there was none
	name string // the first with which it was
}

func (s *successes) add(a *Attempt) {
	if a.Pair == noPair {
		return
	}
	of, name := s.of.at(a.Pair), a.Reference.name
	of.last = max(of.last, a.End.UnixNano())
	switch {
	case name == "" || name == of.name:
	case of.name == "":
		of.name = name
	case len(s.more) >= maxPairs:
		*s.folded++
	default:
		s.more[nameOf{name, a.Client.IP}] = struct{}{}
	}
}

// at gives when a client was last content at a server, in ns; 0 for never.
func (s *successes) at(client uint32, server record.Endpoint) int64 {
	return s.of.get(s.pairs.find(client, s.servers.known[server])).last
}

// names gives the names that clients were content with, by client.
func (s *successes) names() map[nameOf]struct{} {
	all := maps.Clone(s.more)
	for n := range s.pairs.known.Len() {
		if name := s.of.get(n).name; name != "" {
			all[nameOf{name, s.clients.addr(s.pairs.client(n))}] = struct{}{}
		}
	}
	return all
}

// byAddress says whether a client was content at any of some addresses.
func (s *successes) byAddress(client uint32, addresses []netip.Addr) bool {
	for _, ip := range addresses {
		for _, port := range tlsPorts {
			if s.at(client, record.Endpoint{IP: ip, Port: port}) != 0 {
				return true
			}
		}
	}
	return false
}

// served gives those of a tally's clients that were content after its first
// session with a name at any server; without a name, at the tally's server.
func (s *successes) served(server record.Endpoint, name string, t *Tally) map[uint32]bool {
	clients := make(map[uint32]bool)
	known := s.servers.known[server]
	for n, pair := range s.pairs.known.Keys() {
		of := s.of.get(n)
		if of.last <= t.first.UnixNano() || !t.clients.has(pair.client) {
			continue
		}
		if name == "" && known != nil && pair.server == known.number || name != "" && (of.name == name || s.also(name, pair.client)) {
			clients[pair.client] = true
		}
	}
	return clients
}

// also says whether a client was content with a name besides the one of its
// pair.
func (s *successes) also(name string, client uint32) bool {
	_, known := s.more[nameOf{name, s.clients.addr(client)}]
	return known
}

// count is how many of a tally's clients were content at the server at some time.
func (s *successes) count(server record.Endpoint, t *Tally) int {
	n := 0
	for _, client := range t.clients.list() {
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
	for _, client := range t.clients.list() {
		if s.at(client, server) > t.first.UnixNano() {
			n++
		}
	}
	return n
}
