package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
)

// calibrateFlags are the flags of calibrate.
type calibrateFlags struct {
	inventory inventoryFlags
	reading   readingFlags
	server    string
	events    uint64
	from, to  string
	output    string
}

func newCalibrate(u *ui) *cobra.Command {
	f := &calibrateFlags{}
	cmd := &cobra.Command{
		Use:   "calibrate [flags] FILE...",
		Short: "learn the size of an appliance's events, for closer rates without keys",
		Long: `Learns how large the events are that clients send to an appliance: from a capture
that can be decrypted (--keylog), or from one count that you read off the
appliance for a time that the capture covers (--events, --from, --to). What it
writes goes to 'analyze --calibration' and 'rates --calibration', or into the
inventory.`,
		Example: `  edrtap calibrate --keylog keys.log -o calibration.yaml capture.pcapng
  edrtap calibrate --events 28700 --from 2026-03-02T09:00:00Z --to 2026-03-02T09:10:00Z --server 10.9.9.9 capture.pcap
  edrtap analyze --calibration calibration.yaml tuesday.pcap`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			files := f.reading.captures(args)
			if len(files) == 0 {
				return usageError("edrtap calibrate --keylog keys.log capture.pcap", "no capture file given")
			}
			reports, readErr := f.reading.reports(cmd.Context(), u, &f.inventory, files, rate.TopClients)
			if reports == nil {
				return readErr
			}
			text, err := f.calibrate(reports)
			if err != nil {
				return err
			}
			if err := f.write(u.out, text); err != nil {
				return err
			}
			return readErr
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.server, "server", "", "the appliance: an `ADDRESS` or RANGE (default: the only server, or those of the inventory)")
	flags.Uint64Var(&f.events, "events", 0, "events that the appliance says it took between --from and --to")
	flags.StringVar(&f.from, "from", "", "from this `TIME` on: RFC 3339 or a date (UTC; default: the capture's beginning)")
	flags.StringVar(&f.to, "to", "", "before this `TIME` (default: the capture's end)")
	flags.StringVarP(&f.output, "output", "o", "", "write to `FILE`, not to standard output")
	f.inventory.register(cmd)
	f.reading.register(cmd)
	return cmd
}

// calibrate learns from the one appliance among the reports.
func (f *calibrateFlags) calibrate(reports []rate.Report) (string, error) {
	r, err := f.appliance(reports)
	if err != nil {
		return "", err
	}
	c, about, err := f.learn(r)
	if err != nil {
		return "", err
	}
	yaml, err := inventory.CalibrationYAML(r.Server, c)
	if err != nil {
		return "", err
	}
	first, last := r.Seconds[0].Second, r.Seconds[len(r.Seconds)-1].Second
	return fmt.Sprintf("# %s, %s to %s: %s\n%s", r.Server, first.Format(time.RFC3339), last.Format(time.RFC3339), about, yaml), nil
}

// appliance picks the server that is meant.
func (f *calibrateFlags) appliance(reports []rate.Report) (*rate.Report, error) {
	told, err := f.inventory.inventory()
	if err != nil {
		return nil, err
	}
	var found []*rate.Report
	for i := range reports {
		r := &reports[i]
		switch {
		case f.server != "":
			prefix, err := inventory.ParsePrefix(f.server)
			if err != nil {
				return nil, usageError("write it as 10.9.9.9", "--server: %v", err)
			}
			if !prefix.Contains(r.Server.IP) {
				continue
			}
		case told.HasAppliances():
			if told.Server(r.Server.IP, r.Server.Port, "").Role != inventory.Appliance {
				continue
			}
		}
		found = append(found, r)
	}
	switch len(found) {
	case 0:
		return nil, &exitError{code: exitFailed, message: "no application data to such a server was seen", hint: "'edrtap rates FILE' lists the servers"}
	case 1:
		return found[0], nil
	}
	names := make([]string, 0, len(found))
	for _, r := range found {
		names = append(names, r.Server.String())
	}
	return nil, usageError("say which one with --server", "several servers were sent data: %s", strings.Join(names, ", "))
}

// learn gives the calibration, and what it rests on.
func (f *calibrateFlags) learn(r *rate.Report) (c rate.Calibration, about string, err error) {
	if f.events > 0 {
		return f.count(r)
	}
	if f.from != "" || f.to != "" {
		return c, "", usageError("give the appliance's count with --events", "--from and --to are for a count")
	}
	c, ok := r.Learned.Calibration()
	if !ok {
		return c, "", &exitError{
			code: exitFailed, message: fmt.Sprintf("no event toward %s could be decrypted and counted", r.Server),
			hint: "give its keys with --keylog, or a count with --events",
		}
	}
	return c, fmt.Sprintf("%d events in %d decrypted requests", c.Events, c.HTTP1.Count+c.HTTP2.Count), nil
}

// count learns from the operator's count.
func (f *calibrateFlags) count(r *rate.Report) (c rate.Calibration, about string, err error) {
	from, err := parseTime(f.from, time.UTC, noLatest)
	if err != nil {
		return c, "", usageError("write it as 2026-03-02T09:00:00Z", "--from: %v", err)
	}
	to, err := parseTime(f.to, time.UTC, noLatest)
	if err != nil {
		return c, "", usageError("write it as 2026-03-02T09:10:00Z", "--to: %v", err)
	}
	r.Seconds = between(r.Seconds, from, to)
	if len(r.Seconds) == 0 {
		return c, "", &exitError{code: exitFailed, message: fmt.Sprintf("nothing was sent to %s in that time", r.Server)}
	}
	c, err = rate.Count(r, f.events)
	if err != nil {
		return c, "", &exitError{code: exitFailed, message: err.Error(), hint: "check the count, and that the capture holds all traffic of that time"}
	}
	return c, fmt.Sprintf("the appliance's count of %d events", f.events), nil
}

func (f *calibrateFlags) write(stdout io.Writer, text string) error {
	if f.output == "" || f.output == "-" {
		_, err := io.WriteString(stdout, text)
		return err
	}
	if err := os.WriteFile(f.output, []byte(text), 0o644); err != nil {
		return usageError("", "output: %v", err)
	}
	return nil
}
