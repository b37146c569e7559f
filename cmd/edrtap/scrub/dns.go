package scrub

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
)

// Types of records (IANA) whose data is replaced; all others are zeroed.
const (
	dnsA     = 1
	dnsNS    = 2
	dnsCNAME = 5
	dnsSOA   = 6
	dnsPTR   = 12
	dnsMX    = 15
	dnsAAAA  = 28
	dnsSRV   = 33
)

// dns replaces the names and addresses of a DNS message in place (RFC 1035
// section 4.1). What cannot be read is zeroed.
func (s *Scrubber) dns(b []byte) {
	if len(b) < 12 {
		clear(b)
		return
	}
	m := dnsMessage{s: s, b: b, at: 12, done: make(map[int]bool)}
	for range binary.BigEndian.Uint16(b[4:]) { // questions
		if !m.name() || !m.skip(4) {
			clear(b[min(m.at, len(b)):])
			return
		}
	}
	records := int(binary.BigEndian.Uint16(b[6:])) + int(binary.BigEndian.Uint16(b[8:])) + int(binary.BigEndian.Uint16(b[10:]))
	for range records {
		if !m.record() {
			break
		}
	}
	clear(b[min(m.at, len(b)):])
}

type dnsMessage struct {
	s    *Scrubber
	b    []byte
	at   int
	done map[int]bool // offsets of labels that are replaced: names point into names
}

func (m *dnsMessage) skip(n int) bool {
	if len(m.b)-m.at < n {
		return false
	}
	m.at += n
	return true
}

// name replaces the name at hand and goes behind it.
func (m *dnsMessage) name() bool {
	end, ok := m.nameAt(m.at, len(m.b))
	m.at = end
	return ok
}

// nameAt replaces the labels of a name. A pointer (RFC 1035 section 4.1.4)
// leads to labels that are replaced where they stand.
func (m *dnsMessage) nameAt(at, limit int) (end int, ok bool) {
	var labels [][]byte
	for {
		if at >= limit {
			return limit, false
		}
		n := int(m.b[at])
		switch {
		case n == 0:
			m.labels(labels)
			return at + 1, true
		case n >= 0xc0:
			m.labels(labels)
			return at + 2, at+2 <= limit
		case n > 63 || at+1+n > limit:
			clear(m.b[at:limit])
			return limit, false
		}
		if !m.done[at] {
			m.done[at] = true
			labels = append(labels, m.b[at+1:at+1+n])
		}
		at += 1 + n
	}
}

// labels replaces the labels of one name together, as some of the last may be
// a public suffix, and the whole an address turned round.
func (m *dnsMessage) labels(list [][]byte) {
	var name []byte
	for i, label := range list {
		if i > 0 {
			name = append(name, '.')
		}
		name = append(name, label...)
	}
	if !m.s.reverse(name) {
		m.s.text(name)
	}
	for _, label := range list {
		copy(label, name)
		name = name[min(len(label)+1, len(name)):]
	}
}

func (m *dnsMessage) record() bool {
	if !m.name() || len(m.b)-m.at < 10 {
		return false
	}
	kind, size := binary.BigEndian.Uint16(m.b[m.at:]), int(binary.BigEndian.Uint16(m.b[m.at+8:]))
	m.at += 10
	end := m.at + size
	if end > len(m.b) {
		return false
	}
	data := m.b[m.at:end]
	switch kind {
	case dnsA, dnsAAAA:
		m.s.replaceAddress(data)
	case dnsNS, dnsCNAME, dnsPTR:
		m.nameAt(m.at, end)
	case dnsMX, dnsSRV:
		if head := map[uint16]int{dnsMX: 2, dnsSRV: 6}[kind]; size > head {
			m.nameAt(m.at+head, end)
		}
	case dnsSOA:
		if next, ok := m.nameAt(m.at, end); ok {
			m.nameAt(next, end)
		}
	default:
		clear(data)
	}
	m.at = end
	return true
}

// reverse replaces the address in a name below in-addr.arpa or ip6.arpa (RFC
// 1035 section 3.5, RFC 3596 section 2.5), and says whether it is one.
func (s *Scrubber) reverse(name []byte) bool {
	lower := asciiLower(string(name))
	if digits, ok := strings.CutSuffix(lower, ".in-addr.arpa"); ok {
		octets := strings.Split(digits, ".")
		slices.Reverse(octets)
		a, err := netip.ParseAddr(strings.Join(octets, "."))
		if err != nil { // of a network: its octets are all there is
			clearDigits(name[:len(digits)])
			return true
		}
		octets = strings.Split(s.addresses.replace(a).String(), ".")
		slices.Reverse(octets)
		copy(name, strings.Join(octets, "."))
		return true
	}
	digits, ok := strings.CutSuffix(lower, ".ip6.arpa")
	if !ok {
		return false
	}
	nibbles := strings.Split(digits, ".")
	slices.Reverse(nibbles)
	b, err := hex.DecodeString(strings.Join(nibbles, ""))
	if err != nil || len(b) != 16 {
		clearDigits(name[:len(digits)])
		return true
	}
	s.replaceAddress(b)
	nibbles = strings.Split(hex.EncodeToString(b), "")
	slices.Reverse(nibbles)
	copy(name, strings.Join(nibbles, "."))
	return true
}

func clearDigits(b []byte) {
	for i := range b {
		if b[i] != '.' {
			b[i] = '0'
		}
	}
}
