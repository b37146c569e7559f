package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"edrtap/capture/dns"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/tlsparse/decrypt"
	"edrtap/tlsparse/exchange"
)

// analyzeFlags are the flags of analyze.
type analyzeFlags struct {
	inventory inventoryFlags
	secrets   secretFlags
	read      []string
	format    string
	json      bool
	output    string
	store     string
	sessions  bool
	lang      string
	failOn    string
	workers   int
	noNames   bool
	filter    string
}

func newAnalyze(u *ui) *cobra.Command {
	f := &analyzeFlags{}
	cmd := &cobra.Command{
		Use:   "analyze [flags] FILE...",
		Short: "say what capture files show",
		Long: `Reads capture files (pcap or pcapng, plain, gzip or zstd; - is standard input)
and says which clients cannot enrol, why, how sure that is, and what to change.
Several files are read as one, in the order of time.

No inventory is needed. What you tell with --edr, --sepm, --proxy, --clients or
--config makes the evidence stronger.`,
		Example: `  edrtap analyze capture.pcap
  edrtap analyze --edr edr.corp.example=10.9.9.9 --sessions monday.pcapng.gz
  edrtap analyze --format html -o report.html capture.pcap
  tcpdump -w - | edrtap analyze --format jsonl -`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			files := append(f.read, args...)
			if len(files) == 0 {
				return usageError("edrtap analyze capture.pcap, or - for standard input", "no capture file given")
			}
			return f.run(cmd.Context(), u, files)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.read, "read", "r", nil, "a capture `FILE`, as the argument; repeatable")
	flags.StringVar(&f.format, "format", "text", "text, html, jsonl, json or csv")
	flags.BoolVar(&f.json, "json", false, "the same as --format jsonl")
	flags.StringVarP(&f.output, "output", "o", "", "write the result to `FILE`, not to standard output")
	flags.StringVar(&f.store, "store", "", "keep the result in the store in `DIR` too")
	flags.BoolVar(&f.sessions, "sessions", false, "add the table of sessions to the text")
	flags.StringVar(&f.lang, "lang", "", "language of explanations, en or ja (default: the locale's)")
	flags.StringVar(&f.failOn, "fail-on", "", "exit with 10 where a finding is of this `SEVERITY` or worse")
	flags.IntVar(&f.workers, "workers", 0, "how many processors to use, 1 to 16 (default: all)")
	flags.StringVarP(&f.filter, "filter", "f", "", "only frames that pass this tcpdump `EXPRESSION`")
	flags.BoolVarP(&f.noNames, "no-names", "n", false, "accepted for habit's sake: edrtap never looks names up")
	f.inventory.register(cmd)
	f.secrets.register(cmd)
	return cmd
}

// atLeast says whether a finding is of severity limit or worse.
func atLeast(limit record.Severity, findings map[record.Severity]int) bool {
	for _, s := range record.Severities() {
		if findings[s] > 0 {
			return true
		}
		if s == limit {
			return false
		}
	}
	return false
}

func (f *analyzeFlags) check() (text.Lang, error) {
	if f.json {
		f.format = "jsonl"
	}
	switch f.format {
	case "text", "html", "jsonl", "json", "csv":
	default:
		return "", usageError("use --format text, html, jsonl, json or csv", "unknown format %q", f.format)
	}
	if f.workers < 0 || f.workers > pipeline.MaxWorkers {
		return "", usageError("", "--workers: %d is not between 1 and %d", f.workers, pipeline.MaxWorkers)
	}
	if f.failOn != "" && !slices.Contains(record.Severities(), record.Severity(f.failOn)) {
		return "", usageError("use critical, high, medium, low or info", "unknown severity %q", f.failOn)
	}
	return language(f.lang)
}

func (f *analyzeFlags) run(ctx context.Context, u *ui, files []string) (err error) {
	lang, err := f.check()
	if err != nil {
		return err
	}
	told, err := f.inventory.inventory()
	if err != nil {
		return err
	}
	secrets, err := f.loadSecrets(ctx, u, files)
	if err != nil {
		return err
	}
	path, err := f.secrets.path()
	if err != nil {
		return err
	}
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return err
	}
	defer inputs.close()
	if err := inputs.filter(f.filter); err != nil {
		return err
	}
	out, closeOut, err := createOutput(f.output, inputs.names, u.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeOut()) }()

	sinks, err := f.openSinks(u, out, lang, inputs, told)
	if err != nil {
		return err
	}
	defer func() {
		if closing := sinks.close(); err == nil { // else it mostly fails for the same reason
			err = closing
		}
	}()
	a := &analysis{flags: f, inputs: inputs, told: told, secrets: secrets, path: path, engine: newEngine(told, lang, f.store), sinks: sinks, start: time.Now()}
	bar := startProgress(u.err, inputs.progress)
	summary, result, readErr, err := a.run(ctx)
	bar.stop()
	if err != nil {
		return err
	}
	return f.verdict(u, summary, result, readErr)
}

