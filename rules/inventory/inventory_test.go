package inventory

import (
	"encoding/pem"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var compareAddresses = cmpopts.EquateComparable(netip.Prefix{}, netip.Addr{})

func TestParseHostTakesTheFormsOfAFlag(t *testing.T) {
	one := func(s string) []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix(s)} }
	for in, want := range map[string]Host{
		"10.20.3.10":                      {Name: "10.20.3.10", Addresses: one("10.20.3.10/32")},
		"10.20.3.10:8443":                 {Name: "10.20.3.10", Addresses: one("10.20.3.10/32"), Ports: []uint16{8443}},
		"10.20.3.0/24":                    {Name: "10.20.3.0/24", Addresses: one("10.20.3.0/24")},
		"EDR.corp.example.":               {Name: "EDR.corp.example.", Hosts: []string{"edr.corp.example"}},
		"edr.corp.example:443":            {Name: "edr.corp.example", Hosts: []string{"edr.corp.example"}, Ports: []uint16{443}},
		"edr.corp.example=10.20.3.10":     {Name: "edr.corp.example", Hosts: []string{"edr.corp.example"}, Addresses: one("10.20.3.10/32")},
		"edr.corp.example=10.20.3.10:443": {Name: "edr.corp.example", Hosts: []string{"edr.corp.example"}, Addresses: one("10.20.3.10/32"), Ports: []uint16{443}},
		"2001:db8::1":                     {Name: "2001:db8::1", Addresses: one("2001:db8::1/128")},
		"[2001:db8::1]:443":               {Name: "2001:db8::1", Addresses: one("2001:db8::1/128"), Ports: []uint16{443}},
		"edr=[2001:db8::1]:443":           {Name: "edr", Hosts: []string{"edr"}, Addresses: one("2001:db8::1/128"), Ports: []uint16{443}},
		"::ffff:10.0.0.1":                 {Name: "::ffff:10.0.0.1", Addresses: one("10.0.0.1/32")},
	} {
		got, err := ParseHost(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if diff := cmp.Diff(want, got, compareAddresses); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestParseHostRefusesWhatIsNoServer(t *testing.T) {
	for _, in := range []string{"", "=", "edr=", "=10.0.0.1", "10.0.0", "10.0.0.256", "edr:0", "edr:70000", "edr:x", "a b", "edr=name", "[::1", "[::1]x", "300.1.1.1/8"} {
		if h, err := ParseHost(in); err == nil {
			t.Errorf("%q: taken for %+v", in, h)
		}
	}
}

func FuzzParseHost(f *testing.F) {
	f.Add("edr.corp.example=[2001:db8::1]:443")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHost(s)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("an error of two lines: %q", err)
			}
			return
		}
		if h.Name == "" || len(h.Hosts)+len(h.Addresses) == 0 {
			t.Fatalf("%q: nothing to match in %+v", s, h)
		}
	})
}

var zeros = strings.Repeat("00", 30)

var whole = `
appliances:
  - name: head office
    hosts: [EDR.corp.example]
    addresses: [10.20.3.10, "2001:db8::/64"]
    ports: [443]
    edition: virtual
    version: 4.6.0
    limit: 400
    certificate_sha256: ["AB:CD:` + zeros + `"]
    accepted_suites: [TLS_AES_128_GCM_SHA256]
    ca_files: [corp.pem]
managers:
  - hosts: [sepm.corp.example]
proxies:
  - addresses: [10.20.2.2]
    terminating: true
    designed: false
sensor: client
clients_csv: clients.csv
suppressions:
  - rule: name-mismatch
    clients: [10.20.1.7]
    server: "*.corp.example"
    issuer: corp
    until: 2026-12-31
    reason: known until the new certificate is there
clients: [10.20.1.0/24]
heartbeat_seconds: 300
`

