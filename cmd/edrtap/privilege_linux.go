package main

import (
	"fmt"
	"os"
	"os/user"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// dropTo goes on as another user, with no right but that to capture: nothing
// of root is left when the first stranger's byte is read, and an interface that
// was gone can still be opened again. It returns at once where the process is
// that user's already; else it starts the program anew in its own place, as
// rights of a process with many threads cannot be changed all at once.
func dropTo(name string) error {
	to, err := user.Lookup(name)
	if err != nil {
		return usageError("", "--user: %v", err)
	}
	uid, uidErr := strconv.Atoi(to.Uid)
	gid, gidErr := strconv.Atoi(to.Gid)
	if uidErr != nil || gidErr != nil {
		return usageError("", "--user: %s has no number", name)
	}
	switch os.Geteuid() {
	case uid:
		return nil
	case 0:
	default:
		return usageError("start it as root, or leave --user out", "--user: only root can become %s", name)
	}
	runtime.LockOSThread() // what follows is done to this thread, which becomes the program
	if err := become(uid, gid); err != nil {
		return fmt.Errorf("--user %s: %w", name, err)
	}
	return fmt.Errorf("--user %s: %w", name, syscall.Exec("/proc/self/exe", os.Args, os.Environ()))
}

// become makes the thread a user's, with CAP_NET_RAW alone, which the program
// that it executes inherits (capabilities(7), ambient set).
func become(uid, gid int) error {
	if err := unix.Prctl(unix.PR_SET_KEEPCAPS, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl", err)
	}
	group := uint32(gid)
	for _, call := range []struct {
		name    string
		number  uintptr
		a, b, c uintptr
	}{
		{"setgroups", unix.SYS_SETGROUPS, 1, uintptr(unsafe.Pointer(&group)), 0},
		{"setresgid", unix.SYS_SETRESGID, uintptr(gid), uintptr(gid), uintptr(gid)},
		{"setresuid", unix.SYS_SETRESUID, uintptr(uid), uintptr(uid), uintptr(uid)},
	} {
		if _, _, errno := unix.RawSyscall(call.number, call.a, call.b, call.c); errno != 0 {
			return os.NewSyscallError(call.name, errno)
		}
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	const only = 1 << unix.CAP_NET_RAW
	sets := [2]unix.CapUserData{{Effective: only, Permitted: only, Inheritable: only}}
	if err := unix.Capset(&header, &sets[0]); err != nil {
		return os.NewSyscallError("capset", err)
	}
	return os.NewSyscallError("prctl", unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_RAISE, unix.CAP_NET_RAW, 0, 0))
}
