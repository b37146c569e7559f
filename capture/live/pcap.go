//go:build cgo || windows

package live

import (
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/gopacket/pcap"
	"golang.org/x/net/bpf"

	"edrtap/capture"
)

// handle is a Source on libpcap (Npcap on Windows). Frames are copied: libpcap
// lends each until the next is read.
type handle struct {
	config  Config
	pcap    *pcap.Handle
	link    capture.LinkType
	closing atomic.Bool
	reading sync.Mutex // held by ReadBatch, and by Close once that is over

	counting sync.Mutex // guards what follows
	counted  Statistics
}

// pcapMethod is the way that this file adds.
var pcapMethod = []string{"pcap"}

// pcapWait is how long libpcap gathers frames before it hands them over. A
// handle without such a limit cannot be closed while it waits.
const pcapWait = 100 * time.Millisecond

func openPcap(c Config) (Source, error) {
	if err := loaded(); err != nil {
		return nil, &OpenError{c.Interface, "", err}
	}
	name, err := device(c.Interface)
	if err != nil {
		return nil, &OpenError{c.Interface, "", err}
	}
	inactive, err := pcap.NewInactiveHandle(name)
	if err != nil {
		return nil, &OpenError{c.Interface, "libpcap", err}
	}
	defer inactive.CleanUp()
	for _, set := range []func() error{
		func() error { return inactive.SetSnapLen(SnapLength) },
		func() error { return inactive.SetPromisc(true) },
		func() error { return inactive.SetTimeout(pcapWait) },
		func() error { return inactive.SetBufferSize(c.Ring) },
	} {
		if err := set(); err != nil {
			return nil, &OpenError{c.Interface, "libpcap", err}
		}
	}
	opened, err := inactive.Activate()
	if err != nil {
		return nil, &OpenError{c.Interface, "libpcap", reason(err)}
	}
	h := &handle{config: c, pcap: opened, link: capture.LinkType(opened.LinkType())}
	if c.Filter != nil {
		program, err := c.Filter(h.link)
		if err == nil && len(program) > 0 {
			err = opened.SetBPFInstructionFilter(instructions(program))
		}
		if err != nil {
			opened.Close()
			return nil, &OpenError{c.Interface, "filter", err}
		}
	}
	return h, nil
}

// reason puts libpcap's words for what is common into ours.
func reason(err error) error {
	switch text := strings.ToLower(err.Error()); {
	case strings.Contains(text, "permission"), strings.Contains(text, "not permitted"):
		return ErrPermission
	case strings.Contains(text, "no such device"):
		return ErrNoInterface
	}
	return err
}

func instructions(filter []bpf.RawInstruction) []pcap.BPFInstruction {
	list := make([]pcap.BPFInstruction, len(filter))
	for i, in := range filter {
		list[i] = pcap.BPFInstruction{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
	}
	return list
}

// ReadBatch implements capture.Source.
func (h *handle) ReadBatch(b *capture.Batch) error {
	h.reading.Lock()
	defer h.reading.Unlock()
	if cap(b.Block) < mergeBlock {
		b.Block = make([]byte, mergeBlock)
	}
	b.Frames, b.Block, b.Until = b.Frames[:0], b.Block[:0], 0
	for begin := time.Now(); len(b.Frames) < mergeFrames && cap(b.Block)-len(b.Block) >= SnapLength; {
		if h.closing.Load() {
			return io.EOF
		}
		data, info, err := h.pcap.ZeroCopyReadPacketData()
		switch {
		case errors.Is(err, pcap.NextErrorTimeoutExpired):
			if len(b.Frames) == 0 && time.Since(begin) < patience {
				continue
			}
			b.Until = time.Now().Add(-settled).UnixNano()
			return nil
		case err != nil:
			return &OpenError{h.config.Interface, "libpcap", err}
		}
		at := info.Timestamp.UnixNano()
		b.Take(&capture.Frame{
			Time: at, Data: data, Length: uint32(info.Length),
			Link: h.link, File: h.config.File, Offset: -1,
		})
		if at-b.Frames[0].Time > int64(patience) {
			return nil
		}
	}
	return nil
}

// Statistics implements Source. libpcap tells nothing of freezes.
func (h *handle) Statistics() Statistics {
	h.counting.Lock()
	defer h.counting.Unlock()
	h.count()
	return h.counted
}

// count asks libpcap, whose figures are from the beginning on. The caller holds
// counting.
func (h *handle) count() {
	if h.pcap == nil {
		return
	}
	if s, err := h.pcap.Stats(); err == nil {
		h.counted = Statistics{
			Received: uint64(s.PacketsReceived), Dropped: uint64(s.PacketsDropped),
			InterfaceDropped: uint64(s.PacketsIfDropped),
		}
	}
}

// Close implements capture.Source. It waits for a read under way, at most
// about as long as pcapWait.
func (h *handle) Close() error {
	if h.closing.Swap(true) {
		return nil
	}
	h.reading.Lock()
	defer h.reading.Unlock()
	h.counting.Lock()
	defer h.counting.Unlock()
	h.count()
	h.pcap.Close()
	h.pcap = nil
	return nil
}
