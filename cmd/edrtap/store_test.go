package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAStoreIsOneProcessesAndOutlivesIt asks a store while another process
// writes to it, and after that one was killed.
func TestAStoreIsOneProcessesAndOutlivesIt(t *testing.T) {
	program, err := exec.LookPath("edrtap")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "pcaps", "healthy-tls12", "capture.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(t.TempDir(), "store")
	c := exec.Command(program, "analyze", "--store", store, "-")
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	if _, err := stdin.Write(data); err != nil { // and it waits for more
		t.Fatal(err)
	}
	// Until it has the store to itself, whoever asks would keep it from that;
	// and a copy tells what a kill leaves.
	readable := func() bool {
		holder, _ := os.ReadFile(filepath.Join(store, "LOCK")) // which may not be there yet
		if strings.TrimSpace(string(holder)) != fmt.Sprint(c.Process.Pid) {
			return false
		}
		copied := filepath.Join(t.TempDir(), "store")
		return os.CopyFS(copied, os.DirFS(store)) == nil && call(nil, "sessions", "--store", copied).code == exitDone
	}
	for deadline := time.Now().Add(3 * time.Minute); !readable(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("there is no store within three minutes")
		}
	}
	got := call(nil, "sessions", "--store", store)
	busy := fmt.Sprintf("edrtap: store %s is in use by another process (pid %d): close it there, or use another store\n", store, c.Process.Pid)
	if got.code != exitFailed || string(got.stderr) != busy || len(got.stdout) > 0 {
		t.Errorf("exit code %d, %q, %q, want %q", got.code, got.stdout, got.stderr, busy)
	}
	if err := c.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	_ = c.Wait()
	got = call(nil, "sessions", "--store", store)
	if got.code != exitDone || !strings.Contains(string(got.stderr), "was not closed in order, and is now") {
		t.Errorf("exit code %d, %q", got.code, got.stderr)
	}
	if got = call(nil, "store", "check", "--store", store); got.code != exitDone || !strings.Contains(string(got.stdout), "is sound") {
		t.Errorf("exit code %d, %q", got.code, got.stdout)
	}
}
