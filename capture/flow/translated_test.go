package flow

import (
	"testing"

	"edrtap/capture/packet"
)

// TestBothSidesOfAFirewallThatRewritesNumbers mirrors a connection in front of a
// firewall and behind it: each packet comes twice, with other numbers.
func TestBothSidesOfAFirewallThatRewritesNumbers(t *testing.T) {
	for _, shift := range []uint32{1 << 28, 1 << 31, 3 << 30} {
		for _, v6 := range []bool{false, true} {
			r := newRig(t, short)
			r.v6 = v6
			give := func(from Dir, flags packet.TCPFlags, seq, ackNumber uint32, payload string) {
				inside := r.packet(from, flags, seq, ackNumber, payload)
				outside := inside
				outside.TTL--
				if from == 0 {
					outside.Seq += shift
				} else {
					outside.Ack += shift
				}
				both := []packet.Packet{inside, outside}
				if from == 1 {
					both = []packet.Packet{outside, inside}
				}
				for _, p := range both {
					p.Time = r.clock
					r.give(p)
					r.wait(ms / 10)
				}
			}
			give(0, syn, 100, 0, "")
			give(1, synAck, 500, 101, "")
			give(0, ack, 101, 501, "")
			give(0, ack, 101, 501, "hello")
			give(1, ack, 501, 106, "world")
			give(1, fin|ack, 506, 106, "")
			give(0, fin|ack, 106, 507, "")
			give(1, ack, 507, 107, "")
			r.finish()
			c, s := r.last.Side(0), r.last.Side(1)
			if c.Bytes != 5 || s.Bytes != 5 || c.Missing+s.Missing != 0 || c.Packets != 4 || s.Packets != 4 || c.UnseenEnd || s.UnseenEnd {
				t.Errorf("shift %#x: %+v %+v", shift, c, s)
			}
			if counts := r.table.Counters(); counts.Duplicates != 8 || counts.Flows != 1 {
				t.Errorf("shift %#x: %+v", shift, counts)
			}
		}
	}
}

// TestAClientThatTriesAgainIsNoCopy has another socket take the port at once.
func TestAClientThatTriesAgainIsNoCopy(t *testing.T) {
	r := newRig(t, short)
	r.send(0, syn, 100, 0, "")
	r.wait(50 * ms)
	r.send(0, syn, 1<<31, 0, "")
	r.send(1, synAck, 500, 1<<31+1, "")
	r.send(0, ack, 1<<31+1, 501, "again")
	r.finish()
	if c := r.last.Side(0); !r.last.Established() || c.Bytes != 5 || c.Missing != 0 || c.Duplicates != 0 {
		t.Errorf("%+v", c)
	}
}
