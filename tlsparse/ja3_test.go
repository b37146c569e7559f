package tlsparse

import (
	"strconv"
	"strings"
	"testing"
)

// shapeOf reads the text that JA3 hashes.
func shapeOf(t *testing.T, text string) *HelloShape {
	t.Helper()
	fields := strings.Split(text, ",")
	values := func(field string) (list []uint16) {
		for _, word := range strings.FieldsFunc(field, func(r rune) bool { return r == '-' }) {
			n, err := strconv.ParseUint(word, 10, 16)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, uint16(n))
		}
		return list
	}
	h := &HelloShape{Version: values(fields[0])[0], Suites: values(fields[1]), Extensions: values(fields[2]), Groups: values(fields[3])}
	for _, f := range values(fields[4]) {
		h.PointFormats = append(h.PointFormats, uint8(f))
	}
	return h
}

// The vectors are those of the publication of JA3.
func TestJA3OfPublishedVectors(t *testing.T) {
	for text, want := range map[string]string{
		"769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0": "ada70206e40642a3e4461f35503241d5",
		"769,4-5-10-9-100-98-3-6-19-18-99,,,":                                  "de350869b8c85de67a350c8d186f11e6",
	} {
		h := shapeOf(t, text)
		if got := string(appendJA3(nil, h)); got != text {
			t.Errorf("got text %s, want %s", got, text)
		}
		if got := JA3(h); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestJA3LeavesGREASEOut(t *testing.T) {
	plain := shapeOf(t, "771,4865-4866,0-10-11,29-23,0")
	greased := &HelloShape{
		Version: 771, Suites: []uint16{0x3a3a, 4865, 4866}, Extensions: []uint16{0xdada, 0, 10, 11, 0x1a1a},
		Groups: []uint16{0xfafa, 29, 23}, PointFormats: []uint8{0},
	}
	if string(appendJA3(nil, plain)) != string(appendJA3(nil, greased)) || JA3(plain) != JA3(greased) {
		t.Errorf("got %s and %s", string(appendJA3(nil, plain)), string(appendJA3(nil, greased)))
	}
}

func TestJA3SHashesVersionSuiteAndExtensions(t *testing.T) {
	got := JA3S(769, 47, []uint16{65281, 0, 11, 35, 5, 16})
	// md5 of "769,47,65281-0-11-35-5-16"
	if want := "836ce314215654b5b1f85f97c73e506f"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFingerprintsAllocateOnlyTheirResult(t *testing.T) {
	h := browserShape()
	for name, fingerprint := range map[string]func(){
		"JA3":  func() { JA3(h) },
		"JA3S": func() { JA3S(0x0303, 0xc02f, h.Extensions) },
		"JA4":  func() { JA4(h) },
	} {
		if allocs := testing.AllocsPerRun(20, fingerprint); allocs > 1 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

func BenchmarkJA3(b *testing.B) {
	h := browserShape()
	b.ReportAllocs()
	for b.Loop() {
		JA3(h)
	}
}
