package rules

import (
	"cmp"
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// faultRule is a Collector for a rule that one fault decides: one finding for
// each server and key.
type faultRule struct {
	table table[faultSeen]
	fault Fault
	key   func(*Attempt) string
	say   func(*row[faultSeen]) (Conclusion, bool)
}

// faultSeen is what a faultRule keeps of a subject.
type faultSeen struct {
	names  []string // that clients used
	alerts []string
	offers []string // ALPN protocols offered
	none   int      // sessions without a name
	first  record.Session
}

// keep copies the plain fields of the first session that a text may name.
func (x *faultSeen) keep(s *record.Session) {
	x.first = record.Session{Client: s.Client, Server: s.Server, Stage: s.Stage, Outcome: s.Outcome}
	if s.Proxy != nil {
		p := *s.Proxy
		x.first.Proxy = &p
	}
}

func newFaultRule(c *Context, f Fault, key func(*Attempt) string, say func(*row[faultSeen]) (Conclusion, bool)) *faultRule {
	return &faultRule{table: newTable[faultSeen](c), fault: f, key: key, say: say}
}

// byServer is the key of rules with one subject for each server.
func byServer(*Attempt) string { return "" }

// Observe keeps sessions with the rule's fault.
func (f *faultRule) Observe(a *Attempt) {
	if a.Fault != f.fault {
		return
	}
	row := f.table.add(a, f.key(a))
	if row == nil {
		return
	}
	if row.Count == 1 {
		row.X.keep(a.Session)
	}
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	} else {
		row.X.none++
	}
	if a.TLS == nil {
		return
	}
	for _, protocol := range a.TLS.OfferedALPN {
		row.X.offers = addBounded(row.X.offers, protocol)
	}
	if a.Outcome == record.ServerAlert {
		row.X.alerts = addBounded(row.X.alerts, alertName(a, "server"))
	}
}

// Conclude gives a finding for each subject that the rule speaks of.
func (f *faultRule) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range f.table.sorted() {
		c, speak := f.say(row)
		if !speak {
			continue
		}
		c.Server = at(row.server)
		if c.Tally == nil {
			c.Tally = &row.Tally
		}
		c.Title = cmp.Or(c.Title, "title")
		if c.Names == nil {
			c.Names = row.X.names
		}
		list = append(list, c)
	}
	return list
}

func serverNameRefused() Rule {
	return Rule{
		ID: "server-name-refused", Group: "negotiation", Causes: []int{1}, Steps: []string{"7", "9"},
		Severities: []record.Severity{record.Critical, record.High},
		New: func(c *Context) Collector {
			return newFaultRule(c, NameRefused, byServer, func(r *row[faultSeen]) (Conclusion, bool) {
				served := []string{}
				if s := c.servers.known[r.server]; s != nil {
					served = slices.Sorted(slices.Values(s.names))
				}
				conclusion := Conclusion{
					Severity: c.blocking(r.server), Evidence: record.Proof, Remedy: []string{"policy", "server"},
					Detail: map[string]any{"refused_names": r.X.names, "sessions_without_name": r.X.none, "served_names": served},
					Params: text.Params{"refused": r.X.names, "served": served, "none": r.X.none},
				}
				if len(r.X.names) > 0 {
					conclusion.Explain = append(conclusion.Explain, "what")
				}
				if r.X.none > 0 {
					conclusion.Explain = append(conclusion.Explain, "none")
				}
				if len(served) > 0 {
					conclusion.Explain = append(conclusion.Explain, "served")
				}
				return conclusion, true
			})
		},
	}
}

func alpnExhausted() Rule {
	return Rule{
		ID: "alpn-exhausted", Group: "negotiation", Steps: []string{"19"},
		Severities: []record.Severity{record.Critical, record.High},
		New: func(c *Context) Collector {
			return newFaultRule(c, ALPNRefused, byServer, func(r *row[faultSeen]) (Conclusion, bool) {
				return Conclusion{
					Severity: c.blocking(r.server), Evidence: record.Proof,
					Explain: []string{"what"}, Remedy: []string{"server", "proxy"},
					Detail: map[string]any{"offered_alpn": r.X.offers}, Params: text.Params{"offered": r.X.offers},
				}, true
			})
		},
	}
}

func clientCertificateRefused() Rule {
	return Rule{
		ID: "client-certificate-refused", Group: "trust", Steps: []string{"19"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium},
		New: func(c *Context) Collector {
			return newFaultRule(c, ClientCertRefused, byServer, func(r *row[faultSeen]) (Conclusion, bool) {
				conclusion := Conclusion{
					Severity: c.blocking(r.server), Evidence: record.Proof,
					Explain: []string{"what"}, Remedy: []string{"client", "server"},
					Detail: map[string]any{"alerts": r.X.alerts}, Params: text.Params{"alerts": r.X.alerts},
				}
				switch {
				case slices.Equal(r.X.alerts, []string{"handshake_failure"}):
					conclusion.Evidence, conclusion.Explain = record.Strong, append(conclusion.Explain, "missing")
				case slices.Equal(r.X.alerts, []string{"encrypted"}):
					conclusion.Evidence, conclusion.Severity = record.Hint, record.Medium
					conclusion.Explain = []string{"encrypted"}
				}
				return conclusion, true
			})
		},
	}
}
