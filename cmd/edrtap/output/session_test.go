package output

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"edrtap/rules/record"
)

func TestSessionHasTheBytesOfEncodingJSON(t *testing.T) {
	no, yes := false, true
	zone := filledSession()
	zone.Client.IP = netip.MustParseAddr("fe80::1").WithZone("eth\"0\n")
	mapped := filledSession()
	mapped.Client.IP = netip.MustParseAddr("::ffff:10.0.0.1")
	pointers := filledSession()
	pointers.TLS.Resumed, pointers.TLS.ClientCertificateSent = &no, &yes
	pointers.TLS.Alerts[0].Code = nil
	pointers.Proxy.Protocol, pointers.Proxy.Status = "", -1
	cases := map[string]*record.Session{
		"every field":      filledSession(),
		"typical":          typicalSession(),
		"zone":             zone,
		"mapped address":   mapped,
		"pointers":         pointers,
		"nothing":          {Type: "session"},
		"empty parts":      {Type: "session", Proxy: &record.Proxy{}, TLS: &record.TLS{}},
		"empty lists":      {Type: "session", Notes: []string{}, TLS: &record.TLS{OfferedCiphers: []string{}, Certificates: []record.Certificate{}}},
		"empty in lists":   {Type: "session", Notes: []string{""}, TLS: &record.TLS{Alerts: []record.Alert{{}}, Certificates: []record.Certificate{{}}}},
		"whole second":     {Type: "session", Start: epoch.Truncate(time.Second), End: epoch.Truncate(time.Millisecond)},
		"escapes in names": {Type: "session", Notes: []string{"\x00\b\f\n\r\t\"\\/<>&\x1f\x7f\u2028\u2029\xff\u00e9"}},
	}
	for name, s := range cases {
		t.Run(name, func(t *testing.T) {
			e := newSessionEncoder()
			want := reference(t, s)
			for round := range 3 { // the third is from remembered fragments
				if got := string(e.append(nil, s)); got != want {
					t.Fatalf("round %d: %s", round, firstDifference(got, want))
				}
			}
		})
	}
}

func TestSessionWithoutTypeGetsOne(t *testing.T) {
	got := string(newSessionEncoder().append(nil, &record.Session{}))
	if !strings.HasPrefix(got, `{"type":"session",`) {
		t.Error(got)
	}
}

func TestTimesAreShownInUTC(t *testing.T) {
	s := typicalSession()
	s.Start = s.Start.In(time.FixedZone("JST", 9*60*60))
	got := string(newSessionEncoder().append(nil, s))
	if !strings.Contains(got, `"start":"2026-03-01T08:00:00.123456789Z"`) {
		t.Error(got)
	}
}

func TestTimeBeyondFourDigitYearsStaysReadable(t *testing.T) {
	for _, year := range []int{-5, 0, 9999, 12345} {
		b := appendTime(nil, time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC))
		var back time.Time
		if err := json.Unmarshal(b, &back); err != nil {
			t.Errorf("year %d: %s: %v", year, b, err)
		}
	}
}

// TestClockGivesWhatAppendTimeGives asks one clock for times near to each other,
// and for such as fall on one slot.
func TestClockGivesWhatAppendTimeGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c clock
		seconds := rapid.SampledFrom([]int64{0, -1, 63, 64, 1 << 31, 1772352000, 1772352064, -62167219200, -62167219201, 253402300799, 253402300800})
		fraction := rapid.SampledFrom([]int64{0, 1, 999999999, 500000000, 120000, 90000000, 100})
		for range rapid.IntRange(1, 20).Draw(t, "times") {
			at := time.Unix(seconds.Draw(t, "seconds"), fraction.Draw(t, "fraction"))
			if got, want := string(c.append(nil, at)), string(appendTime(nil, at)); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
	})
}

