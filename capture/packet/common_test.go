package packet

import (
	"reflect"
	"testing"

	"edrtap/capture"
)

// compareWays decodes a frame with and without the shortcut, and says whether
// the shortcut was taken.
func compareWays(t *testing.T, f *capture.Frame) bool {
	t.Helper()
	short, long := NewDecoder(DefaultLimits()), NewDecoder(DefaultLimits())
	// What another packet left behind must not show.
	p := Packet{Seq: 1, Window: 1, MSS: 1, IPID: 1, VLAN: 1, Depth: 1, Context: 1, WindowScale: 1, DontFragment: true, Problems: Cut}
	q := p
	got, want := short.Decode(f, &p), long.decodeAny(f, &q)
	if got != want {
		t.Errorf("result %v, without the shortcut %v", got, want)
	}
	if !reflect.DeepEqual(p, q) {
		t.Errorf("packet %+v\nwithout the shortcut %+v", p, q)
	}
	if a, b := short.Counters(), long.Counters(); !reflect.DeepEqual(a, b) {
		t.Errorf("counters %+v\nwithout the shortcut %+v", a, b)
	}
	probe := Packet{}
	return f.Link == linkEthernet && int(f.Length) <= len(f.Data) && NewDecoder(DefaultLimits()).decodeCommon(f, &probe)
}

// compareRoute holds RouteOf against what decoding finds, and says whether it
// knew a route.
func compareRoute(t *testing.T, f *capture.Frame) bool {
	t.Helper()
	route, ok := RouteOf(f)
	if !ok {
		return false
	}
	d, p := NewDecoder(DefaultLimits()), Packet{}
	switch result := d.Decode(f, &p); {
	case result == Undecoded:
	case result != TCP || p.Depth != 0 || p.Problems.Has(Reassembled):
		t.Errorf("a route for %v, %+v", result, p)
	case route != Route{p.FlowHash(), p.SrcPort, p.DstPort}:
		t.Errorf("route %+v of packet %+v", route, p)
	}
	if c := d.Counters().Defragmentation; c != (DefragmentationCounters{}) {
		t.Errorf("a route for a fragment: %+v", c)
	}
	return true
}

func TestRouteIsThatOfThePacket(t *testing.T) {
	known := 0
	for _, test := range goldenFrames() {
		if compareRoute(t, &test.frame) {
			known++
		}
		for end := range test.frame.Data {
			cut := test.frame
			cut.Data = cut.Data[:end]
			compareRoute(t, &cut)
		}
	}
	if known < 6 {
		t.Errorf("a route was known %d times", known)
	}
}

func TestShortcutChangesNothing(t *testing.T) {
	taken := 0
	for _, test := range goldenFrames() {
		if compareWays(t, &test.frame) {
			taken++
		}
	}
	if taken < 6 { // plain, padded, IPv6; VLAN, VLAN with IPv6, priority tag
		t.Errorf("the shortcut was taken %d times", taken)
	}
}

func FuzzFastPath(f *testing.F) {
	for _, test := range goldenFrames() {
		if test.frame.Link == linkEthernet {
			f.Add(test.frame.Data, uint16(0))
		}
	}
	syn := join(tcpHeader(8, SYN), hexBytes("020405b4 01030307 01010402"))
	f.Add(ethernetFrame(etherIPv4, ip4(ProtoTCP, syn)).Data, uint16(0))
	f.Add(ethernetFrame(etherIPv6, ip6(ProtoTCP, syn)).Data, uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, beyond uint16) {
		frame := frameOf(linkEthernet, data)
		frame.Length += uint32(beyond)
		compareWays(t, &frame)
		compareRoute(t, &frame)
		// With a right checksum more frames are common ones.
		if len(data) >= 34 && data[14]>>4 == 4 && data[14]&0xf >= 5 && len(data) >= 14+int(data[14]&0xf)*4 {
			setIPChecksum(data[14:])
			compareWays(t, &frame)
		}
	})
}
