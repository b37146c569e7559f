package rules

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
)

func resetBy(ttl, before uint8, edit ...func(*record.Resets)) change {
	return func(s *record.Session) {
		unfinished(record.StageClientHello, record.Reset)(s)
		s.TCP.EndedBy = record.ServerRST
		s.TCP.ServerReset = &record.Resets{Count: 1, TTL: ttl, Before: &record.Headers{TTL: before, IPID: 77, Window: 500}}
		for _, e := range edit {
			e(s.TCP.ServerReset)
		}
	}
}

// stuckServer is a handshake whose certificate never arrives.
func stuckServer(s *record.Session) {
	unfinished(record.StageServerHello, record.Timeout)(s)
	s.TCP.MSS, s.TCP.Stuck = record.Pair{1460, 1460}, record.Pair{0, 1448}
	s.TCP.Retransmitted, s.TCP.Unacked = record.Pair{0, 6}, record.Pair{0, 2500}
	s.TCP.EndedBy, s.End = record.ClientFIN, s.Start.Add(20*time.Second)
}

func stuckClient(s *record.Session) {
	silence(s)
	s.TCP.MSS, s.TCP.Stuck = record.Pair{1460, 1460}, record.Pair{1460, 0}
	s.TCP.Retransmitted, s.TCP.Unacked = record.Pair{5, 0}, record.Pair{1700, 0}
	s.TCP.Bytes, s.TCP.Packets = record.Pair{1700, 0}, record.Pair{9, 3}
	s.TCP.EndedBy, s.End = record.ClientFIN, s.Start.Add(20*time.Second)
}

func with(first change, more ...func(*record.Session)) change {
	return func(s *record.Session) {
		first(s)
		for _, m := range more {
			m(s)
		}
	}
}

// serial gives n sessions, of as many clients.
func serial(n int, changes ...change) []*record.Session {
	var list []*record.Session
	for i := range n {
		list = append(list, session(i+1, changes...))
	}
	return list
}

func another(sha string, edit ...func(*record.Certificate)) change {
	return withLeaf(func(c *record.Certificate) {
		c.SHA256 = strings.Repeat(sha, 32)
		for _, e := range edit {
			e(c)
		}
	})
}

func later(minutes int) change {
	return func(s *record.Session) {
		s.Start, s.End = s.Start.Add(time.Duration(minutes)*time.Minute), s.End.Add(time.Duration(minutes)*time.Minute)
	}
}

func clock(ahead time.Duration) change {
	return func(s *record.Session) { s.TLS.ClientClock = s.Start.Add(ahead).Truncate(time.Second) }
}

// fleetKnown is an inventory with two appliances and two managers.
func fleetKnown() *inventory.Inventory {
	inv := known()
	for _, name := range []string{"edr2.corp.example=192.0.2.11", "edr3.corp.example=192.0.2.12"} {
		h, err := inventory.ParseHost(name)
		if err != nil {
			panic(err)
		}
		inv.Appliances = append(inv.Appliances, inventory.ApplianceHost{Host: h})
	}
	for _, name := range []string{"sepm.corp.example=192.0.2.20", "sepm2.corp.example=192.0.2.21"} {
		h, err := inventory.ParseHost(name)
		if err != nil {
			panic(err)
		}
		inv.Managers = append(inv.Managers, h)
	}
	return inv
}

func to(address string) change {
	return func(s *record.Session) { s.Server.IP = netip.MustParseAddr(address) }
}

// icmp answers what the client sent with an ICMP error.
func icmp(kind, code uint8) change {
	return func(s *record.Session) {
		s.TCP.ICMPErrors, s.TCP.ICMP = 1, &record.ICMP{About: "client", Type: kind, Code: code}
	}
}

func port(n uint16) change { return func(s *record.Session) { s.Server.Port = n } }

func from(address string) change {
	return func(s *record.Session) { s.Client.IP = netip.MustParseAddr(address) }
}

