package flow

// Ending is how a flow ended first.
type Ending uint8

// The endings. FIN and RST are by the sender in direction 0 or 1.
const (
	Open    Ending = iota // alive when the capture ended, or given up for a limit
	Timeout               // no FIN and no RST, and then nothing more
	FIN0
	FIN1
	RST0
	RST1
)

func finBy(d Dir) Ending { return FIN0 + Ending(d&1) }
func rstBy(d Dir) Ending { return RST0 + Ending(d&1) }

// FIN says whether a FIN came first, and in which direction.
func (e Ending) FIN() (Dir, bool) { return Dir(e-FIN0) & 1, e == FIN0 || e == FIN1 }

// RST says whether a RST came first, and in which direction.
func (e Ending) RST() (Dir, bool) { return Dir(e-RST0) & 1, e == RST0 || e == RST1 }

// Ending is how the flow ended first. It is final during Consumer.Close.
func (f *Flow[S]) Ending() Ending { return f.ending }

// Side is what is known of one direction. Times are packet times in ns, 0 for
// none.
type Side struct {
	Packets       uint64 // without duplicate frames; counted to 4,294,967,295
	Bytes         uint64 // payload seen on the wire, each byte once
	Retransmitted uint64 // segments, SYN and FIN included
	OutOfOrder    uint64 // segments that came late but too early to be sent again
	Missing       uint64 // bytes told as gaps because no frame with them was captured
	CutBytes      uint64 // bytes told as gaps because a snap length cut them off
	Duplicates    uint64 // frames captured twice
	KeepAlives    uint64 // segments
	ZeroWindows   uint64 // packets that advertise a window of 0
	Conflicts     uint64 // segments that repeat bytes with other values
	BeyondFIN     uint64 // bytes after the FIN, ignored
	OutOfWindow   uint64 // segments further ahead than any window reaches, ignored

	MSS       uint16 // as announced in the SYN; 0 none
	FirstData int64  // first payload; exact to 1 us
	FIN       int64  // first FIN
	UnseenEnd bool   // a FIN that the peer acknowledged, or what a RST comes behind, was not captured

	// Stuck is the payload of the largest segment that was sent more than once
	// and never acknowledged, in bytes: the mark of a path-MTU black hole. 0
	// where the other direction was not seen.
	Stuck uint32
	// Unacked is how many bytes were sent but not acknowledged at the end; 0
	// where the other direction was not seen.
	Unacked uint32

	RST RST
}

// RST is what is known of the resets of one direction. What it says of the
// first one helps to tell a peer's reset from one that was injected.
type RST struct {
	Count       uint32 // RSTs whose sequence number is plausible (RFC 5961 section 3)
	Implausible uint32 // RSTs that a receiver would have ignored
	Survived    bool   // the sender went on sending after it

	// The following are of the first RST; valid iff Count or Implausible is not 0.
	Time   int64
	Seq    uint32
	Window uint16
	IPID   uint16
	TTL    uint8

	Before       bool // a packet that is not a RST came before in this direction; the next three are its
	BeforeWindow uint16
	BeforeIPID   uint16
	BeforeTTL    uint8
}

// ICMPErrors are the ICMP errors about a flow.
type ICMPErrors struct {
	Count  uint32
	Time   int64 // packet time of the first; it, and the next four, are valid iff Count is not 0
	Quotes Dir   // direction of the packet that the first one is about
	V6     bool  // Type and Code are of ICMPv6
	Type   uint8
	Code   uint8
	MTU    uint32 // smallest next-hop MTU of any; 0 none
}

// detail holds what only some flows have, for both directions.
type detail struct {
	sides   [2]sideDetail
	icmp    ICMPErrors
	oddSYNs uint32
}

type sideDetail struct {
	missing, cut          uint64
	fin                   int64
	retransmitted         uint32
	outOfOrder            uint32
	duplicates            uint32
	keepAlives            uint32
	zeroWindows           uint32
	conflicts             uint32
	beyondFIN             uint32
	outOfWindow           uint32
	stuckLength, stuckEnd uint32
	rst                   RST
}

// Closed is a flow that has ended, with what is known of it only then. It is
// valid until Consumer.Close returns.
type Closed[S any] struct {
	*Flow[S]
	detail *detail // nil where there is none
}

// Side gives what is known of direction d.
func (f Closed[S]) Side(d Dir) Side {
	d &= 1
	h, o := &f.halves[d], &f.halves[d.Other()]
	s := Side{
		Packets: uint64(h.packets), Bytes: h.stream.Position(),
		MSS: h.mss, FirstData: h.firstData.time(f.start),
	}
	acksSeen := h.stream.Started() && o.packets > 0
	if n := int32(h.stream.End() - h.stream.Acked()); acksSeen && n > 0 {
		s.Unacked = uint32(n)
	}
	end := h.stream.End()
	if h.flags&finSeen != 0 {
		end++ // RFC 9293 section 3.4: a FIN takes a sequence number
	}
	s.UnseenEnd = acksSeen && h.stream.Acked() == end+1
	if f.detail == nil {
		return s
	}
	t := &f.detail.sides[d]
	s.Bytes -= t.missing
	s.Missing, s.CutBytes, s.FIN = t.missing, t.cut, t.fin
	s.Retransmitted, s.OutOfOrder = uint64(t.retransmitted), uint64(t.outOfOrder)
	s.Duplicates, s.KeepAlives = uint64(t.duplicates), uint64(t.keepAlives)
	s.ZeroWindows, s.Conflicts, s.BeyondFIN = uint64(t.zeroWindows), uint64(t.conflicts), uint64(t.beyondFIN)
	s.OutOfWindow, s.RST = uint64(t.outOfWindow), t.rst
	s.UnseenEnd = s.UnseenEnd || t.rst.Count > 0 && h.stream.Started() && int32(t.rst.Seq-end) > 0
	if acksSeen {
		s.Stuck = t.stuckLength
	}
	return s
}

// ICMP gives the ICMP errors about the flow.
func (f Closed[S]) ICMP() ICMPErrors {
	if f.detail == nil {
		return ICMPErrors{}
	}
	return f.detail.icmp
}

// OddSYNs is how many SYNs were ignored because they came within an
// established connection's window with another sequence number (RFC 5961
// section 4).
func (f Closed[S]) OddSYNs() uint32 {
	if f.detail == nil {
		return 0
	}
	return f.detail.oddSYNs
}

// side gives the detail of a direction, allocated on first use.
func (t *Table[S]) side(f *Flow[S], d Dir) *sideDetail { return &t.detailOf(f).sides[d&1] }

// detailOf gives the detail of f, allocated on first use.
func (t *Table[S]) detailOf(f *Flow[S]) *detail {
	if f.detail == 0 {
		f.detail = t.details.New()
	}
	return t.details.At(f.detail)
}

// knownDetail gives the detail of f; nil where there is none.
func (t *Table[S]) knownDetail(f *Flow[S]) *detail {
	if f.detail == 0 {
		return nil
	}
	return t.details.At(f.detail)
}

func (t *Table[S]) releaseDetail(f *Flow[S]) {
	if f.detail != 0 {
		t.details.Free(f.detail)
		f.detail = 0
	}
}
