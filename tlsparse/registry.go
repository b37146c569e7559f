package tlsparse

import "strconv"

//go:generate go run ./registry/generate

// IsGREASE tells whether v is one of the values that RFC 8701 reserves for
// cipher suites, extensions, groups, signature algorithms and versions, which
// clients send to keep servers tolerant and which mean nothing.
func IsGREASE(v uint16) bool {
	return v&0x0f0f == 0x0a0a && v>>8 == v&0xff
}

// IsTLS13 tells whether v is TLS 1.3, one of its drafts or an experiment with
// its wire format.
func (v Version) IsTLS13() bool {
	if v == VersionTLS13 {
		return true
	}
	// 0x7fNN: draft NN; 0x7eNN: browsers' experiments; 0xfbNN: Facebook's drafts.
	high := v >> 8
	return high == 0x7f || high == 0x7e || high == 0xfb
}

// hexadecimal writes v as "0x" and at least the given number of digits.
func hexadecimal(v uint32, digits int) string {
	b := append(make([]byte, 0, 10), "0x"...)
	for shift := 4 * (digits - 1); shift > 0 && v>>shift == 0; shift -= 4 {
		b = append(b, '0')
	}
	return string(strconv.AppendUint(b, uint64(v), 16))
}
