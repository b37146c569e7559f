package decrypt

import (
	"bytes"
	"crypto/tls"
	"testing"

	"edrtap/tlsparse"
)

// cutRecords divides what one side sent into its records.
func cutRecords(b []byte) (records [][]byte) {
	for len(b) >= 5 {
		n := min(5+(int(b[3])<<8|int(b[4])), len(b))
		records, b = append(records, b[:n]), b[n:]
	}
	return records
}

// lossy feeds the client's records from the application data on, but for some
// bytes of them.
func lossy(secrets *Secrets, opening []event, data []byte, from, to int) opened {
	return watch(New(secrets), func(p *tlsparse.Parser, c *tlsparse.Conn) {
		for _, e := range opening {
			p.Data(c, e.dir, 1, e.data)
		}
		p.Data(c, tlsparse.Client, 2, data[:from])
		p.Gap(c, tlsparse.Client, 3, int64(to-from))
		p.Data(c, tlsparse.Client, 4, data[to:])
	})
}

// TestLostBytes loses one, two and seven records, whole and in part, and looks
// that everything else is opened and the hole told.
func TestLostBytes(t *testing.T) {
	for _, test := range []struct {
		name           string
		version, suite uint16
		more           int  // records behind a hole that are lost with it
		never          bool // nothing behind a hole can be opened
	}{
		{"TLS 1.3", tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256, 0, false},
		{"TLS 1.2 GCM", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0, false},
		{"TLS 1.2 ChaCha20", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, 0, false},
		{"TLS 1.2 CBC", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, 0, false},
		{"TLS 1.0 CBC", tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, 1, false},
		{"TLS 1.0 RC4", tls.VersionTLS10, tls.TLS_RSA_WITH_RC4_128_SHA, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			opening, data, secrets := upload(t, test.version, test.suite, 400_000)
			whole := lossy(secrets, opening, data, len(data), len(data)).plaintext[0]
			records := cutRecords(data)
			// What each record holds is what more of them hold less what fewer do.
			holds := make([]int, len(records)+1)
			at := make([]int, len(records)+1)
			for i, r := range records {
				at[i+1] = at[i] + len(r)
				holds[i+1] = len(lossy(secrets, opening, data[:at[i+1]], at[i+1], at[i+1]).plaintext[0])
			}
			if holds[len(records)] != len(whole) || len(whole) != 400_000 {
				t.Fatalf("%d bytes in all, %d by records", len(whole), holds[len(records)])
			}
			first := len(records) / 2
			for _, lost := range []int{1, 2, 7} {
				behind := first + lost
				after := whole[holds[min(behind+test.more, len(records))]:]
				if test.never {
					after = nil
				}
				want := append(append(bytes.Clone(whole[:holds[first]]), '|'), after...)
				o := lossy(secrets, opening, data, at[first], at[behind])
				if !bytes.Equal(o.marked[0], want) || o.holes[0] != 1 {
					t.Errorf("%d whole records lost: %d bytes opened, want %d; %d holes; %+v", lost, len(o.plaintext[0]), len(want), o.holes[0], o.facts.Decryption)
				}
				if o.facts.Decryption.Reason != tlsparse.ReasonGap {
					t.Errorf("%d records lost: %+v", lost, o.facts.Decryption)
				}
			}
			// A hole inside one record: its length is known, and RC4 goes on.
			want := append(append(bytes.Clone(whole[:holds[first]]), '|'), whole[holds[first+1+test.more]:]...)
			o := lossy(secrets, opening, data, at[first]+100, at[first]+200)
			if !bytes.Equal(o.marked[0], want) || o.holes[0] != 1 {
				t.Errorf("a hole in a record: %d bytes opened, want %d; %d holes; %+v", len(o.plaintext[0]), len(want), o.holes[0], o.facts.Decryption)
			}
		})
	}
}
