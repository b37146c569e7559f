package decrypt

import (
	"crypto/md5"
	"crypto/sha1"

	"edrtap/tlsparse"
)

// masterLen is the length of a master secret (RFC 5246 section 8.1).
const masterLen = 48

// transcript is the handshake up to ClientKeyExchange, which the extended
// master secret is bound to (RFC 7627 section 3).
type transcript []byte

const (
	maxTranscript  = 1 << 20  // bytes of one connection
	maxTranscripts = 64 << 20 // of all connections of a Decrypter
	// maxPremasters bounds the premaster secrets that one connection may have
	// decrypted: that takes a millisecond each.
	maxPremasters = 4
)

// keep adds a message to the transcript, or gives it up.
func (s *session) keep(m []byte) {
	if !s.keeping {
		return
	}
	if len(s.transcript)+len(m) > maxTranscript || s.d.transcripts+len(m) > maxTranscripts {
		s.forget()
		return
	}
	s.transcript = append(s.transcript, m...)
	s.d.transcripts += len(m)
}

// forget gives the transcript's memory back.
func (s *session) forget() {
	s.d.transcripts -= len(s.transcript)
	s.transcript, s.keeping = nil, false
}

// hash is the session hash.
func (t transcript) hash(version tlsparse.Version, suite *tlsparse.SuiteInfo) []byte {
	if version >= tlsparse.VersionTLS12 {
		h := prfHash(suite)()
		h.Write(t)
		return h.Sum(nil)
	}
	m, s := md5.Sum(t), sha1.Sum(t)
	return append(m[:], s[:]...)
}

// keyExchange makes the master secret where the premaster secret is known.
func (s *session) keyExchange(m []byte) {
	if !s.keeping {
		return
	}
	defer s.forget()
	premaster, ok := s.premaster(m)
	if !ok {
		return
	}
	s.master.length = masterLen
	if s.extendedMaster { // RFC 7627 section 4
		prf(s.version, &s.suite, s.master.value[:], premaster.bytes(), "extended master secret", s.transcript.hash(s.version, &s.suite))
	} else { // RFC 5246 section 8.1
		prf(s.version, &s.suite, s.master.value[:], premaster.bytes(), "master secret", s.clientRandom[:], s.serverRandom[:])
	}
}

// premaster finds the premaster secret of a ClientKeyExchange.
func (s *session) premaster(m []byte) (secret, bool) {
	secrets := s.d.secrets
	if premaster, ok := secrets.find(secretID{premasterSecret, s.clientRandom}); ok {
		return premaster, true
	}
	encrypted, ok := encryptedSecret(m)
	if !ok || s.suite.KeyExchange != "RSA" {
		return secret{}, false
	}
	id := secretID{label: encryptedPremaster}
	copy(id.id[:premasterStart], encrypted)
	if premaster, ok := secrets.find(id); ok {
		return premaster, true
	}
	if s.premasters++; s.premasters > maxPremasters {
		return secret{}, false
	}
	premaster, ok := secrets.openPremaster(encrypted)
	if !ok && len(secrets.serverKeys()) > 0 {
		s.blame(tlsparse.ReasonServerKey)
	}
	return premaster, ok
}

// findMaster finds the master secret of the handshake under way: it was made,
// stands in a key log, or is that of the session which is resumed by id or by
// ticket.
func (s *session) findMaster() bool {
	if s.master.length > 0 {
		return true
	}
	var ok bool
	if s.master, ok = s.d.secrets.find(secretID{masterSecret, s.clientRandom}); ok {
		return true
	}
	if s.master, ok = s.d.secrets.find(secretID{sessionMaster, s.sessionID}); ok {
		return true
	}
	if s.resumes == s.sessionID && s.resumes != [32]byte{} {
		if s.master, ok = s.d.resumed.get(s.resumes); ok {
			return true
		}
	}
	if s.ticket != [32]byte{} {
		s.master, ok = s.d.resumed.get(s.ticket)
	}
	return ok
}

// remember keeps the master secret for sessions that resume this one.
func (s *session) remember(id [32]byte) {
	if s.d.Remember && id != [32]byte{} && s.findMaster() {
		s.d.resumed.put(id, s.master)
	}
}

// derive makes the keys of the handshake under way (RFC 5246 section 6.3).
func (s *session) derive() bool {
	if s.derived {
		return true
	}
	if !s.can() {
		return false
	}
	generation := s.d.secrets.generation.Load()
	if !s.findMaster() {
		s.generation = generation
		s.blame(tlsparse.ReasonNoSecret)
		return false
	}
	s.remember(s.sessionID)
	macLen, ivLen := int(s.suite.MACLen), ivLen(s.version, &s.suite)
	keyLen := keyLen(s.suite.Cipher)
	block := make([]byte, 2*(macLen+keyLen+ivLen))
	prf(s.version, &s.suite, block, s.master.bytes(), "key expansion", s.serverRandom[:], s.clientRandom[:])
	take := func(n int) (b []byte) {
		b, block = block[:n], block[n:]
		return b
	}
	var keys [2]keyBlock
	for role := range keys {
		keys[role].mac = take(macLen)
	}
	for role := range keys {
		keys[role].key = take(keyLen)
	}
	for role := range keys {
		keys[role].iv = take(ivLen)
	}
	for role := range keys {
		p, err := newProtection(s.version, &s.suite, s.encryptThenMAC, keys[role])
		if err != nil {
			s.blame(tlsparse.ReasonSuite)
			return false
		}
		s.next[role] = p
	}
	s.derived = true
	return true
}

// ChangeCipherSpec implements tlsparse.DecryptionSession.
func (s *session) ChangeCipherSpec(role tlsparse.Dir) {
	if s.version == 0 || s.version.IsTLS13() { // it means nothing there, RFC 8446 section 5
		return
	}
	s.half[role] = half{changed: true}
	s.derive()
	s.half[role].current = s.next[role]
}

// ready12 tells whether there are keys for a direction. Those that a key log
// tells late are taken up where the records are by then.
func (s *session) ready12(role tlsparse.Dir) bool {
	h := &s.half[role]
	h.changed = h.changed || h.window > 0 // ChangeCipherSpec may have been lost
	if h.current != nil || !h.changed {
		return h.current != nil
	}
	if !s.derived && s.generation == s.d.secrets.generation.Load() || !s.derive() {
		return false
	}
	h.current, h.seq = s.next[role], uint64(h.passed)
	if h.passed > 0 {
		h.blind = !h.current.passed(h.passedSize, nil)
	}
	return true
}

// open12 opens a record of TLS 1.2 or before.
func (s *session) open12(role tlsparse.Dir, r record) (tlsparse.ContentType, []byte, bool) {
	h := &s.half[role]
	if h.blind {
		h.seq++
		h.blind = !h.current.passed(len(r.body), r.body)
		return 0, nil, false
	}
	content, seq, ok := s.attempt(h, h.current, h.seq, r)
	if !ok {
		s.blame(tlsparse.ReasonForged)
		h.seq++
		h.current.passed(len(r.body), r.body)
		return 0, nil, false
	}
	h.seq, h.window = seq+1, 0
	return r.kind, content, true
}
