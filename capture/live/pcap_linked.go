//go:build cgo && !windows

package live

// loaded: libpcap is linked.
func loaded() error { return nil }
