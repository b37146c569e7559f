package output

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Columns is how many columns of a terminal s takes (UAX #11): wide and
// full-width characters two, combining marks none, others one.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case isWide(r):
		return 2
	}
	return 1
}

func isWide(r rune) bool {
	if r < 0x1100 {
		return false
	}
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}

// Characters that must not begin a line, and that must not end one (JIS X 4051).
const (
	neverFirst = "、。，．・：；？！）」』】〉》〕］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)]}…%"
	neverLast  = "（「『【〈《〔［｛([{"
)

// word is what no line may break.
type word struct {
	text    string
	columns int
	spaced  bool // a space stands before it
}

// words cuts a text where a line may break: at spaces, and on either side of a
// wide character.
func words(s string) []word {
	var list []word
	var current strings.Builder
	spaced, nextSpaced := false, false
	var last rune
	end := func() {
		if current.Len() > 0 {
			list = append(list, word{current.String(), Columns(current.String()), spaced})
			current.Reset()
		}
		spaced, nextSpaced = nextSpaced, false
	}
	for _, r := range s {
		if r == ' ' || r == '\n' {
			nextSpaced = true
			end()
			last = 0
			continue
		}
		breaks := last != 0 && (isWide(r) || isWide(last)) &&
			!strings.ContainsRune(neverFirst, r) && !strings.ContainsRune(neverLast, last)
		if breaks {
			end()
		}
		current.WriteRune(r)
		last = r
	}
	end()
	return list
}

// Wrap lays a text out in lines of at most so many columns. A word that is
// longer stands on a line of its own, whole, so that it can be copied.
func Wrap(s string, limit int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, w := range words(s) {
		gap := 0
		if w.spaced && line.Len() > 0 {
			gap = 1
		}
		if line.Len() > 0 && used+gap+w.columns > limit {
			lines = append(lines, line.String())
			line.Reset()
			used, gap = 0, 0
		}
		line.WriteString(strings.Repeat(" ", gap))
		line.WriteString(w.text)
		used += gap + w.columns
	}
	if line.Len() > 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// Pad fills s up with spaces.
func Pad(s string, to int) string {
	return s + strings.Repeat(" ", max(0, to-Columns(s)))
}
