package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// queryFlags select records of a store; every query verb has them.
type queryFlags struct {
	store   string
	format  string
	since   string
	until   string
	client  string
	server  string
	name    string
	limit   int
	latest  bool
	json    bool
	outcome string
	rule    string
}

func (f *queryFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.registerSelection(flags)
	flags.StringVar(&f.format, "format", "table", "table, jsonl or csv")
	flags.BoolVar(&f.json, "json", false, "the same as --format jsonl")
	flags.IntVar(&f.limit, "limit", 0, "at most `N` records")
	flags.BoolVar(&f.latest, "latest", false, "latest first")
}

// registerSelection makes the flags that say which records.
func (f *queryFlags) registerSelection(flags *pflag.FlagSet) {
	f.format = "table"
	flags.StringVar(&f.store, "store", "", "the store: the `DIR` that 'analyze --store' wrote")
	flags.StringVar(&f.since, "since", "", "from this `TIME` on: RFC 3339 (2026-03-02T09:00:00Z) or a date (UTC)")
	flags.StringVar(&f.until, "until", "", "before this `TIME`")
	flags.StringVar(&f.client, "client", "", "only of these clients: an address or a `RANGE`")
	flags.StringVar(&f.server, "server", "", "only of these servers: an address or a `RANGE`")
	flags.StringVar(&f.name, "name", "", "only with this server `NAME`; * stands for anything")
}

// query turns the flags into a query.
func (f *queryFlags) query() (storage.Query, error) {
	if f.store == "" {
		return storage.Query{}, usageError("give it with --store DIR; 'edrtap analyze --store DIR' fills one", "no store to ask")
	}
	q := storage.Query{Name: f.name, Limit: f.limit, Reverse: f.latest, Outcome: record.Outcome(f.outcome), Rule: f.rule}
	var err error
	for _, t := range []struct {
		flag, value string
		to          *time.Time
	}{{"--since", f.since, &q.Since}, {"--until", f.until, &q.Until}} {
		if *t.to, err = parseTime(t.value); err != nil {
			return q, usageError("write it as 2026-03-02T09:00:00Z or 2026-03-02", "%s: %v", t.flag, err)
		}
	}
	for _, p := range []struct {
		flag, value string
		to          *netip.Prefix
	}{{"--client", f.client, &q.Client}, {"--server", f.server, &q.Server}} {
		if p.value == "" {
			continue
		}
		if *p.to, err = inventory.ParsePrefix(p.value); err != nil {
			return q, usageError("write it as 10.1.2.3 or 10.1.2.0/24", "%s: %v", p.flag, err)
		}
	}
	if f.limit < 0 {
		return q, usageError("leave it out for all of them", "--limit: %d is less than 0", f.limit)
	}
	if f.outcome != "" && !slices.Contains(record.Outcomes(), q.Outcome) {
		return q, usageError(fmt.Sprintf("it is one of %s", record.Outcomes()), "--outcome: no outcome %q", f.outcome)
	}
	if _, ok := rules.Find(f.rule); f.rule != "" && !ok {
		return q, usageError("'edrtap rules' lists them", "--rule: no rule %q", f.rule)
	}
	if f.json {
		f.format = "jsonl"
	}
	switch f.format {
	case "table", "jsonl", "csv":
		return q, nil
	}
	return q, usageError("use --format table, jsonl or csv", "unknown format %q", f.format)
}

func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time", s)
}

// open opens the store for reading and gives the query to ask it.
func (f *queryFlags) open() (*storage.Store, storage.Query, error) {
	q, err := f.query()
	if err != nil {
		return nil, q, err
	}
	store, err := storage.Open(f.store, storage.Options{ReadOnly: true})
	return store, q, err
}

// each calls do for every record until one fails.
func each[T any](records iter.Seq2[T, error], do func(*T) error) error {
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := do(&r); err != nil {
			return err
		}
	}
	return nil
}

// table writes aligned columns; what came from the wire is cleaned.
type table struct{ w *tabwriter.Writer }

func newTable(out io.Writer, columns ...string) *table {
	t := &table{tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)}
	t.row(columns...)
	return t
}

func (t *table) row(cells ...string) {
	for i := range cells {
		if cells[i] = text.Clean(cells[i]); cells[i] == "" {
			cells[i] = "-"
		}
	}
	fmt.Fprintln(t.w, strings.Join(cells, "\t"))
}

func shortTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// listing is how one kind of record is shown.
type listing[T any] struct {
	table   output.Table
	columns []string
	write   func(output.Writer, *T) error
	cells   func(*T) []string
}

// show writes records in the format that the flags ask for.
func (l listing[T]) show(out io.Writer, format string, records iter.Seq2[T, error]) error {
	if format == "table" {
		t := newTable(out, l.columns...)
		if err := each(records, func(r *T) error { t.row(l.cells(r)...); return nil }); err != nil {
			return err
		}
		return t.w.Flush()
	}
	w, err := output.New("jsonl", out)
	if format == "csv" {
		w, err = output.NewCSV(l.table, out)
	}
	if err != nil {
		return err
	}
	if err := each(records, func(r *T) error { return l.write(w, r) }); err != nil {
		return err
	}
	return w.Close()
}

// newListing makes the verb that lists one kind of record.
func newListing[T any](u *ui, name, short string, f *queryFlags, l listing[T],
	ask func(*storage.Store, context.Context, storage.Query) iter.Seq2[T, error],
) *cobra.Command {
	cmd := &cobra.Command{
		Use:   name + " --store DIR",
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			store, q, err := f.open()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			return l.show(u.out, f.format, ask(store, cmd.Context(), q))
		},
	}
	f.register(cmd)
	return cmd
}

func newSessions(u *ui) *cobra.Command {
	f := &queryFlags{}
	l := listing[record.Session]{
		table:   output.SessionTable,
		columns: []string{"START", "CLIENT", "SERVER", "SNI", "VERSION", "STAGE", "OUTCOME", "ID"},
		write:   output.Writer.Session,
		cells: func(s *record.Session) []string {
			sni, version := "", ""
			if s.TLS != nil {
				sni, version = s.TLS.SNI, s.TLS.Version
			}
			return []string{shortTime(s.Start), s.Client.String(), s.Server.String(), sni, version, string(s.Stage), string(s.Outcome), s.ID}
		},
	}
	cmd := newListing(u, "sessions", "list the sessions that a store holds", f, l, (*storage.Store).Sessions)
	cmd.Flags().StringVar(&f.outcome, "outcome", "", "only with this `OUTCOME`, for example client_alert")
	cmd.Flags().StringVar(&f.rule, "rule", "", "only those that a finding of this `RULE` names")
	return cmd
}

func newFindings(u *ui) *cobra.Command {
	f := &queryFlags{}
	l := listing[storage.Finding]{
		table:   output.FindingTable,
		columns: []string{"SEVERITY", "EVIDENCE", "RULE", "SERVER", "CLIENTS", "SESSIONS", "LAST", "TITLE"},
		write:   func(w output.Writer, n *storage.Finding) error { return w.Finding(&n.Finding) },
		cells: func(n *storage.Finding) []string {
			server := ""
			if n.Server != nil {
				server = n.Server.String()
			}
			return []string{
				string(n.Severity), string(n.Evidence), n.Rule, server,
				fmt.Sprint(n.ClientCount), fmt.Sprint(n.SessionCount), shortTime(n.Last), n.Title,
			}
		},
	}
	cmd := newListing(u, "findings", "list the findings that a store holds", f, l, (*storage.Store).Findings)
	cmd.Flags().StringVar(&f.rule, "rule", "", "only of this `RULE`")
	return cmd
}

func newRates(u *ui) *cobra.Command {
	l := listing[storage.Rate]{
		table:   output.RateTable,
		columns: []string{"SECOND", "SERVER", "METHOD", "EVENTS LOW", "ESTIMATE", "HIGH", "REQUESTS", "CONNECTIONS", "LIMIT"},
		write:   func(w output.Writer, r *storage.Rate) error { return w.Rate(&r.Rate) },
		cells: func(r *storage.Rate) []string {
			limit := ""
			if r.Limit > 0 {
				limit = fmt.Sprint(r.Limit)
			}
			return []string{
				r.Second.UTC().Format(time.RFC3339), r.Server.String(), r.Method, fmt.Sprint(r.Events.Low),
				fmt.Sprint(r.Events.Estimate), fmt.Sprint(r.Events.High), fmt.Sprint(r.Requests), fmt.Sprint(r.Connections), limit,
			}
		},
	}
	return newListing(u, "rates", "list events per second toward each server, as a store holds them", &queryFlags{}, l, (*storage.Store).Rates)
}
