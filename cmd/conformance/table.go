package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// print writes the table of agreement and every disagreement.
func (c *comparison) print(out io.Writer) {
	columns := c.ordered()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "FIELD\t")
	for _, column := range columns {
		fmt.Fprintf(w, "%s\t", column)
	}
	fmt.Fprintln(w)
	for _, field := range c.fields() {
		fmt.Fprintf(w, "%s\t", field)
		for _, column := range columns {
			s := c.scores[cell{column, field}]
			if s == nil {
				fmt.Fprint(w, "\t")
				continue
			}
			fmt.Fprintf(w, "%d/%d\t", s.agree, s.all)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // whoever reads it sees what is missing

	if len(c.against) == 0 {
		fmt.Fprintln(out, "\nno disagreement")
		return
	}
	fmt.Fprintf(out, "\n%d disagreements, %d of them not explained\n", len(c.against), c.open())
	for i := range c.against {
		d := &c.against[i]
		fmt.Fprintf(out, "\n%s: %s: %s: %s, edrtap %s\n", d.column, d.where, d.field, orNothing(d.want), orNothing(d.got))
		if d.why == "" {
			fmt.Fprintln(out, "  NOT EXPLAINED")
		} else {
			fmt.Fprintf(out, "  %s\n", d.why)
		}
	}
}

// ordered gives the columns in the order of the table: sources, what two peers
// agree on, truths.
func (c *comparison) ordered() []string {
	rank := func(column string) int {
		switch {
		case column == bothAgree:
			return 1
		case strings.HasPrefix(column, "lab"):
			return 2
		}
		return 0
	}
	columns := slices.Clone(c.columns)
	slices.SortStableFunc(columns, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return columns
}

func orNothing(s string) string {
	const longest = 300
	switch {
	case s == "" || s == "<nil>" || s == "[]":
		return "nothing"
	case len(s) > longest:
		return s[:longest] + "..."
	}
	return s
}
