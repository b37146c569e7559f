package rules

import (
	"net/netip"
	"testing"

	"edrtap/rules/record"
)

func TestFindingsKeepTheirIDs(t *testing.T) {
	server := record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}
	finding := func(rule string, at *record.Endpoint, clients int, names ...string) record.Finding {
		return record.Finding{Rule: rule, Server: at, Names: names, ClientCount: clients}
	}
	first := []record.Finding{
		finding("a", &server, 1, "x", "y"), finding("a", nil, 1), finding("b", &server, 1, "x", "y"), finding("a", &server, 1, "y"), finding("a", nil, 1),
	}
	identify(first)
	seen := map[string]int{}
	for i, f := range first {
		if other, known := seen[f.ID]; known || len(f.ID) != 16 {
			t.Errorf("findings %d and %d: %q", other, i, f.ID)
		}
		seen[f.ID] = i
	}
	elsewhere := server // the same server, not the same pointer
	later := []record.Finding{finding("a", &elsewhere, 9, "y", "x")}
	if identify(later); later[0].ID != first[0].ID {
		t.Errorf("%s, later %s", first[0].ID, later[0].ID)
	}
}
