package rules

import (
	"strconv"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// proxySteps are the procedure's steps about the proxy.
var proxySteps = []string{"12", "12.1", "13"}

// proxyKey tells subjects of one proxy apart: where to, and what it answered.
func proxyKey(a *Attempt) string {
	if a.Proxy == nil {
		return ""
	}
	return a.Proxy.Host + ":" + strconv.Itoa(int(a.Proxy.Port)) + " " + strconv.Itoa(a.Proxy.Status)
}

func proxyAuthRequired() Rule {
	return proxyDenial("proxy-auth-required", func(status int) bool { return status == 407 },
		[]string{"bypass", "credentials"})
}

func proxyUpstreamFailed() Rule {
	return proxyDenial("proxy-upstream-failed", func(status int) bool { return status >= 500 },
		[]string{"proxy_path", "bypass"})
}

// proxyDenial makes a rule for the answers to CONNECT that a status decides
// (RFC 9110 section 9.3.6).
func proxyDenial(id string, mine func(status int) bool, remedy []string) Rule {
	return Rule{
		ID: id, Group: "proxy", Causes: []int{4}, Steps: proxySteps,
		Severities: []record.Severity{record.High, record.Info},
		New: func(c *Context) Collector {
			return newFaultRule(c, ProxyDenied, proxyKey, func(r *row[faultSeen]) (Conclusion, bool) {
				p := r.X.first.Proxy
				if p == nil || !mine(p.Status) {
					return Conclusion{}, false
				}
				return c.sayProxy(r, p, []string{"what"}, remedy), true
			})
		},
	}
}

func proxyRefused() Rule {
	return Rule{
		ID: "proxy-refused", Group: "proxy", Causes: []int{4}, Steps: proxySteps,
		Severities: []record.Severity{record.High, record.Medium, record.Info},
		New: func(c *Context) Collector {
			denied := newFaultRule(c, ProxyDenied, proxyKey, func(r *row[faultSeen]) (Conclusion, bool) {
				p := r.X.first.Proxy
				if p == nil || p.Status == 407 || p.Status >= 500 {
					return Conclusion{}, false
				}
				if p.Host == "" { // SOCKS 5: the client has not said yet where to
					conclusion := c.sayProxy(r, p, []string{"unasked"}, []string{"admit", "bypass"})
					conclusion.Title = "title.unasked"
					return conclusion, true
				}
				return c.sayProxy(r, p, []string{"what"}, []string{"allow", "bypass"}), true
			})
			cut := newFaultRule(c, TunnelCut, proxyKey, func(r *row[faultSeen]) (Conclusion, bool) {
				conclusion := c.sayProxy(r, r.X.first.Proxy, []string{"cut"}, []string{"allow", "bypass"})
				if r.X.first.Outcome == record.NotTLS {
					conclusion.Explain[0] = "plain"
				}
				conclusion.Evidence = record.Strong
				if conclusion.Severity == record.High {
					conclusion.Severity = record.Medium
				}
				return conclusion, true
			})
			return both{denied, cut}
		},
	}
}

// sayProxy says what a proxy answered. Clients that it served afterwards had to
// show who they are first (RFC 9110 section 11.7.1), or a passing trouble; others
// found a way past it. They are named only where nobody else is left.
func (c *Context) sayProxy(r *row[faultSeen], p *record.Proxy, explain, remedy []string) Conclusion {
	target := ""
	if p.Host != "" {
		target = p.Host + ":" + strconv.Itoa(int(p.Port))
	}
	conclusion := Conclusion{
		Severity: record.High, Evidence: record.Proof, Explain: explain, Remedy: remedy, Names: r.X.names,
		Detail: map[string]any{"target": target, "status": p.Status, "protocol": p.Protocol},
		Params: text.Params{"target": target, "status": p.Status},
	}
	served := c.successes.served(r.server, named(p.Host, fromConnect).name, &r.Tally)
	left := r.without(func(client uint32) bool { return served[client] })
	switch {
	case left == nil:
		conclusion.Severity = record.Info
		conclusion.Explain = append(conclusion.Explain, "recovered")
	case left.Clients() < r.Clients():
		conclusion.Tally = left
		others := r.Clients() - left.Clients()
		conclusion.Explain = append(conclusion.Explain, "others")
		conclusion.Detail["clients_recovered"], conclusion.Params["others"] = others, others
	}
	return conclusion
}

// both is two collectors of one rule.
type both [2]Collector

// Observe gives a session to both.
func (b both) Observe(a *Attempt) {
	b[0].Observe(a)
	b[1].Observe(a)
}

// Conclude gives what both say.
func (b both) Conclude() []Conclusion {
	return append(b[0].Conclude(), b[1].Conclude()...)
}

func proxyInPath() Rule {
	return Rule{
		ID: "proxy-in-path", Group: "proxy", Causes: []int{4}, Steps: proxySteps,
		Severities: []record.Severity{record.Info},
		New: func(c *Context) Collector {
			return &pathCollector{table: newTable[faultSeen](c), context: c, designed: designedNames(c.inventory)}
		},
	}
}

// pathCollector gathers sessions that went through a proxy, whatever came of
// them, and those that went past the proxies that were told as designed.
type pathCollector struct {
	table    table[faultSeen]
	context  *Context
	designed []string
}

// Observe keeps sessions behind a proxy's header or a CONNECT, and those that
// a proxy of the inventory opened; where a path was designed, also those that
// clients open to an appliance themselves.
func (p *pathCollector) Observe(a *Attempt) {
	inv := p.context.inventory
	key := ""
	switch {
	case a.Proxy != nil:
		key = a.Proxy.Protocol
	case inv.Server(a.Client.IP, 0, "").Role == inventory.Proxy:
		key = "client"
	case a.Match.Role == inventory.Appliance && len(p.designed) > 0 && inv.Sensor != inventory.ServerSide:
		key = "direct"
	default:
		return
	}
	row := p.table.add(a, key)
	if row == nil {
		return
	}
	if row.Count == 1 {
		row.X.keep(a.Session)
	}
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	}
}

