package rules

import (
	"slices"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func interception() Rule {
	return Rule{
		ID: "interception", Group: "interception", Causes: []int{4}, Steps: []string{"12", "12.1", "13"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Info},
		New:        func(c *Context) Collector { return conclusive(c.interceptions) },
	}
}

// interceptions gives the certificates that are not the server's own: by the
// operator's fingerprint, or by another certificate beside them.
func (c *Context) interceptions() []Conclusion {
	genuine, named := c.genuineIssuers(), c.leavesByName()
	var list []Conclusion
	for _, row := range c.leaves.sorted() {
		if forged := row.X.those(func(l *leafSeen) bool { return l.forged }); len(forged) > 0 {
			list = append(list, c.byFingerprint(row, forged, genuine))
			continue
		}
		if strange, own := c.pairedWith(row, named); own != nil {
			list = append(list, c.byPair(row, strange, own))
		} else if told := row.X.those(func(l *leafSeen) bool { return l.proxy && !named.direct(row.X.name, l) }); len(told) > 0 {
			list = append(list, c.byProxy(row, told))
		} else if own := c.genuineBeside(row, named); own != nil {
			list = append(list, c.bySide(row, own))
		} else if r := c.rivals[row.subject]; r != nil {
			list = append(list, c.byRival(row, r))
		}
	}
	for i := range list {
		x := &list[i]
		if device := c.device(*x.Server, slices.Contains(x.Explain, "paired") && c.inventory.Server(x.Server.IP, x.Server.Port, "").Role != inventory.Appliance); device != "" {
			x.Params["device"] = device
		}
		c.asDesigned(x)
	}
	return list
}

// asDesigned lowers a finding about a proxy that was told to end TLS in the
// designed path: as long as clients take its certificates, that is what is to be
// expected.
func (c *Context) asDesigned(x *Conclusion) {
	p := c.terminating(*x.Server)
	if !p.IsDesigned() {
		return
	}
	x.Explain = append(x.Explain, "designed")
	if x.Severity == record.Medium {
		x.Severity = record.Info
	}
}

// terminating gives the proxy of the inventory that ends TLS for a server's
// clients: the server itself, or the only one that is told to; nil where that
// is not known.
func (c *Context) terminating(server record.Endpoint) *inventory.ProxyHost {
	if m := c.inventory.Server(server.IP, server.Port, ""); m.Role == inventory.Proxy {
		if m.Proxy.Terminates() {
			return m.Proxy
		}
		return nil
	}
	var only *inventory.ProxyHost
	for i := range c.inventory.Proxies {
		if p := &c.inventory.Proxies[i]; p.Terminates() {
			if only != nil {
				return nil
			}
			only = p
		}
	}
	return only
}

// byProxy says what the operator's word about a proxy comes to: what it shows is
// its own.
func (c *Context) byProxy(row *row[leavesSeen], told []*leafSeen) Conclusion {
	conclusion := sayLeaves(row, told)
	conclusion.Evidence, conclusion.Explain = record.Strong, []string{"what", "told"}
	conclusion.Remedy = []string{"bypass", "trust"}
	return conclusion
}

// namedLeaves is what servers showed under each name.
type namedLeaves map[string][]*row[leavesSeen]

// direct says whether a certificate is shown under a name without a proxy, too:
// it is the server's own.
func (named namedLeaves) direct(name string, l *leafSeen) bool {
	return slices.ContainsFunc(named[name], func(row *row[leavesSeen]) bool {
		return !row.X.tunnel && row.X.shows(l.sha256)
	})
}

func (c *Context) leavesByName() namedLeaves {
	named := make(namedLeaves)
	for _, row := range c.leaves.sorted() {
		named[row.X.name] = append(named[row.X.name], row)
	}
	return named
}

// genuineIssuers are the issuers of certificates whose fingerprint was told.
func (c *Context) genuineIssuers() []string {
	var issuers []string
	for _, row := range c.leaves.sorted() {
		match := c.inventory.Server(row.server.IP, row.server.Port, row.X.name)
		for _, l := range row.X.list {
			if h := match.Appliance; h != nil && slices.Contains(h.CertSHA256, l.sha256) {
				issuers = addBounded(issuers, l.issuer)
			}
		}
	}
	return issuers
}

func (c *Context) byFingerprint(row *row[leavesSeen], forged []*leafSeen, genuine []string) Conclusion {
	conclusion := sayLeaves(row, forged)
	conclusion.Evidence, conclusion.Explain = record.Proof, []string{"what", "fingerprint"}
	conclusion.Remedy = []string{"compare", "bypass", "trust"}
	if h := c.inventory.Server(row.server.IP, row.server.Port, row.X.name).Appliance; h != nil && len(h.CertSHA256) == 0 {
		conclusion.Evidence, conclusion.Explain[1] = record.Strong, "authority" // an intermediate that was not sent may lie between
	}
	if c.inventory.Sensor == inventory.ServerSide && !row.X.tunnel {
		// Behind a proxy that ends TLS the server's own certificate is due.
		conclusion.Evidence = record.Strong
		conclusion.Explain = append(conclusion.Explain, "serverside")
	}
	for _, l := range forged {
		if slices.Contains(genuine, l.issuer) {
			// The same issuer made the true one: it may have made a new one.
			conclusion.Evidence, conclusion.Severity = record.Strong, record.Medium
			conclusion.Explain = append(conclusion.Explain, "renewed")
			break
		}
	}
	return conclusion
}

// genuineBeside gives a certificate of another issuer that is shown under the
// same name while an intercepting product's is; nil where there is none.
func (c *Context) genuineBeside(row *row[leavesSeen], named namedLeaves) *leafSeen {
	if row.X.name == "" || !slices.ContainsFunc(row.X.list, (*leafSeen).strange) {
		return nil
	}
	for _, other := range named[row.X.name] {
		for _, l := range other.X.own() {
			if l.by == nil && !slices.ContainsFunc(row.X.list, func(m *leafSeen) bool { return m.sha256 == l.sha256 && m.strange() }) {
				return l
			}
		}
	}
	return nil
}

func (c *Context) bySide(row *row[leavesSeen], own *leafSeen) Conclusion {
	var strange []*leafSeen
	for _, l := range row.X.list {
		if l.strange() {
			strange = append(strange, l)
		}
	}
	conclusion := sayLeaves(row, strange)
	conclusion.Evidence, conclusion.Explain = record.Strong, []string{"what", "beside"}
	conclusion.Remedy = []string{"bypass", "trust"}
	c.beside(&conclusion, own)
	return conclusion
}

// pairedWith gives a certificate that a device shows under a name while the
// device itself, as a client, is shown another one under that name: both sides
// of a proxy that ends TLS. The device is the server that clients asked for a
// tunnel, or a proxy of the inventory that calls at the same server.
func (c *Context) pairedWith(row *row[leavesSeen], named namedLeaves) (strange, own *leafSeen) {
	if row.X.name == "" {
		return nil, nil
	}
	for _, other := range named[row.X.name] {
		for _, l := range other.X.list {
			for _, candidate := range row.X.list {
				if candidate.sha256 == l.sha256 || !sameTime(candidate, l) {
					continue
				}
				if l.clients.has(c.clients.find(row.server.IP)) && other.server != row.server || c.proxiesAlone(l) && !c.proxiesAlone(candidate) && other.server == row.server {
					return candidate, l
				}
			}
		}
	}
	return nil, nil
}

// proxiesAlone says whether a certificate was shown to nobody but proxies of the
// inventory.
func (c *Context) proxiesAlone(l *leafSeen) bool {
	for _, client := range l.clients.list() {
		if c.inventory.Server(c.clients.addr(client), 0, "").Role != inventory.Proxy {
			return false
		}
	}
	return l.Clients() > 0
}

// sameTime says whether two certificates were shown in one stretch of time: a
// proxy opens its own connection for each of its clients.
func sameTime(a, b *leafSeen) bool { return !a.first.After(b.last) && !b.first.After(a.last) }

// byPair is proof where the ClientHellos differ as well: it is not the client
// that speaks to the server.
func (c *Context) byPair(row *row[leavesSeen], strange, own *leafSeen) Conclusion {
	conclusion := sayLeaves(row, []*leafSeen{strange})
	conclusion.Evidence, conclusion.Explain = record.Strong, []string{"what", "paired"}
	if len(own.hellos) > 0 && len(strange.hellos) > 0 && !slices.ContainsFunc(own.hellos, func(h hello) bool { return strange.heard(h.ja3) }) {
		conclusion.Evidence = record.Proof
		conclusion.Explain = append(conclusion.Explain, "hellos")
	}
	conclusion.Remedy = []string{"bypass", "trust"}
	c.beside(&conclusion, own)
	return conclusion
}

// beside names the server's own certificate beside the device's.
func (c *Context) beside(conclusion *Conclusion, own *leafSeen) {
	conclusion.Params["own"], conclusion.Params["ownissuer"] = own.sha256, own.issuer
	conclusion.Detail["beside"] = map[string]any{"certificate_sha256": own.sha256, "subject": own.subject, "issuer": own.issuer}
}

// device names the device that stands in for a server, as far as that is
// known: the proxy that clients asked for a tunnel, or the only one of the
// inventory that ends TLS.
func (c *Context) device(server record.Endpoint, tunnel bool) string {
	if tunnel || c.inventory.Server(server.IP, server.Port, "").Role == inventory.Proxy {
		return server.IP.String()
	}
	if p := c.terminating(server); p != nil {
		return p.Name
	}
	return ""
}

// sayLeaves names the clients that were shown some of a server's certificates.
func sayLeaves(row *row[leavesSeen], list []*leafSeen) Conclusion {
	tally := &Tally{}
	severity := record.Medium
	for _, l := range list {
		tally.merge(&l.Tally)
		if s := l.severity(record.Medium); severityRank(s) < severityRank(severity) {
			severity = s
		}
	}
	_, issuers, details := listed(list)
	name := row.X.name
	if name == "" {
		name = row.server.IP.String()
	}
	return Conclusion{
		Severity: severity, Server: at(row.server), Tally: tally, Names: []string{name}, Title: "title",
		Detail: map[string]any{"certificates": details},
		Params: text.Params{"name": name, "issuers": issuers},
	}
}
