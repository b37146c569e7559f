package flow

import (
	"math"
	"net/netip"

	"edrtap/capture/packet"
	"edrtap/capture/reassembly"
	"edrtap/capture/slab"
)

// Dir is one of the two directions of a flow. It stays the same for the
// flow's life, whatever is learned about the roles; Flow.Client says which
// direction the client sends in.
type Dir uint8

// Other is the opposite direction.
func (d Dir) Other() Dir { return 1 - d }

// Flow is one TCP connection, with the consumer's own State in it. It is
// valid from the Consumer's Open to the end of its Close, and belongs to the
// goroutine of its Table.
type Flow[S any] struct {
	State S // the consumer's; the Table never touches it but to zero it

	ends    [2]end
	context uint32
	number  uint64
	start   int64    // packet time of the first packet
	last    int64    // packet time of the last packet
	seen    int64    // clock of the last packet; once closed, the clock of closing
	detail  slab.Ref // of the Table's details; 0 none
	halves  [2]half

	index      uint32 // of this record
	prev, next uint32 // of the list it is in; next is also the free list's
	queued     uint32 // ticks of the clock when it was put into the list

	syn, synAck, ack offset // of the SYN before the SYN/ACK, the SYN/ACK, the ACK that completes

	class  class
	ending Ending
	syns   uint8
	flags  flags
}

// touched reads from every cache line that a packet of the flow needs.
func (f *Flow[S]) touched() uint64 {
	return uint64(f.ends[1].port) + uint64(f.context) + f.number + uint64(f.halves[0].packets) + uint64(f.halves[1].flags) + uint64(f.queued) + uint64(f.class)
}

// end is one end of a flow.
type end struct {
	addr packet.Addr
	port uint16
}

// half is one direction.
type half struct {
	stream    reassembly.Stream
	packets   uint32
	firstData offset
	window    uint16 // of the last packet that is not a RST, as the next two
	ipid      uint16
	mss       uint16
	ttl       uint8
	flags     halfFlags
}

type flags uint8

const (
	swapped     flags = 1 << iota // the client sends in direction 1
	established                   // the three-way handshake was completed
	midStream                     // the beginning was not seen
	mirrored                      // a frame that takes sequence space was captured twice
	ackSeen                       // a packet with ACK was seen: the peer had spoken
	cut                           // a frame was cut by a snap length
	live                          // the record is in use
	staged                        // in the heap of flows that are due soon, not in a list
)

type halfFlags uint8

const (
	synSeen halfFlags = 1 << iota
	finSeen
	rstSeen
	lateData   // bytes came behind their acknowledgment, or a packet long before the one in front of it
	translated // a firewall gives the connection other numbers, and both are captured; kept in the half of direction 0
	timedOut   // the flow was closed at its deadline; kept in the half of direction 0
)

// offset is a packet time as microseconds since the flow's start, plus 1; 0 is
// none. It ends at 71 minutes.
type offset uint32

func offsetOf(time, start int64) offset {
	return offset(min(max(time-start, 0)/1000, math.MaxUint32-1)) + 1
}

func (o offset) time(start int64) int64 {
	if o == 0 {
		return 0
	}
	return start + int64(o-1)*1000
}

// Number is the global number of the flow's first frame.
func (f *Flow[S]) Number() uint64 { return f.number }

// Context is the hash of the VLAN and tunnel ids of the flow's first packet.
func (f *Flow[S]) Context() uint32 { return f.context }

// Client is the direction that the client sends in: the sender of the SYN or
// receiver of the SYN/ACK; without either, the end with the higher port where
// the ports tell, else the sender of the first packet.
func (f *Flow[S]) Client() Dir {
	if f.flags&swapped != 0 {
		return 1
	}
	return 0
}

// Server is the direction that the server sends in.
func (f *Flow[S]) Server() Dir { return f.Client().Other() }

// SwapRoles says that client and server are the other way round, for a
// consumer that knows better than the ports. Directions stay as they are.
func (f *Flow[S]) SwapRoles() { f.flags ^= swapped }

// Sender is the address and port that sends in direction d.
func (f *Flow[S]) Sender(d Dir) netip.AddrPort {
	e := &f.ends[d&1]
	return netip.AddrPortFrom(e.addr.Netip(), e.port)
}

// Start is the packet time of the first packet, in ns.
func (f *Flow[S]) Start() int64 { return f.start }

// Last is the latest packet time of the flow, in ns.
func (f *Flow[S]) Last() int64 { return f.last }

// ClosedAt is the clock at which the flow was closed: its deadline where it
// expired. Valid only during Consumer.Close.
func (f *Flow[S]) ClosedAt() int64 { return f.seen }

// Expired says that the flow is closed because its time was up, and not
// because of a packet that came at that clock, or the end of the capture.
// Valid only during Consumer.Close.
func (f *Flow[S]) Expired() bool { return f.halves[0].flags&timedOut != 0 }

// Established says whether the three-way handshake was completed, as far as
// the directions that were seen can tell.
func (f *Flow[S]) Established() bool { return f.flags&established != 0 }

// MidStream says that neither SYN nor SYN/ACK was seen.
func (f *Flow[S]) MidStream() bool { return f.flags&midStream != 0 }

// Began says whether the SYN or SYN/ACK of direction d was seen.
func (f *Flow[S]) Began(d Dir) bool { return f.halves[d&1].flags&synSeen != 0 }

// Cut says that a snap length cut frames of this flow.
func (f *Flow[S]) Cut() bool { return f.flags&cut != 0 }

// Mixed says that bytes were captured behind the packet that acknowledges them, or
// that the time went back: the order of packets in different directions says
// nothing.
func (f *Flow[S]) Mixed() bool { return (f.halves[0].flags|f.halves[1].flags)&lateData != 0 }

// OneWay says that only one direction was seen although the other one must
// have spoken: what was seen acknowledges something.
func (f *Flow[S]) OneWay() bool {
	return (f.halves[0].packets == 0) != (f.halves[1].packets == 0) && f.flags&ackSeen != 0
}

// SYNs is how many SYNs the client sent, at most 255.
func (f *Flow[S]) SYNs() int { return int(f.syns) }

// SYN is the packet time of the last SYN before the SYN/ACK, in ns; 0 if none
// was seen. Like the other handshake times it is exact to 1 us, and no later
// than 71 minutes after Start.
func (f *Flow[S]) SYN() int64 { return f.syn.time(f.start) }

// SYNACK is the packet time of the first SYN/ACK, in ns; 0 if none was seen.
func (f *Flow[S]) SYNACK() int64 { return f.synAck.time(f.start) }

// HandshakeACK is the packet time of the client's packet that completed the
// three-way handshake, in ns; 0 if it was not seen.
func (f *Flow[S]) HandshakeACK() int64 { return f.ack.time(f.start) }

// RTT is the time from the SYN to the ACK that completes the three-way
// handshake, in microseconds; 0 where one of the three was not seen.
func (f *Flow[S]) RTT() int64 {
	if f.syn == 0 || f.synAck == 0 || f.ack == 0 {
		return 0
	}
	return max(int64(f.ack)-int64(f.syn), 1)
}
