package packet

import (
	"bytes"
	"testing"
	"unsafe"

	"edrtap/capture"
)

func TestDecodeFindsTheInnermostPacket(t *testing.T) {
	for _, test := range goldenFrames() {
		t.Run(test.name, func(t *testing.T) {
			var p Packet
			got := NewDecoder(DefaultLimits()).Decode(&test.frame, &p)
			if got != test.want {
				t.Fatalf("result %v, want %v", got, test.want)
			}
			if p.Time != test.frame.Time {
				t.Errorf("time %d, want %d", p.Time, test.frame.Time)
			}
			if p.Depth != test.depth || p.VLAN != test.vlan || (p.Context != 0) != test.context {
				t.Errorf("depth %d, VLAN %d, context %x; want %d, %d, any: %v", p.Depth, p.VLAN, p.Context, test.depth, test.vlan, test.context)
			}
			if test.version != 0 && p.Version != test.version {
				t.Errorf("version %d, want %d", p.Version, test.version)
			}
			if got == TCP {
				checkHello(t, &p)
			}
		})
	}
}

// checkHello compares p with the segment that the golden frames carry.
func checkHello(t *testing.T, p *Packet) {
	t.Helper()
	src, dst, ttl := "10.0.0.1", "10.0.0.2", uint8(64)
	if p.Version == 6 {
		src, dst, ttl = "2001:db8::1", "2001:db8::2", 63
	}
	if p.Src.String() != src || p.Dst.String() != dst || p.SrcPort != 49152 || p.DstPort != 443 || p.TTL != ttl {
		t.Errorf("%v:%d to %v:%d, TTL %d", p.Src, p.SrcPort, p.Dst, p.DstPort, p.TTL)
	}
	if p.Proto != ProtoTCP || p.Seq != 0x11223344 || p.Ack != 0x55667788 || p.Flags != ACK|PSH || p.Window != 0xfff0 {
		t.Errorf("protocol %d, seq %x, ack %x, flags %v, window %x", p.Proto, p.Seq, p.Ack, p.Flags, p.Window)
	}
	if p.Version == 4 && (p.IPID != 0x1234 || !p.DontFragment) {
		t.Errorf("IPID %x, DF %v", p.IPID, p.DontFragment)
	}
	if string(p.Payload) != "hello" || p.PayloadLength != 5 {
		t.Errorf("payload %q of %d bytes", p.Payload, p.PayloadLength)
	}
	if p.Problems&^ZeroIPLength != 0 || p.MSS != 0 || p.WindowScale != -1 {
		t.Errorf("problems %v, MSS %d, window scale %d", p.Problems, p.MSS, p.WindowScale)
	}
}

// TestSnapLengthIsNotMalformed cuts every golden frame everywhere. A frame
// that says how long it was is never malformed for that, and a segment that
// is still found says Cut and its true length.
func TestSnapLengthIsNotMalformed(t *testing.T) {
	for _, test := range goldenFrames() {
		d := NewDecoder(DefaultLimits())
		var whole Packet
		d.Decode(&test.frame, &whole)
		malformed := d.Counters().Malformed
		for n := range test.frame.Data {
			cut := test.frame
			cut.Data = test.frame.Data[:n:n]
			d = NewDecoder(DefaultLimits())
			var p Packet
			result := d.Decode(&cut, &p)
			c := d.Counters()
			if c.Malformed > malformed {
				t.Fatalf("%s, first %d bytes: malformed", test.name, n)
			}
			if c.Cut != 1 {
				t.Fatalf("%s, first %d bytes: %d cut frames", test.name, n, c.Cut)
			}
			if result != TCP || test.want != TCP {
				continue
			}
			if p.PayloadLength != whole.PayloadLength || p.Seq != whole.Seq || p.Src != whole.Src {
				t.Fatalf("%s, first %d bytes: %d bytes of payload from %v", test.name, n, p.PayloadLength, p.Src)
			}
			if p.Problems.Has(Cut) != (len(p.Payload) < p.PayloadLength) {
				t.Fatalf("%s, first %d bytes: problems %v", test.name, n, p.Problems)
			}
		}
	}
}

