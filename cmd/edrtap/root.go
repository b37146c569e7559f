package main

import (
	"cmp"
	"os"

	"github.com/spf13/cobra"

	"edrtap/rules/text"
)

// newRoot builds the command line: one verb, one file.
func newRoot(u *ui) *cobra.Command {
	root := &cobra.Command{
		Use:   "edrtap",
		Short: "say why Symantec Endpoint Protection clients cannot enrol with a Symantec EDR appliance",
		Long: `edrtap reads captured traffic between Symantec Endpoint Protection clients and a
Symantec EDR appliance and says which clients are stuck, why, how sure that is,
and what to change. It only listens: it never sends a packet.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version,
	}
	root.SetIn(u.in)
	root.SetOut(u.out)
	root.SetErr(u.err)
	root.SetVersionTemplate("edrtap {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError("see '"+cmd.CommandPath()+" --help'", "%v", err)
	})
	root.Args = cobra.NoArgs
	root.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	root.AddCommand(
		newAnalyze(u),
		newWatch(u),
		newDoctor(u),
		newSessions(u),
		newFindings(u),
		newRates(u),
		newHTTP(u),
		newCalibrate(u),
		newReport(u),
		newServe(u),
		newRules(u),
		newExplain(u),
		newConfig(u),
		newDiff(u),
		newShow(u),
		newCarve(u),
		newBundle(u),
		newStore(u),
	)
	root.AddCommand(newMan())
	wrapArgs(root)
	return root
}

// wrapArgs makes every verb's complaint about its arguments a usage error.
func wrapArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError("see '"+c.CommandPath()+" --help'", "%v", err)
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		wrapArgs(sub)
	}
}

// language is the language of explanations: what the flag says, else what the
// locale says (POSIX.1-2017 section 8.2: LC_ALL, then LC_MESSAGES, then LANG).
func language(flag string) (text.Lang, error) {
	if flag != "" {
		lang, known := text.ParseLang(flag)
		if !known {
			return "", usageError("use --lang en or --lang ja", "unknown language %q", flag)
		}
		return lang, nil
	}
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	lang, _ := text.ParseLang(locale) // English where the locale is neither
	return lang, nil
}
