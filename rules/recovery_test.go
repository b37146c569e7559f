package rules

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// TestWhatClientsGotOverWeighsLess states a trouble and what came after it, and
// expects severity and strength of one rule.
func TestWhatClientsGotOverWeighsLess(t *testing.T) {
	both := known(func(a *inventory.ApplianceHost) {
		a.Addresses = append(a.Addresses, netip.MustParsePrefix("2001:db8::10/128"))
	})
	ranges := known()
	ranges.Clients = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
	sixth := to("2001:db8::10")
	elsewhere := func(s *record.Session) { s.Proxy.Host, s.TLS.SNI = "www.example", "www.example" }
	left := list(session(1, from("172.16.0.9"), noData), session(1, from("172.16.0.9"), noData))
	for _, c := range []struct {
		name     string
		rule     string
		inv      *inventory.Inventory
		sessions []*record.Session
		want     string
	}{
		{"a proxy asks who is there", "proxy-auth-required", nil, list(session(1, connect(407))), "high proof"},
		{"and is told", "proxy-auth-required", nil, list(session(1, connect(407)), session(1, connect(200), later(1))), "info proof"},
		{"and is told for another server", "proxy-auth-required", nil, list(session(1, connect(407)), session(1, connect(200), elsewhere, later(1))), "high proof"},
		{"one of two clients tells", "proxy-auth-required", nil, list(session(1, connect(407)), session(2, connect(407)), session(1, connect(200), later(1))), "high proof"},
		{"served before, refused now", "proxy-refused", nil, list(session(1, connect(200)), session(1, connect(403), later(1))), "high proof"},
		{"a tunnel with words in clear", "proxy-refused", nil, list(session(1, connect(200), unfinished(record.StageClientHello, record.NotTLS))), "medium strong"},
		{"upstream is back", "proxy-upstream-failed", nil, list(session(1, connect(503)), session(1, connect(200), later(1))), "info proof"},

		{"no answer over IPv6", "edr-unreachable", both, list(session(1, noTCP(record.TimedOut), sixth)), "critical strong"},
		{"and served over IPv4", "edr-unreachable", both, list(session(1, noTCP(record.TimedOut), sixth), session(1)), "low strong"},
		{"while others are served over IPv4", "edr-unreachable", both, list(session(1, noTCP(record.TimedOut), sixth), session(2)), "critical strong"},
		{"port 80 refused, and served over TLS", "edr-unreachable", known(), list(session(1, noTCP(record.ServerRST), port(80)), session(1)), "low proof"},

		{"forbidden on the way", "edr-unreachable", known(), list(session(1, noTCP(record.TimedOut), icmp(3, 13))), "critical proof"},
		{"an error about the size of a packet", "edr-unreachable", known(), list(session(1, noTCP(record.TimedOut), icmp(3, 4))), "critical strong"},
		{"a manager's certificate without SAN", "san-missing", nil, list(session(1, port(8446), sni("sepm"), withLeaf(bare))), "info proof"},
		{"an appliance's", "san-missing", nil, list(session(1, withLeaf(bare))), "low proof"},

		{"expired by the sensor's clock", "certificate-expired", nil, list(session(9, withLeaf(justExpired))), "medium proof"},
		{"and not by the clocks of its clients", "certificate-expired", nil, append(fleetClocks(-2*time.Hour, 0), session(9, withLeaf(justExpired))), "info hint"},
		{"and by theirs as well", "certificate-expired", nil, append(fleetClocks(-10*time.Minute, 0), session(9, withLeaf(justExpired))), "medium proof"},

		{"leaves again and again", "silent-rejection", known(), left, "critical strong"},
		{"and uses a session whose ServerHello was lost", "silent-rejection", known(), append(left, session(1, from("172.16.0.9"), holed)), "info hint"},
		{"is none of the clients", "silent-rejection", ranges, left, "info hint"},
		{"one of the clients leaves as well", "silent-rejection", ranges, append(left, session(1, noData)), "critical strong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, f := range of(findings(t, c.inv, c.sessions...), c.rule) {
				got += fmt.Sprint(f.Severity, " ", f.Evidence)
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// holed is a session of which bytes of the handshake are not in the capture.
func holed(s *record.Session) {
	s.Outcome, s.TLS.Established, s.TLS.Version, s.TCP.MissingBytes[1] = record.Truncated, false, "", 1448
}

func justExpired(c *record.Certificate) { c.NotAfter = noon.Add(-time.Hour) }

func bare(c *record.Certificate) { c.HasSAN, c.DNSNames = false, nil }

// TestAChangeNamesThoseWhoRefuseTheNewCertificate: others have been told it.
func TestAChangeNamesThoseWhoRefuseTheNewCertificate(t *testing.T) {
	f := only(t, findings(t, known(), session(1), session(2), session(1, another("cd"), later(5)),
		session(2, another("cd"), rejects(48, "unknown_ca"), later(5))), "certificate-changed")
	if fmt.Sprint(f.Clients) != "[10.0.0.2]" || f.Severity != record.Critical || f.Evidence != record.Strong {
		t.Errorf("%+v", f)
	}
}

// TestAToldProxyIsSeenOnBothSides: what its clients are shown, and what it is
// shown itself.
func TestAToldProxyIsSeenOnBothSides(t *testing.T) {
	const proxy = "192.0.2.99"
	atProxy := []change{connect(200), branch(), fingerprints("windows", "s"), rejects(48, "unknown_ca")}
	for name, c := range map[string]struct {
		own  []change
		want string
	}{
		"with its own hello":        {[]change{fingerprints("openssl", "s")}, "critical proof"},
		"with its clients' hello":   {[]change{fingerprints("windows", "s")}, "critical strong"},
		"another certificate later": {[]change{fingerprints("openssl", "s"), later(30)}, ""},
	} {
		got := ""
		sessions := list(session(1, atProxy...), session(2, append([]change{from(proxy)}, c.own...)...), session(3, atProxy...))
		for _, f := range of(findings(t, known(), sessions...), "interception") {
			got = fmt.Sprint(f.Severity, " ", f.Evidence)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