func TestShortFrameIsMalformedOrMissesBytes(t *testing.T) {
	for _, test := range goldenFrames() {
		for n := range test.frame.Data {
			short := frameOf(test.frame.Link, test.frame.Data[:n:n])
			d := NewDecoder(DefaultLimits())
			var p Packet
			result := d.Decode(&short, &p)
			if d.Counters().Cut != 0 {
				t.Fatalf("%s, %d bytes: counted as cut by the snap length", test.name, n)
			}
			if result == TCP && len(p.Payload) < p.PayloadLength && !p.Problems.Has(Cut) {
				t.Fatalf("%s, %d bytes: misses bytes without saying so", test.name, n)
			}
		}
	}
}

func TestTunnelDepthIsLimited(t *testing.T) {
	limits := DefaultLimits()
	nested := hello4()
	for range limits.TunnelDepth {
		nested = ip4(protoIPv4, nested)
	}
	d := NewDecoder(limits)
	var p Packet
	frame := ethernetFrame(etherIPv4, nested)
	if got := d.Decode(&frame, &p); got != TCP || int(p.Depth) != limits.TunnelDepth {
		t.Fatalf("%v at depth %d, want TCP at %d", got, p.Depth, limits.TunnelDepth)
	}
	frame = ethernetFrame(etherIPv4, ip4(protoIPv4, nested))
	if got := d.Decode(&frame, &p); got != Undecoded {
		t.Fatalf("%v, want undecoded", got)
	}
	if c := d.Counters(); c.TunnelTooDeep != 1 || c.Undecoded != 1 || c.Tunnelled != 2 {
		t.Errorf("counters %+v", c)
	}
}

func TestContextLeavesOutWhatDiffersPerDirection(t *testing.T) {
	context := func(f capture.Frame) uint32 {
		var p Packet
		if got := NewDecoder(DefaultLimits()).Decode(&f, &p); got != TCP {
			t.Fatalf("result %v", got)
		}
		return p.Context
	}
	tunnel := func(port int, header string, inner []byte) capture.Frame {
		return ethernetFrame(etherIPv4, ip4(ProtoUDP, udpTo(port, join(hexBytes(header), inner))))
	}
	tag := func(id string) capture.Frame {
		return ethernetFrame(etherVLAN, join(hexBytes(id), hexBytes("0800"), hello4()))
	}
	inner := ethernetFrame(etherIPv4, hello4()).Data
	vni42, vni43 := tunnel(portVXLAN, "08000000 00002a00", inner), tunnel(portVXLAN, "08000000 00002b00", inner)
	if context(vni42) == context(vni43) {
		t.Error("two VNIs have one context")
	}
	if context(tag("0007")) == context(tag("0008")) {
		t.Error("two VLANs have one context")
	}
	if context(tag("0007")) != context(tag("e007")) {
		t.Error("the priority of a tag changes the context")
	}
	if context(tag("002a")) == context(vni42) {
		t.Error("a VLAN and a VNI of one number have one context")
	}
	if context(tunnel(portGTPU, "30 ff 002d 00000001", hello4())) != context(tunnel(portGTPU, "30 ff 002d 00000002", hello4())) {
		t.Error("the tunnel endpoint id changes the context")
	}
}

