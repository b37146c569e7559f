//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// catchSignals lets SIGHUP and SIGUSR1 wait in a channel instead of ending the
// process, until stop is called, which closes the channel.
func catchSignals() (signals <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 2)
	signal.Notify(c, syscall.SIGHUP, syscall.SIGUSR1)
	return c, func() {
		signal.Stop(c)
		close(c)
	}
}

// asksForReload tells SIGHUP from SIGUSR1.
func asksForReload(s os.Signal) bool { return s == syscall.SIGHUP }

// interrupt does what Ctrl-C does.
func interrupt() { _ = syscall.Kill(os.Getpid(), syscall.SIGINT) }

// inForeground says whether a terminal takes what this process does to it: one
// in the background would be stopped.
func inForeground(f *os.File) bool {
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
