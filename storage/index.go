package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"edrtap/rules/record"
)

// The index of sessions is made of blocks: for some thousand sessions that
// were written together, what queries ask for, column by column, each column
// with a dictionary of its values and under a key of its own. A query reads the
// columns that it asks about, their dictionaries first, passes over blocks in
// which nothing fits, and looks only those sessions up whose row fits. That
// makes every question one over a few tens of bytes a session; an index entry
// for each session and question was measured first, and took longer to write
// while it left questions without an index slow.
//
// A row is a hint: the session itself is tested again, and it may be gone.

// The columns of a block, in order.
const (
	columnClient  = iota // 16 bytes of address
	columnServer         // 16 bytes of address, port
	columnOutcome        //
	columnSNI            // in the form of normalName, cut to maxIndexedName
	columnHost           // as columnSNI
	columnJA3            //
	columnJA4            //
	columnChain          // see appendIndexedChain
	columns
	columnPosition = columns // no dictionary: how many, starts, ids behind their lengths
)

const (
	indexVersion    = 1
	maxBlockRows    = 4096
	maxBlockSize    = 320 << 10 // bytes, before the last session of a block
	maxIndexedName  = 255       // bytes
	maxIndexedChain = 4 << 10   // bytes
)

// indexWriter fills one block. It allocates nothing for values that it has
// seen in the block before.
type indexWriter struct {
	rows    int
	size    int // estimate, in bytes
	low     uint64
	high    uint64
	starts  []byte
	ids     []byte
	of      [columns]columnWriter
	scratch []byte
	chains  map[partID]uint16
}

type columnWriter struct {
	known  map[string]uint16
	values []byte // of the dictionary, each behind its length
	rows   []byte // 2 bytes each
	last   []byte // the value of the last row, and its number
	number uint16
}

// add adds a row. chain is the id of the session's chain, nil without one.
func (x *indexWriter) add(s *record.Session, chain *partID) {
	start := orderedTime(s.Start)
	if x.rows == 0 || start < x.low {
		x.low = start
	}
	x.high = max(x.high, start)
	x.rows++
	x.starts = binary.BigEndian.AppendUint64(x.starts, start)
	x.ids = append(append(x.ids, byte(len(s.ID))), s.ID...)
	x.size += startSize + 1 + len(s.ID) + 2*columns

	x.value(columnClient, appendAddress(x.scratch[:0], s.Client.IP))
	x.value(columnServer, appendServer(x.scratch[:0], s.Server))
	x.text(columnOutcome, string(s.Outcome))
	var sni, host, ja3, ja4 string
	if s.TLS != nil {
		sni, ja3, ja4 = normalName(s.TLS.SNI), s.TLS.JA3, s.TLS.JA4
	}
	if s.Proxy != nil {
		host = normalName(s.Proxy.Host)
	}
	x.text(columnSNI, sni)
	x.text(columnHost, host)
	x.text(columnJA3, ja3)
	x.text(columnJA4, ja4)
	x.chain(s, chain)
}

func (x *indexWriter) text(column int, value string) {
	x.value(column, append(x.scratch[:0], value[:min(len(value), maxIndexedName)]...))
}

// value adds a value to a column's row; it may lie in scratch.
func (x *indexWriter) value(column int, value []byte) {
	x.scratch = value
	c := &x.of[column]
	if len(c.rows) == 0 || !bytes.Equal(c.last, value) {
		n, ok := c.known[string(value)]
		if !ok {
			n = x.newValue(column, value)
			c.known[string(value)] = n
		}
		c.last, c.number = append(c.last[:0], value...), n
	}
	c.rows = binary.LittleEndian.AppendUint16(c.rows, c.number)
}

func (x *indexWriter) newValue(column int, value []byte) uint16 {
	c := &x.of[column]
	if c.known == nil {
		c.known = make(map[string]uint16)
	}
	n := uint16(len(c.known))
	c.values = append(binary.AppendUvarint(c.values, uint64(len(value))), value...)
	x.size += len(value) + 2
	return n
}

// chain is value for the column of chains, which are known by their ids.
func (x *indexWriter) chain(s *record.Session, id *partID) {
	c := &x.of[columnChain]
	if id == nil {
		id = &partID{} // nothing hashes to it
	}
	n, ok := x.chains[*id]
	if !ok {
		var chain []record.Certificate
		if s.TLS != nil {
			chain = s.TLS.Certificates
		}
		x.scratch = appendIndexedChain(x.scratch[:0], chain)
		n = uint16(len(x.chains))
		if x.chains == nil {
			x.chains = make(map[partID]uint16)
		}
		x.chains[*id] = n
		c.values = append(binary.AppendUvarint(c.values, uint64(len(x.scratch))), x.scratch...)
		x.size += len(x.scratch) + 2
	}
	c.rows = binary.LittleEndian.AppendUint16(c.rows, n)
}

// appendIndexedChain appends what queries ask of certificates: for each of
// them fingerprint, subject, issuer and names. A first byte of 1 says that it
// was cut, and that everything may be in it.
func appendIndexedChain(b []byte, chain []record.Certificate) []byte {
	from := len(b)
	b = append(b, 0)
	for i := range chain {
		c := &chain[i]
		b = appendString(appendString(appendString(b, c.SHA256), c.Subject), c.Issuer)
		b = appendStrings(appendStrings(b, c.DNSNames), c.IPAddresses)
		if len(b)-from > maxIndexedChain {
			return append(b[:from], 1)
		}
	}
	return b
}

// full says whether the block should be written.
func (x *indexWriter) full() bool { return x.rows >= maxBlockRows || x.size >= maxBlockSize }

// flush adds the block to a batch and begins the next one; it gives which
// block it was, or that there was none.
func (x *indexWriter) flush(b *batch) (ref blockRef, ok bool) {
	if x.rows == 0 {
		return ref, false
	}
	sum := sha256.New()
	sum.Write(x.starts)
	sum.Write(x.ids)
	x.scratch = sum.Sum(x.scratch[:0]) // the same sessions replace their block
	ref = blockRef{low: x.low, high: x.high, hash: [indexHashSize]byte(x.scratch)}
	b.end(append(b.keyDone(ref.appendKey(b.begin())), indexVersion))
	block := b.keyDone(ref.appendColumnKey(b.begin(), columnPosition))
	block = binary.AppendUvarint(block, uint64(x.rows))
	b.end(append(append(block, x.starts...), x.ids...))
	for i := range x.of {
		c := &x.of[i]
		block = b.keyDone(ref.appendColumnKey(b.begin(), i))
		block = binary.AppendUvarint(block, uint64(len(c.values)))
		b.end(append(append(block, c.values...), c.rows...))
		clear(c.known)
		c.values, c.rows = c.values[:0], c.rows[:0]
	}
	clear(x.chains)
	x.rows, x.size, x.low, x.high = 0, 0, 0, 0
	x.starts, x.ids = x.starts[:0], x.ids[:0]
	return ref, true
}
