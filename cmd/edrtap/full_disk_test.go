//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"edrtap/capture/live/testnet"
	"edrtap/cmd/edrtap/smalldisk"
)

// TestAFullDiskEndsNeitherTheAnalysisNorWhatIsStored fills the disks of a store
// and of the evidence while a watch goes on.
func TestAFullDiskEndsNeitherTheAnalysisNorWhatIsStored(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	evidence := smalldisk.Mount(t, "8k")
	disk := smalldisk.Mount(t, "264m") // little more than a store leaves alone
	store := filepath.Join(disk, "store")
	w := startWatch(t, net, "-w", filepath.Join(evidence, "ring"), "--store", store)
	replay(t, net, filepath.Join("..", "..", "pcaps", "san-missing", "capture.pcap"))
	w.wait(&w.stdout, "san-missing")
	w.wait(&w.stderr, "no space left on device; the analysis goes on")

	if err := os.WriteFile(filepath.Join(disk, "others"), make([]byte, 16<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	replay(t, net, filepath.Join("..", "..", "pcaps", "handshake-failed", "capture.pcap"))
	w.wait(&w.stdout, "handshake-failed")
	w.wait(&w.stderr, "too little room on its disk")
	if err := w.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"frame to evidence", "session to store"} {
		w.wait(&w.stderr, kind)
	}
	if code := w.end(syscall.SIGTERM); code != exitInterrupted {
		t.Errorf("exit code %d: %s", code, w.stderr.String())
	}

	got := call(nil, "analyze", "--store", store, filepath.Join("..", "..", "pcaps", "ipv6", "capture.pcap"))
	if got.code != exitFailed || strings.Count(string(got.stderr), "\n") != 1 || !strings.Contains(string(got.stderr), "too little room") {
		t.Errorf("exit code %d: %q", got.code, got.stderr)
	}
	if got := call(nil, "store", "check", "--store", store); got.code != exitDone {
		t.Errorf("exit code %d: %s", got.code, got.stderr)
	}
	findings := string(call(nil, "findings", "--store", store, "--format", "csv").stdout)
	if !strings.Contains(findings, "san-missing") || strings.Contains(findings, "handshake-failed") {
		t.Errorf("the store has\n%s", findings)
	}
}
