package rules

import "edrtap/rules/record"

func certificateExpired() Rule {
	return Rule{
		ID: "certificate-expired", Group: "certificate", Causes: []int{3}, Steps: []string{"2", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium},
		New: func(c *Context) Collector {
			expired := func(a *Attempt) bool {
				return !a.Leaf.NotAfter.IsZero() && a.Leaf.NotAfter.Before(a.Start)
			}
			return newLeafRule(c, expired, sayValidity)
		},
	}
}

func certificateNotYetValid() Rule {
	return Rule{
		ID: "certificate-not-yet-valid", Group: "certificate", Causes: []int{3}, Steps: []string{"2"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium},
		New: func(c *Context) Collector {
			early := func(a *Attempt) bool {
				return !a.Leaf.NotBefore.IsZero() && a.Leaf.NotBefore.After(a.End)
			}
			return newLeafRule(c, early, sayValidity)
		},
	}
}

// sayValidity is proof by the capture's clock: the dates are in the certificate.
func sayValidity(r *row[shown]) (Conclusion, bool) {
	return Conclusion{
		Severity: r.X.severity(record.Medium), Evidence: record.Proof,
		Title: "title", Explain: []string{"what", r.X.reaction()}, Remedy: []string{"renew", "clock"},
		Detail: map[string]any{"not_before": r.X.from.UTC(), "not_after": r.X.to.UTC()},
	}, true
}
