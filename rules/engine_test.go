package rules

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func only(t *testing.T, list []record.Finding, rule string) record.Finding {
	t.Helper()
	some := of(list, rule)
	if len(some) != 1 {
		t.Fatalf("%d findings of %s", len(some), rule)
	}
	return some[0]
}

func TestAThousandClientsWithOneFaultAreOneFinding(t *testing.T) {
	var sessions []*record.Session
	for n := range 1500 {
		sessions = append(sessions, session(n, rejects(42, "bad_certificate"), sni("edr")))
	}
	f := only(t, findings(t, nil, sessions...), "name-mismatch")
	if f.ClientCount != 1500 || f.SessionCount != 1500 || len(f.Clients) != record.ListLimit || len(f.Sessions) != record.ListLimit {
		t.Errorf("%d clients of %d, %d sessions of %d", len(f.Clients), f.ClientCount, len(f.Sessions), f.SessionCount)
	}
	if !f.First.Equal(noon) || !f.Last.Equal(noon.Add(1502*time.Second)) {
		t.Errorf("from %v to %v", f.First, f.Last)
	}
	if f.Detail["enter"] != "https://edr.corp.example" || f.Detail["reason"] != "short" || f.Evidence != record.Proof {
		t.Errorf("%+v", f)
	}
}

func TestRefusedOffersShowBothSides(t *testing.T) {
	f := only(t, findings(t, known(), session(1), session(2, refuses(40, "handshake_failure"), offers([]string{tls12}, []string{cbc, "TLS_FALLBACK_SCSV"}))), "cipher-exhausted")
	if f.Evidence != record.Proof || f.Severity != record.Critical || f.ClientCount != 1 {
		t.Errorf("%+v", f)
	}
	if got := fmt.Sprint(f.Detail["accepted_ciphers"]); got != "["+gcm+"]" {
		t.Errorf("accepted %s", got)
	}
	if strings.Contains(f.Explanation, "SCSV") || !strings.Contains(f.Explanation, cbc) {
		t.Errorf("explanation %q", f.Explanation)
	}
	if f := only(t, findings(t, nil, session(2, refuses(40, "handshake_failure"))), "cipher-exhausted"); f.Evidence != record.Strong || f.Severity != record.High {
		t.Errorf("alone: %s %s", f.Severity, f.Evidence)
	}
}

func TestWhatIsLearnedLaterCountsForEarlierSessions(t *testing.T) {
	refused := session(1, refuses(40, "handshake_failure"), offers([]string{tls12}, []string{cbc}))
	if f := only(t, findings(t, nil, refused, session(2)), "cipher-exhausted"); f.Evidence != record.Proof {
		t.Errorf("evidence %s", f.Evidence)
	}
}

func TestSuccessLaterLowersWhatWentBefore(t *testing.T) {
	f := only(t, findings(t, nil, session(1, noTCP(record.TimedOut)), session(1, func(s *record.Session) { s.End = s.End.Add(time.Minute) })), "edr-unreachable")
	if f.Severity != record.Low {
		t.Errorf("severity %s", f.Severity)
	}
}

func TestSilenceOnceIsAHintAndRepeatedIsStrong(t *testing.T) {
	if f := only(t, findings(t, nil, session(1, noData)), "silent-rejection"); f.Evidence != record.Hint || f.Severity != record.Low {
		t.Errorf("once: %s %s", f.Severity, f.Evidence)
	}
	if f := only(t, findings(t, known(), session(1, noData), session(1, noData)), "silent-rejection"); f.Evidence != record.Strong || f.Severity != record.Critical {
		t.Errorf("twice: %s %s", f.Severity, f.Evidence)
	}
}

func TestForgedAndNamedIsProofOfInterception(t *testing.T) {
	inv := known(func(a *inventory.ApplianceHost) { a.CertSHA256 = []string{"00"} })
	f := only(t, findings(t, inv, session(1, withLeaf(func(c *record.Certificate) { c.Issuer = "CN=Zscaler Intermediate Root CA (x),O=Zscaler Inc." }))), "intercepting-issuer")
	if f.Evidence != record.Proof || f.Detail["product"] != "Zscaler" {
		t.Errorf("%s %v", f.Evidence, f.Detail)
	}
}

func TestAMissingSANIsWorseWhereTheVersionNeedsIt(t *testing.T) {
	bare := withLeaf(func(c *record.Certificate) { c.HasSAN, c.DNSNames = false, nil })
	for version, want := range map[string]record.Severity{"": record.Low, "4.5.1": record.Low, "4.6.0": record.High, "4.10": record.High, "5": record.High} {
		inv := known(func(a *inventory.ApplianceHost) { a.Version = version })
		if f := only(t, findings(t, inv, session(1, bare)), "san-missing"); f.Severity != want {
			t.Errorf("version %q: %s, want %s", version, f.Severity, want)
		}
	}
}

