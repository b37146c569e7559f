// Package scrub makes a copy of captured frames that can be given away:
// addresses, names and the texts of certificates are replaced, each by the same
// wherever it stands, and what applications said is zeroed. Lengths, times,
// handshakes and the relations between names stay as they were, so that the
// copy leads to the same findings.
//
// What is not understood is zeroed, never copied. Public keys, serial numbers
// and signatures of certificates stay: whoever has the certificate can tell
// that it is that one. The payload of fragments of IP packets is zeroed.
//
// Frames go through a Scrubber twice, in the same order: Learn sees all of
// them, as a message may span packets, then Frame changes each.
package scrub

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"

	"edrtap/capture"
)

// Scrubber replaces consistently. It is for one goroutine. What takes the place
// of what follows from the order in which things are seen alone, and does not
// tell what it was.
type Scrubber struct {
	names     names
	addresses addresses
	macs      map[[6]byte][6]byte
	streams   map[direction][]*stream
	order     []*stream // in which they began
	messages  []*message
	current   map[direction]int // which stream of a direction is the one at hand
	held      int               // bytes that streams hold
	writing   bool
	scratch   []byte
}

// New makes a Scrubber. keep are texts, in lower case, that stay where they
// stand in a certificate: they name products, not people.
func New(keep []string) *Scrubber {
	return &Scrubber{
		names:     names{labels: make(map[string]string), used: make(map[string]bool), next: make(map[int]int), keep: keep},
		addresses: newAddresses(),
		macs:      make(map[[6]byte][6]byte),
		streams:   make(map[direction][]*stream),
		current:   make(map[direction]int),
	}
}

// Learn sees a frame. f is not kept.
func (s *Scrubber) Learn(f *capture.Frame) { s.link(f.Data, f.Link) }

// Finish ends the learning: Frame may be called then.
func (s *Scrubber) Finish() {
	for _, st := range s.order {
		st.end(s)
	}
	for _, m := range s.messages {
		m.scrub(s)
	}
	for _, st := range s.order {
		slices.SortStableFunc(st.chunks, func(a, b chunk) int { return cmp.Compare(a.at, b.at) })
	}
	clear(s.current)
	s.writing = true
}

// Frame replaces what f holds. f.Data is then valid until the next call.
func (s *Scrubber) Frame(f *capture.Frame) {
	s.scratch = append(s.scratch[:0], f.Data...)
	s.link(s.scratch, f.Link)
	f.Data = s.scratch
}

// Address gives what takes the place of an address.
func (s *Scrubber) Address(a netip.Addr) netip.Addr { return s.addresses.replace(a) }

// Prefix gives what takes the place of a range of addresses: the range in which
// the addresses of its first network are.
func (s *Scrubber) Prefix(p netip.Prefix) netip.Prefix {
	return netip.PrefixFrom(s.addresses.replace(p.Addr()), p.Bits()).Masked()
}

// Name gives what takes the place of a DNS name or of an address as text.
func (s *Scrubber) Name(name string) string {
	b := []byte(name)
	s.text(b)
	return string(b)
}

// mac replaces a MAC address in place. Groups, such as broadcast, stay.
func (s *Scrubber) mac(b []byte) {
	if !s.writing || b[0]&1 == 1 || bytes.Equal(b, make([]byte, 6)) {
		return
	}
	old := [6]byte(b)
	made, ok := s.macs[old]
	if !ok {
		n := len(s.macs) + 1
		made = [6]byte{2, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)} // locally administered
		s.macs[old] = made
	}
	copy(b, made[:])
}

// zero zeroes bytes, where frames are being written.
func (s *Scrubber) zero(b []byte) {
	if s.writing {
		clear(b)
	}
}
