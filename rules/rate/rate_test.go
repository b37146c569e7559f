package rate

import (
	"math/rand/v2"
	"net/netip"
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
	m.Server(f)
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
	m.Server(&f)
	post(m, &f, client, start+10*ms, 300)
	got := c.Reports(Settings{})[0].Seconds
	want := []record.Rate{{
		Type: "rate", Server: server, Second: time.Unix(0, start).UTC(), Method: "requests",
		Events: record.Events{Low: 2, Estimate: 2, High: 900 / DefaultSmallestEvent}, Requests: 2, AppRecords: 4, AppBytes: 900,
		Connections: 1, Clients: 1,
	}}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Error(diff)
	}
}

func TestARequestBelongsToTheSecondInWhichItBegan(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	m.Client(&f, client, start+999*ms, 10, 10) // too short to be a request yet
	m.Client(&f, client, start+1001*ms, 500, 500)
	seconds := c.Reports(Settings{})[0].Seconds
	if len(seconds) != 1 || seconds[0].Requests != 1 || seconds[0].AppBytes != 510 || seconds[0].Second.UnixNano() != start {
		t.Errorf("%+v", seconds)
	}
}

func TestFramesWithoutARequestAreNotCounted(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	for i := range int64(100) {
		post(m, &f, client, start+i*ms, 17) // an HTTP/2 PING
	}
	if second := c.Reports(Settings{})[0].Seconds[0]; second.Requests != 0 || second.Events.Low != 0 || second.AppRecords != 100 {
		t.Errorf("%+v", second)
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
	if r.Over != 0 {
		t.Errorf("clock seconds over the limit: %d", r.Over)
	}
	if r.Peak.Requests != 500 || r.Peak.Start.UnixNano() != start+500*ms {
		t.Errorf("sliding second: %+v", r.Peak)
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
	if r.Over != 6 || r.Run != 3 || r.First.UnixNano() != start || r.Limit != 10 {
		t.Errorf("over %d, run %d, first %v", r.Over, r.Run, r.First)
	}
}

func TestCalibratedEstimateLiesInTheInterval(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	post(m, &f, client, start, 5000)
	second := c.Reports(Settings{BytesPerEvent: 50})[0].Seconds[0]
	if second.Method != "calibrated" || second.Events.Estimate != 100 {
		t.Errorf("%+v", second)
	}
	if second.Events.Low > second.Events.Estimate || second.Events.Estimate > second.Events.High {
		t.Errorf("not an interval: %+v", second.Events)
	}
}

func TestServersAreBoundedAndCounted(t *testing.T) {
	c := NewCounter()
	var f Flow
	for port := range MaxServers + 5 {
		m := c.Meter(record.Endpoint{IP: server.IP, Port: uint16(port)})
		m.Client(&f, client, start, 100, 100)
	}
	if c.Folded() != 5 || len(c.Reports(Settings{})) != MaxServers {
		t.Errorf("folded %d, reports %d", c.Folded(), len(c.Reports(Settings{})))
	}
}

// flowRecord is one record of a made-up capture.
type flowRecord struct {
	flow   int
	server bool
	t      int64
	size   uint32
}

func TestPartitionsDoNotChangeTheResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows := rapid.IntRange(1, 6).Draw(t, "flows")
		parts := rapid.IntRange(1, 4).Draw(t, "parts")
		records := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) flowRecord {
			return flowRecord{
				rapid.IntRange(0, flows-1).Draw(t, "flow"), rapid.Bool().Draw(t, "server"),
				start + rapid.Int64Range(0, 5000).Draw(t, "ms")*ms, rapid.Uint32Range(1, 400).Draw(t, "size"),
			}
		}), 0, 200).Draw(t, "records")
		want := metered(records, flows, 1, false)
		got := metered(records, flows, parts, rapid.Bool().Draw(t, "backwards"))
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func metered(records []flowRecord, flows, parts int, backwards bool) []Report {
	counters := make([]*Counter, parts)
	for i := range counters {
		counters[i] = NewCounter()
	}
	states := make([]Flow, flows)
	for _, r := range records {
		m := counters[r.flow%parts].Meter(server)
		if r.server {
			m.Server(&states[r.flow])
			continue
		}
		from := netip.AddrFrom4([4]byte{10, 0, 0, byte(r.flow / 2)}) // two connections a client
		m.Client(&states[r.flow], from, r.t, r.size, r.size)
	}
	total := NewCounter()
	for i := range counters {
		if backwards {
			i = len(counters) - 1 - i
		}
		total.Merge(counters[i])
	}
	return total.Reports(limitOf(3))
}

func TestRecordsDoNotAllocate(t *testing.T) {
	if size := unsafe.Sizeof(Flow{}); size > 32 {
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
		records := uint64(0)
		for i := 0; i+3 < len(data); i += 4 {
			if data[i]&1 == 1 {
				m.Server(&flow)
				continue
			}
			at := (int64(int8(data[i+1]))*256 + int64(data[i+2])) * 37 * ms // times before the epoch too
			m.Client(&flow, client, at, uint32(data[i+3])<<(data[i]%25), 1<<31)
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
			if r.Peak.Requests > requests || requests > 0 && r.Peak.Requests == 0 {
				t.Fatalf("peak %d of %d requests", r.Peak.Requests, requests)
			}
		}
		if seen != records || requests > records {
			t.Fatalf("%d of %d records, %d requests", seen, records, requests)
		}
	})
}
