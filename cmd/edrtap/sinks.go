package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/report"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// sinks are where an analysis goes: the output, and a store where one is asked
// for. Sessions come as they end, the rest at the end.
type sinks struct {
	out    output.Writer
	store  *storage.Store
	writer *storage.Writer // of sessions, which belong to no run
	stop   func()          // ends the store's maintenance
	inputs *inputs
}

// openSinks opens what the flags ask for.
func (f *analyzeFlags) openSinks(u *ui, out io.Writer, lang text.Lang, in *inputs, told *inventory.Inventory) (sinks, error) {
	s := sinks{inputs: in}
	var err error
	switch f.format {
	case "text":
		columns, colour := terminal(out)
		s.out = output.NewText(out, output.TextOptions{Lang: lang, Width: columns, Color: colour, Sessions: f.sessions})
	case "html":
		s.out = report.NewWriter(out, report.Options{Lang: lang, Inventory: told, Files: in.names})
	default:
		if s.out, err = output.New(f.format, out); err != nil {
			return s, err
		}
	}
	if f.store == "" {
		return s, nil
	}
	if s.store, err = storage.Open(f.store, storage.Options{}); err != nil {
		return s, err
	}
	if s.writer, err = s.store.NewWriter(storage.RunID()); err != nil {
		return s, errors.Join(err, s.store.Close())
	}
	s.stop = maintain(u, s.store, storage.Policy{})
	return s, nil
}

// maintenance is how often a store that is being written is kept in shape.
const maintenance = 10 * time.Minute

// maintain keeps a store in shape until what it gives is called, which is to
// be done before the store is closed.
func maintain(u *ui, store *storage.Store, policy storage.Policy) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		store.Maintain(ctx, policy, maintenance, func(err error) { u.note("maintenance: %v", err) })
	}()
	return func() {
		cancel()
		<-done
	}
}

func (s *sinks) session(r *record.Session) error {
	if err := s.out.Session(r); err != nil {
		return err
	}
	if s.writer != nil {
		return s.writer.Session(r)
	}
	return nil
}

// conclude writes what an analysis ends with, and closes.
func (s *sinks) conclude(c *conclusions) error {
	err := c.write(s.out)
	if s.writer == nil {
		return err
	}
	return errors.Join(err, s.keep(c))
}

// remember gives the rules what earlier captures in the store taught about the
// servers and clients of this one. The run itself, analysed before, is not
// among them, so that analysing again gives the same.
func (s *sinks) remember(engine *rules.Engine, summary *record.Summary) error {
	if s.store == nil {
		return nil
	}
	run := storage.RunID(s.inputs.identity(summary)...)
	past, err := s.store.History(context.Background(), run, summary.First, engine.Servers(), engine.Clients())
	if err != nil {
		return err
	}
	engine.Know(past)
	return nil
}

// keep puts into the store what was concluded. Which run it was is known only
// now; nothing is left of an earlier one over the same inputs.
func (s *sinks) keep(c *conclusions) error {
	w, err := s.store.NewWriter(storage.RunID(s.inputs.identity(c.summary)...))
	if err != nil {
		return err
	}
	err = w.Forget()
	for i := range c.reports {
		for j := range c.reports[i].Seconds {
			if err == nil {
				err = w.Rate(&c.reports[i].Seconds[j])
			}
		}
	}
	for _, write := range []func() error{
		func() error { return w.History(c.learned) },
		func() error { return w.Findings(c.findings) },
		func() error { return w.Diagnoses(c.diagnoses) },
		func() error { return w.Summary(c.summary) },
		func() error { return w.Inputs(s.inputs.records(c.summary)) },
	} {
		if err == nil {
			err = write()
		}
	}
	if closing := w.Close(); err == nil {
		err = closing
	}
	return err
}

// close closes the store; what the writer holds is committed first.
func (s *sinks) close() error {
	if s.writer == nil {
		return nil
	}
	s.stop()
	return errors.Join(s.writer.Close(), s.store.Close())
}

// records says what was read, for the store.
func (in *inputs) records(summary *record.Summary) []storage.Input {
	list := make([]storage.Input, 0, len(in.names))
	for i, name := range in.names {
		input := storage.Input{File: name, Path: absolute(name), Size: in.sizes[i]}
		if len(in.names) == 1 { // figures are of the run as a whole
			input.First, input.Last = summary.First, summary.Last
			input.Frames, input.Bytes, input.Sessions = summary.Frames, summary.Bytes, summary.Sessions
		}
		if at := slices.IndexFunc(summary.Problems, func(p record.InputProblem) bool { return p.File == name }); at >= 0 {
			input.Problem = summary.Problems[at].Reason
		}
		list = append(list, input)
	}
	return list
}
