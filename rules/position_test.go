package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// tell alters what the operator told.
type tell func(*inventory.Inventory)

func sensor(p inventory.Position) tell { return func(v *inventory.Inventory) { v.Sensor = p } }

// gateway is a proxy of the inventory.
func gateway(addr string, terminating, designed bool) tell {
	return func(v *inventory.Inventory) {
		v.Proxies = append(v.Proxies, inventory.ProxyHost{
			Host:        inventory.Host{Name: "gateway " + addr, Addresses: []netip.Prefix{netip.MustParsePrefix(addr + "/32")}},
			Terminating: &terminating, Designed: &designed,
		})
	}
}

func certificate(sha string) tell {
	return func(v *inventory.Inventory) { v.Appliances[0].CertSHA256 = []string{strings.Repeat(sha, 32)} }
}

const (
	connectAddr = "192.0.2.99" // of the proxy in connect
	otherProxy  = "192.0.2.98"
)

// TestWhereTheSensorStandsAndWhatWasDesigned states what the operator told, and
// expects of one rule severity, strength and what is to be changed.
func TestWhereTheSensorStandsAndWhatWasDesigned(t *testing.T) {
	fleet := func(odd ...change) []*record.Session {
		var list []*record.Session
		for n := range 4 {
			list = append(list, session(n+1, offers([]string{tls12}, windows10), groups("x25519", "secp256r1")))
		}
		return append(list, session(9, append(odd, offers([]string{tls12}, []string{gcm, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"}))...))
	}
	tunnel := list(session(1, connect(200), branch()), session(2, connect(200), branch()))
	refused := list(session(1, connect(200), branch(), rejects(48, "unknown_ca")), session(2, connect(200), branch(), rejects(48, "unknown_ca")))
	dropped := list(session(1, noTCP(record.TimedOut)))
	for _, c := range []struct {
		name     string
		rule     string
		told     []tell
		sessions []*record.Session
		want     string
	}{
		{"a strange certificate", "interception", []tell{certificate("77")}, list(session(1)), "medium proof exempt"},
		{"a strange certificate on the server's side", "interception", []tell{certificate("77"), sensor(inventory.ServerSide)}, list(session(1)), "medium strong exempt"},
		{"in a tunnel, wherever the sensor stands", "interception", []tell{certificate("77"), sensor(inventory.ServerSide)}, tunnel, "medium proof exempt"},
		{"a proxy that is told to end TLS", "interception", []tell{gateway(connectAddr, true, false)}, tunnel, "medium strong exempt"},
		{"a proxy that is told to end TLS, and exempts", "interception", []tell{gateway(connectAddr, true, false)}, append(tunnel, session(3, branch())), ""},
		{"a proxy that is told to tunnel", "interception", []tell{gateway(connectAddr, false, false)}, tunnel, ""},
		{"a proxy that ends TLS as designed", "interception", []tell{gateway(connectAddr, true, true)}, tunnel, "info strong "},
		{"a proxy that ends TLS as designed, and clients refuse", "interception", []tell{gateway(connectAddr, true, true)}, refused, "critical strong exempt"},

		{"a strange hello", "proxied-hello", nil, fleet(), "info hint "},
		{"a strange hello on the clients' side", "proxied-hello", []tell{sensor(inventory.ClientSide)}, fleet(), ""},
		{"a told proxy's hello", "proxied-hello", []tell{gateway(otherProxy, true, true), sensor(inventory.ServerSide)}, fleet(from(otherProxy)), "info strong "},

		{"no answer", "edr-unreachable", nil, dropped, "critical strong open-path"},
		{"no answer, past the designed proxy", "edr-unreachable", []tell{gateway(otherProxy, false, true)}, dropped, "critical strong use-proxy"},
		{"no answer, and the proxy is not designed", "edr-unreachable", []tell{gateway(otherProxy, false, false)}, dropped, "critical strong open-path"},
		{"no answer to the proxy itself", "edr-unreachable", []tell{gateway("10.0.0.1", false, true)}, dropped, "critical strong open-path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv := known()
			for _, tell := range c.told {
				tell(inv)
			}
			got := ""
			list, diagnoses := finish(t, inv, nil, record.Sensor{}, c.sessions...)
			for _, f := range of(list, c.rule) {
				kind := "" // of a finding that only informs, nothing is said
				for _, d := range diagnoses {
					for _, cause := range d.Causes {
						if cause.Rule == c.rule && cause.Remedy != nil {
							kind = cause.Remedy.Kind
						}
					}
				}
				got += fmt.Sprint(f.Severity, " ", f.Evidence, " ", kind)
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestThePathIsComparedWithTheDesignedOne: which way clients go is told beside
// which way they are meant to.
func TestThePathIsComparedWithTheDesignedOne(t *testing.T) {
	for name, c := range map[string]struct {
		told    []tell
		session *record.Session
		want    string // detail "designed" of each finding
	}{
		"nothing is designed":               {nil, session(1, connect(200)), "<nil>;"},
		"through the designed proxy":        {[]tell{gateway(connectAddr, false, true)}, session(1, connect(200)), "true;"},
		"through another one":               {[]tell{gateway(otherProxy, false, true)}, session(1, connect(200)), "false;"},
		"directly":                          {[]tell{gateway(connectAddr, false, true)}, session(1), "false;"},
		"directly, and nothing is designed": {nil, session(1), ""},
		"the designed proxy itself":         {[]tell{gateway("10.0.0.1", false, true)}, session(1), "true;"},
		"on the server's side, directly":    {[]tell{gateway(connectAddr, false, true), sensor(inventory.ServerSide)}, session(1), ""},
	} {
		inv := known()
		for _, tell := range c.told {
			tell(inv)
		}
		got := ""
		for _, f := range of(findings(t, inv, c.session), "proxy-in-path") {
			got += fmt.Sprint(f.Detail["designed"], ";")
			if steps := f.Remedy; f.Detail["designed"] == false && !slices.ContainsFunc(steps, func(s string) bool { return strings.Contains(s, "SEPM") }) {
				t.Errorf("%s: %v", name, steps)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
