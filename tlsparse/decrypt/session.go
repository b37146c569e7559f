package decrypt

import (
	"edrtap/tlsparse"
)

// session is what is known of the keys of one connection.
type session struct {
	d       *Decrypter
	half    [2]half
	version tlsparse.Version
	suite   tlsparse.SuiteInfo
	reason  tlsparse.DecryptionReason

	clientRandom, serverRandom [32]byte
	offer                      tlsparse.ClientHello // what of the hello's fields is needed here
	generation                 uint64               // of Secrets when they were last asked in vain

	// TLS 1.2 and before.
	extendedMaster, encryptThenMAC bool
	next                           [2]protection // behind the next ChangeCipherSpec
	derived                        bool          // next is of this handshake
	master                         secret        // of this handshake; length 0 as long as it is not known
	sessionID, resumes             [32]byte      // what the server gave, what the client brought
	ticket                         [32]byte      // hash of the one that the client brought
	transcript                     transcript
	keeping                        bool // the transcript: something may need it
	premasters                     int  // decrypted, or tried
}

// half is one direction.
type half struct {
	current    protection // nil where there is none, or none that can be known
	seq        uint64     // of the next record, if none was lost
	window     int        // how many more sequence numbers the next record may have
	spent      int        // bytes decrypted in vain, see allowance
	failures   int        // records that failed, since the last that did not
	blind      bool       // the next record cannot be opened: what it goes on from was lost
	dead       bool       // nothing more can be opened under these keys
	changed    bool       // ChangeCipherSpec was sent (TLS 1.2 and before)
	passed     int        // records that went by without keys
	passedSize int        // and the bytes of their bodies

	epoch  epoch // TLS 1.3
	keys   [application + 1]*protection13
	sought uint64 // generation of Secrets in which keys were last sought
}

const (
	// allowance bounds what may be decrypted in vain in a direction, in bytes,
	// when records were lost and their number has to be guessed.
	allowance = 16 << 20
	// maxWindow bounds the sequence numbers that are tried for one record.
	maxWindow = 1024
	// maxFailures bounds the records in a row that are tried without success.
	maxFailures = 256
)

var _ tlsparse.DecryptionSession = (*session)(nil)

// Message implements tlsparse.DecryptionSession.
func (s *session) Message(role tlsparse.Dir, m []byte) {
	kind := tlsparse.HandshakeType(m[0])
	if kind == tlsparse.HandshakeClientHello && s.version != 0 && !s.version.IsTLS13() {
		s.renegotiate()
	}
	if kind != tlsparse.HandshakeHelloRequest { // RFC 5246 section 7.4.1.1
		s.keep(m)
	}
	switch kind {
	case tlsparse.HandshakeClientHello:
		s.clientHello(m)
	case tlsparse.HandshakeServerHello:
		s.serverHello(m)
	case tlsparse.HandshakeClientKeyExchange:
		s.keyExchange(m)
	case tlsparse.HandshakeNewSessionTicket:
		if hash, ok := newTicketHash(m); ok {
			s.remember(hash)
		}
	}
	if s.version.IsTLS13() {
		s.message13(role, kind)
	}
}

func (s *session) clientHello(m []byte) {
	hello, nonce, _ := tlsparse.ParseClientHello(m)
	s.clientRandom = nonce.Random
	s.offer = tlsparse.ClientHello{Suites: hello.Suites, EarlyData: hello.EarlyData && s.version == 0 && s.offer.Suites == nil}
	s.resumes, s.ticket = filled(nonce.SessionID), [32]byte{}
	if hash, ok := ticketHash(m); ok {
		s.ticket = hash
	}
}

// filled fills a session id up with zeros; only zeros stand for none.
func filled(id []byte) (b [32]byte) {
	copy(b[:], id)
	return b
}

func (s *session) serverHello(m []byte) {
	hello, nonce, _ := tlsparse.ParseServerHello(m)
	if hello.HelloRetry {
		return
	}
	s.serverRandom = nonce.Random
	s.version = hello.Version
	s.suite, _ = hello.Suite.Info()
	if hello.Compression != 0 { // RFC 3749: content would come out compressed
		s.suite = tlsparse.SuiteInfo{}
	}
	s.extendedMaster, s.encryptThenMAC = hello.ExtendedMaster, hello.EncryptThenMAC
	s.sessionID = filled(nonce.SessionID)
	switch {
	case s.version.IsTLS13():
		s.forget()
		s.half[tlsparse.Client].epoch = handshake
		if s.offer.EarlyData {
			s.half[tlsparse.Client].epoch = early
		}
		s.half[tlsparse.Server].epoch = handshake
	case s.version < tlsparse.VersionTLS10 || s.version > tlsparse.VersionTLS12:
		s.blame(tlsparse.ReasonVersion)
	}
	if !supported(&s.suite) {
		s.blame(tlsparse.ReasonSuite)
	}
}

