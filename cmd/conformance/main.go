// Command conformance compares what edrtap says of captures with what others
// say of them: well-known analysers, for captures of public projects (--corpus),
// and the two ends themselves, for captures whose truth is known (--lab). It
// prints agreement per field and per source, and every disagreement.
// docs/conformance.md describes both folders.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// Exit codes.
const (
	exitAgrees    = 0
	exitDisagrees = 1 // a disagreement that the list does not explain
	exitUsage     = 2
)

// run is main without the process.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(stderr)
	corpus := flags.String("corpus", "", "the folder of public captures and of what analysers say of them")
	lab := flags.String("lab", "", "the folder of captures with known truth")
	program := flags.String("edrtap", "bin/edrtap", "the program to compare")
	list := flags.String("explained", "cmd/conformance/explained.tsv", "the list of disagreements that are explained")
	if flags.Parse(args) != nil {
		return exitUsage
	}
	if *corpus == "" && *lab == "" {
		fmt.Fprintln(stderr, "conformance: nothing to compare with: give --corpus DIR, --lab DIR or both (make conformance CORPUS=DIR LAB=DIR); docs/conformance.md says what they hold and where it comes from")
		return exitUsage
	}
	c := &comparison{analyse: func(args ...string) ([]byte, error) { return analyse(ctx, *program, args) }}
	var err error
	if c.explained, err = readExplained(*list); err == nil {
		err = c.all(*corpus, *lab, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "conformance: %v\n", err)
		return exitUsage
	}
	if c.print(stdout); c.open() > 0 {
		return exitDisagrees
	}
	return exitAgrees
}

// all compares with whatever is there.
func (c *comparison) all(corpus, lab string, stderr io.Writer) error {
	if corpus == "" {
		fmt.Fprintln(stderr, "conformance: NO CORPUS: nothing is compared with other analysers; give CORPUS=DIR")
	} else if err := c.corpus(corpus); err != nil {
		return err
	}
	if lab == "" {
		fmt.Fprintln(stderr, "conformance: NO LAB: nothing is compared with known truth; give LAB=DIR")
		return nil
	}
	return c.lab(lab)
}

// analyse runs edrtap; that an input could not be read to its end is no error.
func analyse(ctx context.Context, program string, args []string) ([]byte, error) {
	const partlyRead = 3
	cmd := exec.CommandContext(ctx, program, append([]string{"analyze", "--format", "jsonl", "--lang", "en"}, args...)...)
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); ok {
		if exit.ExitCode() == partlyRead {
			return out, nil
		}
		return nil, fmt.Errorf("%s analyze %v: %w: %s", program, args, err, exit.Stderr)
	}
	return out, err
}
