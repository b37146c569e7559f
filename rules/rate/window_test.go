package rate

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
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
	options := []cmp.Option{cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{}), cmp.AllowUnexported(Learned{})}
	if diff := cmp.Diff(before, clone.Reports(Settings{}), options...); diff != "" {
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
