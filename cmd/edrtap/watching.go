package main

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"sync/atomic"
	"time"

	"edrtap/capture/dns"
	"edrtap/cmd/edrtap/dashboard"
	"edrtap/cmd/edrtap/monitor"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/cmd/edrtap/session"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// meterMemory is how long the meter remembers a second: findings about rates
// are about the last hour.
const meterMemory = time.Hour

// liveSessions is how many sessions view and dashboard show. Each takes some
// three kilobytes.
const liveSessions = 10_000

// watching is one run of watch.
type watching struct {
	flags *watchFlags
	ui    *ui
	lang  text.Lang
	taps  *taps
	start time.Time

	told    atomic.Pointer[inventory.Inventory]
	renewed atomic.Bool // told was read again, and the rules are to start anew

	engine  *rules.Engine
	changes *monitor.Changes
	period  period
	printer *printer
	log     *logFile        // that printer writes to; nil where it is standard output
	keeper  *keeper         // nil where nothing is stored
	live    *dashboard.Live // what board and view show; nil where there is neither
	board   *board          // nil where nobody looks on
	view    *view           // nil where there is none

	progress pipeline.Progress
	status   atomic.Pointer[monitor.Status] // of the latest checkpoint; what progress counts is newer
}

// period is the time since the rules last started anew.
type period struct {
	began  time.Time       // packet time of its first checkpoint
	before pipeline.Result // what had been counted by then
}

// of gives what of all that was counted belongs to the period.
func (p *period) of(all *pipeline.Result) *pipeline.Result {
	own, before := *all, &p.before
	if before.Frames > 0 {
		own.First = before.Last
	}
	own.Frames -= before.Frames
	own.Bytes -= before.Bytes
	own.Sessions -= before.Sessions
	own.Established -= before.Established
	own.Sensor = since(own.Sensor, &before.Sensor)
	return &own
}

func (f *watchFlags) newWatching(u *ui, told *inventory.Inventory, lang text.Lang, t *taps, out io.Writer, v *view) (*watching, error) {
	w := &watching{
		flags: f, ui: u, lang: lang, taps: t, start: time.Now(), view: v,
		engine: newEngine(told, lang, f.store), changes: monitor.NewChanges(f.quiet), printer: newPrinter(f.format, out, u),
	}
	w.told.Store(told)
	w.note(&pipeline.Result{})
	if v != nil {
		w.printer.told = v.log.Through(out, true)
	}
	if v != nil || f.door != nil {
		w.live = dashboard.NewLive(liveSessions)
	}
	var err error
	if w.board, err = f.openBoard(u, w.live, w.told.Load, lang); err != nil || f.store == "" {
		return w, err
	}
	kept := f.write
	if kept != "" {
		kept = absolute(kept)
	}
	w.keeper, err = openKeeper(u, f.store, f.interfaces, kept, f.policy)
	return w, err
}

func (w *watching) config() pipeline.Config {
	return pipeline.Config{
		Source:  w.taps.source,
		Files:   w.taps.names,
		Workers: w.flags.workers,
		Expected: func(server record.Endpoint) bool {
			return w.told.Load().Server(server.IP, server.Port, "").Role != inventory.Unknown
		},
		OnSession: func(s *record.Session) error {
			w.engine.Session(s)
			if ring := w.taps.source.evidence; ring != nil {
				ring.Ended(located(s))
			}
			if w.keeper == nil && w.live == nil && !w.printer.wantsSessions() {
				return nil
			}
			kept := session.Keep(s)
			w.printer.session(kept)
			if w.keeper != nil {
				w.keeper.session(kept)
			}
			if w.live != nil {
				w.live.Add(kept)
			}
			return nil
		},
		OnLookup:    func(l dns.Lookup) { w.engine.Lookup(lookup(&l)) },
		Rates:       w.settings(),
		Progress:    &w.progress,
		Checkpoints: pipeline.Checkpoints{Every: w.flags.every, Do: w.checkpoint, Meter: meterMemory},
	}
}

