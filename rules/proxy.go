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
		Severities: []record.Severity{record.High},
		New: func(c *Context) Collector {
			return newFaultRule(c, ProxyDenied, proxyKey, func(r *row[faultSeen]) (Conclusion, bool) {
				p := r.X.first.Proxy
				if p == nil || !mine(p.Status) {
					return Conclusion{}, false
				}
				return sayProxy(r, p, []string{"what"}, remedy), true
			})
		},
	}
}

func proxyRefused() Rule {
	return Rule{
		ID: "proxy-refused", Group: "proxy", Causes: []int{4}, Steps: proxySteps,
		Severities: []record.Severity{record.High, record.Medium},
		New: func(c *Context) Collector {
			denied := newFaultRule(c, ProxyDenied, proxyKey, func(r *row[faultSeen]) (Conclusion, bool) {
				p := r.X.first.Proxy
				if p == nil || p.Status == 407 || p.Status >= 500 {
					return Conclusion{}, false
				}
				return sayProxy(r, p, []string{"what"}, []string{"allow", "bypass"}), true
			})
			cut := newFaultRule(c, TunnelCut, proxyKey, func(r *row[faultSeen]) (Conclusion, bool) {
				conclusion := sayProxy(r, r.X.first.Proxy, []string{"cut"}, []string{"allow", "bypass"})
				conclusion.Severity, conclusion.Evidence = record.Medium, record.Strong
				return conclusion, true
			})
			return both{denied, cut}
		},
	}
}

func sayProxy(r *row[faultSeen], p *record.Proxy, explain, remedy []string) Conclusion {
	target := p.Host + ":" + strconv.Itoa(int(p.Port))
	return Conclusion{
		Severity: record.High, Evidence: record.Proof, Explain: explain, Remedy: remedy, Names: r.X.names,
		Detail: map[string]any{"target": target, "status": p.Status, "protocol": p.Protocol},
		Params: text.Params{"target": target, "status": p.Status},
	}
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
			return &pathCollector{table: newTable[faultSeen](c), context: c}
		},
	}
}

// pathCollector gathers sessions that went through a proxy, whatever came of
// them.
type pathCollector struct {
	table   table[faultSeen]
	context *Context
}

// Observe keeps sessions behind a proxy's header or a CONNECT, and those that
// a proxy of the inventory opened.
func (p *pathCollector) Observe(a *Attempt) {
	key := ""
	switch {
	case a.Proxy != nil:
		key = a.Proxy.Protocol
	case p.context.inventory.Server(a.Client.IP, 0, "").Role == inventory.Proxy:
		key = "client"
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

// Conclude gives a finding for each proxy.
func (p *pathCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range p.table.sorted() {
		explain := "what"
		if row.key == "client" || row.key == "proxy-v1" || row.key == "proxy-v2" {
			explain = "behind"
		}
		list = append(list, Conclusion{
			Severity: record.Info, Evidence: record.Proof, Server: at(row.server), Tally: &row.Tally, Names: row.X.names,
			Detail: map[string]any{"protocol": row.key}, Title: "title",
			Explain: []string{explain}, Remedy: []string{"test"}, Params: text.Params{"targets": row.X.names},
		})
	}
	return list
}
