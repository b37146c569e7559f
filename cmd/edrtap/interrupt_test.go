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
// when the user has seen enough.
func TestInterruptedPipeGivesWhatCameThroughIt(t *testing.T) {
	for _, workers := range []string{"1", "4"} {
		t.Run(workers, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			read, write := io.Pipe()
			go func() {
				_, _ = write.Write(bundled(t, "healthy-tls12")) // fails once the reader is gone
				time.Sleep(300 * time.Millisecond)
				cancel()
			}()
			defer write.Close()
			var stdout, stderr bytes.Buffer
			code := make(chan int)
			go func() {
				code <- run(ctx, []string{"analyze", "--json", "--workers", workers, "-"}, read, &stdout, &stderr)
			}()
			select {
			case got := <-code:
				if got != exitInterrupted {
					t.Errorf("exit code %d, want %d", got, exitInterrupted)
				}
			case <-time.After(20 * time.Second):
				t.Fatal("goes on after it was interrupted")
			}
			if got := decodeLines(t, stdout.Bytes()); len(got.sessions) != 5 || got.summary.Frames == 0 {
				t.Errorf("%d sessions of 5, %d frames", len(got.sessions), got.summary.Frames)
			}
			if !strings.HasPrefix(stderr.String(), "edrtap: interrupted") || strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("standard error %q", stderr.String())
			}
		})
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
