package path

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/rules/record"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

func opening() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// chatter is a random dialogue that ends in order, and its two streams.
func chatter(seed uint64) (steps []dialogue.Step, streams [2][]byte) {
	random := rand.New(rand.NewPCG(seed, 1))
	for range 1 + random.IntN(12) {
		s := dialogue.Step{From: dialogue.Side(random.IntN(2)), Data: make([]byte, 1+random.IntN(7000))}
		for i := range s.Data {
			s.Data[i] = byte(random.Uint32())
		}
		streams[s.From] = append(streams[s.From], s.Data...)
		steps = append(steps, s)
	}
	return append(steps,
		dialogue.Step{From: dialogue.Client, Kind: dialogue.Close},
		dialogue.Step{From: dialogue.Server, Kind: dialogue.Close},
	), streams
}

func hosts(v6 bool) (client, server *Host) {
	if v6 {
		return Windows("2001:db8::1"), Linux("2001:db8::2")
	}
	return Windows("10.1.2.11"), Linux("10.9.9.9")
}

// FuzzPlay plays random dialogues over random paths: what the sensor sees
// holds both streams whole, in valid packets, and the connection ends.
func FuzzPlay(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed, byte(seed), byte(seed*3), byte(seed*7), byte(seed*5), seed%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, lossBefore, lossAfter, reorder, duplicate byte, v6 bool) {
		steps, streams := chatter(seed)
		way := WAN()
		way.LossBefore, way.LossAfter = float64(lossBefore%64)/256, float64(lossAfter%64)/256
		way.Reorder, way.Duplicate = float64(reorder%64)/256, float64(duplicate%64)/256
		client, server := hosts(v6)
		c := &Conversation{Client: client, Server: server, ClientPort: 50000, ServerPort: 443, Path: way, Start: opening(), Steps: steps, Seed: seed}
		played := c.Play()
		if !played.Established {
			return // every SYN or SYN/ACK was lost
		}
		frames, err := Frames(played.Packets)
		if err != nil {
			t.Fatal(err)
		}
		got, ended := reassemble(t, frames)
		for side, want := range streams {
			if !bytes.Equal(got[side], want) {
				t.Errorf("side %d: %d bytes on the wire, %d in the dialogue, or others", side, len(got[side]), len(want))
			}
		}
		if want := (record.Pair{uint64(len(streams[0])), uint64(len(streams[1]))}); Bytes(played.Packets) != want {
			t.Errorf("Bytes = %v, want %v", Bytes(played.Packets), want)
		}
		if !ended || EndedBy(played.Packets) == record.StillOpen {
			t.Error("no end seen of both sides")
		}
	})
}

// reassemble checks every frame and puts the streams of one connection
// together in the simplest way.
func reassemble(t *testing.T, frames []Frame) (streams [2][]byte, ended bool) {
	t.Helper()
	var first [2]uint32
	var known, fin [2]bool
	for pass := range 2 { // first sequence numbers, then bytes
		for i, f := range frames {
			tcp := decode(t, f)
			side := 0
			if tcp.SrcPort == 443 {
				side = 1
			}
			if pass == 0 {
				if i > 0 && f.Time.Before(frames[i-1].Time) {
					t.Fatalf("frame %d is older than the one before", i)
				}
				if tcp.SYN {
					first[side], known[side] = tcp.Seq+1, true
				}
				continue
			}
			fin[side] = fin[side] || tcp.FIN
			if len(tcp.Payload) == 0 {
				continue
			}
			if !known[side] {
				t.Fatal("payload without a SYN")
			}
			at := int(tcp.Seq - first[side])
			if grown := at + len(tcp.Payload) - len(streams[side]); grown > 0 {
				streams[side] = append(streams[side], make([]byte, grown)...)
			}
			copy(streams[side][at:], tcp.Payload)
		}
	}
	return streams, fin[0] && fin[1]
}

