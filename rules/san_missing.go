package rules

import (
	"strconv"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

func sanMissing() Rule {
	return Rule{
		ID: "san-missing", Group: "certificate", Causes: []int{9}, Steps: []string{"4"},
		Severities: []record.Severity{record.Critical, record.High, record.Low, record.Info},
		New: func(c *Context) Collector {
			missing := func(a *Attempt) bool { return !a.Leaf.HasSAN }
			return newLeafRule(c, missing, saySANMissing)
		},
	}
}

func saySANMissing(r *row[shown]) (Conclusion, bool) {
	harmless := record.Low
	if r.X.role == inventory.Manager {
		harmless = record.Info // the manager's own certificate has a name rule of its own
	}
	explain := []string{"what"}
	if r.X.role == inventory.Appliance && atLeast(r.X.version, 4, 6) {
		harmless = record.High
		explain = append(explain, "required")
	} else {
		explain = append(explain, "version")
	}
	return Conclusion{
		Severity: r.X.severity(harmless), Evidence: record.Proof,
		Title: "title", Explain: append(explain, r.X.reaction()), Remedy: []string{"reissue"},
		Params: map[string]any{"version": r.X.version},
	}, true
}

// atLeast compares a product version with major.minor; false where it is not
// known.
func atLeast(version string, major, minor int) bool {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	x, errX := strconv.Atoi(first)
	y, errY := strconv.Atoi(second)
	if errX != nil {
		return false
	}
	if errY != nil {
		y = 0
	}
	return x > major || x == major && y >= minor
}
