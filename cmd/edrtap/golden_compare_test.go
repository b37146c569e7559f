package main

import (
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"edrtap/pcaps/truth"
	"edrtap/rules/record"
	"edrtap/tlsparse"
)

var exactly = cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{})

// compareSessions compares every session in full with what its ends knew.
func compareSessions(t *testing.T, want []truth.Session, got []record.Session) {
	t.Helper()
	got = slices.Clone(got)
	slices.SortStableFunc(got, func(a, b record.Session) int {
		return cmp.Or(a.Start.Compare(b.Start), a.Client.IP.Compare(b.Client.IP), cmp.Compare(a.Client.Port, b.Client.Port))
	})
	for i := range want {
		w := want[i]
		at := slices.IndexFunc(got, func(g record.Session) bool {
			return g.Start.Equal(w.Start) && g.Client == w.Client && g.Server == w.Server
		})
		name := fmt.Sprintf("session %d (%v > %v, %s)", i, w.Client, w.Server, w.Start.Format("15:04:05.000000"))
		if at < 0 {
			if !w.Optional {
				t.Errorf("%s is missing", name)
			}
			continue
		}
		if at > 0 && !w.Optional {
			t.Errorf("%s: its record begins after that of %v > %v", name, got[0].Client, got[0].Server)
		}
		if w.Unseen {
			got = slices.Delete(got, at, at+1)
			continue
		}
		claimed, said := claim(&w), asTruth(&w, &got[at])
		if diff := gocmp.Diff(claimed, said, exactly, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-truth +edrtap):\n%s", name, diff)
		}
		got = slices.Delete(got, at, at+1)
	}
	for _, g := range got {
		t.Errorf("a session that the truth does not have: %v > %v, %s, %s, %s", g.Client, g.Server, g.Start, g.Stage, g.Outcome)
	}
}

// claim is a truth without what a record cannot or need not say.
func claim(w *truth.Session) truth.Session {
	c := *w
	c.Note, c.Optional = "", false
	if c.TLS == nil {
		return c
	}
	tls := *c.TLS
	c.TLS = &tls
	tls.Alerts = slices.Clone(tls.Alerts)
	for i := range tls.Alerts {
		if a := &tls.Alerts[i]; a.Encrypted && !tls.Decrypted { // the rest is not on the wire
			*a = truth.Alert{From: a.From, Encrypted: true}
		}
	}
	return c
}

// asTruth is a record in the form of the truth that it is compared with.
func asTruth(w *truth.Session, g *record.Session) truth.Session {
	s := truth.Session{
		Start: g.Start, Client: g.Client, Server: g.Server, Proxy: g.Proxy,
		TCP:   truth.TCP{Established: g.TCP.Established, Bytes: g.TCP.Bytes, EndedBy: g.TCP.EndedBy},
		Stage: g.Stage, Outcome: g.Outcome,
	}
	if w.TCP.EndedBy == "" { // not claimed
		s.TCP.EndedBy = ""
	}
	if g.TLS != nil {
		s.TLS = tlsAsTruth(g.TLS)
		if w.TLS != nil {
			s.TLS.AppBytes = withinPadding(w.TLS, s.TLS)
		}
	}
	return s
}

// withinPadding is the truth's app_bytes where those of the record are as near
// as padding lets them be: a suite with CBC hides up to 15 bytes of each
// record's length (RFC 5246 section 6.2.3.2), of which the middle is taken. Of
// all other suites the length is known to the byte.
func withinPadding(w, g *truth.TLS) record.Pair {
	pair := g.AppBytes
	if !strings.Contains(w.Cipher, "_CBC_") {
		return pair
	}
	for i := range pair {
		if slack := 8 * w.AppRecords[i]; w.AppBytes[i] <= pair[i]+slack && pair[i] <= w.AppBytes[i]+slack {
			pair[i] = w.AppBytes[i]
		}
	}
	return pair
}

