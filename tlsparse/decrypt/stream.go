package decrypt

import "crypto/rc4"

// streamed is protection by RC4 and a MAC, or by a MAC alone (RFC 5246 section
// 6.2.3.1).
type streamed struct {
	stream *rc4.Cipher // nil: NULL cipher
	after  rc4.Cipher  // the state behind the record that was opened last
	mac    *recordMAC
	lost   bool // the place in the key stream
}

func (s *streamed) open(dst []byte, seq uint64, r record) ([]byte, bool) {
	n := len(r.body) - s.mac.size()
	if n < 0 {
		return nil, false
	}
	content := r.body
	if s.stream != nil {
		content = dst[:len(r.body)]
		s.after = *s.stream
		s.after.XORKeyStream(content, r.body)
	}
	if !s.mac.verify(seq, r, content[:n], content[n:]) {
		return nil, false
	}
	return content[:n], true
}

func (s *streamed) number(first uint64, _ record) uint64 { return first }

func (s *streamed) opened(uint64, record) {
	if s.stream != nil {
		*s.stream = s.after
	}
}

// passed goes on in the key stream.
func (s *streamed) passed(length int, _ []byte) bool {
	if s.stream == nil {
		return true
	}
	s.lost = s.lost || length < 0
	var waste [256]byte
	for length > 0 && !s.lost {
		n := min(length, len(waste))
		s.stream.XORKeyStream(waste[:n], waste[:n])
		length -= n
	}
	return !s.lost
}
