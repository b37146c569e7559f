package packet

import (
	"bytes"
	"testing"
	"time"

	"edrtap/capture"
)

// testSegment is a TCP segment of 2,020 bytes whose payload tells where each
// byte belongs.
func testSegment() []byte {
	payload := make([]byte, 2000)
	for i := range payload {
		payload[i] = byte(i ^ i>>8)
	}
	return join(tcpHeader(5, ACK|PSH), payload)
}

// fragment4 is the piece of the segment that begins at from, as a frame.
func fragment4(segment []byte, from, to int) capture.Frame {
	field := from / 8
	if to < len(segment) {
		field |= 0x2000
	}
	return ethernetFrame(etherIPv4, ip4Fragment(ProtoTCP, field, segment[from:to]))
}

func fragment6(segment []byte, from, to int) capture.Frame {
	field := from
	if to < len(segment) {
		field |= 1
	}
	return ethernetFrame(etherIPv6, ip6(protoFragment, join(hexBytes("06 00"), be16(field), be32(9), segment[from:to])))
}

func TestFragmentsInAnyOrder(t *testing.T) {
	segment := testSegment()
	cuts := []int{0, 8, 1000, 1480, len(segment)}
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {0, 0, 3, 1, 3, 2}} {
		for name, piece := range map[string]func([]byte, int, int) capture.Frame{"IPv4": fragment4, "IPv6": fragment6} {
			d := NewDecoder(DefaultLimits())
			var p Packet
			for i, n := range order {
				frame := piece(segment, cuts[n], cuts[n+1])
				want := Fragment
				if i == len(order)-1 {
					want = TCP
				}
				if got := d.Decode(&frame, &p); got != want {
					t.Fatalf("%s, order %v, fragment %d: %v, want %v", name, order, i, got, want)
				}
			}
			if !bytes.Equal(p.Payload, segment[20:]) || p.PayloadLength != 2000 || p.Seq != 0x11223344 || p.Problems != Reassembled {
				t.Errorf("%s, order %v: %d bytes of payload, problems %v", name, order, len(p.Payload), p.Problems)
			}
			c := d.Counters().Defragmentation
			want := DefragmentationCounters{Fragments: uint64(len(order)), Reassembled: 1, Overlaps: uint64(len(order) - 4)}
			if c != want {
				t.Errorf("%s, order %v: %+v, want %+v", name, order, c, want)
			}
		}
	}
}

func TestChecksumOfReassembledSegment(t *testing.T) {
	whole := serialized(t, false, make([]byte, 1000))[14+20:]
	d := NewDecoder(DefaultLimits())
	var p Packet
	first, last := fragment4(whole, 0, 512), fragment4(whole, 512, len(whole))
	d.Decode(&first, &p)
	if got := d.Decode(&last, &p); got != TCP || p.TCPChecksum() != ChecksumGood {
		t.Errorf("%v, checksum %v", got, p.TCPChecksum())
	}
}

func TestFirstBytesWin(t *testing.T) {
	segment := testSegment()
	forged := bytes.Repeat([]byte{0xee}, len(segment))
	frames := []capture.Frame{
		fragment4(segment, 0, 1000),
		fragment4(forged, 992, 1488), // the first 8 bytes are there
		fragment4(segment, 1000, len(segment)),
	}
	d := NewDecoder(DefaultLimits())
	var p Packet
	var got Result
	for i := range frames {
		got = d.Decode(&frames[i], &p)
	}
	want := join(segment[20:1000], forged[1000:1488], segment[1488:])
	if got != TCP || !bytes.Equal(p.Payload, want) {
		t.Errorf("%v with another payload", got)
	}
	if c := d.Counters().Defragmentation; c.Overlaps != 2 {
		t.Errorf("%+v", c)
	}
}

func TestFragmentCutBySnapLength(t *testing.T) {
	segment := testSegment()
	first, last := fragment4(segment, 0, 1480), fragment4(segment, 1480, len(segment))
	first.Data, last.Data = first.Data[:34+200], last.Data[:34+200]
	d := NewDecoder(DefaultLimits())
	var p Packet
	d.Decode(&last, &p)
	if got := d.Decode(&first, &p); got != TCP {
		t.Fatalf("result %v", got)
	}
	if !bytes.Equal(p.Payload, segment[20:200]) || p.PayloadLength != 2000 || p.Problems != Cut|Reassembled {
		t.Errorf("%d of %d bytes, problems %v", len(p.Payload), p.PayloadLength, p.Problems)
	}
}

