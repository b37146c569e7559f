package storage

import (
	"context"

	"edrtap/rules/record"
)

// ofFindings looks up the sessions that findings list.
func (c *sessionScan) ofFindings(ctx context.Context) error {
	f := c.filter
	f.ids = make(map[string]bool)
	q := Query{Rule: f.Rule, Finding: f.Finding, Run: f.Run, Since: f.Since, Until: f.Until}
	for finding, err := range c.store.Findings(ctx, q) {
		if err != nil {
			if err := c.out(record.Session{}, err); err != nil {
				return err
			}
			continue
		}
		for _, id := range finding.Sessions {
			f.ids[id] = true
		}
	}
	if len(f.ids) == 0 {
		return ctx.Err()
	}
	return c.ofIndex(ctx)
}
