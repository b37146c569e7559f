package flow

import (
	"strings"
	"testing"
	"unsafe"

	"edrtap/capture/packet"
)

func TestScenarios(t *testing.T) {
	tests := []struct {
		name string
		run  func(r *rig)
		want string // what the consumer is told, without "open" and without times of closing
	}{
		{"whole connection", func(r *rig) {
			r.connect()
			r.send(0, ack, 101, 501, "GET")
			r.send(1, ack, 501, 104, "200")
			r.send(0, ack|fin, 104, 504, "")
			r.send(1, ack|fin, 504, 105, "")
			r.send(0, ack, 105, 505, "")
		}, "client 1 GET; server 1 200; close 1 client_fin"},
		{"two answers to a SYN: the one that the client acknowledges counts", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(1, synAck, 500, 101, "")
			r.send(1, synAck, 0x40000000, 101, "")
			r.send(0, ack, 101, 501, "GET")
			r.send(1, ack, 501, 104, "200")
		}, "client 1 GET; server 1 200; close 1 open"},
		{"a server that still has the connection before: its bytes are not missing", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(1, ack, 0x30000000, 0x20000000, "")
			r.send(0, rst, 0x20000000, 0, "")
			r.wait(3000 * ms)
			r.connect()
			r.send(0, ack, 101, 501, "GET")
		}, "client 1 GET; close 1 open"},
		{"an answer to a SYN that the sensor missed", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(0, ack, 101, 501, "GET")
			r.send(0, ack, 104, 501, "more")
			r.send(1, ack, 501, 104, "200")
		}, "client 1 GET; client 1 more; server 1 200; close 1 open"},
		{"retransmission across the wrap", func(r *rig) {
			r.send(0, syn, 0xfffffffc, 0, "")
			r.send(1, synAck, 500, 0xfffffffd, "")
			r.send(0, ack, 0xfffffffd, 501, "abcdef")
			r.wait(300 * ms)
			r.send(0, ack, 0xfffffffd, 501, "abcdef")
			r.send(0, ack, 3, 501, "g")
		}, "client 1 abcdef; client 1 g; close 1 open"},
		{"FIN ahead of data", func(r *rig) {
			r.connect()
			r.send(1, ack|fin, 504, 101, "")
			r.send(1, ack, 501, 101, "abc")
		}, "server 1 abc; close 1 server_fin"},
		{"FIN with data before the rest", func(r *rig) {
			r.connect()
			r.send(1, ack|fin, 504, 101, "def")
			r.send(1, ack, 501, 101, "abc")
		}, "server 1 abc; server 1 def; close 1 server_fin"},
		{"RST before the data that was sent first", func(r *rig) {
			r.connect()
			r.send(1, rst, 504, 0, "")
			r.send(1, ack, 501, 101, "abc")
		}, "server 1 abc; close 1 server_rst"},
		{"RST far out of the window does not end", func(r *rig) {
			r.connect()
			r.send(1, rst, 501+1<<24, 0, "")
			r.send(1, ack, 501, 101, "abc")
		}, "server 1 abc; close 1 open"},
		{"goes on after a forged RST", func(r *rig) {
			r.connect()
			r.send(1, rst, 501, 0, "")
			r.send(1, ack, 501, 101, "abc")
			r.send(0, ack|fin, 101, 504, "")
		}, "server 1 abc; close 1 client_fin"},
		{"refused", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(1, rst|ack, 0, 101, "")
		}, "close 1 server_rst"},
		{"port used again after close", func(r *rig) {
			r.connect()
			r.send(0, ack|fin, 101, 501, "")
			r.send(1, ack|fin, 501, 102, "")
			r.send(0, syn, 90000, 0, "")
			r.send(1, synAck, 70000, 90001, "")
			r.send(0, ack, 90001, 70001, "new")
		}, "close 1 client_fin; client 6 new; close 6 open"},
		{"port used again while the old close was lost", func(r *rig) {
			r.connect()
			r.send(0, ack, 101, 501, "old")
			r.send(0, syn, 3e9, 0, "")
			r.send(1, synAck, 2e9, 3e9+1, "")
			r.send(0, ack, 3e9+1, 2e9+1, "new")
		}, "client 1 old; close 1 timeout; client 5 new; close 5 open"},
		{"SYN within the window of an established connection is ignored", func(r *rig) {
			r.connect()
			r.send(0, syn, 150, 0, "")
			r.send(0, ack, 101, 501, "abc")
		}, "client 1 abc; close 1 open"},
		{"SYN on an established half is no data", func(r *rig) {
			r.connect()
			r.send(0, syn, 100, 0, "")
			r.send(0, ack, 101, 501, "abc")
		}, "client 1 abc; close 1 open"},
		{"SYN sent again", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.wait(1000 * ms)
			r.send(0, syn, 100, 0, "")
			r.wait(2000 * ms)
			r.send(0, syn, 100, 0, "")
		}, "close 1 open"},
		{"new attempt from the same port after silence", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.wait(1001 * ms)
			r.send(0, syn, 5000, 0, "")
		}, "close 1 timeout; close 2 open"},
		{"two SYNs in short order: the answered one counts", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.wait(10 * ms)
			r.send(0, syn, 5000, 0, "")
			r.send(1, synAck, 500, 101, "")
			r.send(0, ack, 101, 501, "abc")
		}, "client 1 abc; close 1 open"},
		{"data in the SYN", func(r *rig) {
			r.send(0, syn, 100, 0, "early")
			r.send(1, synAck, 500, 106, "")
			r.send(0, ack, 106, 501, " late")
		}, "client 1 early; client 1  late; close 1 open"},
		{"data in the SYN that was not taken", func(r *rig) {
			r.send(0, syn, 100, 0, "early")
			r.send(1, synAck, 500, 101, "")
			r.send(0, ack, 101, 501, "early late")
		}, "client 1 early; client 1  late; close 1 open"},
		{"SYN/ACK before the SYN", func(r *rig) {
			r.send(1, synAck, 500, 101, "")
			r.send(0, syn, 100, 0, "")
			r.send(0, ack, 101, 501, "abc")
		}, "client 1 abc; close 1 open"},
		{"started in the middle", func(r *rig) {
			r.send(1, ack, 9000, 300, "mid")
			r.send(0, ack, 300, 9003, "answer")
		}, "server 1 mid; client 1 answer; close 1 open"},
		{"acknowledged bytes that were not captured", func(r *rig) {
			r.connect()
			r.send(1, ack, 501, 111, "answer")
		}, "server 1 answer; client 1 gap 10; close 1 open"},
		{"lost segment before the next one", func(r *rig) {
			r.connect()
			r.send(1, ack, 504, 101, "def")
			r.send(0, ack, 101, 507, "")
			r.wait(100 * ms)
			r.send(0, ack, 101, 507, "x")
		}, "server 1 gap 3; server 1 def; client 1 x; close 1 open"},
		{"conversation mirrored with and without a tag", func(r *rig) {
			r.connect()
			r.send(0, ack, 101, 501, "abc")
			copied := r.previous
			copied.Context, copied.TTL = 99, copied.TTL-1
			r.give(copied)
			r.context = 99
			r.send(1, ack, 501, 104, "def")
		}, "client 1 abc; server 1 def; close 1 open"},
		{"same addresses in two tags", func(r *rig) {
			r.connect()
			r.context = 99
			r.send(0, syn, 3e9, 0, "")
			r.send(1, synAck, 2e9, 3e9+1, "")
			r.send(0, ack, 3e9+1, 2e9+1, "other")
			r.context = 0
			r.send(0, ack, 101, 501, "one")
		}, "client 4 other; client 1 one; close 1 open; close 4 open"},
		{"tag in one direction only", func(r *rig) {
			r.context = 99
			r.send(0, syn, 100, 0, "")
			r.context = 0
			r.send(1, synAck, 500, 101, "")
			r.context = 99
			r.send(0, ack, 101, 501, "abc")
			r.context = 0
			r.send(1, ack, 501, 104, "def")
		}, "client 1 abc; server 1 def; close 1 open"},
		{"segment ahead of any window", func(r *rig) {
			r.connect()
			r.send(1, ack, 501+1<<30+1, 101, "far")
			r.send(1, ack|fin, 501, 101, "abc")
		}, "server 1 abc; close 1 server_fin"},
		{"connection to itself", func(r *rig) {
			r.ports = [2]uint16{443, 443}
			r.connect()
			r.send(0, ack, 101, 501, "abc")
		}, "client 1 abc; close 1 open"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, short)
			test.run(r)
			r.finish()
			var told []string
			for _, line := range r.lines {
				if !strings.HasPrefix(line, "open") {
					line, _, _ = strings.Cut(line, " at ")
					told = append(told, line)
				}
			}
			if got := strings.Join(told, "; "); got != test.want {
				t.Errorf("told %q\nwant %q", got, test.want)
			}
			if len(r.open) != 0 || r.table.Len() != 0 || r.table.Held() != 0 {
				t.Errorf("left open: %d flows, %d records, %d bytes", len(r.open), r.table.Len(), r.table.Held())
			}
		})
	}
}

