package reassembly

import "testing"

// At half of the sequence space a segment is both before and after the next
// byte; one that is held there can never be reached.
func TestSegmentsHalfTheSequenceSpaceAwayAreNotHeld(t *testing.T) {
	for _, distance := range []uint32{1 << 31, 1<<31 - 1, 1<<31 + 1, 1<<30 + 1, 1<<32 - 1<<30 - 1} {
		b := newBench(Limits{})
		b.stream.Start(b.pool, 1000)
		b.send(1000, "abc")
		b.take()
		b.send(1003+distance, "far")
		if b.last.Events&Far == 0 || b.stream.Holding() {
			t.Errorf("distance %d: events %b, holding %v", distance, b.last.Events, b.stream.Holding())
		}
		b.stream.Ack(b.pool, 1, 1003+distance, b.clock, b.clock)
		b.send(1005, "f") // leaves a hole
		b.fin(1006, "")
		b.stream.Flush(b.pool, 1, b.clock)
		if got, want := b.take(), "1:gap 2 1:f"; got != want {
			t.Errorf("distance %d: gave %q, want %q", distance, got, want)
		}
	}
}
