package rules

import (
	"net/netip"
	"net/url"
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// stalled is from when on a client that has the server's certificate, and says
// nothing, is waiting for somebody else. Schannel waits 15 seconds for a
// revocation list at most; clients that wait for nobody answer in milliseconds.
const stalled = 5 * time.Second

func revocationUnreachable() Rule {
	return Rule{
		ID: "revocation-unreachable", Group: "path", Causes: []int{3}, Steps: []string{"2", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Low},
		New: func(c *Context) Collector {
			return &revocationCollector{context: c, table: newTable[revocation](c)}
		},
	}
}

// revocationCollector looks for clients that stop in the middle of a handshake,
// certificate in hand, and look up where its revocation status is published.
type revocationCollector struct {
	context *Context
	table   table[revocation]
}

// revocation is what one client did at one server.
type revocation struct {
	hosts []string // of the URLs in the certificate
	left  int      // sessions that it left after the wait
	role  inventory.Role
	names []string
}

// Observe keeps sessions in which a client waits with the certificate in hand.
func (r *revocationCollector) Observe(a *Attempt) {
	if a.Leaf == nil || len(a.Leaf.CRL)+len(a.Leaf.OCSP) == 0 || !waited(a) {
		return
	}
	row := r.table.get(clientAt(a))
	if row == nil {
		return
	}
	row.add(a)
	x := &row.X
	x.role = a.Match.Role
	if !a.Accepted {
		x.left++
	}
	for _, list := range [][]string{a.Leaf.CRL, a.Leaf.OCSP} {
		for _, s := range list {
			if u, err := url.Parse(s); err == nil && u.Hostname() != "" {
				x.hosts = addBounded(x.hosts, inventory.Fold(u.Hostname()))
			}
		}
	}
	if a.Reference.name != "" {
		x.names = addBounded(x.names, a.Reference.name)
	}
}

// waited says whether a client took long between the server's flight and its
// own answer, with nothing lost on the way.
func waited(a *Attempt) bool {
	t, l := &a.TCP, &a.TCP.Latency
	if t.Retransmitted[1] > 0 || t.MissingBytes != (record.Pair{}) || t.OneWay || t.Cut {
		return false
	}
	long := uint64(stalled / time.Microsecond)
	if l.Finished > 0 {
		return l.Finished >= l.ServerHello+l.Flight+long
	}
	return a.Stage == record.StageCertificate && clientEnded(a.Session) && a.End.Sub(a.Start) >= stalled
}

// Conclude gives a finding for each server whose waiting clients asked for the
// address of a host of its certificate's revocation.
func (r *revocationCollector) Conclude() []Conclusion {
	type group struct {
		Tally
		x        revocation
		server   record.Endpoint
		unknown  int // clients that did not even learn the address
		repeated bool
	}
	var groups []*group
	for _, row := range r.table.sorted() {
		asked, unknown := r.asked(row.client, row.X.hosts)
		if len(asked) == 0 {
			continue
		}
		if n := len(groups); n == 0 || groups[n-1].server != row.server {
			groups = append(groups, &group{server: row.server})
		}
		g := groups[len(groups)-1]
		g.merge(&row.Tally)
		g.x.role, g.x.left = row.X.role, g.x.left+row.X.left
		g.repeated = g.repeated || row.Count > 1
		if unknown {
			g.unknown++
		}
		for _, host := range asked {
			g.x.hosts = addBounded(g.x.hosts, host)
		}
		for _, name := range row.X.names {
			g.x.names = addBounded(g.x.names, name)
		}
	}
	var list []Conclusion
	for _, g := range groups {
		c := Conclusion{
			Severity: r.context.blocking(g.server), Evidence: record.Strong, Server: at(g.server), Tally: &g.Tally, Names: g.x.names,
			Title: "title", Explain: []string{"what"}, Remedy: []string{"open", "proxy"},
			Detail: map[string]any{"hosts": slices.Clone(g.x.hosts), "sessions_left": g.x.left, "clients_without_address": g.unknown},
			Params: text.Params{"target": slices.Clone(g.x.hosts), "left": g.x.left, "unknown": g.unknown},
		}
		switch {
		case g.x.left == 0:
			c.Severity = record.Low
			c.Explain = append(c.Explain, "late")
		case !g.repeated && g.unknown == 0:
			c.Severity, c.Evidence = record.Medium, record.Hint
			c.Explain = append(c.Explain, "once")
		default:
			c.Explain = append(c.Explain, "left")
		}
		if g.unknown > 0 {
			c.Explain = append(c.Explain, "unresolved")
		}
		list = append(list, c)
	}
	return list
}

// asked gives the hosts whose address a client asked for, and whether it never
// learned one.
func (r *revocationCollector) asked(client netip.Addr, hosts []string) (asked []string, unknown bool) {
	for _, host := range hosts {
		row := r.context.lookups.known[nameOf{host, client}]
		if row == nil {
			continue
		}
		asked = append(asked, host)
		unknown = unknown || row.answered == 0
	}
	return asked, unknown
}
