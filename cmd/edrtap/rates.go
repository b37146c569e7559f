package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"edrtap/capture/dns"
	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// ratesFlags are the flags of rates.
type ratesFlags struct {
	query     queryFlags
	inventory inventoryFlags
	reading   readingFlags
	by        string
}

func newRates(u *ui) *cobra.Command {
	f := &ratesFlags{query: queryFlags{chart: true}}
	cmd := &cobra.Command{
		Use:   "rates [flags] FILE... | --store DIR",
		Short: "show events per second toward each server, from captures or a store",
		Long: `Shows how many events per second each server is sent: of captures, or as a store
holds them. Without keys that is an interval that holds the true figure; see
--keylog, and 'edrtap calibrate'. A chart shows the estimate; from captures, the
clients and ranges that sent most follow it; --by client and --by range list all
of them, and -f 'host 10.1.2.11' or -f 'net 10.1.2.0/24' shows one's seconds.`,
		Example: `  edrtap rates --edr 10.9.9.9 --edr-limit 400 capture.pcap
  edrtap rates --edr 10.9.9.9 --keylog keys.log --format csv capture.pcap
  edrtap rates --by client --format csv capture.pcap
  edrtap rates --store /var/lib/edrtap --since 2026-03-02`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			files := f.reading.captures(args)
			switch {
			case len(files) > 0 && f.query.store != "":
				return usageError("leave one of them out", "capture files and a store are given")
			case len(files) > 0:
				return f.ofFiles(cmd, u, files)
			case f.query.store == "":
				return usageError("edrtap rates capture.pcap, or --store DIR", "neither a capture file nor a store is given")
			}
			return f.ofStore(cmd, u)
		},
	}
	f.query.register(cmd)
	f.inventory.register(cmd)
	f.reading.register(cmd)
	format := cmd.Flags().Lookup("format")
	format.Usage, format.DefValue = "chart, table, jsonl or csv", "chart"
	f.query.format = "chart"
	cmd.Flags().StringVar(&f.by, "by", "second", "of captures, what table, jsonl and csv list: second, client or range")
	return cmd
}

// ofFiles meters captures.
func (f *ratesFlags) ofFiles(cmd *cobra.Command, u *ui, files []string) error {
	if name := firstChanged(cmd, "client", "name", "latest", "limit", "after"); name != "" {
		return usageError("leave it out, or ask a store", "--%s is for a store", name)
	}
	q, err := f.query.selection()
	if err != nil {
		return err
	}
	for _, t := range []struct {
		flag, value string
		to          *time.Time
	}{{"--since", f.query.since, &q.Since}, {"--until", f.query.until, &q.Until}} {
		if *t.to, err = parseTime(t.value, f.query.in, noLatest); err != nil {
			return usageError("write it as 2026-03-02T09:00:00Z or 2026-03-02", "%s: %v", t.flag, err)
		}
	}
	if err := f.checkBy(); err != nil {
		return err
	}
	top := rate.TopClients
	if f.by != "second" {
		top = rate.MaxClients
	}
	reports, readErr := f.reading.reports(cmd.Context(), u, &f.inventory, files, top)
	if reports == nil {
		return readErr
	}
	kept := reports[:0]
	for _, r := range reports {
		if q.Server.IsValid() && !q.Server.Contains(r.Server.IP) {
			continue
		}
		if r.Seconds = between(r.Seconds, q.Since, q.Until); len(r.Seconds) > 0 {
			r.Load = rate.LoadOf(r.Seconds)
			kept = append(kept, r)
		}
	}
	switch {
	case f.query.format == "chart":
		return errors.Join(chartReports(u, kept, f.query.in), readErr)
	case f.by != "second":
		return errors.Join(f.contributors(u.out, kept), readErr)
	}
	return errors.Join(ratesListing.show(u, &f.query, secondsOf(kept)), readErr)
}

// noLatest stands where a relative time has nothing to relate to.
func noLatest() (time.Time, error) { return time.Time{}, errors.New("a duration needs a store") }

// between keeps the seconds from since on, before until; a zero time is no bound.
func between(seconds []record.Rate, since, until time.Time) []record.Rate {
	return slices.DeleteFunc(seconds, func(r record.Rate) bool {
		return r.Second.Before(since) || !until.IsZero() && !r.Second.Before(until)
	})
}

