package tlsparse

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"
)

var rsaTestKey = sync.OnceValue(func() crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

var ecTestKey = sync.OnceValue(func() crypto.Signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
})

func certificateTemplate() *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(0x1001),
		Subject:      pkix.Name{CommonName: "edr.corp.example", Organization: []string{"Corp Example"}, Country: []string{"US"}},
		NotBefore:    time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		NotAfter:     time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC),
		DNSNames:     []string{"edr.corp.example", "edr"},
	}
}

func selfSigned(t testing.TB, key crypto.Signer, template *x509.Certificate) []byte {
	t.Helper()
	return issued(t, key, template, key, template)
}

func issued(t testing.TB, key crypto.Signer, template *x509.Certificate, signer crypto.Signer, parent *x509.Certificate) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// parts is a certificate in pieces of DER, so that a test can damage one.
type parts struct {
	version, serial, algorithm, issuer, notBefore, notAfter, subject, key, extensions string
	outerAlgorithm, signature, trailer                                                string
}

// plainParts is a sound certificate.
func plainParts() parts {
	sha256RSA := der("30", der("06", "2a864886f70d01010b")+"0500")
	commonName := func(name string) string {
		return der("30", der("31", der("30", "0603550403"+der("0c", hex.EncodeToString([]byte(name))))))
	}
	return parts{
		version:    "a003020102",
		serial:     "02021001",
		algorithm:  sha256RSA,
		issuer:     commonName("Corp Example CA"),
		notBefore:  der("17", hex.EncodeToString([]byte("260102030405Z"))),
		notAfter:   der("18", hex.EncodeToString([]byte("20550102030405Z"))),
		subject:    commonName("edr.corp.example"),
		key:        der("30", der("30", der("06", "2b6570"))+der("03", "00"+strings.Repeat("11", 32))),
		extensions: extension("551d11", der("30", der("82", hex.EncodeToString([]byte("edr.corp.example"))))),

		outerAlgorithm: sha256RSA,
		signature:      der("03", "00"+strings.Repeat("22", 16)),
	}
}

func extension(oid, value string) string { return der("30", der("06", oid)+der("04", value)) }

func (p parts) der(t testing.TB) []byte {
	t.Helper()
	tbs := p.version + p.serial + p.algorithm + p.issuer + der("30", p.notBefore+p.notAfter) + p.subject + p.key
	if p.extensions != "" {
		tbs += der("a3", der("30", p.extensions))
	}
	b, err := hex.DecodeString(der("30", der("30", tbs)+p.outerAlgorithm+p.signature) + p.trailer)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// der puts a header in front of content; all in hexadecimal.
func der(tag, content string) string {
	b, err := hex.DecodeString(tag + content)
	if err != nil {
		panic(err)
	}
	whole, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassPrivate, Tag: 1, Bytes: b[1:]})
	if err != nil {
		panic(err)
	}
	return tag + hex.EncodeToString(whole[1:])
}
