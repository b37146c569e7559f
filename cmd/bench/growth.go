package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// growing is a workload that is made ten times as large in one respect alone.
type growing struct {
	name string // of the workload; the larger one is name-x10
	unit string
	of   func(c capture, s summary) int64 // units in it
}

func growths() []growing {
	return []growing{
		{"packets", "packet", func(c capture, _ summary) int64 { return c.counts.Frames }},
		{"connections", "connection", func(c capture, _ summary) int64 { return c.counts.Connections }},
		{"clients", "client", func(_ capture, s summary) int64 { return s.clients }},
		{"findings", "finding", func(_ capture, s summary) int64 { return s.findings }},
	}
}

// summary is what an analysis found.
type summary struct{ clients, findings int64 }

// size is a workload and what it costs, above what an empty capture costs.
type size struct {
	units   int64
	seconds float64
	bytes   float64
}

// growth measures each workload in both sizes.
func (s *settings) growth(ctx context.Context, w io.Writer) error {
	edrtap, err := s.program(ctx)
	if err != nil {
		return err
	}
	empty, err := s.capture(ctx, "empty")
	if err != nil {
		return err
	}
	origin(w)
	fmt.Fprintln(w, "| ten times the | from | to | CPU s | peak MiB | CPU a unit | memory a unit | time grows | memory grows |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|")
	for _, g := range growths() {
		small, large, err := s.grow(ctx, edrtap, empty, g)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "| %ss | %d | %d | %.3f to %.3f | %.1f to %.1f | %s to %s | %.0f to %.0f bytes | %s | %s |\n",
			g.unit, small.units, large.units, small.seconds, large.seconds, small.bytes/mib, large.bytes/mib,
			microseconds(small), microseconds(large), small.bytes/float64(small.units), large.bytes/float64(large.units),
			judge(small.seconds, large.seconds, small, large), judge(small.bytes, large.bytes, small, large))
	}
	return nil
}

func microseconds(s size) string { return fmt.Sprintf("%.2f µs", s.seconds*1e6/float64(s.units)) }

// tolerance is how much more than its share a larger workload may cost before
// the growth is called worse than linear: noise is not growth.
const tolerance = 1.2

// judge says how a cost grows with the units.
func judge(from, to float64, small, large size) string {
	factor, linear := to/from, float64(large.units)/float64(small.units)
	switch {
	case from <= 0:
		return "cannot be told: too small to measure"
	case factor < tolerance:
		return "not at all"
	case factor < linear/tolerance:
		return fmt.Sprintf("%.1f times, less than linear", factor)
	case factor <= linear*tolerance:
		return fmt.Sprintf("%.1f times, linear", factor)
	default:
		return fmt.Sprintf("%.1f times, WORSE THAN LINEAR", factor)
	}
}

// grow measures both sizes of one workload in turn with the empty capture.
func (s *settings) grow(ctx context.Context, edrtap string, empty capture, g growing) (small, large size, err error) {
	captures := []capture{empty, {}, {}}
	for i, name := range []string{g.name, g.name + "-x10"} {
		if captures[1+i], err = s.capture(ctx, name); err != nil {
			return small, large, err
		}
	}
	var processes []process
	for _, c := range captures {
		processes = append(processes, process{args: analyze(edrtap, s.workers, c.path)})
	}
	costs, err := inTurn(ctx, s.runs, processes)
	if err != nil {
		return small, large, err
	}
	sizes := [3]size{}
	for i, c := range captures {
		found, err := s.summary(ctx, edrtap, c)
		if err != nil {
			return small, large, err
		}
		sizes[i] = size{
			units:   g.of(c, found),
			seconds: middle(costs[i], cpu) - middle(costs[0], cpu),
			bytes:   float64(peak(costs[i]) - peak(costs[0])),
		}
	}
	if sizes[2].units < 5*sizes[1].units {
		return small, large, fmt.Errorf("%s: %d %ss became %d: this does not measure what it should", g.name, sizes[1].units, g.unit, sizes[2].units)
	}
	return sizes[1], sizes[2], nil
}

// summary analyses the capture once more, and counts what was found.
func (s *settings) summary(ctx context.Context, edrtap string, c capture) (summary, error) {
	path := filepath.Join(s.cache, "growth.jsonl")
	defer func() { _ = os.Remove(path) }()
	p := process{args: append(analyze(edrtap, s.workers, c.path), "-o", path)}
	if _, err := p.run(ctx); err != nil {
		return summary{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return summary{}, err
	}
	defer func() { _ = f.Close() }()
	return count(f)
}

// count reads the JSON lines of an analysis.
func count(r io.Reader) (summary, error) {
	clients := map[string]bool{}
	var found summary
	for lines := json.NewDecoder(r); lines.More(); {
		var line struct {
			Type   string          `json:"type"`
			Client json.RawMessage `json:"client"`
		}
		if err := lines.Decode(&line); err != nil {
			return found, err
		}
		switch line.Type {
		case "session":
			var client struct {
				IP string `json:"ip"`
			}
			if err := json.Unmarshal(line.Client, &client); err != nil {
				return found, err
			}
			clients[client.IP] = true
		case "finding":
			found.findings++
		}
	}
	found.clients = int64(len(clients))
	return found, nil
}
