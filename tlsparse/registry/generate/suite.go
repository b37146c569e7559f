package main

import (
	"slices"
	"strings"
)

// facts is what a cipher suite's name says.
type facts struct {
	signal      bool // a signalling value, not a suite
	keyExchange string
	auth        string
	cipher      string
	mode        string // Go constant of type Mode
	hash        string
	blockLen    int
	nonceLen    int // explicit nonce in each record of TLS 1.2
	tagLen      int
	macLen      int
	pfs, tls13  bool
	weak        string
}

var macLengths = map[string]int{
	"MD5": 16, "SHA": 20, "SHA256": 32, "SHA384": 48, "SHA512": 64, "SM3": 32, "GOSTR3411": 32,
}

// factsOf derives the facts from the name and, where names do not tell, from
// the value.
func factsOf(value uint16, name string) facts {
	if strings.HasSuffix(name, "_SCSV") {
		return facts{signal: true}
	}
	exchange, protection := split(name)
	var f facts
	f.keyExchange, f.auth, f.pfs = keyExchange(exchange)
	f.tls13 = exchange == "" || strings.Contains(protection, "_MGM_") // RFC 9367: the MGM suites are of TLS 1.3
	if f.tls13 {
		f.keyExchange, f.auth, f.pfs = "any", "any", true
	}
	f.protect(protection)
	switch {
	case f.tls13, value >= 0xcc13 && value <= 0xcc15:
		// RFC 8446 section 5.3, and the first ChaCha20 draft: the nonce is
		// derived, none is sent.
		f.nonceLen = 0
	}
	f.weak = weakness(exchange, f)
	return f
}

// split parts a name into key exchange, empty in TLS 1.3, and protection.
func split(name string) (exchange, protection string) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "TLS_"), "SSL_")
	if before, after, ok := strings.Cut(name, "_WITH_"); ok {
		return before, after
	}
	// GB/T 38636 names have no WITH: ECDHE_SM4_CBC_SM3.
	for _, cipher := range []string{"_SM1_", "_SM4_"} {
		if before, after, ok := strings.Cut(name, cipher); ok && before != "TLS" {
			return before, cipher[1:] + strings.Replace(after, "SHA1", "SHA", 1)
		}
	}
	return "", name
}

func keyExchange(exchange string) (kx, auth string, pfs bool) {
	words := slices.DeleteFunc(strings.Split(exchange, "_"), func(w string) bool {
		return strings.HasPrefix(w, "EXPORT") || w == "FIPS"
	})
	exchange = strings.Join(words, "_")
	switch {
	case exchange == "PSK_DHE": // RFC 6655 turns the words round
		exchange = "DHE_PSK"
	case exchange == "NULL":
		return "NULL", "NULL", false
	case strings.HasPrefix(exchange, "GOST"):
		return "GOST", "GOST", false
	case exchange == "FORTEZZA_KEA":
		return "KEA", "KEA", false
	case strings.HasPrefix(exchange, "SRP_SHA"):
		return "SRP", last(strings.Replace(exchange, "SRP_SHA", "SRP", 1)), true
	}
	pfs = strings.HasPrefix(exchange, "DHE") || strings.HasPrefix(exchange, "ECDHE") ||
		strings.HasSuffix(exchange, "_anon") || strings.HasPrefix(exchange, "CECPQ1") ||
		exchange == "ECCPWD" || exchange == "ECJPAKE" || exchange == "IBSDH"
	if before, ok := strings.CutSuffix(exchange, "_PSK"); ok {
		if before == "RSA" {
			return exchange, "RSA", pfs
		}
		return exchange, "PSK", pfs
	}
	if before, after, ok := strings.Cut(exchange, "_"); ok {
		return before, after, pfs
	}
	switch exchange {
	case "ECDHE", "ECC": // GB/T 38636: SM2 key exchange or encryption, SM2 signatures
		return exchange, "SM2", pfs
	case "IBSDH", "IBC":
		return exchange, "SM9", pfs
	}
	return exchange, exchange, pfs
}

func last(s string) string { return s[strings.LastIndexByte(s, '_')+1:] }

// protect fills in cipher, mode and the lengths.
func (f *facts) protect(protection string) {
	f.cipher, f.hash = protection, ""
	if _, ok := macLengths[last(protection)]; ok {
		f.hash = last(protection)
		f.cipher = strings.TrimSuffix(strings.TrimSuffix(protection, f.hash), "_")
	}
	// The identity of the cipher without the mode: AES_128_GCM is AES_128.
	cut := func(mode, words string) bool {
		if !strings.Contains("_"+f.cipher+"_", "_"+words+"_") {
			return false
		}
		f.mode = mode
		f.cipher = strings.Trim(strings.Replace("_"+f.cipher+"_", "_"+words+"_", "_", 1), "_")
		return true
	}
	switch {
	case cut("GCM", "GCM"), cut("CCM", "CCM_SM3"):
		f.nonceLen, f.tagLen = 8, 16
	case cut("CCM8", "CCM_8"):
		f.nonceLen, f.tagLen = 8, 8
	case cut("CCM", "CCM"):
		f.nonceLen, f.tagLen = 8, 16
	case strings.HasPrefix(f.cipher, "CHACHA20"):
		f.mode, f.tagLen = "ChaCha20Poly1305", 16
	case strings.HasPrefix(f.cipher, "AEGIS"):
		f.mode, f.tagLen = "AEGIS", 16
	case cut("MGM", "MGM_L"), cut("MGM", "MGM_S"):
		f.tagLen, f.hash = gostBlock(f.cipher), "GOSTR3411"
	case cut("CTROMAC", "CTR_OMAC"):
		f.macLen, f.hash = gostBlock(f.cipher), "GOSTR3411"
	case cut("StreamMode", "CNT_IMIT"):
		f.macLen, f.hash = 4, "GOSTR3411" // RFC 9189 section 4.2: 32 bits of IMIT
	case cut("CBC", "CBC"), f.cipher == "SM1":
		f.mode, f.blockLen, f.macLen = "CBC", blockLength(f.cipher), macLengths[f.hash]
	case f.cipher == "SHA256" || f.cipher == "SHA384":
		// RFC 9150: integrity only, the HMAC is the tag.
		f.mode, f.tagLen, f.cipher = "NullMode", macLengths[f.hash], "NULL"
	case f.cipher == "NULL" || f.cipher == "NULL_NULL":
		f.mode, f.macLen, f.cipher = "NullMode", macLengths[f.hash], "NULL"
	default:
		if strings.HasSuffix(protection, "SALSA20_SHA1") {
			f.hash, f.cipher = "SHA", strings.TrimSuffix(f.cipher, "_SHA1")
		}
		f.mode, f.macLen = "StreamMode", macLengths[f.hash]
	}
}

func gostBlock(cipher string) int {
	if cipher == "MAGMA" {
		return 8
	}
	return 16
}

func blockLength(cipher string) int {
	for _, word := range []string{"DES", "3DES", "DES40", "IDEA", "RC2", "FORTEZZA"} {
		if cipher == word || strings.HasPrefix(cipher, word+"_") {
			return 8
		}
	}
	return 16
}

// weakness is the worst that can be said against the suite.
func weakness(exchange string, f facts) string {
	switch {
	case f.mode == "NullMode":
		return "NULL"
	case f.auth == "anon":
		return "anonymous"
	case strings.Contains(exchange, "EXPORT"):
		return "export"
	case f.cipher == "DES":
		return "DES"
	case strings.HasPrefix(f.cipher, "RC4"):
		return "RC4"
	case strings.HasPrefix(f.cipher, "3DES"):
		return "3DES"
	}
	return ""
}
