package tlsparse

import (
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// signerKeyLimit is the largest key, in bits, that a signature is checked
// with: the time it takes grows with its cube.
const signerKeyLimit = 16384

// SignedBy tells whether the signature of child is good under the key of
// parent. It says false with a nil error only for a signature that was checked
// and is wrong; an error says why it cannot be checked. It reads the bytes of
// both anew and also works where crypto/x509 refuses one of them as a whole.
func SignedBy(child, parent *Certificate) (bool, error) {
	if parent.KeyBits > signerKeyLimit {
		return false, fmt.Errorf("key of %d bits is too large to check with", parent.KeyBits)
	}
	parts, ok := signedParts(child.Raw)
	if !ok {
		return false, errors.New("certificate ends early or has no signature")
	}
	signer, ok := signedParts(parent.Raw)
	if !ok {
		return false, errors.New("issuer's certificate ends early")
	}
	key, err := x509.ParsePKIXPublicKey(signer.publicKey)
	if err != nil {
		return false, fmt.Errorf("issuer's key: %s", strings.TrimPrefix(err.Error(), "x509: "))
	}
	if child.Signature == "MD5-RSA" {
		return checkMD5(key, parts)
	}
	algorithm := signatureAlgorithm(child.Signature)
	if algorithm == x509.UnknownSignatureAlgorithm {
		return false, fmt.Errorf("signature algorithm %s cannot be checked", child.Signature)
	}
	issuer := x509.Certificate{PublicKey: key, PublicKeyAlgorithm: keyAlgorithm(parent.Key)}
	err = issuer.CheckSignature(algorithm, parts.signed, parts.signature)
	var insecure x509.InsecureAlgorithmError
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, x509.ErrUnsupportedAlgorithm), errors.As(err, &insecure):
		return false, err
	}
	return false, nil
}

// checkMD5 checks what crypto/x509 refuses to.
func checkMD5(key any, parts signed) (bool, error) {
	public, ok := key.(*rsa.PublicKey)
	if !ok {
		return false, errors.New("issuer's key is not an RSA key")
	}
	sum := md5.Sum(parts.signed)
	return rsa.VerifyPKCS1v15(public, crypto.MD5, sum[:], parts.signature) == nil, nil
}

// signed is the parts of a certificate that a signature is about.
type signed struct {
	signed    []byte // TBSCertificate
	signature []byte
	publicKey []byte // SubjectPublicKeyInfo
}

func signedParts(raw []byte) (p signed, ok bool) {
	s := cryptobyte.String(raw)
	var certificate, tbs, signature cryptobyte.String
	if !s.ReadASN1(&certificate, asn1.SEQUENCE) || !certificate.ReadASN1Element(&tbs, asn1.SEQUENCE) ||
		!certificate.SkipASN1(asn1.SEQUENCE) || !certificate.ReadASN1(&signature, asn1.BIT_STRING) ||
		!signature.Skip(1) {
		return p, false
	}
	p.signed, p.signature = tbs, signature
	var body, key cryptobyte.String
	if !tbs.ReadASN1(&body, asn1.SEQUENCE) || !body.SkipOptionalASN1(tagVersion) ||
		!body.SkipASN1(asn1.INTEGER) || !body.SkipASN1(asn1.SEQUENCE) || !body.SkipASN1(asn1.SEQUENCE) ||
		!body.SkipASN1(asn1.SEQUENCE) || !body.SkipASN1(asn1.SEQUENCE) || !body.ReadASN1Element(&key, asn1.SEQUENCE) {
		return p, false
	}
	p.publicKey = key
	return p, true
}

// signatureAlgorithm finds the algorithm by the name that it prints.
func signatureAlgorithm(name string) x509.SignatureAlgorithm {
	for a := x509.MD5WithRSA; a <= x509.PureEd25519; a++ {
		if a.String() == name {
			return a
		}
	}
	return x509.UnknownSignatureAlgorithm
}

func keyAlgorithm(key string) x509.PublicKeyAlgorithm {
	switch word, _, _ := strings.Cut(key, " "); word {
	case "RSA":
		return x509.RSA
	case "ECDSA":
		return x509.ECDSA
	case "Ed25519":
		return x509.Ed25519
	}
	return x509.UnknownPublicKeyAlgorithm
}
