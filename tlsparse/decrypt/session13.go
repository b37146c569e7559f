package decrypt

import "edrtap/tlsparse"

// epoch is a stretch of a direction of TLS 1.3 that is under one kind of
// traffic secret (RFC 8446 section 7.1).
type epoch uint8

const (
	early epoch = iota
	handshake
	application
)

// protection13 is a protection with the secret that it was made of.
type protection13 struct {
	protection
	secret []byte
}

// labels says where the secret of an epoch is, by role.
func labels(role tlsparse.Dir, e epoch) (label, bool) {
	switch {
	case e == early:
		return clientEarly, role == tlsparse.Client
	case e == handshake && role == tlsparse.Client:
		return clientHandshake, true
	case e == handshake:
		return serverHandshake, true
	case role == tlsparse.Client:
		return clientApplication, true
	}
	return serverApplication, true
}

// seek looks for the keys of every epoch that are not known yet.
func (s *session) seek(role tlsparse.Dir) {
	h := &s.half[role]
	generation := s.d.secrets.generation.Load()
	if h.sought == generation {
		return
	}
	h.sought = generation
	for e := h.epoch; e <= application; e++ {
		if h.keys[e] != nil {
			continue
		}
		l, ok := labels(role, e)
		if !ok {
			continue
		}
		if found, ok := s.d.secrets.find(secretID{l, s.clientRandom}); ok {
			h.keys[e] = s.protect(found.bytes())
		}
	}
}

func (s *session) protect(secret []byte) *protection13 {
	p, err := newProtection13(&s.suite, secret)
	if err != nil {
		return nil
	}
	return &protection13{p, append([]byte(nil), secret...)}
}

// ready13 tells whether there are keys for the epoch at hand or a later one.
func (s *session) ready13(role tlsparse.Dir) bool {
	s.seek(role)
	h := &s.half[role]
	for e := h.epoch; e <= application; e++ {
		if h.keys[e] != nil {
			if h.passed > 0 {
				h.widen(h.passed)
				h.passed = 0
			}
			return true
		}
	}
	s.blameMissing(h)
	return false
}

// blameMissing says which secret is missing.
func (s *session) blameMissing(h *half) {
	switch {
	case h.epoch == application && s.knows(handshake):
		s.blame(tlsparse.ReasonHandshake)
	case s.knows(application):
		s.blame(tlsparse.ReasonApplication)
	default:
		s.blame(tlsparse.ReasonNoSecret)
	}
}

// knows tells whether a secret of the epoch is known for either direction.
func (s *session) knows(e epoch) bool {
	for role := range s.half {
		l, ok := labels(tlsparse.Dir(role), e)
		if _, known := s.d.secrets.find(secretID{l, s.clientRandom}); ok && known {
			return true
		}
	}
	return false
}

// readyEarly prepares for early data, which comes before the suite is known:
// it is one of those offered that have a hash as long as the secret.
func (s *session) readyEarly() bool {
	h := &s.half[tlsparse.Client]
	if h.keys[early] != nil || !s.offer.EarlyData {
		return h.keys[early] != nil
	}
	found, ok := s.d.secrets.find(secretID{clientEarly, s.clientRandom})
	if !ok {
		s.blameEarly()
		return false
	}
	trial := &trial{}
	for _, suite := range s.offer.Suites {
		info, _ := suite.Info()
		if !info.TLS13 || !supported(&info) || info.HashLen() != int(found.length) {
			continue
		}
		if p, err := newProtection13(&info, found.bytes()); err == nil {
			trial.candidates = append(trial.candidates, p)
		}
	}
	h.keys[early] = &protection13{trial, found.bytes()}
	return true
}

// trial is a protection of which only candidates are known, until one opens a
// record.
type trial struct {
	candidates []protection
}

func (t *trial) open(dst []byte, seq uint64, r record) ([]byte, bool) {
	for i, p := range t.candidates {
		if content, ok := p.open(dst, seq, r); ok {
			t.candidates = t.candidates[i : i+1]
			return content, true
		}
	}
	return nil, false
}

func (t *trial) number(first uint64, _ record) uint64 { return first }

func (t *trial) opened(uint64, record) {}

func (t *trial) passed(int, []byte) bool { return true }

// open13 opens a record of TLS 1.3. Where the place in the handshake may have
// been lost, the epochs behind the one at hand are tried too.
func (s *session) open13(role tlsparse.Dir, r record) (tlsparse.ContentType, []byte, bool) {
	h := &s.half[role]
	for e := h.epoch; e <= application; e++ {
		first := uint64(0)
		if e == h.epoch {
			first = h.seq
		}
		if p := h.keys[e]; p != nil {
			content, seq, ok := s.attempt(h, p, first, r)
			if !ok && e == application {
				content, seq, ok = s.attemptUpdated(h, p, r)
			}
			if ok {
				h.epoch, h.seq, h.window = e, seq+1, 0
				return s.content13(content)
			}
			if h.window == 0 && e != early {
				break // what comes next begins behind a message that was not seen
			}
		}
	}
	s.failed13(h)
	return 0, nil, false
}

// attemptUpdated tries the keys behind a KeyUpdate that may have been lost.
func (s *session) attemptUpdated(h *half, p *protection13, r record) ([]byte, uint64, bool) {
	if h.window == 0 || h.epoch != application {
		return nil, 0, false
	}
	next := s.updated(p)
	content, seq, ok := s.attempt(h, next, 0, r)
	if ok {
		h.keys[application] = next
	}
	return content, seq, ok
}

// updated gives the protection behind a KeyUpdate (RFC 8446 section 7.2).
func (s *session) updated(p *protection13) *protection13 {
	return s.protect(expandLabel(&s.suite, p.secret, "traffic upd", len(p.secret)))
}

// content13 takes an opened record apart.
func (s *session) content13(content []byte) (tlsparse.ContentType, []byte, bool) {
	kind, content, ok := inner(content)
	if !ok { // RFC 8446 section 5.4: not allowed, but authentic
		return tlsparse.ContentApplicationData, nil, true
	}
	return kind, content, true
}

// failed13 says why no key fitted. The record may have been of an epoch whose
// secret is not known, so its number may not count.
func (s *session) failed13(h *half) {
	switch {
	case h.keys[h.epoch] != nil:
		s.blame(tlsparse.ReasonForged)
		h.widen(1)
	case h.epoch == early:
		s.blameEarly()
	default:
		s.blameMissing(h)
	}
}

func (s *session) blameEarly() {
	if s.knows(handshake) || s.knows(application) {
		s.blame(tlsparse.ReasonEarly)
	} else {
		s.blame(tlsparse.ReasonNoSecret)
	}
}

// message13 changes keys behind the messages that end an epoch.
func (s *session) message13(role tlsparse.Dir, kind tlsparse.HandshakeType) {
	h := &s.half[role]
	switch {
	case kind == tlsparse.HandshakeEndOfEarlyData && role == tlsparse.Client && h.epoch == early:
		h.enter(handshake)
	case kind == tlsparse.HandshakeFinished && h.epoch <= handshake:
		h.enter(application)
	case kind == tlsparse.HandshakeKeyUpdate && h.keys[application] != nil: // RFC 8446 section 4.6.3
		h.keys[application] = s.updated(h.keys[application])
		h.seq, h.window = 0, 0
	}
}

func (h *half) enter(e epoch) { h.epoch, h.seq, h.window = e, 0, 0 }
