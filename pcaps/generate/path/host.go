// Package path is an emulated network path between two hosts, with a sensor
// on it: it plays dialogues over TCP, with segmentation, acknowledgements,
// round-trip times, loss and retransmission, and gives the frames that the
// sensor sees.
package path

import (
	"net"
	"net/netip"
	"time"
)

// Host is one machine on the network.
type Host struct {
	Addr        netip.Addr
	TTL         uint8  // as sent: 128 Windows, 64 Linux
	Window      uint16 // as advertised, before scaling
	WindowScale uint8  // shift count (RFC 7323 section 2.2)
	FirstIPID   uint16 // of its IPv4 packets; each next one has one more
}

// Windows is a client as Windows sends: TTL 128, window 262656 bytes.
func Windows(addr string) *Host {
	return newHost(addr, Host{TTL: 128, Window: 1026, WindowScale: 8})
}

// Linux is a server as Linux sends: TTL 64, window 64128 bytes.
func Linux(addr string) *Host {
	return newHost(addr, Host{TTL: 64, Window: 501, WindowScale: 7})
}

func newHost(addr string, h Host) *Host {
	h.Addr = netip.MustParseAddr(addr)
	last := h.Addr.As16()
	h.FirstIPID = 0x1000 + uint16(last[14])<<8 + uint16(last[15])*37
	return &h
}

// hardware is a locally administered address made from the host's IP address.
func (h *Host) hardware() net.HardwareAddr {
	a := h.Addr.As16()
	return net.HardwareAddr{0x02, 0x00, a[12], a[13], a[14], a[15]}
}

// Path is the way between a client and a server, with a sensor on it. All
// delays are one way.
type Path struct {
	ClientDelay time.Duration // client to sensor
	ServerDelay time.Duration // sensor to server
	ClientHops  uint8         // routers between client and sensor
	ServerHops  uint8         // routers between server and sensor
	MSS         int           // payload bytes per segment, both ways
	Behaviour   Behaviour     // of the server's side toward a SYN

	// Chances from 0 to 1, for each packet.
	LossBefore float64 // lost before the sensor: the sensor never sees it
	LossAfter  float64 // lost behind the sensor: the sensor sees it in vain
	Reorder    float64 // overtaken by the packets behind it
	Duplicate  float64 // arrives twice

	// LargestFromServer is the longest payload that the way from the server to
	// the client bears; longer ones are lost behind the sensor, and nobody says
	// so. 0: any.
	LargestFromServer int

	// ResetTTL is the time to live at the sensor of the RST that a device on the
	// way sends to both ends when the client has said something. 0: there is none.
	ResetTTL uint8

	// FirstSYNLost loses the first SYN behind the sensor.
	FirstSYNLost bool
}

// Behaviour is what becomes of a SYN.
type Behaviour uint8

// The behaviours.
const (
	Listening Behaviour = iota // answered
	Dropping                   // never answered
	Refusing                   // answered by RST
)

// LAN is a clean path: 2 ms round trip, sensor beside the server.
func LAN() Path {
	return Path{ClientDelay: 800 * time.Microsecond, ServerDelay: 200 * time.Microsecond, ClientHops: 1, MSS: 1460}
}

// WAN is a clean path of 30 ms round trip, sensor beside the server.
func WAN() Path {
	return Path{ClientDelay: 14800 * time.Microsecond, ServerDelay: 200 * time.Microsecond, ClientHops: 4, MSS: 1380}
}
