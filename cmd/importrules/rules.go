package main

import (
	"fmt"
	"strings"
)

// goPackage is what `go list -json` says of one package.
type goPackage struct {
	ImportPath string
	Imports    []string
}

// layer says what the packages below Path may import of this module and of
// others; the standard library is allowed but for what Forbidden names.
type layer struct {
	Path      string
	Allowed   []string // import path prefixes, of this module and of others
	Forbidden []string // import path prefixes, of the standard library too
}

// layers is in order: the first whose Path fits a package holds for it.
var layers = []layer{
	{
		Path:    "edrtap/capture",
		Allowed: []string{"edrtap/capture", "github.com/google/gopacket", "github.com/klauspost/compress", "golang.org/x/sys", "golang.org/x/net/bpf", "golang.org/x/net/dns"},
	},
	{
		Path:      "edrtap/tlsparse",
		Allowed:   []string{"edrtap/tlsparse", "edrtap/capture/slab", "golang.org/x/crypto", "golang.org/x/net/http2", "github.com/klauspost/compress", "github.com/andybalholm/brotli"},
		Forbidden: []string{"os/exec"},
	},
	{
		Path:      "edrtap/rules/record",
		Forbidden: []string{"os", "net/http"},
	},
	{
		Path:      "edrtap/rules",
		Allowed:   []string{"edrtap/rules", "golang.org/x/net/idna", "golang.org/x/net/publicsuffix", "golang.org/x/text", "go.yaml.in/yaml"},
		Forbidden: []string{"encoding/json", "encoding/csv", "net/http", "os/exec"},
	},
	{
		Path:    "edrtap/storage",
		Allowed: []string{"edrtap/storage", "edrtap/rules/record", "github.com/dgraph-io/badger", "github.com/dgraph-io/ristretto"},
	},
	{
		Path:    "edrtap/pcaps",
		Allowed: []string{"edrtap/pcaps", "edrtap/rules/record", "github.com/google/gopacket", "github.com/refraction-networking/utls", "github.com/klauspost/compress"},
	},
	{
		Path:    "edrtap/cmd/bench", // measures against gopacket, and so needs it
		Allowed: []string{"edrtap/cmd/bench", "edrtap/pcaps/generate", "github.com/google/gopacket"},
	},
	{
		Path:    "edrtap/cmd/edrtap/screen", // alone draws on a terminal
		Allowed: []string{"edrtap/capture/live", "edrtap/cmd/edrtap/monitor", "edrtap/cmd/edrtap/output", "edrtap/rules/record", "edrtap/rules/text", "charm.land/bubbletea"},
	},
	{
		Path:      "edrtap/cmd",
		Allowed:   []string{""},
		Forbidden: []string{"github.com/google/gopacket", "github.com/dgraph-io/badger", "charm.land/bubbletea"},
	},
}

// check returns one line per import that breaks a rule.
func check(packages []goPackage) []string {
	var broken []string
	for _, p := range packages {
		l, ok := layerOf(p.ImportPath)
		if !ok {
			broken = append(broken, fmt.Sprintf("%s: stands outside of the fixed folders", p.ImportPath))
			continue
		}
		for _, imported := range p.Imports {
			if reason := l.refuses(imported); reason != "" {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imported, reason))
			}
		}
	}
	return broken
}

func layerOf(path string) (layer, bool) {
	for _, l := range layers {
		if within(path, l.Path) {
			return l, true
		}
	}
	return layer{}, false
}

func (l layer) refuses(imported string) string {
	for _, prefix := range l.Forbidden {
		if within(imported, prefix) {
			return l.Path + " must not know it"
		}
	}
	if isStandard(imported) {
		return ""
	}
	for _, prefix := range l.Allowed {
		if prefix == "" || within(imported, prefix) {
			return ""
		}
	}
	return "not among what " + l.Path + " may import"
}

// within says whether path is prefix or lies below it.
func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

// isStandard holds for import paths without a dot in the first element, the
// go command's own rule, but for this module's.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "edrtap"
}
