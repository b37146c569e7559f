package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"edrtap/capture/live"
	"edrtap/cmd/edrtap/evidence"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// watchFlags are the flags of watch.
type watchFlags struct {
	inventory    inventoryFlags
	secrets      secretFlags
	interfaces   []string
	capture      string
	ring         int
	filter       string
	noAutoFilter bool
	format       string
	json         bool
	output       string
	store        string
	maxAge       string
	maxSize      string
	policy       storage.Policy // of the store
	lang         string
	failOn       string
	workers      int
	noNames      bool
	noView       bool
	user         string
	metrics      string
	listen       listenFlags
	door         *door // of the dashboard; nil: none is asked for
	every        time.Duration
	quiet        time.Duration
	period       time.Duration
	duration     time.Duration
	write        string
	keep         string
	writeSize    int64
	writeAge     time.Duration
}

// The packet time from one look at the findings to the next, unless it is told.
const (
	usualEvery = 10 * time.Second
	viewEvery  = 2 * time.Second
)

func newWatch(u *ui) *cobra.Command {
	f := &watchFlags{}
	cmd := &cobra.Command{
		Use:   "watch -i INTERFACE [flags]",
		Short: "watch a mirror port and say what is wrong as it shows",
		Long: `Captures on interfaces and tells each finding when it comes, changes and ends;
on SIGINT or SIGTERM it prints the report that analyze gives, and exits with 130.
On a terminal it shows a view meanwhile: appliances and their events per second,
clients, findings, sessions and how well the sensor sees, to be sorted, filtered
and stopped; elsewhere, or with --no-view, it prints a line for each change.
SIGHUP reads the inventory and opens the file of -o again, SIGUSR1 prints the
status. It never sends a
frame, and never makes the capture wait: what a slow disk or pipe cannot take is
given up and counted.

The capability CAP_NET_RAW is all it needs. Every --period conclusions are drawn
and the rules start anew, so that memory stays bounded and what is past is past.`,
		Example: `  edrtap watch -i eth1
  edrtap watch -i eth1 -i eth2 --edr edr.corp.example=10.9.9.9 --store /var/lib/edrtap
  edrtap watch -i eth1 --listen 127.0.0.1:9440
  edrtap watch -i eth1 --format jsonl --metrics 127.0.0.1:9441`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(f.interfaces) == 0 {
				return usageError("edrtap watch -i eth1; 'edrtap doctor' lists interfaces", "no interface given")
			}
			return f.run(cmd.Context(), u)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.interfaces, "interface", "i", nil, "capture on this `INTERFACE`; repeatable")
	flags.StringVar(&f.capture, "capture", "", "how to capture: afpacket or pcap (default: the first that this build has)")
	flags.IntVar(&f.ring, "ring", 0, "buffer of each interface, in `MIB` (default: a 32nd of the memory, from 64 to 256)")
	flags.StringVarP(&f.filter, "filter", "f", "", "only frames that pass this tcpdump `EXPRESSION`")
	flags.BoolVar(&f.noAutoFilter, "no-auto-filter", false, "capture everything, also where the inventory tells what matters")
	flags.StringVar(&f.format, "format", "text", "text or jsonl")
	flags.BoolVar(&f.json, "json", false, "the same as --format jsonl")
	flags.BoolVar(&f.noView, "no-view", false, "on a terminal too, print a line when a finding comes, changes or ends")
	flags.StringVarP(&f.output, "output", "o", "", "add results to `FILE`, and write nothing to standard output")
	flags.StringVar(&f.store, "store", "", "keep results in the store in `DIR` too")
	flags.StringVar(&f.maxAge, "max-age", "", "remove from the store what is older than this `TIME` before the latest session: 36h, 30d, 8w")
	flags.StringVar(&f.maxSize, "max-size", "", "remove the oldest until the store is at most this `SIZE` on disk: 500MB, 10GB")
	flags.StringVar(&f.lang, "lang", "", "language of explanations, en or ja (default: the locale's)")
	flags.StringVar(&f.failOn, "fail-on", "", "at the end of --duration exit with 10 where a finding is of this `SEVERITY` or worse")
	flags.IntVar(&f.workers, "workers", 0, "how many processors to use, 1 to 16 (default: all)")
	flags.BoolVarP(&f.noNames, "no-names", "n", false, "accepted for habit's sake: edrtap never looks names up")
	flags.StringVar(&f.user, "user", "", "go on as this `USER`, with no right but to capture")
	flags.StringVar(&f.metrics, "metrics", "", "answer /healthz, /readyz and /metrics on this `ADDRESS` of the loopback interface, such as 127.0.0.1:9441")
	flags.DurationVar(&f.every, "every", 0, "packet time from one look at the findings to the next (default 10s; 2s where the view is shown)")
	flags.DurationVar(&f.quiet, "close-after", time.Hour, "packet time after which a finding has ended when nothing more belongs to it")
	flags.DurationVar(&f.period, "period", 24*time.Hour, "packet time after which the rules conclude and start anew")
	flags.DurationVar(&f.duration, "duration", 0, "stop after this time (default: never)")
	f.listen.register(flags, "")
	flags.StringVarP(&f.write, "write", "w", "", "keep the captured frames in `DIR`, the latest of them")
	flags.StringVar(&f.keep, "keep", "all", "with -w: keep all frames, or only the first ones of connections that are failing: those that a finding above info names")
	flags.Int64Var(&f.writeSize, "write-size", 10<<10, "how much of the disk they take, in `MIB`")
	flags.DurationVar(&f.writeAge, "write-age", 7*24*time.Hour, "how long they are kept, in packet time")
	f.inventory.register(cmd)
	f.secrets.register(cmd)
	return cmd
}

