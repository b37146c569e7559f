package rules

import (
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func certificateExpired() Rule {
	return Rule{
		ID: "certificate-expired", Group: "certificate", Causes: []int{3}, Steps: []string{"2", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Low, record.Info},
		New: func(c *Context) Collector {
			leaf := func(a *Attempt) bool { return expired(a.Leaf, a) }
			return both{newLeafRule(c, leaf, c.sayValidity), &issuerExpiry{newTable[issuerExpired](c)}}
		},
	}
}

// expired says whether a certificate had expired when a session began.
func expired(c *record.Certificate, a *Attempt) bool {
	return !c.NotAfter.IsZero() && c.NotAfter.Before(a.Start)
}

// issuerExpiry gathers valid certificates that an expired CA issued, by the chain
// that the server sends. A root in it does not count: clients have their own.
type issuerExpiry struct{ table table[issuerExpired] }

type issuerExpired struct {
	shown
	ca string // subject of the expired CA
	at time.Time
}

// Observe looks at the CAs between the server's own certificate and the root.
func (e *issuerExpiry) Observe(a *Attempt) {
	if len(a.Chain) < 2 || a.Intercepted() || expired(a.Leaf, a) {
		return
	}
	for i := 1; i < len(a.Chain); i++ {
		ca := &a.Chain[i]
		if ca.SelfSigned || !expired(ca, a) {
			continue
		}
		if row := e.table.add(a, a.Leaf.SHA256); row != nil {
			row.X.observe(a)
			row.X.ca, row.X.at = ca.Subject, ca.NotAfter
		}
		return
	}
}

// Conclude gives a finding for each certificate. Clients that know another way to
// a root take it all the same.
func (e *issuerExpiry) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range e.table.sorted() {
		x := &row.X
		c := Conclusion{
			Severity: x.severity(record.Low), Evidence: record.Proof, Server: at(row.server), Tally: &row.Tally, Names: x.sni,
			Detail: x.detail(), Params: x.params(), Title: "title.issuer", Explain: []string{"issuer", x.reaction()}, Remedy: []string{"chain", "clock"},
		}
		c.Detail["expired_issuer"], c.Detail["issuer_not_after"] = x.ca, x.at.UTC()
		c.Params["ca"], c.Params["to"] = x.ca, x.at.UTC().Format(time.RFC3339)
		list = append(list, c)
	}
	return list
}

func certificateNotYetValid() Rule {
	return Rule{
		ID: "certificate-not-yet-valid", Group: "certificate", Causes: []int{3}, Steps: []string{"2"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Info},
		New: func(c *Context) Collector {
			early := func(a *Attempt) bool {
				return !a.Leaf.NotBefore.IsZero() && a.Leaf.NotBefore.After(a.End)
			}
			return newLeafRule(c, early, c.sayValidity)
		},
	}
}

// sayValidity is proof by the capture's clock: the dates are in the certificate.
// Where clients agree that this clock is wrong, and the certificate is in date by
// theirs, it is next to nothing.
func (c *Context) sayValidity(r *row[shown]) (Conclusion, bool) {
	conclusion := Conclusion{
		Severity: r.X.severity(record.Medium), Evidence: record.Proof,
		Title: "title", Explain: []string{"what", r.X.reaction()}, Remedy: []string{"renew", "clock"},
		Detail: map[string]any{"not_before": r.X.from.UTC(), "not_after": r.X.to.UTC()},
	}
	behind, fleet := c.clocks.base()
	if fleet >= clockFleet && behind.Abs() >= sensorWrong && !r.X.from.After(r.first.Add(behind)) && !r.X.to.Before(r.last.Add(behind)) {
		conclusion.Severity, conclusion.Evidence = record.Info, record.Hint
		conclusion.Explain = append(conclusion.Explain, "sensor")
		conclusion.Params = text.Params{"fleet": fleet, "offset": behind.Round(time.Second).String()}
	}
	return conclusion, true
}
