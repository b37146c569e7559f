//go:build cgo

package baseline

// records counts the TLS records of one direction of a connection.
type records struct {
	header [5]byte
	have   int // of the header
	skip   int // bytes left of the record
	lost   bool
}

// feed gives how many records begin in b, the next bytes of the stream.
func (r *records) feed(b []byte) (begun int64) {
	for len(b) > 0 && !r.lost {
		if r.skip > 0 {
			n := min(r.skip, len(b))
			r.skip, b = r.skip-n, b[n:]
			continue
		}
		n := copy(r.header[r.have:], b)
		r.have, b = r.have+n, b[n:]
		if r.have < len(r.header) {
			break
		}
		if r.header[0] < 20 || r.header[0] > 24 || r.header[1] != 3 {
			r.lost = true // not TLS
			break
		}
		begun++
		r.have, r.skip = 0, int(r.header[3])<<8|int(r.header[4])
	}
	return begun
}
