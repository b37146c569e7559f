package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"edrtap/cmd/edrtap/monitor"
	"edrtap/cmd/edrtap/output"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// queued is how many records may wait for a slow output or disk.
const queued = 1 << 13

// settledAfter is the packet time after which a second's rate is final.
const settledAfter = time.Minute

// printer writes what comes while a capture goes on, from a queue: a pipe that
// nobody reads does not make the capture wait.
type printer struct {
	out    io.Writer
	told   io.Writer // where the lines about changes go, if they are for people
	ui     *ui
	lines  bool // JSON lines, sessions among them; else a line for each change of a finding
	queue  *monitor.Queue
	rated  time.Time // up to which second rates were written
	broken atomic.Pointer[error]

	writer output.Writer // of JSON lines; the queue's goroutine uses it
}

func newPrinter(format string, out io.Writer, u *ui) *printer {
	p := &printer{out: out, told: out, ui: u, lines: format == "jsonl", queue: monitor.NewQueue(queued)}
	p.renew()
	return p
}

// renew begins another stretch of output; the last one was flushed.
func (p *printer) renew() {
	if p.lines {
		p.writer, _ = output.New("jsonl", p.out) // a format that it knows
	}
}

func (p *printer) wantsSessions() bool { return p.lines }

// note keeps the first error, and counts what it concerns.
func (p *printer) note(kind string, err error) {
	if err == nil {
		return
	}
	p.queue.GiveUp(kind + " to output")
	if p.broken.CompareAndSwap(nil, &err) && !errors.Is(err, syscall.EPIPE) {
		p.ui.note("output: %v; the analysis goes on", err)
	}
}

// failed is an error where nobody reads the output any more.
func (p *printer) failed() error {
	if err := p.broken.Load(); err != nil && errors.Is(*err, syscall.EPIPE) {
		return *err
	}
	return nil
}

func (p *printer) session(s *record.Session) {
	if p.lines {
		p.queue.Put("session to output", func() { p.note("session", p.writer.Session(s)) })
	}
}

// rates writes the seconds that are final and were not written yet, and lets
// what was written before reach its reader.
func (p *printer) rates(reports []rate.Report, now time.Time) {
	if !p.lines {
		return
	}
	var final []record.Rate
	until := now.Add(-settledAfter)
	for i := range reports {
		for _, second := range reports[i].Seconds {
			if second.Second.After(p.rated) && !second.Second.After(until) {
				final = append(final, second)
			}
		}
	}
	p.rated = until
	p.queue.Put("rates to output", func() {
		for i := range final {
			p.note("rate", p.writer.Rate(&final[i]))
		}
		p.note("lines", p.writer.Close())
		p.renew()
	})
}

func (p *printer) changes(news []record.Change) {
	for i := range news {
		p.queue.Put("change to output", func() { p.note("change", p.change(&news[i])) })
	}
}

func (p *printer) change(c *record.Change) error {
	if !p.lines {
		_, err := io.WriteString(p.told, changeLine(c))
		return err
	}
	err := p.writer.Close() // sessions that belong to it come first
	p.renew()
	line, encodeErr := json.Marshal(c)
	if err := cmp.Or(err, encodeErr); err != nil {
		return err
	}
	_, err = p.out.Write(append(line, '\n'))
	return err
}

// changeLine is a change in one line, for people and log files.
func changeLine(c *record.Change) string {
	f := &c.Finding
	line := fmt.Sprintf("%s %s %s %s", c.Time.Format(time.RFC3339), c.Change, f.Severity, f.Rule)
	if f.Server != nil {
		line += " " + f.Server.String()
	}
	line += ": " + f.Title
	if f.ClientCount > 0 {
		line += fmt.Sprintf(" (clients: %d, sessions: %d, evidence: %s)", f.ClientCount, f.SessionCount, f.Evidence)
	}
	return line + "\n"
}

// report waits for what is queued and writes the end.
func (p *printer) report(c *conclusions, lang text.Lang, columns int, colour bool) error {
	p.queue.Close()
	if err := p.failed(); err != nil {
		return err
	}
	if !p.lines {
		return c.write(output.NewText(p.out, output.TextOptions{Lang: lang, Width: columns, Color: colour}))
	}
	left := *c // the store may be given c at the same time
	left.reports = slices.Clone(c.reports)
	for i := range left.reports { // what was written is not written again
		r := &left.reports[i]
		for len(r.Seconds) > 0 && !r.Seconds[0].Second.After(p.rated) {
			r.Seconds = r.Seconds[1:]
		}
	}
	return left.write(p.writer)
}
