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
	Edition    string      // "virtual", "physical" or "" where it was not told
	Version    string      // as the product writes it, for example "4.6.0"
	Limit      uint64      // events per second; 0 where it was not told
	CertSHA256 []string    // SHA-256 of its true certificates' DER bytes, lower-case hex
	CAs        []Authority // that issue its certificates; empty where none was told
	Suites     []string    // IANA names of the cipher suites that it accepts; empty where they were not told
	CertFiles  []string    // files with its true certificates, for whoever reads files to add to CertSHA256
	CAFiles    []string    // files with its authorities, to be added to CAs

	Calibration *rate.Calibration // of its events' size; nil where it was not told
}

// Authority is a certificate authority.
type Authority struct {
	Subject string // as session records write it
	SHA256  string // of its certificate, lower-case hex
}

// ProxyHost is an HTTP proxy, or a gateway that intercepts.
type ProxyHost struct {
	Host
	Terminating *bool // it ends TLS and shows certificates of its own; nil where it was not told
	Designed    *bool // clients are meant to reach the appliances through it; nil where it was not told
}

// ClientHost is one client of the list of clients.
type ClientHost struct {
	Host     string
	Address  netip.Addr
	OS       string
	Group    string // in the manager
	Location string // in the manager
}

// Position is where the sensor stands, seen from a proxy or gateway in the path.
type Position string

// The positions.
const (
	ClientSide Position = "client"
	ServerSide Position = "server"
	BothSides  Position = "both"
)

// Inventory is everything the operator told. The zero value is an inventory
// that knows nothing.
type Inventory struct {
	Appliances   []ApplianceHost
	Managers     []Host
	Proxies      []ProxyHost
	Clients      []netip.Prefix
	ClientsCSV   string        // file of the list of clients, for whoever reads files to call SetClients
	Heartbeat    uint64        // seconds between a client's calls at its manager; 0 where it was not told
	Sensor       Position      // "" where it was not told
	Suppressions []Suppression // in the order of the file

	listed map[netip.Addr]*ClientHost
}

// SetClients gives the inventory its list of clients. Of several lines with one
// address the last holds.
func (v *Inventory) SetClients(list []ClientHost) {
	v.listed = make(map[netip.Addr]*ClientHost, len(list))
	for i := range list {
		v.listed[list[i].Address] = &list[i]
	}
}

// Client gives what the list of clients says of an address; nil where it says
// nothing.
func (v *Inventory) Client(addr netip.Addr) *ClientHost {
	if v == nil {
		return nil
	}
	return v.listed[addr]
}

// Listed gives the list of clients by address.
func (v *Inventory) Listed() []*ClientHost {
	list := make([]*ClientHost, 0, len(v.listed))
	for _, c := range v.listed {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *ClientHost) int { return a.Address.Compare(b.Address) })
	return list
}

// Match is an inventory's answer about one server.
type Match struct {
	Role      Role
	Name      string         // the operator's name of it; "" where Role is Unknown
	Appliance *ApplianceHost // set where Role is Appliance
	Proxy     *ProxyHost     // set where Role is Proxy
}

// Server says what the server at addr and port is. name is the name that the
// client used for it (server_name, or the host of a CONNECT), "" where it used
// none: a name decides where no address was told, because one address can
// stand for several servers behind a proxy.
func (v *Inventory) Server(addr netip.Addr, port uint16, name string) Match {
	if v == nil || len(v.Appliances)+len(v.Managers)+len(v.Proxies) == 0 {
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
			return Match{Role: Proxy, Name: v.Proxies[i].Name, Proxy: &v.Proxies[i]}
		}
	}
	return Match{}
}

// Designed gives the proxies through which clients are meant to reach appliances.
func (v *Inventory) Designed() []*ProxyHost {
	if v == nil {
		return nil
	}
	var list []*ProxyHost
	for i := range v.Proxies {
		if p := &v.Proxies[i]; p.Designed != nil && *p.Designed {
			list = append(list, p)
		}
	}
	return list
}

// Terminates says whether it was told that the proxy ends TLS.
func (p *ProxyHost) Terminates() bool { return p != nil && p.Terminating != nil && *p.Terminating }

// IsDesigned says whether it was told that clients are meant to go through the
// proxy.
func (p *ProxyHost) IsDesigned() bool { return p != nil && p.Designed != nil && *p.Designed }

// HasAppliances says whether any appliance was told.
func (v *Inventory) HasAppliances() bool { return v != nil && len(v.Appliances) > 0 }

// HasClients says whether it was told which addresses are clients.
func (v *Inventory) HasClients() bool { return v != nil && len(v.Clients)+len(v.listed) > 0 }

// IsClient says whether addr is in the ranges or the list told for clients;
// false where none was told.
func (v *Inventory) IsClient(addr netip.Addr) bool {
	return v != nil && (contains(v.Clients, addr) || v.listed[addr] != nil)
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
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// Fold brings a host name to the form that an inventory compares: lower case,
// no trailing dot. It does not allocate where the name has that form already.
func Fold(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, "."))
}
