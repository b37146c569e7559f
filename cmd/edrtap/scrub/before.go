package scrub

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
)

// begin takes what stands at the begin of a stream, or behind what may stand
// before TLS: a line of text (HTTP, SMTP and the like, PROXY version 1), a
// message of SOCKS, a header of PROXY version 2.
func (t *stream) begin(s *Scrubber) bool {
	b := t.buf
	switch {
	case isHeader(b):
		t.mode = records
		return true
	case len(b) < headerSize && changeCipherSpec <= b[0] && b[0] <= heartbeat:
		return false // may become one
	case b[0]&0x80 != 0: // SSL 2.0: a ClientHello in its form (RFC 5246 appendix E.2) has no names
		if len(b) < 3 {
			return false
		}
		size := 2 + int(binary.BigEndian.Uint16(b)&0x7fff)
		if b[2] != 1 || size > 1024 {
			t.mode = opaque
			return true
		}
		if len(b) < size {
			return false
		}
		t.keep(size)
		return true
	case b[0] == 5 || b[0] == 4:
		return t.socksMessage(s)
	case bytes.HasPrefix(b, proxySignature), len(b) < len(proxySignature) && bytes.HasPrefix(proxySignature, b):
		return t.proxyHeader(s)
	}
	return t.textLine(s)
}

// textLine takes a line, or what came in one segment before TLS begins.
func (t *stream) textLine(s *Scrubber) bool {
	end := bytes.IndexByte(t.buf, '\n') + 1
	if t.boundary > 0 && isHeader(t.buf[t.boundary:]) && (end == 0 || end > t.boundary) {
		end = t.boundary
	}
	if end == 0 && len(t.buf) <= 4096 && isPrintable(t.buf) {
		return false
	}
	if end == 0 || !isPrintable(t.buf[:end]) || t.text > maxText {
		t.mode = opaque
		return true
	}
	t.text += end
	t.say(s, end, (*Scrubber).line)
	return true
}

func isPrintable(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c < 0x20 && c != '\r' && c != '\n' && c != '\t' || c == 0x7f })
}

// protocolWords are words of the protocols that may stand before TLS: methods,
// header fields, commands, schemes of authentication.
var protocolWords = strings.Fields(`connect get post head put options delete patch http https proxy tcp4 tcp6 unknown
	host via server date connection proxy-connection keep-alive close content-length content-type transfer-encoding chunked
	user-agent proxy-agent location proxy-authenticate proxy-authorization www-authenticate authorization
	basic digest ntlm negotiate kerberos realm text html ok established forbidden found moved required authentication
	bad gateway timeout unavailable service internal error denied not
	ehlo helo starttls stls auth tls capability login esmtp smtp ftp imap pop3 ready ssh`)

// line replaces the names in a line of such a protocol. Numbers stay.
func (s *Scrubber) line(b []byte) {
	s.words(b, func(word string) bool {
		_, err := netip.ParseAddr(word)
		number := strings.Trim(word, "0123456789.") == "" && err != nil
		return !number && !slices.Contains(protocolWords, word)
	})
}

// socksMessage takes a message of SOCKS 4 or 5 (RFC 1928).
func (t *stream) socksMessage(s *Scrubber) bool {
	b := t.buf
	t.socks++
	switch {
	case len(b) < 2:
		t.socks--
		return false
	case b[0] == 4:
		t.say(s, len(b), (*Scrubber).socks4)
	case len(b) == 2 || t.socks == 1 && len(b) == 2+int(b[1]):
		t.keep(len(b)) // methods, or the one that was chosen
	default:
		t.say(s, len(b), (*Scrubber).socks5)
	}
	return true
}

func (s *Scrubber) socks4(b []byte) {
	if len(b) < 8 {
		return
	}
	s.replaceAddress(b[4:8])
	s.text(b[8:])
}

// socks5 replaces the address of a request or an answer (RFC 1928 section 4).
func (s *Scrubber) socks5(b []byte) {
	if len(b) < 4 || b[2] != 0 {
		clear(b)
		return
	}
	switch rest := b[4:]; {
	case b[3] == 1 && len(rest) >= 4:
		s.replaceAddress(rest[:4])
	case b[3] == 4 && len(rest) >= 16:
		s.replaceAddress(rest[:16])
	case b[3] == 3:
		name, _, _ := vector(rest, 1)
		s.text(name)
	default:
		clear(rest)
	}
}

// proxySignature begins a header of version 2 of HAProxy's PROXY protocol.
var proxySignature = []byte("\r\n\r\n\x00\r\nQUIT\n")

func (t *stream) proxyHeader(s *Scrubber) bool {
	if len(t.buf) < 16 {
		return false
	}
	size := 16 + int(binary.BigEndian.Uint16(t.buf[14:]))
	if len(t.buf) < size {
		return false
	}
	t.say(s, size, (*Scrubber).proxy2)
	return true
}

func (s *Scrubber) proxy2(b []byte) {
	rest := b[16:]
	used := 0
	switch b[13] >> 4 { // address family
	case 1:
		used = 12
	case 2:
		used = 36
	}
	if used == 0 || len(rest) < used {
		clear(rest)
		return
	}
	size := (used - 4) / 2
	s.replaceAddress(rest[:size])
	s.replaceAddress(rest[size : 2*size])
	for i := used; i+3 <= len(rest); { // type, length, value: names, certificates
		n := int(binary.BigEndian.Uint16(rest[i+1:]))
		end := min(i+3+n, len(rest))
		clear(rest[i+3 : end])
		i = end
	}
}
