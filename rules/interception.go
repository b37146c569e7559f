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
	rivals := c.rivals(named)
	var list []Conclusion
	for _, row := range c.leaves.sorted() {
		var forged []*leafSeen
		for _, l := range row.X.list {
			if l.forged {
				forged = append(forged, l)
			}
		}
		if len(forged) > 0 {
			list = append(list, c.byFingerprint(row, forged, genuine))
			continue
		}
		if strange, own := c.pairedWith(row, named); own != nil {
			list = append(list, c.byPair(row, strange, own))
		} else if own := c.genuineBeside(row, named); own != nil {
			list = append(list, c.bySide(row, own))
		} else if r := rivals[row.subject]; r != nil {
			list = append(list, c.byRival(row, r))
		}
	}
	for i := range list {
		if device := c.device(*list[i].Server, slices.Contains(list[i].Explain, "paired") && c.inventory.Server(list[i].Server.IP, list[i].Server.Port, "").Role != inventory.Appliance); device != "" {
			list[i].Params["device"] = device
		}
	}
	return list
}

// namedLeaves is what servers showed under each name.
type namedLeaves map[string][]*row[leavesSeen]

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
			if l.by == nil {
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
				if _, itself := l.clients[row.server.IP]; itself && other.server != row.server || c.proxiesAlone(l) && !c.proxiesAlone(candidate) && other.server == row.server {
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
	for client := range l.clients {
		if c.inventory.Server(client, 0, "").Role != inventory.Proxy {
			return false
		}
	}
	return len(l.clients) > 0
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
	only := ""
	for i := range c.inventory.Proxies {
		if p := &c.inventory.Proxies[i]; p.Terminating != nil && *p.Terminating {
			if only != "" {
				return ""
			}
			only = p.Name
		}
	}
	return only
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

func multipleCertificates() Rule {
	return Rule{
		ID: "multiple-certificates", Group: "interception", Causes: []int{4}, Steps: []string{"2"},
		Severities: []record.Severity{record.Medium, record.Info},
		New:        func(c *Context) Collector { return conclusive(c.sideBySide) },
	}
}

// sideBySide gives the servers that show several certificates of their own
// under one name at one time.
func (c *Context) sideBySide() []Conclusion {
	var list []Conclusion
	rivals := c.rivals(c.leavesByName())
	for _, row := range c.leaves.sorted() {
		own := row.X.own()
		if r := rivals[row.subject]; r != nil && r.strong() {
			own = slices.DeleteFunc(own, func(l *leafSeen) bool { return slices.Contains(r.foreign.leaves, l) })
		}
		var beside []*leafSeen
		for i, a := range own {
			for j, b := range own {
				if i != j && together(a, b) && !otherKind(a, b) {
					beside = append(beside, a)
					break
				}
			}
		}
		if len(beside) == 0 {
			continue
		}
		conclusion := sayLeaves(row, beside)
		conclusion.Severity, conclusion.Evidence = record.Info, record.Proof
		conclusion.Explain, conclusion.Remedy = []string{"what"}, []string{"same"}
		conclusion.Params["count"] = len(beside)
		refused := func(l *leafSeen) bool { return l.refused() && l.content == 0 }
		taken := func(l *leafSeen) bool { return l.content > 0 && l.rejected == 0 }
		if slices.ContainsFunc(beside, refused) && slices.ContainsFunc(beside, taken) {
			conclusion.Severity = record.Medium
			conclusion.Explain = append(conclusion.Explain, "mixed")
		}
		list = append(list, conclusion)
	}
	return list
}

func certificateChanged() Rule {
	return Rule{
		ID: "certificate-changed", Group: "certificate", Causes: []int{3}, Steps: []string{"2", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Info},
		New:        func(c *Context) Collector { return conclusive(c.changes) },
	}
}

// changes gives the servers whose certificate gave way to another one.
func (c *Context) changes() []Conclusion {
	var list []Conclusion
	for _, row := range c.leaves.sorted() {
		before, after := c.change(row)
		if after == nil {
			continue
		}
		conclusion := sayLeaves(row, []*leafSeen{before, after})
		conclusion.Severity, conclusion.Evidence = record.Info, record.Proof
		conclusion.Explain, conclusion.Remedy = []string{"what"}, []string{"push"}
		conclusion.Params["at"] = after.first.UTC().Format("2006-01-02T15:04:05Z")
		conclusion.Params["before"], conclusion.Params["after"] = before.sha256, after.sha256
		if before.past {
			conclusion.Params["seen"] = before.last.UTC().Format("2006-01-02T15:04:05Z")
			conclusion.Title, conclusion.Explain = "title.earlier", []string{"earlier"}
		}
		if after.refused() && after.content == 0 && before.content > 0 && before.rejected == 0 {
			conclusion.Severity, conclusion.Evidence = after.severity(record.Info), record.Strong
			conclusion.Tally = &after.Tally
			conclusion.Explain = append(conclusion.Explain, "since")
		}
		list = append(list, conclusion)
	}
	return list
}
