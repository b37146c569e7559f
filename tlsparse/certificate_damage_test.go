package tlsparse

import (
	"reflect"
	"strings"
	"testing"
)

// TestDamageToOneFieldHidesNoOther damages one piece of a sound certificate at
// a time: what belongs to that piece may be gone, the rest must be there.
func TestDamageToOneFieldHidesNoOther(t *testing.T) {
	const (
		p256         = "2a8648ce3d030107"
		ecPublicKey  = "2a8648ce3d0201"
		brainpool    = "2b2403030208010107"
		sanOfAnother = "82056f74686572"
	)
	ecKey := func(parameters string) string {
		return der("30", der("30", der("06", ecPublicKey)+parameters)+der("03", "0004"+strings.Repeat("33", 64)))
	}
	prime := der("02", "00"+strings.Repeat("ff", 32))
	explicit := der("30", "020101"+der("30", der("06", "2a8648ce3d0101")+prime)+der("30", "040100040100"))
	for _, test := range []struct {
		name   string
		change func(*parts)
		field  string   // of the error; "" when there is none
		what   string   // part of the error
		gone   []string // fields of Certificate that may differ
	}{
		{"negative serial", func(p *parts) { p.serial = "0202ff01" }, "serial", "negative", []string{"Serial"}},
		{"empty serial", func(p *parts) { p.serial = "0200" }, "serial", "empty", []string{"Serial"}},
		{"serial of 30 bytes", func(p *parts) { p.serial = der("02", strings.Repeat("11", 30)) }, "serial", "longer than 20", []string{"Serial"}},
		{"serial is a string", func(p *parts) { p.serial = "0c0141" }, "serial", "tag 0x0c", []string{"Serial"}},
		{"version 7", func(p *parts) { p.version = "a003020106" }, "version", "not 1, 2 or 3", []string{"Version"}},
		{"no version", func(p *parts) { p.version = "" }, "extensions", "before version 3", []string{"Version"}},
		{"month 13", func(p *parts) { p.notBefore = der("17", "3236313330323033303430355a") }, "notBefore", "malformed", []string{"NotBefore"}},
		{"time is a string", func(p *parts) { p.notAfter = "0c0141" }, "notAfter", "tag 0x0c", []string{"NotAfter"}},
		{"bad printable string", func(p *parts) {
			p.issuer = der("30", der("31", der("30", "0603550403"+der("13", "61407a"))))
		}, "issuer", "PrintableString", []string{"Issuer"}},
		{"issuer cut inside", func(p *parts) { p.issuer = "3003310530" }, "issuer", "ends early", []string{"Issuer"}},
		{"brainpool", func(p *parts) { p.key = ecKey(der("06", brainpool)) }, "", "", []string{"Key", "SPKISHA256"}},
		{"explicit curve", func(p *parts) { p.key = ecKey(explicit) }, "", "", []string{"Key", "SPKISHA256"}},
		{"curve not on its curve", func(p *parts) { p.key = ecKey(der("06", p256)) }, "", "", []string{"Key", "SPKISHA256"}},
		{"curve without parameters", func(p *parts) { p.key = ecKey("") }, "subjectPublicKeyInfo", "without parameters", []string{"Key", "KeyBits", "SPKISHA256"}},
		{"RSA key of rubbish", func(p *parts) {
			p.key = der("30", der("30", der("06", "2a864886f70d010101")+"0500")+der("03", "00ff"))
		}, "subjectPublicKeyInfo", "malformed RSA key", []string{"Key", "KeyBits", "SPKISHA256"}},
		{"duplicate extension", func(p *parts) { p.extensions += extension("551d11", der("30", sanOfAnother)) }, "extensions", "duplicate", nil},
		{"malformed key usage", func(p *parts) { p.extensions += extension("551d0f", "0101ff") }, "keyUsage", "malformed", nil},
		{"IP address of 5 bytes", func(p *parts) {
			p.extensions = extension("551d11", der("30", der("82", "656472")+der("87", "0102030405")))
		}, "subjectAltName", "IP address", []string{"DNSNames"}},
		{"malformed SAN", func(p *parts) { p.extensions = extension("551d11", "30050101") }, "subjectAltName", "malformed", []string{"DNSNames"}},
		{"algorithms differ", func(p *parts) { p.outerAlgorithm = der("30", der("06", "2a864886f70d01010c")+"0500") }, "signatureAlgorithm", "differs", nil},
		{"trailing byte", func(p *parts) { p.trailer = "00" }, "certificate", "trailing", nil},
		{"unknown signature", func(p *parts) {
			p.algorithm = der("30", der("06", "2a0304"))
			p.outerAlgorithm = p.algorithm
		}, "", "", []string{"Signature"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			sound := ParseCertificate(plainParts().der(t))
			p := plainParts()
			test.change(&p)
			damaged := ParseCertificate(p.der(t))
			found := test.field == "" && len(damaged.Errors) == 0
			for _, e := range damaged.Errors {
				found = found || e.Field == test.field && strings.Contains(e.What, test.what)
				if e.Offset < 0 || e.Offset > len(damaged.Raw) {
					t.Errorf("offset %d of %d bytes", e.Offset, len(damaged.Raw))
				}
			}
			if !found {
				t.Errorf("errors %v, want one of %q with %q", damaged.Errors, test.field, test.what)
			}
			if damaged.Problem == "" && test.name != "unknown signature" && test.name != "no version" && test.name != "serial of 30 bytes" {
				t.Errorf("crypto/x509 accepts it")
			}
			same(t, damaged, sound, append(test.gone, "Raw", "SHA256", "SHA1", "Errors", "Problem"))
		})
	}
}

