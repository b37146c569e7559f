package pipeline

import (
	"slices"

	"edrtap/rules/record"
)

// memory knows which certificates each server showed last, by the name that
// was asked for. A session that is resumed shows none (RFC 5246 section 7.3,
// RFC 8446 section 2.2); it is given what is remembered, and told so. Sessions
// come in the one order of the collector, so that what is remembered does not
// depend on the number of workers.
type memory struct {
	shown map[shownBy][]record.Certificate // as remembered: marked
	last  map[*record.Certificate][]record.Certificate
}

// shownBy is who showed certificates.
type shownBy struct {
	server record.Endpoint
	name   string
}

// memoryLimit bounds each table; a full one is begun anew.
const memoryLimit = 4096

func newMemory() memory {
	return memory{shown: make(map[shownBy][]record.Certificate), last: make(map[*record.Certificate][]record.Certificate)}
}

// session remembers what a session shows, or fills in what it does not show.
func (m *memory) session(s *record.Session) {
	t := s.TLS
	if t == nil {
		return
	}
	by := shownBy{s.Server, t.SNI}
	switch {
	case len(t.Certificates) > 0:
		m.remember(by, t.Certificates)
	case t.Resumed != nil && *t.Resumed:
		t.Certificates = m.shown[by]
	}
}

func (m *memory) remember(by shownBy, list []record.Certificate) {
	if len(m.shown) >= memoryLimit {
		clear(m.shown)
	}
	m.shown[by] = m.marked(list)
}

// marked gives the list as a remembered one. Sessions share their lists, so
// each is copied once.
func (m *memory) marked(list []record.Certificate) []record.Certificate {
	if known, ok := m.last[&list[0]]; ok && len(known) == len(list) {
		return known
	}
	if len(m.last) >= memoryLimit {
		clear(m.last)
	}
	known := slices.Clone(list)
	for i := range known {
		known[i].Remembered = true
	}
	m.last[&list[0]] = known
	return known
}
