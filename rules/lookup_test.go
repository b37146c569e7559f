package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

var resolverAt = record.Endpoint{IP: netip.MustParseAddr("10.9.0.53"), Port: 53}

// asked is a lookup of client n; addresses make it an answered one.
func asked(n int, name string, outcome LookupOutcome, addresses ...string) *Lookup {
	l := &Lookup{
		Time: noon.Add(time.Duration(n) * time.Second), Client: netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}),
		Resolver: resolverAt, Name: name, Type: TypeA, Outcome: outcome,
	}
	for _, a := range addresses {
		l.Addresses = append(l.Addresses, netip.MustParseAddr(a))
	}
	return l
}

// resolve runs lookups and sessions through an engine in both languages.
func resolve(t *testing.T, inv *inventory.Inventory, lookups []*Lookup, sessions ...*record.Session) ([]record.Finding, []record.Diagnosis) {
	t.Helper()
	var found []record.Finding
	var diagnoses []record.Diagnosis
	for _, lang := range []text.Lang{text.Japanese, text.English} {
		e := New(inv, lang)
		for _, l := range lookups {
			e.Lookup(l)
		}
		for _, s := range sessions {
			e.Session(s)
		}
		found, diagnoses = e.Finish(record.Sensor{})
		for _, f := range found {
			checkFinding(t, f)
		}
	}
	return found, diagnoses
}

func portal(c *record.Certificate) { c.DNSNames = []string{"portal.corp.example"} }

