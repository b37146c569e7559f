package decrypt

import (
	"encoding/binary"

	"edrtap/tlsparse"
)

// opener is the half of cipher.AEAD that is needed.
type opener interface {
	Overhead() int
	Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error)
}

// aead is protection by an AEAD: RFC 8446 section 5.2 and 5.3, RFC 5288
// section 3, RFC 6655 section 3, RFC 7905 section 2.
type aead struct {
	opener   opener
	iv       [12]byte // salt and zeros where the nonce is explicit
	explicit int      // bytes of nonce in front of each record
	tls13    bool

	last, lastSeq uint64 // explicit nonce and number of the record opened last

	nonce [12]byte // scratch, here so that nothing is allocated for a record
	data  [13]byte
}

func newAEAD(o opener, iv []byte, suite *tlsparse.SuiteInfo, tls13 bool) *aead {
	a := &aead{opener: o, tls13: tls13}
	copy(a.iv[:], iv)
	if !tls13 {
		a.explicit = int(suite.ExplicitNonceLen)
	}
	return a
}

func (a *aead) open(dst []byte, seq uint64, r record) ([]byte, bool) {
	length := len(r.body) - a.explicit - a.opener.Overhead()
	if length < 0 {
		return nil, false
	}
	a.nonce = a.iv
	if a.explicit > 0 {
		copy(a.nonce[len(a.nonce)-a.explicit:], r.body[:a.explicit])
	} else {
		n := a.nonce[4:]
		binary.BigEndian.PutUint64(n, binary.BigEndian.Uint64(n)^seq)
	}
	var data []byte
	if a.tls13 {
		data = append(a.data[:0], byte(r.kind), byte(r.version>>8), byte(r.version), byte(len(r.body)>>8), byte(len(r.body)))
	} else {
		data = appendHeader(a.data[:0], seq, r, length)
	}
	content, err := a.opener.Open(dst[:0], a.nonce[:], r.body[a.explicit:], data)
	return content, err == nil
}

// number goes by explicit nonces, which all implementations count up.
func (a *aead) number(first uint64, r record) uint64 {
	if a.explicit != 8 || len(r.body) < 8 {
		return first
	}
	return a.lastSeq + binary.BigEndian.Uint64(r.body) - a.last
}

func (a *aead) opened(seq uint64, r record) {
	if a.explicit == 8 {
		a.last, a.lastSeq = binary.BigEndian.Uint64(r.body), seq
	}
}

func (a *aead) passed(int, []byte) bool { return true }

// appendHeader appends what a MAC covers beside the content (RFC 5246 section
// 6.2.3.1); for an AEAD it is the additional data (section 6.2.3.3).
func appendHeader(b []byte, seq uint64, r record, length int) []byte {
	b = binary.BigEndian.AppendUint64(b, seq)
	return append(b, byte(r.kind), byte(r.version>>8), byte(r.version), byte(length>>8), byte(length))
}

// inner takes the content type and the padding off an opened record of TLS 1.3
// (RFC 8446 section 5.2 and 5.4).
func inner(content []byte) (tlsparse.ContentType, []byte, bool) {
	for n := len(content); n > 0; n-- {
		if content[n-1] != 0 {
			return tlsparse.ContentType(content[n-1]), content[:n-1], true
		}
	}
	return 0, nil, false
}