func TestTextFromTheWireIsCleaned(t *testing.T) {
	evil := "edr\u202egnp\x1b[2J.example"
	for _, f := range findings(t, nil, session(1, sni(evil), rejects(42, "bad_certificate"), withLeaf(func(c *record.Certificate) { c.Subject = "CN=\n" }))) {
		for _, line := range append([]string{f.Title, f.Explanation}, f.Remedy...) {
			if strings.ContainsAny(line, "\u202e\x1b") {
				t.Errorf("%s: %q", f.Rule, line)
			}
		}
	}
}

func reports(requests int, s rate.Settings) []rate.Report {
	c := rate.NewCounter()
	m := c.Meter(server)
	var f rate.Flow
	for i := range requests {
		m.Client(&f, netip.MustParseAddr("10.0.0.1"), noon.UnixNano()+int64(i)*int64(time.Millisecond), 100, 100)
		m.Server(&f, noon.UnixNano()+int64(i)*int64(time.Millisecond), 100, 100)
	}
	return c.Reports(s)
}

func TestEventRate(t *testing.T) {
	limit := func(n uint64) *inventory.Inventory {
		return known(func(a *inventory.ApplianceHost) { a.Limit = n })
	}
	edition := func(e string) *inventory.Inventory {
		return known(func(a *inventory.ApplianceHost) { a.Edition = e })
	}
	calibrated := limit(400)
	calibrated.Appliances[0].Calibration = &rate.Calibration{Events: 10, Bytes: 130, HTTP1: rate.Requests{Count: 1, Low: 30, High: 30}}
	for name, c := range map[string]struct {
		inv      *inventory.Inventory
		requests int
		want     record.Evidence
	}{
		"over the told limit":           {limit(400), 401, record.Proof},
		"at the told limit":             {limit(400), 400, ""},
		"virtual edition":               {edition("virtual"), 401, record.Proof},
		"edition not told":              {edition(""), 401, record.Strong},
		"physical":                      {edition("physical"), 900, ""},
		"no appliance told":             {nil, 900, ""},
		"by the calibrated size only":   {calibrated, 100, record.Strong},
		"many bytes and no calibration": {limit(400), 390, ""},
	} {
		settings := New(c.inv, text.English).Settings()
		found, _ := finish(t, c.inv, reports(c.requests, settings), record.Sensor{})
		some := of(found, "event-rate-exceeded")
		if c.want == "" {
			if len(some) != 0 {
				t.Errorf("%s: %+v", name, some)
			}
			continue
		}
		if len(some) != 1 || some[0].Evidence != c.want {
			t.Errorf("%s: %+v, want %s", name, some, c.want)
		}
	}
}

func TestSensorFindings(t *testing.T) {
	cut := session(1, func(s *record.Session) { s.TCP.Cut = true })
	twice := session(2, func(s *record.Session) { s.TCP.Duplicates = 20 })
	holes := session(3, func(s *record.Session) { s.TCP.MissingBytes = record.Pair{0, 1460} })
	found, _ := finish(t, nil, nil, record.Sensor{TruncatedFrames: 5, DuplicateFrames: 20, MissingBytes: 1460, Dropped: 3}, cut, twice, holes)
	for rule, want := range map[string]record.Severity{
		"capture-truncated": record.Medium, "capture-duplicates": record.Info, "capture-loss": record.Medium,
	} {
		if f := only(t, found, rule); f.Severity != want {
			t.Errorf("%s: %s, want %s", rule, f.Severity, want)
		}
	}
}

func sepm(n int, changes ...change) *record.Session {
	return session(n, append(changes, func(s *record.Session) { s.Server = record.Endpoint{IP: other.IP, Port: 8014} })...)
}

func TestClientsThatKnowOnlyTheManager(t *testing.T) {
	inv := known()
	manager, _ := inventory.ParseHost("192.0.2.11")
	inv.Managers = []inventory.Host{manager}
	noName := sni("sepm.corp.example")
	found, diagnoses := finish(t, inv, nil, record.Sensor{}, session(1), sepm(1, noName), sepm(2, noName), sepm(3, noName))
	f := only(t, found, "silent-client")
	if !slices.Equal(f.Clients, []string{"10.0.0.2", "10.0.0.3"}) || f.Evidence != record.Hint {
		t.Errorf("%v %s", f.Clients, f.Evidence)
	}
	states := map[string]string{}
	for _, d := range diagnoses {
		states[d.Client+d.Subject] = d.State
	}
	want := map[string]string{"10.0.0.1client": "communicating", "10.0.0.2client": "silent", "10.0.0.3client": "silent", "appliance": "communicating"}
	if fmt.Sprint(states) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", states, want)
	}
}

