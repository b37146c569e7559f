package packet

import "math/bits"

// maxDatagram is the largest payload that fragments may add up to, in bytes.
const maxDatagram = 65535

// fragmentPart is one fragment: what its headers say, and its bytes.
type fragmentPart struct {
	id     uint32
	offset int // of its first byte in the datagram's payload, a multiple of 8
	more   bool
	next   uint8  // protocol of the payload; the first fragment's counts
	data   []byte // captured
	length int    // on the wire: at least len(data)
}

// datagramKey says which fragments belong together (RFC 791 section 3.2,
// RFC 8200 section 4.5). Context keeps networks with the same addresses apart.
type datagramKey struct {
	src, dst Addr
	id       uint32
	context  uint32
	version  uint8
	protocol uint8 // 0 for IPv6, where only the first fragment knows it
}

// datagram is an IP packet of which fragments were seen.
//
// Bytes that arrived first stay (RFC 1858 section 3 and RFC 3128 tell what the
// other choice is good for). Fragments begin at multiples of 8, and all but
// the last have a multiple of 8 bytes, so one bit per 8 bytes tells exactly
// what was seen.
type datagram struct {
	key      datagramKey
	began    int64 // packet time of the first fragment to arrive, ns
	buffer   []byte
	seen     [(maxDatagram + 1) / 8 / 64]uint64 // units of 8 bytes seen on the wire
	units    int                                // how many
	end      int                                // length of the payload; -1 while the last fragment is missing
	top      int                                // highest end of a fragment
	good     int                                // up to here no byte of a seen unit was cut off by the snap length
	next     uint8                              // valid iff hasFirst
	hasFirst bool

	older, newer *datagram // by began; older also links the free ones
}

// datagramOverhead is the memory of a datagram besides its buffer, in bytes.
const datagramOverhead = 1280

// bytes is what was captured of a whole datagram, up to the first byte that
// the snap length cut off.
func (g *datagram) bytes() []byte { return g.buffer[:min(g.good, g.end)] }

// whole says whether every byte up to the end was seen on the wire.
func (g *datagram) whole() bool {
	return g.end >= 0 && g.hasFirst && g.units == (g.end+7)/8
}

// take adds a fragment and returns how many of its units were there before.
// The buffer is long enough.
func (g *datagram) take(part fragmentPart) (overlapping int) {
	if part.offset == 0 && !g.hasFirst {
		g.hasFirst, g.next = true, part.next
	}
	end := part.offset + part.length
	g.top = max(g.top, end)
	if !part.more {
		g.end = end
	}
	for from := 0; from < part.length; from += 8 {
		unit := (part.offset + from) / 8
		if g.seen[unit/64]&(1<<(unit%64)) != 0 {
			overlapping++
			continue
		}
		g.seen[unit/64] |= 1 << (unit % 64)
		g.units++
		to, captured := min(from+8, part.length), len(part.data)
		if to > captured {
			g.good = min(g.good, part.offset+max(from, captured))
		}
		if from < captured {
			copy(g.buffer[part.offset+from:], part.data[from:min(to, captured)])
		}
	}
	return overlapping
}

// reassembler puts fragments together, within bounds. It is for one goroutine.
type reassembler struct {
	limits    Limits
	counters  DefragmentationCounters
	datagrams map[datagramKey]*datagram
	oldest    *datagram
	newest    *datagram
	free      *datagram // kept with their buffers, for the next ones
	spent     *datagram // whole, their bytes lent out until the next release
	memory    int       // bytes of all of them
}

func newReassembler(limits Limits) reassembler {
	return reassembler{limits: limits, datagrams: make(map[datagramKey]*datagram)}
}

// release takes back the datagrams that add lent out.
func (r *reassembler) release() {
	for r.spent != nil {
		g := r.spent
		r.spent = g.older
		g.older, r.free = r.free, g
	}
}