func tlsAsTruth(g *record.TLS) *truth.TLS {
	s := &truth.TLS{
		SNI: g.SNI, Version: g.Version, Cipher: g.Cipher, Group: g.Group, ALPN: g.ALPN,
		Resumed: g.Resumed, HelloRetry: g.HelloRetry, Established: g.Established,
		ClientCertificateRequested: g.ClientCertificateRequested,
		AppRecords:                 g.AppRecords, AppBytes: g.AppBytes, Decrypted: g.Decrypted,
	}
	for _, name := range g.OfferedCiphers {
		s.OfferedCiphers = append(s.OfferedCiphers, suiteValue(name))
	}
	for _, a := range g.Alerts {
		alert := truth.Alert{From: a.From, Level: a.Level, Description: a.Description, Encrypted: a.Encrypted}
		switch {
		case a.Code != nil && a.Encrypted && !g.Decrypted:
			alert.Description = fmt.Sprintf("code %d of an encrypted alert", *a.Code)
		case a.Code != nil:
			alert.Code = *a.Code
		case !a.Encrypted:
			alert.Description = "no code"
		}
		s.Alerts = append(s.Alerts, alert)
	}
	for _, c := range g.Certificates {
		if c.Remembered { // a truth names what was sent
			continue
		}
		s.Certificates = append(s.Certificates, truth.Certificate{SHA256: c.SHA256, Subject: c.Subject, Issuer: c.Issuer})
	}
	return s
}

// suiteValues are the IANA values by the names that records have.
var suiteValues = sync.OnceValue(func() map[string]string {
	values := make(map[string]string)
	for v := range 1 << 16 {
		values[tlsparse.CipherSuite(v).String()] = fmt.Sprintf("%04x", v)
	}
	return values
})

func suiteValue(name string) string {
	if v, ok := suiteValues()[name]; ok {
		return v
	}
	return "no suite: " + name
}

// compareFindings compares what the rules said with what they must, may and
// must not say.
func compareFindings(t *testing.T, want *truth.Findings, got []record.Finding) {
	t.Helper()
	for i := range want.Must {
		if problem := unmet(&want.Must[i], got); problem != "" {
			t.Errorf("finding %s: %s", want.Must[i].Rule, problem)
		}
	}
	for i := range got {
		g := &got[i]
		required := slices.ContainsFunc(want.Must, func(w truth.Finding) bool { return isOf(&w, g) })
		switch {
		case slices.Contains(want.MustNot, g.Rule):
			t.Errorf("a finding that must not be: %s", describe(g))
		case g.Severity != record.Info && !required && !slices.Contains(want.May, g.Rule):
			t.Errorf("a finding that is false: %s", describe(g))
		}
	}
}

// isOf says whether a finding is one of those that w speaks of.
func isOf(w *truth.Finding, g *record.Finding) bool {
	return g.Rule == w.Rule && (w.Server == nil || g.Server != nil && *g.Server == *w.Server)
}

// unmet says what is missing of a finding that must be; "" where nothing is.
func unmet(w *truth.Finding, got []record.Finding) string {
	clients, found := map[string]bool{}, false
	for i := range got {
		g := &got[i]
		if !isOf(w, g) || w.Severity != "" && g.Severity != w.Severity || w.Evidence != "" && g.Evidence != w.Evidence {
			continue
		}
		found = true
		for _, c := range g.Clients {
			clients[c] = true
		}
	}
	if !found {
		return "is missing"
	}
	if w.Clients == nil {
		return ""
	}
	var names []string
	for c := range clients {
		names = append(names, c)
	}
	slices.Sort(names)
	if diff := gocmp.Diff(w.Clients, names); diff != "" {
		return "names other clients (-truth +edrtap):\n" + diff
	}
	return ""
}

func describe(g *record.Finding) string {
	server := ""
	if g.Server != nil {
		server = fmt.Sprintf(" at %v", *g.Server)
	}
	return fmt.Sprintf("%s (%s, %s)%s, clients %v: %s", g.Rule, g.Severity, g.Evidence, server, g.Clients, g.Title)
}

