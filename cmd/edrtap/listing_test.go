package main

import (
	"errors"
	"strings"
	"testing"
)

// broken is an output that takes nothing, as a full disk.
type broken struct{ asked int }

func (b *broken) Write([]byte) (int, error) { b.asked++; return 0, errors.New("full") }

// A table does not hold all of its rows, and tells of an output that is full.
func TestATableIsWrittenAsItGrows(t *testing.T) {
	var out strings.Builder
	grows := newTable(&out, "NUMBER", "NAME")
	for range 3 * blockRows {
		grows.row("1", "name")
	}
	if n := strings.Count(out.String(), "\n"); n < 2*blockRows {
		t.Errorf("%d lines of %d are written", n, 3*blockRows)
	}
	var full broken
	fails := newTable(&full, "NUMBER")
	for fails.err == nil && fails.rows < 2*blockRows {
		fails.row("1")
	}
	asked := full.asked
	if fails.rows > blockRows || fails.flush() == nil || full.asked != asked {
		t.Errorf("%d rows; %v; the output was asked %d times more", fails.rows, fails.err, full.asked-asked)
	}
}
