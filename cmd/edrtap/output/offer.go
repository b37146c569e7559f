package output

import (
	"bytes"
	"unsafe"

	"edrtap/rules/record"
)

// offer is what a session's record has of its ClientHello alone. It is the same
// in all sessions of a client, but for the name that is asked for.
type offer struct {
	words    [5]string
	lists    [6][]string
	hasStack bool
}

func offerOf(t *record.TLS) offer {
	o := offer{
		words: [5]string{t.SNI, t.JA3, t.JA4},
		lists: [6][]string{t.OfferedCiphers, t.OfferedVersions, t.OfferedGroups, t.OfferedSignatures, t.OfferedALPN},
	}
	if s := t.ClientStack; s != nil {
		o.words[3], o.words[4], o.lists[5], o.hasStack = s.Name, s.Detail, s.Features, true
	}
	return o
}

// same tells whether two offers hold the very same strings: the bytes of lists
// are not looked at. What merely says the same is encoded anew.
func (o *offer) same(other *offer) bool {
	for i := range o.lists {
		if !bytes.Equal(headers(o.lists[i]), headers(other.lists[i])) {
			return false
		}
	}
	return o.words == other.words && o.hasStack == other.hasStack
}

// headers gives the addresses and lengths of strings.
func headers(list []string) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof("")))
}

// copyFrom takes over another offer. Strings are shared, as they cannot change;
// lists are copied.
func (o *offer) copyFrom(other *offer) {
	lists := o.lists
	*o = *other
	for i, list := range other.lists {
		o.lists[i] = append(lists[i][:0], list...)
	}
}

// The parts of an offer's JSON, in the order of the record's members. Others
// come between them.
const (
	partName = iota
	partVersions
	partCiphers
	partGroups // and signature schemes
	partALPN
	partJA3
	partJA4
	partStack
	offerParts
)

// offerJSON is an offer as members of an object.
type offerJSON struct {
	json []byte
	ends [offerParts]int
}

func (o *offerJSON) part(i int) []byte {
	if i == 0 {
		return o.json[:o.ends[0]]
	}
	return o.json[o.ends[i-1]:o.ends[i]]
}

func (o *offerJSON) encode(t *record.TLS) {
	b := appendOptional(o.json[:0], `,"sni":`, t.SNI)
	o.ends[partName] = len(b)
	b = appendList(b, `,"offered_versions":`, t.OfferedVersions)
	o.ends[partVersions] = len(b)
	b = appendList(b, `,"offered_ciphers":`, t.OfferedCiphers)
	o.ends[partCiphers] = len(b)
	b = appendList(b, `,"offered_groups":`, t.OfferedGroups)
	b = appendList(b, `,"offered_signatures":`, t.OfferedSignatures)
	o.ends[partGroups] = len(b)
	b = appendList(b, `,"offered_alpn":`, t.OfferedALPN)
	o.ends[partALPN] = len(b)
	b = appendOptional(b, `,"ja3":`, t.JA3)
	o.ends[partJA3] = len(b)
	b = appendOptional(b, `,"ja4":`, t.JA4)
	o.ends[partJA4] = len(b)
	b = appendStack(b, t.ClientStack)
	o.ends[partStack] = len(b)
	o.json = b
}

// offers remembers how offers were encoded, as fragments does for certificates:
// found by where the list of suites lies in memory, compared with a copy, and
// encoded into a slot only when it comes a second time.
type offers struct {
	slots   []offerSlot
	shift   int       // of the hash: what is left of it tells the slot
	scratch offerJSON // of an offer that is not remembered
}

type offerSlot struct {
	first *string // where the list of suites lies
	known *knownOffer
	valid bool // known is of that list
}

type knownOffer struct {
	offer offer
	offerJSON
}

// largestOffer is the longest JSON of an offer that is remembered, in bytes.
const largestOffer = 4 << 10

// newOffers makes a table of 2^bits slots.
func newOffers(bits int) offers {
	return offers{slots: make([]offerSlot, 1<<bits), shift: 64 - bits}
}

// get gives the JSON of what the record has of its ClientHello, valid until the
// next call.
func (o *offers) get(t *record.TLS) *offerJSON {
	first := unsafe.SliceData(t.OfferedCiphers)
	slot := &o.slots[slotOf(unsafe.Pointer(first), o.shift)]
	if slot.first != first || first == nil {
		slot.first, slot.valid = first, false
		o.scratch.encode(t)
		return &o.scratch
	}
	offer := offerOf(t)
	if slot.valid && slot.known.offer.same(&offer) {
		return &slot.known.offerJSON
	}
	o.scratch.encode(t)
	if len(o.scratch.json) <= largestOffer {
		slot.remember(&offer, &o.scratch)
	}
	return &o.scratch
}

func (s *offerSlot) remember(offer *offer, encoded *offerJSON) {
	if s.known == nil {
		s.known = &knownOffer{}
	}
	s.valid = true
	s.known.offer.copyFrom(offer)
	s.known.json, s.known.ends = append(s.known.json[:0], encoded.json...), encoded.ends
}
