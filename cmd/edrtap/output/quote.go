package output

import (
	"net/netip"
	"time"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendQuoted appends s as a JSON string (RFC 8259 section 7), byte for byte
// as encoding/json does without HTML escaping: what is not valid UTF-8 becomes
// U+FFFD, and U+2028 and U+2029 are escaped because JavaScript before 2019 took
// them for line ends.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := plainLen(s); i < len(s); {
		c := s[i]
		if plain[c] {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[start:i]...)
			b = appendEscaped(b, c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(append(b, s[start:i]...), `\ufffd`...)
			start = i + size
		case r == '\u2028' || r == '\u2029':
			b = append(append(b, s[start:i]...), `\u202`...)
			b = append(b, hexDigits[r&15])
			start = i + size
		}
		i += size
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// plainLen gives how many bytes s begins with that stand for themselves, eight
// at a time: almost every string has no others.
func plainLen(s string) int {
	const each, top = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		w := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		// The top bit of a byte is set where the byte is below ' ', is '"', is '\\',
		// or is not ASCII. Behind such a byte others may be taken for one too.
		quote, slash := w^each*'"', w^each*'\\'
		if ((w-each*' ')&^w|(quote-each)&^quote|(slash-each)&^slash|w)&top != 0 {
			return i
		}
	}
	for i < len(s) && plain[s[i]] {
		i++
	}
	return i
}

// plain holds the bytes that stand for themselves in a JSON string.
var plain = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// appendTime appends t in UTC. RFC 3339 has four digits for the year: other
// years, which no packet and no certificate can hold, go to the nearest.
func appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = contractTime(t).AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}

// contractTime is t as the output shows it.
func contractTime(t time.Time) time.Time {
	t = t.UTC()
	switch year := t.Year(); {
	case year < 0:
		return time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	case year > 9999:
		return time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	}
	return t
}

// appendAddress appends an address. A zone comes from no packet, but may hold
// anything.
func appendAddress(b []byte, a netip.Addr) []byte {
	if a.Zone() != "" {
		return appendQuoted(b, a.String())
	}
	b = append(b, '"')
	if a.IsValid() {
		b = a.AppendTo(b)
	}
	return append(b, '"')
}
