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

// remedyOf gives the change that the first client's diagnosis names for a rule.
func remedyOf(t *testing.T, inv *inventory.Inventory, rule string, sessions ...*record.Session) (record.Finding, *record.Remedy) {
	t.Helper()
	found, diagnoses := finish(t, inv, nil, record.Sensor{}, sessions...)
	f := only(t, found, rule)
	i := slices.IndexFunc(diagnoses[0].Causes, func(c record.DiagnosedCause) bool { return c.Rule == rule })
	if i < 0 {
		t.Fatalf("%s is no cause of %+v", rule, diagnoses[0])
	}
	return f, diagnoses[0].Causes[i].Remedy
}

// A name that leads to the manager is not mended by the manager's name in the
// policy of the appliance.
func TestANameThatLeadsToTheManager(t *testing.T) {
	inv := known()
	inv.Managers = []inventory.Host{{Name: "sepm", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.20/32")}}}
	named := withLeaf(func(c *record.Certificate) { c.DNSNames = []string{"sepm.corp.example"} })
	f, remedy := remedyOf(t, inv, "name-mismatch", session(1, to("192.0.2.20"), named, rejects(42, "bad_certificate")))
	if f.Detail["manager"] != "sepm" || f.Detail["enter"] != nil || remedy == nil || remedy.Kind != "dns-address" || !slices.Equal(remedy.Values, []string{"192.0.2.10"}) {
		t.Errorf("%+v, %+v", f, remedy)
	}
}

// Nobody is told to deliver a certificate of another issuer that was not compared
// with the appliance's.
func TestACertificateOfAnotherIssuerIsComparedFirst(t *testing.T) {
	elsewhere := func(c *record.Certificate) { c.Issuer = "CN=Gateway CA" }
	for name, c := range map[string]struct {
		inv  *inventory.Inventory
		edit []func(*record.Certificate)
		want string
	}{
		"the same issuer":                   {known(), nil, "deliver-certificate"},
		"another issuer":                    {known(), []func(*record.Certificate){elsewhere}, "check-certificate"},
		"another issuer, and both are told": {known(func(a *inventory.ApplianceHost) { a.CertSHA256 = []string{leaf().SHA256, fmt.Sprintf("%064s", "")} }), []func(*record.Certificate){elsewhere, func(c *record.Certificate) { c.SHA256 = fmt.Sprintf("%064s", "") }}, "deliver-certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := another("cd", c.edit...)
			_, remedy := remedyOf(t, c.inv, "certificate-changed", session(1), session(1, changed, later(5), rejects(48, "unknown_ca")))
			if remedy == nil || remedy.Kind != c.want {
				t.Errorf("%+v, want %s", remedy, c.want)
			}
		})
	}
}

// A proxy's refusal names those whom it goes on to refuse, and counts the others.
func TestAProxysRefusalNamesThoseWhoAreNotServed(t *testing.T) {
	direct := func(s *record.Session) { s.TLS.SNI = "edr.corp.example" }
	for _, status := range []int{407, 504} {
		rule := map[int]string{407: "proxy-auth-required", 504: "proxy-upstream-failed"}[status]
		f := only(t, findings(t, nil, session(1, connect(status)), session(2, connect(status)), session(3, connect(status)),
			session(1, connect(200), later(1)), session(2, direct, later(1))), rule)
		if fmt.Sprint(f.Clients) != "[10.0.0.3]" || f.SessionCount != 1 || f.Detail["clients_recovered"] != 2 || f.Severity != record.High {
			t.Errorf("%+v", f)
		}
	}
}

// A hello that is old, and offers no group that the server ever chose, may be
// refused for either.
func TestOldHelloOrUnknownGroup(t *testing.T) {
	newest := func(s *record.Session) { tls13Hidden(s); s.TLS.Group = "x25519" }
	old := []change{refuses(40, "handshake_failure"), offers([]string{tls12}, []string{gcm, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"})}
	for groupOffered, want := range map[string]record.Evidence{"x25519": record.Strong, "secp256r1": record.Hint} {
		f := only(t, findings(t, nil, session(1, newest), session(2, append(old, groups(groupOffered))...)), "version-exhausted")
		if f.Evidence != want {
			t.Errorf("%s: %s, want %s", groupOffered, f.Evidence, want)
		}
	}
}

// A proxy that does not answer is named, and those who went there are not said to
// have no policy: nobody sees where they wanted to go.
func TestAProxyThatDoesNotAnswer(t *testing.T) {
	inv := known()
	inv.Managers = []inventory.Host{{Name: "sepm", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.20/32")}}}
	inv.Proxies = []inventory.ProxyHost{{Host: inventory.Host{Name: "proxy", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.99/32")}}}}
	down := func(s *record.Session) { noTCP(record.ServerRST)(s); to("192.0.2.99")(s); port(3128)(s) }
	beat := func(n int) *record.Session { return session(n, to("192.0.2.20"), sni("")) }
	for name, c := range map[string]struct {
		then []change
		want string
	}{
		"and no other way": {[]change{to("192.0.2.98"), sni("")}, "edr-unreachable high proof"},
		"and past it":      {[]change{later(1)}, "edr-unreachable low proof"},
	} {
		got := ""
		for _, f := range findings(t, inv, session(1, down), beat(1), session(1, c.then...)) {
			if f.Severity != record.Info {
				got += fmt.Sprint(f.Rule, " ", f.Severity, " ", f.Evidence)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Where others take the very certificate, those who refuse it differ from them.
func TestARejectionSaysWhoTakesTheCertificate(t *testing.T) {
	refused := func(n int, more ...change) *record.Session {
		return session(n, append([]change{rejects(42, "bad_certificate")}, more...)...)
	}
	for name, c := range map[string]struct {
		sessions []*record.Session
		want     any
	}{
		"two others take it":                {list(session(1), session(2), refused(3)), 2},
		"nobody does":                       {list(refused(3)), nil},
		"others take another one":           {list(session(1, another("cd")), refused(3)), nil},
		"the same client does at times":     {list(session(3), refused(3)), nil},
		"several certificates were refused": {list(session(1), refused(3), refused(4, another("cd"))), nil},
	} {
		f := only(t, findings(t, nil, c.sessions...), "client-rejects-certificate")
		if f.Detail["clients_accepting"] != c.want {
			t.Errorf("%s: %v, want %v", name, f.Detail["clients_accepting"], c.want)
		}
	}
}

// Some alerts of clients say where to look.
func TestWhatAClientCouldNotTakeOfAHandshake(t *testing.T) {
	for alerted, want := range map[string]string{
		"decrypt_error":         "Check that the server's private key belongs",
		"insufficient_security": "Check the key exchange of the server",
		"internal_error":        "Look into the logs",
	} {
		code := map[string]uint8{"decrypt_error": 51, "insufficient_security": 71, "internal_error": 80}[alerted]
		f := only(t, findings(t, nil, session(1, unfinished(record.StageCertificate, record.ClientAlert), alert("client", code, alerted))), "handshake-failed")
		if !strings.HasPrefix(f.Remedy[0], want) {
			t.Errorf("%s: %q", alerted, f.Remedy)
		}
	}
}

// Two certificates in a proxy's tunnels are no matter of hosts behind its address.
func TestTwoCertificatesInTunnels(t *testing.T) {
	for name, c := range map[string]struct {
		all  []change
		want string
	}{
		"at the server": {nil, "same-certificate"},
		"in tunnels":    {[]change{connect(200)}, "proxy-inspection"},
	} {
		say := func(n int, more ...change) *record.Session {
			return session(n, append(slices.Clone(c.all), more...)...)
		}
		_, remedy := remedyOf(t, nil, "multiple-certificates", say(1, another("cd"), rejects(48, "unknown_ca")), say(2), say(1, another("cd"), rejects(48, "unknown_ca"), later(1)), say(2, later(2)))
		if remedy == nil || remedy.Kind != c.want {
			t.Errorf("%s: %+v, want %s", name, remedy, c.want)
		}
	}
}
