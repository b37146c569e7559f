package main

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/dump"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules/record"
	"edrtap/tlsparse/decrypt"
)

// showFlags are the flags of show.
type showFlags struct {
	store   string
	json    bool
	secrets secretFlags
}

func newShow(u *ui) *cobra.Command {
	f := &showFlags{}
	cmd := &cobra.Command{
		Use:   "show [flags] SESSION [FILE...]",
		Short: "show one session, message by message",
		Long: `Follows one session through capture files and shows every step with its time,
size and fields, and what is odd about it.

SESSION is the id of a session or the beginning of one, or the client's address
and port. Without files, the session is looked up in a store and read from the
file that it came from.`,
		Example: `  edrtap show 10.1.2.11:49712 capture.pcap
  edrtap show 9c3f0a17 capture.pcap
  edrtap show --store /var/lib/edrtap 9c3f0a17d2be4410`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), u, args[0], args[1:])
		},
	}
	cmd.Flags().StringVar(&f.store, "store", "", "look the session up in the store in `DIR`")
	cmd.Flags().BoolVar(&f.json, "json", false, "as one JSON document")
	f.secrets.register(cmd)
	return cmd
}

func (f *showFlags) run(ctx context.Context, u *ui, wanted string, files []string) error {
	secrets, err := f.secrets.load(u)
	if err != nil {
		return err
	}
	var s *record.Session
	if s, files, err = f.find(ctx, u, wanted, files, secrets); err != nil {
		return err
	}
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return err
	}
	defer inputs.close()
	result, found, err := dump.Read(inputs.source, s, secrets)
	if !found {
		return errors.Join(usageError("give the files that it was found in", "session %s is not in %s", s.ID, strings.Join(files, ", ")), err)
	}
	write := dump.Text
	if f.json {
		write = dump.JSON
	}
	if writing := write(u.out, s, result); writing != nil {
		return writing
	}
	if problems := inputs.problems(err); len(problems) > 0 {
		for _, p := range problems {
			u.note("%s: offset %d: %s; what could be read is shown", p.File, p.Offset, p.Reason)
		}
		return &exitError{code: exitPartlyRead}
	}
	return err
}

// find gives the record of the wanted session, and the files to read it from.
func (f *showFlags) find(ctx context.Context, u *ui, wanted string, files []string, secrets *decrypt.Secrets) (*record.Session, []string, error) {
	for _, name := range files {
		if name == "-" {
			return nil, nil, usageError("save it to a file first", "a session cannot be shown from standard input, which can be read only once")
		}
	}
	if f.store != "" {
		return f.fromStore(u, wanted, files)
	}
	if len(files) == 0 {
		return nil, nil, usageError("edrtap show SESSION capture.pcap, or --store DIR", "no capture file given")
	}
	s, err := findSession(ctx, u, wanted, files, secrets)
	return s, files, err
}

func (f *showFlags) fromStore(u *ui, wanted string, files []string) (*record.Session, []string, error) {
	store, err := openStore(u, f.store)
	if err != nil {
		return nil, nil, err
	}
	defer store.Close()
	s, err := store.Session(wanted)
	if err != nil {
		return nil, nil, usageError("'edrtap sessions --store "+f.store+"' lists them", "session %s: %v", wanted, err)
	}
	if len(files) == 0 {
		if s.File == "" || s.File == stdinName {
			return nil, nil, usageError("give a copy of the capture after the session", "session %s did not come from a file", s.ID)
		}
		files = []string{s.File}
	}
	return &s, files, nil
}

// findSession analyses the files and gives the one session that is wanted.
func findSession(ctx context.Context, u *ui, wanted string, files []string, secrets *decrypt.Secrets) (*record.Session, error) {
	fits, err := matcher(wanted)
	if err != nil {
		return nil, err
	}
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return nil, err
	}
	defer inputs.close()
	var matches []record.Session
	result, readErr := pipeline.Run(ctx, pipeline.Config{
		Source: inputs.source, Files: inputs.names, Secrets: secrets, Expected: func(record.Endpoint) bool { return true },
		OnSession: func(s *record.Session) error {
			if fits(s) && len(matches) <= 20 {
				matches = append(matches, *s)
				cloneSession(&matches[len(matches)-1])
			}
			return nil
		},
	})
	switch {
	case result.Interrupted:
		return nil, &exitError{code: exitInterrupted, message: "interrupted"}
	case len(matches) == 1:
		return &matches[0], nil
	case len(matches) > 1:
		for i := range matches {
			u.note("%s %s %s:%d > %s:%d %s", matches[i].ID, matches[i].Start.Format("2006-01-02T15:04:05.000Z"), matches[i].Client.IP, matches[i].Client.Port, matches[i].Server.IP, matches[i].Server.Port, matches[i].Outcome)
		}
		return nil, usageError("give the whole id of one", "several sessions match %s", wanted)
	}
	return nil, errors.Join(usageError("'edrtap analyze --format jsonl' lists ids", "no session matches %s in %s", wanted, strings.Join(files, ", ")), readErr)
}

// cloneSession takes what a record leads to and what is filled again for the
// next session: its TLS share, with the alerts, and its notes.
func cloneSession(s *record.Session) {
	s.Notes = append([]string(nil), s.Notes...)
	if s.TLS != nil {
		tls := *s.TLS
		tls.Alerts = append([]record.Alert(nil), tls.Alerts...)
		s.TLS = &tls
	}
}

// matcher tells sessions by their id or its beginning, or by the client.
func matcher(wanted string) (func(*record.Session) bool, error) {
	if client, err := netip.ParseAddrPort(wanted); err == nil {
		return func(s *record.Session) bool {
			return s.Client.Port == client.Port() && s.Client.IP.Unmap() == client.Addr().Unmap()
		}, nil
	}
	const shortest = 4
	if len(wanted) < shortest || strings.Trim(wanted, "0123456789abcdef") != "" {
		return nil, usageError("it is 4 to 16 hexadecimal digits, or the client as 10.1.2.11:49712", "%q names no session", wanted)
	}
	return func(s *record.Session) bool { return strings.HasPrefix(s.ID, wanted) }, nil
}
