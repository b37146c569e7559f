package pcapfile

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"edrtap/capture"
)

const (
	// readSize is how much is asked of the input at once, in bytes. 256 KiB
	// stays in the second-level cache between the kernel's copy and the
	// decoding; BenchmarkReadSize compares.
	readSize = 256 << 10
	// blockSize holds what a decoder may leave for want of bytes, and one read
	// behind it. Only what is read into it becomes resident.
	blockSize = chainReach + readSize
	// maxFrames bounds a batch.
	maxFrames = 4096
	// idleReads is how often an input may give nothing before that is an error.
	idleReads = 100
)

// decoder takes the records of one file format apart. It keeps no reference
// to buf or b.
type decoder interface {
	// decode appends the frames at the front of buf to b, at most maxFrames in
	// all, and gives how many bytes it has no more use for; offset is where
	// buf begins in the input. It leaves less than chainReach bytes, save
	// where b is full. With final set nothing comes after buf, and what is
	// left at its end is an error. After an error it is not called again.
	decode(buf []byte, offset int64, final bool, b *capture.Batch) (int, *Error)
	// log gives the damage that was stepped over.
	log() *damageLog
}

var _ capture.Source = (*Reader)(nil)

// Reader reads one capture file. It is for one goroutine at a time, save
// Progress, Name, Format and Close, which may be called from any.
type Reader struct {
	name    string
	format  string
	total   int64
	stored  *countingReader
	input   io.Reader // decompressed
	inflate *inflater // nil when not compressed
	file    *os.File  // nil when the caller owns the input
	decoder decoder

	tail   []byte // bytes read and not yet decoded
	offset int64  // where tail begins in the decompressed input
	ended  error  // why nothing more comes: io.EOF or a failure; nil while reading goes on
	result error  // what all further calls give; nil while frames may come

	secrets int // key logs that batches were given
	size    int // bytes asked of the input at once
	closed  atomic.Bool
	close   sync.Once
}

