package storage

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// A part is what many sessions have in common: all that a ClientHello offers,
// a certificate chain, or in what words they ended. It is kept once, under the
// hash of its content, and sessions refer to it. A fleet has a few dozen of
// them; measured on such a fleet, this writes more than twice as fast. Only a
// part that comes a second time is kept in this way: the first time it stands
// in the session itself, because a million parts that nobody shares, in the
// random order of their hashes, would slow Badger's compaction to a tenth.
//
// JA3 is no part of it: clients that shuffle their extensions (RFC 8446
// section 4.2 lets them) have another in every connection, JA4 stays the same.

// partID is the beginning of the SHA-256 of a part's value.
type partID [16]byte

func hashPart(value []byte) partID {
	sum := sha256.Sum256(value)
	return partID(sum[:])
}

// The kinds of part: the second byte of the value, after the version.
const (
	helloPart = iota + 1
	chainPart
	resultPart
)

// maxKnownParts bounds how many parts a writer or a query remembers.
const maxKnownParts = 4096

// maxInline is the size up to which a part may stand in its session, in bytes.
const maxInline = 8 << 10

// parts are the parts of one session.
type parts struct{ hello, chain, result part }

// part says where a part is: under its id, or inline, as the value that it
// would have; nowhere where the session has none.
type part struct {
	id     *partID
	inline []byte
}

func hasHello(t *record.TLS) bool {
	return t.JA4 != "" || t.ClientStack != nil || len(t.OfferedVersions)+len(t.OfferedCiphers)+
		len(t.OfferedGroups)+len(t.OfferedSignatures)+len(t.OfferedALPN) > 0
}

func appendHello(b []byte, t *record.TLS) []byte {
	b = append(b, sessionVersion, helloPart)
	b = appendString(b, t.JA4)
	for _, list := range [...][]string{t.OfferedVersions, t.OfferedCiphers, t.OfferedGroups, t.OfferedSignatures, t.OfferedALPN} {
		b = appendStrings(b, list)
	}
	b = appendFlags(b, t.ClientStack != nil)
	if s := t.ClientStack; s != nil {
		b = appendString(b, s.Name)
		b = appendString(b, s.Detail)
		b = appendStrings(b, s.Features)
	}
	return b
}

func (r *reader) hello(t *record.TLS) {
	t.JA4 = r.string()
	for _, list := range [...]*[]string{&t.OfferedVersions, &t.OfferedCiphers, &t.OfferedGroups, &t.OfferedSignatures, &t.OfferedALPN} {
		*list = r.strings()
	}
	var stack bool
	if r.version > 1 {
		r.flags(&stack)
	}
	if stack {
		t.ClientStack = &record.Stack{Name: r.string(), Detail: r.string(), Features: r.strings()}
	}
}

func appendChain(b []byte, chain []record.Certificate) []byte {
	b = append(b, sessionVersion, chainPart)
	b = binary.AppendUvarint(b, uint64(len(chain)))
	for i := range chain {
		b = appendCertificate(b, &chain[i])
	}
	return b
}

func (r *reader) chain(t *record.TLS) {
	n := r.count(minCertificateSize)
	if n == 0 {
		return
	}
	t.Certificates = make([]record.Certificate, n)
	for i := range t.Certificates {
		r.certificate(&t.Certificates[i])
	}
}

// appendResult writes what was negotiated and how it ended, and where that was
// read: the words of a session that are the same for most of a fleet.
func appendResult(b []byte, s *record.Session) []byte {
	b = append(b, sessionVersion, resultPart)
	var none record.TLS
	t := cmp.Or(s.TLS, &none)
	for _, word := range [...]string{
		s.File, string(s.TCP.EndedBy), string(s.Stage), string(s.Outcome), t.Version, t.Cipher, t.Group, t.ALPN, t.JA3S,
	} {
		b = appendString(b, word)
	}
	return b
}

func (r *reader) result(s *record.Session) {
	s.File, s.TCP.EndedBy = r.string(), record.EndedBy(r.string())
	s.Stage, s.Outcome = record.Stage(r.string()), record.Outcome(r.string())
	t := s.TLS
	for _, word := range [...]*string{&t.Version, &t.Cipher, &t.Group, &t.ALPN, &t.JA3S} {
		*word = r.string()
	}
}

// decodePart fills what the part holds into an otherwise empty session.
func decodePart(value []byte) (*record.Session, error) {
	r := reader{rest: string(value)}
	if !r.known(sessionVersion) {
		return nil, fmt.Errorf("part of version %d: this program reads versions up to %d", r.version, sessionVersion)
	}
	kind := r.byte()
	s := &record.Session{TLS: new(record.TLS)}
	switch kind {
	case helloPart:
		r.hello(s.TLS)
	case chainPart:
		r.chain(s.TLS)
	case resultPart:
		r.result(s)
	default:
		r.fail(fmt.Errorf("is of the unknown kind %d", kind))
	}
	if err := r.finish(); err != nil {
		return nil, fmt.Errorf("damaged part: %w", err)
	}
	return s, nil
}

// partWriter adds parts to batches, each once as long as it is remembered.
type partWriter struct {
	known  map[partID]bool // true where it was added, false where it came once
	slots  [3]partSlot     // of the last session's hello, chain and result
	memo   partMemo
	recent [recentParts]partSlot
	seed   maphash.Seed
}

// recentParts is how many parts that were added are remembered whole. SHA-256
// of a part takes as long as the rest of a session: most are the same as one of
// these, found by a quicker hash and compared.
const recentParts = 256

// partSlot is what a part points to.
type partSlot struct {
	id    partID
	value []byte
}

