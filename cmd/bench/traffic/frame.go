package traffic

import (
	"encoding/binary"
)

const (
	etherHeader = 14
	ipHeader    = 20
	tcpHeader   = 20
	udpHeader   = 8
	maxFrame    = 1514
)

// synOptions are MSS 1460, SACK permitted and a window scale of 7.
const synOptions = "\x02\x04\x05\xb4\x01\x01\x04\x02\x01\x03\x03\x07"

// transportHeader is the length of the TCP or UDP header.
func (g *segment) transportHeader() int {
	switch {
	case g.udp:
		return udpHeader
	case g.flags&syn != 0:
		return tcpHeader + len(synOptions)
	default:
		return tcpHeader
	}
}

func (g *segment) headers() int { return etherHeader + ipHeader + g.transportHeader() }

// append appends the Ethernet frame of the segment, checksums included.
func (c *connection) append(b []byte, g *segment, ipID uint16) []byte {
	source, destination := c.ends[g.from], c.ends[g.from.Other()]
	length := g.headers() + len(g.payload)
	b = append(b, 2, 0, 0x5e, 0, 0, byte(1+g.from), 2, 0, 0x5e, 0, 0, byte(2-g.from), 8, 0)

	protocol := byte(6)
	if g.udp {
		protocol = 17
	}
	ip := len(b)
	b = append(b, 0x45, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(length-etherHeader))
	b = binary.BigEndian.AppendUint16(b, ipID)
	b = append(b, 0x40, 0, 64, protocol, 0, 0) // do not fragment; checksum below
	b = binary.BigEndian.AppendUint32(b, source.address)
	b = binary.BigEndian.AppendUint32(b, destination.address)
	binary.BigEndian.PutUint16(b[ip+10:], checksum(b[ip:], 0))

	b = binary.BigEndian.AppendUint16(b, source.port)
	b = binary.BigEndian.AppendUint16(b, destination.port)
	if g.udp {
		b = binary.BigEndian.AppendUint16(b, uint16(udpHeader+len(g.payload)))
		b = append(b, 0, 0) // no checksum, RFC 768
		return append(b, g.payload...)
	}
	b = binary.BigEndian.AppendUint32(b, source.sequence+g.seq)
	acknowledged := destination.sequence + g.ack
	if g.flags&ack == 0 {
		acknowledged = 0
	}
	b = binary.BigEndian.AppendUint32(b, acknowledged)
	b = append(b, byte(g.transportHeader()/4)<<4, g.flags, 0xfa, 0, 0, 0, 0, 0)
	if g.flags&syn != 0 {
		b = append(b, synOptions...)
	}
	payload := len(b)
	b = append(b, g.payload...)
	if c.script.hello >= 0 && g == &c.script.segments[c.script.hello] {
		copy(b[payload+helloRandom:], c.random[:])
	}
	// The pseudo-header, RFC 9293 section 3.1: both addresses, protocol, length.
	sum := uint64(protocol) + uint64(length-etherHeader-ipHeader) + sum16(b[ip+12:ip+ipHeader])
	binary.BigEndian.PutUint16(b[ip+ipHeader+16:], checksum(b[ip+ipHeader:], sum))
	return b
}

// helloRandom is where the random of a ClientHello is, from the beginning of
// its record: behind headers of record and message and the version.
const helloRandom = 5 + 4 + 2

// checksum is the Internet checksum of b, RFC 1071, begun with sum.
func checksum(b []byte, sum uint64) uint16 {
	sum += sum16(b)
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// sum16 adds the 16-bit words of b, four at a time.
func sum16(b []byte) uint64 {
	var sum uint64
	for ; len(b) >= 8; b = b[8:] {
		v := binary.BigEndian.Uint64(b)
		sum += v>>32 + v&0xffffffff
	}
	for ; len(b) >= 2; b = b[2:] {
		sum += uint64(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint64(b[0]) << 8
	}
	return sum
}

// end is one end of a connection.
type end struct {
	address  uint32 // IPv4
	port     uint16
	sequence uint32 // the initial one
}
