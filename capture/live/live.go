// Package live captures frames from network interfaces: on Linux through
// AF_PACKET rings of its own, without cgo; elsewhere, or on request, through
// libpcap.
//
// A capture is passive: it opens a receiving socket, asks the card for every
// frame (promiscuous mode), and sends nothing.
package live

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/net/bpf"

	"edrtap/capture"
)

// Config says what to capture.
type Config struct {
	Interface string
	File      uint16 // Frame.File of every frame

	// Filter compiles what runs before frames are kept, for the interface's
	// link type; nil lets all pass. It is in place before the first frame can
	// come. It sees frames without the VLAN tag that the card or the kernel
	// takes off.
	Filter func(capture.LinkType) ([]bpf.RawInstruction, error)

	// Ring is how many bytes of frames the kernel keeps for a reader that is
	// busy; 0 stands for DefaultRing.
	Ring int

	// Direct lets batches hold the ring's own memory instead of a copy. A
	// block of the ring is free again once its batch is read into again.
	Direct bool

	// Notify, where it is not nil, is told when the interface goes and comes
	// back. It is called by ReadBatch and must not wait.
	Notify func(Event)
}

const (
	// DefaultRing is the size of a ring where nothing is asked for, in bytes, and
	// the least that UsualRing gives.
	DefaultRing = 64 << 20

	// SnapLength is the longest frame that is kept whole, in bytes. Offloads
	// make frames of up to 64 KiB and their headers; nothing is longer.
	SnapLength = 262144

	// patience is how long ReadBatch waits for a frame before it returns an
	// empty batch, so that whoever follows the clock hears of it.
	patience = 250 * time.Millisecond

	// retire is after which time the kernel hands over a block that is not full.
	retire = 80 * time.Millisecond

	// glance is from one look at a ring to the next where the kernel cannot be
	// asked to wake the reader. Every ring holds what comes meanwhile.
	glance = 2 * time.Millisecond

	// settled is after which time a frame that was not seen does not exist: the
	// kernel has handed over all that it captured before.
	settled = 3 * retire

	// retry is how long an interface that is gone is left alone.
	retry = time.Second
)

// Source is a capture.Source on an interface. ReadBatch returns an empty batch
// where nothing came for a while; its Until tells the time nevertheless. Close
// may be called at any time, from any goroutine: it ends a ReadBatch that
// waits, with io.EOF, and returns when that is over. The bytes of a direct
// source's batches must not be touched after Close.
type Source interface {
	capture.Source

	// Statistics may be called from any goroutine, after Close too.
	Statistics() Statistics
}

// Statistics is what a capture has counted since it began.
type Statistics struct {
	Received         uint64 // frames that passed the filter, those dropped included
	Dropped          uint64 // frames for which the ring had no room
	Freezes          uint64 // how often the ring was full
	InterfaceDropped uint64 // frames that the card or its driver gave up
	Down             uint64 // how often the interface went down or was gone

	// CardStamped is how many frames the card has stamped with its own clock; the
	// kernel did the others. CardWrong is by how much that clock was behind the
	// machine's when it was given up; 0 where it was not.
	CardStamped uint64
	CardWrong   time.Duration
}

// Add sums up several interfaces.
func (s *Statistics) Add(o Statistics) {
	s.Received += o.Received
	s.Dropped += o.Dropped
	s.Freezes += o.Freezes
	s.InterfaceDropped += o.InterfaceDropped
	s.Down += o.Down
}

// Event is a change of an interface's state.
type Event struct {
	Interface string
	State     State
}

// State is how an interface is.
type State string

// The states of an interface.
const (
	Up   State = "up"
	Down State = "down" // there, but switched off
	Gone State = "gone" // not there any more
)

// Errors that Open wraps.
var (
	ErrPermission  = errors.New("capturing needs the capability CAP_NET_RAW, which this process does not have")
	ErrNoInterface = errors.New("no such interface")
	ErrNoNpcap     = errors.New("capturing on Windows needs Npcap, which is not installed")
	ErrUnsupported = errors.New("this build cannot capture in this way")
	ErrLinkType    = errors.New("frames of this kind of interface cannot be read from a packet socket")
)

// OpenError says which interface could not be opened, and why.
type OpenError struct {
	Interface string
	Action    string // what was tried; empty where the error says it
	Err       error
}

func (e *OpenError) Error() string {
	if e.Action == "" {
		return fmt.Sprintf("%s: %v", e.Interface, e.Err)
	}
	return fmt.Sprintf("%s: %s: %v", e.Interface, e.Action, e.Err)
}

func (e *OpenError) Unwrap() error { return e.Err }

// Methods are the ways to capture, the preferred one first.
func Methods() []string { return methods }

// Open opens an interface for capturing, in one of the Methods; the empty one
// stands for the first.
func Open(method string, c Config) (Source, error) {
	if c.Ring <= 0 {
		c.Ring = DefaultRing
	}
	if method == "" && len(methods) > 0 {
		method = methods[0]
	}
	switch method {
	case "afpacket":
		return openPacketSocket(c)
	case "pcap":
		return openPcap(c)
	}
	return nil, &OpenError{c.Interface, "capture", ErrUnsupported}
}
