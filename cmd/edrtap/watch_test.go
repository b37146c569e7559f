//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"edrtap/capture/live"
	"edrtap/capture/live/testnet"
	"edrtap/rules/record"
)

// watcher is edrtap watch, running on the tap of a network.
type watcher struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout lockedBuffer
	stderr lockedBuffer
}

// startWatch starts edrtap in a network and waits until it captures.
func startWatch(t *testing.T, net *testnet.Net, args ...string) *watcher {
	t.Helper()
	w := &watcher{t: t}
	w.cmd = net.Command("edrtap", append([]string{"watch", "-i", net.Tap, "--lang", "en", "--every", "1s"}, args...)...)
	w.cmd.Stdout, w.cmd.Stderr = &w.stdout, &w.stderr
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.cmd.Process.Kill() // where it has not ended yet
		_, _ = w.cmd.Process.Wait()
	})
	w.wait(&w.stderr, "capturing")
	return w
}

// patient is how long tests wait for what must come: a machine may be very busy.
const patient = 3 * time.Minute

// wait waits until an output has a text.
func (w *watcher) wait(in *lockedBuffer, text string) {
	w.t.Helper()
	for deadline := time.Now().Add(patient); !strings.Contains(in.String(), text); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("no %q within %v; standard output:\n%s\nstandard error:\n%s", text, patient, w.stdout.String(), w.stderr.String())
		}
	}
}

// end sends a signal and returns the exit code.
func (w *watcher) end(s syscall.Signal) int {
	w.t.Helper()
	if err := w.cmd.Process.Signal(s); err != nil {
		w.t.Fatal(err)
	}
	_ = w.cmd.Wait()
	return w.cmd.ProcessState.ExitCode()
}

// replay sends a capture into a network as it was recorded.
func replay(t *testing.T, net *testnet.Net, file string) {
	t.Helper()
	if out, err := net.Command("tcpreplay", "-q", "-i", net.Wire, file).CombinedOutput(); err != nil {
		t.Fatalf("tcpreplay: %v: %s", err, out)
	}
}

// withoutChanges leaves the lines that analyze writes too, and counts others.
func withoutChanges(t *testing.T, output string) (lines []byte, changes []record.Change) {
	t.Helper()
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, `{"type":"change"`) || !strings.HasSuffix(line, "\n") { // or not whole yet
			lines = append(lines, line...)
			continue
		}
		var c record.Change
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		changes = append(changes, c)
	}
	return lines, changes
}

// replayed are bundled captures that take a few seconds, and whose findings
// depend neither on the date nor on the pace, which a busy machine does not keep.
var replayed = []string{
	"cipher-lookalike", "handshake-failed", "healthy-http-connect", "ipv6", "san-missing",
	"tls13-hello-retry", "version-lookalike", "vlan-mirrored-twice", "wildcard-ok",
}

func TestAReplayGivesTheSessionsAndFindingsOfTheFile(t *testing.T) {
	testnet.Need(t, "tcpreplay")
	cases := loadCases(t)
	for i, name := range replayed {
		at := slices.IndexFunc(cases, func(c goldenCase) bool { return c.Case == name })
		c := &cases[at]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			net := testnet.New(t)
			method := live.Methods()[i%len(live.Methods())]
			w := startWatch(t, net, append([]string{"--format", "jsonl", "--capture", method}, c.Flags...)...)
			replay(t, net, c.capture)
			if code := w.end(syscall.SIGTERM); code != exitInterrupted {
				t.Errorf("exit code %d; standard error: %s", code, w.stderr.String())
			}
			lines, _ := withoutChanges(t, w.stdout.String())
			got := decodeLines(t, lines)
			asRecorded(c, got)
			compareSessions(t, c.Sessions, got.sessions)
			compareFindings(t, &c.Findings, got.findings)
			if got.summary.Sensor.Dropped > 0 {
				t.Errorf("%d frames were dropped", got.summary.Sensor.Dropped)
			}
		})
	}
}