// renegotiate begins another handshake; the keys of the one before stay in use
// until ChangeCipherSpec.
func (s *session) renegotiate() {
	s.derived, s.next, s.master = false, [2]protection{}, secret{}
	s.forget()
	s.keeping = s.d.secrets.needTranscript()
}

// can tells whether version and suite allow any decryption.
func (s *session) can() bool {
	return s.version >= tlsparse.VersionTLS10 && (s.version <= tlsparse.VersionTLS12 || s.version.IsTLS13()) && supported(&s.suite)
}

// blame notes why something cannot be opened; the first reason stands.
func (s *session) blame(r tlsparse.DecryptionReason) {
	if s.reason == "" {
		s.reason = r
	}
}

// Reason implements tlsparse.DecryptionSession.
func (s *session) Reason() tlsparse.DecryptionReason { return s.reason }

// Close implements tlsparse.DecryptionSession.
func (s *session) Close() { s.forget() }

// Ready implements tlsparse.DecryptionSession.
func (s *session) Ready(role tlsparse.Dir) tlsparse.Readiness {
	switch {
	case s.half[role].dead:
		return tlsparse.NoKeys
	case s.ready(role):
		return tlsparse.HaveKeys
	case s.d.secrets.growing.Load() && (s.version == 0 || s.can()):
		return tlsparse.KeysLate
	}
	return tlsparse.NoKeys
}

// Pass implements tlsparse.DecryptionSession.
func (s *session) Pass(role tlsparse.Dir, length int) {
	s.half[role].passed++
	s.half[role].passedSize += length
}

// ready tells whether there are keys for what role sends next, as far as is
// known.
func (s *session) ready(role tlsparse.Dir) bool {
	switch {
	case s.version == 0:
		return role == tlsparse.Client && s.readyEarly()
	case !s.can():
		return false
	case s.version.IsTLS13():
		return s.ready13(role)
	}
	return s.ready12(role)
}

// Open implements tlsparse.DecryptionSession.
func (s *session) Open(role tlsparse.Dir, kind tlsparse.ContentType, version tlsparse.Version, body []byte) (tlsparse.ContentType, []byte, bool) {
	h := &s.half[role]
	r := record{kind: kind, version: version, body: body}
	var inner tlsparse.ContentType
	var content []byte
	var ok bool
	if s.version == 0 || s.version.IsTLS13() {
		inner, content, ok = s.open13(role, r)
	} else {
		inner, content, ok = s.open12(role, r)
	}
	if ok {
		h.failures = 0
		h.spent = max(0, h.spent-4*len(body))
		return inner, content, true
	}
	if h.failures++; h.failures >= maxFailures || h.spent >= allowance {
		h.dead = true
	}
	return 0, nil, false
}

// attempt tries a protection with the sequence numbers from first on. It
// reports the number that fits.
func (s *session) attempt(h *half, p protection, first uint64, r record) (content []byte, seq uint64, ok bool) {
	if h.window > 0 {
		if seq = p.number(first, r); seq > first {
			if content, ok = p.open(s.d.content[:], seq, r); ok {
				p.opened(seq, r)
				return content, seq, true
			}
		}
	}
	for seq = first; seq <= first+uint64(h.window); seq++ {
		if content, ok = p.open(s.d.content[:], seq, r); ok {
			p.opened(seq, r)
			return content, seq, true
		}
		if h.spent += len(r.body); h.spent >= allowance {
			break
		}
	}
	return nil, 0, false
}

// Lost implements tlsparse.DecryptionSession.
func (s *session) Lost(role tlsparse.Dir, records int, n int64) {
	h := &s.half[role]
	if records == 0 {
		const smallest = 5 + 17 // header, and the least that protection makes of a byte
		s.blame(tlsparse.ReasonGap)
		h.widen(int(min(n/smallest+1, maxWindow)))
		h.blind = h.current != nil && !h.current.passed(-1, nil)
		return
	}
	if s.version.IsTLS13() {
		h.widen(1)
	} else {
		h.seq++
	}
	h.blind = h.current != nil && !h.current.passed(int(n), nil)
	s.blame(tlsparse.ReasonGap)
}

func (h *half) widen(n int) { h.window = min(h.window+n, maxWindow) }
