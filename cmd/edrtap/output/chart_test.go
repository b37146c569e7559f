package output

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func chart(t *testing.T, o ChartOptions, from time.Time, values ...uint64) string {
	t.Helper()
	var points []Point
	for i, v := range values {
		if v > 0 {
			points = append(points, Point{from.Add(time.Duration(i) * time.Second), v})
		}
	}
	var b strings.Builder
	if err := Chart(&b, points, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestChart(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	got := chart(t, ChartOptions{Width: 40, Height: 4, Limit: 400}, noon, 100, 200, 0, 0, 800, 1, 450)
	want := strings.Join([]string{
		`    800 ┤    █`,
		`        │    █ ▂`,
		`    400 ┼╌╌╌╌█╌█`, // the upper edge of the line is the limit
		`        │▄█  █▁█`,
		`      0 └───────`,
		`         12:00:00 12:00:06`,
		``,
	}, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := chart(t, ChartOptions{Width: 40, Height: 4}, noon); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestAChartColumnShowsTheBusiestOfItsSeconds(t *testing.T) {
	values := make([]uint64, 1000)
	for i := range values {
		values[i] = 10
	}
	values[500] = 100
	got := chart(t, ChartOptions{Width: 60, Height: 2}, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), values...)
	if strings.Count(got, "█") != 2 || !strings.Contains(got, "each column: the busiest of 20 seconds") {
		t.Error(got)
	}
	for _, line := range strings.Split(got, "\n") {
		if n := len([]rune(line)); n > 60 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}
