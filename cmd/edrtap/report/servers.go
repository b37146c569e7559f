package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// Server is what one server showed, and what was expected of it.
type Server struct {
	Server   string   `json:"server"` // address and port
	Role     string   `json:"role"`   // "appliance", "manager", "proxy" or "unknown", as the operator told
	Name     string   `json:"name,omitempty"`
	Expected []string `json:"expected_sha256"` // fingerprints of its true certificates, where the operator told them
	Sessions uint64   `json:"sessions"`
	Failed   uint64   `json:"failed"`
	Names    []Tally  `json:"names"`    // by which clients called it; "" for none
	Chains   []*Chain `json:"chains"`   // that it showed, one for each leaf
	Accepted []Tally  `json:"accepted"` // suites that it chose
	Versions []Tally  `json:"versions"` // that it chose
	Offers   []*Offer `json:"offers"`   // of suites, one for each list that clients sent
}

// Tally is a value and in how many sessions it was seen.
type Tally struct {
	Value    string `json:"value"`
	Sessions uint64 `json:"sessions"`
}

// Chain is the certificates that a server showed, leaf first.
type Chain struct {
	Certificates []record.Certificate `json:"certificates"`
	Sessions     uint64               `json:"sessions"`
	First        time.Time            `json:"first"`
	Last         time.Time            `json:"last"`

	names map[string]time.Time // when it was first shown to who called by each name, at most maxTallies
}

// Offer is one list of suites that clients sent.
type Offer struct {
	Suites   []string `json:"suites"` // in the order of the ClientHello
	Versions []string `json:"versions"`
	Sessions uint64   `json:"sessions"`
	Failed   uint64   `json:"failed"`
	Clients  []string `json:"clients"` // the first ones, at most maxOfferClients
}

// What is kept of servers. All of it together is some ten megabytes at worst.
const (
	maxTracked      = 1000
	maxChains       = 12
	maxChainLength  = 8
	maxOffers       = 12
	maxTallies      = 24
	maxOfferClients = 6
)

// server gathers; the maps find what the lists hold.
type server struct {
	Server
	chain map[string]*Chain // by the leaf's SHA-256
	offer map[string]*Offer // by versions and suites as JA4 has them
}

// servers are those seen so far.
type servers struct {
	inventory *inventory.Inventory
	known     map[record.Endpoint]*server
	order     []*server
	untracked uint64 // sessions with servers beyond maxTracked
	unlisted  uint64 // values beyond a server's other limits
}

func (v *servers) add(s *record.Session) {
	at := v.of(s)
	if at == nil {
		v.untracked++
		return
	}
	at.Sessions++
	failed := isFailure(s.Outcome)
	if failed {
		at.Failed++
	}
	if s.TLS == nil {
		return
	}
	v.tally(&at.Names, calledAs(s))
	if s.TLS.Version != "" {
		v.tally(&at.Versions, s.TLS.Version)
	}
	if s.TLS.Cipher != "" {
		v.tally(&at.Accepted, s.TLS.Cipher)
	}
	v.addOffer(at, s, failed)
	v.addChain(at, s)
}

// of finds the server of a session; nil where the table is full.
func (v *servers) of(s *record.Session) *server {
	at := v.known[s.Server]
	if at != nil || len(v.order) >= maxTracked {
		return at
	}
	at = &server{chain: make(map[string]*Chain), offer: make(map[string]*Offer)}
	at.Server.Server = s.Server.String()
	told := v.inventory.Server(s.Server.IP, s.Server.Port, calledAs(s))
	at.Role, at.Name, at.Expected = told.Role.String(), told.Name, []string{}
	if told.Appliance != nil {
		at.Expected = append(at.Expected, told.Appliance.CertSHA256...)
	}
	v.known[s.Server] = at
	v.order = append(v.order, at)
	return at
}

// calledAs is the name that a client used; "" where it used none.
func calledAs(s *record.Session) string {
	switch {
	case s.TLS != nil && s.TLS.SNI != "":
		return s.TLS.SNI
	case s.Proxy != nil:
		return s.Proxy.Host
	}
	return ""
}

func (v *servers) tally(list *[]Tally, value string) {
	for i := range *list {
		if (*list)[i].Value == value {
			(*list)[i].Sessions++
			return
		}
	}
	if len(*list) >= maxTallies {
		v.unlisted++
		return
	}
	*list = append(*list, Tally{strings.Clone(value), 1})
}

