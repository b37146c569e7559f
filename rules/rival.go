package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/record"
)

// side is the certificates of one issuer that one server shows under one name.
// What an issuer renews, or gives to each host behind an address, is of one side.
type side struct {
	leafSeen // the first of them, with the clients and ClientHellos of all
	leaves   []*leafSeen
	tunnel   bool // shown in a proxy's tunnel
}

// rival is a certificate that is shown in the place of a server's own, as far as
// can be told without the operator: both are shown at the same time, are of
// different issuers, and no client goes back and forth between them, as it
// would between the hosts of a load balancer.
type rival struct {
	foreign, own *side
	signs        []string
	either       bool // the signs would tell the same with the two in each other's place
}

// The signs that tell which of two certificates a device made.
const (
	signFollows = "follows" // each connection of the other's client comes right behind one that is shown this
	signCopied  = "copied"  // names and dates are those of the other, to the second
	signIssuer  = "issuer"  // its issuer stands beside different ones, at several servers or names
	signPath    = "path"    // shown in a proxy's tunnel alone, and the other never
	signNetwork = "network" // shown in one network alone, and the other never there
	signStack   = "stack"   // one ClientHello gets another ServerHello with it
	signMinted  = "minted"  // made days before it is shown, and the other long ago
)

const (
	followsWithin = 2 * time.Second // a device that ends TLS opens its own connection at once
	mintedLately  = 7 * 24 * time.Hour
	mintedLongAgo = 30 * 24 * time.Hour
)

// strong says whether the signs tell it: one that a load balancer cannot give,
// or whose path it is together with a stack or a date of its own.
func (r *rival) strong() bool {
	has := func(signs ...string) bool {
		return slices.ContainsFunc(signs, func(sign string) bool { return slices.Contains(r.signs, sign) })
	}
	return has(signFollows, signCopied, signIssuer) || has(signPath, signNetwork) && has(signStack, signMinted)
}

// rivals gives, for each server and name, the certificate that is shown in the
// place of its own.
func (c *Context) rivals(named namedLeaves) map[subject]*rival {
	found := make(map[subject]*rival)
	beside := make(map[string][]string) // issuers beside which an issuer stands
	var pairs []rival
	var rows []subject
	for _, row := range c.leaves.sorted() {
		if len(row.X.list) < 2 && !row.X.tunnel {
			continue
		}
		sides := row.X.sides()
		for _, foreign := range sides {
			for _, own := range opposite(row, sides, named) {
				if !compete(foreign, own) {
					continue
				}
				pairs, rows = append(pairs, rival{foreign: foreign, own: own}), append(rows, row.subject)
				beside[foreign.issuer] = addBounded(beside[foreign.issuer], own.issuer)
			}
		}
	}
	for i := range pairs {
		pair, at := &pairs[i], rows[i]
		pair.sign(len(beside[pair.foreign.issuer]) > 1 && len(beside[pair.own.issuer]) == 1)
		if have := found[at]; have == nil || comparePairs(pair, have) < 0 {
			found[at] = pair
		}
	}
	for i := range pairs {
		r := found[rows[i]]
		swapped := pairs[i].foreign == r.own && pairs[i].own == r.foreign
		r.either = r.either || swapped && slices.Equal(pairs[i].signs, r.signs) && r.foreign.refused() == r.own.refused()
	}
	return found
}

// comparePairs puts first what tells more; where nothing tells, the certificate
// that clients refuse, or that fewer are shown, counts as the foreign one.
func comparePairs(a, b *rival) int {
	return cmp.Or(
		cmp.Compare(order(!a.strong()), order(!b.strong())),
		cmp.Compare(len(b.signs), len(a.signs)),
		cmp.Compare(order(!a.foreign.refused()), order(!b.foreign.refused())),
		cmp.Compare(a.foreign.Clients()-a.own.Clients(), b.foreign.Clients()-b.own.Clients()),
		b.foreign.first.Compare(a.foreign.first),
		cmp.Compare(a.foreign.sha256, b.foreign.sha256),
		cmp.Compare(a.own.sha256, b.own.sha256),
	)
}

