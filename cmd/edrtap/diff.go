package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules"
	answers "edrtap/rules/answer"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// differ is the verb diff: it compares what two analyses say of each client.
type differ struct {
	u         *ui
	inventory inventoryFlags
	told      *inventory.Inventory
	lang      text.Lang
	json      bool
}

func newDiff(u *ui) *cobra.Command {
	d := &differ{u: u}
	var lang string
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "say which clients a change cured",
		Long: `Compares two analyses client by client: which were cured, which are new in
trouble, which stayed in it. BEFORE and AFTER are capture files, or the folders
of stores; of several analyses in a store the latest that knows a client counts.`,
		Example: `  edrtap diff --edr edr.corp.example=10.9.9.9 monday.pcap tuesday.pcap
  edrtap diff /var/lib/edrtap tuesday.pcap`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if d.lang, err = language(lang); err != nil {
				return err
			}
			if d.told, err = d.inventory.inventory(); err != nil {
				return err
			}
			return d.run(cmd.Context(), args[0], args[1])
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&d.json, "json", false, "one object a line, not a page")
	flags.StringVar(&lang, "lang", "", "language of explanations, en or ja (default: the locale's)")
	d.inventory.register(cmd)
	return cmd
}

func (d *differ) run(ctx context.Context, before, after string) error {
	var sides [2][]record.Diagnosis
	var partly error
	for i, name := range []string{before, after} {
		list, err := d.diagnoses(ctx, name)
		var code *exitError
		switch {
		case errors.As(err, &code) && code.code == exitPartlyRead:
			partly = err
		case err != nil:
			return err
		}
		sides[i] = list
	}
	differences := answers.Compare(sides[0], sides[1])
	write := d.page
	if d.json {
		write = differenceLines
	}
	if err := write(d.u.out, differences); err != nil {
		return err
	}
	return partly
}

// diagnoses gives those of a capture, or those that a store holds.
func (d *differ) diagnoses(ctx context.Context, name string) ([]record.Diagnosis, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return storedDiagnoses(ctx, d.u, name)
	}
	in, err := openInputs(ctx, []string{name}, d.u)
	if err != nil {
		return nil, err
	}
	defer in.close()
	engine := rules.New(d.told, d.lang)
	result, err := pipeline.Run(ctx, judging(in, d.told, engine))
	problems := in.problems(err)
	switch {
	case result.Interrupted:
		return nil, context.Canceled
	case err != nil && len(problems) == 0:
		return nil, err
	}
	return draw(engine, engine.Finish, result).diagnoses, sayProblems(d.u, problems, "compared")
}

// storedDiagnoses gives what a store holds of each client, that of its latest
// analysis last.
func storedDiagnoses(ctx context.Context, u *ui, folder string) (list []record.Diagnosis, err error) {
	store, err := openStore(u, folder)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ended := make(map[string]time.Time)
	for s, err := range store.Summaries(ctx, storage.Query{}) {
		if err != nil {
			return nil, err
		}
		ended[s.Run] = s.Last
	}
	var stored []storage.Diagnosis
	for s, err := range store.Diagnoses(ctx, storage.Query{}) {
		if err != nil {
			return nil, err
		}
		stored = append(stored, s)
	}
	slices.SortStableFunc(stored, func(a, b storage.Diagnosis) int {
		return cmp.Or(ended[a.Run].Compare(ended[b.Run]), cmp.Compare(a.Run, b.Run))
	})
	for i := range stored {
		list = append(list, stored[i].Diagnosis)
	}
	return list, nil
}

// differenceLines writes one object for each client.
func differenceLines(w io.Writer, differences []answers.Difference) error {
	type side struct {
		Appliance string                  `json:"appliance,omitempty"`
		State     string                  `json:"state"`
		Causes    []record.DiagnosedCause `json:"causes,omitempty"`
	}
	of := func(d *record.Diagnosis) *side {
		if d == nil {
			return nil
		}
		return &side{d.Appliance, d.State, d.Causes}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range differences {
		d := &differences[i]
		err := e.Encode(struct {
			Type   string       `json:"type"`
			Client string       `json:"client"`
			Kind   answers.Kind `json:"kind"`
			Before *side        `json:"before,omitempty"`
			After  *side        `json:"after,omitempty"`
		}{"difference", d.Client, d.Kind, of(d.Before), of(d.After)})
		if err != nil {
			return err
		}
	}
	return nil
}

// page writes the counts, then the clients of each kind by what is wrong or
// was.
func (d *differ) page(w io.Writer, differences []answers.Difference) error {
	counts := make(map[answers.Kind]int)
	groups := make(map[answers.Kind]map[string][]string)
	for i := range differences {
		x := &differences[i]
		counts[x.Kind]++
		if groups[x.Kind] == nil {
			groups[x.Kind] = make(map[string][]string)
		}
		what := difference(x)
		groups[x.Kind][what] = append(groups[x.Kind][what], x.Client)
	}
	var page, totals []string
	for _, kind := range answers.Kinds() {
		totals = append(totals, fmt.Sprintf("%s %d", kind, counts[kind]))
		keys := make([]string, 0, len(groups[kind]))
		for what := range groups[kind] {
			keys = append(keys, what)
		}
		slices.SortFunc(keys, func(a, b string) int {
			return cmp.Or(cmp.Compare(len(groups[kind][b]), len(groups[kind][a])), cmp.Compare(a, b))
		})
		for _, what := range keys {
			members := groups[kind][what]
			page = append(page, fmt.Sprintf("%-7s %d: %s  %s", kind, len(members), text.Clean(strings.Join(output.FoldAddresses(members), ", ")), text.Clean(what)))
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(append([]string{strings.Join(totals, ", ")}, page...), "\n"))
	return err
}

// difference says in one line where a client stood and where it stands.
func difference(x *answers.Difference) string {
	side := func(d *record.Diagnosis) string {
		if d == nil {
			return "not seen"
		}
		if len(d.Causes) == 0 || d.State == "communicating" || d.State == "enrolled" {
			return d.State
		}
		return d.State + " (" + d.Causes[0].Rule + ")"
	}
	appliance := ""
	for _, d := range []*record.Diagnosis{x.After, x.Before} {
		if d != nil && d.Appliance != "" {
			appliance = " at " + d.Appliance
			break
		}
	}
	return side(x.Before) + " → " + side(x.After) + appliance
}
