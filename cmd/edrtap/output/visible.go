package output

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts begin a formula in a spreadsheet; East Asian versions take the
// full-width forms as well.
const formulaStarts = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"

// SafeCell keeps a spreadsheet from running a cell and a terminal from obeying
// it.
func SafeCell(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + Visible(s)
	}
	return Visible(s)
}

// Visible writes characters that would move a terminal's cursor or turn its
// text round as \u and their code, and what is not valid UTF-8 as U+FFFD. It
// allocates only where something has to change.
func Visible(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return isControl(r) || r == utf8.RuneError })
	if i < 0 {
		return s
	}
	b := []byte(s[:i])
	for _, r := range s[i:] {
		if !isControl(r) {
			b = utf8.AppendRune(b, r)
			continue
		}
		b = append(b, '\\', 'u')
		for shift := 12; shift >= 0; shift -= 4 {
			b = append(b, hexDigits[r>>shift&15])
		}
	}
	return string(b)
}

// isControl names C0, DEL and C1, the line and paragraph separators, and the
// bidirectional controls of UAX #9 section 2.
func isControl(r rune) bool {
	switch {
	case r < ' ', 0x7f <= r && r < 0xa0:
		return true
	case r == 0x061c, 0x200e <= r && r <= 0x200f:
		return true
	case 0x2028 <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return true
	}
	return false
}
