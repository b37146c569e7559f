package rules

import (
	"slices"

	"edrtap/rules/record"
)

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
		if r := c.rivals[row.subject]; r != nil && r.strong() {
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
		if row.X.tunnel { // what the server shows, or what the proxy makes for some
			conclusion.Remedy, conclusion.Detail["tunnel"] = []string{"inspects", "same"}, true
		}
		conclusion.Params["count"], conclusion.Params["shown"] = len(beside), conclusion.Tally.Clients()
		refused := func(l *leafSeen) bool { return l.refused() && l.content == 0 }
		taken := func(l *leafSeen) bool { return l.content > 0 && l.rejected == 0 }
		if slices.ContainsFunc(beside, refused) && slices.ContainsFunc(beside, taken) {
			conclusion.Severity = record.Medium
			conclusion.Explain = append(conclusion.Explain, "mixed")
			conclusion.Tally = &Tally{}
			for _, l := range beside {
				conclusion.Tally.merge(&l.refusing)
			}
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
		if told := c.whatIs(row.server).Appliance; before.issuer != after.issuer && (told == nil || len(told.CertSHA256)+len(told.CAs) == 0) {
			conclusion.Explain, conclusion.Remedy = append(conclusion.Explain, "issuer"), []string{"compare", "push"}
			conclusion.Detail["other_issuer"] = true
			conclusion.Params["old_issuer"], conclusion.Params["new_issuer"] = before.issuer, after.issuer
		}
		conclusion.Params["at"] = after.first.UTC().Format("2006-01-02T15:04:05Z")
		conclusion.Params["before"], conclusion.Params["after"] = before.sha256, after.sha256
		if before.past {
			conclusion.Params["seen"] = before.last.UTC().Format("2006-01-02T15:04:05Z")
			conclusion.Title, conclusion.Explain[0] = "title.earlier", "earlier"
		}
		if after.refused() && before.content > 0 && before.rejected == 0 {
			conclusion.Severity, conclusion.Evidence = after.severity(record.Info), record.Strong
			conclusion.Tally = &after.refusing
			conclusion.Explain = append(conclusion.Explain, "since")
			if after.content > 0 {
				conclusion.Explain = append(conclusion.Explain, "some")
			}
		}
		list = append(list, conclusion)
	}
	return list
}
