package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/carve"
	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/cmd/edrtap/report"
	"edrtap/cmd/edrtap/scrub"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// bundleFlags are the flags of bundle.
type bundleFlags struct {
	inventory inventoryFlags
	store     string
	output    string
	lang      string
	scrub     bool
}

func newBundle(u *ui) *cobra.Command {
	f := &bundleFlags{}
	cmd := &cobra.Command{
		Use:   "bundle [flags] -o case.tar.gz [CAPTURE...]",
		Short: "pack report, evidence, configuration and versions for a support case",
		Long: `Analyses captures and packs what a support case needs into one archive (.tar.gz or
.zip): the report as text, JSON lines and HTML, the packets of the sessions that
findings name, the configuration without secrets, and the versions of everything.

With a store, the captures are those that it remembers, unless others are given.
With --scrub everything in the archive comes from a scrubbed copy of the captures
(see 'edrtap carve'), and the configuration is left out.`,
		Example: `  edrtap bundle -o case.tar.gz --edr edr.corp.example=10.9.9.9 monday.pcapng
  edrtap bundle -o case.zip --scrub --store /var/lib/edrtap`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), u, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.store, "store", "", "take the captures that the store in `DIR` remembers, and its figures")
	flags.StringVarP(&f.output, "output", "o", "", "write the archive to `FILE`, named .tar.gz or .zip")
	flags.StringVar(&f.lang, "lang", "", "language of the report, en or ja (default: the locale's)")
	flags.BoolVar(&f.scrub, "scrub", false, "replace addresses and names, and zero what applications said")
	f.inventory.register(cmd)
	return cmd
}

func (f *bundleFlags) run(ctx context.Context, u *ui, files []string) (err error) {
	lang, err := language(f.lang)
	if err != nil {
		return err
	}
	told, err := f.inventory.inventory()
	if err != nil {
		return err
	}
	if f.output == "" {
		return usageError("give it with -o case.tar.gz", "no archive to write")
	}
	if _, err := newArchive(f.output, io.Discard, time.Time{}); err != nil { // before long work
		return err
	}
	if slices.Contains(files, "-") {
		return usageError("save it to a file first", "a case cannot be made of standard input, which can be read only once")
	}
	b := &bundle{ctx: ctx, u: u, lang: lang, told: told, files: files}
	if f.store != "" {
		if err := b.fromStore(f.store); err != nil {
			return err
		}
	}
	if len(b.files) == 0 {
		return usageError("edrtap bundle -o case.tar.gz capture.pcap, or --store DIR", "no capture file given")
	}
	if f.scrub {
		done, err := b.scrub()
		if err != nil {
			return err
		}
		defer done()
	} else if err := b.configuration(&f.inventory); err != nil {
		return err
	}
	if err := b.analyse(); err != nil {
		return err
	}
	return b.write(f.output, files)
}

// bundle is one case that is being packed.
type bundle struct {
	ctx      context.Context
	u        *ui
	lang     text.Lang
	told     *inventory.Inventory
	files    []string
	parts    []bundlePart
	problems []record.InputProblem
	at       time.Time // of the last packet
}

type bundlePart struct {
	name    string
	content []byte
}

func (b *bundle) add(name string, content []byte) {
	b.parts = append(b.parts, bundlePart{name, content})
}

