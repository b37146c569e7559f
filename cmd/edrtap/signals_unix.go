//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// onSignals calls reload for SIGHUP and status for SIGUSR1, each in the same
// goroutine, until stop is called.
func onSignals(reload, status func()) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGUSR1)
	go func() {
		for s := range signals {
			if s == syscall.SIGHUP {
				reload()
			} else {
				status()
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}
