package pcapfile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	inflateBuffers = 4         // decompressed buffers in flight
	inflateBuffer  = 128 << 10 // bytes of each
	// maxWindow is the largest zstd window accepted, in bytes: what the zstd
	// tool accepts without being asked for more.
	maxWindow = 128 << 20
)

// compressionOf tells a compressed file by its first bytes.
func compressionOf(head []byte) string {
	if len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b { // RFC 1952 section 2.3.1
		return "gzip"
	}
	if len(head) >= 4 {
		magic := binary.LittleEndian.Uint32(head)
		// RFC 8878 sections 3.1.1 and 3.1.2: a frame, or a skippable frame
		// before it.
		if magic == 0xfd2fb528 || magic&^0xf == 0x184d2a50 {
			return "zstd"
		}
	}
	return ""
}

// inflateError says that decompression broke.
type inflateError struct {
	what     string // "gzip" or "zstd"
	position int64  // in the stored file, in bytes
	err      error
}

func (e *inflateError) Error() string {
	if errors.Is(e.err, io.ErrUnexpectedEOF) {
		return e.what + " data ends early"
	}
	return fmt.Sprintf("%s data cannot be decompressed: %v", e.what, e.err)
}

func (e *inflateError) Unwrap() error { return e.err }

// inflater decompresses in a goroutine of its own, a few buffers ahead of who
// reads. Read is for one goroutine, stopReading and wait for any.
type inflater struct {
	full chan chunk
	free chan []byte
	quit chan struct{}
	done chan struct{} // closed when the goroutine has ended
	once sync.Once

	now  chunk
	rest []byte // of now.data, not yet read
}

// chunk is decompressed data, and what came after it.
type chunk struct {
	data []byte
	err  error
}

// newInflater starts decompressing what head and then stored hold.
func newInflater(compression string, head []byte, stored *countingReader) (*inflater, error) {
	in := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(head), stored), 64<<10)
	position := func() int64 { return stored.count.Load() - int64(in.Buffered()) }
	out, closeOut, err := decompressor(compression, in)
	if err != nil {
		return nil, &inflateError{what: compression, position: position(), err: unexpected(err)}
	}
	f := &inflater{
		full: make(chan chunk, inflateBuffers),
		free: make(chan []byte, inflateBuffers),
		quit: make(chan struct{}),
		done: make(chan struct{}),
	}
	for range inflateBuffers {
		f.free <- make([]byte, inflateBuffer)
	}
	go func() {
		defer close(f.done)
		defer closeOut()
		f.run(out, func(err error) error {
			return &inflateError{what: compression, position: position(), err: err}
		})
	}()
	return f, nil
}

func decompressor(compression string, in *bufio.Reader) (out io.Reader, closeOut func(), err error) {
	if compression == "gzip" {
		z, err := gzip.NewReader(in) // goes on over all members, RFC 1952 section 2.2
		return z, func() {}, err
	}
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nil, err
	}
	return z, z.Close, nil
}

// run fills buffers until the data ends or stopReading is called.
func (f *inflater) run(out io.Reader, wrap func(error) error) {
	for {
		var c chunk
		select {
		case c.data = <-f.free:
		case <-f.quit:
			return
		}
		n, idle := 0, 0
		for n < len(c.data) && c.err == nil {
			var m int
			m, c.err = out.Read(c.data[n:])
			if n += m; m > 0 {
				idle = 0
			} else if idle++; idle == idleReads && c.err == nil {
				c.err = io.ErrNoProgress
			}
		}
		c.data = c.data[:n]
		if c.err != nil && c.err != io.EOF {
			c.err = wrap(c.err)
		}
		select {
		case f.full <- c:
		case <-f.quit:
			return
		}
		if c.err != nil {
			return
		}
	}
}

// Read gives decompressed bytes. An *inflateError says that what follows could
// not be had.
func (f *inflater) Read(p []byte) (int, error) {
	for len(f.rest) == 0 {
		if f.now.err != nil {
			return 0, f.now.err
		}
		if f.now.data != nil {
			f.free <- f.now.data[:cap(f.now.data)] // never blocks: it came from there
		}
		select {
		case f.now = <-f.full:
			f.rest = f.now.data
		case <-f.quit:
			return 0, os.ErrClosed
		}
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// stopReading makes the goroutine end as soon as its Read under way returns.
func (f *inflater) stopReading() { f.once.Do(func() { close(f.quit) }) }

// wait returns when the goroutine has ended.
func (f *inflater) wait() { <-f.done }

// unexpected turns the end of input inside a header into what it is.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