func TestLookupsAreJudged(t *testing.T) {
	const edr = "edr.corp.example"
	ipv6 := asked(1, edr, LookupEmpty)
	ipv6.Type = TypeAAAA
	another := asked(1, edr, LookupTimeout)
	another.Resolver.IP = netip.MustParseAddr("10.9.0.54")
	byResolver := asked(1, edr, LookupNXDomain)
	byResolver.Client = resolverAt.IP
	blindHalf := []*record.Session{session(1, oneWaySession), session(2, oneWaySession)}
	for _, c := range []struct {
		name     string
		inv      *inventory.Inventory
		lookups  []*Lookup
		sessions []*record.Session
		want     string
	}{
		{"no such name", known(), []*Lookup{asked(1, edr, LookupNXDomain)}, nil, "dns-failure critical proof 1"},
		{"a name that is nobody's", known(), []*Lookup{asked(1, "www.example", LookupNXDomain)}, nil, ""},
		{"a resolver that answers others is silent", known(), []*Lookup{asked(1, edr, LookupTimeout), asked(2, "www.example", LookupAnswered, "192.0.2.1")}, nil, "dns-failure critical strong 1"},
		{"no resolver was ever heard", known(), []*Lookup{asked(1, edr, LookupTimeout)}, nil, "dns-failure low hint 1"},
		{"no resolver was ever heard, and the sensor is half blind", known(), []*Lookup{asked(1, edr, LookupTimeout)}, blindHalf, "capture-one-way high proof 2"},
		{"answered later", known(), []*Lookup{asked(1, edr, LookupServFail), asked(1, edr, LookupAnswered, "192.0.2.10")}, nil, ""},
		{"answered by another resolver", known(), []*Lookup{another, asked(1, edr, LookupAnswered, "192.0.2.10")}, nil, ""},
		{"no IPv6 address, as it should be", known(), []*Lookup{ipv6}, nil, ""},
		{"reached by the name all the same", known(), []*Lookup{asked(1, edr, LookupNXDomain)}, []*record.Session{session(1)}, ""},
		{"unanswered, and calls where others do by that name", known(), []*Lookup{asked(1, edr, LookupTimeout), asked(2, "www.example", LookupAnswered, "192.0.2.1")}, []*record.Session{session(2), session(1, sni(""), noTCP(record.ServerRST))}, "edr-unreachable critical proof 1"},
		{"unanswered, and calls where another's answer leads", known(), []*Lookup{asked(1, edr, LookupTimeout), asked(2, edr, LookupAnswered, "192.0.2.10")}, []*record.Session{session(1, noTCP(record.ServerRST))}, "edr-unreachable critical proof 1"},
		{"a resolver that asks for others", known(), []*Lookup{byResolver, asked(1, edr, LookupNXDomain)}, nil, "dns-failure critical proof 1"},
		{"without inventory, a name that others use", nil, []*Lookup{asked(1, edr, LookupRefused)}, []*record.Session{session(2)}, "dns-failure medium proof 1"},
		{"without inventory, a name that looks like an appliance's", nil, []*Lookup{asked(1, "symantec-edr01.corp.example", LookupRefused)}, nil, "dns-failure medium proof 1"},
		{"without inventory, a name that nobody uses", nil, []*Lookup{asked(1, "wpad.corp.example", LookupNXDomain), asked(1, "credredit.example", LookupNXDomain)}, []*record.Session{session(2)}, ""},

		{"the right address", known(), []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.10")}, nil, ""},
		{"the right one among others", known(), []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.99", "192.0.2.10")}, nil, ""},
		{"another address", known(), []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.99"), asked(2, edr, LookupAnswered, "192.0.2.99")}, nil, "dns-wrong-address critical proof 2"},
		{"an address of a family that was not told", known(), []*Lookup{asked(1, edr, LookupAnswered, "2001:db8::9")}, nil, ""},
		{"an answer that could not be read", known(), []*Lookup{asked(1, edr, LookupAnswered)}, nil, ""},
		{"two addresses, and served at the other one", nil, []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.99", "192.0.2.10")}, []*record.Session{session(1, noTCP(record.ServerRST), to("192.0.2.99")), session(1, later(1))}, "edr-unreachable low proof 1"},
		{"two addresses, and another client is served at the other one", nil, []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.99", "192.0.2.10")}, []*record.Session{session(1, noTCP(record.ServerRST), to("192.0.2.99")), session(2, later(1))}, "edr-unreachable high proof 1"},
		{"refused over IPv6, and the name is served over IPv4", nil, []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.10", "2001:db8::10")}, []*record.Session{session(1, noTCP(record.ServerRST), to("2001:db8::10"), from("2001:db8::1")), session(1)}, "edr-unreachable low proof 1"},
		{"more are refused over IPv6 than are served over IPv4", nil, []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.10", "2001:db8::10")}, []*record.Session{session(1, noTCP(record.ServerRST), to("2001:db8::10"), from("2001:db8::1")), session(2, noTCP(record.ServerRST), to("2001:db8::10"), from("2001:db8::2")), session(1)}, "edr-unreachable high proof 2"},

		{"no name sent, and the certificate lacks the name looked up", known(), []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.10")}, []*record.Session{session(1, sni(""), withLeaf(portal), rejects(42, "bad_certificate"))}, "name-mismatch critical strong 1client-rejects-certificate critical proof 1"},
		{"no name sent, and the certificate holds the name looked up", known(), []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.10")}, []*record.Session{session(1, sni(""), rejects(42, "bad_certificate"))}, "client-rejects-certificate critical proof 1"},

		{"another address, and served there", known(), []*Lookup{asked(1, edr, LookupAnswered, "192.0.2.11")}, []*record.Session{session(1, func(s *record.Session) { s.Server = other })}, "dns-wrong-address low proof 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, _ := resolve(t, c.inv, c.lookups, c.sessions...)
			got := ""
			for _, f := range found {
				if f.Severity != record.Info {
					got += fmt.Sprint(f.Rule, " ", f.Severity, " ", f.Evidence, " ", f.ClientCount)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAClientThatCannotResolveIsFailingAndNotSilent(t *testing.T) {
	inv := known()
	inv.Managers = []inventory.Host{{Name: "sepm", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.11/32")}}}
	found, diagnoses := resolve(t, inv, []*Lookup{asked(1, "edr.corp.example", LookupNXDomain)},
		session(1, sni(""), func(s *record.Session) { s.Server = other }))
	if len(of(found, "silent-client")) > 0 {
		t.Error("it asked for the appliance, so its policy names one")
	}
	if len(diagnoses) == 0 || diagnoses[0].State != "failing" || diagnoses[0].Appliance != "edr.corp.example" {
		t.Errorf("%+v", diagnoses)
	}
}

func TestLookupsAreBounded(t *testing.T) {
	e := New(nil, text.English)
	for n := range maxLookups + 5 {
		e.Lookup(asked(n&0xffff, fmt.Sprintf("n%d.example", n), LookupNXDomain))
	}
	if len(e.context.lookups.known) != maxLookups || e.Limits()["dns_names"] != 5 {
		t.Errorf("%d kept, limits %v", len(e.context.lookups.known), e.Limits())
	}
}

// Lookups come from another goroutine than sessions; the race detector checks
// that they share nothing.
func TestLookupsAndSessionsAtTheSameTime(t *testing.T) {
	e := New(known(), text.English)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range 200 {
			e.Lookup(asked(n, "edr.corp.example", LookupNXDomain))
		}
	}()
	for n := range 200 {
		e.Session(session(n+1000, noTCP(record.TimedOut)))
	}
	<-done
	found, _ := e.Finish(record.Sensor{})
	if f := only(t, found, "dns-failure"); f.ClientCount != 200 {
		t.Errorf("%d clients", f.ClientCount)
	}
}

func TestOrderOfLookupsDoesNotMatter(t *testing.T) {
	lookups := []*Lookup{
		asked(1, "edr.corp.example", LookupNXDomain), asked(2, "edr.corp.example", LookupTimeout),
		asked(3, "edr.corp.example", LookupAnswered, "192.0.2.77", "192.0.2.78"), asked(4, "edr.corp.example", LookupAnswered, "192.0.2.78", "192.0.2.77"),
	}
	one, _ := resolve(t, known(), lookups)
	slices.Reverse(lookups)
	two, _ := resolve(t, known(), lookups)
	if fmt.Sprint(one) != fmt.Sprint(two) || len(one) != 2 {
		t.Errorf("%v\n%v", one, two)
	}
}
