package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func bundled(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "pcaps", name, "capture.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestInterruptedPipeGivesWhatCameThroughIt is a capture that is still going on
// when the user has seen enough, on a busy network and on one where little or
// nothing happens.
func TestInterruptedPipeGivesWhatCameThroughIt(t *testing.T) {
	whole := bundled(t, "healthy-tls12")
	for _, test := range []struct {
		name     string
		sent     []byte
		workers  string
		sessions int
	}{
		{"five sessions", whole, "1", 5},
		{"five sessions, 4 workers", whole, "4", 5},
		{"the beginning of one session", whole[:3000], "1", 1},
		{"no frame yet", whole[:24], "1", 0},
		{"nothing yet", nil, "1", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := interrupted(t, test.sent, test.workers)
			if got.code != exitInterrupted {
				t.Errorf("exit code %d, want %d", got.code, exitInterrupted)
			}
			if !strings.HasPrefix(string(got.stderr), "edrtap: interrupted") || bytes.Count(got.stderr, []byte("\n")) != 1 {
				t.Errorf("standard error %q", got.stderr)
			}
			if test.sent == nil {
				return // nothing to report
			}
			if said := decodeLines(t, got.stdout); len(said.sessions) != test.sessions || (said.summary.Frames > 0) != (test.sessions > 0) {
				t.Errorf("%d sessions of %d, %d frames", len(said.sessions), test.sessions, said.summary.Frames)
			}
		})
	}
}

// interrupted analyses what comes through a pipe that stays open, until it is
// interrupted.
func interrupted(t *testing.T, sent []byte, workers string) answer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	read, write := io.Pipe()
	defer write.Close()
	go func() {
		_, _ = write.Write(sent) // fails once the reader is gone
		time.Sleep(300 * time.Millisecond)
		cancel()
	}()
	var stdout, stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"analyze", "--json", "--workers", workers, "-"}, read, &stdout, &stderr)
	}()
	select {
	case got := <-code:
		return answer{got, stdout.Bytes(), stderr.Bytes()}
	case <-time.After(10 * time.Second):
		t.Fatal("goes on after it was interrupted")
		return answer{}
	}
}

// closedPipe is a standard output whose reader has gone after some bytes.
type closedPipe struct{ left int }

func (p *closedPipe) Write(b []byte) (int, error) {
	if p.left -= len(b); p.left < 0 {
		return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
	}
	return len(b), nil
}

func TestReaderThatHasEnoughIsNoFailure(t *testing.T) {
	for _, format := range []string{"text", "jsonl", "json", "csv"} {
		for _, left := range []int{0, 100, 5000} {
			var stderr bytes.Buffer
			args := []string{"analyze", "--format", format, "-"}
			code := run(context.Background(), args, bytes.NewReader(bundled(t, "cipher-exhausted")), &closedPipe{left}, &stderr)
			if code != exitDone || stderr.Len() > 0 {
				t.Errorf("%s, %d bytes: exit code %d, standard error %q", format, left, code, stderr.String())
			}
		}
	}
}

// fullDisk is an output that takes some bytes.
type fullDisk struct{ left int }

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.left -= len(b); d.left < 0 {
		return 0, syscall.ENOSPC
	}
	return len(b), nil
}

func TestOutputThatFailsIsAFailure(t *testing.T) {
	for _, format := range []string{"text", "jsonl", "json", "csv"} {
		for _, left := range []int{0, 100, 1000} {
			var stderr bytes.Buffer
			args := []string{"analyze", "--format", format, "-"}
			code := run(context.Background(), args, bytes.NewReader(bundled(t, "cipher-exhausted")), &fullDisk{left}, &stderr)
			if code != exitFailed || !strings.Contains(stderr.String(), "no space left on device") || strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("%s, %d bytes: exit code %d, standard error %q", format, left, code, stderr.String())
			}
		}
	}
	for _, args := range [][]string{{"rules"}, {"explain", "name-mismatch"}, {"--version"}} {
		var stderr bytes.Buffer
		if code := run(context.Background(), args, nil, &fullDisk{0}, &stderr); code != exitFailed {
			t.Errorf("%v: exit code %d, standard error %q", args, code, stderr.String())
		}
	}
}
