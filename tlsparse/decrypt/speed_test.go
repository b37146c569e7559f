package decrypt

import (
	"bytes"
	"crypto/tls"
	"testing"

	"edrtap/tlsparse"
)

// upload records a connection in which the client sends much, and gives what
// each direction sent, joined, up to the application data, and the client's
// part from there on.
func upload(t testing.TB, version, suite uint16, size int) (opening []event, data []byte, secrets *Secrets) {
	t.Helper()
	var log bytes.Buffer
	ids := identities(t)
	client := &tls.Config{InsecureSkipVerify: true, KeyLogWriter: &log, MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite}}
	server := &tls.Config{Certificates: ids, MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite}}
	events := converse(t, client, server, [2][]byte{make([]byte, size), []byte("done")})
	for i, e := range events {
		if e.dir == tlsparse.Client && len(e.data) > 8<<10 {
			for _, e := range events[i:] {
				if e.dir == tlsparse.Client {
					data = append(data, e.data...)
				}
			}
			return events[:i], data, secretsOf(t, log.Bytes())
		}
	}
	t.Fatal("no upload")
	return nil, nil, nil
}

// follower is a Parser in the middle of a connection.
type follower struct {
	parser *tlsparse.Parser
	conn   tlsparse.Conn
	opened int
}

func follow(secrets *Secrets, opening []event) *follower {
	f := &follower{parser: tlsparse.NewParser(tlsparse.Limits{})}
	f.parser.Decrypter = New(secrets)
	f.parser.OnPlaintext = func(_ *tlsparse.Conn, _ tlsparse.Dir, _ int64, b []byte) { f.opened += len(b) }
	for _, e := range opening {
		f.parser.Data(&f.conn, e.dir, 1, e.data)
	}
	return f
}

// segments feeds b in pieces as long as those of TCP on Ethernet.
func (f *follower) segments(b []byte) {
	for len(b) > 0 {
		n := min(1460, len(b))
		f.parser.Data(&f.conn, tlsparse.Client, 1, b[:n])
		b = b[n:]
	}
}

var speedSuites = []struct {
	name           string
	version, suite uint16
}{
	{"TLS13-AES128-GCM", tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256},
	{"TLS12-AES256-GCM", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384},
	{"TLS12-ChaCha20", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256},
	{"TLS12-AES128-CBC", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA},
	{"TLS10-RC4", tls.VersionTLS10, tls.TLS_RSA_WITH_RC4_128_SHA},
}

func TestNoAllocationPerRecord(t *testing.T) {
	for _, suite := range speedSuites {
		opening, data, secrets := upload(t, suite.version, suite.suite, 4<<20)
		f := follow(secrets, opening)
		part := len(data) / 4
		f.segments(data[:part]) // buffers and pools have their size then
		rest := data[part:]
		const runs = 50
		step := len(rest) / (runs + 1) // AllocsPerRun calls once more
		if n := testing.AllocsPerRun(runs, func() {
			f.segments(rest[:step])
			rest = rest[step:]
		}); n != 0 {
			t.Errorf("%s: %v allocations for %d bytes", suite.name, n, step)
		}
		if f.opened < 3<<20 {
			t.Errorf("%s: only %d bytes were opened", suite.name, f.opened)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, suite := range speedSuites {
		b.Run(suite.name, func(b *testing.B) {
			opening, data, secrets := upload(b, suite.version, suite.suite, 8<<20)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				f := follow(secrets, opening)
				b.StartTimer()
				f.segments(data)
				if f.opened < 8<<20 {
					b.Fatalf("only %d bytes were opened", f.opened)
				}
			}
		})
	}
}
