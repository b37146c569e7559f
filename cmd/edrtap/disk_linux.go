package main

import "golang.org/x/sys/unix"

// freeSpace is how many bytes are left for this user where dir is; false where
// that cannot be told.
func freeSpace(dir string) (uint64, bool) {
	var at unix.Statfs_t
	if err := unix.Statfs(dir, &at); err != nil {
		return 0, false
	}
	return at.Bavail * uint64(at.Bsize), true
}

// clockIsSet says whether something keeps the system's clock right
// (adjtimex(2)).
func clockIsSet() (set, known bool) {
	var at unix.Timex
	state, err := unix.Adjtimex(&at)
	return state != unix.TIME_ERROR && at.Status&unix.STA_UNSYNC == 0, err == nil
}