// compareRates asks that the interval of every second holds what the senders
// counted. Truths without rates do not claim that there was no event.
func compareRates(t *testing.T, want []truth.Rate, got []record.Rate) {
	t.Helper()
	if len(want) == 0 {
		return
	}
	for _, w := range want {
		g := record.Rate{} // a second without a record is one without an event
		if at := slices.IndexFunc(got, func(g record.Rate) bool { return g.Server == w.Server && g.Second.Equal(w.Second) }); at >= 0 {
			g = got[at]
		}
		if g.Events.Low > w.Events || w.Events > g.Events.High {
			t.Errorf("%v at %s: %d to %d events; there were %d", w.Server, w.Second, g.Events.Low, g.Events.High, w.Events)
		}
		if g.Requests != w.Requests {
			t.Errorf("%v at %s: %d requests; there were %d", w.Server, w.Second, g.Requests, w.Requests)
		}
	}
	for _, g := range got {
		if g.Events.Low > g.Events.Estimate || g.Events.Estimate > g.Events.High {
			t.Errorf("%v at %s: events out of order: %+v", g.Server, g.Second, g.Events)
		}
		if !slices.ContainsFunc(want, func(w truth.Rate) bool { return g.Server == w.Server && g.Second.Equal(w.Second) }) && g.Events.Low > 0 {
			t.Errorf("%v at %s: at least %d events; there was none", g.Server, g.Second, g.Events.Low)
		}
	}
}

// compareSensor asks for what the capture point did to frames, and for
// nothing else.
func compareSensor(t *testing.T, c *goldenCase, got *record.Summary) {
	t.Helper()
	want := truth.Sensor{}
	if c.Sensor != nil {
		want = *c.Sensor
	}
	sensor := got.Sensor
	if sensor.DuplicateFrames != want.DuplicateFrames {
		t.Errorf("%d duplicate frames; there were %d", sensor.DuplicateFrames, want.DuplicateFrames)
	}
	// The last frame of a file that ends inside it is where the input could
	// not be read on.
	if n := uint64(len(got.Problems)); n != want.CutFrames {
		t.Errorf("%d problems of inputs, want %d: %+v", n, want.CutFrames, got.Problems)
	}
	sensor.DuplicateFrames, sensor.LimitsHit = 0, nil
	if want.Lossy {
		if sensor.MissingBytes+sensor.OneWayFlows+sensor.TruncatedFrames == 0 {
			t.Error("nothing was noticed of what the sensor missed")
		}
		sensor.MissingBytes, sensor.OneWayFlows, sensor.TruncatedFrames = 0, 0, 0
	}
	if diff := gocmp.Diff(record.Sensor{}, sensor); diff != "" {
		t.Errorf("sensor (-truth +edrtap):\n%s", diff)
	}
	if len(got.Sensor.LimitsHit) > 0 {
		t.Errorf("limits were hit: %v", got.Sensor.LimitsHit)
	}
}

// compareSummary asks that the summary counts what is in the file and what
// the lines before it say.
func compareSummary(t *testing.T, c *goldenCase, got *recorded) {
	t.Helper()
	want := record.Summary{
		Type: "summary", Sessions: uint64(len(got.sessions)), Findings: map[record.Severity]int{},
		Sensor: got.summary.Sensor, Problems: got.summary.Problems, ElapsedS: got.summary.ElapsedS,
	}
	for i := range got.sessions {
		if tls := got.sessions[i].TLS; tls != nil && tls.Established {
			want.Established++
		}
	}
	for i := range got.findings {
		want.Findings[got.findings[i].Severity]++
	}
	countFrames(t, c, &want)
	if diff := gocmp.Diff(want, got.summary, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("summary (-counted +edrtap):\n%s", diff)
	}
}

// countFrames reads a capture with gopacket's own readers.
func countFrames(t *testing.T, c *goldenCase, s *record.Summary) {
	t.Helper()
	file, err := os.Open(c.capture)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := io.Reader(file)
	if strings.HasSuffix(c.File, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	frames, err := openFrames(r, strings.Contains(c.File, ".pcapng"))
	if err != nil {
		t.Fatal(err)
	}
	for {
		data, info, err := frames.ReadPacketData()
		if errors.Is(err, io.EOF) || c.Problem && errors.Is(err, io.ErrUnexpectedEOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		at := info.Timestamp.UTC()
		if s.Frames == 0 {
			s.First = at
		}
		if at.After(s.Last) {
			s.Last = at
		}
		s.Frames++
		s.Bytes += uint64(len(data))
	}
}
