package decrypt

import (
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"edrtap/tlsparse"
)

// traceOf reads a trace of RFC 8448: the lines of a key log, and lines of a
// sender with what it sent in hexadecimal.
func traceOf(t testing.TB, name string) (keyLog []byte, log []event) {
	t.Helper()
	text, err := os.ReadFile("testdata/rfc8448-" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		sender, digits, _ := strings.Cut(strings.TrimSpace(line), " ")
		dir := tlsparse.Client
		switch sender {
		case "client":
		case "server":
			dir = tlsparse.Server
		default:
			keyLog = append(keyLog, line...)
			continue
		}
		data, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, event{dir, data})
	}
	return keyLog, log
}

// counting is n bytes 0, 1, 2 and so on, which the traces have as data.
func counting(n int) (b []byte) {
	for i := range n {
		b = append(b, byte(i))
	}
	return b
}

func TestTracesOfRFC8448(t *testing.T) {
	fifty := counting(50)
	for _, test := range []struct {
		name  string
		sent  [2][]byte
		check func(f *tlsparse.Facts) bool
	}{
		{"1rtt", [2][]byte{fifty, fifty}, func(f *tlsparse.Facts) bool { return len(f.Certificates) == 1 && f.Resumed == tlsparse.No }},
		{"0rtt", [2][]byte{append([]byte("ABCDEF"), fifty...), fifty}, func(f *tlsparse.Facts) bool { return f.EarlyData && f.Resumed == tlsparse.Yes }},
		{"retry", [2][]byte{}, func(f *tlsparse.Facts) bool { return f.HelloRetry && len(f.Certificates) == 1 }},
		{"client-auth", [2][]byte{}, func(f *tlsparse.Facts) bool {
			return f.ClientCertificateRequested && f.ClientCertificate == tlsparse.AuthSent && len(f.ClientCertificates) == 1
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			keyLog, log := traceOf(t, test.name)
			o := open(New(secretsOf(t, keyLog)), log)
			checkOpened(t, o, test.sent)
			if !test.check(&o.facts) {
				t.Errorf("facts %+v", o.facts)
			}
			if len(o.facts.Alerts) != 2 {
				t.Errorf("alerts %+v, want a close_notify of each side", o.facts.Alerts)
			}
		})
	}
}

// TestNothingUnauthenticIsGiven changes each byte of a trace's records, one at
// a time: nothing that was not sent may come out.
func TestNothingUnauthenticIsGiven(t *testing.T) {
	keyLog, log := traceOf(t, "1rtt")
	d := New(secretsOf(t, keyLog))
	want := open(d, log)
	for i := range log {
		if i < 2 { // the hellos say which keys are meant
			continue
		}
		for at := 5; at < len(log[i].data); at++ {
			log[i].data[at] ^= 0x10
			o := open(d, log)
			log[i].data[at] ^= 0x10
			for dir := range o.plaintext {
				if len(o.plaintext[dir]) > 0 && !bytes.Equal(o.plaintext[dir], want.plaintext[dir]) {
					t.Fatalf("event %d, byte %d: plaintext %x", i, at, o.plaintext[dir])
				}
			}
			if f := o.facts.Decryption; f.Failed[0]+f.Failed[1] != 1 || f.Reason != tlsparse.ReasonForged {
				t.Fatalf("event %d, byte %d: %+v", i, at, f)
			}
		}
	}
}
