package rules

import (
	"fmt"
	"net/netip"
	"testing"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// listedFleet are four clients: two in sales, two in stores; pc9 stands in the
// list twice, in the office and at home.
func listedFleet() []inventory.ClientHost {
	list := []inventory.ClientHost{
		{Host: "pc1", Group: "sales", Location: "office"},
		{Host: "pc2", Group: "sales", Location: "office"},
		{Host: "pc3", Group: "stores", Location: "home"},
		{Host: "pc4", Group: "stores", Location: "home"},
	}
	for i := range list {
		list[i].Address = netip.MustParseAddr(fmt.Sprintf("10.0.0.%d", i+1))
	}
	return list
}

// TestSilenceIsSplitByScope states who calls at the appliance, and who at the
// manager alone, and expects the order of causes.
func TestSilenceIsSplitByScope(t *testing.T) {
	roaming := append(listedFleet(), inventory.ClientHost{Host: "pc1", Group: "sales", Location: "vpn", Address: netip.MustParseAddr("10.0.0.9")})
	for name, c := range map[string]struct {
		list            []inventory.ClientHost
		calling, silent []int
		scope           any
		causes          string
		change          string
	}{
		"nobody calls":         {nil, nil, []int{1, 2, 3}, "all", "[10 3 11 12]", "include-groups"},
		"one of many":          {nil, []int{1, 2}, []int{3}, "clients", "[3 12 11 10]", "update-policy"},
		"some, without a list": {nil, []int{1, 2}, []int{3, 4}, nil, "[3 10 11 12]", "include-groups"},
		"a whole group":        {listedFleet(), []int{1, 2}, []int{3, 4}, "groups", "[11 12 10 3]", "group-policy"},
		"one of a group":       {listedFleet(), []int{1, 2, 3}, []int{4}, "clients", "[3 12 11 10]", "update-policy"},
		"a host on the road":   {roaming, []int{1, 2}, []int{9}, "locations", "[12 11 3 10]", "location-policy"},
	} {
		t.Run(name, func(t *testing.T) {
			inv := known()
			inv.Managers = []inventory.Host{{Name: "sepm", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.11/32")}}}
			if c.list != nil {
				inv.SetClients(c.list)
			}
			var sessions []*record.Session
			for _, n := range c.calling {
				sessions = append(sessions, session(n))
			}
			for _, n := range c.silent {
				elsewhere := session(n, sni("www.example"), func(s *record.Session) { s.Server.IP = netip.MustParseAddr("192.0.2.80") })
				sessions = append(sessions, sepm(n, sni("sepm")), elsewhere, sepm(n, sni("sepm"), later(20)))
			}
			list, diagnoses := finish(t, inv, nil, record.Sensor{}, sessions...)
			f := only(t, list, "silent-client")
			if f.ClientCount != len(c.silent) || f.Detail["scope"] != c.scope || fmt.Sprint(f.Causes) != c.causes || f.Evidence != record.Strong {
				t.Errorf("%+v", f)
			}
			for _, d := range diagnoses {
				if d.State == "silent" && (d.Causes[0].Remedy.Kind != c.change || fmt.Sprint(d.Causes[0].Alike) != c.causes) {
					t.Errorf("%+v, %+v", d, d.Causes[0].Remedy)
				}
			}
		})
	}
}

// TestSilenceNeedsASensorThatWouldSeeACall states what the sensor sees, and
// expects how sure silence is.
func TestSilenceNeedsASensorThatWouldSeeACall(t *testing.T) {
	watched := func(n int) []*record.Session { return list(sepm(n, sni("sepm")), sepm(n, sni("sepm"), later(20))) }
	elsewhere := session(1, sni("www.example"), to("192.0.2.80"))
	yes := true
	serverSide := func(inv *inventory.Inventory) { inv.Sensor = inventory.ServerSide }
	designed := func(inv *inventory.Inventory) {
		inv.Proxies = []inventory.ProxyHost{{Host: inventory.Host{Name: "gateway", Addresses: []netip.Prefix{netip.MustParsePrefix("10.9.0.2/32")}}, Designed: &yes}}
	}
	for name, c := range map[string]struct {
		told     []func(*inventory.Inventory)
		sessions []*record.Session
		want     string // each finding's severity, evidence and count of clients
	}{
		"nothing but calls at the manager":             {nil, watched(1), "medium hint 1;"},
		"other traffic of the client":                  {nil, append(watched(1), elsewhere), "medium strong 1;"},
		"other traffic of another client alone":        {nil, append(watched(2), elsewhere), "medium hint 1;"},
		"another client at the appliance":              {nil, append(watched(1), session(2)), "medium strong 1;"},
		"two calls in a minute":                        {nil, list(sepm(1, sni("sepm")), sepm(1, sni("sepm"), later(1)), elsewhere), "medium hint 1;"},
		"one watched for long, and one called once":    {nil, append(watched(1), elsewhere, sepm(3, sni("sepm"))), "medium strong 1;medium hint 1;"},
		"on the appliance's side of a proxy":           {[]func(*inventory.Inventory){serverSide, designed}, append(watched(1), session(2)), "info hint 1;"},
		"on the clients' side of it":                   {[]func(*inventory.Inventory){designed}, append(watched(1), session(2)), "medium strong 1;"},
		"on the appliance's side, and no proxy at all": {[]func(*inventory.Inventory){serverSide}, append(watched(1), session(2)), "medium strong 1;"},
	} {
		inv := known()
		inv.Managers = []inventory.Host{{Name: "sepm", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.11/32")}}}
		for _, tell := range c.told {
			tell(inv)
		}
		got := ""
		for _, f := range of(findings(t, inv, c.sessions...), "silent-client") {
			got += fmt.Sprint(f.Severity, " ", f.Evidence, " ", f.ClientCount, ";")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
