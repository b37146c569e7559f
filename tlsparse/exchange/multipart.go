package exchange

import (
	"bufio"
	"bytes"
	"net/http"
	"net/textproto"
	"strings"
)

// multipart counts the events in the parts of a body (RFC 2046 section 5.1).
// A part in which they cannot be told apart makes the whole opaque.
type multipart struct {
	p         *Parser
	delimiter []byte // CRLF, two dashes, boundary
	held      []byte // what may belong to a delimiter, or a part's header
	skip      int    // of these, how many were read already and are no content
	state     partState
	part      *body
	events    uint64
	opaque    bool
}

type partState uint8

const (
	beforeParts partState = iota
	atDelimiter           // its line is under way
	inHeader
	inPart
	afterParts
)

// maxPartHeader is the longest header of a part, bytes.
const maxPartHeader = 16 << 10

func newMultipart(p *Parser, boundary string) *multipart {
	// The first delimiter may stand at the very beginning, without its CRLF.
	return &multipart{p: p, delimiter: []byte("\r\n--" + boundary), held: []byte("\r\n"), skip: 2}
}

func (m *multipart) write(b []byte) {
	m.held = append(m.held, b...)
	for m.step() {
	}
	if len(m.held) > maxPartHeader+len(m.delimiter) {
		m.opaque, m.held, m.state = true, nil, afterParts
	}
}

// step takes what is complete of the held bytes; false where more is needed.
func (m *multipart) step() bool {
	switch m.state {
	case beforeParts, inPart:
		at := bytes.Index(m.held, m.delimiter)
		if at < 0 {
			keep := min(len(m.held), len(m.delimiter)-1)
			m.give(len(m.held) - keep)
			return false
		}
		m.give(at)
		m.endPart()
		m.held = m.held[len(m.delimiter):]
		m.state = atDelimiter
	case atDelimiter:
		if len(m.held) < 2 {
			return false
		}
		if string(m.held[:2]) == "--" {
			m.state = afterParts
			return true
		}
		end := bytes.IndexByte(m.held, '\n')
		if end < 0 {
			return false
		}
		// The line end stays: it may be that of an empty header.
		m.held = m.held[end:]
		m.state = inHeader
	case inHeader:
		end := headEnd(m.held, 0)
		if end < 0 {
			return false
		}
		m.beginPart(m.held[1:end])
		// The empty line may be the delimiter's, where there is no content.
		m.held = m.held[end-2:]
		copy(m.held, "\r\n")
		m.state, m.skip = inPart, 2
	default:
		m.held = m.held[:0]
		return false
	}
	return true
}

// give passes n held bytes on.
func (m *multipart) give(n int) {
	data := m.held[min(n, m.skip):n]
	m.skip -= n - len(data)
	m.held = m.held[n:]
	if m.part != nil {
		m.part.write(data)
	}
}

func (m *multipart) beginPart(header []byte) {
	h, err := textproto.NewReader(bufio.NewReaderSize(bytes.NewReader(header), len(header))).ReadMIMEHeader()
	if err != nil {
		m.opaque = true
	}
	about := contentsOf(http.Header(h))
	if strings.EqualFold(h.Get("Content-Transfer-Encoding"), "base64") || strings.EqualFold(h.Get("Content-Transfer-Encoding"), "quoted-printable") {
		m.opaque = true
	}
	m.part = m.p.newBody(about)
	m.part.nested = true
}

func (m *multipart) endPart() {
	if m.part == nil {
		return
	}
	n, counts := m.part.end(true)
	m.part = nil
	m.events += n
	m.opaque = m.opaque || counts == Opaque
}

func (m *multipart) end() (uint64, Counts) {
	if m.part != nil {
		m.part.end(false)
		m.part = nil
	}
	if m.opaque || m.state != afterParts && m.state != atDelimiter {
		return 0, Opaque
	}
	return m.events, Multipart
}
