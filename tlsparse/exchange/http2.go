package exchange

import (
	"bytes"
	"encoding/binary"
	"errors"
	"mime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"edrtap/tlsparse"
)

// http2Conn is a connection of HTTP/2.
type http2Conn struct {
	half    [2]half2
	streams map[uint32]*stream
	stray   uint64 // plaintext of the client that is of no request, bytes
}

// half2 is one direction.
type half2 struct {
	buf     []byte // a frame that is not complete
	in      bytes.Reader
	framer  *http2.Framer
	decoder *hpack.Decoder
	block   []byte // a field block that goes on in a CONTINUATION
	of      uint32 // the stream of the block; 0 where none is under way
	ends    bool   // the stream's direction ends with the block
	ignored bool   // the block is of a push
}

// stream is one request and its answer.
type stream struct {
	e        *Exchange
	body     *body
	sent     bool // the request has ended
	answered bool // and so has the answer
}

const (
	frameHeader = 9       // RFC 9113 section 4.1
	maxFrame    = 1 << 20 // longest frame that is followed, bytes; peers allow 16 KiB unless they say otherwise
	maxTable    = 1 << 18 // largest dynamic table (RFC 7541 section 4.2), bytes
)

func newHTTP2() *http2Conn {
	c := &http2Conn{streams: make(map[uint32]*stream)}
	for i := range c.half {
		h := &c.half[i]
		h.framer = http2.NewFramer(nil, &h.in)
		h.framer.SetReuseFrames()
		h.framer.SetMaxReadFrameSize(maxFrame)
		h.decoder = hpack.NewDecoder(4096, nil) // RFC 9113 section 6.5.2
		h.decoder.SetMaxStringLength(maxTable)
	}
	return c
}

// data2 takes frames as they become complete.
func (p *Parser) data2(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	h := &c.two.half[dir]
	for len(b) > 0 && c.protocol == isHTTP2 {
		frame := b
		if len(h.buf) > 0 || len(b) < frameHeader || len(b) < frameLen(b) {
			want := frameHeader
			if len(h.buf) >= frameHeader {
				want = frameLen(h.buf)
			}
			n := min(want-len(h.buf), len(b))
			h.buf = append(h.buf, b[:n]...)
			b = b[n:]
			if len(h.buf) >= frameHeader && frameLen(h.buf) > frameHeader+maxFrame {
				p.giveUp(c)
				return
			}
			if len(h.buf) < frameHeader || len(h.buf) < frameLen(h.buf) {
				continue
			}
			frame, h.buf = h.buf, h.buf[:0]
		} else {
			frame = b[:frameLen(b)]
			b = b[len(frame):]
		}
		p.frame2(c, dir, time, frame)
	}
}

// frameLen is the length of the frame whose header b begins with, bytes.
func frameLen(b []byte) int {
	return frameHeader + int(binary.BigEndian.Uint32(b)>>8)
}

// frame2 takes a whole frame.
func (p *Parser) frame2(c *Conn, dir tlsparse.Dir, time int64, b []byte) {
	h := &c.two.half[dir]
	h.in.Reset(b)
	frame, err := h.framer.ReadFrame()
	var inStream http2.StreamError
	switch {
	case errors.As(err, &inStream): // the connection goes on
		if dir == tlsparse.Client {
			p.stray2(c, len(b))
		}
		return
	case err != nil:
		p.giveUp(c)
		return
	}
	mine := false
	switch f := frame.(type) {
	case *http2.HeadersFrame:
		mine = true
		h.of, h.ends, h.ignored = f.StreamID, f.StreamEnded(), false
		p.block2(c, dir, time, len(b), f.HeaderBlockFragment(), f.HeadersEnded())
	case *http2.PushPromiseFrame:
		h.of, h.ends, h.ignored = f.StreamID, false, true
		p.block2(c, dir, time, len(b), f.HeaderBlockFragment(), f.HeadersEnded())
	case *http2.ContinuationFrame:
		mine = true
		p.block2(c, dir, time, len(b), f.HeaderBlockFragment(), f.HeadersEnded())
	case *http2.DataFrame:
		mine = true
		p.content2(c, dir, time, len(b), f)
	case *http2.RSTStreamFrame:
		p.reset2(c, dir, f.StreamID)
	case *http2.SettingsFrame:
		// Who sends it says what the other side's encoder may use.
		if size, ok := f.Value(http2.SettingHeaderTableSize); ok {
			c.two.half[dir.Other()].decoder.SetAllowedMaxDynamicTableSize(min(size, maxTable))
		}
	}
	if dir == tlsparse.Client && !mine && c.two != nil {
		p.stray2(c, len(b))
	}
}

// stray2 counts plaintext of the client that is of no request. It goes to the
// next one.
func (p *Parser) stray2(c *Conn, n int) { c.two.stray += uint64(n) }

