// Command edrtap reads the traffic between Symantec Endpoint Protection
// clients and a Symantec EDR appliance, from capture files, and says which
// clients cannot enrol, why, how sure that is, and what to change.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones for --tz where the machine has none
)

// version is set by the linker.
var version = "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal ends the work in good order; from then on the default
	// holds again, so that a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ui := &ui{in: stdin, out: stdout, err: stderr}
	root := newRoot(ui)
	root.SetArgs(args)
	return ui.exit(root.ExecuteContext(ctx))
}
