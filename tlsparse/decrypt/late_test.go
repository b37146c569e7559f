package decrypt

import (
	"bytes"
	"crypto/tls"
	"slices"
	"testing"

	"edrtap/tlsparse"
)

// openLate feeds events and adds a key log before the one at place late. Packet
// time goes on by step from one to the next.
func openLate(log []event, keyLog []byte, grow bool, late int, step int64) opened {
	secrets := NewSecrets()
	secrets.Grow(grow)
	return watch(New(secrets), func(p *tlsparse.Parser, c *tlsparse.Conn) {
		for i := range len(log) + 1 {
			if i == late {
				_, _ = NewKeyLog(secrets).Write(keyLog)
			}
			if i < len(log) {
				p.Data(c, log[i].dir, int64(i+1)*step, log[i].data)
			}
		}
	})
}

// recording is a connection with its secrets and what was sent over it.
type recording struct {
	log    []event
	keyLog []byte
	sent   [2][]byte
}

// recordings are connections of several kinds.
func recordings(t *testing.T) map[string]recording {
	t.Helper()
	logs := make(map[string]recording)
	ids := identities(t)
	for _, suite := range speedSuites {
		var keyLog bytes.Buffer
		client := &tls.Config{InsecureSkipVerify: true, KeyLogWriter: &keyLog, MinVersion: suite.version, MaxVersion: suite.version, CipherSuites: []uint16{suite.suite}}
		server := &tls.Config{Certificates: ids, MinVersion: suite.version, MaxVersion: suite.version, CipherSuites: []uint16{suite.suite}}
		sent := talk(20_000)
		entry := recording{sent: sent}
		for _, e := range converse(t, client, server, sent) {
			for part := range slices.Chunk(e.data, 1000) { // a relay may read much at once
				entry.log = append(entry.log, event{e.dir, part})
			}
		}
		entry.keyLog = keyLog.Bytes()
		logs[suite.name] = entry
	}
	return logs
}

// TestSecretsThatComeLate come at any place of a connection, even behind its
// end: nothing is missing.
func TestSecretsThatComeLate(t *testing.T) {
	for name, l := range recordings(t) {
		for late := range len(l.log) + 1 {
			o := openLate(l.log, l.keyLog, true, late, 1)
			checkOpened(t, o, l.sent)
			if t.Failed() {
				t.Fatalf("%s, secrets before event %d of %d", name, late, len(l.log))
			}
		}
	}
}

// TestSecretsThatComeTooLate open what comes behind them, where the cipher
// allows, and never anything else.
func TestSecretsThatComeTooLate(t *testing.T) {
	partly := 0
	for name, l := range recordings(t) {
		for late := range len(l.log) + 1 {
			o := openLate(l.log, l.keyLog, true, late, 20e9)
			if n := len(o.plaintext[0]); n > 0 && n < len(l.sent[0]) {
				partly++
			}
			for dir := range l.sent {
				if !bytes.HasSuffix(l.sent[dir], o.plaintext[dir]) {
					t.Errorf("%s, secrets before event %d: %d bytes in direction %d are no end of what was sent", name, late, len(o.plaintext[dir]), dir)
				}
			}
			without := openLate(l.log, nil, false, 0, 20e9)
			if late == len(l.log) && (o.facts.AppRecords != without.facts.AppRecords || o.facts.Established != without.facts.Established) {
				t.Errorf("%s: facts without secrets differ where they were waited for", name)
			}
		}
	}
	if partly == 0 {
		t.Error("no connection was opened from its middle on")
	}
}
