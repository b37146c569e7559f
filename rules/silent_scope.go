package rules

import (
	"net/netip"
	"slices"

	"edrtap/rules/inventory"
)

// scope is whom silence concerns. It is all that tells causes 3, 10, 11 and 12
// apart, which look alike on the wire.
type scope struct {
	name   string   // "all", "groups", "locations", "clients", or "" where it cannot be told
	causes []int    // likeliest first
	values []string // names of the groups or locations
}

// scopeOf compares the silent clients with those that call at an appliance, by
// what the list of clients says of both.
func scopeOf(inv *inventory.Inventory, silent []netip.Addr, calling func(netip.Addr) bool, anybody bool) scope {
	switch {
	case !anybody:
		return scope{name: "all", causes: []int{10, 3, 11, 12}}
	case elsewhere(inv, silent, calling):
		return scope{name: "locations", causes: []int{12, 11, 3, 10}, values: valuesOf(inv, silent, locationOf)}
	}
	for _, by := range []struct {
		name   string
		of     func(*inventory.ClientHost) string
		causes []int
	}{
		{"groups", func(c *inventory.ClientHost) string { return c.Group }, []int{11, 12, 10, 3}},
		{"locations", locationOf, []int{12, 11, 3, 10}},
	} {
		values := valuesOf(inv, silent, by.of)
		if len(values) > 0 && groupsApart(inv, values, by.of, calling) {
			return scope{name: by.name, causes: by.causes, values: values}
		}
	}
	if len(silent) == 1 || len(valuesOf(inv, silent, func(c *inventory.ClientHost) string { return c.Group })) > 0 {
		return scope{name: "clients", causes: []int{3, 12, 11, 10}}
	}
	return scope{causes: []int{3, 10, 11, 12}}
}

func locationOf(c *inventory.ClientHost) string { return c.Location }

// valuesOf gives what the list says of some clients, in order; nothing where it
// does not know all of them.
func valuesOf(inv *inventory.Inventory, clients []netip.Addr, of func(*inventory.ClientHost) string) []string {
	var values []string
	for _, client := range clients {
		known := inv.Client(client)
		if known == nil || of(known) == "" {
			return nil
		}
		values = addBounded(values, of(known))
	}
	slices.Sort(values)
	return values
}

// groupsApart says whether no client with one of the values calls at an appliance,
// and some client with another does.
func groupsApart(inv *inventory.Inventory, values []string, of func(*inventory.ClientHost) string, calling func(netip.Addr) bool) bool {
	others := false
	for _, c := range inv.Listed() {
		if !calling(c.Address) {
			continue
		}
		if slices.Contains(values, of(c)) {
			return false
		}
		others = others || of(c) != ""
	}
	return others
}

// elsewhere says whether every silent client is a host that calls at an
// appliance from another of its addresses: it fails with its location.
func elsewhere(inv *inventory.Inventory, silent []netip.Addr, calling func(netip.Addr) bool) bool {
	hosts := make(map[string]bool)
	for _, c := range inv.Listed() {
		if c.Host != "" && calling(c.Address) {
			hosts[c.Host] = true
		}
	}
	return !slices.ContainsFunc(silent, func(client netip.Addr) bool {
		known := inv.Client(client)
		return known == nil || !hosts[known.Host]
	})
}
