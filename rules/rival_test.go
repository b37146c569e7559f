package rules

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// branch is the leaf of a gateway that no list of products knows, copied from
// the server's own as far as edit leaves it so.
func branch(edit ...func(*record.Certificate)) change {
	return another("ee", append([]func(*record.Certificate){func(c *record.Certificate) {
		c.Issuer = "CN=Branch Issuing CA 7,O=Corp"
		c.NotAfter = c.NotAfter.AddDate(0, 0, -1)
	}}, edit...)...)
}

func fresh(c *record.Certificate) { c.NotBefore = noon.AddDate(0, 0, -2) }

func exact(c *record.Certificate) { c.NotAfter = leaf().NotAfter }

func ofKey(kind string) func(*record.Certificate) {
	return func(c *record.Certificate) { c.Key = kind }
}

// fingerprints gives a session its ClientHello and ServerHello.
func fingerprints(ja3, ja3s string) change {
	return func(s *record.Session) { s.TLS.JA3, s.TLS.JA3S = ja3, ja3s }
}

// floor puts a client into the network of a floor.
func floor(n byte, client byte) change {
	return func(s *record.Session) {
		s.Client.IP = netip.AddrFrom4([4]byte{10, 0, n, client})
	}
}

// floors gives sessions of two clients on each of two floors, in turn: the one
// floor is shown the server's own certificate, the other is changed.
func floors(own []change, foreign ...change) []*record.Session {
	var list []*record.Session
	for n := range 8 {
		at, changes := byte(1), own
		if n%2 == 1 {
			at, changes = 2, foreign
		}
		list = append(list, session(n, append([]change{floor(at, byte(1+n/2%2))}, changes...)...))
	}
	return list
}

func TestTwoCertificatesSideBySide(t *testing.T) {
	plain := []change{}
	stack := func(ja3s string) []change { return []change{fingerprints("hello", ja3s)} }
	for _, c := range []struct {
		name     string
		sessions []*record.Session
		want     string // of interception
		several  bool   // multiple-certificates speaks
	}{
		{"hosts of one issuer", floors(plain, another("cd")), "", true},
		{"an RSA and an ECDSA key of one issuer", floors(plain, another("cd", ofKey("ECDSA P-256"))), "", false},
		{"an RSA and an ECDSA key of two issuers, by the offer", floors(plain, branch(fresh, ofKey("ECDSA P-256"))), "", false},
		{"two issuers, each floor its own", floors(plain, branch()), "info hint", true},
		{"a client goes back and forth", floors(plain, branch(fresh), floor(1, 1)), "", true},
		{"one floor alone, and made yesterday", floors(plain, branch(fresh)), "medium strong", false},
		{"one floor alone, and another stack", floors(stack("one"), append(stack("two"), branch())...), "medium strong", false},
		{"one floor alone, and the same stack", floors(stack("one"), append(stack("one"), branch())...), "info hint", true},
		{"a copy to the second", floors(plain, branch(exact)), "medium strong", false},
		{"a copy that is refused", floors(plain, branch(exact), rejects(48, "unknown_ca")), "high strong", false},
		{"a self-signed host", floors([]change{withLeaf(self)}, branch()), "info hint", true},
		{"one after the other", append(floors(plain), floors([]change{branch(exact), later(5)}, branch(exact), later(5))...), "", false},
		{"one client goes over to it once", append(floors(plain, branch(exact)), session(7, floor(1, 3)), session(7, floor(1, 4)), session(9, floor(1, 1), branch(exact))), "medium strong", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := findings(t, nil, c.sessions...)
			got := ""
			for _, f := range of(found, "interception") {
				got = string(f.Severity) + " " + string(f.Evidence)
				if f.Evidence == record.Strong && !slices.Contains(f.Clients, "10.0.2.1") {
					t.Errorf("shown to %v", f.Clients)
				}
			}
			if got != c.want || len(of(found, "multiple-certificates")) > 0 != c.several {
				t.Errorf("interception %q, want %q; several certificates: %v", got, c.want, serious(found))
			}
		})
	}
}

