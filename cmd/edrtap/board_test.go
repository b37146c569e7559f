//go:build unix

package main

import (
	"path/filepath"
	"syscall"
	"testing"

	"edrtap/capture/live/testnet"
	"edrtap/cmd/edrtap/browser"
)

// TestACaptureIsLookedAtWhileItGoesOn: a page that is open shows what comes.
func TestACaptureIsLookedAtWhileItGoesOn(t *testing.T) {
	net := testnet.New(t, "tcpreplay")
	w := startWatch(t, net, "--listen", "127.0.0.1:9440", "--edr", "edr.corp.example=10.9.9.9")
	w.wait(&w.stderr, "dashboard at http://127.0.0.1:9440/")
	p := browser.StartIn(t, net.Command).Page(t, screens["wide"])
	p.Open("http://127.0.0.1:9440/")
	p.Wait("document.querySelector('#verdict')")
	needs(t, "verdict before", p.Text("#verdict"), "No client of an EDR appliance was recognised.")

	replay(t, net, filepath.Join("..", "..", "pcaps", "handshake-failed", "capture.pcap"))
	p.Wait("document.querySelector('#verdict').innerText.includes('cannot enrol at')")
	p.Wait("document.querySelector('#causes').innerText.includes('handshake-failed')")
	inOrder(t, p)
	p.Click("#finding-0 dl a")
	p.Wait("document.querySelectorAll('#sessions tbody tr').length > 0")
	p.Click("#sessions tbody th a")
	p.Wait("document.querySelector('.ladder')")
	needs(t, "session", p.Text("#session"), "tap0", "ClientHello")
	inOrder(t, p)
	if code := w.end(syscall.SIGINT); code != exitInterrupted {
		t.Errorf("exit code %d: %s", code, w.stderr.String())
	}
}

func TestTheDashboardOfACaptureIsNotForOthers(t *testing.T) {
	a := call(nil, "watch", "-i", "nowhere0", "--listen", "0.0.0.0:9440")
	if a.code != exitUsage {
		t.Errorf("exit code %d", a.code)
	}
	needs(t, "standard error", string(a.stderr), "needs TLS and a token", "--token-file")
}
