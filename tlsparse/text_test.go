package tlsparse

import (
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"
)

// nameOf is a Name of one attribute: type, tag of the value and value.
func nameOf(t *testing.T, oid, tag, value string) name {
	t.Helper()
	b, err := hex.DecodeString(der("31", der("30", der("06", oid)+der(tag, value))))
	if err != nil {
		t.Fatal(err)
	}
	return readName(b)
}

func hexOf(text string) string { return hex.EncodeToString([]byte(text)) }

func TestStringTypesAreDecoded(t *testing.T) {
	const cn = "550403"
	for _, test := range []struct {
		name, tag, value, want, problem string
	}{
		{"PrintableString", "13", hexOf("Corp Example"), "CN=Corp Example", ""},
		{"PrintableString with a forbidden character", "13", hexOf("a@b"), "CN=a@b", "PrintableString"},
		{"PrintableString of ISO 8859-1", "13", "4bf66c6e", "CN=Köln", "PrintableString"},
		{"UTF8String", "0c", hexOf("日本"), "CN=日本", ""},
		{"invalid UTF8String", "0c", "61ff", "CN=aÿ", "UTF-8"},
		{"T61String", "14", "4bf66c6e", "CN=Köln", ""},
		{"BMPString", "1e", "65e5672c", "CN=日本", ""},
		{"BMPString of a surrogate pair", "1e", "d83dde00", "CN=😀", ""},
		{"BMPString of odd length", "1e", "006100", `CN=\00a\00`, "odd length"},
		{"UniversalString", "1c", "000065e50000672c", "CN=日本", ""},
		{"UniversalString beyond Unicode", "1c", "7fffffff", "CN=\uFFFD", "invalid character"},
		{"UniversalString of 3 bytes", "1c", "616263", "CN=abc", "multiple of 4"},
		{"NumericString", "12", hexOf("12 3"), "CN=12 3", ""},
		{"NumericString with a letter", "12", hexOf("12a"), "CN=12a", "NumericString"},
		{"IA5String", "16", hexOf("a@b"), "CN=a@b", ""},
		{"IA5String beyond ASCII", "16", "61e9", "CN=aé", "beyond ASCII"},
		{"VisibleString", "1a", hexOf("abc"), "CN=abc", ""},
		{"an INTEGER", "02", "07", "CN=#020107", "not a character string"},
	} {
		got := nameOf(t, cn, test.tag, test.value)
		if got.text != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got.text, test.want)
		}
		if test.problem == "" && got.problem != "" || !strings.Contains(got.problem, test.problem) {
			t.Errorf("%s: problem %q, want %q", test.name, got.problem, test.problem)
		}
	}
}

func TestHostileNamesAreEscaped(t *testing.T) {
	for _, test := range []struct{ value, want, commonName string }{
		{"evil\x1b[2J", `CN=evil\1B[2J`, `evil\1B[2J`},
		{"edr.corp.example\x00.evil.example", `CN=edr.corp.example\00.evil.example`, `edr.corp.example\00.evil.example`},
		{"a\u202eb", `CN=a\E2\80\AEb`, `a\E2\80\AEb`},
		{"a\u2066b\u200b", `CN=a\E2\81\A6b\E2\80\8B`, `a\E2\81\A6b\E2\80\8B`},
		{"a\u0085\u2028", `CN=a\C2\85\E2\80\A8`, `a\C2\85\E2\80\A8`},
		{"a\r\nb\x7f", `CN=a\0D\0Ab\7F`, `a\0D\0Ab\7F`},
		{`a,b+c"d\e<f>g;h`, `CN=a\,b\+c\"d\\e\<f\>g\;h`, `a,b+c"d\e<f>g;h`},
		{" a ", `CN=\ a\ `, " a "},
		{"#a#", `CN=\#a#`, "#a#"},
		{"", "CN=", ""},
	} {
		got := nameOf(t, "550403", "0c", hexOf(test.value))
		if got.text != test.want || got.commonName != test.commonName {
			t.Errorf("%q: got %q and %q, want %q and %q", test.value, got.text, got.commonName, test.want, test.commonName)
		}
	}
}

func TestDNSNamesOfControlCharactersAreEscaped(t *testing.T) {
	p := plainParts()
	p.extensions = extension("551d11", der("30", der("82", hexOf("edr\x00\x1b.example"))))
	if got := ParseCertificate(p.der(t)).DNSNames; len(got) != 1 || got[0] != `edr\00\1B.example` {
		t.Errorf("got %q", got)
	}
}

func TestNamesArePrintedLastFirst(t *testing.T) {
	attribute := func(oid, text string) string { return der("30", der("06", oid)+der("0c", hexOf(text))) }
	rdns := der("31", attribute("550406", "US")) +
		der("31", attribute("55040a", "Corp")+attribute("55040b", "Unit")) +
		der("31", attribute("550403", "first")) +
		der("31", attribute("2a864886f70d010901", "a@b")) +
		der("31", attribute("2a0304", "x")) +
		der("31", attribute("550403", "second"))
	b, err := hex.DecodeString(rdns)
	if err != nil {
		t.Fatal(err)
	}
	got := readName(b)
	if want := "CN=second,1.2.3.4=#0c0178,emailAddress=a@b,CN=first,O=Corp+OU=Unit,C=US"; got.text != want {
		t.Errorf("got %s, want %s", got.text, want)
	}
	if got.commonName != "second" || got.problem != "" {
		t.Errorf("common name %q, problem %q", got.commonName, got.problem)
	}
}

func TestMalformedNamesGiveWhatCanBeRead(t *testing.T) {
	good := der("31", der("30", "0603550403"+der("0c", hexOf("good"))))
	for _, test := range []struct{ rdns, problem string }{
		{good + "3105", "ends early"},
		{good + "0c0141", "not a SET"},
		{good + "31023000", "without a type"},
		{good + "310730050603550403", "without a value"},
		{good + "31023005", "attribute ends early"},
	} {
		b, err := hex.DecodeString(test.rdns)
		if err != nil {
			t.Fatal(err)
		}
		if got := readName(b); got.text != "CN=good" || !strings.Contains(got.problem, test.problem) {
			t.Errorf("%s: got %q, problem %q, want problem %q", test.rdns, got.text, got.problem, test.problem)
		}
	}
}

func TestLongNamesAreCut(t *testing.T) {
	got := nameOf(t, "550403", "0c", hexOf(strings.Repeat("é", 5000)))
	if len(got.text) > nameLimit || !utf8.ValidString(got.text) || !strings.Contains(got.problem, "4096") {
		t.Errorf("%d bytes, problem %q", len(got.text), got.problem)
	}
	if len(got.commonName) > nameLimit {
		t.Errorf("common name of %d bytes", len(got.commonName))
	}
}

func TestOIDsAreDotted(t *testing.T) {
	for _, test := range []struct {
		oid, want string
		ok        bool
	}{
		{"2a864886f70d010101", "1.2.840.113549.1.1.1", true},
		{"550403", "2.5.4.3", true},
		{"00", "0.0", true},
		{"8837", "2.999", true},
		{"2a83ffffffffffffffff7f", "", false}, // an arc of 65 bits
		{"2a8001", "", false},                 // an arc with a leading zero
		{"2a86", "", false},                   // ends inside an arc
		{"", "", false},
	} {
		b, err := hex.DecodeString(test.oid)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := appendOID(nil, b); ok != test.ok || ok && string(got) != test.want {
			t.Errorf("%s: got %s, %v", test.oid, got, ok)
		}
	}
}