func TestDiagnosisRanksCausesAndForgetsWhatIsPast(t *testing.T) {
	_, diagnoses := finish(t, known(), nil, record.Sensor{},
		session(1, sni("edr"), func(s *record.Session) { s.Server = server }, rejects(42, "bad_certificate")),
		session(2, rejects(48, "unknown_ca")), session(2, func(s *record.Session) { s.End = s.End.Add(time.Hour) }))
	first, second := diagnoses[0], diagnoses[1]
	if first.State != "failing" || len(first.Causes) != 1 || first.Causes[0].Rule != "name-mismatch" || first.Causes[0].Cause != 1 {
		t.Fatalf("%+v", first)
	}
	cause := first.Causes[0]
	if fmt.Sprint(cause.Follows) != "[client-rejects-certificate]" || cause.Remedy.Kind != "policy-url" || fmt.Sprint(cause.Remedy.Values) != "[https://edr.corp.example]" {
		t.Errorf("%+v, %+v", cause, cause.Remedy)
	}
	if second.State != "communicating" || second.LastContact.IsZero() {
		t.Errorf("%+v", second)
	}
}

func TestFindingsAreSortedWorstFirst(t *testing.T) {
	var sessions []*record.Session
	for _, sc := range faults() {
		sessions = append(sessions, sc.sessions...)
	}
	if found := findings(t, nil, sessions...); !slices.IsSortedFunc(found, CompareFindings) || len(found) < 10 {
		t.Errorf("%d findings, not in order", len(found))
	}
}

func TestSubjectsAreBoundedAndCounted(t *testing.T) {
	e := New(known(), text.English)
	for n := range maxSubjects + 7 {
		e.Session(session(1, sni(fmt.Sprintf("n%d.example", n)), rejects(42, "bad_certificate")))
	}
	found, _ := e.Finish(record.Sensor{})
	if got := len(of(found, "name-mismatch")); got != maxSubjects {
		t.Errorf("%d subjects", got)
	}
	// Both the rule and the comparison of certificates are full.
	if got := e.Limits()["rule_subjects"]; got != 2*7 {
		t.Errorf("%d folded", got)
	}
}

// anySession draws a session of any shape, sensible or not.
func anySession(t *rapid.T) *record.Session {
	all := slices.Concat(healthy(), faults(), quietOnes(), speakers())
	pick := rapid.SampledFrom(all).Draw(t, "scenario")
	base := rapid.SampledFrom(pick.sessions).Draw(t, "session")
	data, err := json.Marshal(base)
	if err != nil {
		t.Fatal(err)
	}
	s := new(record.Session)
	if err := json.Unmarshal(data, s); err != nil {
		t.Fatal(err)
	}
	s.Client.IP = netip.AddrFrom4([4]byte{10, 0, 0, byte(rapid.IntRange(1, 4).Draw(t, "client"))})
	s.Start = noon.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "start")) * time.Second)
	s.End = s.Start.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "seconds")) * time.Second)
	s.Outcome = rapid.SampledFrom([]record.Outcome{
		s.Outcome, s.Outcome, record.Established, record.ServerAlert, record.ClientAlert, record.SilentRejection, record.ClientClosed,
		record.ServerClosed, record.Reset, record.Timeout, record.NoTCP, record.NotTLS, record.ProxyRefused, record.Truncated, "",
	}).Draw(t, "outcome")
	s.Stage = rapid.SampledFrom([]record.Stage{
		s.Stage, s.Stage, record.StageTCP, record.StageClientHello, record.StageServerHello, record.StageCertificate, record.StageFinished,
	}).Draw(t, "stage")
	s.TCP.EndedBy = rapid.SampledFrom([]record.EndedBy{
		record.ClientFIN, record.ServerFIN, record.ClientRST, record.ServerRST, record.TimedOut, record.StillOpen,
	}).Draw(t, "end")
	s.TCP.OneWay = rapid.IntRange(0, 9).Draw(t, "one way") == 0
	if s.TLS != nil {
		s.TLS.SNI = rapid.SampledFrom([]string{"", "edr", "edr.corp.example", "10.0.0.1", "*.", "ü.example", "a..b", "{server}"}).Draw(t, "sni")
		s.TLS.JA3 = rapid.SampledFrom([]string{"", "windows", "openssl"}).Draw(t, "ja3")
		s.TLS.JA3S = rapid.SampledFrom([]string{"", "one", "two"}).Draw(t, "ja3s")
		if len(s.TLS.Certificates) > 0 {
			leaf := &s.TLS.Certificates[0]
			leaf.Issuer = rapid.SampledFrom([]string{leaf.Issuer, leaf.Subject, "CN=Branch", "CN=Other"}).Draw(t, "issuer")
			leaf.SHA256 = rapid.SampledFrom([]string{leaf.SHA256, "11", "22", ""}).Draw(t, "sha256")
			leaf.NotBefore = rapid.SampledFrom([]time.Time{leaf.NotBefore, noon.AddDate(0, 0, -1), {}}).Draw(t, "not before")
		}
		if rapid.IntRange(0, 9).Draw(t, "no tls") == 0 {
			s.TLS = nil
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "proxied") == 0 {
		s.Proxy = &record.Proxy{Protocol: "http", Host: "edr.corp.example", Port: 443, Status: rapid.SampledFrom([]int{0, 200, 403, 407, 503}).Draw(t, "status")}
	}
	return s
}

