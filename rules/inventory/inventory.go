// Package inventory holds what the operator told about the network: which
// hosts are appliances, managers and proxies, which addresses are clients, and
// which limits apply. It is plain data, safe for concurrent reading once made.
package inventory

import (
	"net/netip"
	"slices"
	"strings"

	"edrtap/rules/rate"
)

// Role is what a server is to the clients.
type Role uint8

// The roles.
const (
	Unknown Role = iota
	Appliance
	Manager
	Proxy
)

// String gives the role's name in lower case.
func (r Role) String() string {
	switch r {
	case Appliance:
		return "appliance"
	case Manager:
		return "manager"
	case Proxy:
		return "proxy"
	default:
		return "unknown"
	}
}

// Host is one server that the operator named.
type Host struct {
	Name      string         // how the operator calls it; never empty once made by this package
	Hosts     []string       // DNS names in lower case without a trailing dot
	Addresses []netip.Prefix // single addresses are full-length prefixes
	Ports     []uint16       // empty: any port
}

// ApplianceHost is an EDR appliance.
type ApplianceHost struct {
	Host
	Edition     string            // "virtual", "physical" or "" where it was not told
	Version     string            // as the product writes it, for example "4.6.0"
	Limit       uint64            // events per second; 0 where it was not told
	CertSHA256  []string          // SHA-256 of its true certificates' DER bytes, lower-case hex
	Calibration *rate.Calibration // of its events' size; nil where it was not told
}

// Inventory is everything the operator told. The zero value is an inventory
// that knows nothing.
type Inventory struct {
	Appliances []ApplianceHost
	Managers   []Host
	Proxies    []Host
	Clients    []netip.Prefix
	Heartbeat  uint64 // seconds between a client's calls at its manager; 0 where it was not told
}

// Match is an inventory's answer about one server.
type Match struct {
	Role      Role
	Name      string         // the operator's name of it; "" where Role is Unknown
	Appliance *ApplianceHost // set where Role is Appliance
	Inferred  bool           // concluded from the traffic and not told by the operator
}

// Server says what the server at addr and port is. name is the name that the
// client used for it (server_name, or the host of a CONNECT), "" where it used
// none: a name decides where no address was told, because one address can
// stand for several servers behind a proxy.
func (v *Inventory) Server(addr netip.Addr, port uint16, name string) Match {
	if v == nil {
		return Match{}
	}
	name = Fold(name)
	// An address says more than a name, which one appliance's clients may use at
	// the other's address.
	for _, by := range []string{"", name} {
		for i := range v.Appliances {
			if a := &v.Appliances[i]; a.is(addr, port, by) {
				return Match{Role: Appliance, Name: a.Name, Appliance: a}
			}
		}
	}
	for i := range v.Managers {
		if v.Managers[i].is(addr, port, name) {
			return Match{Role: Manager, Name: v.Managers[i].Name}
		}
	}
	for i := range v.Proxies {
		if v.Proxies[i].is(addr, port, "") {
			return Match{Role: Proxy, Name: v.Proxies[i].Name}
		}
	}
	return Match{}
}

// HasAppliances says whether any appliance was told.
func (v *Inventory) HasAppliances() bool { return v != nil && len(v.Appliances) > 0 }

// IsClient says whether addr is in the ranges told for clients; false where
// no range was told.
func (v *Inventory) IsClient(addr netip.Addr) bool {
	return v != nil && contains(v.Clients, addr)
}

func (h *Host) is(addr netip.Addr, port uint16, name string) bool {
	if len(h.Ports) > 0 && !slices.Contains(h.Ports, port) {
		return false
	}
	if contains(h.Addresses, addr) {
		return true
	}
	return name != "" && slices.Contains(h.Hosts, name)
}

func contains(prefixes []netip.Prefix, addr netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// Fold brings a host name to the form that an inventory compares: lower case,
// no trailing dot. It does not allocate where the name has that form already.
func Fold(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, "."))
}