func slowHelloOf(us uint64) change {
	return func(s *record.Session) { s.TCP.Latency.ServerHello, s.TCP.RTT = us, 500 }
}

func zeroWindow(s *record.Session) { s.TCP.ZeroWindows[1] = 3 }

func brief(s *record.Session) { s.End = s.Start.Add(2 * time.Second) }

var windows10 = []string{
	"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", gcm, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", cbc,
}

func groups(list ...string) change {
	return func(s *record.Session) { s.TLS.OfferedGroups = list }
}

func quietOnes() []scenario {
	return []scenario{
		{"two suites left", known(accepting(gcm, cbc)), list(session(1, offers([]string{tls12}, []string{cbc, gcm}))), nil},
		{"the server chose one of several so far", known(), list(session(1, offers([]string{tls12}, []string{cbc, gcm}))), nil},
		{"a reset of the end's own, as Linux sends it", nil, list(session(1, resetBy(64, 64))), []string{"handshake-failed"}},
		{"a path that changed by a hop", nil, list(session(1, resetBy(62, 64))), []string{"handshake-failed"}},
		{"a path that changed by four hops: the end counts on", nil, list(session(1, resetBy(60, 64, func(r *record.Resets) { r.IPID, r.Window = 79, 500 }))), []string{"handshake-failed"}},
		{"a path that changed by a hop, and an end that numbers at random", nil, list(session(1, resetBy(62, 64, func(r *record.Resets) { r.IPID, r.Window = 40000, 500 }))), []string{"handshake-failed"}},
		{"another number and window, from as far", nil, list(session(1, resetBy(64, 64, func(r *record.Resets) { r.IPID = 40000 }))), []string{"handshake-failed"}},
		{"a reset with nothing before it", nil, list(session(1, resetBy(249, 64, func(r *record.Resets) { r.Before = nil }))), []string{"handshake-failed"}},
		{"a strange reset after the work was done", nil, list(session(1, func(s *record.Session) {
			s.TCP.ServerReset = &record.Resets{Count: 1, TTL: 249, Before: &record.Headers{TTL: 63}}
		})), nil},
		{"small segments are lost as well", nil, list(session(1, with(stuckServer, func(s *record.Session) { s.TCP.Retransmitted[0] = 2 }))), []string{"handshake-failed"}},
		{"the client is gone", nil, list(session(1, with(stuckServer, func(s *record.Session) { s.TCP.EndedBy = record.TimedOut }))), []string{"handshake-failed"}},
		{"what is stuck is small", nil, list(session(1, with(stuckServer, func(s *record.Session) { s.TCP.Stuck[1] = 300 }))), []string{"handshake-failed"}},
		{"not of full size", nil, list(session(1, with(stuckServer, func(s *record.Session) { s.TCP.Stuck[1] = 900 }))), []string{"handshake-failed"}},
		{"path MTU discovery that works", nil, list(session(1, func(s *record.Session) {
			s.TCP.Retransmitted[1] = 3
			s.TCP.ICMPErrors, s.TCP.ICMP = 1, &record.ICMP{About: "server", Type: 3, Code: 4, MTU: 700}
		})), nil},
		{"the certificate of the inventory", known(func(a *inventory.ApplianceHost) { a.CertSHA256 = []string{strings.Repeat("ab", 32)} }), list(session(1)), nil},
		{"a load balancer with two certificates, both taken", nil, list(session(1), session(2, another("cd")), session(3)), nil},
		{"an RSA and an ECDSA certificate", nil, list(session(1), session(2, another("cd", func(c *record.Certificate) { c.Key = "ECDSA P-256" }), rejects(42, "bad_certificate")), session(3)), []string{"client-rejects-certificate"}},
		{"a renewed certificate that is taken", nil, list(session(1), session(2, another("cd"), later(5))), nil},
		{"one slow answer", nil, list(session(1, slowHelloOf(3e6)), session(2, slowHelloOf(2000)), session(3, slowHelloOf(2000))), nil},
		{"slow because of loss", nil, serial(6, slowHelloOf(3e6), func(s *record.Session) { s.TCP.Retransmitted[0] = 1 }), nil},
		{"one client with every sign of overload", nil, append(serial(9), session(20, zeroWindow, slowHelloOf(5e6))), nil},
		{"the signs of overload, but an hour apart each", nil, hourly(append(serial(3), session(11, zeroWindow), session(12, zeroWindow), session(13, slowHelloOf(4e6)), session(14, slowHelloOf(4e6)))), nil},
		{"many late connections alone", nil, serial(9, func(s *record.Session) { s.TCP.SYNs = 2 }), nil},
		{"two clients that tell a wrong time", nil, append(serial(2, clock(time.Hour)), append(serial(2, clock(time.Hour)), serial(2, clock(time.Hour))...)...), nil},
		{"clients whose clocks agree with each other", nil, fleetClocks(0, 0), nil},
		{"one appliance and one manager", fleetKnown(), list(session(1), session(1, to("192.0.2.20"), sni(""))), nil},
		{"the manager by another name, and taken", fleetKnown(), list(session(1), session(1, to("192.0.2.20"), sni("sepm"), withLeaf(sepmLeaf))), nil},
		{"many requests in a minute", nil, slices.Repeat(serial(1), 60), nil},
		{"an unanswered SYN to a manager that answers later", fleetKnown(), list(session(1), session(1, noTCP(record.TimedOut), to("192.0.2.20")), session(1, to("192.0.2.20"), sni(""), later(1))), []string{"manager-unreachable"}},
	}
}

