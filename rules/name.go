package rules

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// reference is the identity that a client means (RFC 9525 section 1.5), and
// how it is known.
type reference struct {
	name   string     // as sent, folded; "" where only an address is known
	addr   netip.Addr // set where the identity is an address
	source nameSource
}

type nameSource uint8

// From what a reference is known, the surest first.
const (
	fromSNI     nameSource = iota // server_name
	fromConnect                   // host of CONNECT
	fromLookup                    // a lookup that gave the address to a client that sends no name
	fromAddress                   // nothing but the destination: the client may know a name and not send it
)

// String gives the identity as people write it.
func (r reference) String() string {
	if r.addr.IsValid() {
		return r.addr.String()
	}
	return r.name
}

// referenceOf gives the identity that a session's client means.
func referenceOf(s *record.Session) reference {
	if s.TLS != nil && s.TLS.SNI != "" {
		return named(s.TLS.SNI, fromSNI)
	}
	// The PROXY protocol tells the address that a load balancer took the connection
	// at, and nothing of what the client means.
	if s.Proxy != nil && s.Proxy.Host != "" && !strings.HasPrefix(s.Proxy.Protocol, "proxy-") {
		return named(s.Proxy.Host, fromConnect)
	}
	return reference{addr: s.Server.IP.Unmap(), source: fromAddress}
}

// named takes a host as a client wrote it. Some clients put an IP literal in
// server_name, which RFC 6066 section 3 forbids: it is an address all the same.
func named(host string, source nameSource) reference {
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if looksLikeAddress(host) {
		if a, err := netip.ParseAddr(host); err == nil {
			return reference{addr: a.Unmap().WithZone(""), source: source}
		}
	}
	return reference{name: inventory.Fold(host), source: source}
}

// looksLikeAddress spares names the parser's error, which allocates: a name's
// last label is no number (RFC 3696 section 2), and no name holds a colon.
func looksLikeAddress(host string) bool {
	if host == "" {
		return false
	}
	last := host[len(host)-1]
	return last >= '0' && last <= '9' || strings.Contains(host, ":")
}

// verdict is how a certificate stands to a reference.
type verdict uint8

const (
	noMatch verdict = iota
	matches
	matchesCN      // only the subject's common name matches, and there is no SAN
	addressAsName  // the address stands in a dNSName, where RFC 9525 section 6.5 does not look for it
	wildcardTooFar // a wildcard covers other labels than the reference has
	partOfName     // the reference is the first label of a name in the certificate
	nameForAddress // the client uses an address, the certificate has only names
)

// match compares a reference with a certificate by RFC 9525 section 6. The
// subject's common name counts only where there is no subjectAltName at all:
// RFC 9525 no longer allows it, but clients of that time looked there.
func match(r reference, c *record.Certificate) verdict {
	if r.addr.IsValid() {
		return matchAddress(r.addr, c)
	}
	best := noMatch
	for _, presented := range c.DNSNames {
		switch v := matchName(r.name, presented); v {
		case matches:
			return matches
		case noMatch:
		default:
			best = v
		}
	}
	if best == noMatch && !c.HasSAN && c.CommonName != "" {
		if matchName(r.name, c.CommonName) == matches {
			return matchesCN
		}
	}
	return best
}

func matchAddress(addr netip.Addr, c *record.Certificate) verdict {
	for _, s := range c.IPAddresses {
		if a, err := netip.ParseAddr(s); err == nil && a.Unmap() == addr {
			return matches
		}
	}
	text := addr.String()
	for _, name := range c.DNSNames {
		if name == text {
			return addressAsName
		}
	}
	if !c.HasSAN && c.CommonName == text {
		return matchesCN
	}
	if len(c.IPAddresses) == 0 {
		return nameForAddress
	}
	return noMatch
}

// matchName compares one reference name with one presented name. A wildcard
// is the whole left-most label and stands for exactly one (RFC 9525 section 6.3).
func matchName(reference, presented string) verdict {
	presented = strings.TrimSuffix(presented, ".")
	if suffix, wild := strings.CutPrefix(presented, "*."); wild {
		if suffix == "" || strings.Contains(suffix, "*") {
			return noMatch
		}
		label, parent, _ := strings.Cut(reference, ".")
		switch {
		case label != "" && sameName(parent, suffix):
			return matches
		case sameName(reference, suffix), isBelow(reference, suffix):
			return wildcardTooFar
		}
		return noMatch
	}
	if sameName(reference, presented) {
		return matches
	}
	if first, _, found := strings.Cut(presented, "."); found && !strings.Contains(reference, ".") && sameName(reference, first) {
		return partOfName
	}
	return noMatch
}

// isBelow says whether name is any number of labels below parent.
func isBelow(name, parent string) bool {
	end := len(name) - len(parent)
	return end > 0 && name[end-1] == '.' && strings.EqualFold(name[end:], parent)
}

// sameName compares two names without regard to ASCII case, internationalised
// ones in the form of A-labels (RFC 9525 section 6.3, RFC 5890 section 2.3.2.1).
func sameName(a, b string) bool {
	if strings.EqualFold(a, b) {
		return a != ""
	}
	if ascii(a) && ascii(b) {
		return false
	}
	x, errX := idna.Lookup.ToASCII(a)
	y, errY := idna.Lookup.ToASCII(b)
	return errX == nil && errY == nil && strings.EqualFold(x, y)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// presentedNames lists what a certificate is valid for, as the texts show it.
func presentedNames(c *record.Certificate) []string {
	list := append([]string{}, c.DNSNames...)
	list = append(list, c.IPAddresses...)
	if len(list) == 0 && c.CommonName != "" {
		list = append(list, "CN="+c.CommonName)
	}
	return list
}
