//go:build linux || darwin

package storage

import (
	"path/filepath"
	"syscall"
)

// freeBytes is how much is left for this user where dir is or would be; false
// where that cannot be told.
func freeBytes(dir string) (left uint64, known bool) {
	var at syscall.Statfs_t
	for {
		err := syscall.Statfs(dir, &at)
		parent := filepath.Dir(dir)
		if err == nil || parent == dir {
			return at.Bavail * uint64(at.Bsize), err == nil
		}
		dir = parent // dir is still to be made
	}
}
