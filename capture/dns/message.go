package dns

import (
	"errors"
	"net/netip"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// Port is the port of DNS (RFC 1035 section 4.2).
const Port = 53

// The types of question that lead to a server's address.
const (
	TypeA     = uint16(dnsmessage.TypeA)
	TypeAAAA  = uint16(dnsmessage.TypeAAAA)
	TypeHTTPS = uint16(dnsmessage.TypeHTTPS)
)

// The response codes that Outcome tells apart (RFC 1035 section 4.1.1).
const (
	codeSuccess  = uint16(dnsmessage.RCodeSuccess)
	codeFailure  = uint16(dnsmessage.RCodeServerFailure)
	codeNoDomain = uint16(dnsmessage.RCodeNameError)
	codeRefused  = uint16(dnsmessage.RCodeRefused)
)

// Message is what one DNS message with one question says. It holds no
// reference to the bytes it was read from.
type Message struct {
	ID        uint16
	Response  bool
	Truncated bool   // the sender left answers out (flag TC)
	RCode     uint16 // valid iff Response
	Name      string // of the question: lower case, no trailing dot
	Type      uint16 // of the question
	Partial   bool   // the answers could not be read to their end
	Addresses []netip.Addr
	Canonical string // where a chain of CNAMEs ends; "" without one
	HTTPS     bool   // an HTTPS record is among the answers (RFC 9460)
}

// Limits of one message; what is beyond is not looked at.
const (
	maxAnswers   = 128
	maxAddresses = 32
)

// Parse reads a message as UDP carries it. It is false for what is no query or
// answer with exactly one question of class IN, which includes all that is not
// DNS. Answers that end early or are malformed are left out, and Partial is
// set.
func Parse(b []byte) (Message, bool) {
	var p dnsmessage.Parser
	h, err := p.Start(b)
	if err != nil || h.OpCode != 0 {
		return Message{}, false
	}
	q, err := p.Question()
	if err != nil || q.Class != dnsmessage.ClassINET {
		return Message{}, false
	}
	if _, err := p.Question(); !errors.Is(err, dnsmessage.ErrSectionDone) {
		return Message{}, false // nobody asks two questions (RFC 9619)
	}
	m := Message{
		ID: h.ID, Response: h.Response, Truncated: h.Truncated, RCode: uint16(h.RCode),
		Name: fold(q.Name), Type: uint16(q.Type),
	}
	if m.Response {
		m.answers(&p)
	}
	return m, true
}

// answers reads the answer section. Only records of the question's name count,
// or of one that a CNAME before led to (RFC 1034 section 3.6.2).
func (m *Message) answers(p *dnsmessage.Parser) {
	at := m.Name
	for range maxAnswers {
		h, err := p.AnswerHeader()
		if errors.Is(err, dnsmessage.ErrSectionDone) {
			return
		}
		if err == nil {
			at, err = m.answer(p, &h, at)
		}
		if err != nil {
			break
		}
	}
	m.Partial = true
}

// answer reads one record, and gives the name that counts from there on.
func (m *Message) answer(p *dnsmessage.Parser, h *dnsmessage.ResourceHeader, at string) (string, error) {
	if h.Class != dnsmessage.ClassINET || fold(h.Name) != at {
		return at, p.SkipAnswer()
	}
	switch h.Type {
	case dnsmessage.TypeA:
		r, err := p.AResource()
		if err == nil {
			m.address(netip.AddrFrom4(r.A))
		}
		return at, err
	case dnsmessage.TypeAAAA:
		r, err := p.AAAAResource()
		if err == nil {
			m.address(netip.AddrFrom16(r.AAAA))
		}
		return at, err
	case dnsmessage.TypeCNAME:
		r, err := p.CNAMEResource()
		if err == nil {
			at = fold(r.CNAME)
			m.Canonical = at
		}
		return at, err
	}
	err := p.SkipAnswer()
	m.HTTPS = m.HTTPS || err == nil && h.Type == dnsmessage.TypeHTTPS
	return at, err
}

func (m *Message) address(a netip.Addr) {
	if len(m.Addresses) < maxAddresses {
		m.Addresses = append(m.Addresses, a)
		return
	}
	m.Partial = true
}

func fold(n dnsmessage.Name) string {
	return strings.ToLower(strings.TrimSuffix(n.String(), "."))
}