// add takes in a fragment of the packet that p describes. It returns the
// datagram that the fragment makes whole, valid until release, or nil.
func (r *reassembler) add(p *Packet, part fragmentPart) *datagram {
	r.counters.Fragments++
	r.expire(p.Time)
	if part.length == 0 || (part.more && part.length%8 != 0) || part.offset+part.length > maxDatagram {
		r.counters.Invalid++
		return nil
	}
	g := r.find(p, part)
	if g == nil {
		return nil
	}
	end := part.offset + part.length
	if (!part.more && (end < g.top || (g.end >= 0 && g.end != end))) || (g.end >= 0 && end > g.end) {
		r.counters.Inconsistent++
		r.drop(g)
		return nil
	}
	if !r.grow(g, part.offset+len(part.data)) {
		r.counters.Evicted++
		r.drop(g)
		return nil
	}
	if g.take(part) > 0 {
		r.counters.Overlaps++
	}
	if !g.whole() {
		return nil
	}
	r.counters.Reassembled++
	r.unlink(g)
	g.older, r.spent = r.spent, g
	return g
}

// find gives the datagram that a fragment belongs to, a new one where there is
// none; nil where the limits do not allow one.
func (r *reassembler) find(p *Packet, part fragmentPart) *datagram {
	key := datagramKey{src: p.Src, dst: p.Dst, id: part.id, context: p.Context, version: p.Version}
	if p.Version == 4 {
		key.protocol = part.next
	}
	if g := r.datagrams[key]; g != nil {
		return g
	}
	for len(r.datagrams) > 0 && len(r.datagrams) >= r.limits.Datagrams {
		r.evict(r.oldest)
	}
	g := r.acquire()
	if g == nil {
		r.counters.Evicted++
		return nil
	}
	*g = datagram{key: key, began: p.Time, buffer: g.buffer, end: -1, good: maxDatagram, older: r.newest}
	if r.newest != nil {
		r.newest.newer = g
	} else {
		r.oldest = g
	}
	r.newest = g
	r.datagrams[key] = g
	return g
}

// acquire gives a free datagram, or a new one where memory allows.
func (r *reassembler) acquire() *datagram {
	if g := r.free; g != nil {
		r.free = g.older
		return g
	}
	if !r.reserve(datagramOverhead, nil) {
		return nil
	}
	return new(datagram)
}

// grow makes g's buffer at least n bytes long.
func (r *reassembler) grow(g *datagram, n int) bool {
	if n <= len(g.buffer) {
		return true
	}
	size := max(2048, 1<<bits.Len(uint(n-1)))
	if !r.reserve(size-len(g.buffer), g) {
		return false
	}
	buffer := make([]byte, size)
	copy(buffer, g.buffer)
	g.buffer = buffer
	return true
}

// reserve makes room for n more bytes: free datagrams go first, then the
// oldest incomplete ones, but not keep.
func (r *reassembler) reserve(n int, keep *datagram) bool {
	for r.memory+n > r.limits.DatagramMemory {
		if g := r.free; g != nil {
			r.free = g.older
			r.memory -= datagramOverhead + len(g.buffer)
			continue
		}
		victim := r.oldest
		if victim == keep && victim != nil {
			victim = victim.newer
		}
		if victim == nil {
			return false
		}
		r.evict(victim)
	}
	r.memory += n
	return true
}

// expire gives up the datagrams that waited too long.
func (r *reassembler) expire(now int64) {
	for g := r.oldest; g != nil && now-g.began > int64(r.limits.FragmentTimeout); g = r.oldest {
		r.counters.Expired++
		if g.hasFirst {
			r.counters.ExpiredFirst++
		}
		r.drop(g)
	}
}

func (r *reassembler) evict(g *datagram) {
	r.counters.Evicted++
	r.drop(g)
}

// drop gives an incomplete datagram up.
func (r *reassembler) drop(g *datagram) {
	r.unlink(g)
	g.older, r.free = r.free, g
}

// unlink takes g out of the incomplete ones.
func (r *reassembler) unlink(g *datagram) {
	delete(r.datagrams, g.key)
	if g.older != nil {
		g.older.newer = g.newer
	} else {
		r.oldest = g.newer
	}
	if g.newer != nil {
		g.newer.older = g.older
	} else {
		r.newest = g.older
	}
	g.older, g.newer = nil, nil
}
