package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
)

// goals are how long edrtap may take with two workers, as multiples of the
// floor, by workload.
func goals() []goal {
	return []goal{{"bulk", 0.8}, {"handshakes", 2.5}, {"mixed", 1}, {"flows-1m", 4}}
}

type goal struct {
	workload string
	most     float64
}

// Places of the processes in a measurement.
const (
	floor = iota
	twoWorkers
	oneWorker
	parser
	packetSource
)

// measurement is one workload, measured.
type measurement struct {
	goal    goal
	capture capture
	names   []string
	costs   [][]cost // by process
}

// table measures the four workloads, and what else there is a goal for.
func (s *settings) table(ctx context.Context, w io.Writer) error {
	edrtap, err := s.program(ctx)
	if err != nil {
		return err
	}
	empty, err := s.measureEmpty(ctx, edrtap)
	if err != nil {
		return err
	}
	var all []measurement
	for _, g := range goals() {
		m, err := s.measure(ctx, edrtap, g)
		if err != nil {
			return err
		}
		all = append(all, m)
		fmt.Fprintf(os.Stderr, "bench: %s is measured\n", g.workload)
	}
	store, err := s.measureStore(ctx, edrtap)
	if err != nil {
		return err
	}
	origin(w)
	fmt.Fprintln(w, "| workload | program | wall s | CPU s | peak MiB | wall / floor | CPU / floor | goal |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for i := range all {
		all[i].print(w)
	}
	fmt.Fprintln(w)
	printOthers(w, all, others{empty, store})
	return nil
}

func (s *settings) measure(ctx context.Context, edrtap string, g goal) (measurement, error) {
	c, err := s.capture(ctx, g.workload)
	if err != nil {
		return measurement{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return measurement{}, err
	}
	processes := []process{
		floor:        {name: "libpcap, doing nothing", args: []string{self, verbFloor, c.path}},
		twoWorkers:   {name: "edrtap, 2 workers", args: analyze(edrtap, 2, c.path)},
		oneWorker:    {name: "edrtap, 1 worker", args: analyze(edrtap, 1, c.path)},
		parser:       {name: "gopacket, DecodingLayerParser", args: []string{self, verbParser, c.path}},
		packetSource: {name: "gopacket, PacketSource", args: []string{self, verbPacketSource, c.path}},
	}
	m := measurement{goal: g, capture: c}
	for _, p := range processes {
		m.names = append(m.names, p.name)
	}
	m.costs, err = inTurn(ctx, s.runs, processes)
	return m, err
}

// analyze is edrtap with everything on.
func analyze(edrtap string, workers int, more ...string) []string {
	return append([]string{edrtap, "analyze", "--format", "jsonl", "-o", os.DevNull, "--workers", strconv.Itoa(workers)}, more...)
}

func (m *measurement) print(w io.Writer) {
	counts := m.capture.counts
	workload := fmt.Sprintf("**%s**: %d connections, %d frames, %d MB", m.goal.workload, counts.Connections, counts.Frames, counts.Bytes/1e6)
	for i, costs := range m.costs {
		aim := ""
		if i == twoWorkers {
			aim = fmt.Sprintf("at most %g", m.goal.most)
		}
		fmt.Fprintf(w, "| %s | %s | %.3f | %.3f | %.0f | %.2f | %.2f | %s |\n", workload, m.names[i],
			middle(costs, wall), middle(costs, cpu), float64(peak(costs))/mib, ratio(costs, m.costs[floor], wall), ratio(costs, m.costs[floor], cpu), aim)
		workload = ""
	}
}

// others are what is measured beside the workloads.
type others struct {
	empty int64   // resident bytes for a capture without a frame
	store float64 // sessions a second and core
}

func (s *settings) measureEmpty(ctx context.Context, edrtap string) (int64, error) {
	c, err := s.capture(ctx, "empty")
	if err != nil {
		return 0, err
	}
	costs, err := inTurn(ctx, s.runs, []process{{args: analyze(edrtap, 2, c.path)}})
	if err != nil {
		return 0, err
	}
	return peak(costs[0]), nil
}

// measureStore keeps the sessions of the handshakes in a new store each time.
func (s *settings) measureStore(ctx context.Context, edrtap string) (float64, error) {
	c, err := s.capture(ctx, "handshakes")
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	costs, err := inTurn(ctx, s.runs, []process{{
		args:    analyze(edrtap, 2, "--store", dir, c.path),
		prepare: func() error { return os.RemoveAll(dir) },
	}})
	if err != nil {
		return 0, err
	}
	return float64(c.counts.Connections) / middle(costs[0], cpu), nil
}

// printOthers prints what there is a goal for beside the ratios.
func printOthers(w io.Writer, all []measurement, o others) {
	named := map[string]*measurement{}
	for i := range all {
		named[all[i].goal.workload] = &all[i]
	}
	memory := func(workload string) int64 { return peak(named[workload].costs[twoWorkers]) }
	open := named["flows-1m"].capture.counts.Connections
	hands := named["handshakes"].costs
	fmt.Fprintln(w, "| beside | measured | goal |")
	fmt.Fprintln(w, "|---|---|---|")
	line := func(what, measured, goal string) { fmt.Fprintf(w, "| %s | %s | %s |\n", what, measured, goal) }
	line("handshakes: time of one worker / of two", fmt.Sprintf("%.2f", ratio(hands[oneWorker], hands[twoWorkers], wall)), "at least 1.4")
	line("handshakes, kept with `--store`", fmt.Sprintf("%.0f sessions a second and core", o.store), "at least 40000")
	line("no frame at all: resident memory", fmt.Sprintf("%.0f MiB", float64(o.empty)/mib), "")
	line("bulk: resident memory", fmt.Sprintf("%.0f MiB", float64(memory("bulk"))/mib), "under 64 MiB")
	line("flows-1m: resident memory", fmt.Sprintf("%.0f MiB with %d connections open", float64(memory("flows-1m"))/mib, open), "under 300 MiB with 1000000")
	line("flows-1m: resident memory beyond that of no frame", fmt.Sprintf("%.0f bytes a connection", float64(memory("flows-1m")-o.empty)/float64(open)), "at most 300 bytes")
}
