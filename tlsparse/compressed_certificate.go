package tlsparse

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

const compressedRFC = "RFC 8879 section 4"

// CertificateCompression is an algorithm of RFC 8879 section 7.3.
type CertificateCompression uint16

// The registered algorithms.
const (
	CompressionZlib   CertificateCompression = 1
	CompressionBrotli CertificateCompression = 2
	CompressionZstd   CertificateCompression = 3
)

// String is the registered name, or the value in hexadecimal.
func (a CertificateCompression) String() string {
	switch a {
	case CompressionZlib:
		return "zlib"
	case CompressionBrotli:
		return "brotli"
	case CompressionZstd:
		return "zstd"
	}
	return hexadecimal(uint32(a), 4)
}

// CompressedCertificate is a CompressedCertificate message.
type CompressedCertificate struct {
	Algorithm CertificateCompression
	Length    int    // uncompressed_length, as sent
	Message   []byte // the Certificate message that was compressed, with a handshake header; nil where it could not be had
	Truncated bool
}

// ParseCompressedCertificate parses a CompressedCertificate message with its
// handshake header (RFC 8879 section 4), and decompresses what it holds: at most
// limit bytes, and never more than it announces. What goes wrong is an anomaly.
// Message is for ParseCertificateMessage, in the form of TLS 1.3.
func ParseCompressedCertificate(message []byte, limit int) (CompressedCertificate, []Anomaly) {
	var n notes
	m := parseCompressedCertificate(message, limit, &n)
	return m, n.anomalies
}

func parseCompressedCertificate(message []byte, limit int, n *notes) (m CompressedCertificate) {
	c := openMessage(message, compressedRFC, n)
	m.Truncated = n.truncated
	algorithm, ok := c.uint16("algorithm")
	if !ok {
		return m
	}
	m.Algorithm = CertificateCompression(algorithm)
	high, _ := c.uint8("uncompressed_length")
	low, ok := c.uint16("uncompressed_length")
	if !ok {
		return m
	}
	m.Length = int(high)<<16 | int(low)
	body, ok := c.vector24("compressed_certificate_message")
	if !ok || body.cut || n.truncated {
		return m
	}
	if body.empty() {
		n.add(body.offset(), compressedRFC, "compressed_certificate_message is empty")
	}
	c.done("CompressedCertificate")
	if m.Length > limit {
		n.add(6, compressedRFC, fmt.Sprintf("uncompressed_length %d is too long to keep", m.Length))
		return m
	}
	plain, err := decompress(m.Algorithm, body.rest, m.Length)
	if err != nil {
		n.add(body.offset(), compressedRFC, "certificate message cannot be decompressed: "+err.Error())
		return m
	}
	m.Message = append([]byte{byte(HandshakeCertificate), byte(m.Length >> 16), byte(m.Length >> 8), byte(m.Length)}, plain...)
	return m
}

// decompress gives exactly length bytes, or an error.
func decompress(algorithm CertificateCompression, b []byte, length int) ([]byte, error) {
	r, err := decompressor(algorithm, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	plain, err := io.ReadAll(io.LimitReader(r, int64(length)+1))
	switch {
	case err != nil:
		return nil, errors.New("damaged " + algorithm.String())
	case len(plain) != length:
		return nil, fmt.Errorf("not the %d bytes that are announced", length)
	}
	return plain, nil
}

// zstdWindow bounds the memory of one decompression; a certificate message is
// at most 16 MiB by its length field, and usually a few KiB.
const zstdWindow = 8 << 20

func decompressor(algorithm CertificateCompression, r io.Reader) (io.ReadCloser, error) {
	switch algorithm {
	case CompressionZlib:
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil, errors.New("damaged zlib")
		}
		return z, nil
	case CompressionBrotli:
		return io.NopCloser(brotli.NewReader(r)), nil
	case CompressionZstd:
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, errors.New("damaged zstd")
		}
		return z.IOReadCloser(), nil
	}
	return nil, errors.New("unknown algorithm " + algorithm.String())
}
