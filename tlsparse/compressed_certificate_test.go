package tlsparse

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// compress gives a CompressedCertificate message that announces length bytes.
func compress(t testing.TB, algorithm CertificateCompression, plain []byte, length int) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch algorithm {
	case CompressionZlib:
		w = zlib.NewWriter(&b)
	case CompressionBrotli:
		w = brotli.NewWriter(&b)
	default:
		var err error
		if w, err = zstd.NewWriter(&b); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	body := []byte{byte(algorithm >> 8), byte(algorithm), byte(length >> 16), byte(length >> 8), byte(length), byte(b.Len() >> 16), byte(b.Len() >> 8), byte(b.Len())}
	body = append(body, b.Bytes()...)
	return append([]byte{byte(HandshakeCompressedCertificate), byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

// plainCertificates is the body of a Certificate message of TLS 1.3 with one
// "certificate" of n bytes.
func plainCertificates(n int) []byte {
	der := bytes.Repeat([]byte("der "), n/4)
	list := append([]byte{0, byte(len(der) >> 8), byte(len(der))}, der...)
	list = append(list, 0, 0)
	return append([]byte{0, 0, byte(len(list) >> 8), byte(len(list))}, list...)
}

func TestCompressedCertificateIsDecompressed(t *testing.T) {
	plain := plainCertificates(4000)
	for _, algorithm := range []CertificateCompression{CompressionZlib, CompressionBrotli, CompressionZstd} {
		m, anomalies := ParseCompressedCertificate(compress(t, algorithm, plain, len(plain)), 1<<16)
		if len(anomalies) > 0 || m.Algorithm != algorithm || m.Length != len(plain) {
			t.Fatalf("%v: %+v, %v", algorithm, m, anomalies)
		}
		list, anomalies := ParseCertificateMessage(m.Message, true)
		if len(anomalies) > 0 || len(list.Certificates) != 1 || len(list.Certificates[0]) != 4000 {
			t.Errorf("%v: %d certificates, %v", algorithm, len(list.Certificates), anomalies)
		}
	}
}

func TestCompressedCertificateKeepsItsBounds(t *testing.T) {
	bomb := make([]byte, 16<<20-1)
	for name, test := range map[string]struct {
		message []byte
		want    string
	}{
		"more than announced":         {compress(t, CompressionZstd, bomb, 100), "not the 100 bytes"},
		"more than announced, brotli": {compress(t, CompressionBrotli, bomb, 100), "not the 100 bytes"},
		"less than announced":         {compress(t, CompressionZlib, []byte("x"), 100), "not the 100 bytes"},
		"more than the limit":         {compress(t, CompressionZlib, bomb, len(bomb)), "too long to keep"},
		"damaged":                     {compress(t, CompressionZlib, []byte("x"), 1)[:14], ""},
		"unknown algorithm":           {append([]byte{25, 0, 0, 9, 0, 9, 0, 0, 1, 0, 0, 1}, 'x'), "unknown algorithm 0x0009"},
		"no zlib":                     {append([]byte{25, 0, 0, 9, 0, 1, 0, 0, 1, 0, 0, 1}, 'x'), "damaged zlib"},
		"no zstd":                     {append([]byte{25, 0, 0, 9, 0, 3, 0, 0, 1, 0, 0, 1}, 'x'), "damaged zstd"},
		"no brotli":                   {append([]byte{25, 0, 0, 9, 0, 2, 0, 0, 1, 0, 0, 1}, 'x'), "cannot be decompressed"},
		"nothing":                     {[]byte{25, 0, 0, 8, 0, 1, 0, 0, 1, 0, 0, 0}, "is empty"},
	} {
		m, anomalies := ParseCompressedCertificate(test.message, 1<<20)
		if m.Message != nil {
			t.Errorf("%s: %d bytes were decompressed", name, len(m.Message))
		}
		if test.want == "" {
			if !m.Truncated || anomalies != nil {
				t.Errorf("%s: truncated %v, %v", name, m.Truncated, anomalies)
			}
			continue
		}
		if len(anomalies) == 0 || !strings.Contains(anomalies[0].What, test.want) || anomalies[0].RFC != compressedRFC {
			t.Errorf("%s: %v, want %q", name, anomalies, test.want)
		}
	}
}

func FuzzParseCompressedCertificate(f *testing.F) {
	for _, algorithm := range []CertificateCompression{CompressionZlib, CompressionBrotli, CompressionZstd} {
		f.Add(compress(f, algorithm, plainCertificates(40), len(plainCertificates(40))))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		const limit = 1 << 16
		m, anomalies := ParseCompressedCertificate(message, limit)
		if len(m.Message) > limit+handshakeHeaderLen || m.Message != nil && (m.Truncated || len(m.Message) != handshakeHeaderLen+m.Length) {
			t.Fatalf("%d bytes, announced %d", len(m.Message), m.Length)
		}
		if m.Message == nil && !m.Truncated && anomalies == nil {
			t.Fatal("nothing was decompressed, and nothing is wrong")
		}
	})
}
