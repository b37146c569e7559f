package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// catchSignals catches nothing: there are no such signals.
func catchSignals() (signals <-chan os.Signal, stop func()) {
	c := make(chan os.Signal)
	return c, func() { close(c) }
}

func asksForReload(os.Signal) bool { return false }

// interrupt does what Ctrl-C does.
func interrupt() { _ = windows.GenerateConsoleCtrlEvent(windows.CTRL_C_EVENT, 0) }

// inForeground says whether a terminal takes what this process does to it.
func inForeground(*os.File) bool { return true }
