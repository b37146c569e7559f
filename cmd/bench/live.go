package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// receiver is a program that captures on the tap of a virtual wire.
type receiver struct {
	name    string
	args    []string
	seen    *regexp.Regexp // how it tells what it got
	dropped *regexp.Regexp // and what it did not get
	cmd     *exec.Cmd
	said    strings.Builder
}

const (
	wire = "wire0"
	tap  = "tap0"
)

// live sends a capture through a virtual wire at several rates, the last of
// them the highest that tcpreplay reaches, to edrtap on both ways to capture
// and to tcpdump, all at once, and then to each alone at that rate, for a machine
// that has too few processors for all. It prints what each of them dropped.
func (s *settings) live(ctx context.Context, w io.Writer) (err error) {
	edrtap, err := s.program(ctx)
	if err != nil {
		return err
	}
	mixed, err := s.capture(ctx, "mixed")
	if err != nil {
		return err
	}
	inside, remove, err := namespace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(), os.Remove(s.kept())) }()
	origin(w)
	fmt.Fprintln(w, "| sent at | frames sent | captured by | frames | dropped | CPU s |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
	for _, rate := range []string{"--pps=20000", "--pps=50000", "--pps=100000", "--topspeed"} {
		if err := s.send(ctx, w, inside, rate, mixed.path, s.receivers(edrtap)); err != nil {
			return err
		}
	}
	for _, r := range s.receivers(edrtap) {
		r.name += ", alone"
		if err := s.send(ctx, w, inside, "--topspeed", mixed.path, []*receiver{r}); err != nil {
			return err
		}
	}
	return nil
}

// receivers are what is compared. Each has a ring of the same size.
func (s *settings) receivers(edrtap string) []*receiver {
	frames, dropped := regexp.MustCompile(tap+` up, (\d+) frames`), regexp.MustCompile(`(\d+) dropped by the kernel`)
	watch := func(method string) []string {
		return []string{edrtap, "watch", "-i", tap, "--capture", method, "--ring", strconv.Itoa(s.ring), "--format", "jsonl", "-o", os.DevNull}
	}
	return []*receiver{
		{name: "edrtap, AF_PACKET", args: watch("afpacket"), seen: frames, dropped: dropped},
		{name: "edrtap, libpcap", args: watch("pcap"), seen: frames, dropped: dropped},
		{
			name: "tcpdump -w", args: []string{"tcpdump", "-i", tap, "-B", strconv.Itoa(s.ring << 10), "-w", s.kept()},
			seen: regexp.MustCompile(`(\d+) packets received by filter`), dropped: dropped,
		},
	}
}

// kept is the file that tcpdump writes.
func (s *settings) kept() string { return filepath.Join(s.cache, "live.pcap") }

// namespace makes a network namespace with a virtual wire, and says how to run
// programs in it.
func namespace(ctx context.Context) (inside func(args ...string) *exec.Cmd, remove func() error, err error) {
	name := fmt.Sprintf("edrtap-bench-%d", os.Getpid())
	inside = func(args ...string) *exec.Cmd {
		return exec.CommandContext(ctx, "ip", append([]string{"netns", "exec", name}, args...)...)
	}
	remove = func() error { return quietly(exec.Command("ip", "netns", "del", name)) }
	if err := quietly(exec.CommandContext(ctx, "ip", "netns", "add", name)); err != nil {
		return nil, nil, fmt.Errorf("live needs root and network namespaces: %w", err)
	}
	steps := []*exec.Cmd{inside("ip", "link", "add", wire, "type", "veth", "peer", "name", tap)}
	for _, end := range []string{wire, tap} {
		steps = append(steps, inside("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/"+end+"/disable_ipv6 2>/dev/null || true"),
			inside("ip", "link", "set", end, "arp", "off", "mtu", "9000", "up"))
	}
	for _, step := range steps {
		if err := quietly(step); err != nil {
			return nil, nil, errors.Join(err, remove())
		}
	}
	return inside, remove, nil
}

// quietly runs a program that says nothing where all is well.
func quietly(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// send starts the receivers, sends for a while, and prints what they got. Every
// round through the capture has other addresses, and so other connections.
func (s *settings) send(ctx context.Context, w io.Writer, inside func(...string) *exec.Cmd, rate, capture string, receivers []*receiver) error {
	for _, r := range receivers {
		r.cmd = inside(r.args...)
		r.cmd.Stderr = &r.said
		if err := r.cmd.Start(); err != nil {
			return err
		}
		defer func() { _ = r.cmd.Process.Kill() }() // where it has not ended yet
	}
	const begin, settle = 3 * time.Second, 3 * time.Second
	time.Sleep(begin)
	seconds := strconv.Itoa(s.seconds)
	out, err := inside("tcpreplay", "-q", "-K", "--no-flow-stats", "-i", wire, "--loop", "1000000", "--unique-ip", "--duration", seconds, rate, capture).CombinedOutput()
	if err != nil {
		return fmt.Errorf("tcpreplay: %w: %s", err, out)
	}
	sent, reached := figure(sentFrames, string(out)), figure(sentRate, string(out))
	time.Sleep(settle)
	for _, r := range receivers {
		if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		_ = r.cmd.Wait() // watch ends with 130
		if r.seen.FindString(r.said.String()) == "" {
			return fmt.Errorf("%s: %s", strings.Join(r.args, " "), r.said.String())
		}
		spent := r.cmd.ProcessState.UserTime() + r.cmd.ProcessState.SystemTime()
		fmt.Fprintf(w, "| %d/s | %d | %s | %d | %d | %.1f |\n", reached, sent, r.name,
			figure(r.seen, r.said.String()), figure(r.dropped, r.said.String()), spent.Seconds())
	}
	return nil
}

var (
	sentFrames = regexp.MustCompile(`Actual: (\d+) packets`)
	sentRate   = regexp.MustCompile(`Rated: .* ([\d.]+) pps`)
)

// figure is the last number that a program told in such words; 0 where it told
// none.
func figure(words *regexp.Regexp, text string) uint64 {
	all := words.FindAllStringSubmatch(text, -1)
	if len(all) == 0 {
		return 0
	}
	n, err := strconv.ParseFloat(all[len(all)-1][1], 64)
	if err != nil {
		return 0
	}
	return uint64(n)
}
