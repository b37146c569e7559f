package rules

import (
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func handshakeFailed() Rule {
	return Rule{
		ID: "handshake-failed", Group: "negotiation", Steps: []string{"19"},
		Severities: []record.Severity{record.High, record.Medium, record.Low},
		New: func(c *Context) Collector {
			return &failedCollector{context: c, table: newTable[failed](c)}
		},
	}
}

// failedCollector gathers the failures that no narrower rule explains, by
// server and by how they look.
type failedCollector struct {
	context *Context
	table   table[failed]
}

type failed struct {
	outcome record.Outcome
	stage   record.Stage
	alert   string
	names   []string
}

// Observe keeps sessions with no narrower fault.
func (f *failedCollector) Observe(a *Attempt) {
	if a.Fault != OtherFailure {
		return
	}
	var alert string
	switch a.Outcome {
	case record.ServerAlert:
		alert = alertName(a, "server")
	case record.ClientAlert:
		alert = alertName(a, "client")
	}
	row := f.table.add(a, string(a.Outcome)+" "+string(a.Stage)+" "+alert)
	if row == nil {
		return
	}
	row.X.outcome, row.X.stage, row.X.alert = a.Outcome, a.Stage, alert
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	}
}

func alertName(a *Attempt, from string) string {
	alert := fatal(a.Session, from)
	switch {
	case alert == nil:
		return ""
	case alert.Description == "":
		return "encrypted"
	}
	return alert.Description
}

// Conclude gives a finding for each server and each way of failing.
func (f *failedCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range f.table.sorted() {
		list = append(list, f.conclusion(row.server, &row.Tally, row.X))
	}
	// Refused offers of which an accepted suite was part: suites are not why.
	for _, r := range f.context.refusals.of(otherCause) {
		c := f.conclusion(r.server, &r.tally, failed{
			outcome: record.ServerAlert, stage: record.StageClientHello, alert: "handshake_failure", names: r.names,
		})
		c.Explain = append(c.Explain, "not_suites")
		list = append(list, c)
	}
	return list
}

func (f *failedCollector) conclusion(server record.Endpoint, t *Tally, x failed) Conclusion {
	severity, evidence := record.High, record.Strong
	// Clients that get on afterwards had a passing trouble.
	recovered := f.context.successes.count(server, t)
	switch {
	case recovered == t.Clients():
		severity = record.Low
	case x.outcome == record.ClientClosed && x.stage == record.StageClientHello:
		severity, evidence = record.Low, record.Hint // it left before an answer was due
	case t.Count == 1:
		severity = record.Medium
	}
	c := Conclusion{
		Severity: severity, Evidence: evidence, Server: at(server), Tally: t, Names: x.names,
		Detail: map[string]any{"outcome": x.outcome, "stage": x.stage, "alert": x.alert, "clients_recovered": recovered},
		Title:  "title", Explain: []string{"what", "outcome." + string(x.outcome)}, Remedy: []string{"logs", "evidence"},
		Params: text.Params{"stage": string(x.stage), "alert": x.alert, "recovered": recovered},
	}
	if x.outcome == record.ClientAlert {
		switch x.alert {
		case "decrypt_error":
			c.Explain, c.Remedy = append(c.Explain, "unverified"), append([]string{"pair"}, c.Remedy...)
		case "handshake_failure", "insufficient_security":
			c.Explain, c.Remedy = append(c.Explain, "unacceptable"), append([]string{"parameters"}, c.Remedy...)
		}
	}
	if recovered > 0 {
		c.Explain = append(c.Explain, "recovered")
	}
	return c
}
