package rules

import (
	"net/netip"
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// conclusive is a Collector that only concludes, from what the Context holds.
type conclusive func() []Conclusion

// Observe does nothing: what the rule needs is gathered once for all rules.
func (conclusive) Observe(*Attempt) {}

// Conclude gives the findings.
func (c conclusive) Conclude() []Conclusion { return c() }

func dnsFailure() Rule {
	return Rule{
		ID: "dns-failure", Group: "path", Steps: []string{"4"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Low},
		New:        func(c *Context) Collector { return conclusive(c.dnsFailures) },
	}
}

// unresolved gives the lookups of names that matter in which a client never
// learned an address. Who calls at the server all the same has learned one: from an
// answer that the sensor missed, or in another way.
func (c *Context) unresolved() []*lookupRow {
	var list []*lookupRow
	var content map[nameOf]struct{}
	var places map[string][]record.Endpoint
	rows := c.lookups.sorted()
	for _, row := range rows {
		if row.answered > 0 || row.failed == nil {
			continue
		}
		if _, _, matters := c.concern(row.name); !matters {
			continue
		}
		if content == nil {
			content, places = c.successes.names(), c.places(rows)
		}
		_, reached := content[row.nameOf]
		if !reached && !slices.ContainsFunc(places[row.name], func(at record.Endpoint) bool {
			return c.pairs.find(c.clients.find(row.client), c.servers.known[at]) != noPair
		}) {
			list = append(list, row)
		}
	}
	return list
}

// places gives, for each name, the servers that anybody calls so or that some
// answer led to.
func (c *Context) places(rows []*lookupRow) map[string][]record.Endpoint {
	places := make(map[string][]record.Endpoint)
	for at, server := range c.servers.known {
		for _, name := range server.called {
			places[name] = append(places[name], at)
		}
	}
	for _, row := range rows {
		for _, ip := range row.addresses {
			for _, port := range tlsPorts {
				if at := (record.Endpoint{IP: ip, Port: port}); c.servers.known[at] != nil && !slices.Contains(places[row.name], at) {
					places[row.name] = append(places[row.name], at)
				}
			}
		}
	}
	return places
}

// dnsFailures gives one finding for each name.
func (c *Context) dnsFailures() []Conclusion {
	var list []Conclusion
	for rows := c.unresolved(); len(rows) > 0; {
		n := 1
		for n < len(rows) && rows[n].name == rows[0].name {
			n++
		}
		if conclusion, speak := c.dnsFailure(rows[:n]); speak {
			list = append(list, conclusion)
		}
		rows = rows[n:]
	}
	return list
}

func (c *Context) dnsFailure(rows []*lookupRow) (Conclusion, bool) {
	t := &Tally{}
	counts := make(map[string]int)
	var resolvers []netip.Addr
	answering := false
	for _, row := range rows {
		n := 0
		for outcome, times := range row.failed {
			counts[string(outcome)] += times
			n += times
		}
		t.addClient(c.clients.number(row.client), span{n, row.first, row.last})
		for _, r := range row.resolvers {
			resolvers = addAddress(resolvers, r)
			answering = answering || c.lookups.resolvers[r]
		}
	}
	outcomes := make([]string, 0, len(counts))
	for outcome := range counts {
		outcomes = append(outcomes, outcome)
	}
	slices.Sort(outcomes)
	name := rows[0].name
	role, _, _ := c.concern(name)
	conclusion := Conclusion{
		Severity: severityOfName(role), Evidence: record.Proof, Tally: t, Names: []string{name},
		Title: "title", Explain: []string{"what"}, Remedy: []string{"record", "client", "policy"},
		Detail: map[string]any{"outcomes": counts, "resolvers": addressTexts(resolvers)},
		Params: text.Params{"name": name, "outcomes": outcomes, "resolvers": addressTexts(resolvers)},
	}
	if slices.Equal(outcomes, []string{string(LookupTimeout)}) {
		conclusion.Evidence = record.Strong
		conclusion.Explain = []string{"silent"}
		conclusion.Remedy = []string{"resolver", "client"}
		if !answering {
			// No resolver was ever heard: the sensor may not see their answers.
			if c.traffic.blind() {
				return Conclusion{}, false
			}
			conclusion.Evidence, conclusion.Severity = record.Hint, record.Low
			conclusion.Explain = append(conclusion.Explain, "unheard")
		}
	}
	if role == inventory.Unknown {
		conclusion.Explain = append(conclusion.Explain, "guess")
	}
	return conclusion, true
}

// severityOfName weighs what keeps clients from resolving a name.
func severityOfName(role inventory.Role) record.Severity {
	switch role {
	case inventory.Appliance:
		return record.Critical
	case inventory.Manager:
		return record.High
	default:
		return record.Medium
	}
}

func dnsWrongAddress() Rule {
	return Rule{
		ID: "dns-wrong-address", Group: "path", Steps: []string{"4"},
		Severities: []record.Severity{record.Critical, record.High, record.Low},
		New:        func(c *Context) Collector { return conclusive(c.wrongAddresses) },
	}
}

// wrongAddresses gives one finding for each name of the inventory and each set
// of addresses that is not the inventory's.
func (c *Context) wrongAddresses() []Conclusion {
	type answer struct {
		row       *lookupRow // the first
		addresses []string
		tally     Tally
		resolvers []netip.Addr
		content   int // clients that were served at such an address
		role      inventory.Role
		host      *inventory.Host
	}
	var order []*answer
	found := make(map[string]*answer)
	for _, row := range c.lookups.sorted() {
		role, host, _ := c.concern(row.name)
		if host == nil || !wrong(host, row.addresses) {
			continue
		}
		addresses := addressTexts(row.addresses)
		key := row.name + " " + strings.Join(addresses, " ")
		a := found[key]
		if a == nil {
			a = &answer{row: row, addresses: addresses, role: role, host: host}
			found[key] = a
			order = append(order, a)
		}
		a.tally.addClient(c.clients.number(row.client), span{row.answered, row.resolved, row.resolved})
		for _, r := range row.resolvers {
			a.resolvers = addAddress(a.resolvers, r)
		}
		if c.successes.byAddress(c.clients.find(row.client), row.addresses) {
			a.content++
		}
	}
	var list []Conclusion
	for _, a := range order {
		expected := addressesOf(a.host)
		conclusion := Conclusion{
			Severity: severityOfName(a.role), Evidence: record.Proof, Tally: &a.tally, Names: []string{a.row.name},
			Title: "title", Explain: []string{"what"}, Remedy: []string{"record", "cache", "inventory"},
			Detail: map[string]any{"addresses": a.addresses, "expected": expected, "resolvers": addressTexts(a.resolvers)},
			Params: text.Params{"name": a.row.name, "addresses": a.addresses, "expected": expected, "resolvers": addressTexts(a.resolvers)},
		}
		if a.content == a.tally.Clients() {
			conclusion.Severity = record.Low
			conclusion.Explain = append(conclusion.Explain, "content")
		}
		list = append(list, conclusion)
	}
	return list
}

// wrong says whether an answer holds none of a host's addresses. Only answers
// of a family of which the inventory has an address can be judged.
func wrong(h *inventory.Host, answer []netip.Addr) bool {
	judged := false
	for _, a := range answer {
		for _, p := range h.Addresses {
			if p.Contains(a) {
				return false
			}
			judged = judged || p.Addr().Is4() == a.Is4()
		}
	}
	return judged
}

// addressesOf gives the addresses that were told of a host, as people write them.
func addressesOf(h *inventory.Host) []string {
	list := make([]string, 0, len(h.Addresses))
	for _, p := range h.Addresses {
		list = append(list, strings.TrimSuffix(strings.TrimSuffix(p.String(), "/32"), "/128"))
	}
	return list
}
