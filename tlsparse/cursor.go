package tlsparse

import (
	"golang.org/x/crypto/cryptobyte"
)

// notes collects what is odd about one message.
type notes struct {
	truncated bool
	anomalies []Anomaly // Offset counts from the start of the message
}

func (n *notes) add(offset int, rfc, what string) {
	if len(n.anomalies) < anomalyLimit {
		n.anomalies = append(n.anomalies, Anomaly{Offset: int64(offset), RFC: rfc, What: what})
	}
}

// cursor reads a message, or one vector inside it. A vector is read by a
// cursor of its own, which cannot leave it.
//
// Where bytes are missing, cut tells the two reasons apart: the message was
// announced longer than what is here (truncated), or it contradicts itself
// (malformed).
type cursor struct {
	rest  cryptobyte.String
	end   int  // offset in the message of the first byte after rest
	cut   bool // more bytes were announced than are here
	rfc   string
	notes *notes
}

// openMessage starts reading a handshake message, header included (RFC 8446
// section 4). Bytes beyond the announced length are not part of it.
func openMessage(message []byte, rfc string, n *notes) cursor {
	if len(message) < handshakeHeaderLen {
		n.truncated = true
		return cursor{end: len(message), cut: true, rfc: rfc, notes: n}
	}
	length := handshakeHeaderLen + messageLen(message)
	c := cursor{rfc: rfc, notes: n}
	if len(message) < length {
		n.truncated, c.cut = true, true
		length = len(message)
	}
	c.rest, c.end = cryptobyte.String(message[handshakeHeaderLen:length]), length
	return c
}

func (c *cursor) offset() int { return c.end - len(c.rest) }

func (c *cursor) empty() bool { return len(c.rest) == 0 }

// short notes that a field is not there, and drops what is left of it.
func (c *cursor) short(what string) {
	if !c.cut {
		c.notes.add(c.offset(), c.rfc, what+" is cut short")
	}
	c.rest = nil
}

func (c *cursor) uint8(what string) (v uint8, ok bool) {
	if ok = c.rest.ReadUint8(&v); !ok {
		c.short(what)
	}
	return v, ok
}

func (c *cursor) uint16(what string) (v uint16, ok bool) {
	if ok = c.rest.ReadUint16(&v); !ok {
		c.short(what)
	}
	return v, ok
}

func (c *cursor) bytes(n int, what string) (b []byte, ok bool) {
	if ok = c.rest.ReadBytes(&b, n); !ok {
		c.short(what)
	}
	return b, ok
}

// vector8, vector16 and vector24 read a vector with a length field of so many
// bits. ok is false when not even the length is there; a vector that is cut
// short is given as far as it goes.
func (c *cursor) vector8(what string) (cursor, bool) {
	var n uint8
	if !c.rest.ReadUint8(&n) {
		c.short(what)
		return c.nothing(), false
	}
	return c.sub(int(n), what), true
}

func (c *cursor) vector16(what string) (cursor, bool) {
	var n uint16
	if !c.rest.ReadUint16(&n) {
		c.short(what)
		return c.nothing(), false
	}
	return c.sub(int(n), what), true
}

func (c *cursor) vector24(what string) (cursor, bool) {
	var n uint32
	if !c.rest.ReadUint24(&n) {
		c.short(what)
		return c.nothing(), false
	}
	return c.sub(int(n), what), true
}

func (c *cursor) sub(n int, what string) cursor {
	s := cursor{rfc: c.rfc, notes: c.notes}
	if n > len(c.rest) {
		if !c.cut {
			c.notes.add(c.offset(), c.rfc, what+" is longer than what holds it")
		}
		s.cut, n = c.cut, len(c.rest)
	}
	s.end = c.offset() + n
	s.rest, c.rest = c.rest[:n], c.rest[n:]
	return s
}

func (c *cursor) nothing() cursor {
	return cursor{end: c.end, cut: c.cut, rfc: c.rfc, notes: c.notes}
}

// done notes bytes after the last field.
func (c *cursor) done(what string) {
	if !c.empty() {
		c.notes.add(c.offset(), c.rfc, "bytes after the end of "+what)
	}
}

// uint16s reads the rest as a list of 16-bit values, appended to list.
func (c *cursor) uint16s(list []uint16, what string) []uint16 {
	for len(c.rest) >= 2 {
		list = append(list, uint16(c.rest[0])<<8|uint16(c.rest[1]))
		c.rest = c.rest[2:]
	}
	if !c.empty() {
		c.short(what)
	}
	return list
}
