package packet

import (
	"net/netip"
	"testing"
)

func TestFlowHashIsTheSameForBothDirections(t *testing.T) {
	for i := range 1000 {
		p := flowOf(i)
		q := p
		q.Src, q.Dst, q.SrcPort, q.DstPort = p.Dst, p.Src, p.DstPort, p.SrcPort
		q.Context, q.VLAN = 7, 7
		if p.FlowHash() != q.FlowHash() {
			t.Fatalf("flow %d: %x and %x", i, p.FlowHash(), q.FlowHash())
		}
	}
}

// flowOf is the packet of the i-th flow of a fleet: 200 ports of each client.
func flowOf(i int) Packet {
	return Packet{
		Proto: ProtoTCP, DstPort: 443, SrcPort: uint16(49152 + i%200),
		Src: AddrFrom4([4]byte{10, 1, byte(i / 200 >> 8), byte(i / 200)}),
		Dst: AddrFrom4([4]byte{10, 9, 9, 9}),
	}
}

func TestFlowHashSpreads(t *testing.T) {
	const flows = 1 << 17
	low, high := make([]int, 64), make([]int, 64)
	distinct := make(map[uint32]bool)
	for i := range flows {
		p := flowOf(i)
		h := p.FlowHash()
		low[h%64]++
		high[h>>26]++
		distinct[h] = true
	}
	for i := range 64 {
		// The expected count is 2,048 with a standard deviation of 45.
		for _, n := range []int{low[i], high[i]} {
			if n < 2048-300 || n > 2048+300 {
				t.Errorf("part %d of 64 has %d flows of %d", i, n, flows)
			}
		}
	}
	// By chance 2 pairs collide, sometimes a few more.
	if missing := flows - len(distinct); missing > 16 {
		t.Errorf("%d of %d hashes collide", missing, flows)
	}
}

func TestFlowHashDependsOnEveryPart(t *testing.T) {
	base := flowOf(0)
	for name, change := range map[string]func(p *Packet){
		"source":           func(p *Packet) { p.Src[15]++ },
		"destination":      func(p *Packet) { p.Dst[0]++ },
		"source port":      func(p *Packet) { p.SrcPort++ },
		"destination port": func(p *Packet) { p.DstPort++ },
		"protocol":         func(p *Packet) { p.Proto = ProtoUDP },
		"ports exchanged":  func(p *Packet) { p.SrcPort, p.DstPort = p.DstPort, p.SrcPort },
	} {
		p := base
		change(&p)
		if p.FlowHash() == base.FlowHash() {
			t.Errorf("%s: no difference", name)
		}
	}
}

func TestAddr(t *testing.T) {
	four, six := netip.MustParseAddr("10.1.2.3"), netip.MustParseAddr("2001:db8::1")
	a, b := AddrFrom(four), AddrFrom(six)
	if !a.Is4() || b.Is4() || (Addr{}).Is4() {
		t.Error("Is4 is wrong")
	}
	if a.Netip() != four || b.Netip() != six || a.String() != "10.1.2.3" {
		t.Errorf("%v and %v", a, b)
	}
	if a != AddrFrom4(four.As4()) {
		t.Error("AddrFrom4 and AddrFrom differ")
	}
	var c Addr
	c[0], c[9] = 1, 1
	c.setMapped(&[4]byte{10, 1, 2, 3})
	if c != a {
		t.Errorf("setMapped gives %v", c)
	}
	if a.Compare(b) != -1 || b.Compare(a) != 1 || a.Compare(a) != 0 {
		t.Error("Compare is wrong")
	}
}

func TestNames(t *testing.T) {
	if got := (SYN | ACK).String(); got != "SYN|ACK" {
		t.Errorf("flags %q", got)
	}
	if got := (Cut | Reassembled).String(); got != "cut|reassembled" {
		t.Errorf("problems %q", got)
	}
	for r := range resultCount {
		if got := r.String(); got == "" || got[0] == 'r' {
			t.Errorf("result %d has the name %q", r, got)
		}
	}
	if got := resultCount.String(); got != "result 7" {
		t.Errorf("a number that is no result has the name %q", got)
	}
}