// TestMirroredFramesCutToTheTunnelsMTU has frames that the mirror cut before it
// put them into its tunnel: the tunnel is whole, what is in it is not.
func TestMirroredFramesCutToTheTunnelsMTU(t *testing.T) {
	payload := bytes.Repeat([]byte("p"), 1400)
	for name, inner := range map[string][]byte{
		"IPv4": ethernetFrame(etherIPv4, tcp4(payload)).Data,
		"IPv6": ethernetFrame(etherIPv6, tcp6(payload)).Data,
	} {
		for port, header := range map[int]string{portVXLAN: "08000000 00002a00", portGENEVE: "00 00 6558 00002a00"} {
			f := ethernetFrame(etherIPv4, ip4(ProtoUDP, udpTo(port, join(hexBytes(header), inner[:1000]))))
			var p Packet
			if got := NewDecoder(DefaultLimits()).Decode(&f, &p); got != TCP || p.Depth != 1 {
				t.Fatalf("%s to port %d: %v at depth %d", name, port, got, p.Depth)
			}
			if p.PayloadLength != len(payload) || len(p.Payload) >= len(payload) || !p.Problems.Has(Cut|LengthBeyondFrame) {
				t.Errorf("%s to port %d: %d of %d bytes, %v", name, port, len(p.Payload), p.PayloadLength, p.Problems)
			}
		}
	}
	noPacket := ethernetFrame(etherIPv4, tcp4(payload)).Data[:1000]
	noPacket[14+8]++ // so the header checksum is wrong
	f := ethernetFrame(etherIPv4, ip4(ProtoUDP, udpTo(portVXLAN, join(hexBytes("08000000 00002a00"), noPacket))))
	var p Packet
	if got := NewDecoder(DefaultLimits()).Decode(&f, &p); got != UDP {
		t.Errorf("bytes that are no packet: %v", got)
	}
}

func TestCounters(t *testing.T) {
	d := NewDecoder(DefaultLimits())
	var p Packet
	broken := hello4()
	broken[10] ^= 0x40 // checksum
	unfilled := hello4()
	unfilled[10], unfilled[11] = 0, 0
	short := hello4()
	short[3] = 19 // total length less than the header
	beyond := hello4()
	beyond[3]++ // total length
	setIPChecksum(beyond)
	frames := []capture.Frame{
		ethernetFrame(etherIPv4, hello4()),
		ethernetFrame(etherIPv4, broken),
		ethernetFrame(etherIPv4, unfilled),
		ethernetFrame(etherIPv4, short),
		ethernetFrame(etherIPv4, beyond),
		ethernetFrame(0x88cc, nil),
		ethernetFrame(etherARP, nil),
		ethernetFrame(etherARP, nil),
		ethernetFrame(4, nil),
		frameOf(276, nil),
		frameOf(276+256, nil),
		frameOf(20, nil),
		frameOf(20, nil),
	}
	for i := range frames {
		d.Decode(&frames[i], &p)
	}
	c := d.Counters()
	sum := c.TCP + c.UDP + c.ICMP + c.OtherIP + c.NotIP + c.Fragments + c.Undecoded
	if c.Frames != uint64(len(frames)) || sum != c.Frames || c.TCP != 4 || c.NotIP != 4 || c.Undecoded != 5 {
		t.Errorf("results: %+v", c)
	}
	if c.BadIPChecksum != 1 || c.ZeroIPChecksum != 1 || c.LengthBeyondFrame != 1 || c.Malformed != 2 || c.UnknownLink != 3 {
		t.Errorf("details: %+v", c)
	}
	links := []LinkCount{{20, 2}, {532, 1}}
	if len(c.UnknownLinks) != 2 || c.UnknownLinks[0] != links[0] || c.UnknownLinks[1] != links[1] {
		t.Errorf("links %v, want %v", c.UnknownLinks, links)
	}
	types := []EtherTypeCount{{0, 1}, {etherARP, 2}, {0x88cc, 1}}
	if len(c.EtherTypes) != 3 || c.EtherTypes[0] != types[0] || c.EtherTypes[1] != types[1] || c.EtherTypes[2] != types[2] {
		t.Errorf("EtherTypes %v, want %v", c.EtherTypes, types)
	}
}

func TestWireLengthIsNotBelievedBlindly(t *testing.T) {
	offload := hello4()
	offload[2], offload[3] = 0, 0
	frame := ethernetFrame(etherIPv4, offload)
	var p Packet
	frame.Length = 0xffffffff
	if got := NewDecoder(DefaultLimits()).Decode(&frame, &p); got != TCP || p.PayloadLength > maxWireLength {
		t.Errorf("%v with %d bytes", got, p.PayloadLength)
	}
	frame.Length = 10 // less than there is: a tag was put back in
	if got := NewDecoder(DefaultLimits()).Decode(&frame, &p); got != TCP || p.PayloadLength != 5 || p.Problems.Has(Cut) {
		t.Errorf("%v with %d bytes, problems %v", got, p.PayloadLength, p.Problems)
	}
}

