package storage

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"edrtap/rules/record"
)

// What a damaged value may say of itself.
var (
	errShort    = errors.New("ends early")
	errCount    = errors.New("counts more than it holds")
	errTrailing = errors.New("is longer than its content")
)

// The append functions write one field each; the methods of reader read them.

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendStrings(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendString(b, s)
	}
	return b
}

// appendFlags packs up to eight booleans, the first in the lowest bit.
func appendFlags(b []byte, flags ...bool) []byte {
	var v byte
	for i, set := range flags {
		if set {
			v |= 1 << i
		}
	}
	return append(b, v)
}

// appendOptional writes a boolean that may be unknown: 0 unknown, 1 false, 2 true.
func appendOptional(b []byte, v *bool) []byte {
	switch {
	case v == nil:
		return append(b, 0)
	case *v:
		return append(b, 2)
	}
	return append(b, 1)
}

// appendInstant writes a time to the nanosecond, of any year. The location is
// not kept: times are read back in UTC.
func appendInstant(b []byte, t time.Time) []byte {
	b = binary.AppendVarint(b, t.Unix())
	return binary.AppendUvarint(b, uint64(t.Nanosecond()))
}

func appendPair(b []byte, p record.Pair) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, p[0]), p[1])
}

// appendIP writes an address in its length-prefixed binary form, zone included.
func appendIP(b []byte, a netip.Addr) []byte {
	length := len(b)
	b = append(b, 0)
	b, _ = a.AppendBinary(b) // never fails
	size := len(b) - length - 1
	if size > 255 { // an endless zone: kept without it
		b, _ = a.WithZone("").AppendBinary(b[:length+1])
		size = len(b) - length - 1
	}
	b[length] = byte(size)
	return b
}

func appendEndpoint(b []byte, e record.Endpoint) []byte {
	return binary.BigEndian.AppendUint16(appendIP(b, e.IP), e.Port)
}

// reader is a cursor over a value. The first failure sticks: later reads give
// zero values. It works on a string, so that the strings it gives out share
// one allocation.
type reader struct {
	rest    string
	version byte // of the value; see sessionVersion
	err     error
}

// known reads the version, and says whether this program can go on: it reads
// every version up to the latest.
func (r *reader) known(latest byte) bool {
	r.version = r.byte()
	return r.err != nil || r.version > 0 && r.version <= latest
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err, r.rest = err, ""
	}
}

// finish tells the first failure; bytes left over are one.
func (r *reader) finish() error {
	if r.rest != "" {
		r.fail(errTrailing)
	}
	return r.err
}

func (r *reader) take(n uint64) string {
	if n > uint64(len(r.rest)) {
		r.fail(errShort)
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) byte() byte {
	if s := r.take(1); s != "" {
		return s[0]
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	var v uint64
	for i := range len(r.rest) {
		c := r.rest[i]
		if i == binary.MaxVarintLen64-1 && c > 1 {
			break
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.rest = r.rest[i+1:]
			return v
		}
	}
	r.fail(errShort)
	return 0
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (r *reader) uint16() uint16 {
	s := r.take(2)
	if s == "" {
		return 0
	}
	return uint16(s[0])<<8 | uint16(s[1])
}

func (r *reader) string() string { return r.take(r.uvarint()) }

// count reads how many elements follow. Each takes at least size bytes, which
// keeps a damaged count from allocating more than the value could hold.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.rest)/size) {
		r.fail(errCount)
		return 0
	}
	return int(n)
}

// strings gives nil for an empty list.
func (r *reader) strings() []string {
	n := r.count(1)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = r.string()
	}
	return list
}

func (r *reader) flags(flags ...*bool) {
	v := r.byte()
	for i, flag := range flags {
		*flag = v&(1<<i) != 0
	}
}

func (r *reader) optional() *bool {
	switch r.byte() {
	case 1:
		return new(bool)
	case 2:
		v := true
		return &v
	}
	return nil
}

func (r *reader) instant() time.Time {
	seconds := r.varint()
	return time.Unix(seconds, int64(r.uvarint()%uint64(time.Second))).UTC()
}

func (r *reader) pair() record.Pair { return record.Pair{r.uvarint(), r.uvarint()} }

func (r *reader) ip() (a netip.Addr) {
	if err := a.UnmarshalBinary([]byte(r.take(uint64(r.byte())))); err != nil {
		r.fail(err)
	}
	return a
}

func (r *reader) endpoint() record.Endpoint {
	return record.Endpoint{IP: r.ip(), Port: r.uint16()}
}
