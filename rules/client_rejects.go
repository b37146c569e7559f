package rules

import (
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func clientRejectsCertificate() Rule {
	return Rule{
		ID: "client-rejects-certificate", Group: "trust", Causes: []int{1, 3, 4}, Steps: []string{"2", "3", "7", "17"},
		Severities: []record.Severity{record.Critical, record.High},
		New: func(c *Context) Collector {
			return &rejectCollector{context: c, table: newTable[rejection](c)}
		},
	}
}

// rejectCollector gathers the alerts by which clients refuse the server's
// certificate, by server.
type rejectCollector struct {
	context *Context
	table   table[rejection]
}

type rejection struct {
	codes   []uint8  // each once; 0 where the alert was encrypted
	alerts  []string // their names, in the same order
	subject string
	issuer  string
	sha256  string
	several bool // certificates
	names   []string
}

// Observe keeps sessions that a client's alert about the certificate ended.
func (r *rejectCollector) Observe(a *Attempt) {
	if a.Fault != CertificateRejected {
		return
	}
	row := r.table.add(a, "")
	if row == nil {
		return
	}
	if code := a.RejectionCode(); !slices.Contains(row.X.codes, code) {
		row.X.codes = append(row.X.codes, code)
		row.X.alerts = append(row.X.alerts, alertName(a, "client"))
	}
	if a.Leaf != nil && row.X.sha256 == "" {
		row.X.subject, row.X.issuer, row.X.sha256 = a.Leaf.Subject, a.Leaf.Issuer, a.Leaf.SHA256
	}
	row.X.several = row.X.several || a.Leaf != nil && a.Leaf.SHA256 != row.X.sha256
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	}
}

// Conclude gives a finding for each server.
func (r *rejectCollector) Conclude() []Conclusion {
	var list []Conclusion
	takers := r.context.takers()
	for _, row := range r.table.sorted() {
		x := &row.X
		slices.Sort(x.alerts)
		c := Conclusion{
			Severity: r.context.blocking(row.server), Evidence: record.Proof, Server: at(row.server), Tally: &row.Tally,
			Names: x.names, Detail: map[string]any{"alerts": x.alerts}, Title: "title",
			Explain: []string{"what"}, Params: text.Params{"alerts": x.alerts, "subject": x.subject, "issuer": x.issuer},
		}
		code := uint8(0) // of several codes, none is taken at its word
		if len(x.codes) == 1 {
			code = x.codes[0]
			if code == 0 {
				c.Evidence, c.Explain = record.Strong, []string{"encrypted"}
			}
		}
		if x.sha256 != "" {
			c.Detail["certificate_sha256"], c.Detail["issuer"], c.Detail["subject"] = x.sha256, x.issuer, x.subject
			c.Explain = append(c.Explain, "shown")
		}
		meaning, remedy := readAlert(code)
		c.Explain = append(c.Explain, meaning)
		c.Remedy = remedy
		if others := takers[taken{row.server, x.sha256}]; others > 0 && !x.several && code != certificateRevoked {
			c.Detail["clients_accepting"], c.Params["others"] = others, others
			c.Explain, c.Remedy = append(c.Explain, "others"), append([]string{"compare"}, remedy...)
		}
		list = append(list, c)
	}
	return list
}

// taken is a certificate at a server.
type taken struct {
	server record.Endpoint
	sha256 string
}

// takers counts, for each certificate, the clients that were shown it and never
// refused it, where some went on to send data.
func (c *Context) takers() map[taken]int {
	count := make(map[taken]int)
	for _, row := range c.leaves.rows {
		for _, l := range row.X.list {
			if l.content > 0 {
				count[taken{row.server, l.sha256}] += l.Clients() - l.refusing.Clients()
			}
		}
	}
	return count
}

// readAlert gives the keys of what an alert means and of what to do. Libraries
// differ: some say bad_certificate whatever the fault, so only the narrow
// codes are taken at their word.
func readAlert(code uint8) (meaning string, remedy []string) {
	switch code {
	case unknownCA:
		return "means.unknown_ca", []string{"install", "policy", "intercepted"}
	case alertExpired:
		return "means.expired", []string{"renew", "clock"}
	case certificateRevoked:
		return "means.revoked", []string{"reissue"}
	case unsupportedCertificate:
		return "means.unsupported", []string{"reissue"}
	case accessDenied:
		return "means.denied", []string{"logs"}
	default:
		return "means.any", []string{"name", "install", "policy", "intercepted"}
	}
}
