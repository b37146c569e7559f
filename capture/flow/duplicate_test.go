package flow

import (
	"testing"

	"edrtap/capture/packet"
)

// twice gives every packet of a conversation two times, the copy a little
// later and with a smaller TTL.
func twice(r *rig, delay int64) {
	give := func(from Dir, flags packet.TCPFlags, seq, ackNumber uint32, payload string) {
		r.send(from, flags, seq, ackNumber, payload)
		r.wait(delay)
		copied := r.previous
		copied.Time, copied.TTL = r.clock, copied.TTL-1
		r.give(copied)
		r.wait(ms / 10)
	}
	give(0, syn, 100, 0, "")
	give(1, synAck, 500, 101, "")
	give(0, ack, 101, 501, "")
	give(0, ack, 101, 501, "hello")
	give(1, ack, 501, 106, "")
	give(1, ack, 501, 106, "world")
	give(0, ack|fin, 106, 506, "")
	give(1, ack|fin, 506, 107, "")
	give(0, ack, 107, 507, "")
}

func TestMirroredTwice(t *testing.T) {
	for _, test := range []struct {
		name  string
		v6    bool
		delay int64
	}{
		{"IPv4 at once", false, 10},
		{"IPv4 late", false, 500 * ms},
		{"no IP ID", true, ms / 2},
	} {
		r := newRig(t, short)
		r.v6 = test.v6
		twice(r, test.delay)
		r.finish()
		c, s := r.last.Side(0), r.last.Side(1)
		if c.Duplicates != 5 || s.Duplicates != 4 || c.Packets != 5 || s.Packets != 4 {
			t.Errorf("%s: packets %d and %d, duplicates %d and %d", test.name, c.Packets, s.Packets, c.Duplicates, s.Duplicates)
		}
		if c.Retransmitted+s.Retransmitted+c.OutOfOrder+s.OutOfOrder != 0 || r.table.Counters().Duplicates != 9 {
			t.Errorf("%s: %+v %+v", test.name, c, s)
		}
	}
}

func TestRetransmissionsAreNoDuplicates(t *testing.T) {
	tests := []struct {
		name string
		run  func(r *rig)
		want Side
	}{
		{"same bytes with another IP ID", func(r *rig) {
			r.send(0, ack, 101, 501, "abc")
			r.send(0, ack, 101, 501, "abc")
		}, Side{Packets: 4, Bytes: 3, Retransmitted: 1}},
		{"without IP ID, but later", func(r *rig) {
			r.v6 = true
			r.send(0, ack, 101, 501, "abc")
			r.wait(5 * ms)
			r.send(0, ack, 101, 501, "abc")
		}, Side{Packets: 4, Bytes: 3, Retransmitted: 1}},
		{"fast retransmission without IP ID", func(r *rig) {
			r.v6 = true
			for i := range uint32(4) {
				r.send(0, ack, 101+3*i, 501, "abc")
			}
			r.send(0, ack, 101, 501, "abc")
		}, Side{Packets: 7, Bytes: 12, Retransmitted: 1}},
		{"equal acknowledgments without IP ID", func(r *rig) {
			r.v6 = true
			for range 3 {
				r.send(0, ack, 101, 501, "")
			}
		}, Side{Packets: 5}},
		{"equal RSTs without IP ID", func(r *rig) {
			r.v6 = true
			for range 3 {
				r.send(0, rst, 101, 0, "")
			}
		}, Side{Packets: 5, RST: RST{Count: 3, Time: 1e12 + 3*ms, Seq: 101, Window: 1000, TTL: 64, Before: true, BeforeWindow: 1000, BeforeIPID: 3, BeforeTTL: 64}}},
		{"FIN sent again", func(r *rig) {
			r.send(0, ack|fin, 101, 501, "")
			r.send(0, ack|fin, 101, 501, "")
		}, Side{Packets: 4, Retransmitted: 1}},
		{"late within a round trip", func(r *rig) {
			r.send(0, ack, 104, 501, "def")
			r.wait(ms)
			r.send(0, ack, 101, 501, "abc")
		}, Side{Packets: 4, Bytes: 6, OutOfOrder: 1}},
		{"lost before the sensor and sent again", func(r *rig) {
			r.send(0, ack, 104, 501, "def")
			r.wait(200 * ms)
			r.send(0, ack, 101, 501, "abc")
		}, Side{Packets: 4, Bytes: 6, Retransmitted: 1}},
		{"keep-alive", func(r *rig) {
			r.send(0, ack, 101, 501, "abc")
			r.wait(1000 * ms)
			r.send(0, ack, 103, 501, "")
			r.send(0, ack, 103, 501, "c")
		}, Side{Packets: 5, Bytes: 3, KeepAlives: 2}},
		{"window probe", func(r *rig) {
			r.send(0, ack, 101, 501, "a")
			r.wait(1000 * ms)
			r.send(0, ack, 101, 501, "a")
			r.send(0, ack, 101, 501, "abc")
		}, Side{Packets: 5, Bytes: 3, KeepAlives: 1}},
		{"data beyond the FIN", func(r *rig) {
			r.send(0, ack|fin, 101, 501, "abc")
			r.send(0, ack, 104, 501, "xx")
		}, Side{Packets: 4, Bytes: 3, BeyondFIN: 2}},
		{"other bytes in an overlap", func(r *rig) {
			r.send(0, ack, 104, 501, "def")
			r.send(0, ack, 104, 501, "dXf")
		}, Side{Packets: 4, Bytes: 3, Missing: 3, Retransmitted: 1, Conflicts: 1}},
		{"cut by a snap length", func(r *rig) {
			p := r.packet(0, ack, 101, 501, "abc")
			p.PayloadLength = 10
			r.give(p)
		}, Side{Packets: 3, Bytes: 10, CutBytes: 7}},
	}
	for _, test := range tests {
		r := newRig(t, short)
		r.connect()
		test.run(r)
		r.finish()
		got := r.last.Side(0)
		got.MSS, got.FirstData, got.FIN, got.Unacked, got.Stuck = 0, 0, 0, 0, 0
		if got != test.want {
			t.Errorf("%s: %+v\nwant %+v", test.name, got, test.want)
		}
		if n := r.table.Counters().Duplicates; n != 0 {
			t.Errorf("%s: %d duplicates", test.name, n)
		}
	}
}
