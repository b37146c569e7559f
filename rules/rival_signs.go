package rules

import (
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
)

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

// seesBothSides says whether the sensor may see a device's connections beside those
// of its clients: unless it was told to stand on one side.
func (c *Context) seesBothSides() bool {
	return c.inventory.Sensor == "" || c.inventory.Sensor == inventory.BothSides
}

// sign looks for the signs that the foreign side of a rival is a device's. among
// says whether its issuer stands beside different ones.
func (c *Context) sign(r *rival, among bool) {
	f, o := r.foreign, r.own
	for _, x := range []struct {
		sign string
		is   bool
	}{
		{signFollows, c.seesBothSides() && follows(o, f)},
		{signCopied, copied(f, o)},
		{signIssuer, among},
		{signPath, f.tunnel && !o.tunnel},
		{signNetwork, c.apartBy(f, o)},
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
func (c *Context) apartBy(f, o *side) bool {
	const several = 2
	if f.Clients() < several || o.Clients() < several {
		return false
	}
	networks := make(map[netip.Prefix]bool)
	for _, client := range f.clients.list() {
		networks[network(c.clients.addr(client))] = true
	}
	for _, client := range o.clients.list() {
		if networks[network(c.clients.addr(client))] {
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
