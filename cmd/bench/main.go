//go:debug cryptocustomrand=1

// Command bench measures how fast edrtap is, as ratios to what others need for
// the same files in the same run:
//
//	go run ./cmd/bench [flags]            the table of README's section on speed
//	go run ./cmd/bench stages [flags]     ns and allocations of each stage
//	go run ./cmd/bench growth [flags]     what more packets, connections, clients and findings cost
//	go run ./cmd/bench endless [flags]    memory against time, for a capture that never ends
//	go run ./cmd/bench live [flags]       frames dropped at several rates, beside tcpdump; needs root
//
// Captures are generated, and kept in .cache/bench. The debug setting above
// makes crypto/tls obey their seed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"edrtap/cmd/bench/traffic"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// settings are the flags of every verb.
type settings struct {
	edrtap  string // the program to measure
	cache   string // folder of the captures
	runs    int
	workers int
	bench   time.Duration // of each benchmark
	minutes float64
	seconds int
	ring    int     // MiB
	rate    float64 // MB/s
	options traffic.Options
}

func (s *settings) register(f *flag.FlagSet) {
	f.StringVar(&s.edrtap, "edrtap", "", "the program to measure (default: build ./cmd/edrtap)")
	f.StringVar(&s.cache, "cache", ".cache/bench", "`folder` of captures")
	f.IntVar(&s.runs, "runs", 5, "how often everything is run, after one run that does not count")
	f.Float64Var(&s.options.Scale, "scale", 0.2, "size of captures; 1 is 3.6 GB in all")
	f.IntVar(&s.options.Distinct, "distinct", 300, "different server names, certificates and ClientHellos")
	f.Uint64Var(&s.options.Seed, "seed", 1, "seed of everything random in captures")
	f.DurationVar(&s.bench, "benchtime", 200*time.Millisecond, "stages: how long each benchmark runs")
	f.Float64Var(&s.minutes, "minutes", 10, "endless: how long")
	f.IntVar(&s.seconds, "seconds", 15, "live: how long at each rate")
	f.IntVar(&s.ring, "ring", 64, "live: ring of frames of each program, MiB")
	f.Float64Var(&s.rate, "rate", 20, "endless: at most so many MB/s")
	f.IntVar(&s.workers, "workers", 2, "endless, growth: workers of edrtap")
}

func run(ctx context.Context, args []string) error {
	verb := "table"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		verb, args = args[0], args[1:]
	}
	s := &settings{}
	flags := flag.NewFlagSet("bench "+verb, flag.ContinueOnError)
	s.register(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch verb {
	case "table":
		return s.table(ctx, os.Stdout)
	case "stages":
		return s.stages(ctx, os.Stdout)
	case "growth":
		return s.growth(ctx, os.Stdout)
	case "endless":
		return s.endless(ctx, os.Stdout)
	case "live":
		return s.live(ctx, os.Stdout)
	case verbGenerate:
		return s.generate(flags.Arg(0), flags.Arg(1))
	}
	if b, ok := baselines()[verb]; ok {
		return report(b, flags.Arg(0))
	}
	return fmt.Errorf("no verb %q: use stages, growth, endless or live, or none for the table", verb)
}