// hourly lets an hour pass before each session.
func hourly(list []*record.Session) []*record.Session {
	for i, s := range list {
		later(60 * i)(s)
	}
	return list
}

func sepmLeaf(c *record.Certificate) {
	c.Subject, c.CommonName, c.DNSNames = "CN=sepm.corp.example", "sepm.corp.example", []string{"sepm.corp.example"}
}

// fleetClocks is four clients with three sessions each; the last is off.
func fleetClocks(base, off time.Duration) []*record.Session {
	var list []*record.Session
	for n := range 4 {
		ahead := base
		if n == 3 {
			ahead += off
		}
		for range 3 {
			list = append(list, session(n+1, clock(ahead)))
		}
	}
	return list
}

func leftOnce() []scenario {
	return []scenario{
		{"left once in silence, self-signed", nil, list(session(1, withLeaf(self), noData)), []string{"silent-rejection"}},
		{"left once in silence, called by address", nil, list(session(1, sni(""), noData)), []string{"silent-rejection"}},
		{"left once in silence, and the name is wrong", nil, list(session(1, sni("edr"), noData)), []string{"name-mismatch", "silent-rejection"}},
		{"left twice, self-signed", nil, list(session(1, withLeaf(self), noData), session(1, withLeaf(self), noData)), []string{"certificate-self-signed", "silent-rejection"}},
	}
}

func TestLeavingOnceInSilenceIsLittleEvidence(t *testing.T) { runScenarios(t, leftOnce()) }

