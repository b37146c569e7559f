package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// LookupOutcome is what became of a DNS lookup.
type LookupOutcome string

// The outcomes.
const (
	LookupAnswered LookupOutcome = "answered" // with an address, or with what else was asked for
	LookupNXDomain LookupOutcome = "nxdomain" // the name does not exist
	LookupServFail LookupOutcome = "servfail" // the resolver failed
	LookupRefused  LookupOutcome = "refused"
	LookupEmpty    LookupOutcome = "empty"   // the name exists and has no record of the type
	LookupTimeout  LookupOutcome = "timeout" // no answer
)

// The types of question that lead to an address (RFC 1035, RFC 3596).
const (
	TypeA    uint16 = 1
	TypeAAAA uint16 = 28
)

// Lookup is one DNS question of one client and what came of it.
type Lookup struct {
	Time      time.Time
	Client    netip.Addr
	Resolver  record.Endpoint
	Name      string // lower case, no trailing dot
	Type      uint16
	Outcome   LookupOutcome
	Addresses []netip.Addr
	Canonical string // where a chain of CNAMEs ends; "" without one
}

// Limits of what is kept of lookups.
const (
	maxLookups   = 1 << 16 // clients of names
	maxResolvers = 1 << 12
	maxNames     = 1 << 14
	maxLearnedIP = 16 // addresses of one name, and resolvers of one client
)

// lookups is what every client learned of every name. Whether a name matters
// may be known only at the end.
type lookups struct {
	known     map[nameOf]*lookupRow
	resolvers map[netip.Addr]bool // asked; true where it ever answered
	folded    uint64
	byClient  map[netip.Addr][]*lookupRow // of known, by client; made when first asked for
	indexed   int                         // how many of known it holds
}

// nameOf is one client's question.
type nameOf struct {
	name   string
	client netip.Addr
}

type lookupRow struct {
	nameOf
	failed    map[LookupOutcome]int
	first     time.Time // of the failures
	last      time.Time
	answered  int
	resolved  time.Time // last answer with an address
	addresses []netip.Addr
	resolvers []netip.Addr // that gave these addresses, or failed
}

// of gives what a client learned, by name.
func (k *lookups) of(client netip.Addr) []*lookupRow {
	if k.byClient == nil || k.indexed != len(k.known) {
		k.byClient, k.indexed = make(map[netip.Addr][]*lookupRow), len(k.known)
		for at, row := range k.known {
			k.byClient[at.client] = append(k.byClient[at.client], row)
		}
		for _, rows := range k.byClient {
			slices.SortFunc(rows, func(a, b *lookupRow) int { return cmp.Compare(a.name, b.name) })
		}
	}
	return k.byClient[client]
}

func newLookups() lookups {
	return lookups{known: make(map[nameOf]*lookupRow), resolvers: make(map[netip.Addr]bool)}
}

func (k *lookups) add(l *Lookup) {
	if have, known := k.resolvers[l.Resolver.IP]; known || len(k.resolvers) < maxResolvers {
		k.resolvers[l.Resolver.IP] = have || l.Outcome != LookupTimeout
	}
	if l.Type != TypeA && l.Type != TypeAAAA || !strings.Contains(l.Name, ".") {
		return // a name without a dot is tried again with the domains of the search list
	}
	// That a name has no IPv6 address is as it should be in most networks.
	if l.Type == TypeAAAA && l.Outcome != LookupAnswered {
		return
	}
	at := nameOf{l.Name, l.Client}
	row := k.known[at]
	if row == nil {
		if len(k.known) >= maxLookups {
			k.folded++
			return
		}
		row = &lookupRow{nameOf: at}
		k.known[at] = row
	}
	row.add(l)
}

func (r *lookupRow) add(l *Lookup) {
	r.resolvers = addAddress(r.resolvers, l.Resolver.IP)
	if l.Outcome == LookupAnswered {
		r.answered++
		if l.Time.After(r.resolved) {
			r.resolved = l.Time
		}
		for _, a := range l.Addresses {
			r.addresses = addAddress(r.addresses, a.Unmap())
		}
		return
	}
	if r.failed == nil {
		r.failed = make(map[LookupOutcome]int)
		r.first = l.Time
	}
	r.failed[l.Outcome]++
	if l.Time.Before(r.first) {
		r.first = l.Time
	}
	if l.Time.After(r.last) {
		r.last = l.Time
	}
}

func addAddress(list []netip.Addr, a netip.Addr) []netip.Addr {
	if len(list) >= maxLearnedIP || slices.Contains(list, a) {
		return list
	}
	return append(list, a)
}

// sorted gives the rows by name, then by client, without those of resolvers:
// what they ask, they ask for others.
func (k *lookups) sorted() []*lookupRow {
	list := make([]*lookupRow, 0, len(k.known))
	for _, row := range k.known {
		if _, resolver := k.resolvers[row.client]; !resolver {
			list = append(list, row)
		}
	}
	slices.SortFunc(list, func(a, b *lookupRow) int {
		return cmp.Or(cmp.Compare(a.name, b.name), a.client.Compare(b.client))
	})
	return list
}

// names is the host names by which clients called servers, bounded.
type names map[string]struct{}

func (n names) add(a *Attempt) {
	name := a.Reference.name
	if name == "" {
		return
	}
	if _, known := n[name]; !known && len(n) < maxNames {
		n[name] = struct{}{}
	}
}

// concern says whether a name that was looked up matters, and why: one of the
// inventory, or, without names of appliances there, one that clients call a
// server of TLS by. host is the inventory's entry; nil in the last case.
func (c *Context) concern(name string) (role inventory.Role, host *inventory.Host, matters bool) {
	inv := c.inventory
	named := false
	for i := range inv.Appliances {
		h := &inv.Appliances[i].Host
		named = named || len(h.Hosts) > 0
		if slices.Contains(h.Hosts, name) {
			return inventory.Appliance, h, true
		}
	}
	for i := range inv.Managers {
		if slices.Contains(inv.Managers[i].Hosts, name) {
			return inventory.Manager, &inv.Managers[i], true
		}
	}
	if named {
		return inventory.Unknown, nil, false
	}
	_, used := c.names[name]
	return inventory.Unknown, nil, used || looksLikeAppliance(name)
}

// looksLikeAppliance says whether a host is called as people call an EDR
// appliance: "edr", "edr01", "symantec-edr".
func looksLikeAppliance(name string) bool {
	host, _, qualified := strings.Cut(name, ".")
	if !qualified {
		return false
	}
	for _, word := range strings.FieldsFunc(host, func(r rune) bool { return r == '-' || r == '_' || r >= '0' && r <= '9' }) {
		if word == "edr" || word == "sedr" {
			return true
		}
	}
	return false
}