func TestFragmentThatClaimsMoreThanItsFrameIsThrownAway(t *testing.T) {
	segment := testSegment()
	forged := fragment4(segment, 0, 1480)
	forged.Data = forged.Data[:34+8]
	forged.Length = uint32(len(forged.Data))
	frames := []capture.Frame{forged, fragment4(segment, 0, 1480), fragment4(segment, 1480, len(segment))}
	d := NewDecoder(DefaultLimits())
	var p Packet
	var got Result
	for i := range frames {
		got = d.Decode(&frames[i], &p)
	}
	if got != TCP || !bytes.Equal(p.Payload, segment[20:]) || d.Counters().Defragmentation.Invalid != 1 {
		t.Errorf("%v, %d bytes, %+v", got, len(p.Payload), d.Counters().Defragmentation)
	}
}

func TestFragmentsOfOthersDoNotMix(t *testing.T) {
	segment := testSegment()
	first := fragment4(segment, 0, 1480)
	last := fragment4(segment, 1480, len(segment))
	change := map[string]func(b []byte){
		"identification": func(b []byte) { b[14+5]++ },
		"source":         func(b []byte) { b[14+15]++ },
		"destination":    func(b []byte) { b[14+19]++ },
		"protocol":       func(b []byte) { b[14+9] = ProtoUDP },
	}
	for name, change := range change {
		other := last
		other.Data = bytes.Clone(last.Data)
		change(other.Data)
		d := NewDecoder(DefaultLimits())
		var p Packet
		d.Decode(&first, &p)
		if got := d.Decode(&other, &p); got != Fragment {
			t.Errorf("%s: %v", name, got)
		}
	}
	tagged := ethernetFrame(etherVLAN, join(hexBytes("0007 0800"), last.Data[14:]))
	d := NewDecoder(DefaultLimits())
	var p Packet
	d.Decode(&first, &p)
	if got := d.Decode(&tagged, &p); got != Fragment {
		t.Errorf("VLAN: %v", got)
	}
}

func TestFragmentsInsideAndOutsideATunnel(t *testing.T) {
	segment := testSegment()
	var outer []capture.Frame
	for i, inner := range []capture.Frame{fragment4(segment, 0, 1480), fragment4(segment, 1480, len(segment))} {
		tunnelled := join(hexBytes("0000 0800"), inner.Data[14:])
		for _, half := range [][2]int{{400, len(tunnelled)}, {0, 400}} {
			field := half[0] / 8
			if half[0] == 0 {
				field |= 0x2000
			}
			packet := ip4Fragment(protoGRE, field, tunnelled[half[0]:half[1]])
			packet[5] = byte(i) // identification
			setIPChecksum(packet)
			outer = append(outer, ethernetFrame(etherIPv4, packet))
		}
	}
	d := NewDecoder(DefaultLimits())
	var p Packet
	for round := range 3 { // buffers are used again
		var got Result
		for i := range outer {
			got = d.Decode(&outer[i], &p)
		}
		if got != TCP || !bytes.Equal(p.Payload, segment[20:]) || p.Depth != 1 || p.Problems != Reassembled {
			t.Fatalf("round %d: %v, %d bytes, problems %v", round, got, len(p.Payload), p.Problems)
		}
	}
}

func TestFragmentsExpireInPacketTime(t *testing.T) {
	segment := testSegment()
	first, last := fragment4(segment, 0, 1480), fragment4(segment, 1480, len(segment))
	d := NewDecoder(DefaultLimits())
	var p Packet
	d.Decode(&first, &p)
	last.Time = first.Time + int64(30*time.Second) + 1
	if got := d.Decode(&last, &p); got != Fragment {
		t.Errorf("result %v", got)
	}
	want := DefragmentationCounters{Fragments: 2, Expired: 1, ExpiredFirst: 1, Pending: 1}
	if c := d.Counters().Defragmentation; c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
}

