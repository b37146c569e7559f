//go:build !linux

package live

var methods = pcapMethod

func openPacketSocket(c Config) (Source, error) {
	return nil, &OpenError{c.Interface, "packet socket", ErrUnsupported}
}
