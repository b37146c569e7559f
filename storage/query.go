package storage

import (
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/rules/record"
)

// Query says which records to give. The zero value of a field does not
// restrict; a field that a kind of record does not have is ignored.
type Query struct {
	Since   time.Time      // sessions started, rates and findings seen at or after it
	Until   time.Time      // and before it
	Client  netip.Prefix   // address of the client
	Server  netip.Prefix   // address of the server
	Port    uint16         // port of the server
	Name    string         // SNI or CONNECT host of a session, a name of a finding; * any run, ? any byte
	Text    string         // a part of any name of a session: SNI, CONNECT host, certificates; of any name of a finding
	Outcome record.Outcome // of a session
	JA3     string         // of a session's client
	JA4     string         // of a session's client
	SHA256  string         // how the fingerprint of a certificate of a session begins, in hex
	Subject string         // a part of the subject of a certificate of a session
	Issuer  string         // a part of the issuer of a certificate of a session
	ID      string         // how the id of a session begins
	Rule    string         // of a finding; sessions that a finding of it lists
	Finding string         // id of a finding; sessions that it lists
	Run     string         // of everything but sessions
	After   string         // only what follows the record with this cursor, in the order asked for
	Limit   int            // at most so many records
	Reverse bool           // latest first
}

// Address is the prefix that holds one address only.
func Address(a netip.Addr) netip.Prefix {
	return netip.PrefixFrom(a, a.BitLen())
}

// filter is a query made ready for testing many records.
type filter struct {
	Query
	pattern               string
	text, subject, issuer string // lower case
	low, high             uint64 // starts of sessions, as orderedTime gives them, both included
	after                 position
	ids                   map[string]bool // where not nil, the only sessions that are wanted
	tests                 []rowTest       // of the rows of the index
}

func newFilter(q Query) filter {
	q.Client, q.Server = unmapPrefix(q.Client), unmapPrefix(q.Server)
	f := filter{
		Query: q, pattern: normalName(q.Name), high: math.MaxUint64,
		text: normalName(q.Text), subject: strings.ToLower(q.Subject), issuer: strings.ToLower(q.Issuer),
	}
	f.SHA256 = strings.ToLower(q.SHA256)
	f.JA3, f.JA4 = strings.ToLower(q.JA3), strings.ToLower(q.JA4)
	if !q.Since.IsZero() {
		f.low = orderedTime(q.Since)
	}
	if !q.Until.IsZero() {
		if f.high = orderedTime(q.Until); 0 < f.high && f.high < math.MaxUint64 {
			f.high-- // the ends stand for times beyond them too
		}
	}
	f.tests = f.rowTests()
	return f
}

// unmapPrefix turns a prefix of IPv4 addresses mapped into IPv6 (RFC 4291
// section 2.5.5.2) into one of IPv4.
func unmapPrefix(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p
}

func inTime(q *Query, t time.Time) bool {
	return !(!q.Since.IsZero() && t.Before(q.Since)) && (q.Until.IsZero() || t.Before(q.Until))
}

func inPrefix(p netip.Prefix, a netip.Addr) bool {
	return !p.IsValid() || p.Contains(a.Unmap().WithZone(""))
}

func (f *filter) server(e record.Endpoint) bool {
	return inPrefix(f.Server, e.IP) && (f.Port == 0 || f.Port == e.Port)
}

func (f *filter) session(s *record.Session) bool {
	return strings.HasPrefix(s.ID, f.ID) &&
		inTime(&f.Query, s.Start) &&
		inPrefix(f.Client, s.Client.IP) &&
		f.server(s.Server) &&
		(f.Outcome == "" || f.Outcome == s.Outcome) &&
		f.sessionName(s) &&
		f.fingerprint(s.TLS) &&
		f.certificates(s.TLS) &&
		f.sessionText(s)
}

// asksParts says whether the query asks for what the parts of a session hold.
func (f *filter) asksParts() bool {
	return f.Outcome != "" || f.JA4 != "" || f.SHA256 != "" || f.subject != "" || f.issuer != "" || f.text != ""
}