func (f *watchFlags) check() (text.Lang, error) {
	if f.json {
		f.format = "jsonl"
	}
	if f.every == 0 {
		f.every = usualEvery
	}
	var err error
	if f.policy, err = parsePolicy(f.maxAge, f.maxSize); err != nil {
		return "", err
	}
	if f.ring == 0 {
		f.ring = live.UsualRing() >> 20
	}
	switch {
	case f.policy != storage.Policy{} && f.store == "":
		return "", usageError("give it with --store DIR", "--max-age and --max-size are for a store, and there is none")
	case f.format != "text" && f.format != "jsonl":
		return "", usageError("use --format text or jsonl", "unknown format %q", f.format)
	case f.capture != "" && !slices.Contains(live.Methods(), f.capture):
		return "", usageError("", "--capture: this build knows %v and not %q", live.Methods(), f.capture)
	case f.ring < 0 || f.ring > 1<<11:
		return "", usageError("", "--ring: %d is not between 1 and %d MiB", f.ring, 1<<11)
	case f.workers < 0 || f.workers > pipeline.MaxWorkers:
		return "", usageError("", "--workers: %d is not between 1 and %d", f.workers, pipeline.MaxWorkers)
	case f.failOn != "" && !slices.Contains(record.Severities(), record.Severity(f.failOn)):
		return "", usageError("use critical, high, medium, low or info", "unknown severity %q", f.failOn)
	case f.keep != "all" && f.keep != "failing":
		return "", usageError("use --keep all or failing", "unknown choice of frames %q", f.keep)
	case f.keep != "all" && f.write == "":
		return "", usageError("give it with -w DIR", "--keep is for frames that are kept, and none are")
	case f.writeSize < 256 || f.writeAge < time.Hour:
		return "", usageError("", "--write-size is at least 256 MiB, --write-age at least 1h")
	case f.every < time.Second || f.quiet < f.every || f.period < f.every || f.duration < 0:
		return "", usageError("", "--every is at least 1s, --close-after and --period at least as long as --every")
	}
	for i, name := range f.interfaces {
		if slices.Contains(f.interfaces[:i], name) {
			return "", usageError("name each interface once", "%s is given twice", name)
		}
	}
	return language(f.lang)
}

func (f *watchFlags) run(ctx context.Context, u *ui) (err error) {
	signals, stop := catchSignals() // those that come before the capture begins wait
	defer stop()
	view, u := f.openView(u)
	if view != nil && f.every == 0 {
		f.every = viewEvery
	}
	lang, err := f.check()
	if err != nil {
		return err
	}
	if f.listen.address != "" {
		if f.door, err = f.listen.check(); err != nil {
			return err
		}
	}
	told, err := f.inventory.inventory()
	if err != nil {
		return err
	}
	if f.user != "" {
		if err := dropTo(f.user); err != nil {
			return err
		}
	}
	secrets, err := f.secrets.follow(ctx, u)
	if err != nil {
		return err
	}
	path, err := f.secrets.path()
	if err != nil {
		return err
	}
	taps, err := f.openTaps(u, told)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, taps.source.Close()) }()
	if f.write != "" {
		if taps.source.evidence, err = evidence.Open(evidence.Config{
			Dir: f.write, Total: f.writeSize << 20, Age: f.writeAge, Interfaces: f.interfaces,
			Failing: f.keep == "failing", Note: u.note,
		}); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, taps.source.evidence.Close()) }()
	}
	out := u.out
	var log *logFile // nil: standard output
	if f.output != "" && f.output != "-" {
		if log, err = openLog(f.output); err != nil {
			return usageError("", "output: %v", err)
		}
		defer func() { err = errors.Join(err, log.Close()) }()
		out = log
	}

	w, err := f.newWatching(u, told, lang, taps, out, view)
	if err != nil {
		return err
	}
	w.log = log
	config := w.config()
	config.Secrets, config.EventPath = secrets, path
	return w.run(ctx, config, signals)
}