func TestFragmentsThatCannotBe(t *testing.T) {
	for name, test := range map[string]struct {
		parts []fragmentPart
		want  DefragmentationCounters
	}{
		"empty": {
			[]fragmentPart{{more: true}},
			DefragmentationCounters{Fragments: 1, Invalid: 1},
		},
		"odd length before the last": {
			[]fragmentPart{{more: true, length: 9}},
			DefragmentationCounters{Fragments: 1, Invalid: 1},
		},
		"beyond the largest packet": {
			[]fragmentPart{{offset: 65528, length: 8}},
			DefragmentationCounters{Fragments: 1, Invalid: 1},
		},
		"beyond the end": {
			[]fragmentPart{{offset: 8, length: 4}, {offset: 16, length: 8, more: true}},
			DefragmentationCounters{Fragments: 2, Inconsistent: 1},
		},
		"end before what was seen": {
			[]fragmentPart{{offset: 16, length: 8, more: true}, {offset: 8, length: 4}},
			DefragmentationCounters{Fragments: 2, Inconsistent: 1},
		},
		"two ends": {
			[]fragmentPart{{offset: 8, length: 4}, {offset: 8, length: 5}},
			DefragmentationCounters{Fragments: 2, Inconsistent: 1},
		},
	} {
		r := newReassembler(DefaultLimits())
		for _, part := range test.parts {
			part.data = make([]byte, part.length)
			if r.add(&Packet{Version: 4}, part) != nil {
				t.Errorf("%s: made whole", name)
			}
		}
		if r.counters != test.want || len(r.datagrams) != 0 {
			t.Errorf("%s: %+v, want %+v", name, r.counters, test.want)
		}
	}
}

func TestOldestDatagramsGoFirst(t *testing.T) {
	limits := DefaultLimits()
	limits.Datagrams = 2
	r := newReassembler(limits)
	half := fragmentPart{more: true, data: make([]byte, 8), length: 8}
	for id := range uint32(3) {
		half.id = id
		r.add(&Packet{Version: 4}, half)
	}
	rest := fragmentPart{offset: 8, data: make([]byte, 8), length: 8}
	for id, want := range []bool{1: true, 2: true} {
		rest.id = uint32(id)
		if want && r.add(&Packet{Version: 4}, rest) == nil {
			t.Errorf("datagram %d was given up", id)
		}
	}
	if r.counters.Evicted != 1 || r.counters.Reassembled != 2 {
		t.Errorf("%+v", r.counters)
	}
}

func TestFragmentMemoryIsBounded(t *testing.T) {
	limits := DefaultLimits()
	r := newReassembler(limits)
	for id := range uint32(5000) {
		// The last fragment of the largest datagram needs 64 KiB.
		r.add(&Packet{Version: 4}, fragmentPart{id: id, offset: 65000, data: make([]byte, 8), length: 8, more: true})
		checkReassembler(t, &r)
	}
	held := uint64(limits.DatagramMemory / (65536 + datagramOverhead))
	if got := uint64(len(r.datagrams)); got != held || r.counters.Evicted != 5000-held {
		t.Errorf("%d datagrams, %+v", got, r.counters)
	}
}

// checkReassembler verifies the limits and that list, map and memory agree.
func checkReassembler(t *testing.T, r *reassembler) {
	t.Helper()
	listed, memory := 0, 0
	var before *datagram
	for g := r.oldest; g != nil; before, g = g, g.newer {
		if g.older != before || r.datagrams[g.key] != g {
			t.Fatal("list and map disagree")
		}
		listed++
		memory += datagramOverhead + len(g.buffer)
	}
	if before != r.newest || listed != len(r.datagrams) {
		t.Fatalf("%d datagrams in the list, %d in the map", listed, len(r.datagrams))
	}
	for _, g := range []*datagram{r.free, r.spent} {
		for ; g != nil; g = g.older {
			memory += datagramOverhead + len(g.buffer)
		}
	}
	if memory != r.memory || memory > r.limits.DatagramMemory || listed > r.limits.Datagrams {
		t.Fatalf("%d datagrams in %d bytes, %d accounted", listed, memory, r.memory)
	}
}