// Open opens the capture file at path, or standard input where path is "-".
// index becomes the File of its frames. It gives a *FormatError where the file
// is no capture, and an *Error where it breaks before that can be told. It
// waits for the first bytes of a pipe.
func Open(path string, index uint16) (*Reader, error) {
	if path == "-" {
		return newReader(os.Stdin, path, index, nil)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := newReader(f, path, index, f)
	if err != nil {
		_ = f.Close() // the reason why it cannot be read says more
		return nil, err
	}
	return r, nil
}

// NewReader reads a capture from r, as Open does from a path. name is for
// messages. Close does not close r; where the capture is compressed, r may be
// read until the Read under way at Close returns.
func NewReader(r io.Reader, name string, index uint16) (*Reader, error) {
	return newReader(r, name, index, nil)
}

func newReader(in io.Reader, name string, index uint16, own *os.File) (*Reader, error) {
	r := &Reader{name: name, file: own, total: sizeOf(in), stored: &countingReader{in: in}, size: readSize}
	head, err := readStart(r.stored)
	if err != nil {
		return nil, r.failure(0, err)
	}
	r.input = r.stored
	compression := compressionOf(head)
	if compression != "" {
		if r.inflate, err = newInflater(compression, head, r.stored); err != nil {
			return nil, r.failure(0, err)
		}
		r.input = r.inflate
		if head, err = readStart(r.inflate); err != nil {
			r.inflate.stopReading()
			return nil, r.failure(0, err)
		}
	}
	r.tail = append(r.tail, head...)
	if !r.choose(head, index) {
		if r.inflate != nil {
			r.inflate.stopReading()
		}
		return nil, &FormatError{File: name, Compression: compression, Start: head}
	}
	if compression != "" {
		r.format += "+" + compression
	}
	return r, nil
}

// readStart reads as much as tells formats apart, always the same length so that
// the verdict does not depend on how the input comes. Only the end of the input
// makes it shorter.
func readStart(in io.Reader) ([]byte, error) {
	head := make([]byte, 16)
	n, err := io.ReadFull(in, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF { // a decompressor that broke wraps its error
		err = nil
	}
	return head[:n], err
}

// choose sets the decoder and the format after the first bytes.
func (r *Reader) choose(head []byte, index uint16) bool {
	if len(head) < 4 {
		return false
	}
	if d, ok := newPcapDecoder(head, index); ok {
		r.decoder, r.format = d, "pcap"
		return true
	}
	if d, ok := newNgDecoder(head, index); ok {
		r.decoder, r.format = d, "pcapng"
		return true
	}
	return false
}

// ReadBatch replaces what b holds with the next frames: at least one, at most
// 4096, of the bytes that one read gave. Their Data lies in b.Block and is
// valid until b is read into again. b itself may be handed to another
// goroutine between calls. The end is io.EOF; an *Error says that the input
// was not read whole. Both come with an empty batch, and stay.
func (r *Reader) ReadBatch(b *capture.Batch) error {
	b.Frames, b.Secrets = b.Frames[:0], nil
	if r.closed.Load() {
		return os.ErrClosed
	}
	if r.result != nil {
		return r.result
	}
	if cap(b.Block) < blockSize {
		b.Block = make([]byte, blockSize)
	}
	block := b.Block[:cap(b.Block)]
	filled := copy(block, r.tail)
	r.tail = r.tail[:0]
	for {
		n, failed := r.decoder.decode(block[:filled], r.offset, r.ended != nil, b)
		r.offset += int64(n)
		if failed != nil || r.ended != nil && n == filled {
			r.result = r.finish(failed)
		}
		if len(b.Frames) > 0 {
			r.tail = append(r.tail, block[n:filled]...)
			b.Block = block[:filled]
			b.Secrets = r.Secrets()[r.secrets:]
			r.secrets += len(b.Secrets)
			return nil
		}
		if r.result != nil {
			b.Block = block[:0]
			return r.result
		}
		filled = copy(block, block[n:filled])
		filled += r.fill(block[filled:])
	}
}

// fill reads once into p and notes when nothing more comes.
func (r *Reader) fill(p []byte) int {
	p = p[:min(len(p), r.size)]
	for range idleReads {
		n, err := r.input.Read(p)
		if err != nil {
			r.ended = err
		}
		if n > 0 || err != nil {
			return n
		}
	}
	r.ended = io.ErrNoProgress
	return 0
}

// finish gives what ReadBatch returns once nothing more can be decoded; failed
// is nil where the decoder took everything.
func (r *Reader) finish(failed *Error) error {
	if r.closed.Load() {
		return os.ErrClosed
	}
	if r.ended != nil && r.ended != io.EOF {
		broken := r.failure(r.offset, r.ended)
		if failed != nil {
			broken.Offset = failed.Offset
			broken.Reason += "; " + failed.Reason
		}
		failed = broken
	}
	failed = r.decoder.log().verdict(failed)
	if failed == nil {
		return io.EOF
	}
	failed.File = r.name
	return failed
}

// failure says that reading or decompression broke.
func (r *Reader) failure(offset int64, err error) *Error {
	e := &Error{File: r.name, Offset: offset, Compressed: -1, Reason: err.Error(), Err: err}
	var broken *inflateError
	if errors.As(err, &broken) {
		e.Compressed, e.Err = broken.position, broken.err
	}
	return e
}

// Progress gives how many bytes of the stored file were read, and how many
// there are; 0 where that is not known, as for a pipe. Any goroutine may call
// it at any time.
func (r *Reader) Progress() (readBytes, totalBytes int64) {
	return r.stored.count.Load(), r.total
}

// Name gives the name given to Open or NewReader.
func (r *Reader) Name() string { return r.name }

// Format gives "pcap" or "pcapng", followed by "+gzip" or "+zstd" where the
// file is compressed.
func (r *Reader) Format() string { return r.format }

// Secrets gives the TLS key logs of the Decryption Secrets Blocks read so far,
// one chunk a block, in the order of the file, each in the NSS key log format.
// The chunks are copies that stay valid. Blocks past 16 MiB in all, or 65536
// blocks, are left out and counted by SecretsDropped.
func (r *Reader) Secrets() [][]byte {
	if d, ok := r.decoder.(*ngDecoder); ok {
		return d.secrets.chunks
	}
	return nil
}

// SecretsDropped gives how many key logs were left out of Secrets.
func (r *Reader) SecretsDropped() int64 {
	if d, ok := r.decoder.(*ngDecoder); ok {
		return d.secrets.dropped
	}
	return 0
}

// Close ends reading and gives back what the Reader holds. A ReadBatch under
// way on a file or named pipe ends with os.ErrClosed; one that waits for
// standard input cannot be woken. Closing twice does no harm.
func (r *Reader) Close() error {
	var err error
	r.close.Do(func() {
		r.closed.Store(true)
		if r.inflate != nil {
			r.inflate.stopReading()
		}
		if r.file != nil {
			err = r.file.Close()
			if r.inflate != nil {
				r.inflate.wait()
			}
		}
	})
	return err
}

// countingReader counts the bytes that pass through it.
type countingReader struct {
	in    io.Reader
	count atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.count.Add(int64(n))
	return n, err
}

// sizeOf gives the size of a regular file in bytes, 0 for anything else.
func sizeOf(in io.Reader) int64 {
	f, ok := in.(*os.File)
	if !ok {
		return 0
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return info.Size()
	}
	return 0
}
