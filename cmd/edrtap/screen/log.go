package screen

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
)

// logLines is how many lines a Log keeps.
const logLines = 500

// Log takes what would be written to the terminal while a view is drawn there.
// It is safe for concurrent use.
type Log struct {
	mutex sync.Mutex
	lines []string // the latest
	gone  int      // lines that are not kept any more
	shown bool     // a view is on the terminal
	owed  []owed   // what is to be written once it has gone
}

// owed is a line and whose it is.
type owed struct {
	to   io.Writer
	line []byte
}

// Through gives a writer of whole lines. They go to the log, and to w: at once
// where it is not the view's terminal, else before the view comes and after it
// has gone.
func (l *Log) Through(w io.Writer, terminal bool) io.Writer { return &logged{l, w, terminal} }

type logged struct {
	log      *Log
	to       io.Writer
	terminal bool
}

func (w *logged) Write(p []byte) (int, error) {
	l := w.log
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for line := range strings.Lines(string(p)) {
		l.lines = append(l.lines, strings.TrimRight(line, "\n"))
	}
	if more := len(l.lines) - logLines; more > 0 {
		l.lines = slices.Delete(l.lines, 0, more)
		l.gone += more
	}
	if !l.shown || !w.terminal {
		return w.to.Write(p)
	}
	l.owed = append(l.owed, owed{w.to, bytes.Clone(p)})
	if more := len(l.owed) - logLines; more > 0 {
		l.owed = slices.Delete(l.owed, 0, more)
	}
	return len(p), nil
}

// Hold keeps lines from the terminal until Release.
func (l *Log) Hold() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.shown = true
}

// Release writes what was kept back, the latest of it.
func (l *Log) Release() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.shown = false
	for _, o := range l.owed {
		_, _ = o.to.Write(o.line) // there is nobody to tell
	}
	l.owed = nil
}

// Lines gives the latest lines, the oldest first, and how many came before.
func (l *Log) Lines() (before int, lines []string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.gone, slices.Clone(l.lines)
}
