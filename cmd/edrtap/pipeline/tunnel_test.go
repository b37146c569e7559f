package pipeline

import (
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
	"edrtap/rules/record"
)

// ethernetHeader is in front of every frame of the bundled captures.
const ethernetHeader = 14

func around(etherType uint16, body ...[]byte) []byte {
	b := append([]byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}, byte(etherType>>8), byte(etherType))
	for _, part := range body {
		b = append(b, part...)
	}
	return b
}

func outer4(protocol byte, body ...[]byte) []byte {
	b := make([]byte, 20)
	for _, part := range body {
		b = append(b, part...)
	}
	b[0], b[8], b[9], b[12], b[16] = 0x45, 64, protocol, 10, 10
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	return b
}

func outer6(protocol byte, body []byte) []byte {
	b := append(make([]byte, 40), body...)
	b[0], b[6], b[7], b[8], b[24] = 0x60, protocol, 64, 0xfd, 0xfd
	binary.BigEndian.PutUint16(b[4:], uint16(len(body)))
	return b
}

func outerUDP(port uint16, body ...[]byte) []byte {
	b := []byte{0xc3, 0x50, byte(port >> 8), byte(port), 0, 0, 0, 0}
	for _, part := range body {
		b = append(b, part...)
	}
	binary.BigEndian.PutUint16(b[4:], uint16(len(b)))
	return b
}

