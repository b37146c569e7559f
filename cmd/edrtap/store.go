package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"edrtap/storage"
)

func newStore(u *ui) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "look after a store: figures, check, backup, restore, compact, migrate",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newStoreStats(u), newStoreCheck(u), newStoreBackup(u), newStoreRestore(u), newStoreCompact(u), newStoreMigrate(u))
	return cmd
}

// storeVerb makes a verb that does something with one store.
func storeVerb(name, short string, do func(cmd *cobra.Command, dir string) error) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   name + " --store DIR",
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usageError("give it with --store DIR", "no store")
			}
			return do(cmd, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "store", "", "the store in `DIR`")
	return cmd
}

func newStoreStats(u *ui) *cobra.Command {
	var asJSON bool
	cmd := storeVerb("stats", "say how much a store holds, of what, from when to when", func(cmd *cobra.Command, dir string) (err error) {
		store, err := openStore(u, dir)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		st, err := store.Stats(cmd.Context())
		if err != nil {
			return err
		}
		if asJSON {
			return json.NewEncoder(u.out).Encode(st)
		}
		t := newTable(u.out, "WHAT", "COUNT", "BYTES")
		for _, c := range st.Contents {
			t.row(c.Name, strconv.Itoa(c.Count), strconv.FormatInt(c.Bytes, 10))
		}
		t.row("on disk", "", strconv.FormatInt(st.Disk, 10))
		t.row("of it tables", "", strconv.FormatInt(st.Tables, 10))
		if err := t.flush(); err != nil {
			return err
		}
		if st.First.IsZero() {
			return nil
		}
		_, err = fmt.Fprintf(u.out, "sessions from %s to %s, schema %d\n", st.First.Format("2006-01-02T15:04:05.000Z"), st.Last.Format("2006-01-02T15:04:05.000Z"), st.Schema)
		return err
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return cmd
}

func newStoreCheck(u *ui) *cobra.Command {
	return storeVerb("check", "read everything in a store and say what is damaged", func(cmd *cobra.Command, dir string) (err error) {
		store, err := openStore(u, dir)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		c, err := store.Check(cmd.Context())
		if err != nil {
			return err
		}
		for _, p := range c.Problems {
			fmt.Fprintln(u.out, p)
		}
		if c.More > 0 {
			fmt.Fprintf(u.out, "and %d more\n", c.More)
		}
		if n := len(c.Problems) + c.More; n > 0 {
			return fmt.Errorf("store %s: %d problems: 'edrtap store compact' writes the index anew; for the rest restore a backup, or analyse the captures again", dir, n)
		}
		_, err = fmt.Fprintf(u.out, "store %s is sound: %d sessions and %d other values read\n", dir, c.Sessions, c.Values)
		return err
	})
}

func newStoreBackup(u *ui) *cobra.Command {
	var output string
	cmd := storeVerb("backup", "write a store to one file", func(_ *cobra.Command, dir string) (err error) {
		if output == "" {
			return usageError("give it with -o store.backup; - is standard output", "no file to write to")
		}
		store, err := openStore(u, dir)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		out, closeOut, err := createOutput(output, nil, u.out)
		if err != nil {
			return err
		}
		return errors.Join(store.Backup(out), closeOut())
	})
	cmd.Use += " -o FILE"
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the backup to `FILE`; - is standard output")
	return cmd
}

func newStoreRestore(u *ui) *cobra.Command {
	var input string
	cmd := storeVerb("restore", "make a new store of a backup", func(_ *cobra.Command, dir string) error {
		if input == "-" {
			return storage.Restore(u.in, dir, storage.Options{})
		}
		if input == "" {
			return usageError("give it with -r store.backup; - is standard input", "no backup to read")
		}
		file, err := os.Open(input)
		if err != nil {
			return usageError("", "backup: %v", err)
		}
		defer file.Close()
		return storage.Restore(file, dir, storage.Options{})
	})
	cmd.Use += " -r FILE"
	cmd.Flags().StringVarP(&input, "read", "r", "", "read the backup from `FILE`; - is standard input")
	return cmd
}

func newStoreCompact(u *ui) *cobra.Command {
	var age, size string
	cmd := storeVerb("compact", "make a store small: remove what is too old or too much, and merge the rest", func(cmd *cobra.Command, dir string) (err error) {
		policy, err := parsePolicy(age, size)
		if err != nil {
			return err
		}
		if _, err := os.Stat(dir); err != nil {
			return usageError("", "store %s: %v", dir, err)
		}
		store, err := storage.Open(dir, storage.Options{})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		before, err := store.Stats(cmd.Context())
		if err != nil {
			return err
		}
		removed, err := store.Compact(cmd.Context(), policy)
		if err != nil {
			return err
		}
		after, err := store.Stats(cmd.Context())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(u.out, "store %s: %d sessions removed, %d bytes on disk, %d before\n", dir, removed, after.Disk, before.Disk)
		return err
	})
	cmd.Flags().StringVar(&age, "max-age", "", "remove what is older than this `TIME` before the latest session: 36h, 30d, 8w")
	cmd.Flags().StringVar(&size, "max-size", "", "remove the oldest until the store is at most this `SIZE` on disk: 500MB, 10GB")
	return cmd
}

// parsePolicy reads how much a store is to keep.
func parsePolicy(age, size string) (p storage.Policy, err error) {
	if age != "" {
		if p.MaxAge, err = parseDuration(age); err != nil || p.MaxAge <= 0 {
			return p, usageError("write it as 36h, 30d or 8w", "--max-age: %q is no time", age)
		}
	}
	if size != "" {
		if p.MaxSize, err = parseSize(size); err != nil {
			return p, usageError("write it as 500MB or 10GB", "--max-size: %v", err)
		}
	}
	return p, nil
}

// parseSize reads a number of bytes: 1000000, 500MB, 10GB, 8GiB.
func parseSize(s string) (int64, error) {
	const smallest = 16 << 20 // a store without a session takes some of it
	units := []struct {
		name  string
		bytes int64
	}{
		{"KiB", 1 << 10},
		{"MiB", 1 << 20},
		{"GiB", 1 << 30},
		{"TiB", 1 << 40},
		{"kB", 1e3},
		{"KB", 1e3},
		{"MB", 1e6},
		{"GB", 1e9},
		{"TB", 1e12},
		{"", 1},
	}
	for _, u := range units {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 64)
		switch {
		case err != nil || n < 0 || n > 1<<62/u.bytes:
			return 0, fmt.Errorf("%q is no size", s)
		case n*u.bytes < smallest:
			return 0, fmt.Errorf("%s is less than the %d bytes that a store takes at least", s, smallest)
		}
		return n * u.bytes, nil
	}
	return 0, fmt.Errorf("%q is no size", s)
}

func newStoreMigrate(u *ui) *cobra.Command {
	return storeVerb("migrate", "bring a store of an older version up to date", func(cmd *cobra.Command, dir string) error {
		if _, err := os.Stat(dir); err != nil {
			return usageError("", "store %s: %v", dir, err)
		}
		migrated, err := storage.Migrate(cmd.Context(), dir, storage.Options{})
		if err != nil {
			return err
		}
		says := "is up to date already"
		if migrated {
			says = "is up to date now"
		}
		_, err = fmt.Fprintf(u.out, "store %s %s\n", dir, says)
		return err
	})
}
