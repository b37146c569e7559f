package scrub

import "encoding/binary"

// Content types and handshake types of TLS (RFC 8446 sections 5.1 and 4).
const (
	changeCipherSpec = 20
	alert            = 21
	handshake        = 22
	application      = 23
	heartbeat        = 24

	clientHello        = 1
	certificate        = 11
	certificateRequest = 13
	certificateStatus  = 22

	headerSize = 5
	maxRecord  = 16384 + 2048 // RFC 5246 section 6.2.3
)

// isHeader says whether b begins like a record.
func isHeader(b []byte) bool {
	return len(b) >= headerSize && changeCipherSpec <= b[0] && b[0] <= heartbeat && b[1] == 3 && b[2] <= 4 && bodySize(b) <= maxRecord
}

func bodySize(b []byte) int { return int(binary.BigEndian.Uint16(b[3:])) }

// step does what can be done with the next bytes, and says whether more may be.
func (t *stream) step(s *Scrubber) bool {
	if len(t.buf) == 0 {
		return false
	}
	switch t.mode {
	case beginning:
		return t.begin(s)
	case records:
		return t.record(s)
	case lost:
		return t.resync()
	}
	if isHeader(t.buf) { // TLS begins in the middle of what was not understood
		t.mode = records
		return true
	}
	t.drop(len(t.buf))
	return false
}

// record takes one record.
func (t *stream) record(s *Scrubber) bool {
	if len(t.buf) < headerSize {
		return false
	}
	if !isHeader(t.buf) {
		t.mode = lost
		return true
	}
	kind, size := t.buf[0], bodySize(t.buf)
	if kind == application || kind == heartbeat {
		t.keep(headerSize)
		t.drop(size)
		return true
	}
	if len(t.buf) < headerSize+size {
		return false
	}
	t.keep(headerSize)
	t.body(s, kind, size)
	return true
}

// body takes the body of a record that is not application data, or as much of
// it as there is.
func (t *stream) body(s *Scrubber, kind byte, size int) {
	switch {
	case kind == changeCipherSpec:
		t.sealed = true
		t.pending = nil
		t.keep(min(size, 1))
		t.drop(size - min(size, 1))
	case kind == alert:
		t.keep(size)
	case t.sealed && !t.clear(size):
		t.keep(size) // encrypted
	default:
		t.handshake(s, size)
	}
}

// clear says whether a record behind ChangeCipherSpec is a message in the
// clear all the same: a second ClientHello may follow one (RFC 8446 appendix
// D.4).
func (t *stream) clear(size int) bool {
	b := t.buf[:min(size, len(t.buf))]
	return len(b) >= 4 && b[0] <= 67 && messageSize(b) == size
}

func messageSize(b []byte) int { return 4 + int(b[1])<<16 + int(b[2])<<8 + int(b[3]) }

// handshake takes a record's worth of handshake messages.
func (t *stream) handshake(s *Scrubber, size int) {
	for size > 0 {
		if t.pending == nil {
			t.pending = s.message(t, (*Scrubber).handshake)
		}
		m := t.pending
		n := size
		switch have := len(m.body); {
		case have < 4:
			n = min(size, 4-have)
		default:
			n = min(size, messageSize(m.body)-have)
		}
		if len(m.body)+n > maxMessage {
			t.pending = nil
			t.drop(size)
			return
		}
		m.add(t.at(), t.buf[:n])
		t.drop(n)
		size -= n
		if len(m.body) >= 4 && len(m.body) == messageSize(m.body) {
			m.done()
			t.pending = nil
		}
	}
}

// resync looks for the begin of a record: one behind which another begins, or
// nothing.
func (t *stream) resync() bool {
	for i := 0; i+headerSize <= len(t.buf); i++ {
		if !isHeader(t.buf[i:]) {
			continue
		}
		end := i + headerSize + bodySize(t.buf[i:])
		if end == len(t.buf) || end < len(t.buf) && isHeader(t.buf[end:]) || i == t.boundary {
			t.drop(i)
			t.mode = records
			return true
		}
	}
	if len(t.buf) > maxBuffered {
		t.drop(len(t.buf) - headerSize)
	}
	return false
}

