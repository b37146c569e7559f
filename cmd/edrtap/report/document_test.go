package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// fill gives a collector n sessions of a large fleet in trouble: every client,
// server and certificate that the lists of a document can be filled with.
func fill(t testing.TB, c *Collector, n int) {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	address := func(i int) netip.Addr {
		return netip.AddrFrom4([4]byte{10, byte(1 + i>>16&15), byte(i >> 8), byte(i)})
	}
	var clients, ids []string
	for i := range record.ListLimit {
		clients = append(clients, address(2*i).String()) // no two are neighbours
	}
	for i := range n {
		s := record.Session{
			ID: fmt.Sprintf("%016x", i), Start: start.Add(time.Duration(i) * 10 * time.Millisecond), End: start.Add(time.Duration(i)*10*time.Millisecond + time.Second),
			Client: record.Endpoint{IP: address(i), Port: 50000}, Server: record.Endpoint{IP: netip.AddrFrom4([4]byte{10, 9, byte(i % 1200 >> 8), byte(i % 1200)}), Port: 443},
			TCP: record.TCP{Established: true}, Stage: record.StageCertificate, Outcome: record.Outcomes()[i%12],
			TLS: &record.TLS{
				SNI: fmt.Sprintf("edr-%d.corp.example", i%5000), Version: "TLS 1.2", JA4: fmt.Sprintf("t12d2108_%012x_x", i%3000),
				Cipher: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", OfferedCiphers: []string{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"},
				Certificates: []record.Certificate{
					{Subject: "CN=edr", Issuer: "CN=ca", SHA256: fmt.Sprintf("%064x", i%20000), DNSNames: []string{"edr.corp.example"}},
					{Subject: "CN=ca", Issuer: "CN=root", SHA256: strings.Repeat("a", 64)},
				},
			},
		}
		if len(ids) < record.ListLimit {
			ids = append(ids, s.ID)
		}
		if err := c.Session(&s); err != nil {
			t.Fatal(err)
		}
		_ = c.Rate(&record.Rate{Server: record.Endpoint{IP: address(i % 20), Port: 443}, Second: start.Add(time.Duration(i/20) * time.Second), Method: "requests", Events: record.Events{Low: uint64(i % 500), Estimate: 500, High: 5000}, Limit: 400})
		_ = c.Diagnosis(&record.Diagnosis{Subject: "client", Client: s.Client.IP.String(), Appliance: "edr.corp.example", State: "failing", Causes: []record.DiagnosedCause{{Cause: 1, Rule: "name-mismatch", Evidence: record.Proof}, {Rule: "client-rejects-certificate", Evidence: record.Proof}}})
	}
	for i := range 500 {
		_ = c.Finding(&record.Finding{Rule: "name-mismatch", Severity: record.Critical, Evidence: record.Proof, Clients: clients, ClientCount: 5000, Sessions: ids, SessionCount: n, Title: fmt.Sprint("fault ", i), Explanation: strings.Repeat("so it is. ", 50), Remedy: []string{"change it"}})
	}
	_ = c.Summary(&record.Summary{Frames: 1, Sessions: uint64(n)})
}

// TestDocumentIsBounded: however much is found, a page stays one that can be
// mailed and opened, and says what it leaves out.
func TestDocumentIsBounded(t *testing.T) {
	c := NewCollector(Options{Lang: text.English})
	fill(t, c, 100_000)
	d := c.Document()
	var page bytes.Buffer
	if err := WriteHTML(&page, d, text.English); err != nil {
		t.Fatal(err)
	}
	if page.Len() > 5_000_000 {
		t.Errorf("the page has %d bytes", page.Len())
	}
	if len(d.Timeline.Buckets) > maxBuckets || len(d.Timeline.Changes) > maxChanges || len(d.Rates) > maxSeries || len(d.Rates[0].Times) > 2*maxPoints {
		t.Errorf("%d buckets, %d changes, %d series, %d points", len(d.Timeline.Buckets), len(d.Timeline.Changes), len(d.Rates), len(d.Rates[0].Times))
	}
	var said []string
	for _, l := range d.Limits {
		said = append(said, l.Label)
	}
	if len(said) != 6 {
		t.Errorf("of six limits that were hit the page says %q", said)
	}
	if got := d.Findings[0]; got.Unlisted < 5000-maxRanges || len(got.Sessions) != maxIDs {
		t.Errorf("%d clients are said to be unlisted, %d ids listed", got.Unlisted, len(got.Sessions))
	}
	total := uint64(0)
	for _, b := range d.Timeline.Buckets {
		total += b.Established + b.Failed + b.Unclear
	}
	if total != 100_000 {
		t.Errorf("the timeline holds %d sessions", total)
	}
}

// TestTheSameRecordsGiveTheSamePage, whatever maps have to say.
func TestTheSameRecordsGiveTheSamePage(t *testing.T) {
	var first []byte
	for range 3 {
		c := NewCollector(Options{Lang: text.Japanese})
		fill(t, c, 3000)
		data, err := json.Marshal(c.Document())
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Fatal("two documents of the same records differ")
		}
	}
}

// TestModulesFitTheScript: the report's script knows every module of the page
// and every form in which they import and export.
func TestModulesFitTheScript(t *testing.T) {
	loose := strings.SplitAfter(script(), "const modules = {};")[1]
	for line := range strings.Lines(loose) {
		if strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "export ") {
			t.Errorf("left in the script: %s", line)
		}
	}
	for i, name := range modules {
		for _, match := range imports.FindAllStringSubmatch(mustRead(name), -1) {
			if at := strings.Index(strings.Join(modules[:i], " "), match[2]); at < 0 {
				t.Errorf("%s imports %s, which does not come before it", name, match[2])
			}
		}
	}
}

// TestEveryWordIsInTheCatalogue looks for the words that modules say.
func TestEveryWordIsInTheCatalogue(t *testing.T) {
	words := text.PageWords(text.Japanese)
	for _, name := range modules {
		for _, rest := range strings.Split(mustRead(name), `say("`)[1:] {
			key, after, _ := strings.Cut(rest, `"`)
			if strings.HasPrefix(strings.TrimSpace(after), "+") {
				continue // the rest of the key is computed
			}
			if words[key] == "" {
				t.Errorf("%s says %q, which has no words", name, key)
			}
		}
	}
}