// offerKey is the part of a JA4 that stands for protocol, versions and suites:
// its first section and the hash of the suites.
func offerKey(ja4 string) string {
	if first, rest, ok := strings.Cut(ja4, "_"); ok {
		suites, _, _ := strings.Cut(rest, "_")
		return first[:min(len(first), 3)] + suites
	}
	return ja4
}

func (v *servers) addOffer(at *server, s *record.Session, failed bool) {
	if len(s.TLS.OfferedCiphers) == 0 {
		return
	}
	key := offerKey(s.TLS.JA4)
	o := at.offer[key]
	if o == nil {
		if len(at.Offers) >= maxOffers {
			v.unlisted++
			return
		}
		o = &Offer{Suites: slices.Clone(s.TLS.OfferedCiphers), Versions: append([]string{}, s.TLS.OfferedVersions...), Clients: []string{}}
		at.offer[strings.Clone(key)] = o
		at.Offers = append(at.Offers, o)
	}
	o.Sessions++
	if failed {
		o.Failed++
	}
	if client := s.Client.IP.String(); len(o.Clients) < maxOfferClients && !slices.Contains(o.Clients, client) {
		o.Clients = append(o.Clients, client)
	}
}

func (v *servers) addChain(at *server, s *record.Session) {
	if len(s.TLS.Certificates) == 0 || s.TLS.Certificates[0].Remembered {
		return
	}
	leaf := s.TLS.Certificates[0].SHA256
	c := at.chain[leaf]
	if c == nil {
		if len(at.Chains) >= maxChains {
			v.unlisted++
			return
		}
		sent := s.TLS.Certificates
		c = &Chain{Certificates: slices.Clone(sent[:min(len(sent), maxChainLength)]), First: s.Start, Last: s.Start, names: make(map[string]time.Time)}
		at.chain[strings.Clone(leaf)] = c
		at.Chains = append(at.Chains, c)
	}
	c.Sessions++
	c.call(calledAs(s), s.Start)
	if s.Start.Before(c.First) {
		c.First = s.Start
	}
	if s.Start.After(c.Last) {
		c.Last = s.Start
	}
}

// call notes by which name a chain was asked for, and when first.
func (c *Chain) call(name string, at time.Time) {
	first, known := c.names[name]
	if !known && len(c.names) < maxTallies || known && at.Before(first) {
		c.names[strings.Clone(name)] = at
	}
}

// isFailure says whether an attempt came to nothing.
func isFailure(o record.Outcome) bool {
	switch o {
	case record.Established, record.Truncated, record.NotTLS:
		return false
	}
	return true
}

// list gives the servers that a page shows: those of named first, then those
// that the operator told, then those with most failures.
func (v *servers) list(named map[string]bool) []Server {
	order := slices.Clone(v.order)
	rank := func(s *server) int {
		switch {
		case named[s.Server.Server]:
			return 0
		case s.Role != inventory.Unknown.String():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(a, b *server) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Failed, a.Failed),
			cmp.Compare(b.Sessions, a.Sessions), cmp.Compare(a.Server.Server, b.Server.Server))
	})
	list := make([]Server, 0, min(len(order), maxServers))
	for _, s := range order[:min(len(order), maxServers)] {
		list = append(list, s.shown())
	}
	return list
}

// shown puts the lists in order, and empty ones where there are none.
func (s *server) shown() Server {
	d := s.Server
	bySessions := func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Sessions, a.Sessions), cmp.Compare(a.Value, b.Value))
	}
	for _, list := range []*[]Tally{&d.Names, &d.Accepted, &d.Versions} {
		*list = slices.SortedFunc(slices.Values(*list), bySessions)
		if *list == nil {
			*list = []Tally{}
		}
	}
	d.Offers = append([]*Offer{}, d.Offers...)
	slices.SortStableFunc(d.Offers, func(a, b *Offer) int { return cmp.Compare(b.Failed, a.Failed) })
	d.Chains = append([]*Chain{}, d.Chains...)
	slices.SortStableFunc(d.Chains, func(a, b *Chain) int { return a.First.Compare(b.First) })
	return d
}
