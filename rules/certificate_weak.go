package rules

import (
	"strconv"
	"strings"

	"edrtap/rules/record"
)

func certificateWeak() Rule {
	return Rule{
		ID: "certificate-weak", Group: "certificate", Causes: []int{3}, Steps: []string{"2"},
		Severities: []record.Severity{record.Critical, record.High, record.Low},
		New: func(c *Context) Collector {
			return newLeafRule(c, weakCertificate, func(r *row[shown]) (Conclusion, bool) {
				evidence, why := record.Proof, []string{"what"}
				if weakSignature(r.X.signed) {
					why = append(why, "signature")
				}
				if weakKey(r.X.key) {
					why = append(why, "key")
				}
				return Conclusion{
					Severity: r.X.severity(record.Low), Evidence: evidence, Title: "title",
					Explain: append(why, r.X.reaction()), Remedy: []string{"renew"},
					Detail: map[string]any{"key": r.X.key, "signature": r.X.signed},
				}, true
			})
		},
	}
}

// weakCertificate looks at the leaf's key, and at its signature where that is
// not its own: nobody relies on the signature of a self-signed certificate.
func weakCertificate(a *Attempt) bool {
	return weakKey(a.Leaf.Key) || weakSignature(a.Leaf.Signature) && !a.Leaf.SelfSigned
}

// weakSignature says whether a signature's hash is one that clients refuse
// (RFC 9155 section 2; MD2 and MD5 since long).
func weakSignature(name string) bool {
	for _, prefix := range []string{"SHA1-", "SHA1With", "MD5", "MD2"} {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			return true
		}
	}
	return strings.EqualFold(name, "ECDSA-SHA1") || strings.EqualFold(name, "DSA-SHA1")
}

// smallestRSA is the least RSA modulus, bits, that current clients accept.
const smallestRSA = 2048

func weakKey(key string) bool {
	bits, rsa := strings.CutPrefix(key, "RSA ")
	if !rsa {
		return strings.HasPrefix(key, "DSA")
	}
	n, err := strconv.Atoi(bits)
	return err == nil && n < smallestRSA
}
