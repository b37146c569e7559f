package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"edrtap/cmd/bench/baseline"
	"edrtap/cmd/bench/traffic"
)

// Verbs that this program starts itself with, so that each thing is measured
// as a process of its own.
const (
	verbGenerate     = "generate"
	verbFloor        = "floor"
	verbParser       = "gopacket-parser"
	verbPacketSource = "gopacket-source"
)

// edition is raised when the same options come to give other captures.
const edition = 1

// capture is a generated file.
type capture struct {
	path   string
	counts traffic.Counts
}

// capture gives the workload of that name from the cache, where it is put
// first if need be.
func (s *settings) capture(ctx context.Context, name string) (capture, error) {
	file := fmt.Sprintf("%s-%g-%d-%d-%d.pcap", name, s.options.Scale, s.options.Distinct, s.options.Seed, edition)
	c := capture{path: filepath.Join(s.cache, file)}
	counts, err := os.ReadFile(c.path + ".json")
	if errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(os.Stderr, "bench: making %s\n", c.path)
		err = s.self(ctx, verbGenerate, "-scale", fmt.Sprint(s.options.Scale), "-distinct", strconv.Itoa(s.options.Distinct),
			"-seed", strconv.FormatUint(s.options.Seed, 10), name, c.path)
		if err == nil {
			counts, err = os.ReadFile(c.path + ".json")
		}
	}
	if err != nil {
		return c, fmt.Errorf("capture %s: %w", name, err)
	}
	if err := json.Unmarshal(counts, &c.counts); err != nil {
		return c, fmt.Errorf("%s.json: %w; delete it, and it is made anew", c.path, err)
	}
	return c, touch(c.path)
}

// touch reads the file once, so that it is in the page cache.
func touch(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = io.Copy(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f})
	return err
}

// generate writes the workload to path, and its counts beside it as the last
// thing.
func (s *settings) generate(name, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	counts, err := traffic.Write(f, name, s.options)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	b, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	return os.WriteFile(path+".json", b, 0o644)
}

// self runs this program as another process.
func (s *settings) self(ctx context.Context, args ...string) error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// program gives the path of edrtap, built if none was named.
func (s *settings) program(ctx context.Context) (string, error) {
	if s.edrtap != "" {
		return s.edrtap, nil
	}
	path := filepath.Join(s.cache, "edrtap")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "./cmd/edrtap")
	if message, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build edrtap: %w: %s", err, message)
	}
	return path, nil
}

// baselines gives what edrtap is measured against, by the verb that runs it.
func baselines() map[string]func(path string) (baseline.Counts, error) {
	return map[string]func(string) (baseline.Counts, error){
		verbFloor:        baseline.Floor,
		verbParser:       baseline.Parser,
		verbPacketSource: baseline.PacketSource,
	}
}

// report runs a baseline and prints what it saw.
func report(run func(string) (baseline.Counts, error), path string) error {
	counts, err := run(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Printf("%d frames, %d records\n", counts.Frames, counts.Records)
	return nil
}
