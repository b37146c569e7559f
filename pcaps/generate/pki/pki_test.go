package pki

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"
)

func TestSameCallSameCertificate(t *testing.T) {
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	issue := func() [][]byte {
		ca, err := NewAuthority("corp", pkix.Name{CommonName: "a CA"}, from)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := ca.Issue(Leaf{Key: "edr", DNS: []string{"a.example"}, NotBefore: from, NotAfter: from.AddDate(1, 0, 0), Serial: 9}, true)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AddCert(ca.Certificate)
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: from.AddDate(0, 1, 0), DNSName: "a.example"}); err != nil {
			t.Error(err)
		}
		return leaf.Certificate
	}
	one, two := issue(), issue()
	if len(one) != 2 || !bytes.Equal(one[0], two[0]) || !bytes.Equal(one[1], two[1]) {
		t.Error("two calls differ, or the chain is not two long")
	}
}

func TestSelfSignedIsItsOwnIssuer(t *testing.T) {
	c, err := SelfSigned(Leaf{Key: "sepm", Name: pkix.Name{CommonName: "m"}, Serial: 1, NotAfter: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Leaf.Subject.String() != c.Leaf.Issuer.String() || len(c.Certificate) != 1 {
		t.Errorf("issuer %s, chain of %d", c.Leaf.Issuer, len(c.Certificate))
	}
}

func TestUnknownKeyIsAnError(t *testing.T) {
	if _, err := NewAuthority("nobody", pkix.Name{}, time.Time{}); err == nil {
		t.Error("no error")
	}
}
