package main

import (
	"errors"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/report"
)

func newReport(u *ui) *cobra.Command {
	var inventory inventoryFlags
	var output, lang string
	f := &queryFlags{}
	cmd := &cobra.Command{
		Use:   "report --store DIR -o FILE",
		Short: "write what a store holds as one self-contained page",
		Long: `Writes one HTML file that needs neither network nor server: verdict, causes with
what to change, timeline, events per second, clients, certificates and suites.

'edrtap analyze --format html -o report.html FILE' makes the same page of
capture files.`,
		Example: `  edrtap report --store /var/lib/edrtap -o report.html
  edrtap report --store /var/lib/edrtap --since 2026-03-02 --lang ja -o report.html`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			l, err := language(lang)
			if err != nil {
				return err
			}
			told, err := inventory.inventory()
			if err != nil {
				return err
			}
			store, q, err := f.open(u)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			document, err := report.FromSource(cmd.Context(), store, q, report.Options{Lang: l, Inventory: told})
			if err != nil {
				return err
			}
			out, closeOut, err := createOutput(output, nil, u.out)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, closeOut()) }()
			return report.WriteHTML(out, document, l)
		},
	}
	flags := cmd.Flags()
	f.registerSelection(flags)
	flags.StringVarP(&output, "output", "o", "", "write the page to `FILE`, not to standard output")
	flags.StringVar(&lang, "lang", "", "language of the page, en or ja (default: the locale's); findings stay in that of their analysis")
	inventory.register(cmd)
	return cmd
}
