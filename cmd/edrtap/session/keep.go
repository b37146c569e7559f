package session

import (
	"slices"

	"edrtap/rules/record"
)

// Keep copies what the next Build over s would change, so that the copy stays
// as it is. Words that sessions share are shared with the copy too.
func Keep(s *record.Session) *record.Session {
	kept := *s
	kept.Notes = slices.Clone(s.Notes)
	if s.TLS != nil {
		tls := *s.TLS
		tls.Alerts = slices.Clone(s.TLS.Alerts)
		kept.TLS = &tls
	}
	return &kept
}
