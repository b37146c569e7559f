package dump

import (
	"strings"
	"testing"

	"edrtap/rules/record"
	"edrtap/tlsparse"
)

func TestStrangersTextDoesNotReachTheTerminalAsItIs(t *testing.T) {
	s := &record.Session{TLS: &record.TLS{SNI: "edr\u009bexample", ALPN: "h2\u061c"}}
	r := &Result{Preambles: []tlsparse.Preamble{{Source: "1\u2067", Host: "edr\u202eexample", Answered: true, Reason: "no\x1b[2J", Via: "a\u2028b\u200f"}}}
	var b strings.Builder
	if err := Text(&b, s, r); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexAny(b.String(), "\x1b\u009b\u061c\u200f\u2028\u202e\u2067"); i >= 0 {
		t.Errorf("%q", b.String()[i:])
	}
}
