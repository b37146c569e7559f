//go:build cgo && !windows

package live

// loaded: libpcap is linked.
func loaded() error { return nil }

// device: libpcap knows interfaces by the names that people do.
func device(name string) (string, error) { return name, nil }
