//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
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
