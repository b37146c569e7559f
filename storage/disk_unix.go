//go:build unix

package storage

import (
	"io/fs"
	"syscall"
)

// usedBytes is what a file takes on disk.
func usedBytes(info fs.FileInfo) int64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int64(stat.Blocks) * 512 // POSIX.1-2017 <sys/stat.h>: in units of 512 bytes on Linux
	}
	return info.Size()
}
