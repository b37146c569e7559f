package monitor

import "testing"

func TestAFullQueueGivesUpAndNeverWaits(t *testing.T) {
	q := NewQueue(3)
	started, stuck := make(chan struct{}), make(chan struct{})
	var order []int
	q.Put("session", func() { close(started); <-stuck })
	<-started
	for i := range 10 { // three fit
		q.Put("session", func() { order = append(order, i) })
	}
	q.Put("change", func() { t.Error("there was room for it") })
	if up := q.GivenUp(); up["session"] != 7 || up["change"] != 1 || q.Waiting() != 3 {
		t.Errorf("given up: %v, waiting: %d", up, q.Waiting())
	}
	close(stuck)
	q.Close()
	q.Close()
	if len(order) != 3 || order[0] != 0 || order[2] != 2 {
		t.Errorf("done: %v", order)
	}
}
