// Command mutate damages captures in ways that networks, sensors and strangers
// do, and analyses each variant: nothing may panic, hang or take more memory
// than the limits allow. Variant N of a seed is always the same; a variant that
// fails is written to a file, from which edrtap can be run again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	variants := flags.Int("variants", 10_000, "how many variants to analyse")
	seed := flags.Uint64("seed", 1, "of the mutations")
	corpus := flags.String("corpus", "", "a folder of further captures")
	keep := flags.String("keep", os.TempDir(), "the folder for variants that fail")
	limit := flags.Uint64("memory", 512, "MiB of heap that may be in use")
	if flags.Parse(args) != nil {
		return 2
	}
	var files []string
	for _, folder := range []string{"pcaps", *corpus} {
		found, err := captures(folder)
		if err != nil {
			fmt.Fprintf(stderr, "mutate: %v\n", err)
			return 2
		}
		files = append(files, found...)
	}
	if *corpus == "" {
		fmt.Fprintln(stderr, "mutate: NO CORPUS: only bundled captures are damaged; give CORPUS=DIR for more")
	}
	m := &mutator{seed: *seed, keep: *keep, memory: *limit << 20}
	if err := m.load(files); err != nil {
		fmt.Fprintf(stderr, "mutate: %v\n", err)
		return 2
	}
	start := time.Now()
	if err := m.all(*variants); err != nil {
		fmt.Fprintf(stderr, "mutate: %v\n", err)
		return 1
	}
	fmt.Fprintf(stdout, "%d variants of %d captures, seed %d: %d frames, %d sessions, at most %d MiB of heap, %.0f s\n",
		*variants, len(m.captures), *seed, m.frames.Load(), m.sessions.Load(), m.peak.Load()>>20, time.Since(start).Seconds())
	return 0
}

// captures lists the capture files below a folder.
func captures(folder string) ([]string, error) {
	if folder == "" {
		return nil, nil
	}
	var list []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.Contains(entry.Name(), ".pcap") {
			list = append(list, path)
		}
		return err
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("there is no capture below %s", folder)
	}
	return list, err
}

// all analyses the variants on all processors. Which processor takes which has
// no part in what they are.
func (m *mutator) all(variants int) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	next := make(chan int)
	failures := make(chan error, workers)
	var group sync.WaitGroup
	for range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			for n := range next {
				if err := m.variant(ctx, n); err != nil {
					failures <- err
					stop()
					return
				}
			}
		}()
	}
	for n := 0; n < variants && ctx.Err() == nil; n++ {
		select {
		case next <- n:
		case <-ctx.Done():
		}
	}
	close(next)
	group.Wait()
	close(failures)
	var all []error
	for err := range failures {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// workers is how many variants are analysed at a time.
const workers = 2
