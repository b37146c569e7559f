package rules

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

var (
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	server = record.Endpoint{IP: netip.MustParseAddr("192.0.2.10"), Port: 443}
	other  = record.Endpoint{IP: netip.MustParseAddr("192.0.2.11"), Port: 443}
)

const (
	gcm = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
	cbc = "TLS_RSA_WITH_AES_128_CBC_SHA"
)

// leaf is a certificate in order, for edr.corp.example.
func leaf() record.Certificate {
	return record.Certificate{
		Subject: "CN=edr.corp.example,O=Corp", Issuer: "CN=Corp Issuing CA,O=Corp", SHA256: strings.Repeat("ab", 32),
		DNSNames: []string{"edr.corp.example"}, CommonName: "edr.corp.example", HasSAN: true,
		NotBefore: noon.AddDate(-1, 0, 0), NotAfter: noon.AddDate(1, 0, 0), Key: "RSA 2048", Signature: "SHA256-RSA",
	}
}

func issuing() record.Certificate {
	return record.Certificate{Subject: "CN=Corp Issuing CA,O=Corp", Issuer: "CN=Corp Root CA,O=Corp", SHA256: "cd", CA: true}
}

// change alters a session that is in order.
type change func(*record.Session)

// session is a session in order, TLS 1.2 with client n, and then changed.
func session(n int, changes ...change) *record.Session {
	started := noon.Add(time.Duration(n) * time.Second)
	full := false
	s := &record.Session{
		Type: "session", ID: fmt.Sprintf("%016x", n), Start: started, End: started.Add(3 * time.Second),
		Client: record.Endpoint{IP: netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}), Port: 50000}, Server: server,
		TCP: record.TCP{
			Established: true, Packets: record.Pair{10, 10}, Bytes: record.Pair{1000, 4000}, EndedBy: record.ClientFIN,
		},
		TLS: &record.TLS{
			SNI: "edr.corp.example", Version: tls12, OfferedVersions: []string{tls12}, Cipher: gcm,
			OfferedCiphers: []string{gcm, cbc}, Resumed: &full, Established: true,
			Certificates: []record.Certificate{leaf(), issuing()},
			Records:      record.Pair{6, 6}, AppRecords: record.Pair{3, 3}, AppBytes: record.Pair{600, 900},
		},
		Stage: record.StageApplication, Outcome: record.Established,
	}
	for _, c := range changes {
		c(s)
	}
	return s
}

// unfinished takes a session back to a stage before the end of the handshake.
func unfinished(stage record.Stage, outcome record.Outcome) change {
	return func(s *record.Session) {
		s.Stage, s.Outcome = stage, outcome
		s.TLS.Established, s.TLS.AppRecords, s.TLS.AppBytes = false, record.Pair{}, record.Pair{}
		if stage == record.StageClientHello {
			s.TLS.Version, s.TLS.Cipher, s.TLS.Certificates, s.TLS.Resumed = "", "", nil, nil
			s.TLS.Records = record.Pair{1, 0}
		}
	}
}

func alert(from string, code uint8, name string) change {
	return func(s *record.Session) {
		s.TLS.Alerts = append(s.TLS.Alerts, record.Alert{From: from, Level: "fatal", Code: &code, Description: name})
	}
}

func rejects(code uint8, name string) change {
	return func(s *record.Session) {
		unfinished(record.StageCertificate, record.ClientAlert)(s)
		alert("client", code, name)(s)
	}
}

func refuses(code uint8, name string) change {
	return func(s *record.Session) {
		unfinished(record.StageClientHello, record.ServerAlert)(s)
		alert("server", code, name)(s)
	}
}

func noData(s *record.Session) {
	s.TLS.AppRecords = record.Pair{}
	s.Outcome, s.Stage = record.SilentRejection, record.StageFinished
}

func sni(name string) change { return func(s *record.Session) { s.TLS.SNI = name } }

func withLeaf(edit func(*record.Certificate)) change {
	return func(s *record.Session) {
		if len(s.TLS.Certificates) > 0 {
			edit(&s.TLS.Certificates[0])
		}
	}
}

func offers(versions, suites []string) change {
	return func(s *record.Session) { s.TLS.OfferedVersions, s.TLS.OfferedCiphers = versions, suites }
}

func endedBy(by record.EndedBy) change {
	return func(s *record.Session) { s.TCP.EndedBy = by }
}

func noTCP(by record.EndedBy) change {
	return func(s *record.Session) {
		s.TLS, s.Stage, s.Outcome = nil, record.StageTCP, record.NoTCP
		s.TCP = record.TCP{Packets: record.Pair{3, 0}, Retransmitted: record.Pair{2, 0}, EndedBy: by, OneWay: by == record.TimedOut}
	}
}

func connect(status int) change {
	return func(s *record.Session) {
		s.Proxy = &record.Proxy{Protocol: "http", Host: "edr.corp.example", Port: 443, Status: status}
		s.Server = record.Endpoint{IP: netip.MustParseAddr("192.0.2.99"), Port: 3128}
		if status >= 300 {
			s.TLS, s.Stage, s.Outcome = nil, record.StageTCP, record.ProxyRefused
		}
	}
}

// socksDenied is a SOCKS 5 proxy that agrees to no method, before a client can
// say where to.
func socksDenied(s *record.Session) {
	connect(403)(s)
	s.Proxy = &record.Proxy{Protocol: "socks5", Status: 255, Reason: "no acceptable methods"}
}

// known is an inventory with one appliance.
func known(edit ...func(*inventory.ApplianceHost)) *inventory.Inventory {
	h, err := inventory.ParseHost("edr.corp.example=192.0.2.10")
	if err != nil {
		panic(err)
	}
	a := inventory.ApplianceHost{Host: h}
	for _, e := range edit {
		e(&a)
	}
	return &inventory.Inventory{Appliances: []inventory.ApplianceHost{a}}
}