// anyInventory is nothing, an appliance, or that with proxies and a position.
func anyInventory(t *rapid.T) *inventory.Inventory {
	if rapid.Bool().Draw(t, "nothing told") {
		return nil
	}
	inv := known()
	if rapid.Bool().Draw(t, "suites") {
		accepting(gcm, cbc)(&inv.Appliances[0])
	}
	if rapid.Bool().Draw(t, "certificate") {
		certificate("ab")(inv)
	}
	for _, addr := range []string{connectAddr, "10.0.0.1"} {
		if rapid.Bool().Draw(t, "proxy") {
			gateway(addr, rapid.Bool().Draw(t, "terminating"), rapid.Bool().Draw(t, "designed"))(inv)
		}
	}
	sensor(rapid.SampledFrom([]inventory.Position{"", inventory.ClientSide, inventory.ServerSide, inventory.BothSides}).Draw(t, "position"))(inv)
	return inv
}

// spoil overwrites what a record's slices hold, as a caller that reuses it does.
func spoil(s *record.Session) {
	if s.TLS != nil {
		for _, list := range [][]string{s.TLS.OfferedCiphers, s.TLS.OfferedVersions, s.TLS.OfferedALPN, s.TLS.OfferedGroups} {
			for i := range list {
				list[i] = "SPOILT"
			}
		}
		for i := range s.TLS.Certificates {
			for j := range s.TLS.Certificates[i].DNSNames {
				s.TLS.Certificates[i].DNSNames[j] = "SPOILT"
			}
			s.TLS.Certificates[i] = record.Certificate{Subject: "SPOILT", DNSNames: []string{"SPOILT"}}
		}
		for i := range s.TLS.Alerts {
			s.TLS.Alerts[i] = record.Alert{Description: "SPOILT"}
		}
	}
	if s.Proxy != nil {
		*s.Proxy = record.Proxy{Host: "SPOILT"}
	}
	if s.TCP.ICMP != nil {
		*s.TCP.ICMP = record.ICMP{About: "SPOILT"}
	}
	*s = record.Session{ID: "SPOILT"}
}

func run(sessions []*record.Session, inv *inventory.Inventory, lang text.Lang, spoiling bool) ([]record.Finding, []record.Diagnosis) {
	e := New(inv, lang)
	for _, s := range sessions {
		e.Session(s)
		if spoiling {
			spoil(s)
			e.Snapshot(record.Sensor{})
		}
	}
	return e.Finish(record.Sensor{})
}

func TestAnySessionsGiveTheSameSoundFindingsEveryTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sessions := rapid.SliceOfN(rapid.Custom(anySession), 0, 40).Draw(t, "sessions")
		inv := rapid.Custom(anyInventory).Draw(t, "inventory")
		lang := rapid.SampledFrom(text.Langs()).Draw(t, "lang")
		first, diagnoses := run(sessions, inv, lang, false)
		want, err := json.Marshal([]any{first, diagnoses})
		if err != nil {
			t.Fatal(err)
		}
		again, diagnoses := run(sessions, inv, lang, true)
		got, err := json.Marshal([]any{again, diagnoses})
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("a second run, its records overwritten and asked after each, gives\n%s\nand the first\n%s", got, want)
		}
		for _, f := range first {
			for i := range f.Names {
				f.Names[i] = ""
			}
			if f.Rule == "" || f.Title == "" || strings.Contains(f.Title+f.Explanation, "SPOILT") {
				t.Fatalf("%+v", f)
			}
		}
	})
}

func BenchmarkSessionInOrder(b *testing.B) {
	e := New(known(), text.English)
	s := session(1)
	b.ReportAllocs()
	for b.Loop() {
		e.Session(s)
	}
}

func BenchmarkSessionRejected(b *testing.B) {
	e := New(known(), text.English)
	s := session(1, sni("edr"), rejects(42, "bad_certificate"))
	b.ReportAllocs()
	for b.Loop() {
		e.Session(s)
	}
}

func TestSessionsInOrderDoNotAllocate(t *testing.T) {
	e := New(known(), text.English)
	s := session(1)
	e.Session(s)
	if n := testing.AllocsPerRun(1000, func() { e.Session(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
