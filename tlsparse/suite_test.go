package tlsparse

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestSuiteTableIsSortedAndNamed(t *testing.T) {
	for i, info := range suiteTable {
		if i > 0 && suiteTable[i-1].Suite >= info.Suite {
			t.Errorf("0x%04x does not come after 0x%04x", uint16(info.Suite), uint16(suiteTable[i-1].Suite))
		}
		if got := info.Suite.String(); got != info.Name {
			t.Errorf("0x%04x: String gives %q", uint16(info.Suite), got)
		}
		if info.Signal != strings.HasSuffix(info.Name, "_SCSV") {
			t.Errorf("%s: Signal is %v", info.Name, info.Signal)
		}
		if !info.Signal && (info.Mode == NoMode || info.KeyExchange == "" || info.Auth == "" || info.Cipher == "") {
			t.Errorf("incomplete: %+v", info)
		}
		if info.Mode == CBC && (info.BlockLen == 0 || info.MACLen == 0) {
			t.Errorf("CBC without lengths: %+v", info)
		}
		aead := info.TagLen != 0
		if wanted := info.Mode >= GCM && info.Mode <= MGM; wanted && !aead {
			t.Errorf("AEAD without a tag: %+v", info)
		}
	}
}

func TestSuiteNamesAgreeWithCryptoTLS(t *testing.T) {
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		info, ok := CipherSuite(suite.ID).Info()
		if !ok || info.Name != suite.Name {
			t.Errorf("0x%04x: got %q, want %q", suite.ID, info.Name, suite.Name)
		}
		if only13 := len(suite.SupportedVersions) == 1 && suite.SupportedVersions[0] == tls.VersionTLS13; only13 != info.TLS13 {
			t.Errorf("%s: TLS13 is %v", info.Name, info.TLS13)
		}
	}
}

func TestWeakSuitesSayWhy(t *testing.T) {
	for suite, want := range map[CipherSuite]string{
		TLS_RSA_WITH_NULL_SHA: "NULL", TLS_DH_anon_WITH_AES_128_CBC_SHA: "anonymous", TLS_RSA_EXPORT_WITH_RC4_40_MD5: "export",
		TLS_RSA_WITH_DES_CBC_SHA: "DES", TLS_RSA_WITH_RC4_128_MD5: "RC4", TLS_RSA_WITH_3DES_EDE_CBC_SHA: "3DES",
		TLS_AES_128_GCM_SHA256: "", TLS_RSA_WITH_AES_128_CBC_SHA: "",
	} {
		if info, _ := suite.Info(); info.Weak != want {
			t.Errorf("%v: got %q, want %q", suite, info.Weak, want)
		}
	}
}

func TestPlaintextLenOfKnownRecords(t *testing.T) {
	for _, test := range []struct {
		suite     CipherSuite
		version   Version
		record    int
		low, high int
	}{
		{TLS_AES_128_GCM_SHA256, VersionTLS13, 117, 100, 100},
		{TLS_AES_128_CCM_8_SHA256, VersionTLS13, 109, 100, 100},
		{TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, VersionTLS12, 124, 100, 100},
		{TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, Version(0x7f0e), 117, 100, 100}, // draft 14
		{TLS_DHE_RSA_WITH_AES_256_CCM_8, VersionTLS12, 116, 100, 100},
		{TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, VersionTLS12, 116, 100, 100},
		{TLS_RSA_WITH_RC4_128_SHA, VersionTLS10, 120, 100, 100},
		{TLS_RSA_WITH_NULL_SHA256, VersionTLS12, 132, 100, 100},
		{TLS_RSA_WITH_AES_128_CBC_SHA, VersionTLS12, 144, 92, 107}, // IV 16, MAC 20, padding 1 to 16
		{TLS_RSA_WITH_AES_128_CBC_SHA, VersionTLS10, 128, 92, 107},
		{TLS_RSA_WITH_3DES_EDE_CBC_SHA, VersionSSL30, 120, 92, 99},
		{TLS_AES_128_GCM_SHA256, VersionTLS13, 16, 0, 0},
		{TLS_RSA_WITH_AES_128_CBC_SHA, VersionTLS12, 3, 0, 0},
		{CipherSuite(0x1a2a), VersionTLS12, 100, 0, 100},
		{CipherSuite(0x1a2a), VersionTLS12, -1, 0, 0},
	} {
		if low, high := test.suite.PlaintextLen(test.version, test.record); low != test.low || high != test.high {
			t.Errorf("%v, %v, %d: got %d to %d, want %d to %d", test.suite, test.version, test.record, low, high, test.low, test.high)
		}
	}
	if allocs := testing.AllocsPerRun(10, func() { TLS_AES_128_GCM_SHA256.PlaintextLen(VersionTLS13, 100) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// TestPlaintextLenHoldsWhatCryptoTLSWrites writes messages of known size and
// looks at the records that carry them.
func TestPlaintextLenHoldsWhatCryptoTLSWrites(t *testing.T) {
	certificate := tls.Certificate{Certificate: [][]byte{selfSigned(t, rsaTestKey(), certificateTemplate())}, PrivateKey: rsaTestKey()}
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if strings.Contains(suite.Name, "ECDSA") {
			continue // the same protection as the RSA suites
		}
		for _, version := range suite.SupportedVersions {
			t.Run(suite.Name+"/"+Version(version).String(), func(t *testing.T) {
				config := &tls.Config{
					Certificates: []tls.Certificate{certificate}, CipherSuites: []uint16{suite.ID},
					MinVersion: version, MaxVersion: version, InsecureSkipVerify: true, SessionTicketsDisabled: true,
				}
				for _, size := range []int{2, 15, 16, 17, 1000} {
					used, lengths := recordsOf(t, config, size)
					low, high := 0, 0
					for _, length := range lengths {
						l, h := used.PlaintextLen(Version(version), length)
						low, high = low+l, high+h
					}
					if size < low || size > high || high-low > 32 {
						t.Errorf("%d bytes in records of %v bytes: got %d to %d", size, lengths, low, high)
					}
				}
			})
		}
	}
}

// recordsOf gives the suite and the body lengths of the records in which a
// client sends size bytes.
func recordsOf(t *testing.T, config *tls.Config, size int) (CipherSuite, []int) {
	t.Helper()
	clientSide, serverSide := net.Pipe()
	defer clientSide.Close()
	defer serverSide.Close()
	deadline := time.Now().Add(10 * time.Second)
	_ = clientSide.SetDeadline(deadline)
	_ = serverSide.SetDeadline(deadline)
	server := tls.Server(serverSide, config)
	done := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(server, make([]byte, size))
		done <- err
	}()
	tap := &tapConn{Conn: clientSide}
	client := tls.Client(tap, config)
	if err := client.Handshake(); err != nil {
		t.Fatal(err)
	}
	tap.written = nil
	if _, err := client.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	var lengths []int
	for b := tap.written; len(b) >= 5; {
		length := int(binary.BigEndian.Uint16(b[3:]))
		if ContentType(b[0]) == ContentApplicationData {
			lengths = append(lengths, length)
		}
		b = b[5+length:]
	}
	return CipherSuite(client.ConnectionState().CipherSuite), lengths
}

// tapConn keeps what is written through it.
type tapConn struct {
	net.Conn
	written []byte
}

func (c *tapConn) Write(b []byte) (int, error) {
	c.written = append(c.written, b...)
	return c.Conn.Write(b)
}

func BenchmarkSuiteString(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.String()
	}
}

func BenchmarkPlaintextLen(b *testing.B) {
	for b.Loop() {
		TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.PlaintextLen(VersionTLS12, 1400)
	}
}
