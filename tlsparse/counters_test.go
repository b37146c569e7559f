package tlsparse

import (
	"reflect"
	"testing"
)

func TestCountersAddEveryField(t *testing.T) {
	var sum, one Counters
	v := reflect.ValueOf(&one).Elem()
	for i := range v.NumField() {
		v.Field(i).SetUint(uint64(i) + 1)
	}
	sum.Add(one)
	sum.Add(one)
	for i := range v.NumField() {
		if got, want := reflect.ValueOf(sum).Field(i).Uint(), 2*(uint64(i)+1); got != want {
			t.Errorf("%s is %d, want %d", v.Type().Field(i).Name, got, want)
		}
	}
}

func TestLimitsHitNamesOnlyWhatWasHit(t *testing.T) {
	c := Counters{LongMessages: 2, Hellos: 7, PreamblesTooBig: 3}
	if got := c.LimitsHit(); !reflect.DeepEqual(got, map[string]uint64{"handshake_message": 2}) {
		t.Errorf("limits hit: %v", got)
	}
}
