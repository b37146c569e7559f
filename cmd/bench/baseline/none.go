//go:build !cgo

package baseline

import "errors"

var errNoPcap = errors.New("this build has no libpcap to measure against: build with CGO_ENABLED=1")

// Floor needs libpcap.
func Floor(string) (Counts, error) { return Counts{}, errNoPcap }

// Parser needs libpcap.
func Parser(string) (Counts, error) { return Counts{}, errNoPcap }

// PacketSource needs libpcap.
func PacketSource(string) (Counts, error) { return Counts{}, errNoPcap }
