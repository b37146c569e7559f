package tlsparse

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// JA4 is the JA4 fingerprint of a ClientHello over TCP, for example
// "t13d1516h2_8daaf6152771_e5627efa2ab1". It does not depend on the order of
// cipher suites and extensions.
func JA4(h *HelloShape) string {
	var room [64]byte
	b := append(room[:0], 't')
	b = append(b, ja4Version(h)...)
	if h.HasSNI {
		b = append(b, 'd')
	} else {
		b = append(b, 'i')
	}
	b = appendCount(b, h.Suites)
	b = appendCount(b, h.Extensions)
	b = appendJA4ALPN(b, h.ALPN)
	b = append(b, '_')
	b = appendJA4Suites(b, h)
	b = append(b, '_')
	b = appendJA4Extensions(b, h)
	return string(b)
}

// ja4Version is the highest version offered.
func ja4Version(h *HelloShape) string {
	version := h.Version
	if len(h.SupportedVersions) > 0 {
		version = 0
		for _, v := range h.SupportedVersions {
			if !IsGREASE(v) {
				version = max(version, v)
			}
		}
	}
	switch Version(version) {
	case VersionTLS13:
		return "13"
	case VersionTLS12:
		return "12"
	case VersionTLS11:
		return "11"
	case VersionTLS10:
		return "10"
	case VersionSSL30:
		return "s3"
	case VersionSSL20:
		return "s2"
	}
	return "00"
}

// appendCount writes how many of the values are not GREASE, as two digits, 99
// at most.
func appendCount(b []byte, values []uint16) []byte {
	n := 0
	for _, v := range values {
		if !IsGREASE(v) {
			n++
		}
	}
	n = min(n, 99)
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

// appendJA4ALPN writes the first and the last character of the first protocol,
// of its bytes in hexadecimal where one of them is not a letter or a digit.
func appendJA4ALPN(b []byte, protocols []string) []byte {
	if len(protocols) == 0 || protocols[0] == "" {
		return append(b, "00"...)
	}
	const digits = "0123456789abcdef"
	first, last := protocols[0][0], protocols[0][len(protocols[0])-1]
	if isAlphanumeric(first) && isAlphanumeric(last) {
		return append(b, first, last)
	}
	return append(b, digits[first>>4], digits[last&15])
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

const (
	ja4HashLen  = 12 // hexadecimal digits
	ja4NoValues = "000000000000"
)

func appendJA4Suites(b []byte, h *HelloShape) []byte {
	var values [256]uint16
	sorted := appendKept(values[:0], h.Suites, func(uint16) bool { return true })
	if len(sorted) == 0 {
		return append(b, ja4NoValues...)
	}
	slices.Sort(sorted)
	var room [fingerprintBuffer]byte
	return appendJA4Hash(b, appendHexList(room[:0], sorted))
}

func appendJA4Extensions(b []byte, h *HelloShape) []byte {
	var values [256]uint16
	sorted := appendKept(values[:0], h.Extensions, func(v uint16) bool {
		return v != uint16(ExtensionServerName) && v != uint16(ExtensionALPN)
	})
	if len(sorted) == 0 {
		return append(b, ja4NoValues...)
	}
	slices.Sort(sorted)
	var room [fingerprintBuffer]byte
	text := appendHexList(room[:0], sorted)
	// Signature algorithms keep their order, which says something.
	signatures := appendKept(values[:0], h.Signatures, func(uint16) bool { return true })
	if len(signatures) > 0 {
		text = appendHexList(append(text, '_'), signatures)
	}
	return appendJA4Hash(b, text)
}

// appendKept appends the values that keep wants and that are not GREASE.
func appendKept(b, values []uint16, keep func(uint16) bool) []uint16 {
	for _, v := range values {
		if !IsGREASE(v) && keep(v) {
			b = append(b, v)
		}
	}
	return b
}

// appendHexList writes the values as four digits each with commas between.
func appendHexList(b []byte, values []uint16) []byte {
	const digits = "0123456789abcdef"
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, digits[v>>12], digits[v>>8&15], digits[v>>4&15], digits[v&15])
	}
	return b
}

func appendJA4Hash(b, text []byte) []byte {
	sum := sha256.Sum256(text)
	return hex.AppendEncode(b, sum[:ja4HashLen/2])
}
