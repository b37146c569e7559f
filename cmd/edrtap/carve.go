package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
	"edrtap/cmd/edrtap/carve"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/cmd/edrtap/scrub"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// carveFlags are the flags of carve.
type carveFlags struct {
	inventory inventoryFlags
	store     string
	output    string
	scrub     bool
}

func newCarve(u *ui) *cobra.Command {
	f := &carveFlags{}
	cmd := &cobra.Command{
		Use:   "carve [flags] SESSION|FINDING -o FILE [CAPTURE...]",
		Short: "write the packets of a session or a finding to a file of their own",
		Long: `Writes the packets of one session, or of the sessions that a finding names, as
pcapng, with comments that say what is seen where. Fragments and ICMP errors
about the sessions come with them.

SESSION is the id of a session; FINDING is the id of a finding or of a rule; 'all'
takes every packet. With a store, the captures are those that the store remembers,
unless others are given. A folder of packets that watch kept stands for the files
in it that may hold the session.

With --scrub the copy can be given away: addresses, MAC addresses, server names,
CONNECT hosts, DNS names, and subjects, issuers and alternative names of
certificates are replaced, each by the same wherever it stands; what applications
said is zeroed. The copy leads to the same findings. Public keys and serial
numbers of certificates stay.`,
		Example: `  edrtap carve --store /var/lib/edrtap 9c3f0a17d2be4410 -o evidence.pcapng
  edrtap carve name-mismatch -o evidence.pcapng monday.pcap tuesday.pcap`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), u, args[0], args[1:])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.store, "store", "", "look the session or finding up in the store in `DIR`")
	flags.StringVarP(&f.output, "output", "o", "", "write the packets to `FILE`; - is standard output")
	flags.BoolVar(&f.scrub, "scrub", false, "replace addresses, names and the texts of certificates, and zero what applications said")
	f.inventory.register(cmd)
	return cmd
}

func (f *carveFlags) run(ctx context.Context, u *ui, wanted string, files []string) (err error) {
	if f.output == "" {
		return usageError("edrtap carve "+wanted+" -o evidence.pcapng", "no file to write to")
	}
	if slices.Contains(files, "-") {
		return usageError("save it to a file first", "packets cannot be carved from standard input, which can be read only once")
	}
	sessions, files, err := f.find(ctx, u, wanted, files)
	if err != nil {
		return err
	}
	picked, problems, err := pick(ctx, u, files, sessions)
	if err != nil {
		return err
	}
	if picked.Frames == 0 {
		return usageError("give the captures that it was found in", "nothing of %s is in %s", wanted, strings.Join(files, ", "))
	}
	out, closeOut, err := createOutput(f.output, files, u.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeOut()) }()
	if _, err := writePicked(ctx, u, picked, files, out, wanted, f.scrub); err != nil {
		return err
	}
	if wanted == "all" {
		u.note("%d packets", picked.Frames)
		return sayProblems(u, problems, "used")
	}
	u.note("%d packets of %d sessions", picked.Frames, picked.Sessions)
	if picked.Sessions < len(sessions) {
		u.note("%d sessions are not in %s", len(sessions)-picked.Sessions, strings.Join(files, ", "))
	}
	return sayProblems(u, problems, "used")
}

// pick reads the captures and says which of their frames are wanted.
func pick(ctx context.Context, u *ui, files []string, sessions []record.Session) (*carve.Picked, []record.InputProblem, error) {
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return nil, nil, err
	}
	defer inputs.close()
	picked, err := carve.Pick(inputs.source, sessions)
	problems := inputs.problems(err)
	if len(problems) > 0 {
		err = ctx.Err()
	}
	return picked, problems, err
}

// eachPicked reads the captures again and gives what is wanted of them.
func eachPicked(ctx context.Context, u *ui, picked *carve.Picked, files []string, do func(*capture.Frame, []string) error) error {
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return err
	}
	defer inputs.close()
	if err = picked.Each(inputs.source, do); len(inputs.problems(err)) > 0 {
		return ctx.Err() // what could not be read was told after the first reading
	}
	return err
}

// writePicked writes what is wanted, as it is or scrubbed; it gives what was
// scrubbed with.
func writePicked(ctx context.Context, u *ui, picked *carve.Picked, files []string, out io.Writer, what string, scrubbed bool) (s *scrub.Scrubber, err error) {
	w := pcapfile.NewWriter(out, pcapfile.Section{Application: "edrtap " + version, Comment: "packets of " + what}, func(f capture.Frame) pcapfile.Interface {
		return pcapfile.Interface{Description: fmt.Sprintf("interface %d of input %d", f.Interface, f.File)}
	})
	change := func(*capture.Frame) {}
	if scrubbed {
		s = scrub.New(rules.ProductTexts())
		err := eachPicked(ctx, u, picked, files, func(f *capture.Frame, _ []string) error { s.Learn(f); return nil })
		if err != nil {
			return nil, err
		}
		s.Finish()
		change = s.Frame
	}
	err = eachPicked(ctx, u, picked, files, func(f *capture.Frame, comments []string) error {
		change(f)
		return w.Frame(f, comments...)
	})
	return s, errors.Join(err, w.Flush())
}