// opposite gives what a server's certificates are compared with: each other and,
// in a proxy's tunnel, what others are shown who do not go through it.
func opposite(row *row[leavesSeen], list []*side, named namedLeaves) []*side {
	if !row.X.tunnel || row.X.name == "" {
		return list
	}
	for _, other := range named[row.X.name] {
		if !other.X.tunnel {
			list = append(slices.Clip(list), other.X.sides()...)
		}
	}
	return list
}

// sides sorts a server's own certificates by issuer.
func (x *leavesSeen) sides() []*side {
	var list []*side
	for _, l := range x.own() {
		i := slices.IndexFunc(list, func(s *side) bool { return s.issuer == l.issuer })
		if i < 0 {
			i = len(list)
			list = append(list, &side{leafSeen: leafSeen{shown: l.shown}, tunnel: x.tunnel})
			list[i].content, list[i].rejected, list[i].aloud = 0, 0, 0 // counted below
		}
		s := list[i]
		s.leaves = append(s.leaves, l)
		s.Tally.merge(&l.Tally)
		s.content, s.rejected, s.aloud = s.content+l.content, s.rejected+l.rejected, s.aloud+l.aloud
		for _, h := range l.hellos {
			s.addHello(h)
		}
	}
	return list
}

// compete says whether two sides may be a device's and a server's.
func compete(a, b *side) bool {
	if a.issuer == b.issuer || a.subject == a.issuer || !a.first.Before(b.last) || !b.first.Before(a.last) {
		return false
	}
	return (!otherKind(&a.leafSeen, &b.leafSeen) || a.sharesHello(b)) && !alternates(a, b)
}

// sharesHello says whether one kind of ClientHello was shown both, so that it is
// not the offer that decides.
func (s *side) sharesHello(other *side) bool {
	return slices.ContainsFunc(s.hellos, func(h hello) bool { return other.heard(h.ja3) })
}

// alternates says whether a client is shown now the one and now the other. That
// it changes once is a path that changed. Where not all sessions are listed, a
// client of both counts.
func alternates(a, b *side) bool {
	whole := a.Count == len(a.sessions) && b.Count == len(b.sessions)
	for client := range a.clients {
		if _, shared := b.clients[client]; shared && (!whole || turns(a, b, client) > 1) {
			return true
		}
	}
	return false
}

// turns counts how often a client goes over from one side to the other.
func turns(a, b *side, client netip.Addr) int {
	type start struct {
		sessionRef
		of *side
	}
	var list []start
	for _, s := range []*side{a, b} {
		for _, ref := range s.sessions {
			if ref.client == client {
				list = append(list, start{ref, s})
			}
		}
	}
	slices.SortFunc(list, func(x, y start) int { return cmp.Or(x.start.Compare(y.start), cmp.Compare(x.id, y.id)) })
	n := 0
	for i := 1; i < len(list); i++ {
		if list[i].of != list[i-1].of {
			n++
		}
	}
	return n
}

// sign looks for the signs that the foreign side is a device's. among says
// whether its issuer stands beside different ones.
func (r *rival) sign(among bool) {
	f, o := r.foreign, r.own
	for _, x := range []struct {
		sign string
		is   bool
	}{
		{signFollows, follows(o, f)},
		{signCopied, copied(f, o)},
		{signIssuer, among},
		{signPath, f.tunnel && !o.tunnel},
		{signNetwork, apartBy(f, o)},
		{signStack, otherStack(f, o)},
		{signMinted, minted(f, o)},
	} {
		if x.is {
			r.signs = append(r.signs, x.sign)
		}
	}
}

