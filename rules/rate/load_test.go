package rate

import (
	"math"
	"net/netip"
	"testing"
	"time"

	"edrtap/rules/record"
)

// seconds makes clock seconds with those estimates, one behind the other; a
// negative one is a second without traffic.
func seconds(limit uint64, estimates ...int) []record.Rate {
	var list []record.Rate
	for i, n := range estimates {
		if n < 0 {
			continue
		}
		e := uint64(n)
		list = append(list, record.Rate{
			Second: time.Unix(start/second+int64(i), 0).UTC(), Events: record.Events{Low: e / 2, Estimate: e, High: e * 2}, Clients: 10, Limit: limit,
		})
	}
	return list
}

// steady is n seconds of the same.
func steady(n, estimate int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = estimate
	}
	return list
}

func TestBurstsAreToldFromSustainedLoad(t *testing.T) {
	alternating := make([]int, 70)
	for i := range alternating {
		alternating[i] = 400 + i%2*25
	}
	bursts := append(append(steady(50, 100), steady(3, 1200)...), steady(50, 100)...)
	for _, c := range []struct {
		name    string
		seconds []int
		kind    string
		likely  Excess
	}{
		{"bursts", bursts, "bursts", Excess{Seconds: 3, Runs: 1, Longest: 3, First: time.Unix(start/second+50, 0).UTC()}},
		{"alternating", alternating, "sustained", Excess{Seconds: 35, Runs: 35, Longest: 1, First: time.Unix(start/second+1, 0).UTC()}},
		{"pauses part runs", []int{500, -1, 500, 500, 1, 1, 1, 1, 1, 1}, "bursts", Excess{Seconds: 3, Runs: 2, Longest: 2, First: time.Unix(start/second, 0).UTC()}},
		{"too short to tell", []int{500, 500}, "", Excess{Seconds: 2, Runs: 1, Longest: 2, First: time.Unix(start/second, 0).UTC()}},
	} {
		l := LoadOf(seconds(400, c.seconds...))
		if got := l.Kind(400); got != c.kind || l.Likely != c.likely {
			t.Errorf("%s: %q, %+v", c.name, got, l.Likely)
		}
	}
}

func TestTheBusiestMinuteMayBeginAnywhere(t *testing.T) {
	l := LoadOf(seconds(0, append(append(steady(45, 10), steady(60, 100)...), steady(45, 10)...)...))
	if l.Minute.Estimate != 100 || l.Minute.Low != 50 || l.Span != 150 || l.Mean.Estimate != (90*10+60*100)/150 {
		t.Errorf("%+v", l)
	}
}

func TestOutlook(t *testing.T) {
	var growing []int // 6 events per second more each minute
	for i := range 20 * 60 {
		growing = append(growing, 100+i/10)
	}
	o := LoadOf(seconds(400, growing...)).Outlook
	if math.Abs(o.Growth-360) > 1 {
		t.Errorf("growth %v", o.Growth)
	}
	// The last whole minute's mean is 217; 183 more take 30 minutes.
	if o.Reached < 29*time.Minute || o.Reached > 32*time.Minute {
		t.Errorf("reached in %v", o.Reached)
	}
	if o.Headroom != 400-219 || o.MoreClients != 8 { // ten clients send 216 in the busiest minute
		t.Errorf("%+v", o)
	}
	if o := LoadOf(seconds(400, steady(100, 200)...)).Outlook; o.Growth != 0 || o.Reached != 0 || o.MoreClients != 10 {
		t.Errorf("steady: %+v", o)
	}
}

func TestWhoContributes(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var quiet, loud, other Flow
	for i := range int64(30) {
		post(m, &loud, netip.MustParseAddr("10.1.1.1"), start+i*30*ms, 200)
	}
	post(m, &quiet, netip.MustParseAddr("10.1.1.2"), start+2*second, 200)
	other.Decrypted(true)
	m.Client(&other, netip.MustParseAddr("10.2.0.1"), start, 900, 900)
	m.Upload(&other, netip.MustParseAddr("10.2.0.1"), start, Upload{Events: 20, Head: 100, Body: 800})
	r := c.Reports(Settings{Limit: func(record.Endpoint) uint64 { return 40 }, Ranges: []netip.Prefix{netip.MustParsePrefix("10.2.0.0/16")}})[0]
	want := []struct {
		prefix        string
		clients       int
		requests, low uint64
		over          uint64
	}{{"10.1.1.1/32", 1, 30, 30, 30}, {"10.2.0.1/32", 1, 1, 20, 20}, {"10.1.1.2/32", 1, 1, 1, 0}, {"10.1.1.0/24", 2, 31, 31, 30}, {"10.2.0.0/16", 1, 1, 20, 20}}
	got := append(r.Clients, r.Ranges...)
	for i, w := range want {
		if g := got[i]; g.Prefix.String() != w.prefix || g.Clients != w.clients || g.Requests != w.requests || g.Events.Low != w.low || g.Over != w.over {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	if e := got[1].Events; e.Low != e.High {
		t.Errorf("decrypted, and yet an interval: %+v", e)
	}
}

func TestDecryptedUploadsAreExact(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	f.Decrypted(true)
	m.Client(&f, client, start, 2000, 2000)
	m.Upload(&f, client, start, Upload{Events: 25, Head: 100, Body: 1900})
	m.Server(&f, start+ms, 200, 200)
	m.Client(&f, client, start+2*second, 2000, 2000)
	m.Upload(&f, client, start+2*second, Upload{Head: 100, Body: 1900, Opaque: true})
	s := c.Reports(Settings{})[0].Seconds
	if len(s) != 2 || s[0].Method != "decrypted" || s[0].Events != (record.Events{Low: 25, Estimate: 25, High: 25}) || s[0].Requests != 1 {
		t.Fatalf("%+v", s)
	}
	if s[1].Method != "requests" || s[1].Events != (record.Events{Low: 1, Estimate: 1, High: 1900 / DefaultSmallestEvent}) {
		t.Errorf("%+v", s[1])
	}
}
