package pcapfile

import "fmt"

// Where a record header cannot be true, the bytes behind it are searched for
// the next one that can. A header alone is 16 bytes of little form, so one is
// believed only where others follow from it.
const (
	searchLimit = 1 << 20                           // bytes searched before giving up
	chainLength = 3                                 // headers that must follow from each other
	timeReach   = 86400 * 1e9                       // how far a believed time may be from the last good one, in nanoseconds
	chainReach  = 2*maxFrame + 3*pcapModifiedHeader // bytes that settle whether a chain holds
)

// resync is the state of a search, and what it goes by.
type resync struct {
	last  int64 // time of the record before, in nanoseconds
	good  int64 // time of the last record that was near the one before it
	timed bool  // whether there was a record: last and good are valid

	lost     bool   // a search is on; the rest is valid iff lost
	from     int64  // offset of the header that cannot be true
	searched int64  // bytes searched since
	reason   string // what is wrong with that header
}

// passed notes the time of a record that was read. One far from the record
// before it may be read out of garbage, so it alone does not count as good.
func (r *resync) passed(time int64) {
	if !r.timed || near(time, r.last) {
		r.good = time
	}
	r.last, r.timed = time, true
}

func near(a, b int64) bool { return a-b <= timeReach && b-a <= timeReach }

// lose begins a search behind the header at offset.
func (d *pcapDecoder) lose(offset int64, captured uint32) {
	reason := "record header is all zeros"
	if captured > 0 {
		reason = fmt.Sprintf("record header announces %d bytes, more than %d", captured, maxFrame)
	}
	d.lost, d.from, d.searched, d.reason = true, offset, 0, reason
}

// search looks for the next good record and gives how many bytes lie before
// it. Bytes that cannot settle a place yet are left for the next call.
func (d *pcapDecoder) search(buf []byte, offset int64, final bool) (n int, stop bool, err *Error) {
	for n < len(buf) {
		place := offset + int64(n)
		if place > d.from { // not the damaged header itself again
			good, settled := d.chain(buf[n:], final)
			if !settled {
				return n, true, nil
			}
			if good {
				d.damage.add(corruptAt(d.from, "%s, resumed at offset %d", d.reason, place))
				d.lost = false
				return n, false, nil
			}
		}
		if d.searched++; d.searched > searchLimit {
			return n, true, corruptAt(d.from, "%s, no good record in the %d bytes after it", d.reason, searchLimit)
		}
		n++
	}
	if final {
		return n, true, corruptAt(d.from, "%s, no good record after it", d.reason)
	}
	return n, true, nil
}

// chain reports whether good records follow each other from the front of buf:
// chainLength headers, or fewer that end exactly where the input ends. It is
// not settled where buf ends before that can be told.
func (d *pcapDecoder) chain(buf []byte, final bool) (good, settled bool) {
	last, timed := d.good, d.timed
	for i := range chainLength {
		if len(buf) == 0 && final {
			return i > 0, true
		}
		if len(buf) < d.recordHeader {
			return false, final
		}
		time, captured, ok := d.plausible(buf)
		if !ok || timed && !near(time, last) {
			return false, true
		}
		last, timed = time, true
		if i == chainLength-1 {
			break
		}
		end := d.recordHeader + int(captured)
		if len(buf) < end {
			return false, final
		}
		buf = buf[end:]
	}
	return true, true
}

// plausible judges one record header more strictly than reading does.
func (d *pcapDecoder) plausible(buf []byte) (time int64, captured uint32, ok bool) {
	seconds, fraction := int64(d.order.u32(buf)), int64(d.order.u32(buf[4:]))
	captured = d.order.u32(buf[8:])
	length := d.order.u32(buf[12:])
	time = seconds*1e9 + fraction*d.unit
	ok = captured > 0 && captured <= length && length <= maxFrame && fraction*d.unit < 1e9
	return time, captured, ok
}
