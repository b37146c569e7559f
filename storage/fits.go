package storage

import "edrtap/rules/record"

// FitsSession gives a test for all that q asks of a session but Rule, Finding,
// After and Limit, so that others can answer a query as a store does. The test
// belongs to one goroutine, as those of the other kinds of record.
func (q Query) FitsSession() func(*record.Session) bool {
	f := newFilter(q)
	return f.session
}

// FitsFinding gives a test for all that q asks of a finding but After and Limit.
func (q Query) FitsFinding(run string) func(*record.Finding) bool {
	f := newFilter(q)
	return func(n *record.Finding) bool { return f.finding(run, n) }
}

// FitsDiagnosis gives a test for all that q asks of a diagnosis but Limit.
func (q Query) FitsDiagnosis(run string) func(*record.Diagnosis) bool {
	f := newFilter(q)
	return func(d *record.Diagnosis) bool { return f.diagnosis(run, d) }
}

// FitsRate gives a test for all that q asks of a rate but After and Limit.
func (q Query) FitsRate(run string) func(*record.Rate) bool {
	f := newFilter(q)
	return func(r *record.Rate) bool {
		return (f.Run == "" || f.Run == run) && inTime(&f.Query, r.Second) && f.server(r.Server)
	}
}
