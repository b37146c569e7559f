package main

import (
	"slices"
	"strings"
	"testing"

	"edrtap/pcaps/truth"
	"edrtap/rules"
	"edrtap/rules/text"
)

// TestEveryRuleHasACaptureThatMakesItSpeakAndOneThatMustNot holds every rule to
// the truths of the captures that `explain` names. That edrtap agrees with the
// truths is held elsewhere.
func TestEveryRuleHasACaptureThatMakesItSpeakAndOneThatMustNot(t *testing.T) {
	truths := make(map[string]truth.Truth)
	for _, c := range loadCases(t) {
		truths[c.Case] = c.Truth
	}
	for _, r := range rules.Registry() {
		e := r.Example()
		speaks, known := truths[e.Speaks]
		if !known || !slices.ContainsFunc(speaks.Findings.Must, func(f truth.Finding) bool { return f.Rule == r.ID }) {
			t.Errorf("%s: nothing of the kind must be found in %q", r.ID, e.Speaks)
		}
		quiet, known := truths[e.Quiet]
		if !known || !slices.Contains(quiet.Findings.MustNot, r.ID) {
			t.Errorf("%s: it may speak in %q", r.ID, e.Quiet)
		}
		if e.Speaks == e.Quiet {
			t.Errorf("%s: one capture for both", r.ID)
		}
	}
}

// TestExplainSaysAllOfEveryRule holds the pages to what every rule owes.
func TestExplainSaysAllOfEveryRule(t *testing.T) {
	for _, r := range rules.Registry() {
		for _, lang := range text.Langs() {
			page := string(call(nil, "explain", "--lang", string(lang), r.ID).stdout)
			words := r.Text()
			for _, part := range []string{
				r.ID, r.Title(lang), r.Group, string(r.Severities[0]), words.Proof.In(lang), words.Strong.In(lang), words.Hint.In(lang),
				words.Needs.In(lang), words.Quiet.In(lang), "pcaps/" + r.Example().Speaks, "pcaps/" + r.Example().Quiet,
			} {
				if !strings.Contains(page, part) {
					t.Errorf("%s in %s: no %q in\n%s", r.ID, lang, part, page)
				}
			}
		}
	}
}