// asRecorded puts sessions of a replay back to the time of the recording, and
// leaves out what is judged by the date.
func asRecorded(c *goldenCase, got *recorded) {
	for i := range got.sessions {
		s := &got.sessions[i]
		for j := range c.Sessions {
			if w := &c.Sessions[j]; w.Client == s.Client && w.Server == s.Server {
				s.Start = w.Start
			}
		}
	}
	got.findings = slices.DeleteFunc(got.findings, func(f record.Finding) bool {
		return slices.Contains([]string{"certificate-expired", "certificate-not-yet-valid", "clock-skew"}, f.Rule)
	})
}

func TestFindingsAreToldWhenTheyComeAndEnd(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	w := startWatch(t, net, "--close-after", "3s", "--format", "jsonl", "--edr", "edr.corp.example=10.9.9.9")
	replay(t, net, filepath.Join("..", "..", "pcaps", "handshake-failed", "capture.pcap"))
	ended := func() bool { // though no more frames come
		_, changes := withoutChanges(t, w.stdout.String())
		return slices.ContainsFunc(changes, func(c record.Change) bool {
			return c.Change == record.Closed && c.Finding.Rule == "handshake-failed"
		})
	}
	for deadline := time.Now().Add(patient); !ended(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the finding has not ended: %s", w.stdout.String())
		}
	}
	w.end(syscall.SIGINT)
	_, changes := withoutChanges(t, w.stdout.String())
	if first := changes[0]; first.Change != record.New {
		t.Errorf("the first change is %s of %s", first.Change, first.Finding.Rule)
	}
}

func TestSignalsOfAWatch(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	inventory := filepath.Join(t.TempDir(), "inventory.yaml")
	write := func(text string) {
		if err := os.WriteFile(inventory, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("appliances: []\n")
	log := filepath.Join(t.TempDir(), "findings.log")
	w := startWatch(t, net, "--config", inventory, "-o", log)
	signal := func(s syscall.Signal, answer string) {
		if err := w.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		w.wait(&w.stderr, answer)
	}
	signal(syscall.SIGUSR1, "tap0 up, 0 frames, stamped by the kernel")
	write("no such field: 1\n")
	signal(syscall.SIGHUP, "the inventory stays as it was")
	write("appliances:\n  - name: edr.corp.example\n    addresses: [10.9.9.9]\n")
	if err := os.Rename(log, log+".1"); err != nil { // as logrotate does
		t.Fatal(err)
	}
	replay(t, net, filepath.Join("..", "..", "pcaps", "ipv6", "capture.pcap")) // the clock is that of packets
	signal(syscall.SIGHUP, "the rules start anew")
	replay(t, net, filepath.Join("..", "..", "pcaps", "san-missing", "capture.pcap"))
	told := func() string {
		data, _ := os.ReadFile(log) // which may not be there yet
		return string(data)
	}
	for deadline := time.Now().Add(patient); !strings.Contains(told(), " san-missing 10.9.9.9:443: "); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no finding in the new log: %s", told())
		}
	}
	net.IP(t, "link", "set", net.Tap, "down")
	w.wait(&w.stderr, "tap0: is down")
	net.IP(t, "link", "set", net.Tap, "up")
	w.wait(&w.stderr, "tap0: is up")
	if code := w.end(syscall.SIGINT); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	for _, part := range []string{"(edr.corp.example)", "Clients and appliances"} {
		if !strings.Contains(told(), part) {
			t.Errorf("no %q in the report with the new inventory:\n%s", part, told())
		}
	}
}

