//go:debug cryptocustomrand=1

// Command generate writes the bundled captures anew:
//
//	go run ./pcaps/generate [-seed N] [-only CASE] [-out DIR]
//
// It plays real TLS stacks against each other over an emulated network, and
// writes what the sensor saw beside what the ends knew. The debug setting
// above makes crypto/tls obey the seed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

const defaultSeed = 20260302

func main() {
	seed := flag.Uint64("seed", defaultSeed, "seed of everything random")
	only := flag.String("only", "", "write this case alone")
	out := flag.String("out", "pcaps", "folder of the cases")
	flag.Parse()
	if err := run(*seed, *only, *out); err != nil {
		fmt.Fprintf(os.Stderr, "generate: %v\n", err)
		os.Exit(1)
	}
}

func run(seed uint64, only, out string) error {
	written := 0
	for _, c := range cases() {
		if only != "" && c.Name != only {
			continue
		}
		b, err := c.Make(seed)
		if err != nil {
			return fmt.Errorf("case %s: %w", c.Name, err)
		}
		if err := write(c, b, filepath.Join(out, c.Name)); err != nil {
			return err
		}
		written++
	}
	if written == 0 {
		return fmt.Errorf("no case is called %q", only)
	}
	return nil
}

func write(c Case, b Bundle, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	facts, err := json.MarshalIndent(b.Truth, "", " ")
	if err != nil {
		return err
	}
	files := map[string][]byte{
		b.Truth.File: b.Capture,
		"truth.json": append(facts, '\n'),
		"README.md":  []byte(c.Readme(b)),
	}
	if len(b.Keys) > 0 {
		files["keys.log"] = b.Keys
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
