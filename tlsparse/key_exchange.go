package tlsparse

import (
	"crypto/sha256"
	"strings"
)

// KeyExchange is what a ServerKeyExchange message shows of the group.
type KeyExchange struct {
	Group     Group // the named curve, or the group of RFC 7919 whose prime it is; 0 for any other
	PrimeBits int   // finite field only
	Truncated bool
}

// ParseServerKeyExchange parses a ServerKeyExchange message with its
// handshake header (RFC 8422 section 5.4, RFC 5246 section 7.4.3, RFC 5489
// section 2). Its form depends on the suite; where that has neither an
// elliptic-curve nor a finite-field exchange, there is nothing to tell.
func ParseServerKeyExchange(message []byte, suite CipherSuite) (KeyExchange, []Anomaly) {
	var n notes
	k := parseServerKeyExchange(message, suite, &n)
	return k, n.anomalies
}

func parseServerKeyExchange(message []byte, suite CipherSuite, n *notes) (k KeyExchange) {
	info, _ := suite.Info()
	c := openMessage(message, "RFC 5246 section 7.4.3", n)
	k.Truncated = n.truncated
	if strings.HasSuffix(info.KeyExchange, "PSK") {
		if _, ok := c.vector16("psk_identity_hint"); !ok { // RFC 4279 section 2
			return k
		}
	}
	switch {
	case strings.HasPrefix(info.KeyExchange, "ECDH"):
		k.Group = namedCurve(&c)
	case strings.HasPrefix(info.KeyExchange, "DH"):
		prime, ok := c.vector16("dh_p")
		if ok && !prime.cut {
			k.PrimeBits, k.Group = primeBits(prime.rest), primeGroup(prime.rest)
		}
	}
	return k
}

// namedCurve reads ECParameters (RFC 8422 section 5.4).
func namedCurve(c *cursor) Group {
	const named = 3
	kind, ok := c.uint8("curve_type")
	if !ok || kind != named {
		return 0
	}
	group, _ := c.uint16("namedcurve")
	return Group(group)
}

// primeBits is the size of a big-endian number.
func primeBits(p []byte) int {
	for len(p) > 0 && p[0] == 0 {
		p = p[1:]
	}
	if len(p) == 0 {
		return 0
	}
	n := 8 * len(p)
	for top := p[0]; top < 0x80; top <<= 1 {
		n--
	}
	return n
}

// primeGroup finds the group of RFC 7919 appendix A that has the prime, by
// the prime's SHA-256; 0 for any other prime.
func primeGroup(p []byte) Group {
	switch len(p) {
	case 256, 384, 512, 768, 1024:
	default:
		return 0
	}
	switch sha256.Sum256(p) {
	case [32]byte([]byte(ffdhe2048)):
		return GroupFfdhe2048
	case [32]byte([]byte(ffdhe3072)):
		return GroupFfdhe3072
	case [32]byte([]byte(ffdhe4096)):
		return GroupFfdhe4096
	case [32]byte([]byte(ffdhe6144)):
		return GroupFfdhe6144
	case [32]byte([]byte(ffdhe8192)):
		return GroupFfdhe8192
	}
	return 0
}

// The SHA-256 of the primes of RFC 7919 appendix A, as big-endian numbers.
const (
	ffdhe2048 = "\x9c\xd3\xb7\xf3\x36\x87\x2f\x46\xc0\x94\x28\xd1\xbb\xc1\x98\x77\xa4\xd4\x40\x51\x2c\xda\x8d\x1c\x1c\xf0\xcd\x6e\x33\x69\x89\x66"
	ffdhe3072 = "\x0e\xaf\x67\xdb\x3a\x83\x91\x56\xd5\x01\x34\x94\xa5\x31\x8a\x77\x2b\x56\x97\xd2\x70\xd7\x21\xf3\x7f\x09\x2e\xfc\x69\xea\x5a\x17"
	ffdhe4096 = "\x46\x48\x41\x42\x24\xac\x88\x1b\x3d\x0d\xc5\x9b\x46\x6f\x96\xd0\x6a\x55\x82\x78\x77\x68\x07\x79\x7e\xcf\x1f\x66\xff\x39\x7b\x3e"
	ffdhe6144 = "\x22\x7a\xc9\x06\x6b\x3d\xdd\x9e\x19\x36\x70\xcd\xa2\x38\x8f\xa8\x84\xf6\x5b\xa0\xcf\x98\xb7\x42\xd1\xfe\x77\xa6\x68\x7c\x79\xc7"
	ffdhe8192 = "\x77\x0b\x14\xef\xaf\x6f\x04\x99\x29\xc5\x23\x11\x3b\x3f\xa9\x9a\x8d\x11\xda\xb1\xb1\x8a\xf3\x60\x95\x90\x12\x20\x75\xd1\x98\x33"
)
