package tlsparse

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCertificateFieldsAreRead(t *testing.T) {
	c := ParseCertificate(plainParts().der(t))
	if c.Subject != "CN=edr.corp.example" || c.Issuer != "CN=Corp Example CA" || c.CommonName != "edr.corp.example" {
		t.Errorf("names: %q, %q, %q", c.Subject, c.Issuer, c.CommonName)
	}
	if c.Serial != "1001" || c.Version != 3 || c.Key != "Ed25519" || c.KeyBits != 256 || c.Signature != "SHA256-RSA" {
		t.Errorf("serial %q, version %d, key %q (%d), signature %q", c.Serial, c.Version, c.Key, c.KeyBits, c.Signature)
	}
	if got := c.NotBefore.Format(time.RFC3339) + " " + c.NotAfter.Format(time.RFC3339); got != "2026-01-02T03:04:05Z 2055-01-02T03:04:05Z" {
		t.Errorf("validity %s", got)
	}
	if !c.HasSAN || !slices.Equal(c.DNSNames, []string{"edr.corp.example"}) {
		t.Errorf("SAN %v %v", c.HasSAN, c.DNSNames)
	}
	if c.SelfIssued || c.Truncated || len(c.Errors) != 0 || c.Problem != "" {
		t.Errorf("%v %v %v %q", c.SelfIssued, c.Truncated, c.Errors, c.Problem)
	}
}

func TestCertificateAgreesWithX509(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for keyName, key := range map[string]crypto.Signer{
		"RSA 2048": rsaTestKey(), "ECDSA P-256": ecTestKey(), "ECDSA P-384": p384, "Ed25519": edwards,
	} {
		for name, change := range map[string]func(*x509.Certificate){
			"plain": func(*x509.Certificate) {},
			"no names": func(c *x509.Certificate) {
				c.Subject, c.DNSNames = pkix.Name{}, nil
			},
			"every SAN": func(c *x509.Certificate) {
				c.IPAddresses = []net.IP{net.IPv4(10, 1, 2, 3).To4(), net.ParseIP("2001:db8::1")}
				c.EmailAddresses = []string{"someone@corp.example"}
				c.URIs = []*url.URL{{Scheme: "https", Host: "corp.example", Path: "/x"}}
			},
			"CA": func(c *x509.Certificate) {
				c.IsCA, c.BasicConstraintsValid, c.MaxPathLen = true, true, 2
				c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDecipherOnly
			},
			"usages": func(c *x509.Certificate) {
				c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
				c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 3, 4}}
			},
			"URLs": func(c *x509.Certificate) {
				c.OCSPServer = []string{"http://ocsp.corp.example"}
				c.IssuingCertificateURL = []string{"http://corp.example/ca.crt"}
				c.CRLDistributionPoints = []string{"http://corp.example/ca.crl"}
			},
			"long serial": func(c *x509.Certificate) { c.SerialNumber = new(big.Int).Lsh(big.NewInt(0xff), 150) },
			"past 2050":   func(c *x509.Certificate) { c.NotAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) },
			"odd names": func(c *x509.Certificate) {
				c.Subject = pkix.Name{CommonName: "Bücher, \"日本\" \x01", ExtraNames: []pkix.AttributeTypeAndValue{
					{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, Value: "a@b"},
					{Type: asn1.ObjectIdentifier{1, 2, 3}, Value: "unknown"},
				}}
			},
		} {
			template := certificateTemplate()
			change(template)
			raw := selfSigned(t, key, template)
			x, err := x509.ParseCertificate(raw)
			if err != nil {
				t.Fatal(err)
			}
			c := ParseCertificate(raw)
			for _, difference := range differences(c, x) {
				t.Errorf("%s, %s: %s", keyName, name, difference)
			}
			if c.Key != keyName || len(c.Errors) != 0 || c.Problem != "" {
				t.Errorf("%s, %s: key %s, errors %v, problem %q", keyName, name, c.Key, c.Errors, c.Problem)
			}
			if wanted := name != "no names"; c.SelfIssued != wanted {
				t.Errorf("%s, %s: SelfIssued is %v", keyName, name, c.SelfIssued)
			}
		}
	}
}

