package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"edrtap/rules/record"
)

// identify gives findings, in their final order, their ids: the same for the
// same rule, server, names and certificate in every run, so that a finding can
// be pointed at and found again when more is known of it. Those that cannot be
// told apart so are numbered.
func identify(findings []record.Finding) {
	seen := make(map[string]int)
	for i := range findings {
		f := &findings[i]
		names := slices.Sorted(slices.Values(f.Names))
		subject := fmt.Sprintf("%q %v %q %v", f.Rule, f.Server, names, f.Detail["certificate_sha256"])
		seen[subject]++
		if n := seen[subject]; n > 1 {
			subject = fmt.Sprintf("%s %d", subject, n)
		}
		sum := sha256.Sum256([]byte(subject))
		f.ID = hex.EncodeToString(sum[:8])
	}
}