func TestHandshakeFacts(t *testing.T) {
	r := newRig(t, short)
	start := r.clock
	r.send(0, syn, 100, 0, "")
	r.wait(1000 * ms)
	r.send(0, syn, 100, 0, "")
	r.wait(2 * ms)
	r.send(1, synAck, 500, 101, "")
	r.wait(3 * ms)
	r.send(0, ack, 101, 501, "")
	r.wait(4 * ms)
	r.send(0, ack, 101, 501, "hello")
	r.finish()
	f := &r.last
	got := []any{
		f.SYNs(), f.SYN() - start, f.SYNACK() - start, f.HandshakeACK() - start, f.RTT(), f.Established(),
		f.MidStream(), f.OneWay(), f.Side(0).FirstData - start, f.Side(1).FirstData, f.Side(0).MSS, f.Side(1).MSS,
		f.Side(0).Packets, f.Side(0).Retransmitted, f.Side(0).Bytes, f.Sender(f.Client()).Port(), f.Last() - start,
	}
	want := []any{
		2, 1000 * ms, 1002 * ms, 1005 * ms, int64(5000), true,
		false, false, 1009 * ms, int64(0), uint16(1460), uint16(1459),
		uint64(4), uint64(1), uint64(5), uint16(50000), 1009 * ms,
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fact %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestEstablishedNeedsTheThirdPacket(t *testing.T) {
	tests := []struct {
		name        string
		run         func(r *rig)
		established bool
		oneWay      bool
	}{
		{"SYN only", func(r *rig) { r.send(0, syn, 100, 0, "") }, false, false},
		{"answered only", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(1, synAck, 500, 101, "")
		}, false, false},
		{"client direction only", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(0, ack, 101, 501, "")
		}, true, true},
		{"server direction only", func(r *rig) {
			r.send(1, synAck, 500, 101, "")
			r.send(1, ack, 501, 101, "x")
		}, true, true},
		{"challenge ACK to a SYN", func(r *rig) {
			r.send(0, syn, 100, 0, "")
			r.send(1, ack, 77000, 66000, "")
		}, false, false},
		{"data in the middle", func(r *rig) { r.send(0, ack, 100, 900, "x") }, true, true},
		{"lone RST", func(r *rig) { r.send(0, rst, 100, 0, "") }, false, false},
	}
	for _, test := range tests {
		r := newRig(t, short)
		test.run(r)
		r.finish()
		if r.last.Established() != test.established || r.last.OneWay() != test.oneWay {
			t.Errorf("%s: established %v, one way %v", test.name, r.last.Established(), r.last.OneWay())
		}
	}
}

