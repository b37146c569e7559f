package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// stage is a benchmark of one step of the way from a file to a store.
type stage struct {
	name      string
	folder    string
	benchmark string
	unit      string // of its operation; a benchmark that does several says packets/op
}

func stages() []stage {
	return []stage{
		{"read a file", "capture/pcapfile", "BenchmarkPcap/frames=1514", "packet"},
		{"read a file", "capture/pcapfile", "BenchmarkPcap/frames=66", "packet"},
		{"decode", "capture/packet", "BenchmarkDecode/IPv4", "packet"},
		{"decode", "capture/packet", "BenchmarkDecode/VXLAN", "packet"},
		{"route to a partition", "capture/packet", "BenchmarkRoute", "packet"},
		{"flow table: data", "capture/flow", "BenchmarkDataAndAcknowledgments", "packet"},
		{"flow table: short connections", "capture/flow", "BenchmarkHandshakes", "packet"},
		{"reassembly: in order", "capture/reassembly", "BenchmarkInOrder", "packet"},
		{"reassembly: reordered", "capture/reassembly", "BenchmarkReordered", "packet"},
		{"TLS: application data", "tlsparse", "BenchmarkDataOfEstablishedConnection", "packet"},
		{"TLS 1.2 handshake", "tlsparse", "BenchmarkHandshakeTLS12", "connection"},
		{"TLS 1.3 handshake", "tlsparse", "BenchmarkHandshakeTLS13", "connection"},
		{"all of that: application data", "cmd/edrtap/pipeline", "BenchmarkSteadyStream", "packet"},
		{"session record", "cmd/edrtap/session", "BenchmarkBuild", "session"},
		{"rules: in order", "rules", "BenchmarkSessionInOrder", "session"},
		{"rules: refused", "rules", "BenchmarkSessionRejected", "session"},
		{"JSON line", "cmd/edrtap/output", "BenchmarkSession/lists_of_their_own", "session"},
		{"store", "storage", "BenchmarkWriteSessions/all-different", "session"},
	}
}

// stages runs the benchmark of every stage and prints what each costs.
func (s *settings) stages(ctx context.Context, w io.Writer) error {
	origin(w)
	fmt.Fprintln(w, "| stage | benchmark | ns | allocations | for each |")
	fmt.Fprintln(w, "|---|---|---|---|---|")
	for _, b := range stages() {
		figures, err := s.benchmark(ctx, b)
		if err != nil {
			return err
		}
		several := max(1, figures["packets/op"])
		fmt.Fprintf(w, "| %s | %s %s | %.1f | %.2f | %s |\n", b.name, b.folder, strings.TrimPrefix(b.benchmark, "Benchmark"),
			figures["ns/op"]/several, figures["allocs/op"]/several, b.unit)
	}
	return nil
}

// benchmark runs one benchmark and gives its figures by unit.
func (s *settings) benchmark(ctx context.Context, b stage) (map[string]float64, error) {
	pattern := "^" + strings.ReplaceAll(b.benchmark, "/", "$/^") + "$"
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", pattern, "-benchmem", "-benchtime", s.bench.String(), "./"+b.folder)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("benchmark of %s: %w: %s", b.folder, err, out)
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), b.benchmark) {
			return figures(lines.Text())
		}
	}
	return nil, fmt.Errorf("%s has no benchmark %s: %s", b.folder, b.benchmark, out)
}

// figures reads a line as go test prints it: name, rounds, then pairs of
// number and unit.
func figures(line string) (map[string]float64, error) {
	fields := strings.Fields(line)
	read := map[string]float64{}
	for i := 2; i+1 < len(fields); i += 2 {
		n, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		read[fields[i+1]] = n
	}
	return read, nil
}
