// Command generate writes the registries of package tlsparse as Go source.
//
// It is run by "go generate ./tlsparse/..." in the folder tlsparse: it reads
// registry/*.tsv there and writes registry_*.go beside them.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	files, err := generate("registry")
	if err != nil {
		log.Fatal(err)
	}
	for name, source := range files {
		if err := os.WriteFile(name, source, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// generate returns the generated files, by name, for the lists in folder.
func generate(folder string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	for _, r := range registries {
		rows, err := readRows(filepath.Join(folder, r.list+".tsv"))
		if err != nil {
			return nil, err
		}
		source, err := r.source(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.list, err)
		}
		files["registry_"+r.list+".go"] = source
	}
	return files, nil
}
