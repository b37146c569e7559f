package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

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

// table writes aligned columns; what came from the wire is cleaned. The first
// error sticks.
type table struct {
	w    *tabwriter.Writer
	rows int
	err  error
}

// blockRows is how many rows are aligned with each other, so that they need not
// all be held.
const blockRows = 1000

func newTable(out io.Writer, columns ...string) *table {
	t := &table{w: tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)}
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
	if t.rows++; t.rows%blockRows == 0 {
		t.flush()
	}
}

// flush writes what is held.
func (t *table) flush() error {
	if t.err == nil {
		t.err = t.w.Flush()
	}
	return t.err
}

// shortTime shows a time in a table, to the millisecond.
func shortTime(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02T15:04:05.000Z07:00")
}

// listing is how one kind of record is shown.
type listing[T any] struct {
	table   output.Table
	columns []string
	write   func(output.Writer, *T) error
	cells   func(*T, *time.Location) []string
	cursor  func(*T) string
}

// show writes records in the format that the flags ask for, and says how to go
// on where the limit was reached.
func (l listing[T]) show(u *ui, f *queryFlags, records iter.Seq2[T, error]) error {
	count := 0
	last := ""
	counted := func(do func(*T) error) func(*T) error {
		return func(r *T) error {
			if count++; count == f.limit {
				last = l.cursor(r)
			}
			return do(r)
		}
	}
	defer func() {
		if last != "" {
			u.note("this may not be all: go on with --after %s", last)
		}
	}()
	if f.format == "table" {
		t := newTable(u.out, l.columns...)
		if err := each(records, counted(func(r *T) error { t.row(l.cells(r, f.in)...); return t.err })); err != nil {
			return err
		}
		return t.flush()
	}
	w, err := output.New("jsonl", u.out)
	if f.format == "csv" {
		w, err = output.NewCSV(l.table, u.out)
	}
	if err != nil {
		return err
	}
	if err := each(records, counted(func(r *T) error { return l.write(w, r) })); err != nil {
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
			store, q, err := f.open(u)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			return l.show(u, f, ask(store, cmd.Context(), q))
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
		cursor:  storage.Cursor,
		cells: func(s *record.Session, zone *time.Location) []string {
			sni, version := "", ""
			if s.TLS != nil {
				sni, version = s.TLS.SNI, s.TLS.Version
			}
			return []string{shortTime(s.Start, zone), s.Client.String(), s.Server.String(), sni, version, string(s.Stage), string(s.Outcome), s.ID}
		},
	}
	cmd := newListing(u, "sessions", "list the sessions that a store holds", f, l, (*storage.Store).Sessions)
	f.registerText(cmd)
	f.registerSession(cmd)
	cmd.Flags().StringVar(&f.asked.Rule, "rule", "", "only those that a finding of this `RULE` names")
	return cmd
}

func newFindings(u *ui) *cobra.Command {
	f := &queryFlags{}
	l := listing[storage.Finding]{
		table:   output.FindingTable,
		columns: []string{"SEVERITY", "EVIDENCE", "RULE", "SERVER", "CLIENTS", "SESSIONS", "LAST", "ID", "TITLE"},
		write:   func(w output.Writer, n *storage.Finding) error { return w.Finding(&n.Finding) },
		cursor:  (*storage.Finding).Cursor,
		cells: func(n *storage.Finding, zone *time.Location) []string {
			server := ""
			if n.Server != nil {
				server = n.Server.String()
			}
			return []string{
				string(n.Severity), string(n.Evidence), n.Rule, server,
				fmt.Sprint(n.ClientCount), fmt.Sprint(n.SessionCount), shortTime(n.Last, zone), n.ID, n.Title,
			}
		},
	}
	cmd := newListing(u, "findings", "list the findings that a store holds", f, l, (*storage.Store).Findings)
	f.registerText(cmd)
	cmd.Flags().StringVar(&f.asked.Rule, "rule", "", "only of this `RULE`")
	return cmd
}
