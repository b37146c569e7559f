//go:build cgo && !windows

package filter

import (
	"fmt"

	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcap"
	"golang.org/x/net/bpf"

	"edrtap/capture"
)

// snapLength is the longest frame that a filter looks at, in bytes.
const snapLength = 262144

// compile lets libpcap translate the expression.
func compile(expression string, link capture.LinkType) ([]bpf.RawInstruction, error) {
	if link > 255 {
		// gopacket's link type has 8 bits: 276 would be compiled as 20.
		return nil, fmt.Errorf("link type %d cannot be filtered", link)
	}
	compiled, err := pcap.CompileBPFFilter(layers.LinkType(link), snapLength, expression)
	if err != nil {
		return nil, err
	}
	raw := make([]bpf.RawInstruction, len(compiled))
	for i, c := range compiled {
		raw[i] = bpf.RawInstruction{Op: c.Code, Jt: c.Jt, Jf: c.Jf, K: c.K}
	}
	return raw, nil
}