// follows says whether one client, who is shown the own certificate alone,
// connects each time right behind another who is shown the foreign one, with
// another ClientHello: the device itself.
func follows(own, foreign *side) bool {
	const several = 2
	if own.Clients() != 1 || own.Count < several || own.Count != len(own.sessions) || foreign.Count != len(foreign.sessions) ||
		own.Count*several < foreign.Count || own.sharesHello(foreign) || len(own.hellos) == 0 {
		return false
	}
	sortRefs(own.sessions)
	sortRefs(foreign.sessions)
	next := 0
	for _, ref := range own.sessions {
		for next < len(foreign.sessions) && ref.start.Sub(foreign.sessions[next].start) > followsWithin {
			next++
		}
		if next == len(foreign.sessions) || foreign.sessions[next].start.After(ref.start) || foreign.sessions[next].client == ref.client {
			return false
		}
		next++ // it is answered by one connection
	}
	return true
}

// copied says whether a certificate has names and dates of the other side's.
func copied(f, o *side) bool {
	return slices.ContainsFunc(f.leaves, func(l *leafSeen) bool {
		return slices.ContainsFunc(o.leaves, func(m *leafSeen) bool {
			return l.from.Equal(m.from) && l.to.Equal(m.to) && !l.from.IsZero() && slices.Equal(l.names, m.names) && l.subject == m.subject
		})
	})
}

// apartBy says whether the clients of the foreign side are all of one network,
// of which no client of the other is.
func apartBy(f, o *side) bool {
	const several = 2
	if f.Clients() < several || o.Clients() < several {
		return false
	}
	networks := make(map[netip.Prefix]bool)
	for client := range f.clients {
		networks[network(client)] = true
	}
	for client := range o.clients {
		if networks[network(client)] {
			return false
		}
	}
	return len(networks) == 1
}

// network is the /24 or the /64 of an address.
func network(addr netip.Addr) netip.Prefix {
	const v4, v6 = 24, 64
	bits := v6
	if addr.Is4() {
		bits = v4
	}
	p, _ := addr.Prefix(bits) // of any address: the zero value shares its network with itself
	return p
}

// otherStack says whether one kind of ClientHello gets another ServerHello with
// the one certificate than with the other: another TLS implementation answers.
func otherStack(f, o *side) bool {
	if otherKind(&f.leafSeen, &o.leafSeen) {
		return false // the key decides the suite
	}
	compared := false
	for _, h := range f.hellos {
		if slices.Contains(o.hellos, h) {
			return false
		}
		compared = compared || h.ja3s != "" && o.heard(h.ja3)
	}
	return compared
}

// minted says whether all certificates of the foreign side were made shortly
// before they were shown, and none of the other.
func minted(f, o *side) bool {
	return !slices.ContainsFunc(f.leaves, func(l *leafSeen) bool { return l.first.Sub(l.from) > mintedLately }) &&
		!slices.ContainsFunc(o.leaves, func(l *leafSeen) bool { return l.first.Sub(l.from) < mintedLongAgo })
}

// byRival says what a certificate in the place of a server's own comes to.
func (c *Context) byRival(row *row[leavesSeen], r *rival) Conclusion {
	conclusion := sayLeaves(row, r.foreign.leaves)
	conclusion.Evidence, conclusion.Explain = record.Strong, []string{"what", "rival"}
	conclusion.Remedy = []string{"compare", "bypass", "trust"}
	for _, sign := range r.signs {
		conclusion.Explain = append(conclusion.Explain, "sign."+sign)
	}
	if !r.strong() {
		conclusion.Evidence, conclusion.Severity, conclusion.Title = record.Hint, record.Info, "title.open"
		conclusion.Explain = append(conclusion.Explain, "open")
	} else if r.either {
		conclusion.Explain = append(conclusion.Explain, "either")
	}
	c.beside(&conclusion, r.own.leaves[0])
	conclusion.Detail["signs"] = slices.Clone(r.signs)
	return conclusion
}
