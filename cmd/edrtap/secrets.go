package main

import (
	"context"
	"os"
	"time"

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
	secrets, logs, err := f.open()
	for _, log := range logs {
		log.lines.End()
		log.close(u)
	}
	return secrets, err
}

// follow reads what was given, and goes on reading key logs as they grow until
// ctx is done.
func (f *secretFlags) follow(ctx context.Context, u *ui) (*decrypt.Secrets, error) {
	secrets, logs, err := f.open()
	if err != nil || len(logs) == 0 {
		return secrets, err
	}
	secrets.Grow(true)
	go func() {
		// Packets of a handshake are through long before its records have
		// waited for their keys as long as they may.
		for tick := time.Tick(50 * time.Millisecond); ; {
			select {
			case <-ctx.Done():
				for _, log := range logs {
					log.close(u)
				}
				return
			case <-tick:
				for _, log := range logs {
					_ = log.read() // what cannot be read now may be later
				}
			}
		}
	}()
	return secrets, nil
}

// open reads server keys, and key logs as far as they go by now.
func (f *secretFlags) open() (*decrypt.Secrets, []*keyLog, error) {
	if len(f.keyLogs)+len(f.serverKeys) == 0 {
		return nil, nil, nil
	}
	secrets := decrypt.NewSecrets()
	for _, name := range f.serverKeys {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, usageError("", "server key: %v", err)
		}
		if err := secrets.AddServerKey(text); err != nil {
			return nil, nil, usageError("", "server key: %s: %v", name, err)
		}
	}
	var logs []*keyLog
	for _, name := range f.keyLogs {
		file, err := os.Open(name)
		if err != nil {
			return nil, logs, usageError("", "key log: %v", err)
		}
		log := &keyLog{name: name, file: file, lines: decrypt.NewKeyLog(secrets)}
		logs = append(logs, log)
		if err := log.read(); err != nil {
			return nil, logs, usageError("", "key log: %v", err)
		}
	}
	return secrets, logs, nil
}

// keyLog is a key log that is being read.
type keyLog struct {
	name  string
	file  *os.File
	lines *decrypt.KeyLog
}

// read takes what was written since.
func (k *keyLog) read() error {
	_, err := k.file.WriteTo(k.lines)
	return err
}

// close says what was no secret.
func (k *keyLog) close(u *ui) {
	_ = k.file.Close() // only read from
	if problem := k.lines.Problem(); problem != "" {
		u.note("key log: %s: %s", k.name, problem)
	}
}
