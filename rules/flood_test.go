package rules

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// What a flood of strangers may make the engine hold, bytes, for any number of
// clients and names. A million of each held 125 MiB.
const floodLimit = 700 << 20

// TestAFloodOfClientsAndNamesStaysInBounds sends 100,000 clients, each with a
// name and a certificate of its own, through every rule, and asks that what is
// folded is counted.
func TestAFloodOfClientsAndNamesStaysInBounds(t *testing.T) {
	const clients = 100_000
	before := heap()
	e := New(nil, text.English)
	s := session(1, rejects(42, "bad_certificate"))
	silent := session(1, noData)
	for n := range uint32(clients) {
		one := s
		if n%3 == 0 {
			one = silent
		}
		var ip [4]byte
		binary.BigEndian.PutUint32(ip[:], 0x0a000000+n)
		one.ID = fmt.Sprintf("%016x", n)
		one.Start = noon.Add(time.Duration(n) * time.Millisecond)
		one.End = one.Start.Add(time.Second)
		one.Client.IP = netip.AddrFrom4(ip)
		one.TLS.SNI = fmt.Sprintf("host%d.example", n)
		one.TLS.Certificates[0].SHA256 = fmt.Sprintf("%064x", n)
		one.TLS.Certificates[0].Issuer = fmt.Sprintf("CN=issuer %d", n)
		e.Session(one)
		e.Lookup(&Lookup{Time: one.Start, Client: one.Client.IP, Resolver: server, Name: one.TLS.SNI, Type: TypeA, Outcome: LookupNXDomain})
	}
	held := heap() - before
	t.Logf("%d clients with as many names: %d MiB held", clients, held>>20)
	if held > floodLimit {
		t.Errorf("%d bytes held, more than %d", held, floodLimit)
	}
	findings, diagnoses := e.Finish(record.Sensor{})
	limits := e.Limits()
	if limits["rule_subjects"] == 0 || limits["dns_names"] == 0 {
		t.Errorf("what was folded is not counted: %v", limits)
	}
	if len(diagnoses) > 2*maxClients || len(findings) > 64*maxSubjects {
		t.Errorf("%d diagnoses, %d findings", len(diagnoses), len(findings))
	}
	runtime.KeepAlive(e)
}

// TestSessionsThatAreNamedAreBounded has thousands of clients fail again and
// again: each is a subject of its own to some rules.
func TestSessionsThatAreNamedAreBounded(t *testing.T) {
	e := New(nil, text.English)
	s := session(1, rejects(42, "bad_certificate"))
	const clients, tries = 3000, 50
	for n := range uint32(clients * tries) {
		s.ID = fmt.Sprintf("%016x", n)
		s.Start = noon.Add(time.Duration(n) * time.Millisecond)
		s.End = s.Start.Add(time.Second)
		s.Client.IP = netip.AddrFrom4([4]byte{10, 0, byte(n % clients >> 8), byte(n % clients)})
		e.Session(s)
	}
	if e.context.room.left != 0 || e.Limits()["finding_sessions"] == 0 {
		t.Errorf("room for %d sessions is left, limits hit: %v", e.context.room.left, e.Limits())
	}
	findings, _ := e.Finish(record.Sensor{})
	for _, f := range findings {
		if f.SessionCount != clients*tries || len(f.Sessions) != record.ListLimit {
			t.Errorf("%s: %d sessions, %d of them named", f.Rule, f.SessionCount, len(f.Sessions))
		}
	}
	if len(findings) == 0 {
		t.Error("no finding")
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// hostileText is what a stranger may write into a certificate.
const hostileText = "</td><script>alert(1)</script>\x1b[2J\u202eelpmaxe.proc\u2066\r\n=cmd|' /C calc'!A0"

// TestHostileCertificatesReachNoTextUncleaned holds for findings, and for the
// words of diagnoses: names with control characters and bidirectional
// overrides, and 10,000 of them.
func TestHostileCertificatesReachNoTextUncleaned(t *testing.T) {
	names := make([]string, 10_000)
	for i := range names {
		names[i] = fmt.Sprintf("%s%d.example", hostileText, i)
	}
	evil := withLeaf(func(c *record.Certificate) {
		c.DNSNames, c.Subject, c.Issuer, c.CommonName = names, "CN="+hostileText, "CN="+hostileText, hostileText
		c.CRL = []string{"http://" + hostileText + "/"}
	})
	list, diagnoses := finish(t, known(), nil, record.Sensor{}, serial(3, evil, sni(hostileText), rejects(42, "bad_certificate"))...)
	if len(list) == 0 || len(diagnoses) == 0 {
		t.Fatal("nothing was said")
	}
	check := func(where, line string) {
		if strings.ContainsAny(line, "\x1b\u202e\u2066\r\n") {
			t.Errorf("%s: %q", where, line)
		}
		if len(line) > 20_000 {
			t.Errorf("%s: %d bytes", where, len(line))
		}
	}
	for _, f := range list {
		for _, line := range append([]string{f.Title, f.Explanation}, f.Remedy...) {
			check(f.Rule, line)
		}
	}
	for _, d := range diagnoses {
		for _, c := range d.Causes {
			check(c.Rule, c.Because)
			if c.Remedy != nil {
				check(c.Rule, c.Remedy.Text)
			}
		}
	}
}