func (b *bundle) fromStore(dir string) (err error) {
	store, err := openStore(b.u, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	st, err := store.Stats(b.ctx)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, c := range st.Contents {
		fmt.Fprintf(&lines, "%s: %d, %d bytes\n", c.Name, c.Count, c.Bytes)
	}
	fmt.Fprintf(&lines, "on disk: %d bytes; schema %d\n", st.Disk, st.Schema)
	b.add("store.txt", []byte(lines.String()))
	if len(b.files) > 0 {
		return nil
	}
	var any []record.Session
	err = each(store.Inputs(b.ctx, storage.Query{}), func(in *storage.RunInput) error {
		any = append(any, record.Session{File: in.File})
		return nil
	})
	if err == nil {
		b.files, err = remembered(b.ctx, store, any)
	}
	if err == nil {
		b.files, err = unfolded(b.files, nil)
	}
	return err
}

// scrub makes a scrubbed copy of the captures and an inventory for it, and
// goes on with these. The copy is to be removed at the end.
func (b *bundle) scrub() (done func(), err error) {
	picked, problems, err := pick(b.ctx, b.u, b.files, nil)
	if err != nil {
		return nil, err
	}
	b.problems = problems
	copied, err := os.CreateTemp("", "edrtap-case-*.pcapng")
	if err != nil {
		return nil, err
	}
	done = func() { _ = os.Remove(copied.Name()) }
	s, err := writePicked(b.ctx, b.u, picked, b.files, copied, "a case", true)
	if err = errors.Join(err, copied.Close()); err != nil {
		done()
		return nil, err
	}
	b.files, b.told = []string{copied.Name()}, scrubInventory(s, b.told)
	return done, nil
}

// scrubInventory gives the inventory of a scrubbed copy. The certificates that
// were told are none of the copy's.
func scrubInventory(s *scrub.Scrubber, told *inventory.Inventory) *inventory.Inventory {
	host := func(h inventory.Host) inventory.Host {
		h.Name = s.Name(h.Name)
		h.Hosts, h.Addresses = slices.Clone(h.Hosts), slices.Clone(h.Addresses)
		for i := range h.Hosts {
			h.Hosts[i] = s.Name(h.Hosts[i])
		}
		for i := range h.Addresses {
			h.Addresses[i] = s.Prefix(h.Addresses[i])
		}
		return h
	}
	made := *told
	made.Appliances, made.Managers, made.Proxies, made.Clients = slices.Clone(told.Appliances), slices.Clone(told.Managers), slices.Clone(told.Proxies), slices.Clone(told.Clients)
	for i := range made.Appliances {
		a := &made.Appliances[i]
		a.Host, a.CertSHA256 = host(a.Host), nil
		a.CertFiles, a.CAFiles, a.CAs = nil, nil, nil
	}
	for i := range made.Managers {
		made.Managers[i] = host(made.Managers[i])
	}
	for i := range made.Proxies {
		made.Proxies[i].Host = host(made.Proxies[i].Host)
	}
	made.ClientsCSV, made.Suppressions = "", nil
	made.SetClients(nil)
	for i := range made.Clients {
		made.Clients[i] = s.Prefix(made.Clients[i])
	}
	return &made
}

// secret are lines of a configuration that may hold what is nobody's business.
var secret = regexp.MustCompile(`(?im)^([\s#-]*[\w.-]*(?:password|passwd|secret|token|private|credential|keylog|key)[\w.-]*\s*[:=]).*$`)

// configuration packs what the operator told.
func (b *bundle) configuration(f *inventoryFlags) error {
	var lines strings.Builder
	for _, list := range []struct {
		flag   string
		values []string
	}{
		{"--edr", f.edr},
		{"--edr-cert", f.edrCert},
		{"--sepm", f.sepm},
		{"--proxy", f.proxy},
		{"--clients", f.clients},
		{"--clients-csv", one(f.list)},
		{"--calibration", one(f.sizes)},
		{"--config", one(f.config)},
	} {
		for _, value := range list.values {
			fmt.Fprintf(&lines, "%s %s\n", list.flag, value)
		}
	}
	if f.edrLimit > 0 {
		fmt.Fprintf(&lines, "--edr-limit %d\n", f.edrLimit)
	}
	b.add("flags.txt", []byte(lines.String()))
	if f.config == "" {
		return nil
	}
	config, err := os.ReadFile(f.config)
	if err != nil {
		return usageError("", "inventory: %v", err)
	}
	b.add("config.yaml", secret.ReplaceAll(config, []byte("$1 left out")))
	return nil
}

// one is a list of a value that is given.
func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// fan is several outputs as one.
type fan []output.Writer

func (f fan) each(do func(output.Writer) error) error {
	for _, w := range f {
		if err := do(w); err != nil {
			return err
		}
	}
	return nil
}

func (f fan) Session(r *record.Session) error {
	return f.each(func(w output.Writer) error { return w.Session(r) })
}

func (f fan) Finding(r *record.Finding) error {
	return f.each(func(w output.Writer) error { return w.Finding(r) })
}

func (f fan) Rate(r *record.Rate) error {
	return f.each(func(w output.Writer) error { return w.Rate(r) })
}

func (f fan) Diagnosis(r *record.Diagnosis) error {
	return f.each(func(w output.Writer) error { return w.Diagnosis(r) })
}

func (f fan) Summary(r *record.Summary) error {
	return f.each(func(w output.Writer) error { return w.Summary(r) })
}

func (f fan) Close() error { return f.each(output.Writer.Close) }

// analyse packs the report in its forms, and the evidence.
func (b *bundle) analyse() error {
	inputs, err := openInputs(b.ctx, b.files, b.u)
	if err != nil {
		return err
	}
	defer inputs.close()
	var plain, lines, page bytes.Buffer
	jsonl, err := output.New("jsonl", &lines)
	if err != nil {
		return err
	}
	wanted := &witness{}
	sinks := sinks{inputs: inputs, out: fan{
		output.NewText(&plain, output.TextOptions{Lang: b.lang, Sessions: true}), jsonl,
		report.NewWriter(&page, report.Options{Lang: b.lang, Inventory: b.told, Files: inputs.names}), wanted,
	}}
	a := &analysis{flags: &analyzeFlags{}, inputs: inputs, told: b.told, engine: rules.New(b.told, b.lang), sinks: sinks, start: time.Now()}
	result, readErr := pipeline.Run(b.ctx, a.config())
	if result.Interrupted {
		return context.Canceled
	}
	summary, err := a.conclude(result, readErr)
	if err != nil {
		return err
	}
	if len(summary.Problems) == 0 && readErr != nil {
		return readErr
	}
	b.at = summary.Last
	b.problems = append(b.problems, summary.Problems...)
	b.add("report.txt", plain.Bytes())
	b.add("report.jsonl", lines.Bytes())
	b.add("report.html", page.Bytes())
	return b.evidence(wanted.named())
}

// witness keeps where the sessions are that findings name.
type witness struct {
	fan
	sessions map[string]record.Session
	findings []record.Finding
}

func (w *witness) Session(s *record.Session) error {
	if w.sessions == nil {
		w.sessions = make(map[string]record.Session)
	}
	w.sessions[s.ID] = record.Session{ID: s.ID, Start: s.Start, End: s.End, Client: s.Client, Server: s.Server}
	return nil
}

func (w *witness) Finding(f *record.Finding) error {
	w.findings = append(w.findings, *f)
	return nil
}

// evidenceOfOne is how many sessions of one finding are packed.
const evidenceOfOne = 50

// named gives the sessions that findings name, the first of each.
func (w *witness) named() []record.Session {
	list := []record.Session{}
	for _, f := range w.findings {
		for _, id := range f.Sessions[:min(len(f.Sessions), evidenceOfOne)] {
			if s, ok := w.sessions[id]; ok {
				list = append(list, s)
				delete(w.sessions, id) // once is enough
			}
		}
	}
	slices.SortFunc(list, func(a, b record.Session) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	return list
}

func (b *bundle) evidence(sessions []record.Session) error {
	var picked *carve.Picked
	var err error
	if picked, _, err = pick(b.ctx, b.u, b.files, sessions); err != nil {
		return err
	}
	var file bytes.Buffer
	if _, err := writePicked(b.ctx, b.u, picked, b.files, &file, "a case", false); err != nil {
		return err
	}
	b.add("evidence.pcapng", file.Bytes())
	return nil
}

// versions says what made the bundle.
func versions() []byte {
	var lines strings.Builder
	fmt.Fprintf(&lines, "edrtap %s\n%s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			fmt.Fprintf(&lines, "%s %s\n", m.Path, m.Version)
		}
	}
	return []byte(lines.String())
}

func (b *bundle) write(name string, inputs []string) (err error) {
	b.add("versions.txt", versions())
	slices.SortStableFunc(b.parts, func(x, y bundlePart) int { return cmp.Compare(x.name, y.name) })
	out, closeOut, err := createOutput(name, inputs, b.u.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeOut()) }()
	packed, err := newArchive(name, out, b.at)
	if err != nil {
		return err
	}
	for _, p := range b.parts {
		if err := packed.add(p.name, p.content); err != nil {
			return err
		}
		b.u.note("%s: %s, %d bytes", name, p.name, len(p.content))
	}
	if err := packed.close(); err != nil {
		return err
	}
	return sayProblems(b.u, b.problems, "used")
}