func speakers() []scenario {
	own := func(a *inventory.ApplianceHost) { a.CertSHA256 = []string{strings.Repeat("ab", 32)} }
	forged := another("ee", func(c *record.Certificate) { c.Issuer = "CN=Branch Gateway,O=Corp" })
	product := another("ee", func(c *record.Certificate) { c.Issuer = "CN=FortiGate CA,O=Fortinet" })
	overloaded := append(serial(3), session(11, zeroWindow), session(12, zeroWindow), session(13, slowHelloOf(4e6)), session(14, slowHelloOf(4e6)))
	return []scenario{
		{"a reset from elsewhere", nil, list(session(1, resetBy(249, 63)), session(2, resetBy(249, 63))), []string{"reset-injected"}},
		{"a reset from a hop nearer that breaks off count and window", nil, list(session(1, resetBy(63, 64, func(r *record.Resets) { r.IPID = 40000 }))), []string{"reset-injected"}},
		{"in the client's name", nil, list(session(1, resetBy(64, 64), func(s *record.Session) {
			s.TCP.ClientReset = &record.Resets{Count: 1, TTL: 30, Before: &record.Headers{TTL: 128}}
		})), []string{"reset-injected"}},
		{"the certificate is too large for the path", nil, list(session(1, stuckServer)), []string{"path-mtu-blackhole"}},
		{"the ClientHello is too large for the path", nil, list(session(1, stuckClient)), []string{"path-mtu-blackhole"}},
		{"not the appliance's certificate, by its fingerprint", known(own), list(session(1), session(2, forged, rejects(48, "unknown_ca"))), []string{"client-rejects-certificate", "interception"}},
		{"an intercepting product's beside another one", nil, list(session(1), session(2, product)), []string{"intercepting-issuer", "interception"}},
		{"two certificates, and one is refused", nil, list(session(1), session(2, another("cd"), rejects(42, "bad_certificate")), session(3)), []string{"client-rejects-certificate", "multiple-certificates"}},
		{"refused since it was renewed", nil, list(session(1), session(2, another("cd"), rejects(48, "unknown_ca"), later(5))), []string{"certificate-changed", "client-rejects-certificate"}},
		{"refused since it was renewed, by those who were not told", nil, list(session(1), session(2), session(1, another("cd"), later(5)), session(2, another("cd"), rejects(48, "unknown_ca"), later(5))), []string{"certificate-changed", "client-rejects-certificate"}},
		{"refused before it was renewed as well", nil, list(session(1), session(2, rejects(48, "unknown_ca")), session(2, another("cd"), rejects(48, "unknown_ca"), later(5))), []string{"client-rejects-certificate"}},
		{"slow to half of the clients", nil, append(serial(3, slowHelloOf(2e6)), session(9, slowHelloOf(900))), []string{"server-slow"}},
		{"overloaded", nil, overloaded, []string{"edr-overloaded"}},
		{"requests turned away", nil, serial(3, replied(200, 429)), []string{"edr-overloaded"}},
		{"a request turned away", nil, serial(3, replied(200)), nil},
		{"a clock an hour off", nil, fleetClocks(0, time.Hour), []string{"clock-skew"}},
		{"the valid certificate is held for expired", nil, list(session(1, rejects(45, "certificate_expired"))), []string{"client-rejects-certificate", "clock-skew"}},
		{"a client at two appliances", fleetKnown(), list(session(1), session(1, to("192.0.2.11"), sni("edr2.corp.example"))), []string{"multiple-edr"}},
		{"two appliances at one manager", fleetKnown(), list(session(1, from("192.0.2.10"), to("192.0.2.20"), sni("")), session(1, from("192.0.2.11"), to("192.0.2.20"), sni(""))), []string{"multiple-edr"}},
		{"the manager by another name, refused", fleetKnown(), list(session(1), session(1, to("192.0.2.20"), sni("sepm"), withLeaf(sepmLeaf), rejects(42, "bad_certificate"))), []string{"client-rejects-certificate", "manager-name-mismatch"}},
		{"a router that has no route, once", nil, list(session(1, noTCP(record.TimedOut), icmp(3, 1), func(s *record.Session) {
			s.TCP.Packets, s.TCP.Retransmitted = record.Pair{1, 0}, record.Pair{}
		})), []string{"edr-unreachable"}},
		{"a server on a manager's port by another name, nothing told", nil, list(session(1, to("192.0.2.20"), port(8446), sni("sepm"), withLeaf(sepmLeaf), rejects(42, "bad_certificate"))), []string{"client-rejects-certificate", "manager-name-mismatch"}},
		{"the manager does not answer", fleetKnown(), list(session(1), session(1, noTCP(record.TimedOut), to("192.0.2.20"))), []string{"manager-unreachable"}},
		{"a storm", nil, slices.Repeat(list(session(1, rejects(48, "unknown_ca"))), 40), []string{"client-rejects-certificate", "reconnect-storm"}},
		{"no group in common", nil, list(session(1, func(s *record.Session) { s.TLS.Group = "x25519" }), session(2, refuses(40, "handshake_failure"), groups("secp521r1"))), []string{"group-exhausted"}},
		{"no signature algorithm for the key", nil, list(session(1), session(2, refuses(40, "handshake_failure"), func(s *record.Session) {
			s.TLS.OfferedSignatures, s.TLS.OfferedCiphers = []string{"ecdsa_secp256r1_sha256"}, []string{gcm}
		})), []string{"signature-exhausted"}},
		{"a single suite at the appliance", known(), list(session(1, offers([]string{tls12}, []string{gcm}))), []string{"cipher-near-exhaustion"}},
		{"one suite left of several", known(accepting(gcm, "TLS_AES_256_GCM_SHA384")), list(session(1, offers([]string{tls12}, []string{cbc, gcm}))), []string{"cipher-near-exhaustion"}},
		{"FIPS, and refused", nil, list(session(1), session(2, offers([]string{tls12}, windows10[:2:2]), offers([]string{tls12}, windows10), groups("secp256r1", "secp384r1"), refuses(40, "handshake_failure"))), []string{"fips-profile", "handshake-failed"}},
	}
}

