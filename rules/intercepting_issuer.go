package rules

import (
	"edrtap/rules/record"
)

func interceptingIssuer() Rule {
	return Rule{
		ID: "intercepting-issuer", Group: "interception", Causes: []int{4}, Steps: []string{"12", "12.1", "13"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Info},
		New: func(c *Context) Collector {
			return &issuerCollector{context: c, table: newTable[intercepted](c), hidden: newTable[struct{}](c)}
		},
	}
}

// issuerCollector gathers leaf certificates that an intercepting product made,
// by server and issuer.
type issuerCollector struct {
	context *Context
	table   table[intercepted]
	hidden  table[struct{}] // of servers: refusals in TLS 1.3, behind whose encryption the certificate is
}

type intercepted struct {
	shown
	by     *issuer
	forged bool
	proxy  string // through which the session went
}

// Observe keeps sessions whose leaf bears an intercepting product's issuer.
func (c *issuerCollector) Observe(a *Attempt) {
	if a.Leaf == nil && a.Proxy != nil && a.Rejected() && answered(a.Session) && a.TLS.Version == tls13 {
		c.hidden.add(a, "")
		return
	}
	if a.Leaf == nil || a.Interceptor == nil {
		return
	}
	row := c.table.add(a, a.Leaf.Issuer)
	if row == nil {
		return
	}
	row.X.observe(a)
	row.X.by = a.Interceptor
	row.X.forged = row.X.forged || a.Forged
	if a.Proxy != nil {
		row.X.proxy = a.Session.Server.String()
	}
}

// Conclude gives a finding for each server and issuer.
func (c *issuerCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range c.table.sorted() {
		x, tally := &row.X, &row.Tally
		if unseen := c.hidden.rows[subject{server: row.server}]; unseen != nil && c.alone(row) {
			tally = &Tally{}
			tally.merge(&row.Tally)
			tally.merge(&unseen.Tally)
		}
		conclusion := Conclusion{
			Evidence: x.evidence(), Server: at(row.server), Tally: tally, Names: x.sni,
			Detail: x.detail(), Params: x.params(), Title: "title", Remedy: []string{"bypass", "trust", "proxy_off"},
		}
		conclusion.Severity = x.severity(record.Medium)
		if conclusion.Evidence == record.Hint {
			conclusion.Severity = record.Info
		}
		conclusion.Detail["product"], conclusion.Params["product"] = x.by.product, x.by.product
		conclusion.Explain = append(conclusion.Explain, "product")
		if x.forged {
			conclusion.Explain = append(conclusion.Explain, "forged")
		}
		if x.proxy != "" {
			conclusion.Detail["proxy"], conclusion.Params["proxy"] = x.proxy, x.proxy
			conclusion.Explain = append(conclusion.Explain, "proxy")
		}
		if device := c.context.device(row.server, x.proxy != ""); device != "" {
			conclusion.Params["device"] = device
		}
		conclusion.Explain = append(conclusion.Explain, x.reaction())
		c.context.asDesigned(&conclusion)
		list = append(list, conclusion)
	}
	return list
}

// alone says whether every certificate that a server was seen to show is of one
// row: what it shows behind encryption is then the same device's.
func (c *issuerCollector) alone(row *row[intercepted]) bool {
	for _, other := range c.context.leaves.rows {
		if other.server != row.server {
			continue
		}
		for _, l := range other.X.list {
			if l.issuer != row.X.issuer {
				return false
			}
		}
	}
	return true
}

// evidence rests on the operator's fingerprint where there is one. An issuer's
// name only names the culprit.
func (x *intercepted) evidence() record.Evidence {
	switch {
	case x.forged && x.by.confidence != low:
		return record.Proof
	case x.forged, x.by.confidence != low:
		return record.Strong
	case x.proxy != "" && x.rejected > 0:
		return record.Strong
	default:
		return record.Hint
	}
}
