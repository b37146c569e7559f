package rate

import (
	"math"
	"math/rand/v2"
	"testing"

	"edrtap/rules/record"
)

// uploads are made up, one after the other, with sizes as they are in
// life: events and heads differ from one to the next.
type uploads struct {
	random *rand.Rand
	http2  bool
	batch  int // events of a request, at most
	event  float64
	head   float64
}

func (u *uploads) next() (events int, head, body uint32) {
	events = 1 + u.random.IntN(u.batch)
	for range events {
		body += uint32(max(DefaultSmallestEvent, u.random.NormFloat64()*u.event/4+u.event))
	}
	return events, uint32(u.head * (0.97 + u.random.Float64()*0.06)), body
}

// sent plays a minute of uploads, encrypted or decrypted.
func (u *uploads) sent(c *Counter, decrypted bool) map[int64]uint64 {
	truth := make(map[int64]uint64)
	m := c.Meter(server)
	flows := make([]Flow, 10)
	for i := range flows {
		flows[i].Init(Known{HTTP2: u.http2})
		flows[i].Decrypted(decrypted)
		if u.http2 { // its preface and SETTINGS
			m.Client(&flows[i], client, start, 70, 70)
			m.Server(&flows[i], start, 40, 40)
		}
	}
	for i := range int64(1200) {
		f, at := &flows[i%10], start+i*50*ms
		events, head, body := u.next()
		m.Client(f, client, at, head+body, head+body)
		if decrypted {
			m.Upload(f, client, at, Upload{Events: uint64(events), Head: uint64(head), Body: uint64(body), HTTP2: u.http2})
		}
		m.Server(f, at+ms, 60, 60)
		truth[floorDiv(at, second)] += uint64(events)
	}
	return truth
}

// TestCalibratedIntervalHoldsTheTruth calibrates on one kind of traffic and
// meters another: other batches, the other version of HTTP, heads and events of
// slightly other sizes.
func TestCalibratedIntervalHoldsTheTruth(t *testing.T) {
	kind := func(seed uint64, http2 bool, batch int, event float64) *uploads {
		u := &uploads{rand.New(rand.NewPCG(seed, 1)), http2, batch, event, 240}
		if http2 {
			u.head = 70
		}
		return u
	}
	learn := map[string]func(u *uploads) (Calibration, bool){
		"decrypted": func(u *uploads) (Calibration, bool) {
			c := NewCounter()
			u.sent(c, true)
			return c.Reports(Settings{})[0].Learned.Calibration()
		},
		"count": func(u *uploads) (Calibration, bool) {
			c := NewCounter()
			var events uint64
			for _, n := range u.sent(c, false) {
				events += n
			}
			calibration, err := Count(&c.Reports(Settings{})[0], events)
			return calibration, err == nil
		},
	}
	for name, learn := range learn {
		var seconds, held int
		var width float64
		for i, on := range []*uploads{kind(1, false, 1, 100), kind(2, false, 30, 100), kind(3, true, 10, 100)} {
			calibration, ok := learn(on)
			if !ok {
				t.Fatalf("%s: nothing was learned", name)
			}
			for j, from := range []*uploads{kind(4, false, 1, 96), kind(5, false, 8, 104), kind(6, false, 40, 98), kind(7, true, 4, 103), kind(8, true, 40, 100)} {
				c := NewCounter()
				truth := from.sent(c, false)
				r := c.Reports(Settings{Calibration: func(record.Endpoint) *Calibration { return &calibration }})[0]
				for _, s := range r.Seconds {
					if s.Method != "calibrated" {
						t.Fatalf("%s %d on %d: %+v", name, i, j, s)
					}
					seconds++
					width += float64(s.Events.High-s.Events.Low) / float64(truth[s.Second.Unix()])
					if holds(s.Events, truth[s.Second.Unix()]) {
						held++
					}
				}
			}
		}
		t.Logf("%s: holds in %d of %d seconds, mean width %.2f of the truth", name, held, seconds, width/float64(seconds))
		if held*100 < seconds*95 {
			t.Errorf("%s: holds in %d of %d seconds", name, held, seconds)
		}
	}
}

func TestCalibrationTellsEventsFromWhatSurroundsThem(t *testing.T) {
	c := NewCounter()
	(&uploads{rand.New(rand.NewPCG(1, 2)), false, 20, 300, 200}).sent(c, true)
	learned := c.Reports(Settings{})[0].Learned
	got, ok := learned.Calibration()
	if !ok || got.HTTP1.Count != 1200 || got.HTTP1.Low < 195 || got.HTTP1.High > 205 || got.HTTP2 != (Requests{}) {
		t.Errorf("%+v", got)
	}
	if mean := got.mean(float64(got.HTTP1.Low), 0); math.Abs(mean-300) > 5 || math.Abs(got.Deviation-75) > 8 {
		t.Errorf("an event has %.1f ± %.1f bytes", mean, got.Deviation)
	}
}

func TestACountThatCannotBeIsRefused(t *testing.T) {
	c := NewCounter()
	(&uploads{rand.New(rand.NewPCG(1, 2)), false, 20, 300, 200}).sent(c, false)
	r := c.Reports(Settings{})[0]
	for _, events := range []uint64{0, 10, 1 << 40} {
		if got, err := Count(&r, events); err == nil {
			t.Errorf("%d events: %+v", events, got)
		}
	}
}
