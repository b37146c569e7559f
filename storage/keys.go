package storage

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"edrtap/rules/record"
)

// schemaVersion is the version of the key layout. A store of version 2 is read
// as it is, and brought up to date once it is opened for writing; one of any
// other version is refused.
const schemaVersion = 3

// The tables: each is a key prefix.
const (
	schemaKey           = "m/schema"
	sessionPrefix       = "s/"
	partPrefix          = "p/"
	indexPrefix         = "b/"
	columnPrefix        = "x/"
	findingPrefix       = "f/"
	diagnosisPrefix     = "d/"
	summaryPrefix       = "u/"
	inputPrefix         = "i/"
	ratePrefix          = "r/"
	serverHistoryPrefix = "v/"
	clientHistoryPrefix = "w/"
	startSize           = 8
	addressSize         = 16
	portSize            = 2
	ordinalSize         = 4
	maxIDLength         = 64
	indexHashSize       = 8
)

// appendTime appends t so that the order of bytes is the order of time. Times
// beyond the range of 64-bit nanoseconds (1677 to 2262) go to its ends.
func appendTime(key []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint64(key, orderedTime(t))
}

// orderedTime gives t as a number whose order is the order of time.
func orderedTime(t time.Time) uint64 { return uint64(nanoseconds(t)) ^ 1<<63 }

func timeOf(ordered uint64) time.Time { return time.Unix(0, int64(ordered^1<<63)).UTC() }

func nanoseconds(t time.Time) int64 {
	switch {
	case t.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	case t.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return t.UnixNano()
}

// keyTime reads what appendTime wrote. b holds at least startSize bytes.
func keyTime(b []byte) time.Time {
	return timeOf(binary.BigEndian.Uint64(b))
}

// appendAddress appends the 16 bytes of a; the zero Addr is all zeros. Zones
// are left out, as an index entry is only a hint.
func appendAddress(key []byte, a netip.Addr) []byte {
	b := a.As16()
	return append(key, b[:]...)
}

// appendServer appends the address and port of a server.
func appendServer(key []byte, e record.Endpoint) []byte {
	return binary.BigEndian.AppendUint16(appendAddress(key, e.IP), e.Port)
}

// normalName is the form in which names are compared: ASCII lower case (RFC
// 4343 section 3), without the trailing dot of an absolute name. It allocates
// only where something has to change.
func normalName(name string) string {
	name = strings.TrimSuffix(name, ".")
	for i := range len(name) {
		if c := name[i]; 'A' <= c && c <= 'Z' {
			return lowerASCII(name)
		}
	}
	return name
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func appendOrdinal(key []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(key, uint32(n))
}

// runPrefix is the prefix of all that one table holds of one run.
func runPrefix(table, run string) []byte {
	return append(append([]byte(table), run...), 0)
}

// runOf reads the run, and the place in its list, from a key of a table keyed
// by run.
func runOf(key []byte, table string) (run string, place int) {
	run, ordinal, _ := strings.Cut(string(key[len(table):]), "\x00")
	if len(ordinal) == ordinalSize {
		place = int(binary.BigEndian.Uint32([]byte(ordinal)))
	}
	return run, place
}

// checkID refuses what cannot be a part of a key.
func checkID(what, id string) error {
	switch {
	case id == "":
		return fmt.Errorf("%s without an id", what)
	case len(id) > maxIDLength:
		return fmt.Errorf("%s id of %d bytes: at most %d", what, len(id), maxIDLength)
	case strings.IndexByte(id, 0) >= 0:
		return fmt.Errorf("%s id %q holds a NUL", what, id)
	}
	return nil
}

// describeKey is how an error names a key.
func describeKey(key []byte) string {
	if len(key) >= len(sessionPrefix)+startSize && string(key[:len(sessionPrefix)]) == sessionPrefix {
		rest := key[len(sessionPrefix):]
		return fmt.Sprintf("%s%s/%q", sessionPrefix, keyTime(rest).Format(time.RFC3339Nano), rest[startSize:])
	}
	return fmt.Sprintf("%q", key)
}
