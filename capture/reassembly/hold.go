package reassembly

import "bytes"

// pageSize is the size of a page with its header; with it a page is exactly
// one size class of the allocator, and a segment of an Ethernet frame fits.
const (
	pageSize = 2048
	pageRoom = pageSize - 32
)

// page holds bytes that came early.
type page struct {
	next *page
	time int64  // of the segment that brought the bytes
	seq  uint32 // of the first byte
	n    uint32 // bytes in data
	cut  uint32 // bytes after those, that a snap length cut off
	_    uint32
	data [pageRoom]byte
}

func (g *page) end() uint32 { return g.seq + g.n + g.cut }

// pagesFor is how many pages n bytes in one piece take at most.
func pagesFor(n int) int { return max((n+pageRoom-1)/pageRoom, 1) }

// hold is the extra state of a stream with a hole in it.
type hold struct {
	stream     *Stream
	owner      Owner
	head, tail *page // in order of sequence number, never overlapping, all beyond Stream.next
	pages      int
	bytes      int // in the pages
	fin        uint32
	mark       uint32 // valid in a queue: where the wait ends (acked), where it began (blind)
	hasFIN     bool
	queue      queueName
	since      int64 // valid in a queue: clock when the wait began
	time       int64 // packet time of what made the hole known
	latest     int64 // latest time of what was given since
	prev, next *hold // of its queue
}

// holdFor gives the stream's hold, a new one where it has none.
func (s *Stream) holdFor(p *Pool, owner Owner, time int64) *hold {
	if s.hold == 0 {
		s.hold = p.holds.New()
		h := p.holds.At(s.hold)
		h.stream, h.owner, h.time = s, owner, time
	}
	return p.holds.At(s.hold)
}

// holdOf gives the stream's hold; nil where it has none.
func (p *Pool) holdOf(s *Stream) *hold {
	if s.hold == 0 {
		return nil
	}
	return p.holds.At(s.hold)
}

// hasPages says whether bytes are held. h may be nil, as in the next two.
func (h *hold) hasPages() bool { return h != nil && h.head != nil }

// held is the memory that the held bytes take.
func (h *hold) held() int {
	if h == nil {
		return 0
	}
	return h.pages * pageSize
}

// forward keeps the times of a stream from going back where held bytes are
// given after others that came later: they became readable no earlier.
func (h *hold) forward(time int64) int64 {
	if h == nil {
		return time
	}
	h.latest = max(h.latest, time)
	return h.latest
}

// beyond says whether g lies behind all that is held, as most early segments
// do: nothing need be searched for it.
func (h *hold) beyond(g *Segment) bool {
	return h.tail == nil || !before(g.Seq, h.tail.end())
}

// overlap counts the bytes of g that are held, and says whether any of them
// is held with another value.
func (h *hold) overlap(g *Segment) (same int, conflict bool) {
	if h.beyond(g) {
		return 0, false
	}
	last := g.Seq + uint32(g.Length)
	for q := h.head; q != nil && before(q.seq, last); q = q.next {
		// Positions relative to the segment's first byte.
		from := max(int(int32(q.seq-g.Seq)), 0)
		to := min(int(int32(q.end()-g.Seq)), g.Length)
		if to <= from {
			continue
		}
		same += to - from
		held := q.data[:q.n]
		skip := int(g.Seq + uint32(from) - q.seq)
		n := min(to-from, len(g.Payload)-from, len(held)-skip)
		if n > 0 && !bytes.Equal(held[skip:skip+n], g.Payload[from:from+n]) {
			conflict = true
		}
	}
	return same, conflict
}

// needs is how many more pages it takes at most to hold g: each page that
// overlaps it may split it once more.
func (h *hold) needs(g *Segment) int {
	need := pagesFor(len(g.Payload))
	if h == nil || h.beyond(g) {
		return need
	}
	last := g.Seq + uint32(g.Length)
	for q := h.head; q != nil && before(q.seq, last); q = q.next {
		if before(g.Seq, q.end()) {
			need++
		}
	}
	return need
}

// after gives the first page that begins after seq; nil where there is none.
func (h *hold) after(seq uint32) *page {
	q := h.head
	for q != nil && !before(seq, q.seq) {
		q = q.next
	}
	return q
}

// insert copies those bytes of g that are not held yet, all beyond next.
func (h *hold) insert(p *Pool, g *Segment) {
	at := g.Seq
	last := g.Seq + uint32(g.Length)
	prev := h.lastUpTo(at)
	for {
		if prev != nil && before(at, prev.end()) {
			at = prev.end()
		}
		if !before(at, last) {
			return
		}
		following := h.following(prev)
		to := last
		if following != nil && before(following.seq, last) {
			to = following.seq
		}
		if before(at, to) {
			h.add(p, prev, g, at, to)
			at = to
		}
		prev = following
		if prev == nil {
			return
		}
	}
}

// lastUpTo gives the last page that begins at or before seq; nil for none.
// Most early segments go to the end of the list.
func (h *hold) lastUpTo(seq uint32) *page {
	if h.tail != nil && !before(seq, h.tail.seq) {
		return h.tail
	}
	var prev *page
	for q := h.head; q != nil && !before(seq, q.seq); q = q.next {
		prev = q
	}
	return prev
}

func (h *hold) following(q *page) *page {
	if q == nil {
		return h.head
	}
	return q.next
}

// add holds the bytes [at, to) of g after page prev.
func (h *hold) add(p *Pool, prev *page, g *Segment, at, to uint32) {
	from, until := int(at-g.Seq), int(to-g.Seq)
	var b []byte
	if from < len(g.Payload) {
		b = g.Payload[from:min(until, len(g.Payload))]
	}
	cut := uint32(until - from - len(b))
	h.bytes += len(b)
	// Small pieces share a page, or tiny segments would use up the limits.
	if prev != nil && prev.end() == at && prev.cut == 0 && int(prev.n)+len(b) <= pageRoom {
		prev.n += uint32(copy(prev.data[prev.n:], b))
		prev.cut = cut
		return
	}
	for {
		q := p.newPage()
		q.time, q.seq = g.Time, at
		q.n = uint32(copy(q.data[:], b))
		h.link(prev, q)
		b = b[q.n:]
		at += q.n
		prev = q
		if len(b) == 0 {
			q.cut = cut
			return
		}
	}
}

func (h *hold) link(prev, q *page) {
	if prev == nil {
		q.next, h.head = h.head, q
	} else {
		q.next, prev.next = prev.next, q
	}
	if q.next == nil {
		h.tail = q
	}
	h.pages++
}

// unlinkHead takes the first page off the list.
func (h *hold) unlinkHead() *page {
	q := h.head
	h.head = q.next
	if h.head == nil {
		h.tail = nil
	}
	h.pages--
	h.bytes -= int(q.n)
	return q
}

// exhausted says that only the FIN is left, which is acknowledged like a byte.
func (h *hold) exhausted() bool { return h.head == nil && h.hasFIN && h.fin == h.stream.next }

// nextKnown is where the first hole ends.
func (h *hold) nextKnown() uint32 {
	if h.head != nil {
		return h.head.seq
	}
	return h.fin
}
