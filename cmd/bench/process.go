package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// process is one program to measure.
type process struct {
	name    string
	args    []string
	prepare func() error // before each run; may be nil
}

// cost is what one run of a process took.
type cost struct {
	wall time.Duration
	cpu  time.Duration // user and system
	peak int64         // resident bytes
}

// run runs the process once. Linux counts what this process had resident when
// it started the other as the other's too, so captures are never made in this
// one.
func (p *process) run(ctx context.Context) (cost, error) {
	if p.prepare != nil {
		if err := p.prepare(); err != nil {
			return cost{}, err
		}
	}
	var complaint strings.Builder
	cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
	cmd.Stderr = &complaint
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w: %s", strings.Join(p.args, " "), err, strings.TrimSpace(complaint.String()))
	}
	most, err := peakMemory(cmd.ProcessState)
	return cost{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: most}, err
}

// inTurn runs the processes A B C, A B C, ..., so that a machine whose speed
// drifts is as bad for one as for the other. The first round does not count:
// it brings files and programs into the page cache.
func inTurn(ctx context.Context, runs int, processes []process) ([][]cost, error) {
	costs := make([][]cost, len(processes))
	for round := range runs + 1 {
		for i := range processes {
			c, err := processes[i].run(ctx)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				costs[i] = append(costs[i], c)
			}
		}
	}
	return costs, nil
}

func wall(c cost) float64 { return c.wall.Seconds() }
func cpu(c cost) float64  { return c.cpu.Seconds() }

// middle is the median of what is asked of each cost.
func middle(costs []cost, of func(cost) float64) float64 {
	values := make([]float64, len(costs))
	for i, c := range costs {
		values[i] = of(c)
	}
	return median(values)
}

// ratio is the median of the ratios run by run, which holds when the machine's
// speed drifts from round to round.
func ratio(costs, to []cost, of func(cost) float64) float64 {
	values := make([]float64, len(costs))
	for i := range costs {
		values[i] = of(costs[i]) / of(to[i])
	}
	return median(values)
}

// peak is the most memory of any run, in bytes.
func peak(costs []cost) int64 {
	var most int64
	for _, c := range costs {
		most = max(most, c.peak)
	}
	return most
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n%2 == 1 {
		return values[n/2]
	}
	return (values[n/2-1] + values[n/2]) / 2
}

const mib = 1 << 20