func TestSignatureNamesAgreeWithX509(t *testing.T) {
	for _, algorithm := range []x509.SignatureAlgorithm{
		x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
		x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS,
		x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512,
	} {
		key := rsaTestKey()
		if strings.HasPrefix(algorithm.String(), "ECDSA") {
			key = ecTestKey()
		}
		template := certificateTemplate()
		template.SignatureAlgorithm = algorithm
		if got := ParseCertificate(selfSigned(t, key, template)).Signature; got != algorithm.String() {
			t.Errorf("got %s, want %v", got, algorithm)
		}
	}
}

// differences lists the fields in which c is not what crypto/x509 read.
func differences(c *Certificate, x *x509.Certificate) (list []string) {
	differ := func(field string, got, want any) {
		if g, w := fmt.Sprintf("%v", got), fmt.Sprintf("%v", want); g != w {
			list = append(list, fmt.Sprintf("%s: got %s, crypto/x509 says %s", field, g, w))
		}
	}
	if serial, ok := new(big.Int).SetString(c.Serial, 16); len(x.SerialNumber.Bytes()) <= 64 && (!ok || serial.Cmp(x.SerialNumber) != 0) {
		differ("serial", c.Serial, x.SerialNumber.Text(16))
	}
	if len(x.Subject.CommonName) <= nameLimit {
		differ("common name", c.CommonName, visible(x.Subject.CommonName))
	}
	differ("not before", c.NotBefore, x.NotBefore.UTC())
	differ("not after", c.NotAfter, x.NotAfter.UTC())
	differ("version", c.Version, x.Version)
	if x.SignatureAlgorithm != x509.UnknownSignatureAlgorithm {
		differ("signature", c.Signature, x.SignatureAlgorithm)
	}
	switch key := x.PublicKey.(type) {
	case *rsa.PublicKey:
		differ("key", c.Key, fmt.Sprintf("RSA %d", key.N.BitLen()))
	case *ecdsa.PublicKey:
		differ("key", c.Key, "ECDSA "+key.Params().Name)
	case ed25519.PublicKey:
		differ("key", c.Key, "Ed25519")
	}
	if x.Version != 3 {
		return list // crypto/x509 does not look at the extensions
	}
	differ("DNS names", c.DNSNames, allVisible(x.DNSNames))
	differ("emails", c.Emails, allVisible(x.EmailAddresses))
	differ("IP addresses", c.IPAddresses, x.IPAddresses)
	differ("number of URIs", len(c.URIs), len(x.URIs))
	differ("CA", c.IsCA, x.IsCA)
	differ("basicConstraints", c.HasBasicConstraints, x.BasicConstraintsValid)
	differ("key usage", c.KeyUsage, int(x.KeyUsage))
	differ("extended key usages", len(c.ExtKeyUsage), len(x.ExtKeyUsage)+len(x.UnknownExtKeyUsage))
	differ("subject key identifier", c.SubjectKeyID, hex.EncodeToString(x.SubjectKeyId))
	differ("authority key identifier", c.AuthorityKeyID, hex.EncodeToString(x.AuthorityKeyId))
	differ("OCSP", c.OCSP, allVisible(x.OCSPServer))
	differ("caIssuers", c.IssuerURLs, allVisible(x.IssuingCertificateURL))
	for _, crl := range allVisible(x.CRLDistributionPoints) {
		if !slices.Contains(c.CRL, crl) {
			differ("CRL", c.CRL, x.CRLDistributionPoints)
		}
	}
	return list
}

func allVisible(list []string) []string {
	var text []string
	for _, s := range list {
		text = append(text, visible(s))
	}
	return text
}

func TestParsedCertificateDoesNotKeepItsInput(t *testing.T) {
	raw := plainParts().der(t)
	c := ParseCertificate(raw)
	clear(raw)
	if got := ParseCertificate(c.Raw); got.SHA256 != c.SHA256 || got.Subject != c.Subject {
		t.Errorf("Raw changed with the input")
	}
}

func BenchmarkParseCertificate(b *testing.B) {
	raw := selfSigned(b, ecTestKey(), certificateTemplate())
	b.ReportAllocs()
	for b.Loop() {
		ParseCertificate(raw)
	}
}

func BenchmarkOutline(b *testing.B) {
	raw := selfSigned(b, ecTestKey(), certificateTemplate())
	b.ReportAllocs()
	for b.Loop() {
		outline{&Certificate{Raw: raw}}.certificate()
	}
}
