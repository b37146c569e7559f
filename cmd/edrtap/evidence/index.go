package evidence

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"edrtap/capture"
	"edrtap/capture/packet"
)

// maxFlows is how many flows the index of one file tells apart. Where there are
// more, its last line says how many packets it leaves out.
const maxFlows = 1 << 16

// ends are the two ends of a flow, the lesser address first.
type ends struct{ a, b netip.AddrPort }

func inOrder(a, b netip.AddrPort) ends {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return ends{a, b}
}

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
	e := endsBetween(p.Src, p.SrcPort, p.Dst, p.DstPort)
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

// Files gives the captures of a ring that may hold packets of one of the
// sessions, by what their indices say, in order of time; all of them where
// sessions is nil. One without an index is being written, or was when its
// process was killed.
func Files(dir string, sessions []Session) ([]string, error) {
	entries, err := os.ReadDir(dir) // by name, and so by time
	if err != nil {
		return nil, err
	}
	wanted := make(map[ends][]*Session)
	for i := range sessions {
		e := inOrder(sessions[i].Client, sessions[i].Server)
		wanted[e] = append(wanted[e], &sessions[i])
	}
	var files []string
	for _, entry := range entries {
		name := entry.Name()
		base, found := strings.CutSuffix(name, compressed)
		if !found {
			base, found = strings.CutSuffix(name, suffix)
		}
		if !found || !ours(name) {
			continue
		}
		if sessions == nil || mayHold(filepath.Join(dir, base+indexSuffix), wanted) {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files, nil
}

// mayHold says whether a file may hold what is wanted: its index does not say
// that it holds nothing of it.
func mayHold(name string, wanted map[ends][]*Session) bool {
	file, err := os.Open(name)
	if err != nil {
		return true
	}
	defer file.Close()
	decoder := json.NewDecoder(bufio.NewReader(file))
	for {
		var l line
		switch err := decoder.Decode(&l); {
		case errors.Is(err, io.EOF):
			return false
		case err != nil || l.Others:
			return true
		}
		for _, s := range wanted[ends{l.A, l.B}] {
			if !l.Last.Before(s.Start) && !l.First.After(s.End) {
				return true
			}
		}
	}
}
