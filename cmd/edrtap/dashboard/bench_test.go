package dashboard

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkAPI asks what pages ask, four at a time, over 100,000 sessions, and
// reports the time that 99 of 100 answers take at most.
func BenchmarkAPI(b *testing.B) {
	const sessions, callers = 100_000, 4
	_, at := serve(b, sessions, nil)
	do(b, "GET", at+prefix+"/overview", nil) // the document is made once for all
	ask := func(i int) string {
		switch i % 6 {
		case 0:
			return "/overview"
		case 1:
			return fmt.Sprintf("/sessions/%016x", 1+i*7919%sessions)
		case 2:
			return "/sessions?outcome=client_alert"
		case 3:
			return fmt.Sprintf("/sessions?client=10.1.%d.%d", i>>8&255, i&255)
		case 4:
			return "/sessions?text=corp&limit=100"
		}
		return "/sessions?rule=name-mismatch"
	}
	took := make([]time.Duration, b.N)
	var wait sync.WaitGroup
	b.ResetTimer()
	for caller := range callers {
		wait.Go(func() {
			for i := caller; i < b.N; i += callers {
				start := time.Now()
				if status, body, _ := do(b, "GET", at+prefix+ask(i), nil); status != 200 {
					b.Errorf("%s: %d %s", ask(i), status, body)
				}
				took[i] = time.Since(start)
			}
		})
	}
	wait.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
