package decrypt

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// maxLine bounds a line of a key log, in bytes; the longest that means
// something has less than 300.
const maxLine = 4096

// KeyLog reads a key log in the NSS format (draft-ietf-tls-keylogfile section
// 2) into Secrets, as it comes: a line may come in several pieces. Lines that
// are no secrets are counted and passed over.
type KeyLog struct {
	secrets *Secrets
	rest    []byte // of a line that is not whole
	long    bool   // the rest of a line that is too long is still to come
	line    int    // lines that ended

	Secrets  uint64 // secrets read
	Bad      uint64 // lines that are damaged, or no line of a key log
	FirstBad int    // number of the first of them, counted from 1
}

// NewKeyLog returns a reader of a key log from its beginning.
func NewKeyLog(secrets *Secrets) *KeyLog { return &KeyLog{secrets: secrets} }

// AddKeyLog adds the secrets of a whole key log; lines that are none are passed
// over.
func (s *Secrets) AddKeyLog(text []byte) {
	k := NewKeyLog(s)
	_, _ = k.Write(text)
	k.End()
}

// Write takes the next bytes of the key log. It never fails.
func (k *KeyLog) Write(b []byte) (int, error) {
	n := len(b)
	for {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			break
		}
		k.take(b[:i])
		k.end()
		b = b[i+1:]
	}
	k.take(b)
	return n, nil
}

// End says that no more comes: a last line without a line feed is whole.
func (k *KeyLog) End() {
	if len(k.rest) > 0 || k.long {
		k.end()
	}
}

// take adds to the line at hand.
func (k *KeyLog) take(b []byte) {
	if k.long || len(k.rest)+len(b) > maxLine {
		k.long, k.rest = true, k.rest[:0]
		return
	}
	k.rest = append(k.rest, b...)
}

// end takes the line at hand as whole.
func (k *KeyLog) end() {
	k.line++
	good := !k.long && k.parse(bytes.TrimSpace(k.rest))
	if !good {
		if k.Bad++; k.FirstBad == 0 {
			k.FirstBad = k.line
		}
	}
	clear(k.rest)
	k.rest, k.long = k.rest[:0], false
}

// Problem says in one line what could not be read; "" where all could.
func (k *KeyLog) Problem() string {
	switch {
	case k.Bad == 1:
		return fmt.Sprintf("line %d is no line of a key log: skipped", k.FirstBad)
	case k.Bad > 1:
		return fmt.Sprintf("%d lines, the first is line %d, are no lines of a key log: skipped", k.Bad, k.FirstBad)
	}
	return ""
}

// labels are those of draft-ietf-tls-keylogfile section 2.1 and 2.2 that open
// records, and what Wireshark adds.
func labelOf(name []byte) (label, bool) {
	switch string(name) {
	case "CLIENT_RANDOM":
		return masterSecret, true
	case "PMS_CLIENT_RANDOM":
		return premasterSecret, true
	case "CLIENT_EARLY_TRAFFIC_SECRET":
		return clientEarly, true
	case "CLIENT_HANDSHAKE_TRAFFIC_SECRET":
		return clientHandshake, true
	case "SERVER_HANDSHAKE_TRAFFIC_SECRET":
		return serverHandshake, true
	case "CLIENT_TRAFFIC_SECRET_0":
		return clientApplication, true
	case "SERVER_TRAFFIC_SECRET_0":
		return serverApplication, true
	}
	return 0, false
}

// parse reads one line, without its end, and tells whether it is one of a key
// log.
func (k *KeyLog) parse(line []byte) bool {
	if len(line) == 0 || line[0] == '#' {
		return true
	}
	fields := bytes.Fields(line)
	if len(fields) != 3 {
		return false
	}
	if string(fields[0]) == "RSA" {
		return k.parseRSA(fields[1], fields[2])
	}
	l, known := labelOf(fields[0])
	if !known {
		return knownUseless(fields[0])
	}
	var id secretID
	id.label = l
	if n, err := hex.Decode(id.id[:], bounded(fields[1], len(id.id))); err != nil || n != len(id.id) {
		return false
	}
	return k.keep(id, fields[2])
}

// knownUseless tells labels of secrets that open no records.
func knownUseless(name []byte) bool {
	switch string(name) {
	case "EARLY_EXPORTER_SECRET", "EXPORTER_SECRET", "ECH_SECRET", "ECH_CONFIG":
		return true
	}
	return bytes.HasPrefix(name, []byte("CLIENT_")) || bytes.HasPrefix(name, []byte("SERVER_")) // QUIC and what may come
}

// parseRSA reads the forms that NSS and OpenSSL once wrote: the start of an
// encrypted premaster secret with the secret, and a session id with its master
// secret.
func (k *KeyLog) parseRSA(first, second []byte) bool {
	var id secretID
	if session, ok := bytes.CutPrefix(first, []byte("Session-ID:")); ok {
		id.label = sessionMaster
		if n, err := hex.Decode(id.id[:], bounded(session, len(id.id))); err != nil || n == 0 {
			return false
		}
		value, ok := bytes.CutPrefix(second, []byte("Master-Key:"))
		return ok && k.keep(id, value)
	}
	id.label = encryptedPremaster
	if n, err := hex.Decode(id.id[:], bounded(first, premasterStart)); err != nil || n != premasterStart {
		return false
	}
	return k.keep(id, second)
}

// premasterStart is how many bytes of an encrypted premaster secret a key log
// tells.
const premasterStart = 8

func (k *KeyLog) keep(id secretID, digits []byte) bool {
	var s secret
	n, err := hex.Decode(s.value[:], bounded(digits, len(s.value)))
	if err != nil || n == 0 {
		return false
	}
	s.length = uint8(n)
	k.secrets.add(id, s)
	k.Secrets++
	return true
}

// bounded is digits, or an odd number of them, which no decoder takes, where
// they are more than n bytes.
func bounded(digits []byte, n int) []byte {
	if len(digits) > 2*n {
		return digits[:1]
	}
	return digits
}
