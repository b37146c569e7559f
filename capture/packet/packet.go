// Package packet decodes captured frames down to the headers and payload of
// the innermost IP packet: link layer, tags, tunnels, IP with fragments, and
// TCP, UDP or ICMP. It knows nothing of flows, streams or what is in them.
package packet

import (
	"bytes"
	"fmt"
)

// IP protocol numbers (IANA) that a Packet's Proto is compared with.
const (
	ProtoICMP   = 1
	ProtoTCP    = 6
	ProtoUDP    = 17
	ProtoICMPv6 = 58
)

// Packet is the innermost IP packet of a frame. One value is reused for every
// frame: Decode writes all of it. Fields named without a condition are valid
// for the results TCP, UDP, ICMP and OtherIP; for other results only Time is.
type Packet struct {
	Time int64 // nanoseconds since the Unix epoch, of the frame (of the last fragment to arrive)

	Src, Dst Addr
	Seq, Ack uint32 // valid iff TCP; Ack counts only with flag ACK
	Context  uint32 // hash of the VLAN ids and tunnel ids taken off; 0 where there was none

	SrcPort, DstPort uint16 // valid iff TCP or UDP
	Window           uint16 // valid iff TCP; as sent, not scaled; 0 where the snap length cut it off
	MSS              uint16 // valid iff TCP with SYN; maximum segment size option, 0 absent
	IPID             uint16 // valid iff Version is 4; identification
	VLAN             uint16 // VLAN id of the outermost tag, 1 to 4095; 0 where there is none

	Version      uint8    // 4 or 6
	Proto        uint8    // IP protocol number after all IPv6 extension headers
	TTL          uint8    // time to live (IPv4), hop limit (IPv6)
	Depth        uint8    // tunnels taken off to reach this packet
	Flags        TCPFlags // valid iff TCP
	WindowScale  int8     // valid iff TCP with SYN; shift count 0 to 14, -1 absent
	DontFragment bool     // valid iff Version is 4; flag DF
	Problems     Problems // of this packet; those of the headers around it are only counted

	// Payload is what follows the TCP, UDP or 8-byte ICMP header (or, for
	// OtherIP, the last IP header), as far as it was captured. It points into
	// the frame or into the Decoder, and is valid until the next Decode.
	Payload []byte
	// PayloadLength is the payload's length on the wire, in bytes: more than
	// len(Payload) where the snap length cut the frame.
	PayloadLength int

	ICMP ICMPMessage // valid iff ICMP; left as it was by other packets

	segment []byte // TCP header and payload as captured; valid iff TCP
}

// Detach gives p its own copy of its payload, so that it stays valid after the
// next Decode. Only the payload of a packet that was put together from
// fragments needs that; that of others lies in the frame.
func (p *Packet) Detach() {
	behind := len(p.segment) - len(p.Payload)
	if p.Proto != ProtoTCP || behind < 0 {
		p.Payload = bytes.Clone(p.Payload)
		return
	}
	p.segment = bytes.Clone(p.segment)
	p.Payload = p.segment[behind:]
}

// ICMPMessage is what an ICMP or ICMPv6 message says.
type ICMPMessage struct {
	Type, Code uint8
	MTU        uint32 // next-hop MTU of "fragmentation needed" or "packet too big", in bytes; 0 elsewhere
	Quoted     Quoted // valid iff Quoted.Version is not 0
}

// Quoted is the packet that an ICMP error is about: its beginning is quoted
// in the error (RFC 792, RFC 4443 section 3).
type Quoted struct {
	Version          uint8 // 4 or 6; 0 where nothing, or too little, is quoted
	Proto            uint8
	HasPorts         bool // the quote reaches the ports
	HasSeq           bool // the quote reaches the TCP sequence number
	SrcPort, DstPort uint16
	Seq              uint32
	Src, Dst         Addr
}

// TCPFlags are the flag bits of a TCP header.
type TCPFlags uint8

// The TCP flags (RFC 9293 section 3.1).
const (
	FIN TCPFlags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
)

// Has says whether all flags of g are set in f.
func (f TCPFlags) Has(g TCPFlags) bool { return f&g == g }

// String names the flags that are set, as in "SYN|ACK".
func (f TCPFlags) String() string {
	return names(uint(f), []string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"})
}

// Problems is a set of things that are odd about a packet. None of them hides
// the packet.
type Problems uint8

// The problems of a packet.
const (
	Cut               Problems = 1 << iota // part of the packet was not captured
	BadIPChecksum                          // the IPv4 header checksum is wrong, and not 0 as before offload
	BadTCPOption                           // a TCP option has an impossible length or value
	ZeroIPLength                           // the IP length field is 0 (segmentation offload, jumbogram): the captured length counts
	LengthBeyondFrame                      // a length field claims more than the frame had on the wire
	SourceRouted                           // IPv6 routing header with segments left: Dst is not the final destination
	Reassembled                            // put together from fragments
)

// Has says whether all problems of q are in p.
func (p Problems) Has(q Problems) bool { return p&q == q }

// String names the problems, as in "cut|bad IP checksum".
func (p Problems) String() string {
	return names(uint(p), []string{
		"cut", "bad IP checksum", "bad TCP option", "zero IP length",
		"length beyond frame", "source routed", "reassembled",
	})
}

// Result says what a frame turned out to be.
type Result uint8

// The results of Decode.
const (
	Undecoded Result = iota // headers unknown, malformed or truncated; the Decoder counts why
	TCP                     // a TCP segment
	UDP                     // a UDP datagram
	ICMP                    // an ICMP or ICMPv6 message
	OtherIP                 // an IP packet of another protocol
	NotIP                   // ARP, spanning tree and the like
	Fragment                // part of an IP packet whose rest is awaited, or that was given up
	resultCount
)

// String names the result.
func (r Result) String() string {
	switch r {
	case Undecoded:
		return "undecoded"
	case TCP:
		return "TCP"
	case UDP:
		return "UDP"
	case ICMP:
		return "ICMP"
	case OtherIP:
		return "other IP"
	case NotIP:
		return "not IP"
	case Fragment:
		return "fragment"
	}
	return fmt.Sprintf("result %d", uint8(r))
}

// names joins the names of the bits that are set, lowest first.
func names(set uint, of []string) string {
	text := ""
	for i, name := range of {
		if set&(1<<i) == 0 {
			continue
		}
		if text != "" {
			text += "|"
		}
		text += name
	}
	return text
}
