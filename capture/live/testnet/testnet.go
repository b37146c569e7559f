// Package testnet gives tests a network of their own: a network namespace and
// pairs of interfaces in it. It needs root and iproute2; tests that cannot have
// them are skipped, loudly, and fail where EDRTAP_TEST_NETWORK is "required".
package testnet

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
)

const (
	inside   = "EDRTAP_TEST_NETNS"   // names the namespace that a test binary runs in
	required = "EDRTAP_TEST_NETWORK" // "required": a test without its network fails
)

// missing says why there can be no network; empty where there can.
func missing() string {
	if os.Geteuid() != 0 {
		return "this test needs a network namespace, and so root: NOT TESTED"
	}
	if _, err := exec.LookPath("ip"); err != nil {
		return "this test needs ip(8) of iproute2: NOT TESTED"
	}
	return ""
}

// Need skips or fails a test that can have no network, or lacks one of the
// programs.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	why := missing()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil && why == "" {
			why = "this test needs " + program + ": NOT TESTED"
		}
	}
	if why != "" {
		absent(t, why)
	}
}

// absent ends a test that has no network.
func absent(t testing.TB, why string) {
	t.Helper()
	fmt.Fprintf(os.Stderr, "%s: %s\n", t.Name(), why)
	if os.Getenv(required) == "required" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// Main runs a package's tests in a network namespace of their own, where there
// can be one, and returns the exit code. To be called by TestMain.
func Main(m *testing.M) int {
	if os.Getenv(inside) != "" || missing() != "" {
		return m.Run()
	}
	name := fmt.Sprintf("edrtap-test-%d", os.Getpid())
	if err := ip("netns", "add", name); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return m.Run()
	}
	defer func() { _ = ip("netns", "del", name) }()
	again := command(name, os.Args[0], os.Args[1:]...)
	again.Env = append(os.Environ(), inside+"="+name)
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := again.Run()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		return failed.ExitCode()
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// Net is a network namespace with one pair of interfaces: what is sent on Wire
// is received on Tap.
type Net struct {
	Name string // of the namespace; empty: the one that the test runs in
	Wire string
	Tap  string
}

var count atomic.Int32

// New makes a namespace with a pair of interfaces, for programs that Command
// runs in it. It is gone when the test ends.
func New(t testing.TB, programs ...string) *Net {
	t.Helper()
	Need(t, programs...)
	n := &Net{Name: fmt.Sprintf("edrtap-%d-%d", os.Getpid(), count.Add(1)), Wire: "wire0", Tap: "tap0"}
	if err := ip("netns", "add", n.Name); err != nil {
		absent(t, "this test needs a network namespace: NOT TESTED: "+err.Error())
	}
	t.Cleanup(func() { _ = ip("netns", "del", n.Name) })
	run(t, n.Command("ip", "link", "set", "lo", "up"))
	n.AddPair(t)
	return n
}

// Pair makes another pair of interfaces in the namespace that the tests run in
// (see Main). It is gone when the test ends.
func Pair(t testing.TB) *Net {
	t.Helper()
	Need(t)
	if os.Getenv(inside) == "" {
		absent(t, "this test needs a network namespace, and none could be made: NOT TESTED")
	}
	i := count.Add(1)
	n := &Net{Wire: fmt.Sprintf("wire%d", i), Tap: fmt.Sprintf("tap%d", i)}
	n.AddPair(t)
	t.Cleanup(func() { _ = ip("link", "del", n.Wire) })
	return n
}

// AddPair makes the pair of interfaces, anew where they were deleted, and
// switches them on. They stay silent of themselves: no IPv6, no ARP.
func (n *Net) AddPair(t testing.TB) {
	t.Helper()
	run(t, n.Command("ip", "link", "add", n.Wire, "type", "veth", "peer", "name", n.Tap))
	for _, name := range []string{n.Wire, n.Tap} {
		off := n.Command("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/"+name+"/disable_ipv6 2>/dev/null || true")
		run(t, off)
		run(t, n.Command("ip", "link", "set", name, "arp", "off", "mtu", "9000", "up"))
	}
}

// Command is a program that runs in the namespace.
func (n *Net) Command(name string, args ...string) *exec.Cmd {
	if n.Name == "" {
		return exec.Command(name, args...)
	}
	return command(n.Name, name, args...)
}

// IP runs ip(8) in the namespace.
func (n *Net) IP(t testing.TB, args ...string) {
	t.Helper()
	run(t, n.Command("ip", args...))
}

func command(namespace, name string, args ...string) *exec.Cmd {
	return exec.Command("ip", append([]string{"netns", "exec", namespace, name}, args...)...)
}

func ip(args ...string) error {
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %v: %w: %s", args, err, out)
	}
	return nil
}

func run(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v: %s", cmd.Args, err, out)
	}
}
