//go:build !unix

package storage

import "io/fs"

// usedBytes is what a file takes on disk, as far as its length tells.
func usedBytes(info fs.FileInfo) int64 { return info.Size() }
