package tlsparse

import (
	"crypto/md5"
	"encoding/hex"
	"strconv"
)

// fingerprintBuffer is room on the stack for the text that a fingerprint
// hashes; a longer text moves to the heap.
const fingerprintBuffer = 2048

// JA3 is the JA3 fingerprint of a ClientHello: 32 hexadecimal digits.
func JA3(h *HelloShape) string {
	var room [fingerprintBuffer]byte
	return md5Hex(appendJA3(room[:0], h))
}

// JA3S is the JA3S fingerprint of a ServerHello: 32 hexadecimal digits.
// version is its legacy_version, extensions are its types in the order sent.
func JA3S(version, suite uint16, extensions []uint16) string {
	var room [fingerprintBuffer]byte
	b := strconv.AppendUint(room[:0], uint64(version), 10)
	b = strconv.AppendUint(append(b, ','), uint64(suite), 10)
	// A server has nothing to grease with, so all its extensions count.
	b = append(b, ',')
	for i, e := range extensions {
		if i > 0 {
			b = append(b, '-')
		}
		b = strconv.AppendUint(b, uint64(e), 10)
	}
	return md5Hex(b)
}

// appendJA3 writes the text that JA3 hashes: version, cipher suites, extensions,
// groups and point formats, in decimal, GREASE left out.
func appendJA3(b []byte, h *HelloShape) []byte {
	b = strconv.AppendUint(b, uint64(h.Version), 10)
	b = appendDecimals(append(b, ','), h.Suites)
	b = appendDecimals(append(b, ','), h.Extensions)
	b = appendDecimals(append(b, ','), h.Groups)
	b = append(b, ',')
	for i, f := range h.PointFormats {
		if i > 0 {
			b = append(b, '-')
		}
		b = strconv.AppendUint(b, uint64(f), 10)
	}
	return b
}

// appendDecimals writes the values with dashes between, GREASE left out.
func appendDecimals(b []byte, values []uint16) []byte {
	first := true
	for _, v := range values {
		if IsGREASE(v) {
			continue
		}
		if !first {
			b = append(b, '-')
		}
		first = false
		b = strconv.AppendUint(b, uint64(v), 10)
	}
	return b
}

func md5Hex(b []byte) string {
	sum := md5.Sum(b)
	var text [2 * md5.Size]byte
	hex.Encode(text[:], sum[:])
	return string(text[:])
}
