package main

import (
	"strings"
	"testing"
)

// shownOfEach is how many sessions of each bundled capture are shown.
const shownOfEach = 3

// TestBundledSessionsAreShownToTheLastByte holds for every handshake message in
// the clear: it is read to its end, and no byte of it is left without a name.
func TestBundledSessionsAreShownToTheLastByte(t *testing.T) {
	forEachCase(t, func(t *testing.T, c *goldenCase) {
		if c.Sensor != nil && c.Sensor.Lossy {
			return // its last bytes were not captured
		}
		sessions := c.analyse(t).sessions
		for i := range sessions[:min(len(sessions), shownOfEach)] {
			s := &sessions[i]
			got := call(nil, "show", s.ID, c.capture)
			if got.code != c.wantCode() {
				t.Fatalf("session %s: exit code %d: %s", s.ID, got.code, got.stderr)
			}
			page := string(got.stdout)
			if s.TLS != nil && !strings.Contains(page, "client_hello\n") || !strings.Contains(page, string(s.Outcome)) {
				t.Errorf("session %s of outcome %s:\n%s", s.ID, s.Outcome, page)
			}
			if strings.Contains(page, " rest: ") {
				t.Errorf("session %s has bytes without a name:\n%s", s.ID, page)
			}
			if s.TLS != nil && len(s.TLS.Certificates) > 0 && !s.TLS.Certificates[0].Remembered && !strings.Contains(page, s.TLS.Certificates[0].SHA256) {
				t.Errorf("session %s: its certificate is not shown:\n%s", s.ID, page)
			}
		}
	})
}
