package main

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/storage"
)

// queryFlags select records of a store; every query verb has them.
type queryFlags struct {
	store   string
	format  string
	json    bool
	chart   bool // the format chart exists
	since   string
	until   string
	zone    string
	client  string
	server  string
	limit   int
	latest  bool
	outcome string
	asked   storage.Query // what needs no parsing
	in      *time.Location
}

func (f *queryFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.registerSelection(flags)
	flags.StringVar(&f.format, "format", "table", "table, jsonl or csv")
	flags.BoolVar(&f.json, "json", false, "the same as --format jsonl")
	flags.IntVar(&f.limit, "limit", 0, "at most `N` records")
	flags.StringVar(&f.asked.After, "after", "", "only what follows the record with this `CURSOR`, which the page before has given")
	flags.BoolVar(&f.latest, "latest", false, "latest first")
}

// registerSelection makes the flags that say which records.
func (f *queryFlags) registerSelection(flags *pflag.FlagSet) {
	f.format = "table"
	flags.StringVar(&f.store, "store", "", "the store: the `DIR` that 'analyze --store' wrote")
	flags.StringVar(&f.since, "since", "", "from this `TIME` on: RFC 3339 (2026-03-02T09:00:00Z), a date, or 2h: so long before the store's latest session")
	flags.StringVar(&f.until, "until", "", "before this `TIME`")
	flags.StringVar(&f.zone, "tz", "UTC", "the `ZONE` of times in tables, and of those given without one: a name, 'local' or +09:00")
	flags.StringVar(&f.client, "client", "", "only of these clients: an address or a `RANGE`")
	flags.StringVar(&f.server, "server", "", "only of these servers: an address or a `RANGE`")
	flags.StringVar(&f.asked.Name, "name", "", "only with this server `NAME`; * stands for anything")
}

// registerText adds the flag of verbs whose records have names.
func (f *queryFlags) registerText(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.asked.Text, "text", "", "only with this `TEXT` in a name, of a certificate too; case does not matter")
}

// registerSession adds the flags that only sessions have.
func (f *queryFlags) registerSession(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.outcome, "outcome", "", "only with this `OUTCOME`, for example client_alert")
	flags.StringVar(&f.asked.Finding, "finding", "", "only those that the finding with this `ID` names")
	flags.StringVar(&f.asked.SHA256, "certificate", "", "only with a certificate whose SHA-256 fingerprint begins with these `DIGITS`")
	flags.StringVar(&f.asked.Subject, "subject", "", "only with a certificate whose subject holds this `TEXT`")
	flags.StringVar(&f.asked.Issuer, "issuer", "", "only with a certificate whose issuer holds this `TEXT`")
	flags.StringVar(&f.asked.JA3, "ja3", "", "only of clients with this JA3 `FINGERPRINT`")
	flags.StringVar(&f.asked.JA4, "ja4", "", "only of clients with this JA4 `FINGERPRINT`")
}

// check turns the flags into a query, but for times that are relative.
func (f *queryFlags) check() (storage.Query, error) {
	if f.store == "" {
		return f.asked, usageError("give it with --store DIR; 'edrtap analyze --store DIR' fills one", "no store to ask")
	}
	return f.selection()
}

// selection says what is wanted, of a store or of something else.
func (f *queryFlags) selection() (storage.Query, error) {
	q := f.asked
	q.Limit, q.Reverse, q.Outcome = f.limit, f.latest, record.Outcome(f.outcome)
	var err error
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
	if _, ok := rules.Find(q.Rule); q.Rule != "" && !ok {
		return q, usageError("'edrtap rules' lists them", "--rule: no rule %q", q.Rule)
	}
	if strings.Trim(strings.ToLower(q.SHA256), "0123456789abcdef") != "" {
		return q, usageError("give the first digits of its SHA-256 fingerprint in hex, without colons", "--certificate: %q is no fingerprint", q.SHA256)
	}
	if f.in, err = parseZone(f.zone); err != nil {
		return q, usageError("write it as Asia/Tokyo, local or +09:00", "--tz: %v", err)
	}
	if f.json {
		f.format = "jsonl"
	}
	formats := []string{"table", "jsonl", "csv"}
	if f.chart {
		formats = append([]string{"chart"}, formats...)
	}
	if !slices.Contains(formats, f.format) {
		return q, usageError("use --format "+strings.Join(formats[:len(formats)-1], ", ")+" or csv", "unknown format %q", f.format)
	}
	return q, nil
}

// parseZone reads a time zone: a name of the IANA database, local, or an
// offset from UTC.
func parseZone(s string) (*time.Location, error) {
	if strings.EqualFold(s, "local") {
		return time.Local, nil
	}
	if t, err := time.Parse("-07:00", s); err == nil {
		_, offset := t.Zone()
		return time.FixedZone(s, offset), nil
	}
	zone, err := time.LoadLocation(s)
	if err != nil || s == "" {
		return nil, fmt.Errorf("no time zone %q", s)
	}
	return zone, nil
}

// parseTime reads a time, in zone where it names none, or a duration before
// latest.
func parseTime(s string, zone *time.Location, latest func() (time.Time, error)) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.UTC(), nil
		}
	}
	before, err := parseDuration(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time", s)
	}
	last, err := latest()
	return last.Add(-before), err
}

// parseDuration reads 90s, 15m, 2h, 1h30m, 7d or 2w.
func parseDuration(s string) (time.Duration, error) {
	unit := map[byte]time.Duration{'d': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if s != "" && unit[s[len(s)-1]] > 0 {
		n, err := strconv.ParseUint(s[:len(s)-1], 10, 16)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration", s)
		}
		return time.Duration(n) * unit[s[len(s)-1]], nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a duration", s)
	}
	return d, nil
}

// open opens the store for reading and gives the query to ask it.
func (f *queryFlags) open(u *ui) (*storage.Store, storage.Query, error) {
	q, err := f.check()
	if err != nil {
		return nil, q, err
	}
	store, err := openStore(u, f.store)
	if err != nil {
		return nil, q, err
	}
	for _, t := range []struct {
		flag, value string
		to          *time.Time
	}{{"--since", f.since, &q.Since}, {"--until", f.until, &q.Until}} {
		if *t.to, err = parseTime(t.value, f.in, store.Latest); err != nil {
			err = usageError("write it as 2026-03-02T09:00:00Z, 2026-03-02, or 2h", "%s: %v", t.flag, err)
			return nil, q, errors.Join(err, store.Close())
		}
	}
	return store, q, nil
}

// openStore opens a store for reading. One whose last writer was killed is
// opened for writing first, which brings it in order.
func openStore(u *ui, dir string) (*storage.Store, error) {
	store, err := storage.Open(dir, storage.Options{ReadOnly: true})
	if !errors.Is(err, storage.ErrNotClosed) {
		return store, err
	}
	repaired, err := storage.Open(dir, storage.Options{})
	if err != nil {
		return nil, err
	}
	if err := repaired.Close(); err != nil {
		return nil, err
	}
	u.note("store %s was not closed in order, and is now; nothing that was committed is lost", dir)
	return storage.Open(dir, storage.Options{ReadOnly: true})
}
