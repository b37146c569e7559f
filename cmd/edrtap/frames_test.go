package main

import (
	"io"

	"github.com/google/gopacket"
	"github.com/google/gopacket/pcapgo"
)

// openFrames opens a capture with gopacket's own readers.
func openFrames(r io.Reader, ng bool) (gopacket.PacketDataSource, error) {
	if ng {
		return pcapgo.NewNgReader(r, pcapgo.NgReaderOptions{WantMixedLinkType: true})
	}
	return pcapgo.NewReader(r)
}
