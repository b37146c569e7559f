package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"edrtap/cmd/bench/traffic"
)

// endless feeds a capture without end to edrtap's standard input, and prints
// how much memory it has meanwhile.
func (s *settings) endless(ctx context.Context, w io.Writer) error {
	edrtap, err := s.program(ctx)
	if err != nil {
		return err
	}
	fleet, err := traffic.NewEndless(s.options)
	if err != nil {
		return err
	}
	args := analyze(edrtap, s.workers, "-")
	var complaint strings.Builder
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stderr = &complaint
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	origin(w)
	feeding, stop := context.WithTimeout(ctx, time.Duration(s.minutes*float64(time.Minute)))
	defer stop()
	p := &pacer{out: stdin, perSecond: s.rate * 1e6, start: time.Now()}
	watched := make(chan []sample, 1)
	go func() { watched <- watch(feeding, w, cmd.Process.Pid, p) }()
	counts, err := fleet.Play(feeding, p)
	stop() // where edrtap went away before its time
	samples := <-watched
	err = errors.Join(err, stdin.Close(), cmd.Wait())
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(complaint.String()))
	}
	fmt.Fprintf(w, "\n%d frames, %d connections.\n", counts.Frames, counts.Connections)
	return judgeMemory(w, samples)
}

// pacer lets bytes pass no faster than it should.
type pacer struct {
	out       io.Writer
	perSecond float64
	start     time.Time
	passed    atomic.Int64
}

// Write waits until b is due.
func (p *pacer) Write(b []byte) (int, error) {
	due := time.Duration(float64(p.passed.Add(int64(len(b)))) / p.perSecond * float64(time.Second))
	time.Sleep(time.Until(p.start.Add(due)))
	return p.out.Write(b)
}

// sample is how much memory a process has at one moment.
type sample struct {
	at       time.Duration // since it was started
	resident int64         // bytes
}

const (
	sampleEvery = time.Second
	printed     = 30 // samples, of all
)

// watch samples the process until the context ends, or the process does.
func watch(ctx context.Context, w io.Writer, pid int, p *pacer) []sample {
	fmt.Fprintln(w, "| after | capture so far | resident memory |")
	fmt.Fprintln(w, "|---|---|---|")
	deadline, _ := ctx.Deadline()
	every := max(sampleEvery, deadline.Sub(p.start)/printed)
	var samples []sample
	ticks := time.NewTicker(sampleEvery)
	defer ticks.Stop()
	for next := every; ; {
		select {
		case <-ctx.Done():
			return samples
		case <-ticks.C:
		}
		resident, err := residentMemory(pid)
		if err != nil {
			return samples
		}
		s := sample{time.Since(p.start), resident}
		samples = append(samples, s)
		if s.at >= next {
			next += every
			fmt.Fprintf(w, "| %s | %d MB | %.1f MiB |\n", s.at.Round(time.Second), p.passed.Load()/1e6, float64(s.resident)/mib)
		}
	}
}

// flat is how much more memory than in the second third of the time there may
// be in the last, for memory to be called flat. In the first one the clients are
// met, which is what the analysis remembers.
const flat = 1.1

// judgeMemory compares the second third of the samples with the last one.
func judgeMemory(w io.Writer, samples []sample) error {
	third := len(samples) / 3
	if third == 0 {
		return fmt.Errorf("%d samples are too few: run for longer", len(samples))
	}
	middle, last := mean(samples[third:2*third]), mean(samples[len(samples)-third:])
	word := "flat"
	if last > middle*flat {
		word = "NOT FLAT"
	}
	fmt.Fprintf(w, "Resident memory: %.1f MiB in the second third, %.1f MiB in the last: %s.\n", middle/mib, last/mib, word)
	return nil
}

func mean(samples []sample) float64 {
	var sum float64
	for _, s := range samples {
		sum += float64(s.resident)
	}
	return sum / float64(len(samples))
}
