package evidence

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"slices"
	"time"

	"edrtap/capture"
	"edrtap/capture/packet"
)

// maxFlows is how many flows the index of one file tells apart. Where there are
// more, its last line says how many packets it leaves out.
const maxFlows = 1 << 16

// ends are the two ends of a flow, the lesser address first.
type ends struct{ a, b netip.AddrPort }

// span is where in time a flow's packets lie.
type span struct {
	first, last int64
	packets     uint64
}

// index lists the TCP flows of one file.
type index struct {
	decoder *packet.Decoder
	packet  packet.Packet
	flows   map[ends]*span
	others  uint64
}

func newIndex() *index {
	return &index{decoder: packet.NewDecoder(packet.DefaultLimits()), flows: make(map[ends]*span)}
}

func (x *index) add(f *capture.Frame) {
	p := &x.packet
	if x.decoder.Decode(f, p) != packet.TCP {
		return
	}
	e := ends{netip.AddrPortFrom(p.Src.Netip(), p.SrcPort), netip.AddrPortFrom(p.Dst.Netip(), p.DstPort)}
	if e.b.Compare(e.a) < 0 {
		e.a, e.b = e.b, e.a
	}
	s := x.flows[e]
	if s == nil {
		if len(x.flows) >= maxFlows {
			x.others++
			return
		}
		s = &span{first: f.Time}
		x.flows[e] = s
	}
	s.last = f.Time
	s.packets++
}

// line is one line of an index.
type line struct {
	A       netip.AddrPort `json:"a,omitzero"`
	B       netip.AddrPort `json:"b,omitzero"`
	First   time.Time      `json:"first,omitzero"`
	Last    time.Time      `json:"last,omitzero"`
	Packets uint64         `json:"packets"`
	Others  bool           `json:"others,omitempty"` // packets of flows that are not listed
}

// write writes the index, in the order of time.
func (x *index) write(name string) error {
	lines := make([]line, 0, len(x.flows)+1)
	for e, s := range x.flows {
		lines = append(lines, line{A: e.a, B: e.b, First: time.Unix(0, s.first).UTC(), Last: time.Unix(0, s.last).UTC(), Packets: s.packets})
	}
	slices.SortFunc(lines, func(l, m line) int {
		return cmp.Or(l.First.Compare(m.First), l.A.Compare(m.A), l.B.Compare(m.B))
	})
	if x.others > 0 {
		lines = append(lines, line{Packets: x.others, Others: true})
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	encoder := json.NewEncoder(out)
	for i := range lines {
		if err := encoder.Encode(&lines[i]); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	return errors.Join(out.Flush(), file.Close())
}