func TestParseYAML(t *testing.T) {
	v, err := ParseYAML([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	got := v.Server(netip.MustParseAddr("10.20.3.10"), 443, "")
	if got.Role != Appliance || got.Name != "head office" || got.Appliance.Limit != 400 || !strings.HasPrefix(got.Appliance.CertSHA256[0], "abcd") {
		t.Errorf("appliance by address: %+v", got)
	}
	for _, c := range []struct {
		addr string
		port uint16
		name string
		want Role
	}{
		{"10.20.3.10", 8443, "", Unknown},
		{"192.0.2.1", 443, "edr.corp.example.", Appliance},
		{"2001:db8::5", 443, "", Appliance},
		{"192.0.2.2", 8014, "SEPM.corp.example", Manager},
		{"10.20.2.2", 3128, "edr.other.example", Proxy},
		{"192.0.2.9", 443, "", Unknown},
	} {
		if got := v.Server(netip.MustParseAddr(c.addr), c.port, c.name); got.Role != c.want {
			t.Errorf("%s %d %q: %v, want %v", c.addr, c.port, c.name, got.Role, c.want)
		}
	}
	if p := v.Proxies[0]; p.Terminating == nil || !*p.Terminating || p.Designed == nil || *p.Designed || v.Sensor != ClientSide {
		t.Errorf("proxy %+v, sensor %q", p, v.Sensor)
	}
	if a := v.Appliances[0]; len(a.Suites) != 1 || len(a.CAFiles) != 1 || v.ClientsCSV != "clients.csv" || len(v.Suppressions) != 1 {
		t.Errorf("%+v", v)
	}
	if !v.IsClient(netip.MustParseAddr("10.20.1.7")) || v.IsClient(netip.MustParseAddr("10.20.3.7")) {
		t.Error("client ranges")
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	v, err := ParseYAML([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	written, err := v.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseYAML(written)
	if err != nil || !reflect.DeepEqual(v, again) {
		t.Errorf("%v: %+v\nbecame\n%+v\nin\n%s", err, v, again, written)
	}
	if empty, err := new(Inventory).YAML(); err != nil || string(empty) != "{}\n" {
		t.Errorf("nothing is written as %q, %v", empty, err)
	}
}

func TestParseYAMLNamesTheLineOfAnError(t *testing.T) {
	for text, want := range map[string]string{
		"appliances:\n  - hosts: [a]\n    colour: red\n":       `line 3, column 5: unknown key "colour"`,
		"appliances:\n  - hosts: a":                            "line 2, column 12: a list is expected",
		"clients: [10.0.0.0/8]\nclients: []":                   `line 2, column 1: "clients" stands twice`,
		"appliances:\n  - hosts: [a]\n    ports: [https]":      `line 3, column 13: "https" is not a number`,
		"proxies:\n  - hosts: [p]\n    terminating: sometimes": "line 3, column 18",
		"sensor: above": "line 1, column 9: sensor",
		"appliances:\n  - hosts: [a]\n    accepted_suites: [ECDHE-RSA]": "line 3, column 23",
		"suppressions:\n  - rule: name-mismatch":                        "no reason",
		"suppressions:\n  - reason: because":                            "suppress everything",
		"suppressions:\n  - {rule: a, reason: b, until: soon}":          "line 2, column 33: until",
		"- a list":                                      "line 1, column 1: keys with values",
		"heartbeat_seconds: 1\nclients: 7: 8":           "line 2",
		"appliances:\n  - name: x\n":                    "appliance 1",
		"appliances:\n  - hosts: [a]\n    edition: big": "edition",
		"clients: [10.0.0.0/99]":                        "10.0.0.0/99",
		"managers:\n  - addresses: [nonsense]":          "manager 1",
	} {
		_, err := ParseYAML([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want a line with %q", text, err, want)
		}
	}
	if v, err := ParseYAML(nil); err != nil || v.HasAppliances() {
		t.Errorf("an empty file: %+v, %v", v, err)
	}
}

func FuzzParseYAML(f *testing.F) {
	f.Add([]byte(whole))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := ParseYAML(data)
		if (err == nil) != (v != nil) {
			t.Fatalf("inventory %v with error %v", v, err)
		}
	})
}

func TestCertificateSHA256(t *testing.T) {
	der := []byte{0x30, 0x03, 0x02, 0x01, 0x05}
	fromDER, err := CertificateSHA256(der)
	if err != nil {
		t.Fatal(err)
	}
	fromPEM, err := CertificateSHA256(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if err != nil || fromPEM != fromDER || len(fromPEM) != 64 {
		t.Errorf("PEM %q, DER %q, %v", fromPEM, fromDER, err)
	}
	for _, bad := range [][]byte{nil, []byte("hello"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})} {
		if _, err := CertificateSHA256(bad); err == nil {
			t.Errorf("%q is taken for a certificate", bad)
		}
	}
}

func TestAnInventoryThatKnowsNothing(t *testing.T) {
	var v *Inventory
	if v.Server(netip.MustParseAddr("10.0.0.1"), 443, "x").Role != Unknown || v.HasAppliances() || v.IsClient(netip.Addr{}) {
		t.Error("nil knows something")
	}
}

func TestServerOfTheAddressComesBeforeServerOfTheName(t *testing.T) {
	v := &Inventory{
		Appliances: []ApplianceHost{
			{Host: Host{Name: "first", Hosts: []string{"edr1.corp.example"}, Addresses: []netip.Prefix{netip.MustParsePrefix("10.9.9.9/32")}}},
			{Host: Host{Name: "second", Hosts: []string{"edr2.corp.example"}, Addresses: []netip.Prefix{netip.MustParsePrefix("10.9.9.10/32")}}},
		},
		Proxies: []ProxyHost{{Host: Host{Name: "gateway", Addresses: []netip.Prefix{netip.MustParsePrefix("10.2.2.2/32")}}}},
	}
	for _, test := range []struct{ address, name, want string }{
		{"10.9.9.10", "edr1.corp.example", "second"},
		{"10.9.9.9", "edr1.corp.example", "first"},
		{"10.2.2.2", "edr2.corp.example", "second"}, // through a proxy
		{"10.2.2.2", "", "gateway"},
		{"10.9.9.11", "other.corp.example", ""},
	} {
		if got := v.Server(netip.MustParseAddr(test.address), 443, test.name).Name; got != test.want {
			t.Errorf("%s called %q is %q, want %q", test.address, test.name, got, test.want)
		}
	}
}

func TestSuppressionsCoverWhatTheySay(t *testing.T) {
	v, err := ParseYAML([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	s := &v.Suppressions[0]
	names, issuers := []string{"10.20.3.10", "EDR.corp.example."}, []string{"CN=Corp Issuing CA"}
	during := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	for name, c := range map[string]struct {
		rule           string
		names, issuers []string
		last           time.Time
		want           bool
	}{
		"all fits":       {"name-mismatch", names, issuers, during, true},
		"another rule":   {"san-missing", names, issuers, during, false},
		"another server": {"name-mismatch", []string{"edr.other.example"}, issuers, during, false},
		"another issuer": {"name-mismatch", names, []string{"CN=Elsewhere"}, during, false},
		"over":           {"name-mismatch", names, issuers, during.Add(time.Second), false},
	} {
		if got := s.Covers(c.rule, c.names, c.issuers, c.last); got != c.want {
			t.Errorf("%s: covered %v", name, got)
		}
	}
	if !s.Client(netip.MustParseAddr("10.20.1.7")) || s.Client(netip.MustParseAddr("10.20.1.8")) || !(&Suppression{}).Client(netip.Addr{}) {
		t.Error("clients")
	}
}

func TestTheListOfClients(t *testing.T) {
	v := &Inventory{}
	a := netip.MustParseAddr("10.1.2.3")
	if v.HasClients() || v.Client(a) != nil {
		t.Error("an empty list knows somebody")
	}
	v.SetClients([]ClientHost{{Host: "old", Address: a}, {Host: "pc7", Address: a, Group: "sales"}})
	if !v.HasClients() || !v.IsClient(a) || v.Client(a).Host != "pc7" || len(v.Listed()) != 1 {
		t.Errorf("%+v", v.Listed())
	}
}