func TestAWatchReadsTheListOfClientsAgain(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	list := filepath.Join(t.TempDir(), "clients.csv")
	write := func(text string) {
		if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("host,address,group\npc11,10.1.2.11,sales\n")
	w := startWatch(t, net, "--format", "jsonl", "--edr", "edr.corp.example=10.9.9.9", "--clients-csv", list)
	for _, x := range []struct{ text, answer string }{
		{"host,address,group\npc11,10.1.2,stores\n", "the inventory stays as it was: clients: " + list + ": line 2, column 6"},
		{"host,address,group\npc11,10.1.2.11,stores\n", "the inventory is read again"},
	} {
		write(x.text)
		if err := w.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		w.wait(&w.stderr, x.answer)
	}
	replay(t, net, filepath.Join("..", "..", "pcaps", "san-missing", "capture.pcap"))
	w.end(syscall.SIGINT)
	lines, _ := withoutChanges(t, w.stdout.String())
	got := decodeLines(t, lines)
	if !slices.ContainsFunc(got.diagnoses, func(d record.Diagnosis) bool {
		return d.Client == "10.1.2.11" && d.Host == "pc11" && d.Group == "stores"
	}) {
		t.Errorf("no client with its host and group: %+v", got.diagnoses)
	}
}

func TestNoCommittedFindingIsLostToAKill(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	store := t.TempDir()
	args := []string{"--store", store, "--edr", "edr.corp.example=10.9.9.9"}
	capture := func(name string) string { return filepath.Join("..", "..", "pcaps", name, "capture.pcap") }
	w := startWatch(t, net, args...)
	replay(t, net, capture("san-missing"))
	w.wait(&w.stdout, "san-missing")
	findings := func(store string) string {
		return string(call(nil, "findings", "--store", store, "--format", "csv").stdout)
	}
	committed := func() bool { // as whoever pulls the plug would find it
		snapshot := filepath.Join(t.TempDir(), "store")
		if err := os.CopyFS(snapshot, os.DirFS(store)); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(findings(snapshot), "san-missing")
	}
	for deadline := time.Now().Add(patient); !committed(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the finding was not committed within %v", patient)
		}
	}
	w.end(syscall.SIGKILL)

	w = startWatch(t, net, args...)
	replay(t, net, capture("handshake-failed"))
	if code := w.end(syscall.SIGTERM); code != exitInterrupted {
		t.Errorf("exit code %d: %s", code, w.stderr.String())
	}
	for _, rule := range []string{"san-missing", "handshake-failed"} {
		if !strings.Contains(findings(store), rule) {
			t.Errorf("%s is not in the store:\n%s", rule, findings(store))
		}
	}
	sessions := call(nil, "sessions", "--store", store, "--format", "csv").stdout
	if n := bytes.Count(sessions, []byte("\n")) - 1; n <= 4 || n > 4+3 { // one of the first three may not have ended by then
		t.Errorf("%d sessions are stored, want 5 to 7", n)
	}
}

// asNobody runs edrtap as a user without rights, but for those named.
func asNobody(t *testing.T, net *testnet.Net, rights string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath("edrtap")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "edrtap-nobody-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	copied := filepath.Join(dir, "edrtap")
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(copied, data, 0o755)); err != nil {
		t.Fatal(err)
	}
	prefix := []string{"--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all" + rights, "--ambient-caps=-all" + rights, "--bounding-set=-all" + rights, copied}
	return net.Command("setpriv", append(prefix, args...)...)
}

func TestWithoutTheCapabilityItSaysWhatToDo(t *testing.T) {
	net := testnet.New(t, "setpriv")
	cmd := asNobody(t, net, "", "watch", "-i", net.Tap)
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	for _, part := range []string{"tap0: ", "CAP_NET_RAW", "sudo setcap cap_net_raw=ep " + cmd.Args[len(cmd.Args)-4] + "'", "edrtap@tap0"} {
		if !strings.Contains(string(out), part) {
			t.Errorf("no %q in: %s", part, out)
		}
	}
}

func TestTheCapabilityAloneIsEnough(t *testing.T) {
	net := testnet.New(t, "setpriv")
	for _, method := range live.Methods() {
		out, err := asNobody(t, net, ",+net_raw", "watch", "-i", net.Tap, "--capture", method, "--duration", "100ms").CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", method, err, out)
		}
	}
}

