package output

import (
	"fmt"
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// explained says whether another finding explains this one, under which it
// then hangs.
func explained(f *record.Finding) bool { return len(explainedBy(f)) > 0 }

// explainedBy gives the rules that explain a finding, whether it comes from the
// rules or out of a store.
func explainedBy(f *record.Finding) []string {
	switch by := f.Detail["explained_by"].(type) {
	case []string:
		return by
	case []any:
		var list []string
		for _, rule := range by {
			list = append(list, fmt.Sprint(rule))
		}
		return list
	}
	return nil
}

// consequences lists below a finding those that follow from it.
func (t *textWriter) consequences(root *record.Finding) {
	first := true
	for i := range t.findings {
		f := &t.findings[i]
		if !slices.Contains(explainedBy(f), root.Rule) || t.rootOf(f) != root {
			continue
		}
		if first {
			t.say(2, saysFollows, nil)
			first = false
		}
		t.hanging(4, "- ", fmt.Sprintf("%s: %s", f.Rule, text.Fill(saysCounts.In(t.options.Lang), text.Params{
			"clients": f.ClientCount, "sessions": f.SessionCount,
		})))
	}
}

// rootOf gives the finding below which an explained one hangs: the first that
// explains it and is itself not explained.
func (t *textWriter) rootOf(f *record.Finding) *record.Finding {
	by := explainedBy(f)
	for i := range t.findings {
		root := &t.findings[i]
		if slices.Contains(by, root.Rule) && !explained(root) && (root.Server == nil || f.Server == nil || *root.Server == *f.Server) {
			return root
		}
	}
	return nil
}
