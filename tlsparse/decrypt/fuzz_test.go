package decrypt

import (
	"bytes"
	"testing"

	"edrtap/tlsparse"
)

// FuzzRecords changes, loses and divides the bytes of a trace whose secrets are
// known. Only what was sent may come out: every piece between two holes must be
// part of it, in order.
func FuzzRecords(f *testing.F) {
	names := []string{"1rtt", "0rtt", "retry", "client-auth"}
	for i := range names {
		f.Add(uint8(i), []byte{}, []byte{})
		f.Add(uint8(i), []byte{1, 200, 5, 0, 90, 1}, []byte{0, 40, 3, 7, 255, 200})
	}
	f.Fuzz(func(t *testing.T, which uint8, changes, losses []byte) {
		keyLog, log := traceOf(t, names[int(which)%len(names)])
		d := New(secretsOf(t, keyLog))
		sent := open(d, log).plaintext
		for ; len(changes) >= 3; changes = changes[3:] {
			data := log[int(changes[0])%len(log)].data
			data[int(changes[1])%len(data)] ^= changes[2]
		}
		o := watch(d, func(p *tlsparse.Parser, c *tlsparse.Conn) {
			for i, e := range log {
				b := e.data
				for ; len(losses) >= 3 && int(losses[0])%len(log) == i; losses = losses[3:] {
					n := min(int(losses[1]), len(b))
					p.Data(c, e.dir, int64(i), b[:n])
					b = b[n:]
					n = min(int(losses[2]), len(b))
					p.Gap(c, e.dir, int64(i), int64(n))
					b = b[n:]
				}
				p.Data(c, e.dir, int64(i), b)
			}
		})
		for dir := range sent {
			rest := sent[dir]
			for piece := range bytes.SplitSeq(o.marked[dir], []byte("|")) {
				at := bytes.Index(rest, piece)
				if at < 0 {
					t.Fatalf("direction %d: %x came out of %x", dir, o.marked[dir], sent[dir])
				}
				rest = rest[at+len(piece):]
			}
		}
		r := o.facts.Decryption
		for dir := range r.Records {
			if r.Records[dir]+r.Failed[dir] > o.facts.Records[dir] {
				t.Errorf("%d records opened and %d not, of %d", r.Records[dir], r.Failed[dir], o.facts.Records[dir])
			}
		}
	})
}

// FuzzProtection gives records of any length and content to every kind of
// protection: none is authentic.
func FuzzProtection(f *testing.F) {
	suites := []tlsparse.CipherSuite{
		tlsparse.TLS_RSA_WITH_NULL_MD5, tlsparse.TLS_RSA_WITH_RC4_128_MD5, tlsparse.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tlsparse.TLS_RSA_WITH_AES_128_CBC_SHA,
		tlsparse.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, tlsparse.TLS_RSA_WITH_AES_128_GCM_SHA256, tlsparse.TLS_RSA_WITH_AES_128_CCM_8,
		tlsparse.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, tlsparse.TLS_AES_128_GCM_SHA256,
	}
	for i := range suites {
		f.Add(uint8(i), uint8(i), uint64(i), make([]byte, 16*i))
	}
	f.Fuzz(func(t *testing.T, which, flags uint8, seq uint64, body []byte) {
		if len(body) > room {
			return
		}
		suite, _ := suites[int(which)%len(suites)].Info()
		version := []tlsparse.Version{tlsparse.VersionTLS10, tlsparse.VersionTLS12}[flags&1]
		key := counting(32)
		var p protection
		var err error
		if suite.TLS13 {
			p, err = newProtection13(&suite, key)
		} else {
			p, err = newProtection(version, &suite, flags&2 != 0, keyBlock{key, key[:keyLen(suite.Cipher)], key[:ivLen(version, &suite)]})
		}
		if err != nil {
			t.Fatal(err)
		}
		var dst [room]byte
		r := record{tlsparse.ContentType(flags), version, body}
		for range 2 {
			if content, ok := p.open(dst[:], p.number(seq, r), r); ok || len(content) > len(body) {
				t.Errorf("%s opened %x: %x", suite.Name, body, content)
			}
			p.passed(len(body), body)
		}
		p.passed(-1, nil)
	})
}
