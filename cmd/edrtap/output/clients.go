package output

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// indentGroup is where the lines below a group begin.
const indentGroup = 6

// clientGroup is what clients have in common in the table of clients.
type clientGroup struct {
	key     string
	first   *record.Diagnosis
	members []string
	follows [][]string // for each cause, what follows from it for any member
}

// clientTable has one row for all clients of the same state and causes: who,
// why, what follows, what to change, what is excluded, what would settle more.
func (t *textWriter) clientTable() {
	if len(t.diagnoses) == 0 {
		return
	}
	t.heading(headClients)
	for _, g := range t.clientGroups() {
		d := g.first
		t.style(StateStyle(d.State))
		who := "appliance"
		if d.Subject == "client" {
			who = fmt.Sprintf("%d: %s", len(g.members), t.addresses(g.members, len(g.members)))
		}
		if d.Appliance != "" {
			who += " → " + d.Appliance
		}
		if d.Inferred {
			who += " " + saysInferred.In(t.options.Lang)
		}
		t.hanging(2, Pad(d.State, 15), who)
		t.style(Plain)
		if d.Subject == "client" {
			t.groupDetails(g)
		} else if len(d.Causes) > 0 {
			t.wrapped(indentGroup, strings.Join(causeRules(d), ", "))
		}
	}
}

// clientGroups puts together who has everything in common but the address.
func (t *textWriter) clientGroups() []*clientGroup {
	var groups []*clientGroup
	known := map[string]*clientGroup{}
	for i := range t.diagnoses {
		d := &t.diagnoses[i]
		key := groupKey(d)
		g := known[key]
		if g == nil {
			g = &clientGroup{key: key, first: d, follows: make([][]string, len(d.Causes))}
			known[key] = g
			groups = append(groups, g)
		}
		g.members = append(g.members, d.Client)
		for j, c := range d.Causes {
			for _, rule := range c.Follows {
				if !slices.Contains(g.follows[j], rule) {
					g.follows[j] = append(g.follows[j], rule)
				}
			}
		}
	}
	slices.SortStableFunc(groups, func(a, b *clientGroup) int {
		return cmp.Or(cmp.Compare(slices.Index(States(), a.first.State), slices.Index(States(), b.first.State)),
			cmp.Compare(b.first.Subject, a.first.Subject), cmp.Compare(a.first.Appliance, b.first.Appliance),
			cmp.Compare(len(b.members), len(a.members)), cmp.Compare(a.key, b.key))
	})
	return groups
}

func groupKey(d *record.Diagnosis) string {
	parts := []string{d.Subject, d.Appliance, d.State}
	for _, c := range d.Causes {
		parts = append(parts, c.Rule, string(c.Evidence), c.Because)
	}
	if d.State == "failing" || d.State == "silent" {
		for _, x := range d.RuledOut {
			parts = append(parts, x.By)
		}
	}
	return strings.Join(parts, "\x00")
}

func causeRules(d *record.Diagnosis) []string {
	var rules []string
	for _, c := range d.Causes {
		rules = append(rules, c.Rule)
	}
	return rules
}

// groupDetails are the lines below a group's members.
func (t *textWriter) groupDetails(g *clientGroup) {
	d, lang := g.first, t.options.Lang
	for i, c := range d.Causes {
		line := c.Because
		name := fmt.Sprintf("(%s, %s%s)", c.Rule, c.Evidence, causeNumbers(&c))
		if line == "" {
			line = name
		} else {
			line += " " + name
		}
		if len(d.Causes) > 1 {
			line = fmt.Sprintf("%d. %s", i+1, line)
		}
		t.wrapped(indentGroup, line)
		if len(g.follows[i]) > 0 {
			t.wrapped(indentGroup+2, text.Fill(saysSo.In(lang), text.Params{"rules": g.follows[i]}))
		}
		if c.Remedy != nil {
			t.wrapped(indentGroup+2, "→ "+c.Remedy.Text)
		}
	}
	if d.State == "communicating" || d.State == "enrolled" {
		return
	}
	var out []string
	for _, x := range d.RuledOut {
		out = append(out, x.Text)
	}
	if len(out) > 0 {
		t.wrapped(indentGroup, saysRuledOut.In(lang)+strings.Join(out, saysListGap.In(lang)))
	}
	var more []string
	for _, x := range d.Wanted {
		more = append(more, x.Text)
	}
	if len(more) > 0 {
		t.wrapped(indentGroup, saysWanted.In(lang)+strings.Join(more, saysListGap.In(lang)))
	}
}

// causeNumbers are those of the vendor's article, as far as the wire tells.
func causeNumbers(c *record.DiagnosedCause) string {
	switch {
	case c.Cause != 0:
		return fmt.Sprintf(", %d", c.Cause)
	case len(c.Alike) > 0:
		return ", " + strings.Trim(strings.ReplaceAll(fmt.Sprint(c.Alike), " ", "/"), "[]")
	}
	return ""
}