func secondsOf(reports []rate.Report) iter.Seq2[storage.Rate, error] {
	return func(yield func(storage.Rate, error) bool) {
		for i := range reports {
			for j := range reports[i].Seconds {
				if !yield(storage.Rate{Rate: reports[i].Seconds[j]}, nil) {
					return
				}
			}
		}
	}
}

// reports reads captures and meters them; each names at most top clients and as
// many ranges. They are nil only where nothing could be read.
func (f *readingFlags) reports(ctx context.Context, u *ui, known *inventoryFlags, files []string, top int) ([]rate.Report, error) {
	told, err := known.inventory()
	if err != nil {
		return nil, err
	}
	engine := rules.New(told, text.English)
	settings := engine.Settings()
	settings.Top = top
	result, err := f.run(ctx, u, files, pipeline.Config{
		OnSession: func(s *record.Session) error { engine.Session(s); return nil },
		OnLookup:  func(l dns.Lookup) { engine.Lookup(lookup(&l)) },
		Rates:     settings,
	})
	if result == nil {
		return nil, err
	}
	return result.Rates.Reports(settings), err
}

// firstChanged gives the first of some flags that is given; "" where none is.
func firstChanged(cmd *cobra.Command, names ...string) string {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

// ofStore shows what a store holds: rates as they were metered, with what was
// known then.
func (f *ratesFlags) ofStore(cmd *cobra.Command, u *ui) (err error) {
	if name := firstChanged(cmd, "by", "filter", "keylog", "server-key", "event-path", "config", "calibration",
		"edr", "edr-cert", "edr-limit", "sepm", "proxy", "clients", "clients-csv"); name != "" {
		return usageError("leave it out, or give captures", "--%s is for captures: a store holds rates as they were metered", name)
	}
	ctx := cmd.Context()
	store, q, err := f.query.open(u)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if f.query.format != "chart" {
		return ratesListing.show(u, &f.query, store.Rates(ctx, q))
	}
	reports, err := gather(store.Rates(ctx, q))
	if err != nil {
		return err
	}
	return chartReports(u, reports, f.query.in)
}

// gather brings the seconds of each server together. Where several runs saw the
// same second, the one that saw most counts.
func gather(rates iter.Seq2[storage.Rate, error]) ([]rate.Report, error) {
	var reports []rate.Report
	for r, err := range rates {
		if err != nil {
			return nil, err
		}
		if n := len(reports); n == 0 || reports[n-1].Server != r.Server {
			reports = append(reports, rate.Report{Server: r.Server, Limit: r.Limit})
		}
		last := &reports[len(reports)-1]
		last.Seconds = append(last.Seconds, r.Rate)
	}
	for i := range reports {
		r := &reports[i]
		slices.SortStableFunc(r.Seconds, func(a, b record.Rate) int {
			if order := a.Second.Compare(b.Second); order != 0 {
				return order
			}
			return int(min(b.Events.Estimate, 1<<30)) - int(min(a.Events.Estimate, 1<<30))
		})
		r.Seconds = slices.CompactFunc(r.Seconds, func(a, b record.Rate) bool { return a.Second.Equal(b.Second) })
		r.Load = rate.LoadOf(r.Seconds)
	}
	return reports, nil
}

// ratesListing shows second after second.
var ratesListing = listing[storage.Rate]{
	table:   output.RateTable,
	columns: []string{"SECOND", "SERVER", "METHOD", "EVENTS LOW", "ESTIMATE", "HIGH", "REQUESTS", "CONNECTIONS", "CLIENTS", "LIMIT", "MISSING BYTES"},
	write:   func(w output.Writer, r *storage.Rate) error { return w.Rate(&r.Rate) },
	cursor:  (*storage.Rate).Cursor,
	cells: func(r *storage.Rate, zone *time.Location) []string {
		return []string{
			r.Second.In(zone).Format(time.RFC3339), r.Server.String(), r.Method, fmt.Sprint(r.Events.Low),
			fmt.Sprint(r.Events.Estimate), fmt.Sprint(r.Events.High), fmt.Sprint(r.Requests), fmt.Sprint(r.Connections),
			fmt.Sprint(r.Clients), known(r.Limit), known(r.MissingBytes),
		}
	},
}

func chartReports(u *ui, reports []rate.Report, zone *time.Location) error {
	if len(reports) == 0 {
		u.note("nothing to chart: no traffic to a server was metered")
	}
	for i := range reports {
		if i > 0 {
			fmt.Fprintln(u.out)
		}
		if err := chartReport(u.out, &reports[i], zone); err != nil {
			return err
		}
	}
	return nil
}
