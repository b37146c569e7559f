package rules

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/record"
)

// past is what earlier captures taught, made ready for the rules.
type past struct {
	leaves  map[subject][]*leafSeen // in order of first sight, as in the table of leaves
	suites  map[record.Endpoint][]string
	contact map[netip.Addr]time.Time // last success of a client with an appliance
	hellos  map[netip.Addr][]record.SeenHello
}

// Remember has the engine gather what Know and Learned are about; to be called
// before the first session.
func (e *Engine) Remember() { e.context.hellos = make(map[netip.Addr][]record.SeenHello) }

// Know takes what earlier captures taught, in place of what it took before. To
// be called before Finish or Snapshot.
func (e *Engine) Know(h *record.History) {
	p := past{
		leaves: make(map[subject][]*leafSeen), suites: make(map[record.Endpoint][]string),
		contact: make(map[netip.Addr]time.Time), hellos: make(map[netip.Addr][]record.SeenHello),
	}
	for i := range h.Servers {
		s := &h.Servers[i]
		for _, suite := range s.Suites {
			p.suites[s.Server] = addBounded(p.suites[s.Server], suite)
		}
		for j := range s.Certificates {
			c := &s.Certificates[j]
			at := subject{server: s.Server, key: c.Name}
			p.leaves[at] = append(p.leaves[at], pastLeaf(c))
		}
	}
	for _, list := range p.leaves {
		slices.SortStableFunc(list, compareLeaves)
	}
	for i := range h.Clients {
		c := &h.Clients[i]
		if c.LastContact.After(p.contact[c.Client]) {
			p.contact[c.Client] = c.LastContact
		}
		p.hellos[c.Client] = append(p.hellos[c.Client], c.Hellos...)
	}
	e.context.past = p
}

func pastLeaf(c *record.SeenCertificate) *leafSeen {
	l := &leafSeen{past: true}
	l.sha256, l.subject, l.issuer, l.key = c.SHA256, c.Subject, c.Issuer, c.Key
	l.from, l.to, l.content, l.rejected = c.NotBefore, c.NotAfter, c.Accepted, c.Rejected
	l.first, l.last = c.First, c.Last
	return l
}

func compareLeaves(a, b *leafSeen) int {
	return cmp.Or(a.first.Compare(b.first), a.last.Compare(b.last), cmp.Compare(a.sha256, b.sha256))
}

// Servers gives the servers that were seen, in order.
func (e *Engine) Servers() []record.Endpoint {
	return slices.SortedFunc(maps.Keys(e.context.servers.known), record.Endpoint.Compare)
}

// Clients gives the clients that were seen, in order.
func (e *Engine) Clients() []netip.Addr {
	list := make([]netip.Addr, 0, len(e.diagnoser.clients))
	for _, client := range e.diagnoser.clients {
		list = append(list, e.context.clients.addr(client))
	}
	slices.SortFunc(list, netip.Addr.Compare)
	return list
}

// Learned gives what this capture taught: servers that answered, and clients
// that called at an appliance or a manager. It is the caller's. The engine was
// told to Remember.
func (e *Engine) Learned() *record.History {
	h := &record.History{}
	at := make(map[record.Endpoint]int)
	for _, server := range e.Servers() {
		s := e.context.servers.known[server]
		if s.answered == 0 {
			continue
		}
		at[server] = len(h.Servers)
		h.Servers = append(h.Servers, record.ServerHistory{
			Server: server, First: s.seen.first, Last: s.seen.last,
			Suites: slices.Clone(s.suites), Versions: slices.Clone(s.versions), Groups: slices.Clone(s.groups),
		})
	}
	for _, row := range e.context.leaves.sorted() {
		i, ok := at[row.server]
		if !ok {
			continue
		}
		for _, l := range row.X.own() {
			h.Servers[i].Certificates = append(h.Servers[i].Certificates, record.SeenCertificate{
				Name: row.key, SHA256: l.sha256, Subject: l.subject, Issuer: l.issuer, Key: l.key, NotBefore: l.from, NotAfter: l.to,
				First: l.first, Last: l.last, Accepted: l.content, Rejected: l.rejected,
			})
		}
	}
	d := e.diagnoser.clone()
	d.targets.recognise()
	clients := e.Clients()
	h.Clients = slices.Grow(h.Clients, len(clients))
	for _, client := range clients {
		c := d.known(e.context.clients.find(client))
		one := record.ClientHistory{
			Client: client, First: c.seen.first, Last: c.seen.last, Hellos: slices.Clone(e.context.hellos[client]),
		}
		if v := c.visited(); v != nil {
			one.Appliance, one.Enrolled, one.LastContact = v.at.name, v.enrolled, v.lastContact
		}
		h.Clients = append(h.Clients, one)
	}
	return h
}

// maxHellos is how many kinds of ClientHello are remembered of one client.
const maxHellos = 16

func addHello(list []record.SeenHello, s *record.Session) []record.SeenHello {
	if s.TLS == nil || s.TLS.JA4 == "" {
		return list
	}
	i := slices.IndexFunc(list, func(h record.SeenHello) bool { return h.JA4 == s.TLS.JA4 })
	if i < 0 {
		if len(list) >= maxHellos {
			return list
		}
		return append(list, record.SeenHello{JA4: s.TLS.JA4, First: s.Start, Last: s.Start})
	}
	if s.Start.Before(list[i].First) {
		list[i].First = s.Start
	}
	if s.Start.After(list[i].Last) {
		list[i].Last = s.Start
	}
	return list
}

// otherHello says whether a client, of which earlier captures had ClientHellos,
// sends none of their kinds any more.
func (c *Context) otherHello(client netip.Addr) bool {
	before, now := c.past.hellos[client], c.hellos[client]
	return len(before) > 0 && len(now) > 0 && !slices.ContainsFunc(now, func(h record.SeenHello) bool {
		return slices.ContainsFunc(before, func(b record.SeenHello) bool { return b.JA4 == h.JA4 })
	})
}

// change gives the last change of certificate of one server and name, where
// there was one that this capture shows: between two certificates of it, or
// from one of an earlier capture.
func (c *Context) change(row *row[leavesSeen]) (before, after *leafSeen) {
	all := append(slices.Clone(c.past.leaves[row.subject]), row.X.own()...)
	slices.SortStableFunc(all, compareLeaves)
	if len(all) < 2 {
		return nil, nil
	}
	before, after = all[len(all)-2], all[len(all)-1]
	if after.past || before.sha256 == after.sha256 {
		return nil, nil
	}
	for _, l := range all[:len(all)-1] {
		if together(l, after) || otherKind(l, after) {
			return nil, nil
		}
		// A server that showed both side by side before shows now the one and
		// now the other.
		if l.sha256 == after.sha256 && slices.ContainsFunc(all, func(m *leafSeen) bool {
			return m.past && m.sha256 != l.sha256 && together(l, m)
		}) {
			return nil, nil
		}
	}
	return before, after
}

// lastContact is when a client was last content at an appliance, in this
// capture or, where it was not, in an earlier one.
func (c *Context) lastContact(client netip.Addr, now time.Time) time.Time {
	if now.IsZero() {
		return c.past.contact[client]
	}
	return now
}