// settings are those of the engine of the moment.
func (w *watching) settings() rate.Settings {
	return rate.Settings{
		Limit:       func(server record.Endpoint) uint64 { return w.engine.Settings().Limit(server) },
		Calibration: func(server record.Endpoint) *rate.Calibration { return w.engine.Settings().Calibration(server) },
		Ranges:      w.engine.Settings().Ranges,
	}
}

// run captures until ctx is done or the duration is over, and reports.
func (w *watching) run(ctx context.Context, config pipeline.Config, signals <-chan os.Signal) (err error) {
	if w.keeper != nil {
		defer func() { err = errors.Join(err, w.keeper.close()) }()
	}
	if w.board != nil {
		defer w.board.serve(w.ui)()
	}
	if w.flags.metrics != "" {
		server, err := monitor.Serve(w.flags.metrics, w.current, w.taps.source.alive)
		if err != nil {
			return usageError("", "--metrics: %v", err)
		}
		defer server.Close()
		w.ui.note("metrics on http://%s/metrics", server.Address())
	}
	go w.answer(signals)
	defer context.AfterFunc(ctx, w.taps.source.end)()
	if w.flags.duration > 0 {
		defer time.AfterFunc(w.flags.duration, w.taps.source.end).Stop()
	}
	defer w.serve()()
	unshow := func() {}
	if w.view != nil {
		unshow = w.view.show(ctx, w)
	}

	result, readErr := pipeline.Run(context.WithoutCancel(ctx), config)
	unshow()
	return w.finish(ctx, result, readErr)
}

// serve tells the service manager that the capture goes on, until stop.
func (w *watching) serve() (stop func()) {
	monitor.Notify("READY=1\nSTATUS=capturing")
	every, watched := monitor.WatchdogEvery(), true
	if every == 0 {
		every, watched = time.Minute, false
	}
	ticker, quit := time.NewTicker(every), make(chan struct{})
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-ticker.C:
				state := "STATUS=" + w.current().Line()
				if watched && w.taps.source.alive() {
					state += "\nWATCHDOG=1"
				}
				monitor.Notify(state)
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(quit)
		monitor.Notify("STOPPING=1")
	}
}

// answer does what signals ask for, until there are no more.
func (w *watching) answer(signals <-chan os.Signal) {
	for s := range signals {
		if asksForReload(s) {
			w.reload()
		} else {
			w.ui.note("%s", w.current().Line())
		}
	}
}

// reload opens the output again, and reads the inventory; one that cannot be
// read changes nothing.
func (w *watching) reload() {
	if w.log != nil {
		if err := w.log.reopen(); err != nil {
			w.ui.note("output: %v", err)
		}
	}
	told, err := w.flags.inventory.inventory()
	if err != nil {
		w.ui.note("the inventory stays as it was: %v", err)
		return
	}
	w.told.Store(told)
	w.renewed.Store(true)
	w.ui.note("the inventory is read again")
}

// checkpoint looks at what is known so far.
func (w *watching) checkpoint(result *pipeline.Result) error {
	w.addDrops(result)
	now := time.Unix(0, result.Last).UTC()
	if w.period.began.IsZero() {
		w.period.began = now
	}
	renewed := w.renewed.Swap(false)
	with := w.engine.Snapshot
	over := renewed || now.Sub(w.period.began) >= w.flags.period
	if over {
		with = w.engine.Finish
	}
	if w.keeper != nil {
		if past := w.keeper.past.Load(); past != nil {
			w.engine.Know(past)
		}
	}
	c := draw(w.engine, with, w.period.of(result))
	if over && w.keeper != nil {
		c.learned = w.engine.Learned()
	}
	news := w.changes.Update(c.findings, now)
	w.printer.changes(news)
	w.printer.rates(c.reports, now)
	w.show(c)
	w.keepFailing(c)
	if w.keeper != nil {
		w.keeper.conclusions(c, w.period.began, len(news) > 0 || over)
	}
	if renewed {
		w.ui.note("the rules start anew, with the inventory as it is now")
	}
	if over {
		w.engine = newEngine(w.told.Load(), w.lang, w.flags.store)
		w.period = period{began: now, before: *result}
	}
	w.note(result)
	return w.printer.failed()
}

