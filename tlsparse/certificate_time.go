package tlsparse

import (
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// time reads one UTCTime or GeneralizedTime; the zero time when it cannot be
// read.
func (o outline) time(s *cryptobyte.String, field string) time.Time {
	start := *s
	e, ok := readElement(s)
	if !ok || e.cut {
		if !o.c.Truncated {
			o.note(field, start, "missing or ends early")
		}
		return time.Time{}
	}
	var t time.Time
	switch e.tag {
	case asn1.UTCTime:
		ok = e.whole.ReadASN1UTCTime(&t)
	case asn1.GeneralizedTime:
		ok = e.whole.ReadASN1GeneralizedTime(&t)
	default:
		o.note(field, start, "unexpected ASN.1 tag "+hexadecimal(uint32(e.tag), 2))
		return time.Time{}
	}
	if !ok {
		o.note(field, start, "malformed time "+visible(anyBytes(e.body[:min(len(e.body), 32)])))
		return time.Time{}
	}
	return t.UTC()
}