// Conclude gives a finding for each proxy, and for each appliance past it.
func (p *pathCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range p.table.sorted() {
		c := Conclusion{
			Severity: record.Info, Evidence: record.Proof, Server: at(row.server), Tally: &row.Tally, Names: row.X.names,
			Detail: map[string]any{"protocol": row.key}, Title: "title",
			Explain: []string{"what"}, Remedy: []string{"test"}, Params: text.Params{"targets": row.X.names},
		}
		if len(row.X.names) == 0 {
			c.Explain = []string{"unnamed"}
		}
		switch row.key {
		case "direct":
			c.Title, c.Explain, c.Remedy = "title.direct", []string{"direct"}, []string{"setting"}
			delete(c.Detail, "protocol")
		case "client", "proxy-v1", "proxy-v2":
			c.Explain = []string{"behind"}
		}
		p.compareDesign(row, &c)
		list = append(list, c)
	}
	return list
}

// compareDesign says whether a path is the one that was told as designed.
func (p *pathCollector) compareDesign(row *row[faultSeen], c *Conclusion) {
	if len(p.designed) == 0 {
		return
	}
	c.Detail["designed"], c.Params["designed"] = row.key != "direct" && p.throughDesigned(row), p.designed
	switch {
	case row.key == "direct":
	case c.Detail["designed"] == true:
		c.Explain = append(c.Explain, "designed")
	default:
		c.Explain = append(c.Explain, "undesigned")
		c.Remedy = append(c.Remedy, "setting")
	}
}

// throughDesigned says whether all sessions of a row went through designed
// proxies: the server that clients asked, or the clients themselves.
func (p *pathCollector) throughDesigned(row *row[faultSeen]) bool {
	inv := p.context.inventory
	if inv.Server(row.server.IP, row.server.Port, "").Proxy.IsDesigned() {
		return true
	}
	for _, client := range row.clients.list() {
		if !inv.Server(p.context.clients.addr(client), 0, "").Proxy.IsDesigned() {
			return false
		}
	}
	return true
}

// designedNames gives the names of the proxies through which clients are meant
// to reach appliances.
func designedNames(inv *inventory.Inventory) []string {
	var names []string
	for _, p := range inv.Designed() {
		names = append(names, p.Name)
	}
	return names
}