// TestRememberedFragmentsNeverLie runs random sessions through one encoder,
// whose lists lie in a few arrays that are used again with other content.
func TestRememberedFragmentsNeverLie(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := newSessionEncoder()
		var texts [4][4]string
		var chains [2][3]record.Certificate
		word := rapid.StringOfN(rapid.RuneFrom([]rune("ab\u2028\"")), 0, 3, -1)
		for range rapid.IntRange(1, 12).Draw(t, "sessions") {
			array := &texts[rapid.IntRange(0, 3).Draw(t, "array")]
			if rapid.Bool().Draw(t, "change") {
				array[rapid.IntRange(0, 3).Draw(t, "element")] = word.Draw(t, "word")
			}
			chain := &chains[rapid.IntRange(0, 1).Draw(t, "chain")]
			if rapid.Bool().Draw(t, "change chain") {
				c := &chain[rapid.IntRange(0, 2).Draw(t, "certificate")]
				c.DNSNames = []string{word.Draw(t, "dns")}
				c.NotAfter = epoch.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "hours")) * time.Hour)
				c.CA = rapid.Bool().Draw(t, "ca")
			}
			if rapid.Bool().Draw(t, "change in place") && len(chain[0].DNSNames) > 0 {
				chain[0].DNSNames[0] = word.Draw(t, "in place")
			}
			s := &record.Session{Type: "session", TLS: &record.TLS{
				OfferedCiphers: array[:rapid.IntRange(0, 4).Draw(t, "length")],
				OfferedGroups:  array[rapid.IntRange(0, 3).Draw(t, "from"):],
				SNI:            rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name"),
				ClientStack:    rapid.SampledFrom([]*record.Stack{nil, {Features: []string{}}, {Features: texts[0][:1]}}).Draw(t, "stack"),
				Certificates:   chain[:rapid.IntRange(0, 3).Draw(t, "chain length")],
			}}
			want, err := json.Marshal(s) // no HTML in these words
			if err != nil {
				t.Fatal(err)
			}
			if got := e.append(nil, s); string(got) != string(want) {
				t.Fatalf("got %s\nwant %s", got, want)
			}
		}
	})
}

func FuzzQuotedAsEncodingJSON(f *testing.F) {
	for _, seed := range []string{"", "plain", "\x00\x1f\"\\\x7f", "\u2028\u2029\u202a", "\xe2\x80", "\xff\xfe", "日本語", "<script>&", "\xed\xa0\x80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(appendQuoted(nil, s)), reference(t, s); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	})
}

func TestSessionEncodingAllocatesNothing(t *testing.T) {
	e := newSessionEncoder()
	s := typicalSession()
	b := make([]byte, 0, 16<<10)
	b = e.append(e.append(b, s)[:0], s)
	if n := testing.AllocsPerRun(100, func() { b = e.append(b[:0], s) }); n != 0 {
		t.Errorf("%v allocations per session", n)
	}
}

func TestLargeListsAreNotRemembered(t *testing.T) {
	e := newSessionEncoder()
	s := &record.Session{Type: "session", TLS: &record.TLS{OfferedCiphers: []string{strings.Repeat("x", largestOffer)}}}
	for range 3 {
		if got, want := string(e.append(nil, s)), reference(t, s); got != want {
			t.Fatal("differs from encoding/json")
		}
	}
	for i := range e.offers.slots {
		if e.offers.slots[i].known != nil {
			t.Fatalf("slot %d holds an offer", i)
		}
	}
}

func BenchmarkSession(b *testing.B) {
	s := typicalSession()
	var buf []byte
	b.Run("shared lists", func(b *testing.B) {
		b.ReportAllocs()
		e := newSessionEncoder()
		for b.Loop() {
			buf = e.append(buf[:0], s)
		}
		b.ReportMetric(float64(len(buf)), "bytes/session")
	})
	b.Run("lists of their own", func(b *testing.B) {
		b.ReportAllocs()
		e := newSessionEncoder()
		e.offers, e.certificates = newOffers(4), newFragments(4)
		many := make([]*record.Session, 1024)
		for i := range many {
			many[i] = typicalSession()
		}
		n := 0
		for b.Loop() {
			buf = e.append(buf[:0], many[n%len(many)])
			n++
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(s); err != nil {
				b.Fatal(err)
			}
		}
	})
}
