package evidence

import (
	"net/netip"
	"time"
	"unsafe"

	"edrtap/capture"
	"edrtap/capture/packet"
)

// Session is where in the traffic a session lies.
type Session struct {
	ID             string
	Client, Server netip.AddrPort
	Start, End     time.Time // packet time of its first and its last packet
}

const (
	// headBytes and headFrames are how much is held of one flow: a handshake
	// with its certificates and what follows at once.
	headBytes  = 64 << 10
	headFrames = 256

	// headsBytes is how much is held of all flows.
	headsBytes = 128 << 20

	// innocentAfter is the packet time after which a session that has ended and
	// that no finding names is let go. Some findings come with the third failure.
	innocentAfter = 2 * time.Minute
)

// heads holds the first frames of each TCP flow until it is known whether a
// finding names its session. It belongs to one goroutine.
type heads struct {
	decoder *packet.Decoder
	packet  packet.Packet
	flows   map[ends]*head
	named   map[string]*head // by the ids of sessions that have ended
	idle    head             // of a ring in order of the last frame: next is the longest idle
	free    *head            // to be used again, by next
	clock   int64            // the latest frame's time
	size    int              // bytes held
	most    int              // of them
	lost    uint64           // frames that were given up before it was known
}

// head is what is held of one flow.
type head struct {
	ends       ends
	frames     []held
	data       []byte
	beyond     uint64    // frames that had no room
	sessions   []Session // that have ended
	judged     bool      // findings were looked at since the last of them ended
	last       int64     // time of the latest frame
	prev, next *head
}

// held is a frame whose bytes begin and end in its head's data.
type held struct {
	frame      capture.Frame
	begin, end int
}

// weight is about what a head takes, in bytes.
func (x *head) weight() int {
	const rest = 512 // itself, its sessions, its places in maps
	return cap(x.data) + cap(x.frames)*int(unsafe.Sizeof(held{})) + rest
}

func newHeads(most int) *heads {
	h := &heads{
		decoder: packet.NewDecoder(packet.DefaultLimits()), flows: make(map[ends]*head), named: make(map[string]*head), most: most,
	}
	h.idle.prev, h.idle.next = &h.idle, &h.idle
	return h
}

// add holds a frame of a TCP flow, or an ICMP error about one.
func (h *heads) add(f *capture.Frame) {
	h.clock = max(h.clock, f.Time)
	e, opens := h.endsOf(f)
	x := h.flows[e]
	if x == nil {
		if !opens {
			return
		}
		x = h.begin(e)
	}
	x.last = f.Time
	h.toBack(x)
	if len(x.frames) >= headFrames || len(x.data)+len(f.Data) > headBytes {
		x.beyond++
		return
	}
	before := x.weight()
	g := held{frame: *f, begin: len(x.data)}
	g.frame.Data = nil // the batch's own
	x.data = append(x.data, f.Data...)
	g.end = len(x.data)
	x.frames = append(x.frames, g)
	h.size += x.weight() - before
	for h.size > h.most && h.idle.next != x {
		h.evict(h.idle.next)
	}
}

// endsOf says which flow a frame is of, and whether it may be its first.
func (h *heads) endsOf(f *capture.Frame) (e ends, opens bool) {
	p := &h.packet
	switch h.decoder.Decode(f, p) {
	case packet.TCP:
		return endsBetween(p.Src, p.SrcPort, p.Dst, p.DstPort), true
	case packet.ICMP:
		if q := &p.ICMP.Quoted; q.Version != 0 && q.Proto == packet.ProtoTCP && q.HasPorts {
			return endsBetween(q.Src, q.SrcPort, q.Dst, q.DstPort), false
		}
	}
	return ends{}, false
}

func endsBetween(a packet.Addr, aPort uint16, b packet.Addr, bPort uint16) ends {
	return inOrder(netip.AddrPortFrom(a.Netip(), aPort), netip.AddrPortFrom(b.Netip(), bPort))
}

func (h *heads) begin(e ends) *head {
	x := h.free
	if x == nil {
		x = &head{}
	} else {
		h.free = x.next
	}
	*x = head{ends: e, frames: x.frames[:0], data: x.data[:0], sessions: x.sessions[:0]}
	h.flows[e] = x
	x.prev, x.next = x, x
	h.size += x.weight()
	return x
}

// toBack notes that a head was used.
func (h *heads) toBack(x *head) {
	x.prev.next, x.next.prev = x.next, x.prev
	x.prev, x.next = h.idle.prev, &h.idle
	x.prev.next, h.idle.prev = x, x
}

// evict lets a head go to make room. Where it is not known yet whether a
// finding names its session, that is counted.
func (h *heads) evict(x *head) {
	if len(x.sessions) == 0 || !x.judged {
		h.lost += uint64(len(x.frames))
	}
	h.drop(x)
}

// drop lets a head go; its memory is used again.
func (h *heads) drop(x *head) {
	delete(h.flows, x.ends)
	for i := range x.sessions {
		if h.named[x.sessions[i].ID] == x {
			delete(h.named, x.sessions[i].ID)
		}
	}
	x.prev.next, x.next.prev = x.next, x.prev
	h.size -= x.weight()
	*x = head{frames: x.frames[:0], data: x.data[:0], sessions: x.sessions[:0], next: h.free}
	h.free = x
}

// ended tells which session the frames of a flow are of. A flow can have
// several, one after the other.
func (h *heads) ended(s *Session) {
	x := h.flows[inOrder(s.Client, s.Server)]
	const most = 8
	if x == nil || len(x.sessions) >= most {
		return
	}
	x.sessions = append(x.sessions, *s)
	x.judged = false
	h.named[s.ID] = x
}

// take moves the frames of a session to a list, in order of time; nothing where
// they are not held or were taken before.
func (h *heads) take(id string, to []capture.Frame) []capture.Frame {
	x := h.named[id]
	if x == nil {
		return to
	}
	delete(h.named, id)
	for i := range x.sessions {
		s := &x.sessions[i]
		if s.ID != id {
			continue
		}
		start, end := s.Start.UnixNano(), s.End.Add(afterlife).UnixNano()
		left := x.frames[:0]
		for _, g := range x.frames {
			if g.frame.Time < start || g.frame.Time > end {
				left = append(left, g)
				continue
			}
			g.frame.Data = append([]byte(nil), x.data[g.begin:g.end]...)
			to = append(to, g.frame)
		}
		x.frames = left
		h.lost += x.beyond
		x.beyond = 0
	}
	return to
}

// afterlife is how long after its last packet an ICMP error is still about a
// session.
const afterlife = time.Second

// forget lets go of sessions that ended a while ago, once findings were looked
// at.
func (h *heads) forget() {
	for x := h.idle.next; x != &h.idle; {
		next := x.next
		if h.clock-x.last < int64(innocentAfter) {
			break
		}
		if len(x.sessions) > 0 {
			h.drop(x)
		}
		x = next
	}
	for x := h.idle.next; x != &h.idle; x = x.next {
		x.judged = true
	}
}
