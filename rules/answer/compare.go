package answer

import (
	"cmp"
	"net/netip"
	"slices"

	"edrtap/rules/record"
)

// Kind is what became of a client between two analyses.
type Kind string

// The kinds, in the order in which people are shown them.
const (
	Cured  Kind = "cured"  // failed or was silent before, and is well after
	New    Kind = "new"    // fails or is silent after, and did not before
	Stayed Kind = "stayed" // fails or is silent in both
	Unseen Kind = "unseen" // failed or was silent before, and after is not seen well enough to tell
	Well   Kind = "well"   // communicates after, and was in no trouble before
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Cured, New, Stayed, Unseen, Well} }

// Difference is one client before and after. A side on which the client was
// not seen is nil.
type Difference struct {
	Client string
	Kind   Kind
	Before *record.Diagnosis
	After  *record.Diagnosis
}

// Compare tells what became of every client, by address. Of a client that
// stands in one list twice the last diagnosis counts. Clients of which neither
// side says how they fare are left out. The lists must not be changed as long
// as the result is in use.
func Compare(before, after []record.Diagnosis) []Difference {
	sides := [2]map[string]*record.Diagnosis{clientsOf(before), clientsOf(after)}
	var list []Difference
	for client, d := range sides[0] {
		list = append(list, Difference{Client: client, Before: d, After: sides[1][client]})
	}
	for client, d := range sides[1] {
		if sides[0][client] == nil {
			list = append(list, Difference{Client: client, After: d})
		}
	}
	list = slices.DeleteFunc(list, func(d Difference) bool { return d.kind() == "" })
	for i := range list {
		list[i].Kind = list[i].kind()
	}
	slices.SortFunc(list, func(a, b Difference) int {
		x, _ := netip.ParseAddr(a.Client)
		y, _ := netip.ParseAddr(b.Client)
		return cmp.Or(x.Compare(y), cmp.Compare(a.Client, b.Client))
	})
	return list
}

func clientsOf(list []record.Diagnosis) map[string]*record.Diagnosis {
	clients := make(map[string]*record.Diagnosis)
	for i := range list {
		if list[i].Subject == "client" {
			clients[list[i].Client] = &list[i]
		}
	}
	return clients
}

func (d *Difference) kind() Kind {
	was, is := troubled(d.Before), troubled(d.After)
	switch {
	case was && is:
		return Stayed
	case is:
		return New
	case fine(d.After) && was:
		return Cured
	case fine(d.After):
		return Well
	case was:
		return Unseen
	}
	return ""
}

func troubled(d *record.Diagnosis) bool {
	return d != nil && (d.State == "failing" || d.State == "silent")
}

func fine(d *record.Diagnosis) bool {
	return d != nil && (d.State == "communicating" || d.State == "enrolled")
}
