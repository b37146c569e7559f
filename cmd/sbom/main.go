// Command sbom lists what binaries were built from, as their build information
// says it, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/).
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

type document struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	URL     string `json:"purl,omitempty"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: sbom VERSION BINARY...")
		os.Exit(2)
	}
	d, err := describe(os.Args[1], os.Args[2:])
	if err == nil {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		err = out.Encode(d)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// describe brings together what the binaries hold.
func describe(version string, binaries []string) (*document, error) {
	d := &document{
		Format: "CycloneDX", Spec: "1.6", Version: 1,
		Metadata: metadata{component{Type: "application", Ref: "edrtap", Name: "edrtap", Version: version}},
	}
	seen := make(map[string]bool)
	add := func(c component) {
		if !seen[c.Ref] {
			seen[c.Ref] = true
			d.Components = append(d.Components, c)
		}
	}
	for _, name := range binaries {
		info, err := buildinfo.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		base := filepath.Base(name)
		add(component{Type: "file", Ref: base, Name: base})
		add(component{Type: "library", Ref: "go " + info.GoVersion, Name: "Go standard library", Version: strings.TrimPrefix(info.GoVersion, "go")})
		for _, module := range info.Deps {
			add(ofModule(module))
		}
	}
	slices.SortFunc(d.Components, func(a, b component) int { return strings.Compare(a.Ref, b.Ref) })
	return d, nil
}

func ofModule(m *debug.Module) component {
	if m.Replace != nil {
		m = m.Replace
	}
	url := "pkg:golang/" + m.Path + "@" + m.Version
	return component{Type: "library", Ref: url, Name: m.Path, Version: m.Version, URL: url}
}
