package decrypt

import (
	"crypto/cipher"
	"crypto/hmac"
	"hash"
)

// recordMAC is the MAC of a record (RFC 5246 section 6.2.3.1).
type recordMAC struct {
	hash   hash.Hash
	header [13]byte
	sum    [48]byte
}

func newMAC(h hash.Hash) *recordMAC { return &recordMAC{hash: h} }

func (m *recordMAC) size() int { return m.hash.Size() }

// verify compares the MAC of content.
func (m *recordMAC) verify(seq uint64, r record, content, mac []byte) bool {
	m.hash.Reset()
	m.hash.Write(appendHeader(m.header[:0], seq, r, len(content)))
	m.hash.Write(content)
	return hmac.Equal(m.hash.Sum(m.sum[:0]), mac)
}

// cbc is protection by a block cipher in CBC mode: RFC 5246 section 6.2.3.2,
// RFC 2246 section 6.2.3.2 with the last block before as IV, RFC 7366 section
// 3 with the MAC over the encrypted bytes.
type cbc struct {
	mode           cipher.BlockMode
	mac            *recordMAC
	encryptThenMAC bool
	chained        bool // TLS 1.0: the IV is not in the record
	iv             [16]byte
}

// ivSetter is what the modes of crypto/cipher can do beyond their interface.
type ivSetter interface{ SetIV([]byte) }

func newCBC(block cipher.Block, mac hash.Hash, iv []byte, encryptThenMAC bool) *cbc {
	c := &cbc{mac: newMAC(mac), encryptThenMAC: encryptThenMAC, chained: len(iv) > 0}
	copy(c.iv[:], iv)
	c.mode = cipher.NewCBCDecrypter(block, c.iv[:block.BlockSize()])
	return c
}

// encrypted is the part of a body that is encrypted, with an explicit IV in
// front, and the MAC behind it.
func (c *cbc) encrypted(body []byte) (encrypted, mac []byte, ok bool) {
	size, blocks := c.mode.BlockSize(), 1
	if !c.chained {
		blocks = 2
	}
	encrypted = body
	if c.encryptThenMAC {
		n := len(body) - c.mac.size()
		if n < 0 {
			return nil, nil, false
		}
		encrypted, mac = body[:n], body[n:]
	}
	return encrypted, mac, len(encrypted) >= blocks*size && len(encrypted)%size == 0
}

func (c *cbc) open(dst []byte, seq uint64, r record) ([]byte, bool) {
	encrypted, mac, ok := c.encrypted(r.body)
	if !ok {
		return nil, false
	}
	if c.encryptThenMAC && !c.mac.verify(seq, r, encrypted, mac) {
		return nil, false
	}
	size := c.mode.BlockSize()
	if c.chained {
		c.mode.(ivSetter).SetIV(c.iv[:size])
	} else {
		c.mode.(ivSetter).SetIV(encrypted[:size])
		encrypted = encrypted[size:]
	}
	content := dst[:len(encrypted)]
	c.mode.CryptBlocks(content, encrypted)
	if content, ok = unpadded(content); !ok || c.encryptThenMAC {
		return content, ok
	}
	n := len(content) - c.mac.size()
	if n < 0 || !c.mac.verify(seq, r, content[:n], content[n:]) {
		return nil, false
	}
	return content[:n], true
}

// unpadded takes the padding off (RFC 5246 section 6.2.3.2). Nobody learns
// from the time that this takes: there is no peer.
func unpadded(content []byte) ([]byte, bool) {
	if len(content) == 0 {
		return nil, false
	}
	padding := int(content[len(content)-1])
	n := len(content) - 1 - padding
	if n < 0 {
		return nil, false
	}
	for _, v := range content[n:] {
		if int(v) != padding {
			return nil, false
		}
	}
	return content[:n], true
}

func (c *cbc) number(first uint64, _ record) uint64 { return first }

func (c *cbc) opened(_ uint64, r record) { c.passed(len(r.body), r.body) }

// passed keeps the last block for the next record. Where it was not seen, the
// next record is lost too, but the one behind it is not.
func (c *cbc) passed(_ int, body []byte) bool {
	if !c.chained {
		return true
	}
	encrypted, _, ok := c.encrypted(body)
	if ok {
		copy(c.iv[:], encrypted[len(encrypted)-c.mode.BlockSize():])
	}
	return ok
}
