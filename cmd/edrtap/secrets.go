package main

import (
	"os"

	"github.com/spf13/cobra"

	"edrtap/tlsparse/decrypt"
	"edrtap/tlsparse/exchange"
)

// secretFlags say with what sessions are decrypted, and where the events are
// in what comes out.
type secretFlags struct {
	keyLogs    []string
	serverKeys []string
	eventPath  string
}

func (f *secretFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.keyLogs, "keylog", nil, "decrypt with the key log `FILE` (NSS format, as of SSLKEYLOGFILE); repeatable")
	flags.StringArrayVar(&f.serverKeys, "server-key", nil, "decrypt RSA key exchange with a server's private key in `FILE` (PEM); repeatable")
	flags.StringVar(&f.eventPath, "event-path", "", "where in decrypted uploads the events are, as a JSON `PATH`: events, $.data.list, $[*].items (default: found out)")
}

// path reads --event-path.
func (f *secretFlags) path() (exchange.Path, error) {
	if f.eventPath == "" {
		return exchange.Path{}, nil
	}
	path, err := exchange.ParsePath(f.eventPath)
	if err != nil {
		return path, usageError("", "--event-path: %v", err)
	}
	return path, nil
}

// load reads what was given; nil where nothing was.
func (f *secretFlags) load(u *ui) (*decrypt.Secrets, error) {
	if len(f.keyLogs)+len(f.serverKeys) == 0 {
		return nil, nil
	}
	secrets := decrypt.NewSecrets()
	for _, name := range f.serverKeys {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, usageError("", "server key: %v", err)
		}
		if err := secrets.AddServerKey(text); err != nil {
			return nil, usageError("", "server key: %s: %v", name, err)
		}
	}
	for _, name := range f.keyLogs {
		if err := loadKeyLog(u, secrets, name); err != nil {
			return nil, err
		}
	}
	return secrets, nil
}

func loadKeyLog(u *ui, secrets *decrypt.Secrets, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return usageError("", "key log: %v", err)
	}
	defer file.Close()
	log := decrypt.NewKeyLog(secrets)
	if _, err := file.WriteTo(log); err != nil {
		return usageError("", "key log: %v", err)
	}
	log.End()
	if problem := log.Problem(); problem != "" {
		u.note("key log: %s: %s", name, problem)
	}
	return nil
}
