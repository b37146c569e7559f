package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/dashboard"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	inventory inventoryFlags
	listen    listenFlags
	store     string
	readOnly  bool
	maxUpload int64
	lang      string
}

func newServe(u *ui) *cobra.Command {
	f := &serveFlags{}
	cmd := &cobra.Command{
		Use:   "serve --store DIR",
		Short: "show what a store holds in a browser",
		Long: `Serves a dashboard over a store: the views of the report, sessions with filters,
each session message by message, and analysis of captures that are uploaded.

It listens on this machine alone. To be reached from others it needs a
certificate (--tls-cert, --tls-key) and a token that users have to know
(--token-file). Its API is described at /api/v1/openapi.json.

While it runs it holds the store for itself, so that what is uploaded can be
kept; with --read-only nothing can be uploaded, and others can read as well.`,
		Example: `  edrtap serve --store /var/lib/edrtap
  edrtap serve --store /var/lib/edrtap --listen 10.9.9.30:9440 --tls-cert c.pem --tls-key k.pem --token-file token`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), u) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.store, "store", "", "the store: the `DIR` that 'analyze --store' wrote; made where it is not there")
	flags.BoolVar(&f.readOnly, "read-only", false, "take no uploads, and let others read the store too")
	flags.Int64Var(&f.maxUpload, "max-upload", 1<<30, "take captures of at most `N` bytes")
	flags.StringVar(&f.lang, "lang", "", "language of pages, en or ja (default: the locale's); a page can choose another")
	f.listen.register(flags, "127.0.0.1:9440")
	f.inventory.register(cmd)
	return cmd
}

func (f *serveFlags) run(ctx context.Context, u *ui) (err error) {
	lang, err := language(f.lang)
	if err != nil {
		return err
	}
	if f.store == "" {
		return usageError("give it with --store DIR", "no store to serve")
	}
	if f.maxUpload <= 0 {
		return usageError("use --read-only to take none", "--max-upload: %d is not more than 0", f.maxUpload)
	}
	told, err := f.inventory.inventory()
	if err != nil {
		return err
	}
	door, err := f.listen.check()
	if err != nil {
		return err
	}
	store, err := storage.Open(f.store, storage.Options{ReadOnly: f.readOnly})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	config := dashboard.Config{
		Source: store, Version: version, Lang: lang, Inventory: func() *inventory.Inventory { return told },
		Hosts: door.hosts, Secure: door.tls != nil, Token: door.token, MaxUpload: f.maxUpload,
	}
	config.Packets = func(ctx context.Context, s record.Session, w io.Writer) error {
		return sessionPackets(ctx, u, store, s, w)
	}
	if !f.readOnly {
		config.Analyze = intoStore(u, store, told, lang)
	}
	listener, err := door.open(u, f.listen.address)
	if err != nil {
		return err
	}
	return dashboard.New(config).Serve(ctx, listener)
}

// sessionPackets writes the packets of a session from the captures that the
// store remembers.
func sessionPackets(ctx context.Context, u *ui, store *storage.Store, s record.Session, w io.Writer) error {
	sessions := []record.Session{s}
	files, err := rememberedOf(ctx, store, sessions)
	if err != nil {
		return err
	}
	picked, _, err := pick(ctx, u, files, sessions)
	if err != nil {
		return err
	}
	if picked.Frames == 0 {
		return fmt.Errorf("session %s is not in %s any more", s.ID, strings.Join(files, ", "))
	}
	_, err = writePicked(ctx, u, picked, files, w, "session "+s.ID, false)
	return err
}

// uploaded is how the names of uploaded captures begin in records. No file has
// such a name, so that nobody can have one of this machine read by its name.
const uploaded = "upload://"

// intoStore analyses uploaded captures and keeps the results in the store.
func intoStore(u *ui, store *storage.Store, told *inventory.Inventory, lang text.Lang) dashboard.Analyze {
	return func(ctx context.Context, file, name string, progress func(read, total int64)) (err error) {
		inputs, err := openInputs(ctx, []string{file}, u)
		if err != nil {
			return err
		}
		defer inputs.close()
		inputs.names[0] = uploaded + filepath.Base(name)
		writer, err := store.NewWriter(storage.RunID())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, writer.Close()) }()
		a := &analysis{
			flags: &analyzeFlags{}, inputs: inputs, told: told, engine: newEngine(told, lang, store.Dir()), start: time.Now(),
			sinks: sinks{out: nowhere{}, store: store, writer: writer, inputs: inputs},
		}
		stop := every(200*time.Millisecond, func() { progress(inputs.progress()) })
		summary, result, readErr, err := a.run(ctx)
		stop()
		switch {
		case err != nil:
			return err
		case result.Interrupted:
			return errors.New("interrupted")
		case len(summary.Problems) > 0:
			return errors.New(summary.Problems[0].Reason)
		}
		return readErr
	}
}

// nowhere is the output of an analysis that only a store is to keep.
type nowhere struct{}

func (nowhere) Session(*record.Session) error     { return nil }
func (nowhere) Finding(*record.Finding) error     { return nil }
func (nowhere) Rate(*record.Rate) error           { return nil }
func (nowhere) Diagnosis(*record.Diagnosis) error { return nil }
func (nowhere) Summary(*record.Summary) error     { return nil }
func (nowhere) Close() error                      { return nil }

// every calls do again and again in a goroutine; the function that it returns
// ends that.
func every(pause time.Duration, do func()) (stop func()) {
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
				do()
			}
		}
	}()
	return func() { close(quit); <-gone }
}

// readToken reads what callers have to know from a file that only its owner
// can read.
func readToken(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", usageError("", "--token-file: %v", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", usageError("chmod 600 "+name, "--token-file: %s can be read by others", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return "", usageError("", "--token-file: %v", err)
	}
	token := strings.TrimSpace(string(data))
	if len(token) < minToken {
		return "", usageError("openssl rand -hex 32 > "+name, "--token-file: the token in %s has %d characters, and needs %d", name, len(token), minToken)
	}
	return token, nil
}

const minToken = 20
