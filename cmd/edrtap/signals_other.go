//go:build !unix

package main

import "os"

// catchSignals catches nothing: there are no such signals.
func catchSignals() (signals <-chan os.Signal, stop func()) {
	c := make(chan os.Signal)
	return c, func() { close(c) }
}

func asksForReload(os.Signal) bool { return false }