// findings runs sessions through an engine, in both languages, and checks what
// every finding must have.
func findings(t *testing.T, inv *inventory.Inventory, sessions ...*record.Session) []record.Finding {
	t.Helper()
	list, _ := finish(t, inv, nil, record.Sensor{}, sessions...)
	return list
}

func finish(t *testing.T, inv *inventory.Inventory, rates []rate.Report, sensor record.Sensor, sessions ...*record.Session) ([]record.Finding, []record.Diagnosis) {
	t.Helper()
	var list []record.Finding
	var diagnoses []record.Diagnosis
	for _, lang := range []text.Lang{text.Japanese, text.English} {
		e := New(inv, lang)
		for _, s := range sessions {
			e.Session(s)
		}
		e.Rates(func() []rate.Report { return rates })
		list, diagnoses = e.Finish(sensor)
		for _, f := range list {
			checkFinding(t, f)
		}
		for _, d := range diagnoses {
			checkDiagnosis(t, d)
		}
	}
	if again, diagnosed := withSnapshots(inv, rates, sensor, sessions); !equal(list, again) || !equal(diagnoses, diagnosed) {
		t.Errorf("snapshots on the way change the end:\n%+v\n%+v\nwithout:\n%+v\n%+v", again, diagnosed, list, diagnoses)
	}
	return list, diagnoses
}

// withSnapshots gives what an engine ends with that was asked on the way. A
// snapshot of everything is the end, and what a snapshot gave stays as it is.
func withSnapshots(inv *inventory.Inventory, rates []rate.Report, sensor record.Sensor, sessions []*record.Session) ([]record.Finding, []record.Diagnosis) {
	asked := func() *Engine {
		e := New(inv, text.English)
		e.Rates(func() []rate.Report { return rates })
		for i, s := range sessions {
			e.Session(s)
			if i == 0 || i == len(sessions)/2 || i == len(sessions)-2 {
				e.Snapshot(sensor)
			}
		}
		return e
	}
	e := asked()
	early, _ := e.Snapshot(sensor)
	before := encode(early)
	for _, s := range sessions {
		other := *s
		other.Client.IP = other.Client.IP.Next()
		e.Session(&other)
	}
	e.Finish(sensor)
	if encode(early) != before {
		panic("later sessions changed the findings of a snapshot")
	}
	return asked().Finish(sensor)
}

func equal(a, b any) bool { return encode(a) == encode(b) }

func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func checkFinding(t fataler, f record.Finding) {
	r, found := Find(f.Rule)
	if !found {
		t.Fatalf("no rule %q", f.Rule)
	}
	if !slices.Contains(r.Severities, f.Severity) {
		t.Fatalf("%s gives severity %q, which it does not name", f.Rule, f.Severity)
	}
	strengths := map[record.Evidence]text.Text{record.Proof: r.Text().Proof, record.Strong: r.Text().Strong, record.Hint: r.Text().Hint}
	if strengths[f.Evidence] == (text.Text{}) {
		t.Fatalf("%s gives evidence %q, which its text does not explain", f.Rule, f.Evidence)
	}
	says := r.Text().Says
	for _, line := range append([]string{f.Title, f.Explanation}, f.Remedy...) {
		if line == "" || strings.ContainsAny(line, "{}\n") || strings.Contains(line, "[]") {
			t.Fatalf("%s: text %q", f.Rule, line)
		}
		for _, word := range strings.Fields(line) {
			if _, key := says[word]; key && strings.Contains(word, ".") || line == word && key {
				t.Fatalf("%s: a key in place of its text in %q", f.Rule, line)
			}
		}
	}
	if len(f.Remedy) == 0 || f.Type != "finding" {
		t.Fatalf("%s: no remedy or type", f.Rule)
	}
	if f.ClientCount < len(f.Clients) || f.SessionCount < len(f.Sessions) || len(f.Sessions) > record.ListLimit {
		t.Fatalf("%s: counts %d, %d", f.Rule, f.ClientCount, f.SessionCount)
	}
}

// fataler is what testing.T and rapid.T share.
type fataler interface {
	Fatalf(format string, args ...any)
}

// of gives the findings of one rule.
func of(list []record.Finding, rule string) []record.Finding {
	var some []record.Finding
	for _, f := range list {
		if f.Rule == rule {
			some = append(some, f)
		}
	}
	return some
}

// serious gives the rules above severity info, sorted.
func serious(list []record.Finding) []string {
	ids := []string{}
	for _, f := range list {
		if f.Severity != record.Info {
			ids = append(ids, f.Rule)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func TestEveryRuleHasItsWordsAndTheCatalogueNoOthers(t *testing.T) {
	ids := []string{}
	for _, r := range Registry() {
		ids = append(ids, r.ID)
		if r.Group == "" || r.New == nil || len(r.Severities) == 0 {
			t.Errorf("%s: incomplete", r.ID)
		}
		if !slices.IsSortedFunc(r.Severities, func(a, b record.Severity) int { return severityRank(a) - severityRank(b) }) {
			t.Errorf("%s: severities not worst first", r.ID)
		}
		for _, c := range r.Causes {
			if c < 1 || c > 12 {
				t.Errorf("%s: cause %d", r.ID, c)
			}
		}
		for _, l := range text.Langs() {
			if r.Title(l) == "" {
				t.Errorf("%s: no title in %s", r.ID, l)
			}
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("an id stands twice in the registry")
	}
	words := text.Rules()
	slices.Sort(words)
	if !slices.Equal(ids, words) {
		t.Errorf("registry %v, catalogue %v", ids, words)
	}
}