func (f *filter) fingerprint(t *record.TLS) bool {
	if f.JA3 == "" && f.JA4 == "" {
		return true
	}
	return t != nil && (f.JA3 == "" || f.JA3 == t.JA3) && (f.JA4 == "" || f.JA4 == t.JA4)
}

// certificates wants one certificate that meets all that is asked of one.
func (f *filter) certificates(t *record.TLS) bool {
	if f.SHA256 == "" && f.subject == "" && f.issuer == "" {
		return true
	}
	if t == nil {
		return false
	}
	return slices.ContainsFunc(t.Certificates, func(c record.Certificate) bool {
		return f.certificate(c.SHA256, c.Subject, c.Issuer)
	})
}

func (f *filter) certificate(sha256, subject, issuer string) bool {
	return strings.HasPrefix(sha256, f.SHA256) && holds(subject, f.subject) && holds(issuer, f.issuer)
}

func (f *filter) sessionText(s *record.Session) bool {
	if f.text == "" {
		return true
	}
	var names [2]string
	for _, name := range sessionNames(s, &names) {
		if holds(name, f.text) {
			return true
		}
	}
	return s.TLS != nil && slices.ContainsFunc(s.TLS.Certificates, func(c record.Certificate) bool {
		in := func(s string) bool { return holds(s, f.text) }
		return in(c.Subject) || in(c.Issuer) || slices.ContainsFunc(c.DNSNames, in) || slices.ContainsFunc(c.IPAddresses, in)
	})
}

// holds says whether part, in lower case, is in s, in any case.
func holds(s, part string) bool {
	return strings.Contains(s, part) || strings.Contains(strings.ToLower(s), part)
}

func (f *filter) sessionName(s *record.Session) bool {
	if f.pattern == "" {
		return true
	}
	var names [2]string
	for _, name := range sessionNames(s, &names) {
		if matchGlob(f.pattern, name) {
			return true
		}
	}
	return false
}

// finding tests a finding: its time span has to meet the query's, and its
// clients and names are met by any one of them.
func (f *filter) finding(run string, n *record.Finding) bool {
	switch {
	case f.Run != "" && f.Run != run, f.Rule != "" && f.Rule != n.Rule, f.Finding != "" && f.Finding != n.ID:
		return false
	case !f.Since.IsZero() && n.Last.Before(f.Since), !f.Until.IsZero() && !n.First.Before(f.Until):
		return false
	case (f.Server.IsValid() || f.Port != 0) && (n.Server == nil || !f.server(*n.Server)):
		return false
	}
	return f.findingClient(n) && f.findingName(n)
}

func (f *filter) findingClient(n *record.Finding) bool {
	if !f.Client.IsValid() {
		return true
	}
	for _, c := range n.Clients {
		if a, err := netip.ParseAddr(c); err == nil && inPrefix(f.Client, a) {
			return true
		}
	}
	return false
}

func (f *filter) findingName(n *record.Finding) bool {
	if f.pattern == "" && f.text == "" {
		return true
	}
	return slices.ContainsFunc(n.Names, func(name string) bool {
		name = normalName(name)
		return (f.pattern == "" || matchGlob(f.pattern, name)) && holds(name, f.text)
	})
}

func (f *filter) diagnosis(run string, d *record.Diagnosis) bool {
	if f.Run != "" && f.Run != run {
		return false
	}
	if !f.Client.IsValid() {
		return true
	}
	a, err := netip.ParseAddr(d.Client)
	return err == nil && inPrefix(f.Client, a)
}

// matchGlob says whether name fits pattern, in which * stands for any run of
// bytes, none and dots included, and ? for any one. It takes time in
// proportion to the product of the lengths at worst.
func matchGlob(pattern, name string) bool {
	p, n := 0, 0
	star, after := -1, 0 // the last * in pattern, and where in name it was tried to end
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, after = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			after++
			p, n = star+1, after
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
