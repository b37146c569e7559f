package rules

import (
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func silentRejection() Rule {
	return Rule{
		ID: "silent-rejection", Group: "trust", Causes: []int{1, 3, 4}, Steps: []string{"2", "3", "7", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Low, record.Info},
		New: func(c *Context) Collector {
			return &silentCollector{context: c, table: newTable[silent](c)}
		},
	}
}

// silentCollector gathers clients that left after the server's certificate
// without an alert and without a request. One such session says little: a
// health check looks the same. Repetition makes the evidence.
type silentCollector struct {
	context *Context
	table   table[silent]
}

type silent struct {
	finished int // sessions that finished the handshake first
	subject  string
	issuer   string
	sha256   string
	names    []string
}

// Observe keeps sessions that a client left in silence.
func (c *silentCollector) Observe(a *Attempt) {
	if a.Fault != SilentlyRejected {
		return
	}
	row := c.table.add(a, "")
	if row == nil {
		return
	}
	if a.TLS != nil && a.TLS.Established {
		row.X.finished++
	}
	if a.Leaf != nil && row.X.sha256 == "" {
		row.X.subject, row.X.issuer, row.X.sha256 = a.Leaf.Subject, a.Leaf.Issuer, a.Leaf.SHA256
	}
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	}
}

// Conclude gives a finding for each server.
func (c *silentCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range c.table.sorted() {
		content := c.context.successes.count(row.server, &row.Tally)
		severity, evidence := c.weigh(row, content)
		conclusion := Conclusion{
			Severity: severity, Evidence: evidence, Server: at(row.server), Tally: &row.Tally, Names: row.X.names,
			Detail: map[string]any{"sessions_finished": row.X.finished, "clients_content_otherwise": content},
			Title:  "title", Explain: []string{"what"}, Remedy: []string{"name", "install", "policy", "intercepted"},
			Params: text.Params{
				"finished": row.X.finished, "content": content, "subject": row.X.subject, "issuer": row.X.issuer,
			},
		}
		if row.X.sha256 != "" {
			conclusion.Detail["certificate_sha256"], conclusion.Detail["issuer"] = row.X.sha256, row.X.issuer
			conclusion.Explain = append(conclusion.Explain, "shown")
		}
		if row.Count == 1 {
			conclusion.Explain = append(conclusion.Explain, "once")
		}
		if content > 0 {
			conclusion.Explain = append(conclusion.Explain, "content")
		}
		if c.strangers(&row.Tally) {
			conclusion.Explain = append(conclusion.Explain, "strangers")
		}
		list = append(list, conclusion)
	}
	return list
}

func (c *silentCollector) weigh(row *row[silent], content int) (record.Severity, record.Evidence) {
	switch {
	case content == row.Clients():
		// Each of these clients is content with this server at other times.
		return record.Info, record.Hint
	case c.strangers(&row.Tally):
		return record.Info, record.Hint
	case row.Count == 1:
		return record.Low, record.Hint
	default:
		return c.context.blocking(row.server), record.Strong
	}
}

// strangers says whether none of some clients is one that was told: what only
// looks whether a server is there leaves in silence as well.
func (c *silentCollector) strangers(t *Tally) bool {
	inv := c.context.inventory
	if !inv.HasClients() {
		return false
	}
	for _, client := range t.clients.list() {
		if inv.IsClient(c.context.clients.addr(client)) {
			return false
		}
	}
	return true
}