// TestADeviceOfNoListIsSeenOnBothSides: behind each connection of a client comes
// one of the device itself, which is shown the server's own certificate.
func TestADeviceOfNoListIsSeenOnBothSides(t *testing.T) {
	both := func(lag time.Duration, ja3 string) []*record.Session {
		var list []*record.Session
		for n := range 4 {
			list = append(list, session(n*20, branch(), floor(1, byte(n)), fingerprints("windows", "s")))
			list = append(list, session(n*20, floor(1, 99), fingerprints(ja3, "s"), func(s *record.Session) {
				s.Start, s.End = s.Start.Add(lag), s.End.Add(lag)
			}))
		}
		return list
	}
	for name, c := range map[string]struct {
		at       inventory.Position
		sessions []*record.Session
		want     string
	}{
		"right behind, with another hello": {"", both(100*time.Millisecond, "openssl"), "medium strong"},
		"on both sides":                    {inventory.BothSides, both(100*time.Millisecond, "openssl"), "medium proof"},
		"on one side, where it cannot be":  {inventory.ClientSide, both(100*time.Millisecond, "openssl"), "info hint"},
		"right behind, with the same":      {"", both(100*time.Millisecond, "windows"), "info hint"},
		"much later":                       {"", both(9*time.Second, "openssl"), "info hint"},
		"before":                           {"", both(-time.Second, "openssl"), "info hint"},
	} {
		f := only(t, findings(t, &inventory.Inventory{Sensor: c.at}, c.sessions...), "interception")
		if got := string(f.Severity) + " " + string(f.Evidence); got != c.want {
			t.Errorf("%s: %s, want %s: %v", name, got, c.want, f.Detail["signs"])
		}
		if f.Evidence != record.Hint && slices.Contains(f.Clients, "10.0.1.99") {
			t.Errorf("%s: the device is among its clients: %v", name, f.Clients)
		}
	}
}

// TestATunnelIsComparedWithTheServerItself: what a proxy's clients are shown is
// not what others are.
func TestATunnelIsComparedWithTheServerItself(t *testing.T) {
	tunnelled := func(changes ...change) []*record.Session {
		var list []*record.Session
		for n := range 4 {
			list = append(list, session(n), session(n, append([]change{floor(3, byte(n)), connect(200)}, changes...)...))
		}
		return list
	}
	for name, c := range map[string]struct {
		sessions []*record.Session
		want     string
	}{
		"the same":                     {tunnelled(), ""},
		"another of the same issuer":   {tunnelled(another("cd")), ""},
		"another issuer":               {tunnelled(branch()), "info hint"},
		"another issuer, of yesterday": {tunnelled(branch(fresh)), "medium strong"},
	} {
		found := findings(t, nil, c.sessions...)
		got := ""
		for _, f := range of(found, "interception") {
			got = string(f.Severity) + " " + string(f.Evidence)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestAnIssuerBesideDifferentOnesIsADevice: one authority stands in for servers
// of different authorities.
func TestAnIssuerBesideDifferentOnesIsADevice(t *testing.T) {
	elsewhere := func(s *record.Session) {
		s.Server, s.TLS.SNI = other, "www.partner.example"
		c := &s.TLS.Certificates[0]
		c.DNSNames, c.Subject = []string{"www.partner.example"}, "CN=www.partner.example"
	}
	partner := withLeaf(func(c *record.Certificate) { c.Issuer, c.SHA256 = "CN=Public CA", "77" })
	sessions := floors(nil, branch())
	if f := only(t, findings(t, nil, sessions...), "interception"); f.Evidence != record.Hint {
		t.Errorf("%+v", f)
	}
	sessions = append(sessions, floors([]change{elsewhere, partner}, elsewhere, branch(func(c *record.Certificate) { c.SHA256 = "88" }))...)
	found := of(findings(t, nil, sessions...), "interception")
	if len(found) != 2 || found[0].Evidence != record.Strong || found[1].Evidence != record.Strong {
		t.Fatalf("%+v", found)
	}
	for _, f := range found {
		for _, client := range f.Clients {
			if client[:7] != "10.0.2." {
				t.Errorf("%s is shown the server's own", client)
			}
		}
	}
}

// TestAnInterceptedSessionIsNotAlsoANameMismatch: what a device's certificate
// lacks follows from the device.
func TestAnInterceptedSessionIsNotAlsoANameMismatch(t *testing.T) {
	wrong := branch(fresh, func(c *record.Certificate) { c.DNSNames = []string{"gateway.corp.example"} })
	_, diagnoses := finish(t, known(), nil, record.Sensor{}, floors(nil, wrong, rejects(42, "bad_certificate"))...)
	failing := 0
	for _, d := range diagnoses {
		if d.State != "failing" || d.Subject != "client" {
			continue
		}
		failing++
		if d.Causes[0].Rule != "interception" || len(d.Causes) != 1 ||
			!slices.Equal(d.Causes[0].Follows, []string{"name-mismatch", "client-rejects-certificate"}) {
			t.Errorf("%+v", d.Causes)
		}
	}
	if failing != 2 {
		t.Errorf("%d clients fail", failing)
	}
}
