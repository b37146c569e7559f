// Package screen is the view of a capture that goes on, on a terminal: what is
// known at the latest look, as tables that can be sorted, filtered and stopped,
// with the details of each row.
//
// The view asks for the state a few times a second, in goroutines of its own;
// the capture never waits for it. Whatever is shown passes through fit, so that
// no name from the wire can move the cursor.
package screen

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"edrtap/cmd/edrtap/monitor"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// State is what is known at one moment. Nobody changes what it holds any more.
type State struct {
	Status    *monitor.Status // of now
	At        time.Time       // packet time of what follows; it changes with it
	Findings  []record.Finding
	Diagnoses []record.Diagnosis
	Rates     []record.Rate     // in order of server and second
	Sessions  []*record.Session // the latest, in no order
}

// Config is what a view needs.
type Config struct {
	Look  func() State                              // must not wait for the capture
	Name  func(record.Endpoint) (name, role string) // how the operator calls a server; "" where it was not told
	Log   *Log
	Lang  text.Lang
	Color bool
	In    io.Reader // the terminal, as Out
	Out   io.Writer
}

const (
	// lookEvery is how often the state is asked for.
	lookEvery = 500 * time.Millisecond

	// framesPerSecond is how often the terminal is drawn on, at most.
	framesPerSecond = 20
)

// Run shows the view until ctx is done or the user ends it, which is what it
// returns. The terminal is as it was then. Signals are the caller's.
func Run(ctx context.Context, c Config) (ended bool, err error) {
	program := tea.NewProgram(newModel(&c), tea.WithInput(c.In), tea.WithOutput(c.Out),
		tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond))
	defer context.AfterFunc(ctx, program.Quit)()
	last, err := program.Run()
	if m, ok := last.(*model); ok {
		ended = m.ended
	}
	return ended, err
}
