package tlsparse

import (
	"slices"
	"strings"
	"testing"
)

// browserShape is the hello that the specification of JA4 takes as its example.
func browserShape() *HelloShape {
	return &HelloShape{
		Version: 0x0303,
		Suites: []uint16{
			0x7a7a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
			0x009c, 0x009d, 0x002f, 0x0035,
		},
		Extensions: []uint16{
			0xaaaa, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012,
			0x002b, 0xff01, 0x000b, 0x000a, 0x0015, 0x1a1a,
		},
		Groups:            []uint16{0x3a3a, 0x001d, 0x0017, 0x0018},
		PointFormats:      []uint8{0},
		Signatures:        []uint16{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
		SupportedVersions: []uint16{0xdada, 0x0304, 0x0303},
		ALPN:              []string{"h2", "http/1.1"},
		HasSNI:            true,
	}
}

func TestJA4OfTheSpecificationsExample(t *testing.T) {
	if got, want := JA4(browserShape()), "t13d1516h2_8daaf6152771_e5627efa2ab1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestJA4DoesNotDependOnTheOrderOfExtensions(t *testing.T) {
	h := browserShape()
	want := JA4(h)
	slices.Reverse(h.Extensions)
	slices.Reverse(h.Suites)
	if got := JA4(h); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	slices.Reverse(h.Signatures)
	if got := JA4(h); got == want {
		t.Errorf("the order of signature algorithms makes no difference")
	}
}

func TestJA4FirstPart(t *testing.T) {
	many := make([]uint16, 120)
	for i := range many {
		many[i] = uint16(0xc001 + i)
	}
	for _, test := range []struct {
		name   string
		change func(*HelloShape)
		want   string
	}{
		{"no SNI", func(h *HelloShape) { h.HasSNI = false }, "t13i1516h2"},
		{"no ALPN", func(h *HelloShape) { h.ALPN = nil }, "t13d151600"},
		{"empty ALPN", func(h *HelloShape) { h.ALPN = []string{""} }, "t13d151600"},
		{"http/1.1 first", func(h *HelloShape) { h.ALPN = []string{"http/1.1"} }, "t13d1516h1"},
		{"one character", func(h *HelloShape) { h.ALPN = []string{"x"} }, "t13d1516xx"},
		{"GREASE ALPN", func(h *HelloShape) { h.ALPN = []string{"\x3a\x3b"} }, "t13d15163b"},
		{"last not alphanumeric", func(h *HelloShape) { h.ALPN = []string{"0\xab"} }, "t13d15163b"},
		{"no supported_versions", func(h *HelloShape) { h.SupportedVersions = nil }, "t12d1516h2"},
		{"TLS 1.0", func(h *HelloShape) { h.SupportedVersions, h.Version = nil, 0x0301 }, "t10d1516h2"},
		{"SSL 3.0", func(h *HelloShape) { h.SupportedVersions, h.Version = nil, 0x0300 }, "ts3d1516h2"},
		{"SSL 2.0", func(h *HelloShape) { h.SupportedVersions, h.Version = nil, 0x0002 }, "ts2d1516h2"},
		{"unknown version", func(h *HelloShape) { h.SupportedVersions, h.Version = nil, 0x0909 }, "t00d1516h2"},
		{"120 suites", func(h *HelloShape) { h.Suites = many }, "t13d9916h2"},
	} {
		h := browserShape()
		test.change(h)
		if got, _, _ := strings.Cut(JA4(h), "_"); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestJA4OfMissingParts(t *testing.T) {
	if got, want := JA4(&HelloShape{Version: 0x0303}), "t12i000000_000000000000_000000000000"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	only := &HelloShape{Version: 0x0303, Suites: []uint16{0x002f}, Extensions: []uint16{0x0000, 0x0010}, HasSNI: true, ALPN: []string{"h2"}}
	if got := JA4(only); !strings.HasSuffix(got, "_000000000000") || !strings.HasPrefix(got, "t12d0102h2_") {
		t.Errorf("got %s", got)
	}
	// Without signature algorithms there is no underscore in what is hashed:
	// this is the first half of the hash of "0005,000a".
	bare := &HelloShape{Version: 0x0303, Extensions: []uint16{0x000a, 0x0005}}
	if got, want := JA4(bare), "t12i000200_000000000000_"+string(appendJA4Hash(nil, []byte("0005,000a"))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func BenchmarkJA4(b *testing.B) {
	h := browserShape()
	b.ReportAllocs()
	for b.Loop() {
		JA4(h)
	}
}