// same reports the exported fields in which a and b differ, except some.
func same(t *testing.T, a, b *Certificate, except []string) {
	t.Helper()
	skip := map[string]bool{}
	for _, field := range except {
		skip[field] = true
	}
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		field := va.Type().Field(i)
		if field.IsExported() && !skip[field.Name] && !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			t.Errorf("%s: got %v, want %v", field.Name, va.Field(i), vb.Field(i))
		}
	}
}

func TestKeysThatX509DoesNotKnowAreNamed(t *testing.T) {
	key := func(oid, parameters string) string {
		return der("30", der("30", der("06", oid)+parameters)+der("03", "0004"+strings.Repeat("33", 64)))
	}
	const ecPublicKey = "2a8648ce3d0201"
	prime := der("02", "00"+strings.Repeat("ff", 32))
	binary := der("30", der("06", "2a8648ce3d0102")+der("30", "0202011b"))
	for want, spki := range map[string]string{
		"EC brainpoolP256r1": key(ecPublicKey, der("06", "2b2403030208010107")),
		"EC secp256k1":       key(ecPublicKey, der("06", "2b8104000a")),
		"EC 1.2.3":           key(ecPublicKey, der("06", "2a03")),
		"EC explicit 256":    key(ecPublicKey, der("30", "020101"+der("30", der("06", "2a8648ce3d0101")+prime))),
		"EC explicit 283":    key(ecPublicKey, der("30", "020101"+binary)),
		"EC explicit":        key(ecPublicKey, der("30", "020101")),
		"Ed448":              key("2b6571", ""),
		"ML-DSA-44":          key("608648016503040311", ""),
		"DSA 256":            key("2a8648ce380401", der("30", prime)),
		"1.2.3.4":            key("2a0304", ""),
		"#80":                key("80", ""),
	} {
		p := plainParts()
		p.key = spki
		if got := ParseCertificate(p.der(t)).Key; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestTruncatedCertificateClaimsOnlyWhatIsThere cuts certificates at every
// byte.
func TestTruncatedCertificateClaimsOnlyWhatIsThere(t *testing.T) {
	for _, raw := range [][]byte{plainParts().der(t), selfSigned(t, ecTestKey(), certificateTemplate())} {
		whole := ParseCertificate(raw)
		for n := range len(raw) {
			cut := ParseCertificate(raw[:n])
			if n >= 4 && !cut.Truncated {
				t.Fatalf("%d of %d bytes: not truncated", n, len(raw))
			}
			if len(cut.Errors) == 0 || cut.Problem == "" {
				t.Fatalf("%d of %d bytes: errors %v, problem %q", n, len(raw), cut.Errors, cut.Problem)
			}
			claimsNoMore(t, cut, whole)
		}
		if cut := ParseCertificate(raw[:len(raw)-1]); cut.Subject != whole.Subject || !cut.HasSAN {
			t.Errorf("without the last byte: %q %v", cut.Subject, cut.HasSAN)
		}
	}
}

// claimsNoMore reports every field of cut that is neither empty nor what the
// whole certificate says.
func claimsNoMore(t *testing.T, cut, whole *Certificate) {
	t.Helper()
	own := map[string]bool{"Raw": true, "SHA256": true, "SHA1": true, "Truncated": true, "Errors": true, "Problem": true, "Version": true}
	vc, vw := reflect.ValueOf(*cut), reflect.ValueOf(*whole)
	for i := range vc.NumField() {
		field := vc.Type().Field(i)
		if !field.IsExported() || own[field.Name] || vc.Field(i).IsZero() {
			continue
		}
		if !reflect.DeepEqual(vc.Field(i).Interface(), vw.Field(i).Interface()) {
			t.Errorf("%d of %d bytes: %s is %v, of the whole %v", len(cut.Raw), len(whole.Raw), field.Name, vc.Field(i), vw.Field(i))
		}
	}
}
