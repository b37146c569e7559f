package rules

import (
	"net/netip"
	"testing"
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// seen is a certificate of an earlier capture.
func seen(sha256 string, first, last time.Duration) record.SeenCertificate {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return record.SeenCertificate{Name: "edr.corp.example", SHA256: sha256, Key: "RSA 2048", First: at.Add(first), Last: at.Add(last)}
}

func TestChangeIsBetweenTheLastTwoCertificates(t *testing.T) {
	const day = 24 * time.Hour
	at := subject{server: record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}, key: "edr.corp.example"}
	for _, c := range []struct {
		name   string
		before []record.SeenCertificate
		now    []string // of this capture, in order
		want   string
	}{
		{"nothing earlier", nil, []string{"a"}, ""},
		{"the same", []record.SeenCertificate{seen("a", 0, day)}, []string{"a"}, ""},
		{"another", []record.SeenCertificate{seen("a", 0, day)}, []string{"b"}, "a>b"},
		{"back again", []record.SeenCertificate{seen("b", 0, day), seen("a", 2*day, 3*day)}, []string{"b"}, "a>b"},
		{"in this capture", []record.SeenCertificate{seen("z", 0, day)}, []string{"a", "b"}, "a>b"},
		{"one of two that stood side by side", []record.SeenCertificate{seen("a", 0, 3*day), seen("b", day, 2*day)}, []string{"a"}, ""},
		{"a third one", []record.SeenCertificate{seen("a", 0, 3*day), seen("b", day, 2*day)}, []string{"c"}, "b>c"},
	} {
		e := New(nil, text.English)
		e.Know(&record.History{Servers: []record.ServerHistory{{Server: at.server, Certificates: c.before}}})
		r := &row[leavesSeen]{subject: at}
		for i, sha256 := range c.now {
			l := pastLeaf(&record.SeenCertificate{SHA256: sha256, Key: "RSA 2048"})
			l.past, l.first = false, time.Date(2026, 2, 1+i, 0, 0, 0, 0, time.UTC)
			l.last = l.first.Add(time.Hour)
			r.X.list = append(r.X.list, l)
		}
		got := ""
		if before, after := e.context.change(r); after != nil {
			got = before.sha256 + ">" + after.sha256
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhatIsLearnedIsKnownNextTime(t *testing.T) {
	s := session(1)
	s.TLS.JA4 = "t12d_before"
	first := New(nil, text.English)
	first.Remember()
	first.Session(s)
	learned := first.Learned()
	if len(learned.Servers) != 1 || len(learned.Servers[0].Suites) != 1 || len(learned.Clients) != 1 || learned.Clients[0].Hellos[0].JA4 != "t12d_before" {
		t.Fatalf("%+v", learned)
	}
	failing := session(2, rejects(48, "unknown_ca"))
	failing.TLS.JA4 = "t12d_after"
	for _, c := range []struct {
		knows *record.History
		want  bool
	}{{&record.History{}, false}, {learned, true}} {
		next := New(nil, text.English)
		next.Remember()
		failing.Client = s.Client
		next.Session(failing)
		next.Know(c.knows)
		if got := next.context.otherHello(s.Client.IP); got != c.want {
			t.Errorf("another hello than before: %v, want %v", got, c.want)
		}
		_, diagnoses := next.Finish(record.Sensor{LimitsHit: map[string]uint64{}})
		if got := !diagnoses[0].LastContact.IsZero(); got != c.want || diagnoses[0].State != "failing" {
			t.Errorf("%+v", diagnoses[0])
		}
	}
}