// find gives the wanted sessions and the captures to read them from.
func (f *carveFlags) find(ctx context.Context, u *ui, wanted string, files []string) ([]record.Session, []string, error) {
	if f.store != "" && (wanted != "all" || len(files) == 0) {
		return f.fromStore(ctx, u, wanted, files)
	}
	files, err := unfolded(files, nil)
	if err != nil || wanted == "all" && len(files) > 0 {
		return nil, files, err
	}
	if len(files) == 0 {
		return nil, nil, usageError("edrtap carve "+wanted+" -o evidence.pcapng capture.pcap, or --store DIR", "no capture file given")
	}
	told, err := f.inventory.inventory()
	if err != nil {
		return nil, nil, err
	}
	known, findings, problems, err := analyseAgain(ctx, u, told, files)
	if err != nil {
		return nil, nil, err
	}
	var list []record.Session
	take := func(id string) {
		if s, ok := known[id]; ok {
			list = append(list, s)
			delete(known, id) // several findings may name it
		}
	}
	for i := range findings {
		if n := &findings[i]; n.ID == wanted || n.Rule == wanted {
			for _, id := range n.Sessions {
				take(id)
			}
		}
	}
	take(wanted)
	if len(list) == 0 {
		return nil, nil, errors.Join(notFound(wanted, strings.Join(files, ", ")), sayProblems(u, problems, "searched"))
	}
	return list, files, nil
}

func notFound(wanted, where string) error {
	return usageError("'edrtap sessions' and 'edrtap findings' list ids of a store, 'edrtap analyze --format jsonl' those of captures",
		"no session, finding or rule with sessions is called %s in %s", wanted, where)
}

// analyseAgain gives the sessions of captures, as far as they say where they
// are, the findings, and what could not be read.
func analyseAgain(ctx context.Context, u *ui, told *inventory.Inventory, files []string) (map[string]record.Session, []record.Finding, []record.InputProblem, error) {
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return nil, nil, nil, err
	}
	defer inputs.close()
	engine := rules.New(told, text.English)
	known := make(map[string]record.Session)
	config := judging(inputs, told, engine)
	config.OnSession = func(s *record.Session) error {
		engine.Session(s)
		known[s.ID] = record.Session{ID: s.ID, Start: s.Start, End: s.End, Client: s.Client, Server: s.Server}
		return nil
	}
	result, err := pipeline.Run(ctx, config)
	problems := inputs.problems(err)
	switch {
	case result.Interrupted:
		return nil, nil, nil, context.Canceled
	case err != nil && len(problems) == 0:
		return nil, nil, nil, err
	}
	return known, draw(engine, engine.Finish, result).findings, problems, nil
}

// fromStore asks the store.
func (f *carveFlags) fromStore(ctx context.Context, u *ui, wanted string, files []string) (list []record.Session, _ []string, err error) {
	store, err := openStore(u, f.store)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	q := storage.Query{Finding: wanted}
	if _, ok := rules.Find(wanted); ok {
		q = storage.Query{Rule: wanted}
	}
	if err := each(store.Sessions(ctx, q), func(s *record.Session) error { list = append(list, *s); return nil }); err != nil {
		return nil, nil, err
	}
	if len(list) == 0 {
		s, err := store.Session(wanted)
		if errors.Is(err, storage.ErrNotFound) {
			return nil, nil, notFound(wanted, "store "+f.store)
		}
		if err != nil {
			return nil, nil, err
		}
		list = append(list, s)
	}
	if len(files) == 0 {
		files, err = rememberedOf(ctx, store, list)
	} else {
		files, err = unfolded(files, list)
	}
	return list, files, err
}

// rememberedOf gives the captures, of those that a store remembers, that may
// hold packets of the sessions.
func rememberedOf(ctx context.Context, store *storage.Store, sessions []record.Session) ([]string, error) {
	files, err := remembered(ctx, store, sessions)
	if err != nil {
		return nil, err
	}
	return unfolded(files, sessions)
}

// remembered gives the captures that a store has the sessions from: all inputs
// of the runs that read them, as a session may go on in the next file.
func remembered(ctx context.Context, store *storage.Store, sessions []record.Session) ([]string, error) {
	of := make(map[string]bool)
	for i := range sessions {
		of[sessions[i].File] = true
	}
	runs := make(map[string][]storage.Input)
	wanted := make(map[string]bool)
	if err := each(store.Inputs(ctx, storage.Query{}), func(in *storage.RunInput) error {
		runs[in.Run] = append(runs[in.Run], in.Input)
		wanted[in.Run] = wanted[in.Run] || of[in.File]
		return nil
	}); err != nil {
		return nil, err
	}
	var files, gone []string
	for run, inputs := range runs {
		if !wanted[run] {
			continue
		}
		for _, in := range inputs {
			name := in.Path
			if name == "" {
				name = in.File
			}
			if strings.HasPrefix(name, uploaded) { // of another machine, and whoever sent it chose the name
				gone = append(gone, name)
				continue
			}
			if _, err := os.Stat(name); err != nil {
				gone = append(gone, name)
			} else {
				files = append(files, name)
			}
		}
	}
	slices.Sort(files)
	slices.Sort(gone)
	files, gone = slices.Compact(files), slices.Compact(gone)
	if len(gone) > 0 || len(files) == 0 {
		if len(gone) == 0 {
			gone = []string{"what it was read from"}
		}
		return nil, usageError("give the captures, or copies of them, after the id", "not there any more, or moved: %s", strings.Join(gone, ", "))
	}
	return files, nil
}

// absolute gives a path that means the same from every directory; "" for what
// is no file.
func absolute(name string) string {
	if name == stdinName || strings.HasPrefix(name, uploaded) {
		return ""
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return ""
	}
	return path
}
