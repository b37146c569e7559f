package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"edrtap/cmd/edrtap/output"
)

// How edrtap speaks: results go to standard output, everything else to
// standard error. A message is lower case, one line, begins with "edrtap: "
// and has no final period; a mistake of use comes with a line that says what
// to type instead. Nothing is coloured or redrawn but on a terminal.

// ui is the process's three streams.
type ui struct {
	in       io.Reader
	out, err io.Writer
}

// Exit codes; they are part of the interface and listed in README.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartlyRead  = 3
	exitFindings    = 10
	exitInterrupted = 130
)

// exitError carries an exit code; its message may be empty where everything
// was said already.
type exitError struct {
	code    int
	message string
	hint    string
}

func (e *exitError) Error() string { return e.message }

// usageError is a mistake of the caller's, with a hint at what to type.
func usageError(hint, format string, args ...any) error {
	return &exitError{code: exitUsage, message: fmt.Sprintf(format, args...), hint: hint}
}

// exit prints what is to be said of err and returns the exit code for it.
func (u *ui) exit(err error) int {
	if err == nil || errors.Is(err, syscall.EPIPE) { // the reader of a pipe had enough
		return exitDone
	}
	var e *exitError
	switch {
	case errors.As(err, &e):
	case errors.Is(err, context.Canceled):
		e = &exitError{code: exitInterrupted, message: "interrupted"}
	default:
		u.note("%v", err)
		return exitFailed
	}
	if e.message != "" {
		u.note("%s", e.message)
	}
	if e.hint != "" {
		u.note("%s", e.hint)
	}
	return e.code
}

// note writes one line to standard error.
func (u *ui) note(format string, args ...any) {
	text := strings.TrimRight(fmt.Sprintf(format, args...), "\n")
	fmt.Fprintf(u.err, "edrtap: %s\n", text)
}

// terminal gives the columns of w, 0 where it is no terminal, and whether it
// may be coloured.
func terminal(w io.Writer) (columns int, colour bool) {
	if f, isFile := w.(*os.File); isFile {
		return output.Terminal(f)
	}
	return 0, false
}
