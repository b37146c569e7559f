package rules

import (
	"slices"
	"strings"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func weakProtocol() Rule {
	return Rule{
		ID: "weak-protocol", Group: "negotiation", Causes: []int{7}, Steps: []string{"16"},
		Severities: []record.Severity{record.Low},
		New:        func(c *Context) Collector { return &weakCollector{table: newTable[weakUse](c)} },
	}
}

// weakCollector gathers sessions that negotiated what is no longer to be used.
type weakCollector struct {
	table table[weakUse]
	sound []string // suites that are not broken; at most maxLearned
}

type weakUse struct{ versions, suites []string }

// Observe keeps finished handshakes with an old version or a broken cipher.
func (w *weakCollector) Observe(a *Attempt) {
	if a.TLS == nil || !a.TLS.Established {
		return
	}
	// RFC 8996 section 2 forbids TLS 1.0 and 1.1, RFC 7568 section 3 SSL 3.0.
	oldVersion := a.TLS.Version != tls12 && a.TLS.Version != tls13 && versionOrder(a.TLS.Version) >= 0
	weakSuite := w.broken(a.TLS.Cipher)
	if !oldVersion && !weakSuite {
		return
	}
	row := w.table.add(a, "")
	if row == nil {
		return
	}
	if oldVersion {
		row.X.versions = addBounded(row.X.versions, a.TLS.Version)
	}
	if weakSuite {
		row.X.suites = addBounded(row.X.suites, a.TLS.Cipher)
	}
}

// broken says whether a suite is broken. Most sessions choose one of a few.
func (w *weakCollector) broken(suite string) bool {
	if slices.Contains(w.sound, suite) {
		return false
	}
	if brokenSuite(suite) {
		return true
	}
	w.sound = addBounded(w.sound, suite)
	return false
}

// brokenSuite says whether a suite must not be used: RC4 (RFC 7465), DES and
// 3DES (RFC 9325 section 4.1), export, no encryption, no authentication.
func brokenSuite(suite string) bool {
	for _, part := range []string{"_RC4_", "_3DES_", "_DES_", "_DES40_", "_EXPORT_", "_NULL_", "_anon_"} {
		if strings.Contains(suite, part) {
			return true
		}
	}
	return false
}

// Conclude gives a finding for each server.
func (w *weakCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range w.table.sorted() {
		what := append(append([]string{}, row.X.versions...), row.X.suites...)
		list = append(list, Conclusion{
			Severity: record.Low, Evidence: record.Proof, Server: at(row.server), Tally: &row.Tally,
			Detail: map[string]any{"versions": row.X.versions, "ciphers": row.X.suites}, Title: "title",
			Explain: []string{"what"}, Remedy: []string{"raise"}, Params: text.Params{"weak": what},
		})
	}
	return list
}
