package decrypt

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"
)

// ccm opens what was sealed with AES in CCM mode (RFC 3610), which Go's
// library lacks. The length of the nonce decides that of the length field.
type ccm struct {
	block  cipher.Block
	tagLen int

	counter, stream, mac [16]byte // scratch
}

var errOpen = errors.New("ccm: message authentication failed")

func newCCM(block cipher.Block, tagLen int) *ccm { return &ccm{block: block, tagLen: tagLen} }

func (c *ccm) Overhead() int { return c.tagLen }

// Open implements opener. The nonce has 7 to 13 bytes, the additional data
// less than 65280.
func (c *ccm) Open(dst, nonce, sealed, data []byte) ([]byte, error) {
	n := len(sealed) - c.tagLen
	if n < 0 || len(nonce) < 7 || len(nonce) > 13 || len(data) >= 65280 {
		return nil, errOpen
	}
	start := len(dst)
	dst = append(dst, sealed[:n]...)
	content, tag := dst[start:], sealed[n:]
	c.begin(nonce)
	c.crypt(nonce, content)
	c.authenticate(nonce, content, data)
	if subtle.ConstantTimeCompare(c.mac[:c.tagLen], tag) != 1 {
		clear(content)
		return nil, errOpen
	}
	return dst, nil
}

// begin sets the counter block A_0 (RFC 3610 section 2.3).
func (c *ccm) begin(nonce []byte) {
	clear(c.counter[:])
	c.counter[0] = byte(14 - len(nonce))
	copy(c.counter[1:], nonce)
}

// crypt changes b to and fro with the blocks of the key stream from A_1 on.
func (c *ccm) crypt(nonce, b []byte) {
	for len(b) > 0 {
		for i := 15; i > len(nonce); i-- {
			if c.counter[i]++; c.counter[i] != 0 {
				break
			}
		}
		c.block.Encrypt(c.stream[:], c.counter[:])
		n := subtle.XORBytes(b, b, c.stream[:min(len(b), 16)])
		b = b[n:]
	}
}

// authenticate leaves the tag in c.mac (RFC 3610 section 2.2).
func (c *ccm) authenticate(nonce, content, data []byte) {
	clear(c.mac[:])
	c.mac[0] = byte(8*((c.tagLen-2)/2) + 14 - len(nonce))
	if len(data) > 0 {
		c.mac[0] |= 0x40
	}
	copy(c.mac[1:], nonce)
	for i, n := 15, len(content); i > len(nonce); i, n = i-1, n>>8 {
		c.mac[i] = byte(n)
	}
	c.block.Encrypt(c.mac[:], c.mac[:])
	if len(data) > 0 {
		c.mac[0] ^= byte(len(data) >> 8)
		c.mac[1] ^= byte(len(data))
		n := subtle.XORBytes(c.mac[2:], c.mac[2:], data)
		c.block.Encrypt(c.mac[:], c.mac[:])
		c.chain(data[n:])
	}
	c.chain(content)
	clear(c.counter[1+len(nonce):])
	c.block.Encrypt(c.stream[:], c.counter[:])
	subtle.XORBytes(c.mac[:], c.mac[:], c.stream[:])
}

// chain takes b, filled up with zeros, into the CBC-MAC.
func (c *ccm) chain(b []byte) {
	for len(b) > 0 {
		n := subtle.XORBytes(c.mac[:], c.mac[:], b[:min(len(b), 16)])
		c.block.Encrypt(c.mac[:], c.mac[:])
		b = b[n:]
	}
}
