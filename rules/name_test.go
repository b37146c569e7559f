package rules

import (
	"testing"

	"edrtap/rules/record"
)

func TestNamesMatchByRFC9525(t *testing.T) {
	names := func(n ...string) *record.Certificate { return &record.Certificate{DNSNames: n, HasSAN: true} }
	for _, c := range []struct {
		reference string
		cert      *record.Certificate
		want      verdict
	}{
		{"edr.corp.example", names("edr.corp.example"), matches},
		{"EDR.Corp.Example.", names("edr.corp.EXAMPLE."), matches},
		{"edr.corp.example", names("x.example", "*.corp.example"), matches},
		{"edr.corp.example", names("*.example"), wildcardTooFar},
		{"corp.example", names("*.corp.example"), wildcardTooFar},
		{".corp.example", names("*.corp.example"), wildcardTooFar},
		{"edr.corp.example", names("e*.corp.example"), noMatch},
		{"edr.corp.example", names("edr.*.example"), noMatch},
		{"edr.corp.example", names("*"), noMatch},
		{"edr.corp.example", names("*."), noMatch},
		{"notcorp.example", names("*.corp.example"), noMatch},
		{"edr", names("edr.corp.example"), partOfName},
		{"edr.corp.example", names("edr"), noMatch},
		{"bücher.example", names("xn--bcher-kva.example"), matches},
		{"xn--bcher-kva.example", names("xn--bcher-kva.example"), matches},
		{"xn--bcher-kva.example", names("*.example"), matches},
		{"edr.corp.example", names(), noMatch},
		{"edr.corp.example", &record.Certificate{CommonName: "edr.corp.example"}, matchesCN},
		{"edr.corp.example", &record.Certificate{CommonName: "edr.corp.example", HasSAN: true, DNSNames: []string{"x.example"}}, noMatch},
		{"192.0.2.1", &record.Certificate{IPAddresses: []string{"192.0.2.1"}, HasSAN: true}, matches},
		{"::ffff:192.0.2.1", &record.Certificate{IPAddresses: []string{"192.0.2.1"}, HasSAN: true}, matches},
		{"[2001:db8::1]", &record.Certificate{IPAddresses: []string{"2001:db8:0:0::1"}, HasSAN: true}, matches},
		{"192.0.2.1", &record.Certificate{IPAddresses: []string{"192.0.2.2"}, HasSAN: true}, noMatch},
		{"192.0.2.1", names("192.0.2.1"), addressAsName},
		{"192.0.2.1", names("edr.corp.example"), nameForAddress},
		{"192.0.2.1", &record.Certificate{CommonName: "192.0.2.1"}, matchesCN},
		{"192.0.2.1", names("*.0.2.1"), nameForAddress},
	} {
		if got := match(named(c.reference, fromSNI), c.cert); got != c.want {
			t.Errorf("%q with %v %v: %d, want %d", c.reference, c.cert.DNSNames, c.cert.IPAddresses, got, c.want)
		}
	}
}

func FuzzMatchName(f *testing.F) {
	f.Add("edr.corp.example", "*.corp.example")
	f.Fuzz(func(t *testing.T, reference, presented string) {
		r := named(reference, fromSNI)
		v := match(r, &record.Certificate{DNSNames: []string{presented}, HasSAN: true})
		if v == matches && r.addr.IsValid() {
			t.Fatalf("the address %q matches the name %q", reference, presented)
		}
		if v == matches && presented != "" && presented[0] != '*' && !sameName(r.name, presented) && !sameName(r.name, presented[:len(presented)-1]) {
			t.Fatalf("%q matches %q", reference, presented)
		}
		if r.name != "" && ascii(r.name) && match(r, &record.Certificate{DNSNames: []string{r.name}}) == noMatch && r.name[0] != '*' && r.name[len(r.name)-1] != '.' {
			t.Fatalf("%q does not match itself", r.name)
		}
	})
}

func TestIssuersOfInterceptingProducts(t *testing.T) {
	finder := issuerFinder{known: make(map[string]*issuer)}
	for name, want := range map[string]string{
		"CN=Zscaler Intermediate Root CA (zscalerthree.net) (t),OU=Zscaler Inc.,O=Zscaler Inc.,ST=California,C=US": "Zscaler",
		"O=mitmproxy,CN=mitmproxy":                              "mitmproxy",
		"CN=Corp Web Gateway CA (squid),O=Corp":                 "Squid",
		"CN=DO_NOT_TRUST_FiddlerRoot,O=DO_NOT_TRUST":            "Fiddler",
		"CN=Cisco Umbrella Primary SubCA,O=Cisco":               "Cisco Umbrella",
		"CN=ca.tenant.goskope.com,O=Customer":                   "Netskope",
		"CN=avast! Web/Mail Shield Root,O=avast! Web\\, Shield": "Avast",
		"CN=Corp Proxy CA":                                      "proxy",
		"CN=Corp Issuing CA,O=Corp":                             "",
		"CN=mitmproxy-like but not it":                          "",
		"CN=Cisco Umbrella,O=Elsewhere":                         "",
		"O=Zscaler Incorporated":                                "",
		"CN=x\\,O=Zscaler Inc.":                                 "",
		"":                                                      "",
	} {
		got := finder.find(&record.Certificate{Issuer: name, Subject: "CN=edr"})
		if (got == nil) != (want == "") || got != nil && got.product != want {
			t.Errorf("%q: %+v, want %q", name, got, want)
		}
	}
}
