// Package text holds the words of every rule in every language, and the few
// functions that put values into them. Rule ids, field names and enumerations
// are never translated.
package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang is a language of explanations.
type Lang string

// The languages.
const (
	English  Lang = "en"
	Japanese Lang = "ja"
)

// Langs gives every language.
func Langs() []Lang { return []Lang{English, Japanese} }

// ParseLang reads a language as a flag or a locale gives it ("ja",
// "ja_JP.UTF-8"). The second result is false where it is none of ours.
func ParseLang(s string) (Lang, bool) {
	tag, _, _ := strings.Cut(s, ".")
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	switch strings.ToLower(tag) {
	case "en":
		return English, true
	case "ja":
		return Japanese, true
	}
	return English, false
}

// Gap is what stands between two sentences.
func Gap(l Lang) string {
	if l == Japanese {
		return ""
	}
	return " "
}

// Text is one text in every language. {name} stands for a parameter's value;
// {name:one|many} for its number and the word that fits the number.
type Text struct{ EN, JA string }

// In gives the text in one language.
func (t Text) In(l Lang) string {
	if l == Japanese {
		return t.JA
	}
	return t.EN
}

// Entry is all words of one rule.
type Entry struct {
	Title  Text // the rule's name, one line
	Proof  Text // when its evidence is proof; empty where it never is
	Strong Text // when its evidence is strong; empty where it never is
	Hint   Text // when its evidence is a hint; empty where it never is
	Needs  Text // what it needs from the inventory
	Quiet  Text // when it stays quiet
	Says   map[string]Text
}

// Params are the values that texts name.
type Params map[string]any

// Say gives one of the entry's texts with its values. A key that is not there
// gives the key itself, so that a report is never empty.
func (e Entry) Say(l Lang, key string, p Params) string {
	t, known := e.Says[key]
	if !known {
		return key
	}
	return Fill(t.In(l), p)
}

// Fill puts values into a pattern. A parameter without a value stays as it is
// written. Text values are cleaned.
func Fill(pattern string, p Params) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String()
		}
		b.WriteString(value(inside, p))
		pattern = after
	}
}

func value(inside string, p Params) string {
	name, forms, plural := strings.Cut(inside, ":")
	v, known := p[name]
	if !known {
		return "{" + inside + "}"
	}
	if !plural {
		return show(v)
	}
	one, many, _ := strings.Cut(forms, "|")
	if fmt.Sprint(v) == "1" {
		return "1 " + one
	}
	return fmt.Sprint(v) + " " + many
}

func show(v any) string {
	switch v := v.(type) {
	case string:
		return Clean(v)
	case []string:
		cleaned := make([]string, 0, min(len(v), maxList))
		for _, s := range v[:min(len(v), maxList)] {
			cleaned = append(cleaned, Clean(s))
		}
		list := strings.Join(cleaned, ", ")
		if more := len(v) - len(cleaned); more > 0 {
			list += fmt.Sprintf(", … (+%d)", more)
		}
		return list
	default:
		return Clean(fmt.Sprint(v))
	}
}

const (
	maxList  = 12  // values of a list that a text shows
	maxValue = 300 // runes of one value that a text shows
)

// Clean makes text from the wire fit to be shown: control characters, format
// characters (bidirectional overrides and isolates among them, Unicode
// Standard Annex 9) and bytes that are not UTF-8 become visible escapes, and
// what is too long is cut.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	runes := 0
	for i, r := range s {
		if runes++; runes > maxValue {
			b.WriteString("…")
			break
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r != ' ' && (unicode.IsControl(r) || !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zs, r)):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func plain(s string) bool {
	if len(s) > maxValue {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
