//go:build !linux

package live

// Inspect knows nothing outside of Linux.
func Inspect(string) Details { return Details{} }

// MayCapture says whether there is a library to capture with. Rights cannot be
// told outside of Linux.
func MayCapture() error { return loaded() }
