//go:build cgo

package baseline

import (
	"errors"
	"io"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcap"
)

// Parser is gopacket as its experts write it: frames are lent by libpcap and
// decoded into the same layers over and over.
func Parser(path string) (Counts, error) {
	handle, err := pcap.OpenOffline(path)
	if err != nil {
		return Counts{}, err
	}
	defer handle.Close()
	var (
		ethernet layers.Ethernet
		vlan     layers.Dot1Q
		ip4      layers.IPv4
		ip6      layers.IPv6
		tcp      layers.TCP
		payload  gopacket.Payload
	)
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &ethernet, &vlan, &ip4, &ip6, &tcp, &payload)
	parser.IgnoreUnsupported = true
	decoded := make([]gopacket.LayerType, 0, 8)
	a := newAssembly()
	for {
		data, info, err := handle.ZeroCopyReadPacketData()
		if errors.Is(err, io.EOF) {
			return a.finish(), nil
		} else if err != nil {
			return a.counts, err
		}
		a.counts.Frames++
		if parser.DecodeLayers(data, &decoded) != nil {
			continue
		}
		var network gopacket.Flow
		for _, l := range decoded {
			switch l {
			case layers.LayerTypeIPv4:
				network = ip4.NetworkFlow()
			case layers.LayerTypeIPv6:
				network = ip6.NetworkFlow()
			case layers.LayerTypeTCP:
				a.segment(network, &tcp, info)
			}
		}
	}
}

// PacketSource is gopacket as it is usually written, after the example in its
// documentation.
func PacketSource(path string) (Counts, error) {
	handle, err := pcap.OpenOffline(path)
	if err != nil {
		return Counts{}, err
	}
	defer handle.Close()
	a := newAssembly()
	for packet := range gopacket.NewPacketSource(handle, handle.LinkType()).Packets() {
		a.counts.Frames++
		if tcp, ok := packet.Layer(layers.LayerTypeTCP).(*layers.TCP); ok {
			a.segment(packet.NetworkLayer().NetworkFlow(), tcp, packet.Metadata().CaptureInfo)
		}
	}
	return a.finish(), nil
}
