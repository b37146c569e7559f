// Package smalldisk gives tests a disk that is soon full. It needs root; tests
// that cannot have it are skipped, loudly, and fail where EDRTAP_TEST_NETWORK is
// "required".
package smalldisk

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// Mount mounts a file system in memory of such a size, as mount(8) writes it
// ("256k"), and returns its directory. It is gone when the test ends.
func Mount(t testing.TB, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		why := fmt.Sprintf("this test needs to mount a small disk, and so root: NOT TESTED: %v: %s", err, out)
		fmt.Fprintf(os.Stderr, "%s: %s\n", t.Name(), why)
		if os.Getenv("EDRTAP_TEST_NETWORK") == "required" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}
