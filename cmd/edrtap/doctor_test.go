//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edrtap/capture/live/testnet"
)

func TestDoctorSaysWhatTheMirrorPortShowsAndLacks(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	args := []string{"doctor", "-i", net.Tap, "--edr", "edr=10.9.9.9", "--sepm", "sepm=10.3.3.3", "--clients", "10.1.0.0/16", "--seconds"}
	cmd := net.Command("edrtap", append(args, "12")...)
	var out lockedBuffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(out.String(), "captured as they come") && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond) // until the socket that follows is open
	replay(t, net, filepath.Join("..", "..", "pcaps", "vlan-mirrored-twice", "capture.pcap"))
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, out.String())
	}
	for _, line := range []string{
		"ok    rights: this process may capture", "ok    tap0: 66 frames in", "warn  tap0: 33 frames came twice", "note  tap0: VLANs 20;",
		"ok    tap0: the appliance edr is seen", "warn  tap0: the manager sepm was not seen", "ok    tap0: 2 addresses of the clients' ranges",
		"note  to the network team:", "mirror each port or VLAN once", "include the traffic of the manager sepm",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no %q in\n%s", line, out.String())
		}
	}

	silent := net.Command("edrtap", append(args, "1")...)
	text, _ := silent.CombinedOutput()
	if code := silent.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(string(text), "FAIL  tap0: no frame in 1 s") {
		t.Errorf("on a silent port: exit code %d\n%s", code, text)
	}
	net.IP(t, "link", "set", net.Tap, "down")
	text, _ = net.Command("edrtap", append(args, "1")...).CombinedOutput()
	if !strings.Contains(string(text), "FAIL  tap0: down") {
		t.Errorf("with the port down:\n%s", text)
	}
}
