package tlsparse

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"reflect"
	"strings"
	"testing"
)

// testChain is a leaf, an intermediate and a root, each with its own key.
func testChain(t *testing.T) (leaf, intermediate, root *Certificate) {
	t.Helper()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority := func(name string) *x509.Certificate {
		c := certificateTemplate()
		c.Subject = pkix.Name{CommonName: name}
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
		return c
	}
	rootTemplate, caTemplate, leafTemplate := authority("Root"), authority("Issuing CA"), certificateTemplate()
	rootDER := selfSigned(t, rsaTestKey(), rootTemplate)
	rootX, err := x509.ParseCertificate(rootDER)
	if err != nil {
		t.Fatal(err)
	}
	caDER := issued(t, caKey, caTemplate, rsaTestKey(), rootX)
	caX, err := x509.ParseCertificate(caDER)
	if err != nil {
		t.Fatal(err)
	}
	leafDER := issued(t, ecTestKey(), leafTemplate, caKey, caX)
	return ParseCertificate(leafDER), ParseCertificate(caDER), ParseCertificate(rootDER)
}

func TestChainShapes(t *testing.T) {
	leaf, ca, root := testChain(t)
	stranger := ParseCertificate(plainParts().der(t))
	for _, test := range []struct {
		name string
		sent []*Certificate
		want ChainShape
	}{
		{"nothing", nil, ChainShape{}},
		{"leaf and CA", []*Certificate{leaf, ca}, ChainShape{Path: []int{0, 1}, Ordered: true, NextIssuer: "CN=Root", Complete: true}},
		{"with the root", []*Certificate{leaf, ca, root}, ChainShape{Path: []int{0, 1, 2}, Ordered: true, RootIncluded: true, Complete: true}},
		{"leaf alone", []*Certificate{leaf}, ChainShape{Path: []int{0}, Ordered: true, NextIssuer: "CN=Issuing CA", MissingIntermediate: true}},
		{"CA left out", []*Certificate{leaf, root}, ChainShape{Path: []int{0}, Extra: 1, NextIssuer: "CN=Issuing CA", MissingIntermediate: true}},
		{"out of order", []*Certificate{leaf, root, ca}, ChainShape{Path: []int{0, 2, 1}, RootIncluded: true, Complete: true}},
		{"leaf twice", []*Certificate{leaf, leaf, ca}, ChainShape{Path: []int{0, 2}, Extra: 1, NextIssuer: "CN=Root", Complete: true}},
		{"a stranger", []*Certificate{leaf, ca, stranger}, ChainShape{Path: []int{0, 1}, Extra: 1, NextIssuer: "CN=Root", Complete: true}},
		{"self-signed", []*Certificate{root}, ChainShape{Path: []int{0}, Ordered: true, SelfIssuedLeaf: true, RootIncluded: true, Complete: true}},
	} {
		if got := VerifyChainShape(test.sent); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", test.name, got, test.want)
		}
	}
}

func TestKeyIdentifiersTellIssuersOfOneNameApart(t *testing.T) {
	leaf, ca, _ := testChain(t)
	_, other, _ := testChain(t) // the same name, another key
	if !Issued(ca, leaf) || Issued(other, leaf) {
		t.Errorf("own issuer %v, other issuer %v", Issued(ca, leaf), Issued(other, leaf))
	}
}

func TestSignedByChecksSignatures(t *testing.T) {
	leaf, ca, root := testChain(t)
	for _, test := range []struct {
		name          string
		child, parent *Certificate
		want          bool
	}{
		{"leaf by CA", leaf, ca, true},
		{"CA by root", ca, root, true},
		{"root by itself", root, root, true},
		{"CA by itself", ca, ca, false},
	} {
		if got, err := SignedBy(test.child, test.parent); err != nil || got != test.want {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
}

func TestSignedBySaysWhyItCannotTell(t *testing.T) {
	leaf, ca, _ := testChain(t)
	brainpool := plainParts()
	brainpool.key = der("30", der("30", der("06", "2a8648ce3d0201")+der("06", "2b2403030208010107"))+der("03", "0004"+strings.Repeat("33", 64)))
	unknown := plainParts()
	unknown.algorithm = der("30", der("06", "2a0304"))
	huge := &Certificate{KeyBits: 1 << 20}
	for _, test := range []struct {
		name          string
		child, parent *Certificate
		want          string
	}{
		{"cut child", ParseCertificate(leaf.Raw[:200]), ca, "ends early"},
		{"cut parent", leaf, ParseCertificate(ca.Raw[:200]), "ends early"},
		{"curve", leaf, ParseCertificate(brainpool.der(t)), "unsupported elliptic curve"},
		{"algorithm", ParseCertificate(unknown.der(t)), ca, "1.2.3.4"},
		{"huge key", leaf, huge, "too large"},
	} {
		if ok, err := SignedBy(test.child, test.parent); ok || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, %v, want %q", test.name, ok, err, test.want)
		}
	}
}

func TestSignedByChecksOldHashes(t *testing.T) {
	key := rsaTestKey().(*rsa.PrivateKey)
	for algorithm, sign := range oldSignatures(key) {
		template := certificateTemplate()
		template.SerialNumber = big.NewInt(7)
		p := plainParts()
		spki, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		p.key = hexOf(string(spki))
		p.algorithm = der("30", der("06", algorithm)+"0500")
		p.outerAlgorithm = p.algorithm
		unsigned, ok := signedParts(p.der(t))
		if !ok {
			t.Fatal("no parts")
		}
		p.signature = der("03", "00"+hexOf(string(sign(unsigned.signed))))
		c := ParseCertificate(p.der(t))
		if good, err := SignedBy(c, c); !good || err != nil {
			t.Errorf("%s: %v, %v", c.Signature, good, err)
		}
		c.Raw[len(c.Raw)-1] ^= 1
		if good, err := SignedBy(c, c); good || err != nil {
			t.Errorf("%s, damaged: %v, %v", c.Signature, good, err)
		}
	}
}
