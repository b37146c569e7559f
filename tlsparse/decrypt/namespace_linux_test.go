package decrypt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// insideNamespace runs the test at hand again in a network namespace of its
// own, and tells whether this is that run.
func insideNamespace(t *testing.T) bool {
	t.Helper()
	const mark = "EDRTAP_TEST_NAMESPACE"
	if os.Getenv(mark) != "" {
		return true
	}
	needs(t, "ip")
	cmd := exec.Command("sh", "-c", `ip link set lo up && exec "$0" "$@"`, os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), mark+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNET | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &failed), bytes.Contains(out, []byte("RTNETLINK")):
		absent(t, fmt.Sprintf("no network namespace to be had: %v %s", err, out))
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	}
	return false
}
