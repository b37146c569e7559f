package main

import (
	"context"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/pipeline"
)

// readingFlags are what every verb has that reads captures and shows one side
// of them; analyze has more.
type readingFlags struct {
	secrets secretFlags
	read    []string
	filter  string
}

func (f *readingFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.read, "read", "r", nil, "a capture `FILE`, as the argument; repeatable")
	flags.StringVarP(&f.filter, "filter", "f", "", "only frames that pass this tcpdump `EXPRESSION`")
	f.secrets.register(cmd)
}

// run reads the captures to their end. What is wanted of them is in config; its
// source, secrets and path come from the flags. The error says what could not
// be read; the result is valid with it unless it is nil.
func (f *readingFlags) run(ctx context.Context, u *ui, files []string, config pipeline.Config) (*pipeline.Result, error) {
	var err error
	if config.Secrets, err = f.secrets.load(u); err != nil {
		return nil, err
	}
	if config.EventPath, err = f.secrets.path(); err != nil {
		return nil, err
	}
	inputs, err := openInputs(ctx, files, u)
	if err != nil {
		return nil, err
	}
	defer inputs.close()
	if err := inputs.filter(f.filter); err != nil {
		return nil, err
	}
	config.Source, config.Files = inputs.source, inputs.names
	bar := startProgress(u.err, inputs.progress)
	result, err := pipeline.Run(ctx, config)
	bar.stop()
	partly := sayProblems(u, inputs.problems(err), "shown")
	switch {
	case result.Interrupted:
		return result, &exitError{code: exitInterrupted, message: "interrupted: this is what was read up to then"}
	case partly != nil:
		return result, partly
	}
	return result, err
}

// captures gives the files to read: those of -r, then the arguments.
func (f *readingFlags) captures(args []string) []string { return append(f.read, args...) }
