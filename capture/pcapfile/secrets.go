package pcapfile

const (
	secretsTLSKeyLog = 0x544c534b // draft-ietf-opsawg-pcapng section 4.7
	maxSecrets       = 16 << 20   // bytes of key logs kept of one file
	maxSecretChunks  = 65536      // key logs kept of one file
)

// secretLog keeps the TLS key logs of a file.
type secretLog struct {
	chunks  [][]byte
	size    int64 // of all chunks as announced, in bytes
	dropped int64 // key logs left out
}

// begin makes room for a key log of size bytes and reports whether it may be
// kept. Memory is taken as its bytes come.
func (s *secretLog) begin(size int64) bool {
	if s.size+size > maxSecrets || len(s.chunks) == maxSecretChunks {
		s.dropped++
		return false
	}
	s.size += size
	s.chunks = append(s.chunks, nil)
	return true
}

// extend adds bytes to the key log begun last.
func (s *secretLog) extend(part []byte) {
	if len(part) > 0 {
		last := len(s.chunks) - 1
		s.chunks[last] = append(s.chunks[last], part...)
	}
}

// secretsNext tells whether a Decryption Secrets Block is at the front of rest.
func (d *ngDecoder) secretsNext(rest []byte) bool {
	return len(rest) >= 4 && d.order.u32(rest) == blockSecrets
}

// secretsBlock begins a Decryption Secrets Block: section 4.7 of the draft. It
// is skipped like any other, its key log being taken on the way.
func (d *ngDecoder) secretsBlock(rest []byte, block ngBlock) int {
	const fixed = 8 + 8 // type and length of the block, type and length of the secrets
	if block.total < fixed+4 {
		return d.skipBlock(block, 8)
	}
	if len(rest) < fixed {
		return 0
	}
	kind, size := d.order.u32(rest[8:]), int64(d.order.u32(rest[12:]))
	n := d.skipBlock(block, fixed)
	if kind != secretsTLSKeyLog {
		return n
	}
	if size > d.skip {
		d.damage.add(corruptAt(block.offset, "key log of %d bytes in a block of %d: skipped", size, block.total))
		return n
	}
	if d.secrets.begin(size) {
		d.take = size
	}
	return n
}
