package rate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestACloneIsWhatWasCountedUpToThen(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	post(m, &f, client, start, 300)
	clone := c.Clone()
	before := clone.Reports(Settings{})
	post(m, &f, client, start+ms, 300)
	post(m, &f, client.Next(), start+2000*ms, 300)
	if diff := cmp.Diff(before, clone.Reports(Settings{}), comparable...); diff != "" {
		t.Error("counting on changed the clone:", diff)
	}
	if n := len(before[0].Seconds); n != 1 || before[0].Seconds[0].Requests != 1 {
		t.Errorf("%d seconds: %+v", n, before[0].Seconds)
	}
	if r := c.Reports(Settings{})[0]; len(r.Seconds) != 2 || r.Seconds[0].Requests != 2 {
		t.Errorf("the counter itself has %+v", r.Seconds)
	}
}

func TestForgottenSecondsMakeRoomAndFlowsGoOn(t *testing.T) {
	c := NewCounter()
	m := c.Meter(server)
	var f Flow
	const seconds = 2 * MaxSeconds // more than a counter holds at a time
	for i := range int64(seconds) {
		post(m, &f, client, start+i*second, 300)
		if i%10000 == 9999 {
			c.Forget(start + (i+1)*second) // the server too: nothing is left of it
		}
		if i%10000 == 5000 {
			c.Forget(start + (i-100)*second)
			if n := len(c.Reports(Settings{})[0].Seconds); n != 101 {
				t.Fatalf("%d seconds are left of the last 101", n)
			}
		}
	}
	if c.Folded() > 0 {
		t.Errorf("%d records were not counted", c.Folded())
	}
	c.Forget(start + seconds*second)
	if len(c.meters) > 0 || c.seconds != 0 || c.clients != 0 || c.shares != 0 {
		t.Errorf("after all was forgotten: %d servers, %d seconds, %d clients, %d shares", len(c.meters), c.seconds, c.clients, c.shares)
	}
	post(m, &f, client, start+seconds*second, 300)
	post(m, &f, client, start-second, 300) // a clock that was put back
	if r := c.Reports(Settings{}); len(r) != 1 || len(r[0].Seconds) != 2 {
		t.Errorf("after that: %+v", r)
	}
}

// A watch of many hours keeps between one and two of them, and its sums are of
// the seconds that it keeps.
func TestWhatIsForgottenGoesFromTheSumsToo(t *testing.T) {
	const span = 600 * second
	c, part := NewCounter(), NewPart(16)
	settings := limitOf(5)
	flows := make([]Flow, 3)
	for at := int64(0); at < 10*span; at += second {
		for i := range flows {
			for n := range int64(i + 1) {
				post(part.Meter(server), &flows[i], client.Next(), start+at+n*20*ms, 300)
			}
		}
		if at%(10*second) > 0 {
			continue
		}
		c.Merge(part.Take())
		c.Settle(start+at-60*second, &settings)
		c.Forget(start + at - span)
		if at < 2*span {
			continue
		}
		r := c.Clone().Reports(settings)[0]
		if n := int64(len(r.Seconds)) * second; n < span || n > 2*span+10*second {
			t.Fatalf("after %ds: %d seconds are kept", at/second, len(r.Seconds))
		}
		var requests, over uint64
		for _, s := range r.Seconds {
			requests += s.Requests
			if s.Events.Estimate > 5 {
				over += s.Events.Low
			}
		}
		for _, list := range [][]Contributor{r.Clients, r.Ranges} {
			if len(list) != 1 || list[0].Clients != 1 || list[0].Requests != requests || list[0].Over != over {
				t.Fatalf("%d requests, %d over the limit, and of contributors %+v", requests, over, list)
			}
		}
		if r.Sliding.Events.Low != 6 {
			t.Fatalf("%+v", r.Sliding)
		}
	}
	if c.Folded() > 0 || c.shares != 0 && c.seconds > 2*600+70 {
		t.Errorf("folded %d; %d shares, %d seconds", c.Folded(), c.shares, c.seconds)
	}
}
