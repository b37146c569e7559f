package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"edrtap/rules"
	"edrtap/rules/text"
)

func newRules(u *ui) *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "list what edrtap detects",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			l, err := language(lang)
			if err != nil {
				return err
			}
			t := newTable(u.out, "RULE", "GROUP", "CAUSES", "WORST", "TITLE")
			for _, r := range rules.Registry() {
				t.row(r.ID, r.Group, numbers(r.Causes), string(r.Severities[0]), r.Title(l))
			}
			return t.flush()
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "", "en or ja (default: the locale's)")
	return cmd
}

func newExplain(u *ui) *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "explain RULE",
		Short: "say all about one rule",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := language(lang)
			if err != nil {
				return err
			}
			r, ok := rules.Find(args[0])
			if !ok {
				return usageError("'edrtap rules' lists them", "no rule %q", args[0])
			}
			var page strings.Builder
			explain(&page, r, l)
			_, err = io.WriteString(u.out, page.String())
			return err
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "", "en or ja (default: the locale's)")
	return cmd
}

// explain prints what a rule owes its reader; parts that do not apply are
// left out.
func explain(w io.Writer, r rules.Rule, lang text.Lang) {
	words := r.Text()
	because, change := r.Answer()
	fmt.Fprintf(w, "%s: %s\n\n", r.ID, r.Title(lang))
	var severities []string
	for _, s := range r.Severities {
		severities = append(severities, string(s))
	}
	for _, part := range []struct {
		label text.Text
		value string
	}{
		{text.Text{EN: "group", JA: "分類"}, r.Group},
		{text.Text{EN: "causes", JA: "原因番号"}, numbers(r.Causes)},
		{text.Text{EN: "procedure steps", JA: "手順番号"}, strings.Join(r.Steps, ", ")},
		{text.Text{EN: "severity", JA: "重大度"}, strings.Join(severities, ", ")},
		{text.Text{EN: "proof", JA: "確証 (proof)"}, words.Proof.In(lang)},
		{text.Text{EN: "strong", JA: "有力 (strong)"}, words.Strong.In(lang)},
		{text.Text{EN: "hint", JA: "示唆 (hint)"}, words.Hint.In(lang)},
		{text.Text{EN: "needs", JA: "必要な情報"}, words.Needs.In(lang)},
		{text.Text{EN: "stays quiet", JA: "報告しない場合"}, words.Quiet.In(lang)},
		{text.Text{EN: "says", JA: "要旨"}, blanks(because.In(lang))},
		{text.Text{EN: "change", JA: "変更"}, blanks(change.In(lang))},
		{text.Text{EN: "speaks in", JA: "報告する例"}, "pcaps/" + r.Example().Speaks},
		{text.Text{EN: "is quiet in", JA: "報告しない類似例"}, "pcaps/" + r.Example().Quiet},
	} {
		if part.value != "" {
			fmt.Fprintf(w, "%s: %s\n", part.label.In(lang), part.value)
		}
	}
}

// blanks shows a text's parameters as what is filled in: <server>.
func blanks(s string) string { return strings.NewReplacer("{", "<", "}", ">").Replace(s) }

func numbers(list []int) string {
	var words []string
	for _, n := range list {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, ", ")
}
