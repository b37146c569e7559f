//go:build !linux

package live

// UsualRing is the size of a buffer that suits any machine, in bytes.
func UsualRing() int { return DefaultRing }
