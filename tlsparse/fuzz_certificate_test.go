package tlsparse

import (
	"crypto/x509"
	"testing"
	"unicode/utf8"
)

// FuzzCertificate checks that every input gives a certificate whose fields are
// those of crypto/x509 where that accepts it, are fit to print, and are
// claimed only from bytes that are there.
func FuzzCertificate(f *testing.F) {
	f.Add(plainParts().der(f), uint16(100))
	f.Add(selfSigned(f, ecTestKey(), certificateTemplate()), uint16(60))
	p := plainParts()
	p.serial = "0202ff01"
	p.extensions += extension("551d0e", "040401020304") + extension("551d23", "300680040a0b0c0d") +
		extension("551d13", "30030101ff") + extension("551d25", "300a06082b06010505070301")
	f.Add(p.der(f), uint16(0))
	f.Fuzz(func(t *testing.T, raw []byte, cut uint16) {
		c := ParseCertificate(raw)
		if len(c.Errors) > errorLimit {
			t.Errorf("%d errors", len(c.Errors))
		}
		for _, e := range c.Errors {
			if e.Offset < 0 || e.Offset > len(raw) || e.Field == "" || e.What == "" {
				t.Errorf("error %+v of %d bytes", e, len(raw))
			}
		}
		for _, text := range []string{c.Subject, c.Issuer, c.CommonName, c.Problem} {
			if !utf8.ValidString(text) || visible(text) != text {
				t.Errorf("not fit to print: %q", text)
			}
		}
		if x, err := x509.ParseCertificate(raw); err == nil {
			if c.Problem != "" || c.Truncated {
				t.Errorf("problem %q, truncated %v, but crypto/x509 accepts it", c.Problem, c.Truncated)
			}
			for _, difference := range differences(c, x) {
				t.Error(difference)
			}
		} else if c.Problem == "" {
			t.Error("no problem, but crypto/x509 refuses it")
		}
		if len(raw) > 0 {
			claimsNoMore(t, ParseCertificate(raw[:int(cut)%len(raw)]), c)
		}
		if again := NewCertCache(0, 0).Get(raw); again.Subject != c.Subject || again.SHA256 != c.SHA256 {
			t.Error("the cache gives another certificate")
		}
	})
}