// decode has gopacket decode a frame, and checks both checksums by summing
// all words to zero (RFC 1071).
func decode(t *testing.T, f Frame) *layers.TCP {
	t.Helper()
	p := gopacket.NewPacket(f.Data, layers.LayerTypeEthernet, gopacket.Default)
	if e := p.ErrorLayer(); e != nil {
		t.Fatal(e.Error())
	}
	ip := f.IP()
	var pseudo []byte
	var segment []byte
	if ip[0]>>4 == 4 {
		if sum(ip[:20]) != 0xffff {
			t.Fatalf("IPv4 header checksum of %x", ip[:20])
		}
		segment = ip[20:]
		pseudo = append(pseudo, ip[12:20]...)
	} else {
		segment = ip[40:]
		pseudo = append(pseudo, ip[8:40]...)
	}
	pseudo = append(pseudo, 0, 6)
	pseudo = binary.BigEndian.AppendUint16(pseudo, uint16(len(segment)))
	if sum(append(pseudo, segment...)) != 0xffff {
		t.Fatalf("TCP checksum of a segment of %d bytes", len(segment))
	}
	tcp, ok := p.Layer(layers.LayerTypeTCP).(*layers.TCP)
	if !ok {
		t.Fatal("no TCP layer")
	}
	tcp.Payload = segment[int(tcp.DataOffset)*4:]
	return tcp
}

func sum(b []byte) uint16 {
	if len(b)%2 == 1 {
		b = append(b[:len(b):len(b)], 0)
	}
	var s uint32
	for i := 0; i < len(b); i += 2 {
		s += uint32(b[i])<<8 | uint32(b[i+1])
	}
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}

func TestUnansweredSYNIsRepeatedAtDoubledIntervals(t *testing.T) {
	way := LAN()
	way.Behaviour = Dropping
	client, server := hosts(false)
	played := (&Conversation{Client: client, Server: server, ClientPort: 1, ServerPort: 443, Path: way, Start: opening()}).Play()
	var at []time.Duration
	for _, p := range played.Packets {
		at = append(at, p.Sent.Sub(opening()))
	}
	want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second}
	if len(at) != len(want) || at[4] != want[4] || at[2] != want[2] || played.Established {
		t.Errorf("SYNs sent at %v, want %v", at, want)
	}
}

func TestRefusedSYNIsAnsweredByReset(t *testing.T) {
	way := LAN()
	way.Behaviour = Refusing
	client, server := hosts(false)
	played := (&Conversation{Client: client, Server: server, ClientPort: 1, ServerPort: 443, Path: way, Start: opening()}).Play()
	if len(played.Packets) != 6 || EndedBy(played.Packets) != record.ServerRST || played.Established {
		t.Errorf("%d packets, ended by %s", len(played.Packets), EndedBy(played.Packets))
	}
}

func TestHostCountsItsPackets(t *testing.T) {
	steps, _ := chatter(3)
	client, server := hosts(false)
	c := &Conversation{Client: client, Server: server, ClientPort: 1, ServerPort: 443, Path: LAN(), Start: opening(), Steps: steps}
	frames, err := Frames(c.Play().Packets)
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]uint16{}
	for i, f := range frames {
		ip := f.IP()
		source, id := string(ip[12:16]), binary.BigEndian.Uint16(ip[4:])
		if want, known := next[source]; known && id != want {
			t.Fatalf("frame %d has identification %d, want %d", i, id, want)
		}
		next[source] = id + 1
	}
	if len(next) != 2 {
		t.Errorf("%d senders, want 2", len(next))
	}
}

func TestTagGoesBehindTheAddresses(t *testing.T) {
	f := Frame{Data: append([]byte("abcdefghijkl"), 0x08, 0x00, 0x45)}
	got := f.Tagged(20).Data
	want := append([]byte("abcdefghijkl"), 0x81, 0x00, 0, 20, 0x08, 0x00, 0x45)
	if !bytes.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}
