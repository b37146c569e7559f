package rate

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"edrtap/rules/record"
)

var (
	server = record.Endpoint{IP: netip.MustParseAddr("192.0.2.1"), Port: 443}
	client = netip.MustParseAddr("198.51.100.7")
	start  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano()
	ms     = int64(time.Millisecond)
)

// post sends a request of so many bytes at t and has it answered.
func post(m *Meter, f *Flow, from netip.Addr, t int64, size uint32) {
	m.Client(f, from, t, size, size)
	m.Server(f, t, 200, 200)
}

func limitOf(n uint64) Settings {
	return Settings{Limit: func(record.Endpoint) uint64 { return n }}
}

func TestARequestIsWhatTheClientSendsUntilTheServerAnswers(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	for i := range int64(3) { // header, body, body: one request
		m.Client(&f, client, start+i*ms, 200, 200)
	}
	m.Server(&f, start+3*ms, 200, 200)
	post(m, &f, client, start+10*ms, 300)
	got := c.Reports(Settings{})[0].Seconds
	want := []record.Rate{{
		Type: "rate", Server: server, Second: time.Unix(0, start).UTC(), Method: "requests",
		Events: record.Events{Low: 2, Estimate: 2, High: (900 - 2*MinRequest) / DefaultSmallestEvent}, Requests: 2, AppRecords: 4, AppBytes: 900,
		Connections: 1, Clients: 1,
	}}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{}), cmp.AllowUnexported(Learned{})); diff != "" {
		t.Error(diff)
	}
}

func TestARequestBelongsToTheSecondInWhichItBegan(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	m.Client(&f, client, start+999*ms, 100, 100)
	m.Client(&f, client, start+1001*ms, 16000, 16000)
	seconds := c.Reports(Settings{})[0].Seconds
	if len(seconds) != 2 || seconds[0].Requests != 1 || seconds[0].Events.Low != 1 || seconds[1].Requests != 0 || seconds[1].Events.Low != 0 {
		t.Fatalf("%+v", seconds)
	}
	// What was sent later may be of the request that began before, or of another.
	if seconds[0].Events.High < 16000/DefaultSmallestEvent || seconds[1].Events.High < 16000/DefaultSmallestEvent || seconds[1].AppBytes != 16000 {
		t.Errorf("%+v", seconds)
	}
}

func TestFramesWithoutARequestAreNotCounted(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	f.Init(Known{HTTP2: true})
	m.Client(&f, client, start, 70, 70) // the preface and SETTINGS
	m.Server(&f, start+ms, 40, 40)      // SETTINGS
	for i := range int64(100) {
		m.Client(&f, client, start+(2+i)*ms, 26, 26) // two of WINDOW_UPDATE
		m.Server(&f, start+(2+i)*ms, 17, 17)         // PING
	}
	if second := c.Reports(Settings{})[0].Seconds[0]; second.Requests != 0 || second.Events.Low != 0 || second.AppRecords != 101 {
		t.Errorf("%+v", second)
	}
}

func TestARequestGoesOnAfter100Continue(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	m.Client(&f, client, start, 200, 200)
	m.Server(&f, start+ms, 25, 25)
	m.Client(&f, client, start+2*ms, 5000, 5000)
	m.Server(&f, start+3*ms, 100, 100)
	if second := c.Reports(Settings{})[0].Seconds[0]; second.Requests != 1 || second.Events.Low != 1 {
		t.Errorf("%+v", second)
	}
}

func TestLostBytesWidenTheInterval(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	post(m, &f, client, start, 100)
	m.Lost(&f, client, start+1500*ms, 1600)
	m.Client(&f, client, start+1500*ms, 100, 100) // it may go on with a request that was lost
	seconds := c.Reports(Settings{})[0].Seconds
	if len(seconds) != 2 || seconds[1].MissingBytes != 1600 || seconds[1].Events.Low != 0 || seconds[1].Events.High < 100 {
		t.Fatalf("%+v", seconds)
	}
	if seconds[0].Events.High < 100 { // they may have been sent at any time since the first request
		t.Errorf("%+v", seconds[0])
	}
}

