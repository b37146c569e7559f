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
				sessions = append(sessions, sepm(n, sni("sepm")), sepm(n, sni("sepm"), later(20)))
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
