package path

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"time"

	"edrtap/pcaps/generate/dialogue"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Packet is one IP packet as the sensor sees it.
type Packet struct {
	Sent time.Time // it left its sender
	Seen time.Time // it passed the sensor

	from     dialogue.Side
	src, dst *Host
	hops     uint8
	twin     bool // the network's second copy of the packet before it
	tcp      *layers.TCP
	udp      *layers.UDP
	payload  []byte
	offset   int // of the payload in its TCP stream
}

// Datagram is a UDP packet from src to dst that passes the sensor delay after
// it was sent.
func Datagram(src, dst *Host, srcPort, dstPort uint16, sent time.Time, delay time.Duration, payload []byte) Packet {
	return Packet{
		Sent: sent, Seen: sent.Add(delay), src: src, dst: dst, payload: payload,
		udp: &layers.UDP{SrcPort: layers.UDPPort(srcPort), DstPort: layers.UDPPort(dstPort)},
	}
}

// Frame is one Ethernet frame.
type Frame struct {
	Time      time.Time
	Data      []byte
	Interface int // of the capture file, from 0
	Length    int // on the wire, where the capture cut it; 0: that of Data
}

// etherHeader is the length of an Ethernet header without tag, in bytes.
const etherHeader = 14

// IP is the IP packet of a frame without tag: no Ethernet header, no padding.
func (f Frame) IP() []byte {
	ip := f.Data[etherHeader:]
	if ip[0]>>4 == 4 {
		return ip[:binary.BigEndian.Uint16(ip[2:])]
	}
	return ip[:40+int(binary.BigEndian.Uint16(ip[4:]))]
}

// Frames gives the frames of all packets in order of time. Every host counts
// its IPv4 packets in the order in which it sent them.
func Frames(packets []Packet) ([]Frame, error) {
	slices.SortStableFunc(packets, func(a, b Packet) int { return a.Sent.Compare(b.Sent) })
	ids := identify(packets)
	order := make([]int, len(packets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(packets[a].Seen.Compare(packets[b].Seen), cmp.Compare(a, b))
	})
	frames := make([]Frame, 0, len(packets))
	for _, i := range order {
		data, err := packets[i].serialize(ids[i])
		if err != nil {
			return nil, fmt.Errorf("packet of %s to %s: %w", packets[i].src.Addr, packets[i].dst.Addr, err)
		}
		frames = append(frames, Frame{Time: packets[i].Seen, Data: data})
	}
	return frames, nil
}

func identify(packets []Packet) []uint16 {
	last := map[*Host]uint16{}
	ids := make([]uint16, len(packets))
	for i, p := range packets {
		id, known := last[p.src]
		switch {
		case !known:
			id = p.src.FirstIPID
		case !p.twin:
			id++
		}
		if id == 0 {
			id = 1
		}
		last[p.src], ids[i] = id, id
	}
	return ids
}

func (p *Packet) serialize(id uint16) ([]byte, error) {
	b := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	ether := &layers.Ethernet{SrcMAC: p.src.hardware(), DstMAC: p.dst.hardware(), EthernetType: layers.EthernetTypeIPv4}
	protocol := layers.IPProtocolTCP
	if p.udp != nil {
		protocol = layers.IPProtocolUDP
	}
	var network interface {
		gopacket.SerializableLayer
		gopacket.NetworkLayer
	}
	if p.src.Addr.Is4() {
		network = &layers.IPv4{
			Version: 4, Id: id, Flags: layers.IPv4DontFragment, TTL: p.src.TTL - p.hops, Protocol: protocol,
			SrcIP: net.IP(p.src.Addr.AsSlice()), DstIP: net.IP(p.dst.Addr.AsSlice()),
		}
	} else {
		ether.EthernetType = layers.EthernetTypeIPv6
		network = &layers.IPv6{
			Version: 6, HopLimit: p.src.TTL - p.hops, NextHeader: protocol,
			SrcIP: net.IP(p.src.Addr.AsSlice()), DstIP: net.IP(p.dst.Addr.AsSlice()),
		}
	}
	var err error
	if p.udp != nil {
		if err = p.udp.SetNetworkLayerForChecksum(network); err == nil {
			err = gopacket.SerializeLayers(b, options, ether, network, p.udp, gopacket.Payload(p.payload))
		}
	} else {
		if err = p.tcp.SetNetworkLayerForChecksum(network); err == nil {
			err = gopacket.SerializeLayers(b, options, ether, network, p.tcp, gopacket.Payload(p.payload))
		}
	}
	return b.Bytes(), err
}

// Tagged is the frame with an IEEE 802.1Q tag of that VLAN.
func (f Frame) Tagged(vlan uint16) Frame {
	data := make([]byte, 0, len(f.Data)+4)
	data = append(data, f.Data[:12]...)
	data = append(data, 0x81, 0x00, byte(vlan>>8), byte(vlan))
	f.Data = append(data, f.Data[12:]...)
	return f
}