func TestTheSlidingSecondFindsWhatClockSecondsHide(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	for i := range int64(500) { // 500 in one second that lies over two clock seconds
		post(m, &f, client, start+500*ms+i*2*ms, 100)
	}
	r := c.Reports(limitOf(400))[0]
	if r.Load.Over.Seconds != 0 {
		t.Errorf("clock seconds over the limit: %d", r.Load.Over.Seconds)
	}
	if r.Sliding.Events.Low != 500 || r.Sliding.Start.UnixNano() != start+500*ms {
		t.Errorf("sliding second: %+v", r.Sliding)
	}
}

func TestRunsOfSecondsOverTheLimit(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	for _, s := range []int64{0, 1, 2, 5, 6, 9} {
		for i := range int64(11) {
			post(m, &f, client, start+s*1000*ms+i*ms, 100)
		}
	}
	r := c.Reports(limitOf(10))[0]
	want := Excess{Seconds: 6, Runs: 3, Longest: 3, First: time.Unix(0, start).UTC()}
	if r.Load.Over != want || r.Limit != 10 || r.Load.Span != 10 {
		t.Errorf("%+v", r.Load)
	}
}

func TestServersAreBoundedAndCounted(t *testing.T) {
	c := NewCounter()
	for port := range MaxServers + 5 {
		var f Flow
		m := c.Meter(record.Endpoint{IP: server.IP, Port: uint16(port)})
		m.Client(&f, client, start, 100, 100)
	}
	if c.Folded() != 5 || len(c.Reports(Settings{})) != MaxServers {
		t.Errorf("folded %d, reports %d", c.Folded(), len(c.Reports(Settings{})))
	}
}

func TestAFloodOfClientsIsBounded(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	for i := range MaxClients + 1000 {
		var f Flow
		post(m, &f, netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), start, 100)
	}
	r := c.Reports(limitOf(1))[0]
	if len(m.clients()) != MaxClients || len(r.Clients) != TopClients || r.Seconds[0].Requests != MaxClients+1000 || c.Folded() != 1000 {
		t.Errorf("%d clients, %d named, %d requests, folded %d", len(m.clients()), len(r.Clients), r.Seconds[0].Requests, c.Folded())
	}
}

// flowRecord is one record of a made-up capture.
type flowRecord struct {
	flow   int
	server bool
	t      int64
	size   uint32
}

func records(flows int) *rapid.Generator[[]flowRecord] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) flowRecord {
		return flowRecord{
			rapid.IntRange(0, flows-1).Draw(t, "flow"), rapid.Bool().Draw(t, "server"),
			start + rapid.Int64Range(0, 5000).Draw(t, "ms")*ms, rapid.Uint32Range(1, 400).Draw(t, "size"),
		}
	}), 0, 200)
}

var comparable = []cmp.Option{cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{}), cmp.AllowUnexported(Learned{})}

func TestPartsDoNotChangeTheResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows := rapid.IntRange(1, 6).Draw(t, "flows")
		records := records(flows).Draw(t, "records")
		want := metered(records, flows, 1, 1<<30, 0)
		got := metered(records, flows, rapid.IntRange(1, 4).Draw(t, "parts"), rapid.IntRange(1, 50).Draw(t, "taken every"), 0)
		if diff := cmp.Diff(want, got, comparable...); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What comes too late for the sliding second widens its bound.
func TestSettlingDoesNotChangeTheFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows := rapid.IntRange(1, 6).Draw(t, "flows")
		records := records(flows).Draw(t, "records")
		slices.SortStableFunc(records, func(a, b flowRecord) int { return int(a.t - b.t) })
		want := metered(records, flows, 1, 1<<30, 0)
		got := metered(records, flows, 2, rapid.IntRange(1, 20).Draw(t, "taken every"), rapid.Int64Range(1, 4000).Draw(t, "settled after ms")*ms)
		for i := range min(len(want), len(got)) {
			w, g := &want[i].Sliding, &got[i].Sliding
			if w.Start != g.Start || w.Events.Low != g.Events.Low || w.Events.High > g.Events.High {
				t.Fatalf("sliding second %+v, want %+v", *g, *w)
			}
			*g = *w
		}
		if diff := cmp.Diff(want, got, comparable...); diff != "" {
			t.Fatal(diff)
		}
	})
}

