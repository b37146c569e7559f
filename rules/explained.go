package rules

import (
	"slices"

	"edrtap/rules/record"
)

// reasons are, for each rule that says how clients fail, the rules that may say
// why they fail in that way.
var reasons = map[string][]string{
	"client-rejects-certificate": aboutTrust,
	"silent-rejection":           aboutTrust,
	"handshake-failed":           slices.Concat(aboutTrust, aboutPath, []string{"client-certificate-refused"}),
	"no-server-hello":            aboutPath,
}

var (
	aboutTrust = []string{
		"name-mismatch", "manager-name-mismatch", "san-missing", "certificate-expired", "certificate-not-yet-valid",
		"certificate-self-signed", "certificate-weak", "certificate-changed", "chain-incomplete", "interception", "intercepting-issuer",
		"clock-skew",
	}
	aboutPath = []string{"path-mtu-blackhole", "reset-injected", "edr-overloaded"}
)

// found is a finding with whom it concerns.
type found struct {
	record.Finding
	tally *Tally
}

// explain marks the findings all of whose clients other findings explain: it
// names those in detail.explained_by.
func explain(all []found) {
	strong := make(map[record.Endpoint][]*found) // those that may be a reason, by server: there may be thousands
	for i := range all {
		if f := &all[i]; f.tally != nil && f.Server != nil && f.Evidence != record.Hint && severityRank(f.Severity) <= severityRank(record.Medium) {
			strong[*f.Server] = append(strong[*f.Server], f)
		}
	}
	for i := range all {
		symptom := &all[i]
		if reasons[symptom.Rule] == nil || symptom.tally == nil || symptom.Server == nil {
			continue
		}
		if by := explanations(symptom, strong[*symptom.Server]); len(by) > 0 {
			if symptom.Detail == nil {
				symptom.Detail = make(map[string]any)
			}
			symptom.Detail["explained_by"] = by
		}
	}
}

// explanations gives the rules that together explain every client of a
// symptom; none where a client is left over. A reason must itself be one that
// keeps clients away, and no mere hint: strong are those at the same server.
func explanations(symptom *found, strong []*found) []string {
	var by []string
	for client := range symptom.tally.clients {
		covered := false
		for _, reason := range strong {
			if !slices.Contains(reasons[symptom.Rule], reason.Rule) {
				continue
			}
			if _, named := reason.tally.clients[client]; named {
				covered = true
				if !slices.Contains(by, reason.Rule) {
					by = append(by, reason.Rule)
				}
			}
		}
		if !covered {
			return nil
		}
	}
	slices.Sort(by)
	return by
}

// isExplained is 1 for findings that others explain, so that they come behind.
func isExplained(f *record.Finding) int {
	if _, explained := f.Detail["explained_by"]; explained {
		return 1
	}
	return 0
}
