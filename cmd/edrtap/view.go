package main

import (
	"context"
	"os"
	"sync"

	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/screen"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// view is the terminal view of a capture that goes on.
type view struct {
	log     *screen.Log
	in, out *os.File
	color   bool
}

// openView gives the view where watch is to have one: where it prints to a
// terminal and is typed to from one, in the foreground, and nothing else was
// asked for. What is written through the ui that it gives goes to the view's
// log while the view is shown.
func (f *watchFlags) openView(u *ui) (*view, *ui) {
	in, typed := u.in.(*os.File)
	out, printed := u.out.(*os.File)
	if f.noView || f.json || f.format != "text" || f.output != "" || !typed || !printed {
		return nil, u
	}
	columns, color := output.Terminal(out)
	if typing, _ := output.Terminal(in); columns == 0 || typing == 0 || os.Getenv("TERM") == "dumb" || !inForeground(out) {
		return nil, u
	}
	v := &view{log: &screen.Log{}, in: in, out: out, color: color}
	complaints, _ := terminal(u.err)
	return v, &ui{in: u.in, out: u.out, err: v.log.Through(u.err, complaints > 0)}
}

// show draws the view until ctx is done, stop is called or the user ends the
// capture there, or hangs up, which is what SIGINT does. The terminal is as it
// was once stop has returned.
func (v *view) show(ctx context.Context, w *watching) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	v.log.Hold()
	hangUp := sync.OnceFunc(interrupt) // with the terminal its user has gone
	look := func() screen.State {
		if v.gone() {
			hangUp()
		}
		return w.look()
	}
	go func() {
		defer close(done)
		ended, err := screen.Run(ctx, screen.Config{
			Look: look, Name: w.nameOf, Log: v.log, Lang: w.lang, Color: v.color, In: v.in, Out: v.out,
		})
		v.log.Release()
		switch {
		case ended:
			interrupt()
		case err != nil:
			w.ui.note("the view has ended: %v; the capture goes on", err)
		}
	}()
	return func() { cancel(); <-done }
}

// gone says whether the view's terminal is there no more.
func (v *view) gone() bool {
	columns, _ := output.Terminal(v.out)
	return columns == 0
}

// look is what the view shows: the counts of now, and what the latest
// checkpoint left.
func (w *watching) look() screen.State {
	sessions, now := w.live.State()
	return screen.State{
		Status: w.current(), At: now.Summary.Last, Findings: now.Findings, Diagnoses: now.Diagnoses, Rates: now.Rates, Sessions: sessions,
	}
}

// nameOf is what the operator calls a server, and its role.
func (w *watching) nameOf(server record.Endpoint) (name, role string) {
	match := w.told.Load().Server(server.IP, server.Port, "")
	if match.Role == inventory.Unknown {
		return "", ""
	}
	return match.Name, match.Role.String()
}