func TestRolesOfAFlowWithoutSYN(t *testing.T) {
	tests := []struct {
		from, to uint16
		client   uint16
	}{
		{443, 50000, 50000},
		{50000, 443, 50000},
		{8446, 50000, 50000},
		{40000, 50000, 40000},
		{25, 443, 25},
	}
	for _, test := range tests {
		r := newRig(t, short)
		r.ports = [2]uint16{test.from, test.to}
		r.send(0, ack, 1, 1, "x")
		r.finish()
		f := &r.last
		if got := f.Sender(f.Client()).Port(); got != test.client {
			t.Errorf("%d to %d: client port %d, want %d", test.from, test.to, got, test.client)
		}
		f.SwapRoles()
		if got := f.Sender(f.Server()).Port(); got != test.client {
			t.Errorf("%d to %d: server port %d after the swap, want %d", test.from, test.to, got, test.client)
		}
	}
}

func TestResetFacts(t *testing.T) {
	r := newRig(t, short)
	r.connect()
	r.send(1, ack, 501, 101, "abc")
	before := r.previous
	forged := r.packet(1, rst, 504, 0, "")
	forged.TTL, forged.IPID, forged.Window = 200, 0, 0
	r.give(forged)
	r.finish()
	got := r.last.Side(r.last.Server()).RST
	want := RST{
		Count: 1, Time: forged.Time, Seq: 504, TTL: 200,
		Before: true, BeforeTTL: before.TTL, BeforeIPID: before.IPID, BeforeWindow: before.Window,
	}
	if got != want {
		t.Errorf("RST %+v\nwant %+v", got, want)
	}
}

