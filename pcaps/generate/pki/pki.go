// Package pki makes the certificates of the bundled captures. The same call
// gives the same bytes: keys are kept, serial numbers and times are given, and
// RSA signatures of PKCS #1 v1.5 have no random part.
package pki

import (
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"embed"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"path"
	"time"
)

//go:embed testdata/*.pem
var testKeys embed.FS

// Authority is a certificate authority with its key.
type Authority struct {
	Certificate *x509.Certificate
	key         *rsa.PrivateKey
}

// Leaf says what is to stand in a server's certificate.
type Leaf struct {
	Key       string // name of the kept key
	Name      pkix.Name
	DNS       []string
	Addresses []string
	NotBefore time.Time
	NotAfter  time.Time
	Serial    int64
	SHA1      bool     // signed with SHA-1, as no CA does any more
	CRL       []string // URLs of revocation lists
}

// NewAuthority makes a self-signed authority with the kept key of that name,
// valid for ten years from notBefore.
func NewAuthority(key string, name pkix.Name, notBefore time.Time) (*Authority, error) {
	k, err := load(key)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: name,
		NotBefore: notBefore, NotAfter: notBefore.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SignatureAlgorithm: x509.SHA256WithRSA,
	}
	cert, err := sign(template, template, k, k)
	return &Authority{cert, k}, err
}

// Below makes an authority whose certificate the first one issues, with the kept
// key of that name.
func (a *Authority) Below(key string, name pkix.Name) (*Authority, error) {
	k, err := load(key)
	if err != nil {
		return nil, err
	}
	template := *a.Certificate
	template.SerialNumber, template.Subject, template.RawSubject = big.NewInt(2), name, nil
	template.SubjectKeyId, template.AuthorityKeyId = nil, nil
	cert, err := sign(&template, a.Certificate, k, a.key)
	return &Authority{cert, k}, err
}

// Issue makes a server's certificate. Its chain is the leaf and, where
// withIssuer is set, the authority.
func (a *Authority) Issue(l Leaf, withIssuer bool) (tls.Certificate, error) {
	k, err := load(l.Key)
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := sign(l.template(), a.Certificate, k, a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	chain := [][]byte{cert.Raw}
	if withIssuer {
		chain = append(chain, a.Certificate.Raw)
	}
	return tls.Certificate{Certificate: chain, PrivateKey: k, Leaf: cert}, nil
}

// SelfSigned makes a server's certificate that is its own issuer.
func SelfSigned(l Leaf) (tls.Certificate, error) {
	k, err := load(l.Key)
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := sign(l.template(), l.template(), k, k)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: k, Leaf: cert}, nil
}

func (l Leaf) template() *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(l.Serial), Subject: l.Name, DNSNames: l.DNS,
		NotBefore: l.NotBefore, NotAfter: l.NotAfter,
		KeyUsage:           x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:        []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		SignatureAlgorithm: x509.SHA256WithRSA, CRLDistributionPoints: l.CRL,
	}
	if l.SHA1 {
		t.SignatureAlgorithm = x509.SHA1WithRSA
	}
	for _, a := range l.Addresses {
		t.IPAddresses = append(t.IPAddresses, net.ParseIP(a))
	}
	return t
}

func sign(template, parent *x509.Certificate, holder, signer *rsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(nothing{}, template, parent, holder.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("sign certificate of %s: %w", template.Subject, err)
	}
	return x509.ParseCertificate(der)
}

func load(name string) (*rsa.PrivateKey, error) {
	file := path.Join("testdata", name+".pem")
	b, err := testKeys.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM block", file)
	}
	return x509.ParsePKCS1PrivateKey(block.Bytes)
}

// nothing is a random source for what uses no randomness.
type nothing struct{}

var _ io.Reader = nothing{}

func (nothing) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
