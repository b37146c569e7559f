package rules

import (
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func groupExhausted() Rule {
	return exhausted("group-exhausted", groupsEmpty,
		func(o *refusal) []string { return o.groups },
		func(s *Server) []string { return s.groups })
}

func signatureExhausted() Rule {
	return exhausted("signature-exhausted", signaturesEmpty,
		func(o *refusal) []string { return o.signatures },
		func(s *Server) []string { return s.keys })
}

// exhausted makes a rule for refused offers of which one list had nothing for
// the server. What a server accepts is learned from what it chose for others,
// so that the evidence is never proof.
func exhausted(id string, why cause, offer func(*refusal) []string, accepts func(*Server) []string) Rule {
	return Rule{
		ID: id, Group: "negotiation", Causes: []int{7}, Steps: []string{"16"},
		Severities: []record.Severity{record.Critical, record.High},
		New: func(c *Context) Collector {
			return conclusive(func() []Conclusion {
				var list []Conclusion
				for _, r := range c.refusals.of(why) {
					var offered, accepted []string
					for i := range r.offers {
						for _, value := range offer(&r.offers[i]) {
							offered = addBounded(offered, value)
						}
					}
					if s := c.servers.known[r.server]; s != nil {
						accepted = slices.Sorted(slices.Values(accepts(s)))
					}
					list = append(list, Conclusion{
						Severity: c.blocking(r.server), Evidence: record.Strong, Server: at(r.server), Tally: &r.tally, Names: r.names,
						Title: "title", Explain: []string{"what"}, Remedy: []string{"client", "server"},
						Detail: map[string]any{"offered": offered, "accepted": accepted},
						Params: text.Params{"offered": offered, "accepted": accepted},
					})
				}
				return list
			})
		},
	}
}
