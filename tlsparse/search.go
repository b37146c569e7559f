package tlsparse

import (
	"bytes"
	"strings"
)

// verdict is what a look at some bytes says of what they may become.
type verdict uint8

const (
	no verdict = iota
	partly
	yes
)

const (
	startLen = recordHeaderLen + 1                      // record header, message type
	helloLen = recordHeaderLen + handshakeHeaderLen + 2 // and message length, legacy_version
	// minHello is the shortest ClientHello body: version, random, no session
	// id, one suite, one compression method.
	minHello = 2 + 32 + 1 + 4 + 2
)

// findHello looks for the start of a ClientHello record in b, at the places
// where a protocol can go over to TLS. partly means that b ends inside what
// may be one. At the start of a stream less is asked for, because some clients
// put their hello into tiny records.
func findHello(b []byte, atStart bool, place func(at int) bool) (int, verdict) {
	if atStart {
		if v := startAt(withoutEmpty(b)); v != no {
			return 0, v
		}
	}
	for at := 0; ; at++ {
		next := bytes.IndexByte(b[at:], byte(ContentHandshake))
		if next < 0 {
			return len(b), no
		}
		at += next
		if v := helloAt(b[at:]); v != no && place(at) {
			return at, v
		}
	}
}

// withoutEmpty leaves out records in front that hold nothing. They are not
// allowed (RFC 8446 section 5.1), and hide a hello from some boxes on the way.
func withoutEmpty(b []byte) []byte {
	for len(b) >= recordHeaderLen && beginsRecord(b, ContentHandshake) && parseRecordHeader(b).length == 0 {
		b = b[recordHeaderLen:]
	}
	return b
}

// startAt tells whether b begins with a record that begins a ClientHello.
func startAt(b []byte) verdict {
	if !beginsRecord(b, ContentHandshake) {
		return no
	}
	if len(b) < startLen {
		return partly
	}
	if HandshakeType(b[recordHeaderLen]) != HandshakeClientHello || parseRecordHeader(b).length == 0 {
		return no
	}
	return yes
}

// helloAt tells whether b begins with a record that holds a ClientHello, or
// its beginning, and nothing else.
func helloAt(b []byte) verdict {
	v := startAt(b)
	if v != yes {
		return v
	}
	hello := b[recordHeaderLen:]
	if len(hello) > 1 && hello[1] != 0 {
		return no
	}
	if len(hello) < handshakeHeaderLen+2 {
		return partly
	}
	length, record := messageLen(hello), parseRecordHeader(b).length
	if length < minHello || record < handshakeHeaderLen || record > handshakeHeaderLen+length || !versionAt(hello[4:]) {
		return no
	}
	return yes
}

// beginsRecord tells whether b agrees with a header of the kind as far as it
// goes. Empty bytes agree.
func beginsRecord(b []byte, kind ContentType) bool {
	switch {
	case len(b) > 0 && ContentType(b[0]) != kind,
		len(b) > 1 && !versionAt(b[1:]),
		len(b) >= recordHeaderLen && parseRecordHeader(b).length > maxRecordLen:
		return false
	}
	return true
}

// versionAt tells whether b, which is not empty, agrees with a version of a
// record: SSL 3.0 to TLS 1.3, or GM/T 0024.
func versionAt(b []byte) bool {
	if b[0] == byte(VersionGMTLS>>8) {
		return len(b) == 1 || b[1] == byte(VersionGMTLS&0xff)
	}
	return b[0] == 3 && (len(b) == 1 || b[1] <= 4)
}

// serverStartAt tells whether b begins with a record that begins a server's
// answer to a ClientHello: ServerHello, HelloRetryRequest or an alert.
func serverStartAt(b []byte) verdict {
	if beginsRecord(b, ContentAlert) || strings.HasPrefix(versionlessAlert, string(b[:min(len(b), recordHeaderLen)])) {
		if len(b) < startLen {
			return partly
		}
		if parseRecordHeader(b).length == 2 && (b[5] == byte(LevelWarning) || b[5] == byte(LevelFatal)) {
			return yes
		}
		return no
	}
	if !beginsRecord(b, ContentHandshake) {
		return no
	}
	if len(b) < startLen {
		return partly
	}
	t := HandshakeType(b[recordHeaderLen])
	if t != HandshakeServerHello && t != HandshakeHelloRetryRequest || parseRecordHeader(b).length < handshakeHeaderLen {
		return no
	}
	hello := b[recordHeaderLen:]
	if len(hello) >= handshakeHeaderLen && (hello[1] != 0 || messageLen(hello) < 2) {
		return no
	}
	return yes
}

// findServerStart is findHello for a server's answer.
func findServerStart(b []byte) (int, verdict) {
	for at := range b {
		if b[at] == byte(ContentHandshake) || b[at] == byte(ContentAlert) {
			if v := serverStartAt(b[at:]); v != no {
				return at, v
			}
		}
	}
	return len(b), no
}
