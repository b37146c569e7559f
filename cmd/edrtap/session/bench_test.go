package session

import (
	"testing"

	"edrtap/capture/flow"
	"edrtap/rules/record"
)

// rebuilder makes the record of a flow that ends over and over.
type rebuilder struct {
	*bench
	b *testing.B
}

func (r *rebuilder) Close(f Closed) {
	parser := r.builder.parser
	parser.Close(&f.State.Conn)
	var s record.Session
	r.b.ReportAllocs()
	for r.b.Loop() {
		facts := parser.Facts(&f.State.Conn)
		if !r.builder.isAttempt(f.Flow, facts) {
			r.b.Fatal("not an attempt")
		}
		r.builder.fill(&s, f, facts)
	}
	if s.Outcome != record.Established {
		r.b.Errorf("outcome %s", s.Outcome)
	}
}

// BenchmarkBuild is the cost of a record, once its flow has ended.
func BenchmarkBuild(b *testing.B) {
	harness := newBench(b, nil)
	harness.table = flow.New[State](flow.Config{}, &rebuilder{harness, b})
	l := harness.line("10.1.2.3:50123", "10.9.9.9:443")
	l.open()
	l.say(transcript())
	l.close()
	harness.table.Finish(harness.clock)
}
