package rules

import (
	"net/netip"
	"slices"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// tlsPorts are the ports on which TLS is expected where nothing else is known
// of a server.
var tlsPorts = []uint16{443, 8443, 8446}

func edrUnreachable() Rule {
	return Rule{
		ID: "edr-unreachable", Group: "path", Causes: []int{4}, Steps: []string{"2", "3", "12", "13"},
		Severities: []record.Severity{record.Critical, record.High, record.Low, record.Info},
		New: func(c *Context) Collector {
			return &reachCollector{context: c, table: newTable[reach](c)}
		},
	}
}

func managerUnreachable() Rule {
	return Rule{
		ID: "manager-unreachable", Group: "fleet", Causes: []int{3}, Steps: []string{"5", "6", "15"},
		Severities: []record.Severity{record.High, record.Low},
		New: func(c *Context) Collector {
			return &reachCollector{context: c, table: newTable[reach](c), managers: true}
		},
	}
}

// reachCollector gathers attempts that TCP refused or never answered.
type reachCollector struct {
	context  *Context
	table    table[reach]
	managers bool // looks at managers, and at no other server
}

type reach struct {
	role    inventory.Role
	repeats int         // attempts whose SYN was sent again
	icmp    record.ICMP // the error that answered a SYN first
}

// Observe keeps attempts without a TCP connection.
func (r *reachCollector) Observe(a *Attempt) {
	if a.Fault != NoTCP || !r.concerns(a) {
		return
	}
	key := "drop"
	switch {
	case a.TCP.EndedBy == record.ServerRST:
		key = "reject"
	case unreachable(a.TCP.ICMP):
		key = "icmp"
	}
	row := r.table.add(a, key)
	if row == nil {
		return
	}
	row.X.role = a.Match.Role
	if key == "icmp" && row.Count == 1 {
		row.X.icmp = *a.TCP.ICMP
	}
	if a.TCP.Retransmitted[0] > 0 || a.TCP.Packets[0] > 1 {
		row.X.repeats++
	}
}

// unreachable says whether an ICMP error answered what the client sent: that it
// does not get there, or may not (RFC 792; RFC 1812 section 5.2.7.1; RFC 4443
// section 3.1).
func unreachable(e *record.ICMP) bool {
	if e == nil || e.About != "client" || tooBig(e) {
		return false
	}
	if e.V6 {
		return e.Type == 1
	}
	return e.Type == 3
}

// concerns says whether a server is one that this rule speaks of: an
// appliance or a proxy, or, where the operator told none, any with a port of TLS.
func (r *reachCollector) concerns(a *Attempt) bool {
	if r.managers {
		return a.Match.Role == inventory.Manager
	}
	if a.Match.Role == inventory.Appliance || a.Match.Role == inventory.Proxy {
		return true
	}
	return a.Match.Role == inventory.Unknown && !r.context.inventory.HasAppliances() &&
		(slices.Contains(tlsPorts, a.Session.Server.Port) || a.Server.answered > 0)
}

// Conclude gives a finding for each server and way of failing.
func (r *reachCollector) Conclude() []Conclusion {
	var list []Conclusion
	twins := r.context.servedByOtherVersion()
	for _, row := range r.table.sorted() {
		evidence := record.Proof
		if row.key == "drop" {
			// Silence is seen only by a sensor that sees the server's side.
			if t := &r.context.traffic; t.blind() || t.deaf() || row.X.repeats == 0 && row.Count < 2 {
				continue
			}
			evidence = record.Strong
		}
		severity := r.context.blocking(row.server)
		recovered := r.recovered(row)
		explain, remedy := []string{"what." + row.key}, []string{"remedy." + row.key, "service", "address"}
		if row.X.role == inventory.Proxy {
			explain, remedy = append(explain, "proxy"), []string{"remedy." + row.key, "proxy_service", "setting"}
		}
		switch {
		case recovered == row.Clients():
			severity = record.Low
			explain = append(explain, "recovered")
		case twins[row.server.IP.Unmap()] >= row.Clients(): // as far as can be told, the same ones
			severity = record.Low
			explain = append(explain, "version")
		case recovered > 0:
			explain = append(explain, "recovered")
		}
		c := Conclusion{
			Severity: severity, Evidence: evidence, Server: at(row.server), Tally: &row.Tally,
			Detail: map[string]any{"kind": row.key, "clients_recovered": recovered}, Title: "title",
			Explain: explain, Remedy: remedy,
			Params: text.Params{"recovered": recovered, "served": twins[row.server.IP.Unmap()]},
		}
		if row.key == "icmp" {
			c.Detail["icmp_type"], c.Detail["icmp_code"] = row.X.icmp.Type, row.X.icmp.Code
			c.Params["type"], c.Params["code"], c.Params["icmp"] = row.X.icmp.Type, row.X.icmp.Code, icmpVersion(&row.X.icmp)
		}
		switch {
		case r.managers:
		case row.X.role == inventory.Proxy:
			c.Causes, c.Detail["proxy"] = []int{4}, true
		default:
			r.pastDesign(row, &c)
		}
		list = append(list, c)
	}
	return list
}

// servedByOtherVersion gives the addresses of names that also have addresses of
// the other IP version, and how many clients that looked them up were content
// there. A client with both versions goes on there (RFC 8305), and bears another
// address itself.
func (c *Context) servedByOtherVersion() map[netip.Addr]int {
	served := make(map[netip.Addr]int)
	for at, row := range c.lookups.known {
		versions := [2][]netip.Addr{}
		for _, ip := range row.addresses {
			if ip.Is4() {
				versions[0] = append(versions[0], ip)
			} else {
				versions[1] = append(versions[1], ip)
			}
		}
		for i, addresses := range versions {
			if len(addresses) > 0 && c.successes.byAddress(c.clients.find(at.client), versions[1-i]) {
				for _, ip := range addresses {
					served[ip]++
				}
			}
		}
	}
	return served
}

func icmpVersion(e *record.ICMP) string {
	if e.V6 {
		return "ICMPv6"
	}
	return "ICMP"
}

// recovered is how many clients were content later, or were so at another address
// or port of the same host, or at another address of the name that they looked
// up: where one of several is not to be had, clients try the next (RFC 8305).
func (r *reachCollector) recovered(row *row[reach]) int {
	c := r.context
	var same, past []record.Endpoint // of the host; behind it, where it is a proxy that clients may go past
	if row.X.role != inventory.Unknown {
		name := c.whatIs(row.server).Name
		for at := range c.servers.known {
			is := c.whatIs(at)
			if at != row.server && is.Name == name {
				same = append(same, at)
			}
			if row.X.role == inventory.Proxy && is.Role == inventory.Appliance {
				past = append(past, at)
			}
		}
	}
	n := 0
	for _, client := range row.clients.list() {
		later := func(at record.Endpoint) bool { return c.successes.at(client, at) > row.first.UnixNano() }
		if later(row.server) || slices.ContainsFunc(same, func(at record.Endpoint) bool { return c.successes.at(client, at) != 0 }) ||
			slices.ContainsFunc(past, later) || slices.ContainsFunc(r.alternatives(client, row.server), later) {
			n++
		}
	}
	return n
}

// alternatives gives the other addresses that came with a server's, in the
// answers to a client's lookups.
func (r *reachCollector) alternatives(client uint32, server record.Endpoint) []record.Endpoint {
	var list []record.Endpoint
	for _, row := range r.context.lookups.of(r.context.clients.addr(client)) {
		if !slices.Contains(row.addresses, server.IP.Unmap()) {
			continue
		}
		for _, ip := range row.addresses {
			list = append(list, record.Endpoint{IP: ip, Port: server.Port})
		}
	}
	return list
}

// pastDesign says that clients went past the proxy through which they are meant
// to go: a network that wants them to use it drops what does not.
func (r *reachCollector) pastDesign(row *row[reach], c *Conclusion) {
	inv, designed := r.context.inventory, designedNames(r.context.inventory)
	c.Causes = []int{}
	for _, client := range row.clients.list() {
		if len(designed) == 0 || inv.Server(r.context.clients.addr(client), 0, "").Role == inventory.Proxy {
			return
		}
	}
	c.Causes = []int{4}
	c.Explain = append(c.Explain, "past")
	c.Remedy = append([]string{"setting"}, c.Remedy...)
	c.Detail["designed"], c.Params["designed"] = designed, designed
}

func noClientHello() Rule {
	return Rule{
		ID: "no-client-hello", Group: "path", Steps: []string{"12"},
		Severities: []record.Severity{record.Medium, record.Info},
		New: func(c *Context) Collector {
			return newFaultRule(c, NoClientHello, byServer, func(r *row[faultSeen]) (Conclusion, bool) {
				if !c.speaksTLS(r.server) {
					return Conclusion{}, false
				}
				conclusion := Conclusion{
					Severity: record.Info, Evidence: record.Hint, Explain: []string{"what"}, Remedy: []string{"check"},
				}
				// A port check connects and leaves at once; a hello that is lost
				// on the way leaves clients waiting, again and again.
				content := c.successes.count(r.server, &r.Tally)
				if r.X.first.Outcome == record.Timeout && r.busiest() > 1 && content == 0 {
					conclusion.Severity, conclusion.Evidence = record.Medium, record.Strong
					conclusion.Explain = append(conclusion.Explain, "again")
				}
				return conclusion, true
			})
		},
	}
}

func plaintextOnTLSPort() Rule {
	return Rule{
		ID: "plaintext-on-tls-port", Group: "path", Steps: []string{"2", "3"},
		Severities: []record.Severity{record.Critical, record.High, record.Info},
		New: func(c *Context) Collector {
			side := func(a *Attempt) string {
				if a.Stage == record.StageTCP {
					return "client"
				}
				return "server"
			}
			return newFaultRule(c, Plaintext, side, func(r *row[faultSeen]) (Conclusion, bool) {
				if r.key == "client" && !c.speaksTLS(r.server) {
					return Conclusion{}, false
				}
				conclusion := Conclusion{
					Severity: c.blocking(r.server), Evidence: record.Proof,
					Explain: []string{"what." + r.key}, Remedy: []string{"service", "port"},
					Detail: map[string]any{"side": r.key},
				}
				if r.key == "client" {
					conclusion.Severity = record.Info // some client tries the port, and not with TLS
				}
				return conclusion, true
			})
		},
	}
}

// speaksTLS says whether TLS is expected of a server: by its port, or because
// it was seen to speak it.
func (c *Context) speaksTLS(server record.Endpoint) bool {
	if slices.Contains(tlsPorts, server.Port) {
		return true
	}
	s := c.servers.known[server]
	return s != nil && s.answered > 0
}
