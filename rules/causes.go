package rules

import (
	"cmp"
	"slices"

	"edrtap/rules/record"
)

// found is a finding with whom it concerns and what it comes down to.
type found struct {
	record.Finding
	tally   *Tally
	group   string
	order   int // of the rule in the order of causes
	because string
	change  *record.Remedy
}

// blocks says whether a finding is of what keeps clients away.
func (f *found) blocks() bool { return severityRank(f.Severity) <= severityRank(record.Medium) }

// groupOrder is the order of causes: what comes first explains what comes
// later, as a connection that is not there shows no certificate.
var groupOrder = []string{"path", "proxy", "interception", "negotiation", "certificate", "trust", "rate", "fleet"}

// rankCauses gives a client's causes, likeliest first, each with what follows
// from it. Without a client they are those of an appliance.
func rankCauses(list []*found, client uint32) []record.DiagnosedCause {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *found) int {
		return cmp.Or(
			cmp.Compare(order(!a.blocks()), order(!b.blocks())),
			cmp.Compare(evidenceRank(a.Evidence), evidenceRank(b.Evidence)),
			cmp.Compare(broad(a), broad(b)),
			cmp.Compare(b.tally.clients.of(client), a.tally.clients.of(client)),
			cmp.Compare(slices.Index(groupOrder, a.group), slices.Index(groupOrder, b.group)),
			cmp.Compare(a.order, b.order),
		)
	})
	var roots []record.DiagnosedCause
	var rooted []*found
	for _, f := range list {
		if !slices.ContainsFunc(list, func(reason *found) bool { return f.followsFrom(reason, client) }) {
			roots, rooted = addRoot(roots, rooted, f)
		}
	}
	for _, f := range list {
		for i, reason := range rooted {
			if f.followsFrom(reason, client) && f.Rule != roots[i].Rule {
				roots[i].Follows = addBounded(roots[i].Follows, f.Rule)
				break
			}
		}
	}
	return roots
}

func addRoot(roots []record.DiagnosedCause, rooted []*found, f *found) ([]record.DiagnosedCause, []*found) {
	if slices.ContainsFunc(roots, func(c record.DiagnosedCause) bool { return c.Rule == f.Rule }) {
		return roots, rooted // the same at another server, or of another certificate: the first says enough
	}
	cause := record.DiagnosedCause{Rule: f.Rule, Evidence: f.Evidence, Because: f.because, Remedy: f.change}
	if len(f.Causes) == 1 { // of several, the wire does not tell which
		cause.Cause = f.Causes[0]
	} else {
		cause.Alike = slices.Clone(f.Causes)
	}
	return append(roots, cause), append(rooted, f)
}

// broad puts causes that a single number of the vendor's list names first.
func broad(f *found) int { return order(len(f.Causes) != 1) }

func order(last bool) int {
	if last {
		return 1
	}
	return 0
}
