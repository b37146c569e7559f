package pipeline

import (
	"fmt"
	"net/netip"
	"testing"

	"edrtap/rules/record"
)

// seen is a session with a server, for a name, that shows certificates or was
// resumed.
func seen(server, name string, resumed bool, subjects ...string) *record.Session {
	s := &record.Session{
		Server: record.Endpoint{IP: netip.MustParseAddr(server), Port: 443},
		TLS:    &record.TLS{SNI: name, Resumed: &resumed},
	}
	for _, subject := range subjects {
		s.TLS.Certificates = append(s.TLS.Certificates, record.Certificate{Subject: subject})
	}
	return s
}

func TestResumedSessionsAreGivenTheRememberedCertificate(t *testing.T) {
	m := newMemory()
	m.session(seen("10.9.9.9", "a.example", false, "CN=old"))
	m.session(seen("10.9.9.9", "a.example", false, "CN=a", "CN=issuer"))
	m.session(seen("10.9.9.9", "b.example", false, "CN=b"))
	for _, test := range []struct {
		what string
		s    *record.Session
		want string
	}{
		{"the last one of that server and name", seen("10.9.9.9", "a.example", true), "[CN=a true] [CN=issuer true] "},
		{"another name", seen("10.9.9.9", "b.example", true), "[CN=b true] "},
		{"a name that was never seen", seen("10.9.9.9", "c.example", true), ""},
		{"another server", seen("10.9.9.8", "a.example", true), ""},
		{"a full handshake that hides its certificate", seen("10.9.9.9", "a.example", false), ""},
		{"its own", seen("10.9.9.9", "a.example", true, "CN=own"), "[CN=own false] "},
		{"the own one from then on", seen("10.9.9.9", "a.example", true), "[CN=own true] "},
		{"no TLS", &record.Session{}, ""},
	} {
		m.session(test.s)
		got := ""
		if test.s.TLS != nil {
			for _, c := range test.s.TLS.Certificates {
				got += fmt.Sprintf("[%s %v] ", c.Subject, c.Remembered)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory()
	for i := range 3 * memoryLimit {
		m.session(seen("10.9.9.9", fmt.Sprint(i, ".example"), false, "CN=x"))
	}
	if len(m.shown) > memoryLimit || len(m.last) > memoryLimit {
		t.Errorf("%d servers and %d lists are remembered", len(m.shown), len(m.last))
	}
}