// A RST in the name of an end that goes on was not sent by it, even where all
// that comes is a FIN.
func TestResetThatItsSenderSurvives(t *testing.T) {
	for what, goOn := range map[string]func(*rig){
		"data": func(r *rig) { r.send(1, ack, 501, 101, "abc") },
		"FIN":  func(r *rig) { r.send(1, ack|fin, 501, 101, "") },
		"ACK":  func(r *rig) { r.send(1, ack, 501, 101, "") },
	} {
		r := newRig(t, short)
		r.connect()
		r.send(1, rst, 501, 0, "")
		goOn(r)
		r.finish()
		if got, want := r.last.Side(r.last.Server()).RST.Survived, what != "ACK"; got != want {
			t.Errorf("%s: survived %v, want %v", what, got, want)
		}
	}
}

func TestStuckSegmentOfABlackHole(t *testing.T) {
	r := newRig(t, short)
	r.connect()
	big := strings.Repeat("x", 1400)
	r.send(1, ack, 501, 101, big)
	r.send(1, ack, 1901, 101, "tail")
	for range 3 {
		r.wait(300 * ms)
		r.send(1, ack, 501, 101, big)
	}
	if s := serverSide(r); s.Stuck != 1400 || s.Unacked != 1404 || s.Retransmitted != 3 {
		t.Errorf("stuck %d, unacknowledged %d, retransmitted %d", s.Stuck, s.Unacked, s.Retransmitted)
	}
	r.send(0, ack, 101, 1905, "")
	if s := serverSide(r); s.Stuck != 0 || s.Unacked != 0 {
		t.Errorf("after the acknowledgment: stuck %d, unacknowledged %d", s.Stuck, s.Unacked)
	}
}

func serverSide(r *rig) Side {
	f, _, _ := r.table.find(&r.previous, r.table.Fetch(&r.previous))
	return Closed[int]{f, r.table.knownDetail(f)}.Side(f.Server())
}

func TestICMPErrorsAreAttached(t *testing.T) {
	r := newRig(t, short)
	r.connect()
	quoted := r.packet(1, ack, 501, 101, "")
	p := packet.Packet{Time: r.clock, Version: 4, Proto: packet.ProtoICMP}
	p.ICMP = packet.ICMPMessage{Type: 3, Code: 4, MTU: 1400, Quoted: packet.Quoted{
		Version: 4, Proto: packet.ProtoTCP, HasPorts: true, HasSeq: true, Seq: 501,
		Src: quoted.Src, Dst: quoted.Dst, SrcPort: quoted.SrcPort, DstPort: quoted.DstPort,
	}}
	r.table.ICMP(&p)
	p.ICMP.MTU = 576
	r.table.ICMP(&p)
	p.ICMP.Quoted.SrcPort++
	r.table.ICMP(&p)
	r.finish()
	want := ICMPErrors{Count: 2, Time: p.Time, Quotes: 1, Type: 3, Code: 4, MTU: 576}
	if got := r.last.ICMP(); got != want {
		t.Errorf("ICMP %+v, want %+v", got, want)
	}
	if c := r.table.Counters(); c.ICMPMatched != 2 || c.ICMPUnmatched != 1 {
		t.Errorf("matched %d, unmatched %d", c.ICMPMatched, c.ICMPUnmatched)
	}
}

func TestRecordIsSmall(t *testing.T) {
	if got := unsafe.Sizeof(Flow[struct{}]{}); got > 192 {
		t.Errorf("a flow has %d bytes, want at most 192", got)
	}
}
