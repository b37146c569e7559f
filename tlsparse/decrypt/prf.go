package decrypt

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"hash"

	"edrtap/tlsparse"
)

// prf is the pseudorandom function of TLS 1.0 to 1.2 (RFC 2246 section 5, RFC
// 5246 section 5). It fills out.
func prf(version tlsparse.Version, suite *tlsparse.SuiteInfo, out, secret []byte, label string, seed ...[]byte) {
	clear(out)
	seed = append([][]byte{[]byte(label)}, seed...)
	if version >= tlsparse.VersionTLS12 {
		expand(out, prfHash(suite), secret, seed)
		return
	}
	half := (len(secret) + 1) / 2
	expand(out, md5.New, secret[:half], seed)
	expand(out, sha1.New, secret[len(secret)-half:], seed)
}

// expand is P_hash: it adds its bytes to out.
func expand(out []byte, h func() hash.Hash, secret []byte, seed [][]byte) {
	mac := hmac.New(h, secret)
	sum := func(parts ...[]byte) []byte {
		mac.Reset()
		for _, p := range parts {
			mac.Write(p)
		}
		return mac.Sum(nil)
	}
	a := sum(seed...)
	for len(out) > 0 {
		block := sum(append([][]byte{a}, seed...)...)
		n := subtle.XORBytes(out, out, block)
		out = out[n:]
		a = sum(a)
	}
}

// prfHash is the hash of the key schedule: SHA-256 where the suite names
// nothing stronger (RFC 5246 section 5).
func prfHash(suite *tlsparse.SuiteInfo) func() hash.Hash {
	if suite.Hash == "SHA384" {
		return sha512.New384
	}
	return sha256.New
}

// macHash is the hash of the suite's MAC.
func macHash(suite *tlsparse.SuiteInfo) func() hash.Hash {
	switch suite.Hash {
	case "MD5":
		return md5.New
	case "SHA":
		return sha1.New
	case "SHA256":
		return sha256.New
	case "SHA384":
		return sha512.New384
	}
	return nil
}

// expandLabel is HKDF-Expand-Label with an empty context (RFC 8446 section
// 7.1).
func expandLabel(suite *tlsparse.SuiteInfo, secret []byte, label string, length int) []byte {
	const prefix = "tls13 "
	info := make([]byte, 0, 4+len(prefix)+len(label))
	info = append(info, byte(length>>8), byte(length), byte(len(prefix)+len(label)))
	info = append(append(info, prefix...), label...)
	info = append(info, 0)
	out, err := hkdf.Expand(prfHash(suite), secret, string(info), length)
	if err != nil { // longer than 255 hashes: no caller asks for that
		return make([]byte, length)
	}
	return out
}