// metered counts in parts, which are taken every so many records, and settled
// after so many nanoseconds where that is not 0.
func metered(records []flowRecord, flows, parts, every int, after int64) []Report {
	counters := make([]*Counter, parts)
	for i := range counters {
		counters[i] = NewPart(parts)
	}
	settings := limitOf(3)
	total := NewCounter()
	take := func() {
		for _, c := range counters {
			total.Merge(c.Take())
		}
	}
	states := make([]Flow, flows)
	meters := make([]*Meter, flows) // as connections have them
	for i, r := range records {
		if i%every == every-1 {
			take()
			if after > 0 {
				total.Settle(r.t-after, &settings)
			}
		}
		if meters[r.flow] == nil {
			meters[r.flow] = counters[r.flow%parts].Meter(server)
		}
		m := meters[r.flow]
		if r.server {
			m.Server(&states[r.flow], r.t, 100, 100)
			continue
		}
		from := netip.AddrFrom4([4]byte{10, 0, 0, byte(r.flow / 2)}) // two connections a client
		m.Client(&states[r.flow], from, r.t, r.size, r.size)
	}
	take()
	return total.Reports(settings)
}

func TestRecordsDoNotAllocate(t *testing.T) {
	if size := unsafe.Sizeof(Flow{}); size > 40 {
		t.Errorf("a Flow has %d bytes", size)
	}
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	post(m, &f, client, start, 100)
	if n := testing.AllocsPerRun(1000, func() { post(m, &f, client, start+5*ms, 100) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	c := NewCounter()
	flows := make([]Flow, 1024)
	random := rand.New(rand.NewPCG(1, 2))
	order := make([]int, 4096)
	for i := range order {
		order[i] = random.IntN(len(flows))
	}
	m := c.Meter(server)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		post(m, &flows[order[i%len(order)]], client, start+int64(i%10000)*ms/10, 400)
	}
}

func FuzzMeter(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := NewCounter()
		m := c.Meter(server)
		var flow Flow
		if len(data) > 0 {
			flow.Init(Known{HTTP2: data[0]&64 != 0, TLS13: data[0]&128 != 0, MidStream: data[0]&32 != 0, RTT: int64(data[0]) * ms})
		}
		var records, uploads uint64
		for i := 0; i+3 < len(data); i += 4 {
			at := (int64(int8(data[i+1]))*256 + int64(data[i+2])) * 37 * ms // times before the epoch too
			size := uint32(data[i+3]) << (data[i] % 25)
			switch data[i] % 5 {
			case 0:
				m.Server(&flow, at, size, size)
				continue
			case 1:
				m.Lost(&flow, client, at, size)
				continue
			case 2:
				m.Upload(&flow, client, at, Upload{Events: uint64(size), Head: 100, Body: uint64(size) * 16, Opaque: size%2 == 0})
				uploads++
				continue
			}
			m.Client(&flow, client, at, size, 1<<31)
			records++
		}
		var seen, requests uint64
		for _, r := range c.Reports(limitOf(1)) {
			for _, s := range r.Seconds {
				seen += s.AppRecords
				requests += s.Requests
				if s.Events.Low > s.Events.Estimate || s.Events.Estimate > s.Events.High {
					t.Fatalf("not an interval: %+v", s.Events)
				}
			}
			if e := r.Sliding.Events; e.Low > e.Estimate || e.Estimate > e.High {
				t.Fatalf("not an interval: %+v", e)
			}
		}
		if seen != records || requests > records+uploads {
			t.Fatalf("%d of %d records, %d requests", seen, records, requests)
		}
	})
}
