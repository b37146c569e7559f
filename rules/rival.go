package rules

import (
	"cmp"
	"slices"

	"edrtap/rules/inventory"
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

// strong says whether the signs tell it: one that a load balancer cannot give,
// or whose path it is together with a stack or a date of its own.
func (r *rival) strong() bool {
	has := func(signs ...string) bool {
		return slices.ContainsFunc(signs, func(sign string) bool { return slices.Contains(r.signs, sign) })
	}
	return has(signFollows, signCopied, signIssuer) || has(signPath, signNetwork) && has(signStack, signMinted)
}

// findRivals gives, for each server and name, the certificate that is shown in the
// place of its own.
func (c *Context) findRivals() map[subject]*rival {
	named := c.leavesByName()
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
		c.sign(pair, len(beside[pair.foreign.issuer]) > 1 && len(beside[pair.own.issuer]) == 1)
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
		s.count(l)
		s.content, s.rejected, s.aloud = s.content+l.content, s.rejected+l.rejected, s.aloud+l.aloud
		for _, h := range l.hellos {
			s.addHello(h)
		}
	}
	return list
}

// count adds the clients of one more certificate. The first one's are shared.
func (s *side) count(l *leafSeen) {
	switch len(s.leaves) {
	case 1:
		s.Tally = l.Tally
		return
	case 2:
		own := s.Tally
		s.Tally = Tally{}
		s.Tally.merge(&own)
	}
	s.Tally.merge(&l.Tally)
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
	for _, client := range a.clients.list() {
		if b.clients.has(client) && (!whole || turns(a, b, client) > 1) {
			return true
		}
	}
	return false
}

// turns counts how often a client goes over from one side to the other.
func turns(a, b *side, client uint32) int {
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

// byRival says what a certificate in the place of a server's own comes to.
func (c *Context) byRival(row *row[leavesSeen], r *rival) Conclusion {
	conclusion := sayLeaves(row, r.foreign.leaves)
	conclusion.Evidence, conclusion.Explain = record.Strong, []string{"what", "rival"}
	conclusion.Remedy = []string{"compare", "bypass", "trust"}
	for _, sign := range r.signs {
		conclusion.Explain = append(conclusion.Explain, "sign."+sign)
	}
	switch {
	case !r.strong():
		conclusion.Evidence, conclusion.Severity, conclusion.Title = record.Hint, record.Info, "title.open"
		conclusion.Explain = append(conclusion.Explain, "open")
	case r.either:
		conclusion.Explain = append(conclusion.Explain, "either")
	case slices.Contains(r.signs, signFollows) && c.inventory.Sensor == inventory.BothSides:
		conclusion.Evidence = record.Proof
	}
	c.beside(&conclusion, r.own.leaves[0])
	conclusion.Detail["signs"] = slices.Clone(r.signs)
	return conclusion
}
