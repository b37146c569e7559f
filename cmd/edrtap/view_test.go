//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"edrtap/capture/live/testnet"
)

// startView starts edrtap on the tap of a network and a terminal of its own,
// and gives what types there.
func startView(t *testing.T, net *testnet.Net, args string) (w *watcher, typed io.Writer) {
	t.Helper()
	w = &watcher{t: t}
	w.cmd = net.Command("script", "-qefc", "trap : HUP; stty cols 80 rows 24; TERM=xterm LC_ALL=C.UTF-8 edrtap watch -i "+net.Tap+" "+args, "/dev/null")
	w.cmd.Stdout, w.cmd.Stderr = &w.stdout, &w.stderr
	typed, err := w.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.cmd.Process.Kill() // where it has not ended yet; its terminal goes, and what runs there
		_, _ = w.cmd.Process.Wait()
	})
	return w, typed
}

// What a terminal is told when the view comes and goes (xterm's DECSET 1049).
const (
	enterScreen = "\x1b[?1049h"
	leaveScreen = "\x1b[?1049l"
)

func TestTheViewComesOnATerminalAndGoesInGoodOrder(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"q": "q", "Ctrl-C": "\x03"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			net := testnet.New(t, "script", "tcpreplay")
			w, typed := startView(t, net, "--lang en")
			w.wait(&w.stdout, "Overview")
			replay(t, net, filepath.Join("..", "..", "pcaps", "san-missing", "capture.pcap"))
			w.wait(&w.stdout, "san-missing")
			if _, err := io.WriteString(typed, key); err != nil {
				t.Fatal(err)
			}
			_ = w.cmd.Wait()
			if code := w.cmd.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("exit code %d", code)
			}
			_, shown, entered := strings.Cut(w.stdout.String(), enterScreen)
			shown, after, left := strings.Cut(shown, leaveScreen)
			if !entered || !left || strings.Contains(shown, "Quality of the capture") {
				t.Errorf("entered %v, left %v, shown:\n%q", entered, left, shown)
			}
			for _, line := range []string{" san-missing 10.9.9.9:443: ", "Quality of the capture", "edrtap: interrupted"} {
				at := strings.Index(after, line)
				if at < 0 {
					t.Fatalf("no %q, or not in order, after the view:\n%s", line, w.stdout.String())
				}
				after = after[at:]
			}
		})
	}
}

func TestTheCaptureEndsWithItsTerminal(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "script")
	code := filepath.Join(t.TempDir(), "code")
	w, _ := startView(t, net, "--lang en; echo $? >"+code)
	w.wait(&w.stdout, "Overview")
	if err := w.cmd.Process.Kill(); err != nil { // and so nobody holds the terminal's other end
		t.Fatal(err)
	}
	read := func() string {
		data, _ := os.ReadFile(code) // which may not be there yet
		return strings.TrimSpace(string(data))
	}
	for deadline := time.Now().Add(patient); read() == "" && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if got := read(); got != strconv.Itoa(exitInterrupted) && got != strconv.Itoa(exitFailed) { // the report has no reader
		t.Errorf("exit code %q", got)
	}
}

func TestNoViewIsALineForEachChange(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "script")
	w, _ := startView(t, net, "--lang en --no-view --duration 1s")
	_ = w.cmd.Wait()
	out := w.stdout.String()
	if !strings.Contains(out, "capturing every frame") || strings.Contains(out, enterScreen) {
		t.Errorf("%q", out)
	}
}
