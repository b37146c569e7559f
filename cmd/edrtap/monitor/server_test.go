package monitor

import (
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edrtap/capture/live"
	"edrtap/rules/record"
)

func get(t *testing.T, s *Server, path string) (int, string) {
	t.Helper()
	answer, err := http.Get("http://" + s.Address() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestServerTellsHowTheCaptureGoes(t *testing.T) {
	status := &Status{
		Started: noon, Frames: 12, Sessions: 3,
		Interfaces: []Interface{{"eth1", live.Up, live.Statistics{Received: 14, Dropped: 2}}, {"eth2", live.Up, live.Statistics{}}},
		Sensor:     record.Sensor{LimitsHit: map[string]uint64{"flows": 5}},
		Findings:   map[record.Severity]int{record.Critical: 1},
		GivenUp:    map[string]uint64{"session to store": 7},
	}
	alive := true
	s, err := Serve("127.0.0.1:0", func() *Status { return status }, func() bool { return alive })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, _ := get(t, s, path); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
	code, text := get(t, s, "/metrics")
	for _, line := range []string{
		"# TYPE edrtap_frames_total counter", "edrtap_frames_total 12",
		`edrtap_interface_dropped_frames_total{interface="eth1"} 2`, `edrtap_interface_up{interface="eth2"} 1`,
		`edrtap_limit_hits_total{limit="flows"} 5`, `edrtap_given_up_total{kind="session to store"} 7`,
		`edrtap_findings{severity="critical"} 1`, `edrtap_findings{severity="info"} 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("%d: no line %q in\n%s", code, line, text)
		}
	}
	if n := strings.Count(text, "# TYPE edrtap_interface_dropped_frames_total"); n != 1 {
		t.Errorf("a name is described %d times", n)
	}
	status.Interfaces[1].State = live.Down
	if code, text := get(t, s, "/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(text, "eth2 is down") {
		t.Errorf("with an interface down: %d %s", code, text)
	}
	alive = false
	if code, _ := get(t, s, "/healthz"); code != http.StatusServiceUnavailable {
		t.Errorf("while the analysis stands still: %d", code)
	}
}

func TestServerListensOnTheLoopbackAlone(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "[::]:0", "example.com:0"} {
		if _, err := Serve(address, nil, nil); !errors.Is(err, ErrNotLoopback) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestNotifyReachesTheServiceManager(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	Notify("READY=1") // nobody to tell
	t.Setenv("NOTIFY_SOCKET", path)
	Notify("STATUS=well")
	buffer := make([]byte, 100)
	n, err := conn.Read(buffer)
	if got := string(buffer[:n]); err != nil || got != "STATUS=well" {
		t.Errorf("%q, %v", got, err)
	}
	if every := WatchdogEvery(); every != 0 {
		t.Errorf("a watchdog every %v that nobody asked for", every)
	}
	t.Setenv("WATCHDOG_USEC", "30000000")
	if every := WatchdogEvery(); every != 15*time.Second {
		t.Errorf("every %v", every)
	}
	t.Setenv("WATCHDOG_PID", "1")
	if every := WatchdogEvery(); every != 0 {
		t.Errorf("every %v, for another process", every)
	}
}
