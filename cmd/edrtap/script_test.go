package main

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
)

// TestScripts runs the command line as a user would: one file of testdata for
// one behaviour. $PCAPS is the folder of the bundled captures. A script has
// these commands beside the usual ones:
//
//	exits N COMMAND...   COMMAND ends with exit code N
//	lines N FILE         FILE has N lines; FILE may be stdout or stderr
//	later TIME FILE NEW  NEW is the capture FILE, so much later
//	unpack FILE          the files of the .zip FILE are written
//	pages FILE COMMAND.. FILE gets what COMMAND and its further pages print
//	same FILE FILE       the files are the same but for elapsed_s
func TestScripts(t *testing.T) {
	pcaps, err := filepath.Abs(filepath.Join("..", "..", "pcaps"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PCAPS", pcaps)
			// The race detector lets every process wait a second before it
			// ends, should another goroutine still report something.
			env.Setenv("GORACE", "atexit_sleep_ms=10 "+os.Getenv("GORACE"))
			// The locale is the script's to choose, not the machine's.
			for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
				env.Setenv(name, "")
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "lines": lines, "same": same, "pages": pages, "later": later, "unpack": unpack,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func number(ts *testscript.TestScript, args []string, least int) int {
	if len(args) < least {
		ts.Fatalf("too few arguments: %q", args)
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	return n
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, got := number(ts, args, 2), 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if neg || got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func lines(ts *testscript.TestScript, neg bool, args []string) {
	want := number(ts, args, 2)
	if got := strings.Count(ts.ReadFile(args[1]), "\n"); neg || got != want {
		ts.Fatalf("%s has %d lines, want %d", args[1], got, want)
	}
}

// later copies a capture to another time.
func later(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: later TIME FILE NEW")
	}
	by, err := time.ParseDuration(args[0])
	ts.Check(err)
	in, err := pcapfile.Open(ts.MkAbs(args[1]), 0)
	ts.Check(err)
	defer in.Close()
	out, err := os.Create(ts.MkAbs(args[2]))
	ts.Check(err)
	w := pcapfile.NewWriter(out, pcapfile.Section{}, nil)
	for batch := (capture.Batch{}); in.ReadBatch(&batch) == nil; {
		for i := range batch.Frames {
			batch.Frames[i].Time += int64(by)
			ts.Check(w.Frame(&batch.Frames[i]))
		}
	}
	ts.Check(errors.Join(w.Flush(), out.Close()))
}

func unpack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: unpack FILE")
	}
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		ts.Check(err)
		content, err := io.ReadAll(r)
		ts.Check(err)
		name := ts.MkAbs(f.Name)
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o777))
		ts.Check(os.WriteFile(name, content, 0o666))
	}
}

// pages follows the cursors that a listing with --limit prints.
func pages(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: pages FILE COMMAND...")
	}
	var all strings.Builder
	after := ""
	for {
		command := args[1:]
		if after != "" {
			command = append(command[:len(command):len(command)], "--after", after)
		}
		ts.Check(ts.Exec(command[0], command[1:]...))
		all.WriteString(ts.ReadFile("stdout"))
		_, next, more := strings.Cut(strings.TrimSpace(ts.ReadFile("stderr")), "--after ")
		if !more {
			break
		}
		if next == after {
			ts.Fatalf("the cursor %s leads to itself", after)
		}
		after = next
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(all.String()), 0o666))
}

func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same FILE FILE")
	}
	a, b := comparableLines([]byte(ts.ReadFile(args[0])), ""), comparableLines([]byte(ts.ReadFile(args[1])), "")
	if diff := diffLines(a, b); neg != (diff != "") {
		ts.Fatalf("-%s +%s:\n%s", args[0], args[1], diff)
	}
}
