package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
)

// damageFile damages the bytes of a file: some are changed, a part is taken
// out, doubled or cut off.
func damageFile(file []byte, random *rand.Rand) []byte {
	b := bytes.Clone(file)
	for range 1 + random.IntN(4) {
		if len(b) < 2 {
			return b
		}
		at := random.IntN(len(b))
		n := min(1+random.IntN(64), len(b)-at)
		switch random.IntN(4) {
		case 0:
			flip(b[at:at+n], random)
		case 1:
			b = slices.Delete(b, at, at+n)
		case 2:
			b = slices.Insert(b, at, bytes.Clone(b[at:at+n])...)
		default:
			b = b[:at]
		}
	}
	return b
}

// flip changes a few bits of b.
func flip(b []byte, random *rand.Rand) {
	for range 1 + random.IntN(8) {
		b[random.IntN(len(b))] ^= 1 << random.IntN(8)
	}
}

// damageFrames gives a damaged copy of the frames.
func damageFrames(frames []capture.Frame, random *rand.Rand) []capture.Frame {
	list := make([]capture.Frame, len(frames))
	for i, f := range frames {
		f.Data = bytes.Clone(f.Data)
		list[i] = f
	}
	for range 1 + random.IntN(12) {
		if len(list) == 0 {
			break
		}
		list = damageOnce(list, random)
	}
	return list
}

// damageOnce damages the frames in one way.
func damageOnce(list []capture.Frame, random *rand.Rand) []capture.Frame {
	at := random.IntN(len(list))
	f := &list[at]
	if len(f.Data) == 0 {
		return list
	}
	switch random.IntN(10) {
	case 0: // bits, anywhere
		flip(f.Data, random)
	case 1, 2: // bytes of what is in the packet
		flip(payload(f.Data), random)
	case 3: // a byte that is a length, a type or a count more often than not
		p := payload(f.Data)
		p[random.IntN(min(len(p), 64))] = []byte{0, 1, 0x7f, 0x80, 0xff, 0x16}[random.IntN(6)]
	case 4: // a snap length
		f.Data = f.Data[:random.IntN(len(f.Data)+1)]
	case 5: // the sender stops in the middle of a record
		shorten(f, random)
	case 6: // lost
		list = slices.Delete(list, at, min(at+1+random.IntN(3), len(list)))
	case 7: // twice
		again := *f
		again.Data = bytes.Clone(f.Data)
		list = slices.Insert(list, at+random.IntN(len(list)-at), again)
	case 8: // out of order
		end := min(at+2+random.IntN(16), len(list))
		random.Shuffle(end-at, func(i, j int) {
			list[at+i].Data, list[at+j].Data = list[at+j].Data, list[at+i].Data
			list[at+i].Length, list[at+j].Length = list[at+j].Length, list[at+i].Length
		})
	default: // another's bytes, or another time
		if other := list[random.IntN(len(list))].Data; random.IntN(2) == 0 && len(other) > 0 {
			copy(payload(f.Data), payload(other))
		} else {
			f.Time += (random.Int64N(7200) - 3600) * 1e9
		}
	}
	return list
}

// headers is about where the payload of a TCP segment begins in an Ethernet
// frame.
const headers = 14 + 20 + 32

func payload(frame []byte) []byte {
	if len(frame) <= headers {
		return frame
	}
	return frame[headers:]
}

// shorten takes bytes off the end of an IPv4 packet in an Ethernet frame, as if
// they had never been sent.
func shorten(f *capture.Frame, random *rand.Rand) {
	const ethernet, least = 14, 40
	if len(f.Data) <= ethernet+least || f.Data[12] != 8 || f.Data[13] != 0 || f.Data[ethernet]>>4 != 4 {
		return
	}
	total := int(binary.BigEndian.Uint16(f.Data[ethernet+2:]))
	if total <= least || ethernet+total > len(f.Data) {
		return
	}
	total -= 1 + random.IntN(total-least)
	binary.BigEndian.PutUint16(f.Data[ethernet+2:], uint16(total))
	f.Data = f.Data[:ethernet+total]
	f.Length = uint32(len(f.Data))
}

// asFile writes frames as pcapng.
func asFile(frames []capture.Frame) []byte {
	var b bytes.Buffer
	w := pcapfile.NewWriter(&b, pcapfile.Section{Application: "mutate"}, nil)
	for i := range frames {
		_ = w.Frame(&frames[i]) // a buffer takes everything
	}
	_ = w.Flush()
	return b.Bytes()
}
