//go:build !linux

package live

// Inspect knows nothing outside of Linux.
func Inspect(string) Details { return Details{} }

// MayCapture cannot be told outside of Linux.
func MayCapture() error { return nil }
