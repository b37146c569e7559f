package inventory

import (
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"
)

// Suppression keeps findings quiet that the operator knows of. An empty field
// fits everything.
type Suppression struct {
	Rule    string         // id of the rule
	Clients []netip.Prefix // only of these clients
	Server  string         // glob of the server's name or address: "*" and "?" as in a shell
	Issuer  string         // part of the certificate issuer's distinguished name, in any case
	Until   time.Time      // by the clock of the packets; zero: for ever
	Reason  string         // why; never empty once made by this package
}

// Covers says whether the suppression is for a rule's finding about a server of
// these names, whose certificate has one of these issuers, and whose last
// session ended at that time of the packets.
func (s *Suppression) Covers(rule string, names, issuers []string, last time.Time) bool {
	switch {
	case s.Rule != "" && s.Rule != rule:
		return false
	case !s.Until.IsZero() && last.After(s.Until):
		return false
	case s.Server != "" && !slices.ContainsFunc(names, func(name string) bool { return globs(s.Server, name) }):
		return false
	case s.Issuer != "" && !slices.ContainsFunc(issuers, func(issuer string) bool { return strings.Contains(strings.ToLower(issuer), strings.ToLower(s.Issuer)) }):
		return false
	}
	return true
}

// Client says whether the suppression is for a client.
func (s *Suppression) Client(addr netip.Addr) bool {
	return len(s.Clients) == 0 || contains(s.Clients, addr)
}

func globs(pattern, name string) bool {
	matched, err := path.Match(Fold(pattern), Fold(name))
	return err == nil && matched
}