// copyFrom makes p the part that another is, unless it is too large to be kept.
func (p *partSlot) copyFrom(other *partSlot) {
	if len(other.value) <= maxInline {
		p.id, p.value = other.id, append(p.value[:0], other.value...)
	}
}

// add makes sure that the parts of s are in b or were written before, unless
// they are to stand in the session. The result is valid until the next call.
func (p *partWriter) add(b *batch, s *record.Session) (found parts, err error) {
	slot := &p.slots[2]
	slot.value = appendResult(slot.value[:0], s)
	if found.result, err = p.put(b, slot); err != nil || s.TLS == nil {
		return found, err
	}
	if hasHello(s.TLS) {
		if found.hello, err = p.hello(b, s.TLS); err != nil {
			return found, err
		}
	}
	if len(s.TLS.Certificates) > 0 {
		found.chain, err = p.chain(b, s.TLS.Certificates)
	}
	return found, err
}

func (p *partWriter) hello(b *batch, t *record.TLS) (part, error) {
	slot := &p.slots[0]
	offer := record.OfferOf(t)
	if id := p.memo.hello(t, &offer); id != nil {
		slot.id = *id
		return part{id: &slot.id}, nil
	}
	slot.value = appendHello(slot.value[:0], t)
	found, err := p.put(b, slot)
	if found.id != nil {
		p.memo.addHello(t, &offer, found.id)
	}
	return found, err
}

func (p *partWriter) chain(b *batch, list []record.Certificate) (part, error) {
	slot := &p.slots[1]
	if id := p.memo.chain(list); id != nil {
		slot.id = *id
		return part{id: &slot.id}, nil
	}
	slot.value = appendChain(slot.value[:0], list)
	found, err := p.put(b, slot)
	if found.id != nil {
		p.memo.addChain(list, found.id)
	}
	return found, err
}

// chainID is the id of the chain of the session that was added last; nil where
// it has none.
func (p *partWriter) chainID(s *record.Session) *partID {
	if s.TLS == nil || len(s.TLS.Certificates) == 0 {
		return nil
	}
	return &p.slots[1].id
}

func (p *partWriter) put(b *batch, slot *partSlot) (part, error) {
	if len(slot.value) > maxValueSize {
		return part{}, fmt.Errorf("a part of %d bytes: %w", len(slot.value), ErrTooLarge)
	}
	if p.known == nil {
		p.known, p.seed = make(map[partID]bool), maphash.MakeSeed()
	}
	recent := &p.recent[maphash.Bytes(p.seed, slot.value)%recentParts]
	if bytes.Equal(recent.value, slot.value) {
		slot.id = recent.id
		return part{id: &slot.id}, nil
	}
	slot.id = hashPart(slot.value)
	added, seen := p.known[slot.id]
	if added {
		recent.copyFrom(slot)
		return part{id: &slot.id}, nil
	}
	if len(p.known) >= maxKnownParts {
		clear(p.known)
	}
	if !seen && len(slot.value) <= maxInline {
		p.known[slot.id] = false
		return part{inline: slot.value}, nil
	}
	p.known[slot.id] = true
	block := append(append(b.begin(), partPrefix...), slot.id[:]...)
	b.end(append(b.keyDone(block), slot.value...))
	return part{id: &slot.id}, nil
}

// partReader looks parts up, and remembers them: sessions that it completes
// share their lists.
type partReader struct {
	txn   *badger.Txn
	known map[partID]*record.Session
}

func (p *partReader) get(where part) (*record.Session, error) {
	if where.id == nil {
		return decodePart(where.inline)
	}
	id := *where.id
	if s, ok := p.known[id]; ok {
		return s, nil
	}
	s, err := p.load(id)
	if err != nil {
		return nil, fmt.Errorf("key %s%s: %w", partPrefix, hex.EncodeToString(id[:]), err)
	}
	if p.known == nil || len(p.known) >= maxKnownParts {
		p.known = make(map[partID]*record.Session)
	}
	p.known[id] = s
	return s, nil
}

func (p *partReader) load(id partID) (*record.Session, error) {
	item, err := p.txn.Get(append([]byte(partPrefix), id[:]...))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, errors.New("a session refers to it, and it is missing")
	}
	if err != nil {
		return nil, err
	}
	var s *record.Session
	err = item.Value(func(v []byte) (err error) {
		s, err = decodePart(v)
		return err
	})
	return s, err
}

// complete fills the parts of a session in.
func (p *partReader) complete(s *record.Session, found parts) error {
	t := s.TLS
	if found.result.is() {
		r, err := p.get(found.result)
		if err != nil {
			return err
		}
		s.File, s.TCP.EndedBy, s.Stage, s.Outcome = r.File, r.TCP.EndedBy, r.Stage, r.Outcome
		if t != nil {
			t.Version, t.Cipher, t.Group, t.ALPN, t.JA3S = r.TLS.Version, r.TLS.Cipher, r.TLS.Group, r.TLS.ALPN, r.TLS.JA3S
		}
	}
	if found.hello.is() {
		from, err := p.get(found.hello)
		if err != nil {
			return err
		}
		h := from.TLS
		t.JA4, t.ClientStack = h.JA4, h.ClientStack
		t.OfferedVersions, t.OfferedCiphers, t.OfferedGroups = h.OfferedVersions, h.OfferedCiphers, h.OfferedGroups
		t.OfferedSignatures, t.OfferedALPN = h.OfferedSignatures, h.OfferedALPN
	}
	if found.chain.is() {
		c, err := p.get(found.chain)
		if err != nil {
			return err
		}
		t.Certificates = c.TLS.Certificates
	}
	return nil
}

// is says whether there is such a part.
func (p part) is() bool { return p.id != nil || p.inline != nil }
