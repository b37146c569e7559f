package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// texts gives every text of an entry with where it stands.
func texts(id string, e Entry) map[string]Text {
	all := map[string]Text{
		id + " title": e.Title, id + " needs": e.Needs, id + " quiet": e.Quiet,
		id + " proof": e.Proof, id + " strong": e.Strong, id + " hint": e.Hint,
	}
	for key, t := range e.Says {
		all[id+" says "+key] = t
	}
	return all
}

func TestEveryTextIsInEveryLanguage(t *testing.T) {
	for _, id := range Rules() {
		e := For(id)
		for where, words := range texts(id, e) {
			optional := strings.HasSuffix(where, " proof") || strings.HasSuffix(where, " strong") || strings.HasSuffix(where, " hint")
			if words == (Text{}) && optional {
				continue
			}
			if words.EN == "" || words.JA == "" {
				t.Errorf("%s: a language is missing: %+v", where, words)
			}
			if !strings.ContainsFunc(words.JA, func(r rune) bool { return r > 0x3000 }) {
				t.Errorf("%s: not Japanese: %q", where, words.JA)
			}
			if strings.ContainsFunc(words.EN, func(r rune) bool { return r > 0x3000 }) {
				t.Errorf("%s: not English: %q", where, words.EN)
			}
		}
		if e.Proof == (Text{}) && e.Strong == (Text{}) && e.Hint == (Text{}) {
			t.Errorf("%s: no strength of evidence is explained", id)
		}
	}
}

var parameter = regexp.MustCompile(`\{([a-z]+)`)

func parameters(s string) []string {
	var names []string
	for _, m := range parameter.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesNameTheSameParameters(t *testing.T) {
	for _, id := range Rules() {
		for where, words := range texts(id, For(id)) {
			en, ja := parameters(words.EN), parameters(words.JA)
			// English tells one from many where Japanese needs no number.
			for _, name := range ja {
				if !slices.Contains(en, name) {
					t.Errorf("%s: {%s} in Japanese only", where, name)
				}
			}
			for _, name := range en {
				if !slices.Contains(ja, name) {
					t.Errorf("%s: {%s} in English only", where, name)
				}
			}
		}
	}
}

func TestPluralsHaveTwoForms(t *testing.T) {
	plural := regexp.MustCompile(`\{[a-z]+:([^}]*)\}`)
	for _, id := range Rules() {
		for where, words := range texts(id, For(id)) {
			for _, m := range plural.FindAllStringSubmatch(words.EN+words.JA, -1) {
				one, many, found := strings.Cut(m[1], "|")
				if !found || one == "" || many == "" {
					t.Errorf("%s: %q has not two forms", where, m[0])
				}
			}
		}
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		pattern string
		params  Params
		want    string
	}{
		{"plain", nil, "plain"},
		{"{a} and {b}", Params{"a": "x", "b": 2}, "x and 2"},
		{"{n:client|clients}", Params{"n": 1}, "1 client"},
		{"{n:client|clients}", Params{"n": 0}, "0 clients"},
		{"{n:client|clients}", Params{"n": uint64(7)}, "7 clients"},
		{"{absent}", Params{}, "{absent}"},
		{"open {", Params{}, "open {"},
		{"{list}", Params{"list": []string{"a", "b"}}, "a, b"},
		{"{a}", Params{"a": "{b}", "b": "no"}, "{b}"},
	} {
		if got := Fill(c.pattern, c.params); got != c.want {
			t.Errorf("Fill(%q) = %q, want %q", c.pattern, got, c.want)
		}
	}
}

func TestLongListsAreCutAndCounted(t *testing.T) {
	list := make([]string, maxList+3)
	for i := range list {
		list[i] = "x"
	}
	if got := Fill("{l}", Params{"l": list}); !strings.HasSuffix(got, "(+3)") {
		t.Errorf("got %q", got)
	}
}

func TestCleanShowsWhatWouldMislead(t *testing.T) {
	for in, want := range map[string]string{
		"edr.corp.example": "edr.corp.example",
		"a\nb":             `a\u000ab`,
		"\x1b[31mred":      `\u001b[31mred`,
		"evil\u202Egpj":    `evil\u202egpj`,
		"zero\u200Bwidth":  `zero\u200bwidth`,
		"bad\xffbyte":      `bad\xffbyte`,
		"\u2066x\u2069":    `\u2066x\u2069`,
		"日本語":              "日本語",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzCleanLeavesNothingThatControlsATerminal(f *testing.F) {
	f.Add("a\x00\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("Clean(%q) = %q", s, got)
			}
		}
		if again := Clean(got); len(s) < 20 && again != got {
			t.Fatalf("cleaning %q twice gives %q", got, again)
		}
	})
}

func TestParseLang(t *testing.T) {
	for in, want := range map[string]Lang{"ja": Japanese, "ja_JP.UTF-8": Japanese, "en-GB": English, "EN": English} {
		if got, known := ParseLang(in); !known || got != want {
			t.Errorf("ParseLang(%q) = %q, %v", in, got, known)
		}
	}
	if _, known := ParseLang("C.UTF-8"); known {
		t.Error("C is taken for a language")
	}
}

// TestAnswersAreInEveryLanguage holds for the clauses and sentences of the
// short answer as for the catalogue.
func TestAnswersAreInEveryLanguage(t *testing.T) {
	for name, words := range map[string]map[string]Text{"because": because, "change": changes, "ruled out": ruledOut, "wanted": wanted} {
		for key, w := range words {
			if w.EN == "" || !strings.ContainsFunc(w.JA, func(r rune) bool { return r > 0x3000 }) || !slices.Equal(parameters(w.EN), parameters(w.JA)) {
				t.Errorf("%s %s: %q and %q", name, key, w.EN, w.JA)
			}
			if strings.HasSuffix(w.EN, ".") || strings.HasSuffix(w.JA, "。") {
				t.Errorf("%s %s: ends with a full stop", name, key)
			}
		}
	}
	for key := range because {
		rule, _, _ := strings.Cut(key, "/")
		if _, known := entries[rule]; !known {
			t.Errorf("because: no rule %q", rule)
		}
	}
}
