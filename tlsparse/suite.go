package tlsparse

// Mode is how a cipher suite protects records.
type Mode uint8

// The modes. NoMode is that of values that are not suites.
const (
	NoMode Mode = iota
	NullMode
	StreamMode
	CBC
	GCM
	CCM
	CCM8
	ChaCha20Poly1305
	AEGIS
	MGM
	CTROMAC
)

// String is the name of the mode.
func (m Mode) String() string {
	names := [...]string{"none", "NULL", "stream", "CBC", "GCM", "CCM", "CCM_8", "ChaCha20-Poly1305", "AEGIS", "MGM", "CTR-OMAC"}
	if int(m) < len(names) {
		return names[m]
	}
	return hexadecimal(uint32(m), 2)
}

// SuiteInfo is what is known of a cipher suite. Lengths are in bytes.
type SuiteInfo struct {
	Suite            CipherSuite
	Name             string
	KeyExchange      string // "RSA", "ECDHE", "DHE_PSK"; "any" in TLS 1.3
	Auth             string // "RSA", "ECDSA", "DSS", "anon", "PSK"; "any" in TLS 1.3
	Cipher           string // "AES_128", "3DES_EDE", "RC4_128"
	Hash             string // last word of the name: "SHA", "SHA384"; "" where it has none
	Mode             Mode
	BlockLen         uint8  // CBC only
	ExplicitNonceLen uint8  // AEAD of TLS 1.2 only (RFC 5288 section 3)
	TagLen           uint8  // AEAD only
	MACLen           uint8  // everything but AEAD
	PFS              bool   // the key exchange is ephemeral, PSK-only resumption of TLS 1.3 aside
	TLS13            bool   // of TLS 1.3 (RFC 8446 appendix B.4)
	Signal           bool   // a signalling value (RFC 5746, RFC 7507), not a suite
	Weak             string // "", "NULL", "anonymous", "export", "DES", "RC4" or "3DES": the worst that applies
}

// HashLen is the length in bytes of the hash of the key schedule, and so of
// the Finished message in TLS 1.3 (RFC 8446 section 4.4.4).
func (i *SuiteInfo) HashLen() int {
	switch i.Hash {
	case "SHA384":
		return 48
	case "SHA512":
		return 64
	}
	return 32
}

// Info returns what is known of the suite; false for an unknown value.
func (s CipherSuite) Info() (SuiteInfo, bool) {
	if i, ok := s.index(); ok {
		return suiteTable[i], true
	}
	return SuiteInfo{Suite: s}, false
}

// index finds the suite in the table. It is asked for each record, and a
// search written out takes a third of the time of one through package slices.
func (s CipherSuite) index() (int, bool) {
	low, high := 0, len(suiteTable)
	for low < high {
		middle := int(uint(low+high) / 2)
		if suiteTable[middle].Suite < s {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(suiteTable) && suiteTable[low].Suite == s
}

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (s CipherSuite) String() string {
	if i, ok := s.index(); ok {
		return suiteTable[i].Name
	}
	return hexadecimal(uint32(s), 4)
}

// PlaintextLen gives the least and the greatest plaintext that a record of the
// suite can hold whose body is recordLen bytes long (the length field of its
// header). They differ only for block ciphers, by the shortest possible
// padding; encrypt-then-MAC (RFC 7366) does not change the sum. Padding beyond
// need is taken as absent, as is compression. What is negative, as for a
// record too short for the suite, is given as 0; of an unknown suite nothing
// is known: low is 0 and high recordLen.
func (s CipherSuite) PlaintextLen(version Version, recordLen int) (low, high int) {
	i, known := s.index()
	if !known {
		return 0, max(recordLen, 0)
	}
	info := &suiteTable[i]
	// The early drafts of TLS 1.3 kept the suites of TLS 1.2.
	tls13 := info.TLS13 || version.IsTLS13()
	low, high = recordLen, recordLen
	switch info.Mode {
	case NullMode, StreamMode, CTROMAC:
		high -= int(info.MACLen) + int(info.TagLen)
		low = high
	case CBC:
		high -= int(info.MACLen)
		if version >= VersionTLS11 || version == VersionGMTLS { // RFC 4346 section 6.2.3.2: the IV is in the record
			high -= int(info.BlockLen)
		}
		low = high - int(info.BlockLen)
		high-- // the padding length byte
	default:
		high -= int(info.TagLen)
		if !tls13 {
			high -= int(info.ExplicitNonceLen)
		}
		low = high
	}
	if tls13 { // RFC 8446 section 5.2: the content type is inside
		low, high = low-1, high-1
	}
	return max(low, 0), max(high, 0)
}