// tunnels put a frame, or the packet in it, into another one.
var tunnels = map[string]func(frame, packet []byte) []byte{
	"VLAN": func(_, p []byte) []byte { return around(0x8100, []byte{0, 7, 8, 0}, p) },
	"QinQ": func(_, p []byte) []byte { return around(0x88a8, []byte{0, 100, 0x81, 0, 0, 7, 8, 0}, p) },
	"MPLS": func(_, p []byte) []byte { return around(0x8847, []byte{0, 6, 0x40, 0xff, 0, 1, 0xf1, 0xff}, p) },
	"PPPoE": func(_, p []byte) []byte {
		return around(0x8864, []byte{0x11, 0, 0, 1, byte((len(p) + 2) >> 8), byte(len(p) + 2), 0, 0x21}, p)
	},
	"IP in IP":     func(_, p []byte) []byte { return around(0x800, outer4(4, p)) },
	"IPv4 in IPv6": func(_, p []byte) []byte { return around(0x86dd, outer6(4, p)) },
	"GRE":          func(_, p []byte) []byte { return around(0x800, outer4(47, []byte{0, 0, 8, 0}, p)) },
	"GRE with key and sequence number": func(_, p []byte) []byte {
		return around(0x800, outer4(47, []byte{0x30, 0, 8, 0, 0, 0, 0, 7, 0, 0, 0, 1}, p))
	},
	"NVGRE":         func(f, _ []byte) []byte { return around(0x800, outer4(47, []byte{0x20, 0, 0x65, 0x58, 0, 0, 1, 0}, f)) },
	"ERSPAN type I": func(f, _ []byte) []byte { return around(0x800, outer4(47, []byte{0, 0, 0x88, 0xbe}, f)) },
	"ERSPAN type II": func(f, _ []byte) []byte {
		return around(0x800, outer4(47, []byte{0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 1, 0, 1, 0, 0, 0, 0}, f))
	},
	"ERSPAN type III": func(f, _ []byte) []byte {
		return around(0x800, outer4(47, []byte{0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, make([]byte, 8), f))
	},
	"VXLAN": func(f, _ []byte) []byte {
		return around(0x800, outer4(17, outerUDP(4789, []byte{8, 0, 0, 0, 0, 0, 7, 0}, f)))
	},
	"VXLAN over IPv6": func(f, _ []byte) []byte {
		return around(0x86dd, outer6(17, outerUDP(4789, []byte{8, 0, 0, 0, 0, 0, 7, 0}, f)))
	},
	"GENEVE": func(f, _ []byte) []byte {
		return around(0x800, outer4(17, outerUDP(6081, []byte{0, 0, 0x65, 0x58, 0, 0, 7, 0}, f)))
	},
	"GENEVE, an option": func(_, p []byte) []byte {
		return around(0x800, outer4(17, outerUDP(6081, []byte{1, 0, 8, 0, 0, 0, 7, 0, 1, 1, 0, 0}, p)))
	},
	"GTP-U": func(_, p []byte) []byte {
		return around(0x800, outer4(17, outerUDP(2152, []byte{0x30, 0xff, byte(len(p) >> 8), byte(len(p)), 0, 0, 0, 9}, p)))
	},
	"VXLAN in GRE in IP": func(f, _ []byte) []byte {
		return around(0x800, outer4(4, outer4(47, []byte{0, 0, 8, 0}, outer4(17, outerUDP(4789, []byte{8, 0, 0, 0, 0, 0, 7, 0}, f)))))
	},
}

// sessionsOf gives the sessions of frames, without what the way of a packet
// has a part in.
func sessionsOf(t *testing.T, frames []capture.Frame) (list []record.Session, sensor record.Sensor) {
	t.Helper()
	result, err := Run(t.Context(), Config{Source: &framesOnce{frames}, Workers: 2, OnSession: func(s *record.Session) error {
		one := *s
		one.TCP.Duplicates, one.TCP.Packets = 0, record.Pair{}
		if s.TLS != nil {
			tls := *s.TLS
			tls.Alerts = append([]record.Alert(nil), tls.Alerts...)
			one.TLS = &tls
		}
		list = append(list, one)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return list, result.Sensor
}

// framesOnce gives all frames at once.
type framesOnce struct{ frames []capture.Frame }

func (s *framesOnce) ReadBatch(b *capture.Batch) error {
	b.Frames = append(b.Frames[:0], s.frames...)
	if s.frames = nil; len(b.Frames) == 0 {
		return io.EOF
	}
	return nil
}

func (s *framesOnce) Close() error { return nil }

// bundled reads a bundled capture of Ethernet frames, IPv4 alone.
func bundled(t *testing.T, name string) (frames []capture.Frame) {
	t.Helper()
	reader, err := pcapfile.Open(filepath.Join("..", "..", "..", "pcaps", name, "capture.pcap"), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var batch capture.Batch
	for err == nil {
		err = reader.ReadBatch(&batch)
		for _, f := range batch.Frames {
			if f.Data[12] == 8 && f.Data[13] == 0 {
				f.Data = append([]byte(nil), f.Data...)
				frames = append(frames, f)
			}
		}
	}
	if !errors.Is(err, io.EOF) || len(frames) == 0 {
		t.Fatal(len(frames), err)
	}
	return frames
}

func TestTunnelsAndTagsHideNothing(t *testing.T) {
	frames := bundled(t, "healthy-tls12")
	want, _ := sessionsOf(t, frames)
	if len(want) == 0 || want[0].TLS == nil || len(want[0].TLS.Certificates) == 0 {
		t.Fatalf("%d sessions of the bare capture", len(want))
	}
	for name, wrap := range tunnels {
		t.Run(name, func(t *testing.T) {
			wrapped := make([]capture.Frame, len(frames))
			var twice []capture.Frame
			for i, f := range frames {
				f.Data = wrap(f.Data, f.Data[ethernetHeader:])
				f.Length = uint32(len(f.Data))
				wrapped[i] = f
				twice = append(twice, frames[i], f)
			}
			got, sensor := sessionsOf(t, wrapped)
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" || sensor.UndecodedFrames > 0 || sensor.DuplicateFrames > 0 {
				t.Errorf("inside: %+v (-bare +wrapped)\n%s", sensor, diff)
			}
			got, sensor = sessionsOf(t, twice)
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" || sensor.DuplicateFrames == 0 {
				t.Errorf("bare and inside: %+v (-bare +both)\n%s", sensor, diff)
			}
		})
	}
}
