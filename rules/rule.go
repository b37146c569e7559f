package rules

import (
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// Rule is what is fixed about one rule. Its words are in the catalogue
// (rules/text), under the same id.
type Rule struct {
	ID         string
	Group      string            // as in the list of rules: negotiation, trust, certificate, ...
	Causes     []int             // numbers of the vendor's list of causes, 1 to 12, that it serves
	Steps      []string          // numbers of the vendor's procedure steps that it serves
	Severities []record.Severity // that it can give, worst first
	New        func(*Context) Collector
}

// Text gives the rule's words.
func (r Rule) Text() text.Entry { return text.For(r.ID) }

// Title is the rule's name in one line.
func (r Rule) Title(lang text.Lang) string { return r.Text().Title.In(lang) }

// Collector gathers, for one rule, what sessions show. It keeps no reference
// to what Observe is given, strings excepted, and bounds what it keeps.
type Collector interface {
	Observe(*Attempt)
	Conclude() []Conclusion
}

// Conclusion is what a rule says about one subject, before it is put in words.
type Conclusion struct {
	Severity record.Severity
	Evidence record.Evidence
	Causes   []int            // nil: those of the rule
	Server   *record.Endpoint // nil where the subject is no server
	Tally    *Tally           // whom it concerns; nil where no session is named
	Names    []string
	Detail   map[string]any
	Title    string      // key of the catalogue
	Explain  []string    // keys of the catalogue, in order
	Remedy   []string    // keys of the catalogue, in order
	Params   text.Params // what the texts name, beyond the common ones
}

// Find gives the rule with an id.
func Find(id string) (Rule, bool) {
	for _, r := range Registry() {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
