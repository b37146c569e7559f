package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"edrtap/cmd/bench/baseline"
	"edrtap/cmd/bench/traffic"
)

// TestMain lets the test binary stand in for the program where the program
// starts itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		main()
		return
	}
	os.Exit(m.Run())
}

// tiny is a run that measures next to nothing.
func tiny(t *testing.T) *settings {
	dir := t.TempDir()
	edrtap := filepath.Join(dir, "edrtap")
	if out, err := exec.Command("go", "build", "-o", edrtap, "edrtap/cmd/edrtap").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return &settings{
		edrtap: edrtap, cache: filepath.Join(dir, "cache"), runs: 1, workers: 2, minutes: 0.1, rate: 2,
		options: traffic.Options{Scale: 0.002, Distinct: 12, Seed: 1},
	}
}

func TestTableHoldsEveryMeasurement(t *testing.T) {
	s := tiny(t)
	var out bytes.Buffer
	if err := s.table(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`\| \d+\.\d{3} \| \d+\.\d{3} \| \d+ \| \d+\.\d\d \| \d+\.\d\d \|`)
	if n := len(row.FindAllString(out.String(), -1)); n != 4*5 {
		t.Errorf("%d rows of figures, want four workloads by five programs", n)
	}
	if n := strings.Count(out.String(), "| 1.00 | 1.00 |"); n < 4 {
		t.Errorf("the floor is not 1 to itself: %d times", n)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// TestAllReadTheSame holds that the programs of the table do the same work.
func TestAllReadTheSame(t *testing.T) {
	s := tiny(t)
	for _, name := range []string{"bulk", "handshakes", "mixed"} {
		c, err := s.capture(context.Background(), name)
		if err != nil {
			t.Fatal(err)
		}
		var saw [3]baseline.Counts
		for i, verb := range []string{verbFloor, verbParser, verbPacketSource} {
			if saw[i], err = baselines()[verb](c.path); err != nil {
				t.Fatal(err)
			}
			if saw[i].Frames != c.counts.Frames {
				t.Errorf("%s: %s saw %d frames of %d", name, verb, saw[i].Frames, c.counts.Frames)
			}
		}
		frames, records := analysed(t, s, c.path)
		if frames != c.counts.Frames {
			t.Errorf("%s: edrtap saw %d frames of %d", name, frames, c.counts.Frames)
		}
		if name == "mixed" { // every one has its own way with packets out of order
			continue
		}
		if saw[1].Records == 0 || saw[1].Records != records || saw[2].Records != records {
			t.Errorf("%s: edrtap saw %d records, gopacket %d and %d", name, records, saw[1].Records, saw[2].Records)
		}
	}
}

// analysed gives how many frames and TLS records edrtap sees.
func analysed(t *testing.T, s *settings, path string) (frames, records int64) {
	t.Helper()
	out, err := exec.Command(s.edrtap, "analyze", "--format", "jsonl", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	for lines := json.NewDecoder(bytes.NewReader(out)); lines.More(); {
		var line struct {
			Frames int64
			TLS    struct{ Records [2]int64 }
		}
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		frames += line.Frames
		records += line.TLS.Records[0] + line.TLS.Records[1]
	}
	return frames, records
}

func TestRatioIsTheMedianOfRatios(t *testing.T) {
	seconds := func(values ...float64) (costs []cost) {
		for _, v := range values {
			costs = append(costs, cost{wall: time.Duration(v * float64(time.Second))})
		}
		return costs
	}
	// The machine was slow in the second round: for both.
	if got := ratio(seconds(2, 20, 2.2), seconds(1, 10, 1), wall); got != 2 {
		t.Errorf("%v, want 2", got)
	}
	if got := middle(seconds(4, 1, 2, 3), wall); got != 2.5 {
		t.Errorf("median of an even number: %v", got)
	}
}

func TestGrowthIsJudged(t *testing.T) {
	small, large := size{units: 10}, size{units: 100}
	for _, test := range []struct {
		from, to float64
		want     string
	}{
		{10, 11, "not at all"},
		{1, 5, "5.0 times, less than linear"},
		{1, 11, "11.0 times, linear"},
		{1, 40, "40.0 times, WORSE THAN LINEAR"},
		{-1, 5, "cannot be told: too small to measure"},
	} {
		if got := judge(test.from, test.to, small, large); got != test.want {
			t.Errorf("%v to %v: %q, want %q", test.from, test.to, got, test.want)
		}
	}
}

func TestMemoryIsJudged(t *testing.T) {
	for word, last := range map[string]int64{"flat": 105, "NOT FLAT": 130} {
		var out bytes.Buffer
		if err := judgeMemory(&out, []sample{{resident: 100}, {resident: 110}, {resident: last}}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), ": "+word+".\n") {
			t.Errorf("%d: %q, want %s", last, out.String(), word)
		}
	}
}

func TestEndlessWatchesMemory(t *testing.T) {
	s := tiny(t)
	var out bytes.Buffer
	if err := s.endless(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`\| \d+s \| \d+ MB \| \d+\.\d MiB \|`).MatchString(out.String()) {
		t.Errorf("no sample in %q", out.String())
	}
	s.edrtap = "false" // ends at once
	if err := s.endless(context.Background(), &out); err == nil || !strings.Contains(err.Error(), "exit status 1") {
		t.Errorf("a program that fails: %v", err)
	}
}

func TestFiguresOfABenchmark(t *testing.T) {
	got, err := figures("BenchmarkX-2  \t 123\t  45.5 ns/op\t 2.000 packets/op\t 0 B/op\t 3 allocs/op")
	if err != nil || got["ns/op"] != 45.5 || got["packets/op"] != 2 || got["allocs/op"] != 3 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestStagesHaveTheirBenchmarks holds that no benchmark was renamed away.
func TestStagesHaveTheirBenchmarks(t *testing.T) {
	for _, b := range stages() {
		name, _, _ := strings.Cut(b.benchmark, "/")
		files, err := filepath.Glob(filepath.Join("..", "..", b.folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		there := slices.ContainsFunc(files, func(file string) bool {
			source, err := os.ReadFile(file)
			return err == nil && bytes.Contains(source, []byte("func "+name+"("))
		})
		if !there {
			t.Errorf("%s has no %s", b.folder, name)
		}
	}
}