// block2 takes a fragment of a field block (RFC 9113 section 4.3), out of a
// frame of so many bytes.
func (p *Parser) block2(c *Conn, dir tlsparse.Dir, time int64, length int, fragment []byte, last bool) {
	h := &c.two.half[dir]
	if dir == tlsparse.Client {
		p.stray2(c, length)
	}
	if len(h.block)+len(fragment) > p.limits.Head {
		p.Counters.LongHeads++
		p.giveUp(c)
		return
	}
	if !last {
		h.block = append(h.block, fragment...)
		return
	}
	if len(h.block) > 0 {
		fragment = append(h.block, fragment...)
	}
	fields, err := h.decoder.DecodeFull(fragment)
	h.block = nil
	if err != nil {
		p.giveUp(c)
		return
	}
	if h.ignored {
		return
	}
	if dir == tlsparse.Client {
		p.request2(c, time, h.of, h.ends, fields)
	} else {
		p.answer2(c, time, h.of, h.ends, fields)
	}
}

// request2 takes the fields of a request, or its trailers.
func (p *Parser) request2(c *Conn, time int64, id uint32, ends bool, fields []hpack.HeaderField) {
	s := c.two.streams[id]
	if s == nil {
		if len(c.two.streams) >= p.limits.Pending {
			p.Counters.Pending++
			p.giveUp(c)
			return
		}
		e, about := exchange2(fields)
		e.Began = time
		s = &stream{e: e}
		if !ends {
			s.body = p.newBody(about)
		}
		c.two.streams[id] = s
	}
	s.e.Head += c.two.stray
	c.two.stray = 0
	if ends {
		p.endRequest2(c, time, id, s, true)
	}
}

// exchange2 reads the fields of a request (RFC 9113 section 8.3.1).
func exchange2(fields []hpack.HeaderField) (*Exchange, contents) {
	e := &Exchange{Version: "HTTP/2.0"}
	var about contents
	for _, f := range fields {
		switch f.Name {
		case ":method":
			e.Method = short(f.Value)
		case ":authority", "host":
			e.Host = short(f.Value)
		case ":path":
			path, _, _ := strings.Cut(f.Value, "?")
			e.Path = short(path)
		case "content-type":
			if media, params, err := mime.ParseMediaType(f.Value); err == nil {
				about.media, about.params = media, params
			}
		case "content-encoding":
			about.encoding = strings.ToLower(strings.TrimSpace(f.Value))
		}
	}
	e.ContentType, e.Encoding = short(about.media), short(about.encoding)
	return e, about
}

// answer2 takes the fields of an answer, or its trailers.
func (p *Parser) answer2(c *Conn, time int64, id uint32, ends bool, fields []hpack.HeaderField) {
	s := c.two.streams[id]
	if s == nil {
		return // it was reset, or its request was not seen
	}
	for _, f := range fields {
		if f.Name != ":status" {
			continue
		}
		if status, err := strconv.Atoi(f.Value); err == nil && status >= 200 && s.e.Status == 0 {
			s.e.Status, s.e.Answered = status, time
		}
	}
	if ends {
		p.endAnswer2(c, time, id, s)
	}
}

// content2 takes a DATA frame of so many bytes.
func (p *Parser) content2(c *Conn, dir tlsparse.Dir, time int64, length int, f *http2.DataFrame) {
	s := c.two.streams[f.StreamID]
	data := f.Data()
	if s == nil {
		if dir == tlsparse.Client {
			p.stray2(c, length)
		}
		return
	}
	if dir == tlsparse.Server {
		s.e.AnswerBody += uint64(len(data))
		if f.StreamEnded() {
			p.endAnswer2(c, time, f.StreamID, s)
		}
		return
	}
	if s.sent { // after its end: not of the request
		p.stray2(c, length)
		return
	}
	s.e.Body += uint64(len(data))
	s.e.Head += uint64(length - len(data))
	if s.body != nil {
		s.body.write(data)
	}
	if f.StreamEnded() {
		p.endRequest2(c, time, f.StreamID, s, true)
	}
}

func (p *Parser) endRequest2(c *Conn, time int64, id uint32, s *stream, whole bool) {
	if s.sent {
		return
	}
	s.sent = true
	if whole {
		s.e.Sent = time
	}
	s.e.Events, s.e.Counts = s.body.end(whole)
	s.body = nil
	p.requested(c, s.e)
	p.forget2(c, id, s)
}

func (p *Parser) endAnswer2(c *Conn, time int64, id uint32, s *stream) {
	s.e.Ended = time
	s.answered = true
	p.forget2(c, id, s)
}

// forget2 tells an exchange both of whose halves have ended.
func (p *Parser) forget2(c *Conn, id uint32, s *stream) {
	if s.sent && s.answered {
		delete(c.two.streams, id)
		p.exchanged(c, s.e)
	}
}

// reset2 ends a stream. After a whole answer a server may so say that it wants
// no more of the request (RFC 9113 section 8.1).
func (p *Parser) reset2(c *Conn, dir tlsparse.Dir, id uint32) {
	s := c.two.streams[id]
	if s == nil {
		return
	}
	s.answered = true
	if s.sent {
		p.forget2(c, id, s)
		return
	}
	p.endRequest2(c, 0, id, s, false)
}

// close2 ends all streams, in order.
func (p *Parser) close2(c *Conn) {
	ids := make([]uint32, 0, len(c.two.streams))
	for id := range c.two.streams {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		s := c.two.streams[id]
		s.answered = true
		if s.sent {
			p.forget2(c, id, s)
		} else {
			p.endRequest2(c, 0, id, s, false)
		}
	}
}
