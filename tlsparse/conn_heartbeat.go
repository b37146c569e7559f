package tlsparse

import (
	"encoding/binary"
	"fmt"
)

// A heartbeat message begins with its type and the length of its payload, and
// ends with at least 16 bytes of padding (RFC 6520 section 4).
const (
	heartbeatHeaderLen = 3
	heartbeatPadding   = 16
)

// heartbeat takes note of a heartbeat record. One in the clear is looked into.
func (p *Parser) heartbeat(c *Conn, role Dir, r recordHeader) {
	p.more(c).facts.Heartbeats++
	h := &c.half[role]
	if h.flags&halfChanged != 0 || r.length < heartbeatHeaderLen {
		return
	}
	h.body = bodyHeartbeat
	binary.BigEndian.PutUint16(h.header[heartbeatHeaderLen:], uint16(r.length))
}

// heartbeatBytes gathers the first bytes of a heartbeat in the space for a
// header, behind which the length of the record stands. A message that
// announces more payload than it has asks for the receiver's memory.
func (p *Parser) heartbeatBytes(c *Conn, role Dir, b []byte) {
	h := &c.half[role]
	length := int(binary.BigEndian.Uint16(h.header[heartbeatHeaderLen:]))
	before := length - int(h.skip) // bytes of the body that came already
	at := before + copy(h.header[before:heartbeatHeaderLen], b)
	if at < heartbeatHeaderLen {
		return
	}
	h.body = bodySkipped
	if payload := pair(h.header[1:]); heartbeatHeaderLen+payload+heartbeatPadding > length {
		p.anomaly(c, role, h.offset-int64(before), "RFC 6520 section 4", fmt.Sprintf("heartbeat of %d bytes announces a payload of %d", length, payload))
	}
}
