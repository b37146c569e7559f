package output

import "io"

// flushSize is how much output is gathered before it is written, in bytes.
const flushSize = 64 << 10

// buffer gathers output. Unlike bufio.Writer it lends its memory, so that
// records are encoded right into it.
type buffer struct {
	w    io.Writer
	data []byte
	err  error // the first failure: nothing is written after it
}

func newBuffer(w io.Writer) buffer {
	return buffer{w: w, data: make([]byte, 0, flushSize+16<<10)}
}

// full writes the gathered bytes once they are enough.
func (b *buffer) full() error {
	if len(b.data) < flushSize {
		return b.err
	}
	return b.flush()
}

func (b *buffer) flush() error {
	if b.err == nil && len(b.data) > 0 {
		_, b.err = b.w.Write(b.data)
	}
	b.data = b.data[:0]
	return b.err
}
