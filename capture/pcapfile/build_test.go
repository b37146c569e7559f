package pcapfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"edrtap/capture"
)

// sample is one frame as tests state it.
type sample struct {
	Time      int64
	Data      string
	Length    uint32
	Link      capture.LinkType
	Interface uint32
	Offset    int64
}

// read gives everything that a source gives, and the error that ends it.
func read(t testing.TB, s capture.Source) ([]sample, error) {
	t.Helper()
	var all []sample
	var b capture.Batch
	for {
		err := s.ReadBatch(&b)
		if err != nil {
			if len(b.Frames) > 0 {
				t.Fatalf("%d frames came with the error %v", len(b.Frames), err)
			}
			if again := s.ReadBatch(&b); again != err {
				t.Fatalf("after %v came %v", err, again)
			}
			return all, err
		}
		if len(b.Frames) == 0 || len(b.Frames) > maxFrames {
			t.Fatalf("batch of %d frames", len(b.Frames))
		}
		for _, f := range b.Frames {
			all = append(all, sample{f.Time, string(f.Data), f.Length, f.Link, f.Interface, f.Offset})
		}
	}
}

// nextSamples gives the frames of the next batch.
func nextSamples(s capture.Source) ([]sample, error) {
	var b capture.Batch
	if err := s.ReadBatch(&b); err != nil {
		return nil, err
	}
	var all []sample
	for _, f := range b.Frames {
		all = append(all, sample{f.Time, string(f.Data), f.Length, f.Link, f.Interface, f.Offset})
	}
	return all, nil
}

// readBytes gives everything that a file gives.
func readBytes(t testing.TB, file []byte) ([]sample, error) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(file), "test", 0)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return read(t, r)
}

// mustRead is readBytes for a file without a fault.
func mustRead(t testing.TB, file []byte) []sample {
	t.Helper()
	all, err := readBytes(t, file)
	if err != io.EOF {
		t.Fatalf("reading ended with %v", err)
	}
	return all
}

// inputError gives the *Error in err.
func inputError(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	return e
}

// builder writes the integers of a file in one byte order.
type builder struct {
	order binary.AppendByteOrder
	buf   []byte
}

func (b *builder) u16(v ...uint16) *builder {
	for _, v := range v {
		b.buf = b.order.AppendUint16(b.buf, v)
	}
	return b
}

func (b *builder) u32(v ...uint32) *builder {
	for _, v := range v {
		b.buf = b.order.AppendUint32(b.buf, v)
	}
	return b
}

func (b *builder) str(s string) *builder {
	b.buf = append(b.buf, s...)
	return b
}

// pad fills up to a multiple of 4 bytes.
func (b *builder) pad() *builder {
	for len(b.buf)%4 != 0 {
		b.buf = append(b.buf, 0)
	}
	return b
}

// newPcap begins a pcap file with a snap length of 65535.
func newPcap(order binary.AppendByteOrder, magic, network uint32) *builder {
	b := &builder{order: order}
	return b.u32(magic).u16(2, 4).u32(0, 0, 65535, network)
}

// record adds a record whose frame was length bytes long on the wire.
func (b *builder) record(seconds, fraction uint32, data string, length int) *builder {
	return b.u32(seconds, fraction, uint32(len(data)), uint32(length)).str(data)
}

// newNg begins a pcapng file.
func newNg(order binary.AppendByteOrder) *builder {
	return (&builder{order: order}).section()
}

// block adds a block with the body that fill writes.
func (b *builder) block(kind uint32, fill func(*builder)) *builder {
	body := &builder{order: b.order}
	fill(body)
	body.pad()
	total := uint32(len(body.buf) + 12)
	return b.u32(kind, total).str(string(body.buf)).u32(total)
}

func (b *builder) section() *builder {
	return b.block(blockSection, func(b *builder) { b.u32(blockMagic).u16(1, 0).u32(0xffffffff, 0xffffffff) })
}

func (b *builder) iface(link uint16, snaplen uint32, options ...any) *builder {
	return b.block(blockInterface, func(b *builder) {
		b.u16(link, 0).u32(snaplen)
		for i := 0; i < len(options); i += 2 {
			value := options[i+1].(string)
			b.u16(uint16(options[i].(int)), uint16(len(value))).str(value).pad()
		}
	})
}

func (b *builder) enhanced(id uint32, stamp uint64, data string, length int) *builder {
	return b.block(blockEnhanced, func(b *builder) {
		b.u32(id, uint32(stamp>>32), uint32(stamp), uint32(len(data)), uint32(length)).str(data)
	})
}

func (b *builder) secrets(kind uint32, data string) *builder {
	return b.block(blockSecrets, func(b *builder) { b.u32(kind, uint32(len(data))).str(data) })
}

// orders are the byte orders that every format must be read in.
func orders() map[string]binary.AppendByteOrder {
	return map[string]binary.AppendByteOrder{"little-endian": binary.LittleEndian, "big-endian": binary.BigEndian}
}
