package rules

import (
	"edrtap/rules/record"
)

// Why a ClientHello has no answer, as far as the packets tell.
const (
	helloUnanswered = ""     // it arrived, and nothing came back
	helloLate       = "late" // the answer came when the client had left
	helloLost       = "lost" // it did not arrive, or not whole
)

// unanswered says why the ClientHello of a session has no answer.
func unanswered(a *Attempt) string {
	switch {
	case answered(a.Session):
		return helloLate
	case a.TLS != nil && a.TLS.HelloIncomplete:
		return helloLost
	case a.TCP.Unacked[byClient] > 0 && a.TCP.Retransmitted[byClient] >= stuckRepeats:
		return helloLost
	}
	return helloUnanswered
}

func noServerHello() Rule {
	return Rule{
		ID: "no-server-hello", Group: "path", Causes: []int{4, 8}, Steps: []string{"2", "3"},
		Severities: []record.Severity{record.Critical, record.High, record.Low},
		New: func(c *Context) Collector {
			return newFaultRule(c, NoServerHello, unanswered, func(r *row[faultSeen]) (Conclusion, bool) {
				conclusion := Conclusion{
					Severity: c.blocking(r.server), Evidence: record.Strong, Causes: []int{8},
					Explain: []string{"what"}, Remedy: []string{"service", "load", "path"},
				}
				switch r.key {
				case helloLate:
					conclusion.Title, conclusion.Explain, conclusion.Remedy = "title.late", []string{"late"}, []string{"load", "service"}
				case helloLost:
					conclusion.Title, conclusion.Explain, conclusion.Remedy = "title.lost", []string{"lost"}, []string{"device", "size", "behind"}
					conclusion.Causes = []int{4}
				}
				if r.key != helloUnanswered {
					conclusion.Detail = map[string]any{"kind": r.key}
				}
				if recovered := c.successes.after(r.server, &r.Tally); recovered == r.Clients() {
					conclusion.Severity = record.Low
					conclusion.Explain = append(conclusion.Explain, "recovered")
				}
				return conclusion, true
			})
		},
	}
}
