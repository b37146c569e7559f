package output

import (
	"unsafe"

	"edrtap/rules/record"
)

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
	offer record.Offer
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
	offer := record.OfferOf(t)
	if slot.valid && slot.known.offer.Same(&offer) {
		return &slot.known.offerJSON
	}
	o.scratch.encode(t)
	if len(o.scratch.json) <= largestOffer {
		slot.remember(&offer, &o.scratch)
	}
	return &o.scratch
}

func (s *offerSlot) remember(offer *record.Offer, encoded *offerJSON) {
	if s.known == nil {
		s.known = &knownOffer{}
	}
	s.valid = true
	s.known.offer.CopyFrom(offer)
	s.known.json, s.known.ends = append(s.known.json[:0], encoded.json...), encoded.ends
}
