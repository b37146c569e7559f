//go:build !unix

package main

// onSignals does nothing: there are no such signals.
func onSignals(_, _ func()) (stop func()) { return func() {} }
