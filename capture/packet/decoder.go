package packet

import (
	"math"
	"time"

	"edrtap/capture"
)

// Limits bounds what a Decoder holds and how deep it goes.
type Limits struct {
	TunnelDepth     int           // tunnels inside each other
	Datagrams       int           // incomplete IP datagrams
	DatagramMemory  int           // bytes held for them, in all
	FragmentTimeout time.Duration // in packet time, from the first fragment to arrive
}

// DefaultLimits are limits that no sound network reaches. RFC 791 section 3.2
// proposes 15 s for a timeout, RFC 8200 section 4.5 asks for 60 s.
func DefaultLimits() Limits {
	return Limits{
		TunnelDepth:     8,
		Datagrams:       1024,
		DatagramMemory:  4 << 20,
		FragmentTimeout: 30 * time.Second,
	}
}

// Decoder turns frames into packets. It is for one goroutine, in front of the
// shards, because the fragments of a packet may arrive by different ways. It
// allocates nothing per frame once fragments were seen.
type Decoder struct {
	limits    Limits
	tally     tally
	fragments reassembler
}

// NewDecoder gives a Decoder within the limits.
func NewDecoder(limits Limits) *Decoder {
	return &Decoder{
		limits:    limits,
		fragments: newReassembler(limits),
		tally: tally{
			links:      make(map[capture.LinkType]uint64),
			etherTypes: make(map[uint16]uint64),
		},
	}
}

// Decode decodes f into p, all of which is written (see Packet for what is
// valid when). What p points to is valid until the next Decode, and as long
// as f's bytes are.
func (d *Decoder) Decode(f *capture.Frame, p *Packet) Result {
	if f.Link == linkEthernet && int64(f.Length) <= int64(len(f.Data)) && d.decodeCommon(f, p) {
		d.tally.results[TCP]++
		return TCP
	}
	return d.decodeAny(f, p)
}

// decodeAny decodes any frame, layer by layer.
func (d *Decoder) decodeAny(f *capture.Frame, p *Packet) Result {
	d.fragments.release()
	p.reset(f.Time)
	w := walk{data: f.Data, length: wireLength(f), p: p}
	if w.length > len(w.data) {
		d.tally.headers.Cut++
	}
	d.link(&w, f.Link)
	for w.next != layerDone {
		d.layer(&w)
	}
	if p.Depth > 0 {
		d.tally.headers.Tunnelled++
	}
	d.tally.results[w.result]++
	return w.result
}

// maxWireLength bounds a frame's length on the wire, which a capture file may
// give as anything. The largest frames are segmentation offload's: 512 KiB.
const maxWireLength = 1 << 20

func wireLength(f *capture.Frame) int {
	// A tag that the sensor put back in may leave Length behind len(Data).
	return max(int(min(f.Length, maxWireLength)), len(f.Data))
}

// layer takes one layer off.
func (d *Decoder) layer(w *walk) {
	switch w.next {
	case layerEthernet:
		d.ethernet(w)
	case layerEtherType:
		d.etherType(w)
	case layerPPP:
		d.ppp(w)
	case layerIP:
		d.ip(w)
	case layerProtocol:
		d.protocol(w)
	case layerDone:
	}
}

// layer is what the bytes of a walk begin with.
type layer uint8

const (
	layerDone      layer = iota // nothing: the result is there
	layerEthernet               // an Ethernet header
	layerEtherType              // what the EtherType in number says
	layerPPP                    // a PPP protocol field
	layerIP                     // an IPv4 or IPv6 header
	layerProtocol               // what the IP protocol in number says
)

// reason says why a frame is Undecoded.
type reason uint8

const (
	reasonUnknownLink reason = iota
	reasonTruncated
	reasonMalformed
	reasonTooDeep
	reasonEncrypted
	reasonCount
)

// walk is the way through one frame: a cursor over what is left of it, and
// what that begins with. It lives on the stack.
type walk struct {
	data   []byte // captured, not yet decoded
	length int    // the same on the wire: at least len(data)
	next   layer
	number uint16 // EtherType or IP protocol, as next says
	result Result // valid iff next is layerDone
	p      *Packet
}

// end ends the walk with a result.
func (w *walk) end(r Result) {
	w.next = layerDone
	w.result = r
}

// fail ends the walk as Undecoded.
func (d *Decoder) fail(w *walk, r reason) {
	d.tally.reasons[r]++
	w.end(Undecoded)
}

// missing ends the walk because n bytes are needed and fewer were captured.
// Where the wire had them the frame is truncated, not malformed.
func (d *Decoder) missing(w *walk, n int) {
	if n <= w.length {
		d.fail(w, reasonTruncated)
		return
	}
	d.fail(w, reasonMalformed)
}

// notIP ends the walk at an EtherType that does not lead to IP.
func (d *Decoder) notIP(w *walk, etherType uint16) {
	d.tally.etherTypes[etherType]++
	w.end(NotIP)
}

// header takes the next n bytes off. Where they are not there it ends the
// walk and returns nil.
func (d *Decoder) header(w *walk, n int) []byte {
	if len(w.data) < n {
		d.missing(w, n)
		return nil
	}
	h := w.data[:n:n]
	w.skip(n)
	return h
}

// skip takes n bytes off that are known to be there.
func (w *walk) skip(n int) {
	w.data = w.data[n:]
	w.length -= n
}

// limit cuts what follows the n bytes that a length field grants: padding and
// trailers of the layers around. A field that claims more than the frame had
// is believed, so that what is missing counts as missing.
func (d *Decoder) limit(w *walk, n int) {
	if n > w.length {
		w.p.Problems |= LengthBeyondFrame
		d.tally.headers.LengthBeyondFrame++
	}
	w.length = n
	w.data = w.data[:min(n, len(w.data))]
}

// enterTunnel takes note that what is left is inside a tunnel. It ends the
// walk, and returns false, where there are too many.
func (d *Decoder) enterTunnel(w *walk, next layer, number uint16) bool {
	if int(w.p.Depth) >= min(d.limits.TunnelDepth, math.MaxUint8) {
		d.fail(w, reasonTooDeep)
		return false
	}
	w.p.Depth++
	w.next, w.number = next, number
	return true
}

// reset makes p a packet of which only the time is known.
func (p *Packet) reset(time int64) {
	p.Context, p.VLAN, p.Depth = 0, 0, 0
	p.resetPacket(time)
}

// resetPacket forgets the packet but not what was around it, before the IP
// header of the next packet inwards is decoded.
func (p *Packet) resetPacket(time int64) {
	*p = Packet{Time: time, Context: p.Context, VLAN: p.VLAN, Depth: p.Depth, WindowScale: -1, ICMP: p.ICMP}
}
