//go:build !cgo && !windows

package live

// pcapMethod is empty: this build has no libpcap.
var pcapMethod []string

func loaded() error { return ErrUnsupported }

func openPcap(c Config) (Source, error) {
	return nil, &OpenError{c.Interface, "libpcap", ErrUnsupported}
}
