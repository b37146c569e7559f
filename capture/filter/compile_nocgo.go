//go:build !cgo || windows

package filter

import (
	"errors"

	"golang.org/x/net/bpf"

	"edrtap/capture"
)

func compile(string, capture.LinkType) ([]bpf.RawInstruction, error) {
	return nil, errors.New("this build has no libpcap to compile it")
}
