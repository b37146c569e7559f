// Package capture holds what every capture source gives: frames, in batches.
// Its sub-packages read files (pcapfile) and interfaces (live), decode frames
// (packet), follow TCP connections (flow) and put streams back in order
// (reassembly). Nothing here knows TLS, rules or storage.
package capture

// LinkType is a LINKTYPE_ value of the tcpdump registry. It has all 16 bits:
// 276 must not be mistaken for 20.
type LinkType uint16

// MaxTime is the latest time that a frame can have, in nanoseconds since the
// Unix epoch: in the year 2116. Timestamps are a stranger's word; between 0 and
// MaxTime any two can be subtracted, and a timeout added, without overflow.
const MaxTime = 1 << 62

// Frame is one captured link-layer frame.
type Frame struct {
	Time      int64    // nanoseconds since the Unix epoch, UTC
	Data      []byte   // captured bytes; owned by the Batch, valid until it is read into again
	Length    uint32   // length on the wire, in bytes; more than len(Data) where a snap length cut the frame
	Link      LinkType // how Data begins
	File      uint16   // which of the inputs, counted from 0
	Interface uint32   // which interface of that input, counted from 0
	Offset    int64    // where the frame's record begins in the decompressed input, in bytes; -1 when live
}

// Batch is a run of frames and the block of memory that their bytes lie in.
// The zero value is ready to use. A Batch belongs to one goroutine at a time.
type Batch struct {
	Frames []Frame
	Block  []byte // backing store for Frames' Data, managed by the Source
	Until  int64  // no frame that comes later is earlier than this, ns; 0 where that is not known

	// Secrets are key logs that stood in the input behind the frames before and
	// in front of these, in the NSS key log format. They stay valid.
	Secrets [][]byte
}

// Take adds a copy of a frame, in b's Block. It is false where the Block has no
// room left for another frame; a first frame that is longer than the Block gets
// one of its own.
func (b *Batch) Take(f *Frame) bool {
	begin := len(b.Block)
	if len(f.Data) > cap(b.Block)-begin {
		if len(b.Frames) > 0 {
			return false
		}
		b.Block = make([]byte, 0, len(f.Data))
		begin = 0
	}
	b.Block = append(b.Block, f.Data...)
	g := *f
	g.Data = b.Block[begin:len(b.Block):len(b.Block)]
	b.Frames = append(b.Frames, g)
	return true
}

// Source gives frames in batches.
//
// ReadBatch replaces what b holds. It returns io.EOF, with an empty batch,
// once everything was given; any other error says why the input could not be
// read on, and the frames before the damage were given by earlier calls (or
// are in b). Sources may keep no reference to b between calls, so that a
// caller can pass batches round between goroutines.
type Source interface {
	ReadBatch(b *Batch) error
	Close() error
}
