package rules

import (
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// shown is what the rules about certificates keep of one certificate at one
// server: who took it, who refused it, and the fields that texts name.
type shown struct {
	rejected int // sessions whose client refused the certificate, aloud or by leaving
	aloud    int // of these, by an alert
	content  int // sessions whose client went on to send data
	unknown  int // refused with unknown_ca
	subject  string
	issuer   string
	sha256   string
	names    []string
	from, to time.Time
	key      string
	signed   string
	role     inventory.Role
	version  string // of the appliance, where the operator told it
	sni      []string
}

func (x *shown) observe(a *Attempt) {
	if x.sha256 == "" {
		leaf := a.Leaf
		x.subject, x.issuer, x.sha256 = leaf.Subject, leaf.Issuer, leaf.SHA256
		x.names = presentedNames(leaf)
		x.from, x.to = leaf.NotBefore, leaf.NotAfter
		x.key, x.signed = leaf.Key, leaf.Signature
		if x.role = a.Match.Role; atManager(a) {
			x.role = inventory.Manager
		}
		if h := a.Match.Appliance; h != nil {
			x.version = h.Version
		}
	}
	switch {
	case a.Rejected():
		x.rejected++
		if a.Fault == CertificateRejected {
			x.aloud++
		}
		if a.RejectionCode() == unknownCA {
			x.unknown++
		}
	case a.Accepted:
		x.content++
	}
	if a.Reference.name != "" {
		x.sni = addBounded(x.sni, a.Reference.name)
	}
}

// severity weighs a fault of a certificate by what clients did: refusal at an
// appliance is worst; harmless is for those who took it.
func (x *shown) severity(harmless record.Severity) record.Severity {
	switch {
	case x.refused() && x.role == inventory.Appliance:
		return record.Critical
	case x.refused():
		return record.High
	default:
		return harmless
	}
}

// refused says whether clients refuse the certificate. That one client left
// once in silence says nothing: a health check looks the same.
func (x *shown) refused() bool { return x.aloud > 0 || x.rejected > 1 }

func (x *shown) params() text.Params {
	return text.Params{
		"subject": x.subject, "issuer": x.issuer, "names": x.names, "key": x.key, "signature": x.signed,
		"from": x.from.UTC().Format(time.RFC3339), "to": x.to.UTC().Format(time.RFC3339),
		"rejected": x.rejected, "content": x.content, "sha256": x.sha256,
	}
}

func (x *shown) detail() map[string]any {
	return map[string]any{
		"certificate_sha256": x.sha256, "subject": x.subject, "issuer": x.issuer, "certificate_names": x.names,
		"sessions_rejected": x.rejected, "sessions_accepted": x.content,
	}
}

// reaction is the key of the sentence that says what clients did.
func (x *shown) reaction() string {
	switch {
	case x.refused() && x.content > 0:
		return "reaction.mixed"
	case x.refused():
		return "reaction.rejected"
	case x.content > 0:
		return "reaction.accepted"
	case x.rejected > 0:
		return "reaction.left"
	default:
		return "reaction.unseen"
	}
}

// leafRule is a Collector for a rule that looks at the leaf alone: one
// finding for each server and certificate that has the fault.
type leafRule struct {
	table  table[shown]
	faulty func(*Attempt) bool
	say    func(*row[shown]) (Conclusion, bool)
}

func newLeafRule(c *Context, faulty func(*Attempt) bool, say func(*row[shown]) (Conclusion, bool)) *leafRule {
	return &leafRule{table: newTable[shown](c), faulty: faulty, say: say}
}

// Observe looks at sessions that show the server's own certificate.
func (l *leafRule) Observe(a *Attempt) {
	if a.Leaf == nil || a.Intercepted() || !l.faulty(a) {
		return
	}
	if row := l.table.add(a, a.Leaf.SHA256); row != nil {
		row.X.observe(a)
	}
}

// Conclude gives a finding for each certificate.
func (l *leafRule) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range l.table.sorted() {
		c, speak := l.say(row)
		if !speak {
			continue
		}
		c.Server, c.Tally = at(row.server), &row.Tally
		if c.Names == nil {
			c.Names = row.X.sni
		}
		detail := row.X.detail()
		for k, v := range c.Detail {
			detail[k] = v
		}
		c.Detail = detail
		params := row.X.params()
		for k, v := range c.Params {
			params[k] = v
		}
		c.Params = params
		list = append(list, c)
	}
	return list
}
