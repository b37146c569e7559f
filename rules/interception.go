package rules

import (
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func interception() Rule {
	return Rule{
		ID: "interception", Group: "interception", Causes: []int{4}, Steps: []string{"12", "12.1", "13"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium},
		New:        func(c *Context) Collector { return conclusive(c.interceptions) },
	}
}

// interceptions gives the certificates that are not the server's own: by the
// operator's fingerprint, or by another certificate beside them.
func (c *Context) interceptions() []Conclusion {
	genuine := c.genuineIssuers()
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
		if own := c.genuineBeside(row); own != nil {
			list = append(list, c.bySide(row, own))
		}
	}
	return list
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
func (c *Context) genuineBeside(row *row[leavesSeen]) *leafSeen {
	if row.X.name == "" || !slices.ContainsFunc(row.X.list, (*leafSeen).strange) {
		return nil
	}
	for _, other := range c.leaves.sorted() {
		if other.X.name != row.X.name {
			continue
		}
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
	conclusion.Params["own"], conclusion.Params["ownissuer"] = own.sha256, own.issuer
	conclusion.Detail["beside"] = map[string]any{"certificate_sha256": own.sha256, "subject": own.subject, "issuer": own.issuer}
	return conclusion
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
	for _, row := range c.leaves.sorted() {
		own := row.X.own()
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