func TestDecodeAllocatesNothing(t *testing.T) {
	var all []capture.Frame
	for _, test := range goldenFrames() {
		all = append(all, test.frame)
	}
	segment := join(tcpHeader(5, ACK), make([]byte, 2000))
	all = append(all,
		ethernetFrame(etherIPv4, ip4Fragment(ProtoTCP, 0x2000, segment[:1480])),
		ethernetFrame(etherIPv4, ip4Fragment(ProtoTCP, 185, segment[1480:])))
	d := NewDecoder(DefaultLimits())
	var p Packet
	if n := testing.AllocsPerRun(100, func() {
		for i := range all {
			d.Decode(&all[i], &p)
		}
	}); n != 0 {
		t.Errorf("%v allocations for %d frames", n, len(all))
	}
	if d.Counters().Defragmentation.Reassembled == 0 {
		t.Error("nothing was reassembled")
	}
}

// within says whether part is a subslice of whole.
func within(part, whole []byte) bool {
	if len(part) == 0 {
		return true
	}
	if len(whole) == 0 {
		return false
	}
	first, base := uintptr(unsafe.Pointer(&part[0])), uintptr(unsafe.Pointer(&whole[0]))
	return first >= base && first+uintptr(len(part)) <= base+uintptr(len(whole))
}

// FuzzDecode decodes a run of frames, cut from the input. No invariant of the
// packet may be broken, whatever the bytes.
func FuzzDecode(f *testing.F) {
	for _, test := range goldenFrames() {
		f.Add(test.frame.Data, uint16(test.frame.Link), uint16(0), uint16(len(test.frame.Data)))
		f.Add(join(test.frame.Data, test.frame.Data), uint16(test.frame.Link), uint16(3), uint16(len(test.frame.Data)))
	}
	f.Fuzz(func(t *testing.T, data []byte, link, beyond, size uint16) {
		d := NewDecoder(DefaultLimits())
		var p Packet
		count := uint64(0)
		for len(data) > 0 && count < 64 {
			n := min(len(data), int(size)+1)
			frame := capture.Frame{Time: int64(count) * 1e9, Data: data[:n:n], Length: uint32(n) + uint32(beyond), Link: capture.LinkType(link)}
			data = data[n:]
			count++
			checkInvariants(t, d, &frame, &p, d.Decode(&frame, &p))
		}
		if c := d.Counters(); c.Frames != count {
			t.Errorf("%d frames counted, %d decoded", c.Frames, count)
		}
	})
}

func checkInvariants(t *testing.T, d *Decoder, f *capture.Frame, p *Packet, r Result) {
	t.Helper()
	if d.fragments.memory > d.limits.DatagramMemory {
		t.Errorf("%d bytes held for fragments", d.fragments.memory)
	}
	if r != TCP && r != UDP && r != ICMP && r != OtherIP {
		return
	}
	if p.PayloadLength < len(p.Payload) {
		t.Errorf("payload of %d bytes, captured %d", p.PayloadLength, len(p.Payload))
	}
	if len(p.Payload) < p.PayloadLength && !p.Problems.Has(Cut) {
		t.Error("payload misses bytes, and no problem Cut")
	}
	held := within(p.Payload, f.Data)
	for g := d.fragments.spent; g != nil; g = g.older {
		held = held || within(p.Payload, g.buffer)
	}
	if !held {
		t.Error("payload is neither in the frame nor in a datagram")
	}
	if p.Version != 4 && p.Version != 6 {
		t.Errorf("version %d", p.Version)
	}
	if (p.VLAN != 0 && p.Context == 0) || int(p.Depth) > d.limits.TunnelDepth {
		t.Errorf("VLAN %d, context %x, depth %d", p.VLAN, p.Context, p.Depth)
	}
	if p.Proto == ProtoTCP && r == TCP && p.TCPChecksum() != ChecksumUnknown && p.Problems.Has(Cut) {
		t.Error("the checksum of a cut segment was judged")
	}
	if p.WindowScale < -1 || p.WindowScale > 14 {
		t.Errorf("window scale %d", p.WindowScale)
	}
}
