package decrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/rc4"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"edrtap/tlsparse"
)

// record is one protected record.
type record struct {
	kind    tlsparse.ContentType
	version tlsparse.Version
	body    []byte
}

// protection opens the records of one direction under one set of keys.
type protection interface {
	// open verifies and decrypts a record that has the sequence number seq
	// into dst, which has room for its body. It changes nothing that a next
	// try, with another number, depends on.
	open(dst []byte, seq uint64, r record) (content []byte, ok bool)

	// number gives the sequence number that a record behind lost ones seems to
	// have; first where it does not show.
	number(first uint64, r record) uint64

	// opened says that the record which open opened last, with that number, is
	// behind.
	opened(seq uint64, r record)

	// passed says that bytes are behind without having been opened: a record
	// with a body of length bytes, nil where it was not seen, or, where length
	// is negative, any number of records. It tells whether the next one can be
	// opened.
	passed(length int, body []byte) bool
}

var errSuite = errors.New("suite not supported")

// keyLen is the length of a cipher's key in bytes; 0 where the cipher is not
// supported.
func keyLen(cipher string) int {
	switch cipher {
	case "AES_128", "RC4_128":
		return 16
	case "AES_256", "CHACHA20_POLY1305":
		return 32
	case "3DES_EDE":
		return 24
	case "DES":
		return 8
	}
	return 0
}

// supported tells whether records of the suite can be opened.
func supported(suite *tlsparse.SuiteInfo) bool {
	switch suite.Mode {
	case tlsparse.GCM, tlsparse.CCM, tlsparse.CCM8, tlsparse.ChaCha20Poly1305:
		// The drafts of ChaCha20-Poly1305 had another nonce, and other values.
		return keyLen(suite.Cipher) != 0 && (suite.Suite < 0xcc13 || suite.Suite > 0xcc15)
	case tlsparse.CBC, tlsparse.StreamMode:
		return keyLen(suite.Cipher) != 0 && macHash(suite) != nil
	case tlsparse.NullMode:
		return macHash(suite) != nil
	}
	return false
}

// newOpener makes the AEAD of a suite.
func newOpener(suite *tlsparse.SuiteInfo, key []byte) (opener, error) {
	if suite.Mode == tlsparse.ChaCha20Poly1305 {
		return chacha20poly1305.New(key)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	switch suite.Mode {
	case tlsparse.GCM:
		return cipher.NewGCM(block)
	case tlsparse.CCM, tlsparse.CCM8:
		return newCCM(block, int(suite.TagLen)), nil
	}
	return nil, errSuite
}

// newBlock makes the block cipher of a CBC suite.
func newBlock(suite *tlsparse.SuiteInfo, key []byte) (cipher.Block, error) {
	switch suite.Cipher {
	case "AES_128", "AES_256":
		return aes.NewCipher(key)
	case "3DES_EDE":
		return des.NewTripleDESCipher(key)
	case "DES":
		return des.NewCipher(key)
	}
	return nil, errSuite
}

// keyBlock is one direction's share of the key block (RFC 5246 section 6.3).
type keyBlock struct {
	mac, key, iv []byte
}

// ivLen is the length of the IV in the key block: the salt of an AEAD (RFC
// 5288 section 3, RFC 7905 section 2), or the IV of CBC in TLS 1.0.
func ivLen(version tlsparse.Version, suite *tlsparse.SuiteInfo) int {
	switch suite.Mode {
	case tlsparse.GCM, tlsparse.CCM, tlsparse.CCM8:
		return 4
	case tlsparse.ChaCha20Poly1305:
		return 12
	case tlsparse.CBC:
		if version < tlsparse.VersionTLS11 {
			return int(suite.BlockLen)
		}
	}
	return 0
}

// newProtection makes the protection of TLS 1.2 and before.
func newProtection(version tlsparse.Version, suite *tlsparse.SuiteInfo, encryptThenMAC bool, k keyBlock) (protection, error) {
	switch suite.Mode {
	case tlsparse.CBC:
		block, err := newBlock(suite, k.key)
		if err != nil {
			return nil, err
		}
		return newCBC(block, hmac.New(macHash(suite), k.mac), k.iv, encryptThenMAC), nil
	case tlsparse.StreamMode:
		stream, err := rc4.NewCipher(k.key)
		if err != nil {
			return nil, err
		}
		return &streamed{stream: stream, mac: newMAC(hmac.New(macHash(suite), k.mac))}, nil
	case tlsparse.NullMode:
		return &streamed{mac: newMAC(hmac.New(macHash(suite), k.mac))}, nil
	}
	o, err := newOpener(suite, k.key)
	if err != nil {
		return nil, err
	}
	return newAEAD(o, k.iv, suite, false), nil
}

// newProtection13 makes the protection of TLS 1.3 from a traffic secret (RFC
// 8446 section 7.3).
func newProtection13(suite *tlsparse.SuiteInfo, secret []byte) (protection, error) {
	key := expandLabel(suite, secret, "key", keyLen(suite.Cipher))
	o, err := newOpener(suite, key)
	if err != nil {
		return nil, err
	}
	return newAEAD(o, expandLabel(suite, secret, "iv", 12), suite, true), nil
}