// show gives view and dashboard what is known now.
func (w *watching) show(c *conclusions) {
	if w.live == nil {
		return
	}
	now := dashboard.Conclusions{Files: w.flags.interfaces, Findings: c.findings, Diagnoses: c.diagnoses, Summary: *c.summary}
	for i := range c.reports {
		now.Rates = append(now.Rates, c.reports[i].Seconds...)
	}
	w.live.Conclude(now)
	if w.board != nil {
		w.board.conclude(c)
	}
}

// keepFailing tells the evidence what is known of sessions now.
func (w *watching) keepFailing(c *conclusions) {
	if ring := w.taps.source.evidence; ring != nil {
		ring.Judge(failing(c.findings))
	}
}

// addDrops adds to a result what the interfaces dropped.
func (w *watching) addDrops(result *pipeline.Result) {
	for _, at := range w.taps.status() {
		result.Sensor.Dropped += at.Dropped + at.InterfaceDropped
	}
}

// since is what a sensor counted after before.
func since(now record.Sensor, before *record.Sensor) record.Sensor {
	now.MissingBytes -= before.MissingBytes
	now.OneWayFlows -= before.OneWayFlows
	now.DuplicateFrames -= before.DuplicateFrames
	now.TruncatedFrames -= before.TruncatedFrames
	now.UndecodedFrames -= before.UndecodedFrames
	now.BadChecksums -= before.BadChecksums
	now.Dropped -= before.Dropped
	hits := make(map[string]uint64, len(now.LimitsHit))
	for name, n := range now.LimitsHit {
		if n -= before.LimitsHit[name]; n > 0 {
			hits[name] = n
		}
	}
	now.LimitsHit = hits
	return now
}

// note keeps the status for whoever asks. Nobody changes what it holds any more.
func (w *watching) note(result *pipeline.Result) {
	sensor := result.Sensor
	sensor.LimitsHit = w.engine.Limits()
	maps.Copy(sensor.LimitsHit, result.Sensor.LimitsHit)
	w.status.Store(&monitor.Status{Started: w.start, Sensor: sensor, Findings: w.changes.Open()})
}

// current is the status of now: of the analysis as it was at the last
// checkpoint, of interfaces and queues as they are.
func (w *watching) current() *monitor.Status {
	s := *w.status.Load()
	p := &w.progress
	s.Frames, s.Bytes = p.Frames.Load(), p.Bytes.Load()
	s.Sessions, s.Established = p.Sessions.Load(), p.Established.Load()
	if last := p.Last.Load(); last > 0 {
		s.Last = time.Unix(0, last).UTC()
	}
	s.Interfaces = w.taps.status()
	s.GivenUp = w.printer.queue.GivenUp()
	s.Waiting = w.printer.queue.Waiting()
	if ring := w.taps.source.evidence; ring != nil && ring.Lost() > 0 {
		s.GivenUp["frame to evidence"] = ring.Lost()
	}
	if w.keeper != nil {
		for kind, n := range w.keeper.queue.GivenUp() {
			s.GivenUp[kind] += n
		}
		s.Waiting += w.keeper.queue.Waiting()
	}
	return &s
}

// finish reports once the capture has ended.
func (w *watching) finish(ctx context.Context, result *pipeline.Result, readErr error) error {
	w.addDrops(result)
	c := draw(w.engine, w.engine.Finish, w.period.of(result))
	c.learned = w.engine.Learned()
	c.summary.ElapsedS = time.Since(w.start).Seconds()
	w.keepFailing(c)
	w.note(result)
	w.ui.note("%s", w.current().Line())
	for kind, n := range w.current().GivenUp {
		c.summary.Sensor.LimitsHit["given up: "+kind] = n
	}
	if w.keeper != nil {
		w.keeper.conclusions(c, w.period.began, true)
	}
	columns, colour := terminal(w.printer.out)
	if err := w.printer.report(c, w.lang, columns, colour); err != nil {
		return err
	}
	switch {
	case readErr != nil:
		return readErr
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted, message: "interrupted: this is what was found up to then"}
	case w.flags.failOn != "" && atLeast(record.Severity(w.flags.failOn), c.summary.Findings):
		return &exitError{code: exitFindings}
	}
	return nil
}
