// Package answer puts all diagnoses of a run into the few lines that a user
// wants: how many clients cannot enrol and where, for which reasons, and what
// to change for each.
package answer

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// Limits of what is said: the rest is counted.
const (
	maxAppliances = 5
	maxReasons    = 8
	maxClause     = 300 // runes
)

// Lines gives the answer, one sentence or a few to the line, the first being
// the verdict. It is never empty. The words depend on the diagnoses alone.
func Lines(diagnoses []record.Diagnosis, lang text.Lang) []string {
	a := gather(diagnoses)
	say := func(t text.Text, p text.Params) string { return text.Fill(t.In(lang), p) }
	if a.clients == 0 {
		return []string{say(nobody, nil)}
	}
	var lines []string
	if a.failing == 0 && a.silent == nil {
		return []string{say(a.wellText(), text.Params{"well": a.well, "total": a.clients, "appliances": a.names})}
	}
	for i, x := range a.appliances {
		if i == maxAppliances {
			lines = append(lines, say(moreAppliances, text.Params{"count": len(a.appliances) - i}))
			break
		}
		lines = append(lines, say(verdictText(x.inferred), text.Params{"failing": x.failing, "total": x.total, "appliance": x.name}))
		lines = append(lines, reasons(x.reasons, lang, because)...)
	}
	if a.failing == 0 {
		lines = append(lines, say(noneFail, text.Params{"well": a.well, "total": a.clients}))
	}
	return append(lines, reasons(a.silent, lang, silentBecause)...)
}

// reason is what clients of one appliance have in common.
type reason struct {
	key     string
	cause   *record.DiagnosedCause // nil where nothing is known
	clients int
}

// reasons gives a line for each, those of most clients first.
func reasons(list []*reason, lang text.Lang, words map[record.Evidence]text.Text) []string {
	slices.SortStableFunc(list, func(a, b *reason) int {
		return cmp.Or(cmp.Compare(b.clients, a.clients), cmp.Compare(a.key, b.key))
	})
	var lines []string
	rest := 0
	for i, r := range list {
		if i >= maxReasons {
			rest += r.clients
			continue
		}
		if r.cause == nil || r.cause.Because == "" {
			lines = append(lines, text.Fill(words[""].In(lang), text.Params{"count": r.clients}))
			continue
		}
		line := text.Fill(words[r.cause.Evidence].In(lang), text.Params{"count": r.clients}) + cut(r.cause.Because)
		if c := r.cause.Remedy; c != nil {
			line += colon.In(lang) + cut(c.Text)
		}
		lines = append(lines, line+stop.In(lang))
	}
	if rest > 0 {
		lines = append(lines, text.Fill(moreReasons.In(lang), text.Params{"count": rest}))
	}
	return lines
}

// cut keeps a clause that holds text of the wire from filling the screen.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= maxClause {
		return s
	}
	return string([]rune(s)[:maxClause]) + "…"
}

// gathered is all diagnoses counted.
type gathered struct {
	clients, failing, well int
	appliances             []*appliance // with clients that fail, worst first
	names                  []string     // of all appliances
	silent                 []*reason
}

type appliance struct {
	name           string
	inferred       bool
	total, failing int
	reasons        []*reason
}

func gather(diagnoses []record.Diagnosis) *gathered {
	g := &gathered{}
	known := make(map[string]*appliance)
	for i := range diagnoses {
		d := &diagnoses[i]
		if d.Subject != "client" {
			g.names = append(g.names, d.Appliance)
			continue
		}
		g.clients++
		x := known[d.Appliance]
		if x == nil {
			x = &appliance{name: d.Appliance, inferred: d.Inferred}
			known[d.Appliance] = x
			g.appliances = append(g.appliances, x)
		}
		x.total++
		switch d.State {
		case "failing":
			g.failing++
			x.failing++
			x.reasons = count(x.reasons, d)
		case "silent":
			g.silent = count(g.silent, d)
		case "enrolled", "communicating":
			g.well++
		}
	}
	g.appliances = slices.DeleteFunc(g.appliances, func(x *appliance) bool { return x.failing == 0 })
	slices.SortStableFunc(g.appliances, func(a, b *appliance) int {
		return cmp.Or(cmp.Compare(b.failing, a.failing), cmp.Compare(a.name, b.name))
	})
	return g
}

func count(list []*reason, d *record.Diagnosis) []*reason {
	var cause *record.DiagnosedCause
	key := ""
	if len(d.Causes) > 0 {
		cause = &d.Causes[0]
		key = cause.Rule + "\x00" + cause.Because
	}
	for _, r := range list {
		if r.key == key {
			r.clients++
			return list
		}
	}
	return append(list, &reason{key: key, cause: cause, clients: 1})
}

func (g *gathered) wellText() text.Text {
	switch {
	case g.well == 0:
		return undecided
	case len(g.names) == 0 || len(g.names) > maxAppliances:
		return wellSomewhere
	}
	return well
}

func verdictText(inferred bool) text.Text {
	if inferred {
		return cannotInferred
	}
	return cannot
}