func TestWhatLooksAlikeStaysQuiet(t *testing.T) { runScenarios(t, quietOnes()) }

func TestWhatIsWrongWithPathAndFleetIsNamed(t *testing.T) { runScenarios(t, speakers()) }

// severityOf gives severity and evidence of one rule's only finding.
func severityOf(t *testing.T, list []record.Finding, rule string) string {
	t.Helper()
	f := only(t, list, rule)
	return string(f.Severity) + " " + string(f.Evidence)
}

func TestFindingsThatOnlyInform(t *testing.T) {
	poll := func(s *record.Session) {
		s.Server.Port, s.TLS, s.Stage, s.Outcome = 80, nil, record.StageTCP, record.NotTLS
		s.End = s.Start.Add(10 * time.Minute)
	}
	shaped := func(n int, changes ...change) *record.Session {
		return session(n, append([]change{offers([]string{tls12}, windows10), groups("x25519", "secp256r1")}, changes...)...)
	}
	openssl := offers([]string{tls12}, []string{gcm, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"})
	for _, c := range []struct {
		rule     string
		inv      *inventory.Inventory
		sessions []*record.Session
		want     string
	}{
		{"proxied-hello", known(), list(shaped(1), shaped(2), shaped(3), shaped(4, openssl)), "info hint"},
		{"fips-profile", nil, list(shaped(1), shaped(2, groups("secp256r1", "secp384r1"))), "info strong"},
		{"fips-profile", nil, list(shaped(2, groups("secp256r1", "secp384r1"))), "info hint"},
		{"multiple-managers", fleetKnown(), list(session(1, to("192.0.2.20"), sni("")), session(1, to("192.0.2.21"), sni(""))), "info hint"},
		{"sensor-clock", nil, fleetClocks(3*time.Hour, 0), "info strong"},
		{"clock-skew", nil, slices.Repeat(list(session(1, clock(time.Hour))), 3), "info hint"},
		{"certificate-changed", nil, list(session(1), session(2, another("cd"), later(5))), "info proof"},
		{"multiple-certificates", nil, list(session(1), session(2, another("cd")), session(3)), "info proof"},
		{"enrollment-loop", known(), slices.Repeat(list(session(1, rejects(48, "unknown_ca"))), 5), "info strong"},
		{"enrollment-loop", known(), append(slices.Repeat(list(session(1, brief)), 6), session(2, poll)), "info hint"},
		{"enrollment-loop", known(), slices.Repeat(list(session(1, replied(401, 403))), 3), "high proof"},
	} {
		if got := severityOf(t, findings(t, c.inv, c.sessions...), c.rule); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}

// replied is a decrypted session with a request for each status.
func replied(codes ...int) change {
	return func(s *record.Session) {
		s.HTTP = &record.HTTP{Version: "HTTP/1.1", Requests: uint64(len(codes))}
		for _, code := range codes {
			s.HTTP.Statuses = append(s.HTTP.Statuses, record.Status{Code: code, Count: 1})
		}
	}
}

func TestAClientThatAuthenticatesAfter401IsInNoLoop(t *testing.T) {
	found := findings(t, known(), slices.Repeat(list(session(1, replied(401, 200))), 6)...)
	if n := len(of(found, "enrollment-loop")); n > 0 {
		t.Errorf("%d findings", n)
	}
}

func TestMostOfAFleetThatIsNotWindowsIsNoProxy(t *testing.T) {
	openssl := offers([]string{tls12}, []string{gcm, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"})
	found := findings(t, nil, append(serial(5, openssl), session(9, offers([]string{tls12}, windows10), groups("x25519")))...)
	if n := len(of(found, "proxied-hello")); n > 0 {
		t.Errorf("%d findings", n)
	}
}

func TestAStrangeResetIsProofWhereItsSenderGoesOn(t *testing.T) {
	survived := resetBy(249, 63, func(r *record.Resets) { r.Survived = true })
	if got := severityOf(t, findings(t, nil, session(1, survived)), "reset-injected"); got != "high proof" {
		t.Error(got)
	}
	if got := severityOf(t, findings(t, nil, session(1, resetBy(249, 63))), "reset-injected"); got != "medium strong" {
		t.Error(got)
	}
}

// One hop is enough where the RST came over no router, or its sender went on.
func TestAResetFromTheNextRouterIsStrange(t *testing.T) {
	mirrored := func(s *record.Session) { s.TCP.Duplicates = 4 }
	goesOn := func(r *record.Resets) { r.Survived = true }
	for name, c := range map[string]struct {
		s    *record.Session
		want string
	}{
		"over no router":           {session(1, resetBy(64, 63)), "medium strong"},
		"over one router fewer":    {session(1, resetBy(63, 62)), "none"},
		"over a router more":       {session(1, resetBy(63, 64)), "none"},
		"both sides of the router": {session(1, resetBy(64, 63), mirrored), "none"},
		"another beginning":        {session(1, resetBy(128, 64)), "medium strong"}, // 64 hops apart
		"its sender went on":       {session(1, resetBy(63, 62, goesOn)), "high proof"},
		"the same path, went on":   {session(1, resetBy(63, 63, goesOn)), "none"},
	} {
		t.Run(name, func(t *testing.T) {
			found := of(findings(t, nil, c.s), "reset-injected")
			got := "none"
			if len(found) > 0 {
				got = string(found[0].Severity) + " " + string(found[0].Evidence)
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestAnUnheededICMPErrorProvesTheBlackHole(t *testing.T) {
	told := func(s *record.Session) {
		s.TCP.ICMPErrors, s.TCP.ICMP = 1, &record.ICMP{About: "server", Type: 3, Code: 4, MTU: 1300}
	}
	f := only(t, findings(t, nil, session(1, stuckServer, told)), "path-mtu-blackhole")
	if f.Evidence != record.Proof || f.Detail["mtu"] != uint64(1300) {
		t.Errorf("%+v", f)
	}
}

// Behind the hole full-size segments are missing, and the receiver misses them
// too. What it acknowledged, the sensor lost.
func TestABlackHoleIsSeenFromBehindToo(t *testing.T) {
	behind := func(s *record.Session) {
		unfinished(record.StageClientHello, record.Timeout)(s)
		s.TCP.MSS, s.TCP.Bytes = record.Pair{1460, 1460}, record.Pair{230, 617}
		s.TCP.MissingBytes, s.TCP.Unacked = record.Pair{0, 1448}, record.Pair{0, 2065}
		s.TCP.EndedBy, s.End = record.ClientFIN, s.Start.Add(8*time.Second)
	}
	acknowledged := func(s *record.Session) { s.TCP.Unacked = record.Pair{} }
	small := func(s *record.Session) { s.TCP.MissingBytes, s.TCP.Unacked = record.Pair{0, 300}, record.Pair{0, 917} }
	came := func(s *record.Session) { s.TCP.Retransmitted = record.Pair{0, 1} }
	for name, c := range map[string]struct {
		s    *record.Session
		want []string
	}{
		"never came":                 {session(1, behind), []string{"path-mtu-blackhole"}},
		"acknowledged":               {session(1, behind, acknowledged), []string{"capture-loss"}},
		"small":                      {session(1, behind, small), nil},
		"something was sent again":   {session(1, behind, came), nil},
		"nobody waited":              {session(1, behind, func(s *record.Session) { s.End = s.Start.Add(time.Second / 2) }), nil},
		"one direction was mirrored": {session(1, behind, func(s *record.Session) { s.TCP.OneWay = true }), []string{"capture-one-way"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range findings(t, nil, c.s) {
				got = append(got, f.Rule)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestAStrangeCertificateOfTheTrueIssuerMayBeARenewedOne(t *testing.T) {
	inv := known(func(a *inventory.ApplianceHost) { a.CertSHA256 = []string{strings.Repeat("ab", 32)} })
	if got := severityOf(t, findings(t, inv, session(1), session(2, another("cd"))), "interception"); got != "medium strong" {
		t.Error(got)
	}
}

func TestSymptomsComeBehindTheirReason(t *testing.T) {
	found := findings(t, known(),
		session(1, sni("edr"), rejects(42, "bad_certificate")), session(2, sni("edr"), rejects(42, "bad_certificate")), session(2, sni("edr"), noData), session(2, sni("edr"), noData))
	var order []string
	for _, f := range found {
		if f.Severity == record.Critical {
			order = append(order, f.Rule)
		}
	}
	if !slices.Equal(order, []string{"name-mismatch", "client-rejects-certificate", "silent-rejection"}) {
		t.Errorf("order %v", order)
	}
	f := only(t, found, "client-rejects-certificate")
	if by, _ := f.Detail["explained_by"].([]string); !slices.Equal(by, []string{"name-mismatch"}) {
		t.Errorf("explained by %v", f.Detail["explained_by"])
	}
}

func TestASymptomWithAnUnexplainedClientIsNotExplained(t *testing.T) {
	found := findings(t, known(), session(1, sni("edr"), rejects(42, "bad_certificate")), session(2, rejects(48, "unknown_ca")))
	f := only(t, found, "client-rejects-certificate")
	if _, explained := f.Detail["explained_by"]; explained {
		t.Errorf("%v", f.Detail)
	}
}

func TestAFaultOfTheCertificateExplainsNoSilence(t *testing.T) {
	found := findings(t, nil, session(1, sni("edr"), rejects(42, "bad_certificate")), session(1, silence))
	if _, explained := only(t, found, "no-server-hello").Detail["explained_by"]; explained {
		t.Error("a certificate that was never sent is no reason")
	}
}

func TestRateNearTheLimit(t *testing.T) {
	limit := func(n uint64) *inventory.Inventory {
		return known(func(a *inventory.ApplianceHost) { a.Limit = n })
	}
	settings := rate.Settings{}
	for requests, want := range map[int]string{85: "low strong", 70: "", 120: ""} {
		list, _ := finish(t, limit(100), reports(requests, settings), record.Sensor{})
		got := ""
		for _, f := range of(list, "event-rate-near-limit") {
			got = string(f.Severity) + " " + string(f.Evidence)
		}
		if got != want {
			t.Errorf("%d requests: %q, want %q", requests, got, want)
		}
	}
}

// accepting tells which suites the appliance accepts.
func accepting(suites ...string) func(*inventory.ApplianceHost) {
	return func(a *inventory.ApplianceHost) { a.Suites = suites }
}