// newEngine makes the rules, which remember for other captures where there is a
// store to remember in.
func newEngine(told *inventory.Inventory, lang text.Lang, store string) *rules.Engine {
	e := rules.New(told, lang)
	if store != "" {
		e.Remember()
	}
	return e
}

// loadSecrets reads key logs whole before anything else, and on, where a capture
// comes from standard input: that may be going on.
func (f *analyzeFlags) loadSecrets(ctx context.Context, u *ui, files []string) (*decrypt.Secrets, error) {
	if slices.Contains(files, "-") {
		return f.secrets.follow(ctx, u)
	}
	return f.secrets.load(u)
}

// verdict chooses the exit code once everything is written.
func (f *analyzeFlags) verdict(u *ui, summary *record.Summary, result *pipeline.Result, readErr error) error {
	switch {
	case result.Interrupted:
		return &exitError{code: exitInterrupted, message: "interrupted: this is what was found up to then"}
	case len(summary.Problems) > 0:
		return sayProblems(u, summary.Problems, "analysed")
	case readErr != nil:
		return readErr
	case f.failOn != "" && atLeast(record.Severity(f.failOn), summary.Findings):
		return &exitError{code: exitFindings}
	}
	return nil
}

// analysis is one run of analyze.
type analysis struct {
	flags   *analyzeFlags
	inputs  *inputs
	told    *inventory.Inventory
	secrets *decrypt.Secrets
	path    exchange.Path
	engine  *rules.Engine
	sinks   sinks
	start   time.Time
}

// run reads the inputs to their end and concludes. readErr says why an input
// could not be read, err why the result could not be written.
func (a *analysis) run(ctx context.Context) (summary *record.Summary, result *pipeline.Result, readErr, err error) {
	result, readErr = pipeline.Run(ctx, a.config())
	summary, err = a.conclude(result, readErr)
	return summary, result, readErr, err
}

func (a *analysis) config() pipeline.Config {
	c := judging(a.inputs, a.told, a.engine)
	c.Workers, c.Secrets, c.EventPath, c.OnWrite = a.flags.workers, a.secrets, a.path, a.sinks.session
	return c
}

// judging lets an engine that was told of the network judge what inputs hold.
func judging(in *inputs, told *inventory.Inventory, engine *rules.Engine) pipeline.Config {
	return pipeline.Config{
		Source: in.source,
		Files:  in.names,
		Expected: func(server record.Endpoint) bool {
			return told.Server(server.IP, server.Port, "").Role != inventory.Unknown
		},
		OnSession: func(s *record.Session) error {
			engine.Session(s)
			return nil
		},
		OnLookup: func(l dns.Lookup) { engine.Lookup(lookup(&l)) },
		Rates:    engine.Settings(),
	}
}

// conclude asks the rules and writes what is left to write.
func (a *analysis) conclude(result *pipeline.Result, readErr error) (*record.Summary, error) {
	if err := a.sinks.remember(a.engine, summaryOf(result)); err != nil {
		return nil, err
	}
	c := draw(a.engine, a.engine.Finish, result)
	if a.sinks.writer != nil {
		c.learned = a.engine.Learned()
	}
	for _, r := range a.inputs.readers {
		if n := r.SecretsDropped(); n > 0 {
			c.summary.Sensor.LimitsHit["key_logs"] += uint64(n)
		}
	}
	c.summary.Problems = a.inputs.problems(readErr)
	c.summary.ElapsedS = time.Since(a.start).Seconds()
	return c.summary, a.sinks.conclude(c)
}

// createOutput gives where results go, and how to close it.
func createOutput(name string, inputs []string, stdout io.Writer) (io.Writer, func() error, error) {
	if name == "" || name == "-" {
		return stdout, func() error { return nil }, nil
	}
	if there, err := os.Stat(name); err == nil {
		for _, input := range inputs {
			if read, err := os.Stat(input); err == nil && os.SameFile(read, there) && there.Mode().IsRegular() {
				return nil, nil, usageError("give another name with -o", "%s is a capture to be read and would be overwritten", name)
			}
		}
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, nil, usageError("", "output: %v", err)
	}
	return file, file.Close, nil
}
