package main

import (
	"bytes"
	"testing"
	"time"
)

func TestProgressLineSaysShareAndTimeLeft(t *testing.T) {
	tests := []struct {
		done, total int64
		elapsed     time.Duration
		want        string
	}{
		{250_000_000, 1_000_000_000, 2 * time.Second, "reading:  25 % of 1.0 GB, 125.0 MB/s, 6s left"},
		{5_000_000, 0, time.Second, "reading: 5.0 MB, 5.0 MB/s"},
		{0, 100, time.Second, "reading: 0 B, 0 B/s"},
		{999, 999, time.Second, "reading: 100 % of 999 B, 999 B/s, 0s left"},
	}
	for _, test := range tests {
		if got := progressLine(test.done, test.total, test.elapsed); got != test.want {
			t.Errorf("progressLine(%d, %d, %v) = %q, want %q", test.done, test.total, test.elapsed, got, test.want)
		}
	}
}

func TestProgressIsSilentWithoutATerminal(t *testing.T) {
	var out bytes.Buffer
	p := startProgress(&out, func() (int64, int64) { return 1, 2 })
	time.Sleep(10 * time.Millisecond)
	p.stop()
	if out.Len() != 0 {
		t.Errorf("wrote %q to something that is no terminal", out.String())
	}
}