func TestUserDropsEveryOtherRight(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	w := startWatch(t, net, "--user", "nobody")
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(w.cmd.Process.Pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	const raw = "0000000000002000" // CAP_NET_RAW is number 13
	for _, line := range []string{"Uid:\t65534\t65534\t65534\t65534", "CapPrm:\t" + raw, "CapEff:\t" + raw} {
		if !strings.Contains(string(status), line) {
			t.Errorf("no %q in\n%s", line, status)
		}
	}
	replay(t, net, filepath.Join("..", "..", "pcaps", "san-missing", "capture.pcap"))
	net.IP(t, "link", "del", net.Wire)
	w.wait(&w.stderr, "is gone")
	net.AddPair(t)
	w.wait(&w.stderr, "capturing again")
	w.end(syscall.SIGTERM)
	if !strings.Contains(w.stdout.String(), "san-missing") {
		t.Errorf("nothing was captured:\n%s", w.stdout.String())
	}
}

func TestKeptFramesAreAnalysedToTheSameSessions(t *testing.T) {
	t.Parallel()
	net := testnet.New(t, "tcpreplay")
	dir := t.TempDir()
	w := startWatch(t, net, "-w", dir, "--format", "jsonl")
	replay(t, net, filepath.Join("..", "..", "pcaps", "vlan-mirrored-twice", "capture.pcap"))
	w.end(syscall.SIGTERM)
	files, err := filepath.Glob(filepath.Join(dir, "*.pcapng"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	lines, _ := withoutChanges(t, w.stdout.String())
	seen, kept := decodeLines(t, lines).sessions, decodeLines(t, call(nil, "analyze", "--format", "jsonl", files[0]).stdout).sessions
	if len(seen) == 0 || len(seen) != len(kept) {
		t.Fatalf("%d sessions were seen, %d are kept", len(seen), len(kept))
	}
	for i := range seen {
		if seen[i].ID != kept[i].ID || seen[i].Outcome != kept[i].Outcome {
			t.Errorf("session %d is %s, %s; kept %s, %s", i, seen[i].ID, seen[i].Outcome, kept[i].ID, kept[i].Outcome)
		}
	}
}

func TestCarveFindsWhatTheStoreRemembersInKeptFrames(t *testing.T) {
	t.Parallel()
	for _, keep := range []string{"all", "failing"} {
		t.Run(keep, func(t *testing.T) {
			t.Parallel()
			net := testnet.New(t, "tcpreplay")
			store, dir, carved := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "carved.pcapng")
			w := startWatch(t, net, "-w", dir, "--keep", keep, "--store", store)
			for _, name := range []string{"san-missing", "ipv6"} { // the second of sessions that are well
				replay(t, net, filepath.Join("..", "..", "pcaps", name, "capture.pcap"))
			}
			if code := w.end(syscall.SIGTERM); code != exitInterrupted {
				t.Fatalf("exit code %d: %s", code, w.stderr.String())
			}
			seen := make(map[string]record.Session)
			named := 0
			for _, s := range printedSessions(t, "sessions", "--store", store, "--format", "jsonl") {
				seen[s.ID] = s
			}
			for _, s := range printedSessions(t, "sessions", "--store", store, "--format", "jsonl", "--rule", "san-missing") {
				named++
				if r := call(nil, "carve", "--store", store, s.ID, "-o", carved); r.code != exitDone {
					t.Fatalf("carve %s: %s", s.ID, r.stderr)
				}
				got := printedSessions(t, "analyze", "--format", "jsonl", carved)
				if len(got) != 1 || got[0].ID != s.ID || got[0].TCP.Packets != s.TCP.Packets || got[0].Outcome != s.Outcome {
					t.Errorf("session %s, %v, %s was carved as %+v", s.ID, s.TCP.Packets, s.Outcome, got)
				}
			}
			if named == 0 || named == len(seen) {
				t.Fatalf("%d of %d sessions are named", named, len(seen))
			}
			if r := call(nil, "carve", "all", dir, "-o", carved); r.code != exitDone {
				t.Fatalf("carve all: %s", r.stderr)
			}
			want := map[string]int{"all": len(seen), "failing": named}[keep]
			if got := printedSessions(t, "analyze", "--format", "jsonl", carved); len(got) != want {
				t.Errorf("%d sessions are kept, want %d", len(got), want)
			}
		})
	}
}

// printedSessions gives the sessions that a call of edrtap prints.
func printedSessions(t *testing.T, args ...string) (list []record.Session) {
	t.Helper()
	for line := range bytes.Lines(call(nil, args...).stdout) {
		if !bytes.HasPrefix(line, []byte(`{"type":"session"`)) {
			continue
		}
		var s record.Session
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		list = append(list, s)
	}
	return list
}
