package rules

import (
	"fmt"
	"testing"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

const (
	cbc256 = "TLS_RSA_WITH_AES_256_CBC_SHA"
	gcm13  = "TLS_AES_256_GCM_SHA384"
)

// refusedOffer is a ClientHello of TLS 1.2 that the server refuses.
func refusedOffer(n int, suites ...string) *record.Session {
	return session(n, offers([]string{tls12}, suites), refuses(40, "handshake_failure"))
}

// TestRefusalsTellWhatAServerDoesNotAccept states what a server chose and what it
// refused, and expects who is one suite from failing.
func TestRefusalsTellWhatAServerDoesNotAccept(t *testing.T) {
	both := []string{cbc, gcm}
	for _, c := range []struct {
		name     string
		inv      *inventory.Inventory
		sessions []*record.Session
		want     string // of cipher-near-exhaustion: clients, suite
	}{
		{"nothing refused", nil, list(session(1, offers([]string{tls12}, both))), ""},
		{"all others refused", nil, list(session(1, offers([]string{tls12}, both)), refusedOffer(2, cbc)), "info [10.0.0.1] " + gcm},
		{"refused before it is offered", nil, list(refusedOffer(2, cbc), session(1, offers([]string{tls12}, both))), "info [10.0.0.1] " + gcm},
		{"at the appliance", known(), list(session(1, offers([]string{tls12}, both)), refusedOffer(2, cbc)), "low [10.0.0.1] " + gcm},
		{"others refused, by two clients", nil, list(session(1, offers([]string{tls12}, append(both, cbc256))), refusedOffer(2, cbc), refusedOffer(3, cbc256)), "info [10.0.0.1] " + gcm},
		{"one other not refused", nil, list(session(1, offers([]string{tls12}, append(both, cbc256))), refusedOffer(2, cbc)), ""},
		{"refused for another reason", nil, list(session(1, offers([]string{tls12}, both)), refusedOffer(2, gcm, cbc)), ""},
		{"refused in vain: others were served with it", nil, list(session(1, offers([]string{tls12}, both)), session(3, func(s *record.Session) { s.TLS.Cipher = cbc }), refusedOffer(2, cbc)), ""},
		{"refused under a version that cannot use it", nil, list(session(1, offers([]string{tls13, tls12}, []string{gcm13, gcm})), refusedOffer(2, gcm13, cbc)), ""},
		{"by another server", nil, list(session(1, offers([]string{tls12}, both)), session(2, offers([]string{tls12}, []string{cbc}), refuses(40, "handshake_failure"), to("192.0.2.11"))), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, f := range of(findings(t, c.inv, c.sessions...), "cipher-near-exhaustion") {
				got += fmt.Sprint(f.Severity, " ", f.Clients, " ", f.Detail["cipher"])
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestARefusalContradictsTheInventory: what was told to be accepted, was never
// chosen and is refused, is no proof of anything but a wrong list.
func TestARefusalContradictsTheInventory(t *testing.T) {
	for name, c := range map[string]struct {
		told     []string
		sessions []*record.Session
		want     string
	}{
		"told others":           {[]string{gcm}, list(refusedOffer(1, cbc)), "cipher-exhausted proof []"},
		"told what it refuses":  {[]string{gcm, cbc}, list(refusedOffer(1, cbc)), "cipher-exhausted strong [" + cbc + "]"},
		"and others are served": {[]string{gcm, cbc}, list(refusedOffer(1, cbc), session(2, func(s *record.Session) { s.TLS.Cipher = cbc })), "handshake-failed strong []"},
	} {
		got := ""
		for _, f := range findings(t, known(accepting(c.told...)), c.sessions...) {
			if f.Rule == "cipher-exhausted" || f.Rule == "handshake-failed" {
				told, _ := f.Detail["told_and_refused"].([]string)
				got += fmt.Sprint(f.Rule, " ", f.Evidence, " ", told)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
