package exchange

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// body counts the events in the body of a request as its bytes come. A
// compressed one is gathered and decoded at its end. The nil body is empty.
type body struct {
	p          *Parser
	contents   contents
	counter    counter // nil until enough is known to choose one
	coding     coding
	beginning  []byte // bytes from which it is told, while there are few
	compressed []byte
	nested     bool // a part of another body
	opaque     bool
	empty      bool
}

// counter counts the events in bytes that are given in pieces.
type counter interface {
	write(b []byte)
	// end gives the count once all was given.
	end() (uint64, Counts)
}

// coding is how a body is compressed.
type coding uint8

const (
	plain coding = iota
	gzipped
	deflated
	zstandard
	unknown
)

func (p *Parser) newBody(about contents) *body {
	b := &body{p: p, contents: about, empty: true}
	switch about.encoding {
	case "", "identity":
		b.coding = plain
	case "gzip", "x-gzip": // RFC 9110 section 8.4.1.3
		b.coding = gzipped
	case "deflate":
		b.coding = deflated
	case "zstd": // RFC 8878 section 7.2
		b.coding = zstandard
	default:
		b.coding = unknown
	}
	return b
}

// sniffed is how many bytes tell whether a body is compressed that does not
// say so.
const sniffed = 4

func (b *body) write(data []byte) {
	if len(data) == 0 || b.opaque {
		return
	}
	b.empty = false
	switch {
	case b.coding == unknown:
		b.opaque = true
	case b.coding != plain:
		b.gather(data)
	case b.counter != nil:
		b.counter.write(data)
	case len(b.beginning)+len(data) < sniffed:
		b.beginning = append(b.beginning, data...)
	default:
		begin := b.beginning
		b.beginning = nil
		b.begin(append(begin, data...))
	}
}

// begin takes the first bytes of a body that is not said to be compressed.
func (b *body) begin(data []byte) {
	switch {
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}): // RFC 1952 section 2.3.1
		b.coding = gzipped
		b.gather(data)
	case bytes.HasPrefix(data, []byte{0x28, 0xb5, 0x2f, 0xfd}): // RFC 8878 section 3.1.1
		b.coding = zstandard
		b.gather(data)
	default:
		b.counter = b.newCounter()
		b.counter.write(data)
	}
}

func (b *body) newCounter() counter {
	if boundary := b.contents.params["boundary"]; strings.HasPrefix(b.contents.media, "multipart/") && boundary != "" && !b.nested {
		return newMultipart(b.p, boundary)
	}
	return newJSON(b.p.path)
}

// gather keeps compressed bytes.
func (b *body) gather(data []byte) {
	if len(b.compressed)+len(data) > b.p.limits.Compressed || b.p.held+len(data) > b.p.limits.Held {
		b.p.Counters.Compressed++
		b.drop()
		b.opaque = true
		return
	}
	b.p.held += len(data)
	b.compressed = append(b.compressed, data...)
}

func (b *body) drop() {
	b.p.held -= len(b.compressed)
	b.compressed = nil
}

// end gives the count. Of a body that is not whole it is not known.
func (b *body) end(whole bool) (uint64, Counts) {
	if b == nil || b.empty && whole {
		return 0, NoBody
	}
	defer b.drop()
	if b.opaque || !whole {
		return 0, Opaque
	}
	if b.compressed != nil && !b.decode() {
		return 0, Opaque
	}
	if b.counter == nil {
		b.counter = b.newCounter()
		b.counter.write(b.beginning)
	}
	return b.counter.end()
}

// decode counts in what the compressed bytes stand for.
func (b *body) decode() bool {
	r, err := b.reader()
	if err != nil {
		return false
	}
	b.counter = b.newCounter()
	var block [16 << 10]byte
	for left := b.p.limits.Decoded; ; {
		n, err := r.Read(block[:])
		if left -= int64(n); left < 0 {
			b.p.Counters.Expanded++
			return false
		}
		b.counter.write(block[:n])
		if err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

func (b *body) reader() (io.Reader, error) {
	in := bytes.NewReader(b.compressed)
	switch b.coding {
	case gzipped:
		return gzip.NewReader(in)
	case zstandard:
		// A stranger chooses the window: bound it, and decode without goroutines.
		d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	// RFC 9110 section 8.4.1.2: zlib's format; some senders leave its frame out.
	if r, err := zlib.NewReader(in); err == nil {
		return r, nil
	}
	return flate.NewReader(bytes.NewReader(b.compressed)), nil
}
