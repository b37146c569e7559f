package session

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/tlsparse"
)

func noSettings() rate.Settings { return rate.Settings{} }

func TestChainIsKnownByAllItsCertificates(t *testing.T) {
	w := newWording()
	leaf, one, other := &tlsparse.Certificate{Subject: "CN=leaf"}, &tlsparse.Certificate{Subject: "CN=one"}, &tlsparse.Certificate{Subject: "CN=other"}
	for _, list := range [][]*tlsparse.Certificate{{leaf, one}, {leaf, other}, {leaf}, {leaf, one}, {one, leaf}} {
		var want, got []string
		for _, c := range list {
			want = append(want, c.Subject)
		}
		for _, c := range w.chain(list) {
			got = append(got, c.Subject)
		}
		if !slices.Equal(got, want) {
			t.Errorf("chain %q, want %q", got, want)
		}
	}
	if w.chain(nil) != nil {
		t.Error("no certificates became some")
	}
}

func TestCachesOfWordsAreBounded(t *testing.T) {
	w := newWording()
	for range 3 * cacheLimit {
		w.hello(&tlsparse.ClientHello{})
		w.chain([]*tlsparse.Certificate{{}})
		if len(w.hellos) > cacheLimit || len(w.chains) > cacheLimit {
			t.Fatalf("%d hellos and %d chains, the limit is %d", len(w.hellos), len(w.chains), cacheLimit)
		}
	}
}

func TestSameHelloIsPutIntoWordsOnce(t *testing.T) {
	w := newWording()
	hello := &tlsparse.ClientHello{LegacyVersion: tlsparse.VersionTLS12, Suites: []tlsparse.CipherSuite{0x002f}}
	first := w.hello(hello)
	if n := testing.AllocsPerRun(10, func() { w.hello(hello) }); n != 0 || w.hello(hello) != first {
		t.Errorf("put into words again, %v allocations", n)
	}
	if !slices.Equal(first.versions, []string{"TLS 1.2"}) || !slices.Equal(first.ciphers, []string{"TLS_RSA_WITH_AES_128_CBC_SHA"}) {
		t.Errorf("words %+v", first)
	}
}

func TestOfferedVersions(t *testing.T) {
	old := &tlsparse.ClientHello{LegacyVersion: tlsparse.VersionTLS10}
	listed := &tlsparse.ClientHello{LegacyVersion: tlsparse.VersionTLS12, Versions: []tlsparse.Version{tlsparse.VersionTLS13, tlsparse.VersionTLS12}}
	if got := offeredVersions(old); !slices.Equal(got, []tlsparse.Version{tlsparse.VersionTLS10}) {
		t.Errorf("without supported_versions: %v", got)
	}
	if got := offeredVersions(listed); !slices.Equal(got, listed.Versions) {
		t.Errorf("with supported_versions: %v", got)
	}
}

func TestServerHelloThatIsNotWholeSaysNothing(t *testing.T) {
	w, got := newWording(), &record.TLS{}
	w.fill(got, &tlsparse.Facts{ServerHello: &tlsparse.ServerHello{Truncated: true}, Version: tlsparse.VersionTLS12, Resumed: tlsparse.No})
	if got.Version != "" || got.Cipher != "" || got.Resumed != nil {
		t.Errorf("%+v", got)
	}
}

func TestFillLeavesNothingOfTheSessionBefore(t *testing.T) {
	w := newWording()
	rich := &tlsparse.Facts{
		ClientHello: &tlsparse.ClientHello{SNI: "a", ALPN: []string{"h2"}, JA3: "x", JA4: "y"}, ServerHello: &tlsparse.ServerHello{JA3S: "z"},
		Version: tlsparse.VersionTLS12, Suite: 0xc02f, Group: 29, ALPN: "h2", Resumed: tlsparse.Yes, HelloRetry: true, Established: true,
		Certificates: []*tlsparse.Certificate{{Subject: "CN=leaf"}}, ClientCertificateRequested: true, ClientCertificate: tlsparse.AuthSent,
		Alerts:  []tlsparse.Alert{alertOf(tlsparse.Client, 1, tlsparse.AlertUnknownCA), encryptedAlert(tlsparse.Server, 2)},
		Records: [2]uint64{1, 2}, AppRecords: [2]uint64{3, 4}, AppBytes: [2]uint64{5, 6},
	}
	var used record.TLS
	w.fill(&used, rich)
	code := uint8(48)
	want := []record.Alert{{From: "client", Level: "fatal", Code: &code, Description: "unknown_ca"}, {From: "server", Encrypted: true, Inferred: true}}
	if diff := cmp.Diff(want, used.Alerts); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
	if used.Resumed == nil || !*used.Resumed || used.ClientCertificateSent == nil || !*used.ClientCertificateSent {
		t.Errorf("%+v", used)
	}
	w.fill(&used, &tlsparse.Facts{})
	if len(used.Alerts) > 0 {
		t.Errorf("alerts are left: %+v", used.Alerts)
	}
	used.Alerts = nil // its room may stay
	if diff := cmp.Diff(record.TLS{}, used); diff != "" {
		t.Errorf("-nothing +left:\n%s", diff)
	}
}
