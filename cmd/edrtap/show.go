package main

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/dump"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/cmd/edrtap/session"
	"edrtap/rules/record"
	"edrtap/storage"
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
captures that the store remembers.`,
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
	if partly := sayProblems(u, inputs.problems(err), "shown"); partly != nil {
		return partly
	}
	return err
}

// find gives the record of the wanted session, and the files to read it from.
func (f *showFlags) find(ctx context.Context, u *ui, wanted string, files []string, secrets *decrypt.Secrets) (*record.Session, []string, error) {
	if slices.Contains(files, "-") {
		return nil, nil, usageError("save it to a file first", "a session cannot be shown from standard input, which can be read only once")
	}
	q, err := sessionQuery(wanted)
	if err != nil {
		return nil, nil, err
	}
	if f.store != "" {
		return f.fromStore(ctx, u, wanted, q, files)
	}
	if len(files) == 0 {
		return nil, nil, usageError("edrtap show SESSION capture.pcap, or --store DIR", "no capture file given")
	}
	s, err := findSession(ctx, u, wanted, q, files, secrets)
	return s, files, err
}

// fromStore asks the store for the session and, where no files are given, for
// the captures that it has it from.
func (f *showFlags) fromStore(ctx context.Context, u *ui, wanted string, q sought, files []string) (_ *record.Session, _ []string, err error) {
	store, err := openStore(u, f.store)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var matches []record.Session
	for s, err := range store.Sessions(ctx, q.Query) {
		if err != nil {
			return nil, nil, err
		}
		if q.fits(&s) && len(matches) <= mostMatches {
			matches = append(matches, s)
		}
	}
	s, err := theOne(u, wanted, matches)
	if s == nil {
		return nil, nil, cmp.Or(err, usageError("'edrtap sessions --store "+f.store+"' lists them", "no session matches %s in store %s", wanted, f.store))
	}
	if len(files) == 0 {
		files, err = rememberedOf(ctx, store, matches)
	}
	return s, files, err
}

// findSession analyses the files and gives the one session that is wanted.
func findSession(ctx context.Context, u *ui, wanted string, q sought, files []string, secrets *decrypt.Secrets) (*record.Session, error) {
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return nil, err
	}
	defer inputs.close()
	var matches []record.Session
	result, readErr := pipeline.Run(ctx, pipeline.Config{
		Source: inputs.source, Files: inputs.names, Secrets: secrets, Expected: func(record.Endpoint) bool { return true },
		OnSession: func(s *record.Session) error {
			if q.fits(s) && len(matches) <= mostMatches {
				matches = append(matches, *session.Keep(s))
			}
			return nil
		},
	})
	if result.Interrupted {
		return nil, context.Canceled
	}
	if s, err := theOne(u, wanted, matches); s != nil || err != nil {
		return s, err
	}
	_ = sayProblems(u, inputs.problems(readErr), "searched") // the session may be in the rest
	return nil, errors.Join(usageError("'edrtap analyze --format jsonl' lists ids", "no session matches %s in %s", wanted, strings.Join(files, ", ")), readErr)
}

// mostMatches is how many sessions are listed where several match.
const mostMatches = 20

// theOne gives the only session of a list; nil where there is none. Of several
// it says which.
func theOne(u *ui, wanted string, matches []record.Session) (*record.Session, error) {
	switch len(matches) {
	case 0:
		return nil, nil
	case 1:
		return &matches[0], nil
	}
	for i := range matches {
		s := &matches[i]
		u.note("%s %s %s > %s %s", s.ID, shortTime(s.Start, time.UTC), s.Client, s.Server, s.Outcome)
	}
	return nil, usageError("give the whole id of one", "several sessions match %s", wanted)
}

// sought is the sessions that one word on the command line may mean.
type sought struct {
	storage.Query
	fits func(*record.Session) bool
}

// sessionQuery reads how a session is called: by its id or the beginning of it,
// or by its client.
func sessionQuery(wanted string) (sought, error) {
	if client, err := netip.ParseAddrPort(wanted); err == nil {
		q := storage.Query{Client: storage.Address(client.Addr().Unmap())}
		fits := q.FitsSession()
		return sought{q, func(s *record.Session) bool { return s.Client.Port == client.Port() && fits(s) }}, nil
	}
	const shortest = 4
	if len(wanted) < shortest || strings.Trim(wanted, "0123456789abcdef") != "" {
		return sought{}, usageError("it is 4 to 16 hexadecimal digits, or the client as 10.1.2.11:49712", "%q names no session", wanted)
	}
	q := storage.Query{ID: wanted}
	return sought{q, q.FitsSession()}, nil
}
