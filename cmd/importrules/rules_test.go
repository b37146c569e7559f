package main

import (
	"strings"
	"testing"
)

func TestCheckNamesEveryBrokenRule(t *testing.T) {
	tests := []struct {
		name     string
		importer string
		imported string
		broken   bool
	}{
		{"capture may use gopacket", "edrtap/capture/live", "github.com/google/gopacket/pcap", false},
		{"capture must not know TLS", "edrtap/capture/flow", "edrtap/tlsparse", true},
		{"capture must not know rules", "edrtap/capture", "edrtap/rules/record", true},
		{"tlsparse must not know packets", "edrtap/tlsparse", "edrtap/capture/packet", true},
		{"tlsparse must not know gopacket", "edrtap/tlsparse/decrypt", "github.com/google/gopacket", true},
		{"tlsparse may use cryptobyte", "edrtap/tlsparse", "golang.org/x/crypto/cryptobyte", false},
		{"rules must not know storage", "edrtap/rules", "edrtap/storage", true},
		{"rules must not know bytes of TLS", "edrtap/rules/rate", "edrtap/tlsparse", true},
		{"rules must not know output formats", "edrtap/rules", "encoding/json", true},
		{"storage may know records", "edrtap/storage", "edrtap/rules/record", false},
		{"storage must not know rules", "edrtap/storage", "edrtap/rules", true},
		{"only storage knows badger", "edrtap/cmd/edrtap", "github.com/dgraph-io/badger/v4", true},
		{"commands do not know gopacket", "edrtap/cmd/edrtap", "github.com/google/gopacket/layers", true},
		{"bench may measure gopacket", "edrtap/cmd/bench/baseline", "github.com/google/gopacket/reassembly", false},
		{"bench measures from outside", "edrtap/cmd/bench", "edrtap/cmd/edrtap/pipeline", true},
		{"commands wire the rest", "edrtap/cmd/edrtap/pipeline", "edrtap/capture/flow", false},
		{"a prefix of a name is not the folder", "edrtap/storage", "edrtap/rules/recorder", true},
		{"folders are fixed", "edrtap/utils", "fmt", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			broken := check([]goPackage{{ImportPath: test.importer, Imports: []string{test.imported}}})
			if (len(broken) > 0) != test.broken {
				t.Errorf("%s imports %s: got %q, want broken %v", test.importer, test.imported, broken, test.broken)
			}
			if test.broken && !strings.Contains(broken[0], test.importer) {
				t.Errorf("the message %q does not name the importer", broken[0])
			}
		})
	}
}

func TestThisModuleKeepsItsRules(t *testing.T) {
	packages, err := listPackages()
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) == 0 {
		t.Fatal("go list found no package")
	}
	for _, line := range check(packages) {
		t.Error(line)
	}
}
