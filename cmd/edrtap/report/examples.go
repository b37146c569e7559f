package report

import (
	"strings"

	"edrtap/cmd/edrtap/session"
	"edrtap/rules/record"
)

// examples keeps a few sessions of every kind, of which findings name some:
// which ones is known only after the last session.
type examples struct {
	count map[kind]int
	kept  map[string]*record.Session // by id
}

// kind is what sessions have in common that look alike on a page.
type kind struct {
	server  record.Endpoint
	outcome record.Outcome
	stage   record.Stage
	name    string
	version string
}

const (
	perKind  = 3
	maxKinds = 4000
)

func newExamples() examples {
	return examples{count: make(map[kind]int), kept: make(map[string]*record.Session)}
}

func (e *examples) add(s *record.Session) {
	k := kind{server: s.Server, outcome: s.Outcome, stage: s.Stage, name: calledAs(s)}
	if s.TLS != nil {
		k.version = s.TLS.Version
	}
	n, known := e.count[k]
	if n >= perKind || !known && len(e.count) >= maxKinds {
		return
	}
	k.name = strings.Clone(k.name)
	e.count[k] = n + 1
	e.kept[s.ID] = session.Keep(s)
}

// find gives the kept session that tells most of those that the list names.
func (e *examples) find(ids []string) *record.Session {
	var found *record.Session
	for _, id := range ids {
		if s := e.kept[id]; s != nil && (found == nil || telling(s) > telling(found)) {
			found = s
		}
	}
	return found
}

// telling ranks sessions: those that failed and say why, those that failed,
// the others.
func telling(s *record.Session) int {
	switch {
	case s.Outcome == record.ServerAlert, s.Outcome == record.ClientAlert, s.Outcome == record.ProxyRefused:
		return 2
	case isFailure(s.Outcome):
		return 1
	}
	return 0
}