// settle decides about what has not become whole: the bytes before a hole, or
// at the end.
func (t *stream) settle(s *Scrubber) {
	if t.mode == beginning && len(t.buf) > 0 && !isHeader(t.buf) {
		t.say(s, len(t.buf), (*Scrubber).line)
	}
	if len(t.buf) >= headerSize && isHeader(t.buf) && (t.mode == records || t.mode == beginning) {
		kind, size := t.buf[0], bodySize(t.buf)
		t.keep(headerSize)
		there := min(size, len(t.buf))
		t.body(s, kind, there)
		t.skip = size - there
		t.mode = records
	}
	if t.pending != nil {
		t.pending.done()
		t.pending = nil
	}
	skip := t.skip
	t.drop(len(t.buf))
	t.skip = skip
}

// handshake replaces what a handshake message, which may be cut, holds of names.
func (s *Scrubber) handshake(b []byte) {
	if len(b) < 4 {
		return
	}
	whole := len(b) == messageSize(b)
	switch body := b[4:]; b[0] {
	case clientHello:
		s.clientHello(body)
	case certificate:
		s.certificates(body)
	case certificateRequest:
		s.certificateRequest(body)
	case certificateStatus:
		if whole && len(body) > 4 {
			clear(body[4:]) // the answer names its certificate
		}
	}
}

// vector takes a vector with a length of so many bytes off (RFC 8446 section
// 3.4), as far as it is there.
func vector(b []byte, lengthSize int) (content, rest []byte, whole bool) {
	if len(b) < lengthSize {
		return nil, nil, false
	}
	n := 0
	for _, c := range b[:lengthSize] {
		n = n<<8 | int(c)
	}
	b = b[lengthSize:]
	if n > len(b) {
		return b, nil, false
	}
	return b[:n], b[n:], true
}

// clientHello replaces the server name, and the names of certificate
// authorities (RFC 8446 sections 4.1.2 and 4.2.4).
func (s *Scrubber) clientHello(b []byte) {
	const fixed = 2 + 32
	if len(b) < fixed {
		return
	}
	b = b[fixed:]
	for _, size := range [...]int{1, 2, 1} { // session id, cipher suites, compression methods
		var whole bool
		if _, b, whole = vector(b, size); !whole {
			return
		}
	}
	list, _, _ := vector(b, 2)
	for len(list) >= 4 {
		kind := binary.BigEndian.Uint16(list)
		content, rest, whole := vector(list[2:], 2)
		switch kind {
		case 0: // server_name
			s.serverNames(content, whole)
		case 47: // certificate_authorities
			if authorities, _, _ := vector(content, 2); !s.authorities(authorities) {
				clear(content)
			}
		case 0xfe0d: // encrypted_client_hello: its outer name is the server_name
		}
		list = rest
	}
}

// serverNames replaces the names of a server_name extension (RFC 6066 section
// 3). Of a name that was cut, nothing is left.
func (s *Scrubber) serverNames(b []byte, whole bool) {
	list, _, listWhole := vector(b, 2)
	if !whole || !listWhole {
		clear(list)
		return
	}
	for len(list) >= 3 {
		name, rest, whole := vector(list[1:], 2)
		if !whole {
			clear(list)
			return
		}
		s.text(name)
		list = rest
	}
}

// authorities replaces a list of distinguished names.
func (s *Scrubber) authorities(b []byte) bool {
	for len(b) > 0 {
		name, rest, whole := vector(b, 2)
		if !whole || !s.der(name, 0) {
			return false
		}
		b = rest
	}
	return true
}

// certificates replaces what a Certificate message of TLS 1.2 and before holds
// (RFC 5246 section 7.4.2).
func (s *Scrubber) certificates(b []byte) {
	list, _, _ := vector(b, 3)
	for len(list) > 0 {
		cert, rest, whole := vector(list, 3)
		if whole {
			s.certificate(cert)
		} else {
			clear(cert)
		}
		list = rest
	}
}

// certificateRequest replaces the distinguished names of a CertificateRequest
// of TLS 1.2 and before (RFC 5246 section 7.4.4). Which version it is of shows
// in its lengths.
func (s *Scrubber) certificateRequest(b []byte) {
	_, rest, whole := vector(b, 1) // certificate types
	if !whole {
		return
	}
	for _, candidate := range [...][]byte{rest, behind(rest)} { // TLS 1.0 and 1.1, then 1.2 with signature algorithms
		names, left, whole := vector(candidate, 2)
		if whole && len(left) == 0 && validAuthorities(names) {
			s.authorities(names)
			return
		}
	}
	clear(rest)
}

func behind(b []byte) []byte {
	_, rest, _ := vector(b, 2)
	return rest
}

func validAuthorities(b []byte) bool {
	for len(b) > 0 {
		name, rest, whole := vector(b, 2)
		if !whole || !wellFormed(name, 0) {
			return false
		}
		b = rest
	}
	return true
}
