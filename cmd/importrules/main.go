// Command importrules checks who may import what. The table in rules.go is
// the architecture of docs/ARCHITECTURE.md in a form that a machine can hold.
//
//	go run ./cmd/importrules
//
// It prints one line per import that breaks a rule, and exits with 1 then.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	packages, err := listPackages()
	if err != nil {
		fmt.Fprintln(os.Stderr, "importrules:", err)
		os.Exit(2)
	}
	broken := check(packages)
	for _, line := range broken {
		fmt.Fprintln(os.Stderr, line)
	}
	if len(broken) > 0 {
		os.Exit(1)
	}
	fmt.Printf("importrules: %d packages, every import allowed\n", len(packages))
}

// listPackages asks the go command for the packages of this module. Test
// files are not listed: a test may import what it needs to build its input.
func listPackages() ([]goPackage, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	var packages []goPackage
	for decoder := json.NewDecoder(&stdout); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
	}
}
