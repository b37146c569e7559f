package scrub

import (
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// names replaces the labels of names, each by one of the same length. Letters
// keep their case, so that names which are the same but for it stay so;
// hyphens and what says what a host is for stay too.
type names struct {
	labels map[string]string // by the label in lower case
	used   map[string]bool   // what was made
	next   map[int]int       // by length: how many were tried
	keep   []string
}

// letters are what new labels are made of. Without vowels they are no words.
const (
	letters = "bcdfghjkmnpqrstvwxz"
	digits  = "0123456789"
)

// maxTries is after how many labels that are taken one is given out twice.
const maxTries = 10_000

func (n *names) label(old string) string {
	lower := asciiLower(old)
	made, ok := n.labels[lower]
	if !ok {
		free := freeOf(lower)
		for range maxTries {
			made = fill(lower, free, n.next[len(old)])
			n.next[len(old)]++
			if !n.used[made] && made != lower {
				break
			}
		}
		n.labels[lower], n.used[made] = made, true
	}
	b := []byte(made)
	for i := range b {
		if c := old[i]; 'A' <= c && c <= 'Z' && 'a' <= b[i] && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

// roles are words in the names of hosts that say what a host is for.
var roles = []string{"edr", "sedr", "sepm"}

// freeOf marks the bytes of a label that are replaced.
func freeOf(label string) []bool {
	free := make([]bool, len(label))
	for i := 0; i < len(label); {
		if !isLetter(label[i]) {
			free[i] = label[i] != '-' && label[i] != '_'
			i++
			continue
		}
		end := i
		for end < len(label) && isLetter(label[end]) {
			end++
		}
		for j := i; j < end; j++ {
			free[j] = !slices.Contains(roles, label[i:end])
		}
		i = end
	}
	return free
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || c >= 0x80 }

// fill writes a number into the free bytes of a label: letters for letters,
// digits for digits.
func fill(label string, free []bool, n int) string {
	b := []byte(label)
	for i := len(b) - 1; i >= 0; i-- {
		if !free[i] {
			continue
		}
		of := letters
		if '0' <= b[i] && b[i] <= '9' {
			of = digits
		}
		b[i] = of[n%len(of)]
		n /= len(of)
	}
	return string(b)
}

// pkiWords say what a certificate is for; the rules look for some of them.
var pkiWords = []string{
	"ca", "root", "issuing", "intermediate", "sub", "subca", "certificate", "certification", "authority", "server", "client",
	"ssl", "tls", "inc", "ltd", "llc", "gmbh", "http", "https", "ldap", "localhost", "local",
}

// text replaces the names and addresses in a text in place: words are taken
// for labels, words with dots between them for names.
func (s *Scrubber) text(b []byte) { s.words(b, func(string) bool { return true }) }

// words replaces those words of a text that are wanted.
func (s *Scrubber) words(b []byte, wanted func(lower string) bool) {
	kept := s.names.kept(string(b))
	for i := 0; i < len(b); {
		if !ofName(b[i]) {
			i++
			continue
		}
		end := i
		for end < len(b) && ofName(b[end]) {
			end++
		}
		if wanted(asciiLower(string(b[i:end]))) {
			s.word(b[i:end], kept[i:end])
		}
		i = end
	}
}

// ofName says whether a byte is part of a name; in UTF-8, those of every
// character beyond ASCII are.
func ofName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' || c >= 0x80
}

// kept marks the bytes of a text that belong to texts which stay.
func (n *names) kept(text string) []bool {
	marks := make([]bool, len(text))
	lower := asciiLower(text)
	for _, k := range n.keep {
		for from := 0; k != ""; {
			at := strings.Index(lower[from:], k)
			if at < 0 {
				break
			}
			for i := range len(k) {
				marks[from+at+i] = true
			}
			from += at + len(k)
		}
	}
	return marks
}

// asciiLower keeps the length of every text.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// word replaces a word, which may be a name of several labels or an address.
func (s *Scrubber) word(b []byte, kept []bool) {
	word := string(b)
	if a, err := netip.ParseAddr(strings.Trim(word, ".-_")); err == nil && a.Is4() {
		if made := s.addresses.replace(a).String(); len(made) == len(strings.Trim(word, ".-_")) {
			copy(b[strings.Index(word, a.String()):], made)
			return
		}
	}
	suffix := len(word)
	if name := strings.TrimSuffix(word, "."); strings.Contains(name, ".") {
		public, icann := publicsuffix.PublicSuffix(asciiLower(name))
		if icann && len(public) < len(name) {
			suffix = len(name) - len(public)
		}
	}
	for i := 0; i < len(b); {
		if b[i] == '.' {
			i++
			continue
		}
		end := i
		for end < len(b) && b[end] != '.' {
			end++
		}
		label := word[i:end]
		if i < suffix && !slices.Contains(kept[i:end], true) && !harmless(label) {
			copy(b[i:end], s.names.label(label))
		}
		i = end
	}
}

// harmless says whether a label tells nothing of whose it is.
func harmless(label string) bool {
	return strings.Trim(label, "-_") == "" || len(label) <= 2 && strings.Trim(label, "0123456789") == "" ||
		slices.Contains(pkiWords, asciiLower(label))
}
