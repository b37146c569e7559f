package live

import (
	"encoding/binary"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"edrtap/capture"
)

// A ring is memory shared with the kernel, divided into blocks. The kernel
// fills block after block with frames and marks each as the reader's; the
// reader gives blocks back in any order. Where the next block is not given back
// in time the ring freezes, and frames are dropped and counted. See
// Documentation/networking/packet_mmap.rst of Linux, TPACKET_V3. One ring is
// enough for one interface: see BenchmarkRings.
type ring struct {
	fd       int
	index    int // of the interface
	memory   []byte
	block    int // bytes of one block
	next     int // the block that the kernel hands over next
	held     int // blocks that batches hold
	link     capture.LinkType
	loopback bool
	card     uint64 // frames that the card has stamped
}

const (
	minBlocks = 32 // of a ring; readers hold some of them

	// The kernel hands over a block at the latest after retire, however little
	// is in it: many small blocks hold the frames of a longer time than few
	// large ones. A frame of the greatest length that offloads make fits in.
	maxBlock = 1 << 18 // bytes
	minBlock = 1 << 17 // bytes

	vlanTag   = 4 // bytes of an IEEE 802.1Q tag
	macLength = 12
)

// openRing binds a packet socket with a ring to an interface.
func openRing(c *Config) (r *ring, err error) {
	at, err := net.InterfaceByName(c.Interface)
	if err != nil {
		return nil, &OpenError{c.Interface, "", ErrNoInterface}
	}
	r = &ring{index: at.Index, loopback: at.Flags&net.FlagLoopback != 0}
	if r.link, err = linkType(c.Interface); err != nil {
		return nil, &OpenError{c.Interface, "", err}
	}
	// Protocol 0: nothing is received before bind, and so nothing that the
	// filter would not have let pass.
	r.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return nil, &OpenError{c.Interface, "", ErrPermission}
	}
	if err != nil {
		return nil, &OpenError{c.Interface, "packet socket", err}
	}
	if action, err := r.setUp(c); err != nil {
		r.close()
		return nil, &OpenError{c.Interface, action, err}
	}
	return r, nil
}

// setUp makes the ring, sets the filter, and binds. It names what failed.
func (r *ring) setUp(c *Config) (action string, err error) {
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return "TPACKET_V3", err
	}
	// Room in front of each frame, to put back the tag that the kernel took off.
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_RESERVE, vlanTag); err != nil {
		return "room for VLAN tags", err
	}
	if _, does := cardStamps(c.Interface); does {
		if err := r.askCard(true); err != nil {
			return "the card's timestamps", err
		}
	}
	if c.Filter != nil {
		program, err := c.Filter(r.link)
		if err == nil {
			err = attach(r.fd, program)
		}
		if err != nil {
			return "filter", err
		}
	}
	if err := r.mapMemory(c.Ring); err != nil {
		return "ring of frames", err
	}
	all := binary.NativeEndian.Uint16([]byte{0, unix.ETH_P_ALL}) // in network byte order
	to := &unix.SockaddrLinklayer{Protocol: all, Ifindex: r.index}
	if err := unix.Bind(r.fd, to); err != nil {
		return "bind", err
	}
	promiscuous := &unix.PacketMreq{Ifindex: int32(r.index), Type: unix.PACKET_MR_PROMISC}
	if err := unix.SetsockoptPacketMreq(r.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, promiscuous); err != nil {
		return "promiscuous mode", err
	}
	return "", nil
}

// attach makes the kernel run a filter on every frame.
func attach(fd int, filter []bpf.RawInstruction) error {
	if len(filter) == 0 {
		return nil
	}
	program := make([]unix.SockFilter, len(filter))
	for i, in := range filter {
		program[i] = unix.SockFilter{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
	}
	return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
		&unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
}

func (r *ring) mapMemory(size int) (err error) {
	r.block = maxBlock
	for r.block > minBlock && size/r.block < minBlocks {
		r.block /= 2
	}
	blocks := max(size/r.block, minBlocks)
	const frame = 2048 // TPACKET_V3 lays frames one behind the other whatever is said here
	request := &unix.TpacketReq3{
		Block_size: uint32(r.block), Block_nr: uint32(blocks),
		Frame_size: frame, Frame_nr: uint32(blocks * (r.block / frame)),
		Retire_blk_tov: uint32(retire.Milliseconds()),
	}
	if err := unix.SetsockoptTpacketReq3(r.fd, unix.SOL_PACKET, unix.PACKET_RX_RING, request); err != nil {
		return err
	}
	r.memory, err = unix.Mmap(r.fd, 0, blocks*r.block, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_POPULATE)
	return err
}

// close gives socket and memory back. No block may be held.
func (r *ring) close() {
	if r.memory != nil {
		_ = unix.Munmap(r.memory)
		r.memory = nil
	}
	_ = unix.Close(r.fd)
}

// status is the word by which kernel and reader hand a block to each other.
func (r *ring) status(block []byte) *uint32 {
	desc := (*unix.TpacketBlockDesc)(unsafe.Pointer(&block[0]))
	return &(*unix.TpacketHdrV1)(unsafe.Pointer(&desc.Hdr)).Block_status
}

// take gives the next block where the kernel has handed it over, else nil.
func (r *ring) take() []byte {
	block := r.memory[r.next*r.block:][:r.block:r.block]
	if atomic.LoadUint32(r.status(block))&unix.TP_STATUS_USER == 0 {
		return nil
	}
	r.next = (r.next + 1) % (len(r.memory) / r.block)
	r.held++
	return block
}

// give lets the kernel fill a block again.
func (r *ring) give(block []byte) {
	r.held--
	atomic.StoreUint32(r.status(block), unix.TP_STATUS_KERNEL)
}

// lent says whether the block handed over last is still held. The kernel looks
// at that block alone to say whether there is something to read (packet_poll of
// Linux), and so says yes without end.
func (r *ring) lent() bool {
	blocks := len(r.memory) / r.block
	last := r.memory[(r.next+blocks-1)%blocks*r.block:][:r.block:r.block]
	return atomic.LoadUint32(r.status(last))&unix.TP_STATUS_USER != 0
}

// owns says whether a block is of this ring.
func (r *ring) owns(block []byte) bool {
	if len(r.memory) == 0 || len(block) == 0 {
		return false
	}
	begin, at := uintptr(unsafe.Pointer(&r.memory[0])), uintptr(unsafe.Pointer(&block[0]))
	return at >= begin && at < begin+uintptr(len(r.memory))
}

// frames lists the frames of a block. Their bytes stay where they are.
func (r *ring) frames(block []byte, file uint16, list []capture.Frame) []capture.Frame {
	desc := (*unix.TpacketBlockDesc)(unsafe.Pointer(&block[0]))
	header := (*unix.TpacketHdrV1)(unsafe.Pointer(&desc.Hdr))
	at := header.Offset_to_first_pkt
	for range header.Num_pkts {
		h := (*unix.Tpacket3Hdr)(unsafe.Pointer(&block[at]))
		if !r.loopback || !leaves(block[at:]) {
			begin := at + uint32(h.Mac)
			f := capture.Frame{
				Time: int64(h.Sec)*1e9 + int64(h.Nsec), Length: h.Len,
				Data: block[begin : begin+h.Snaplen : begin+h.Snaplen],
				Link: r.link, File: file, Offset: -1,
			}
			if h.Status&unix.TP_STATUS_TS_RAW_HARDWARE != 0 {
				r.card++
			}
			if h.Status&unix.TP_STATUS_VLAN_VALID != 0 && len(f.Data) >= macLength {
				f.Data = untake(block[begin-vlanTag:begin+h.Snaplen:begin+h.Snaplen], h)
				f.Length += vlanTag
			}
			list = append(list, f)
		}
		at += h.Next_offset
	}
	return list
}

// untake puts back the VLAN tag that card or kernel took out of a frame (IEEE
// 802.1Q section 9.3: type and tag control information follow the addresses).
// The frame begins vlanTag bytes into b.
func untake(b []byte, h *unix.Tpacket3Hdr) []byte {
	copy(b, b[vlanTag:vlanTag+macLength])
	tpid := uint16(unix.ETH_P_8021Q)
	if h.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
		tpid = h.Hv1.Vlan_tpid
	}
	binary.BigEndian.PutUint16(b[macLength:], tpid)
	binary.BigEndian.PutUint16(b[macLength+2:], uint16(h.Hv1.Vlan_tci))
	return b
}

// leaves says whether a frame is on its way out: on the loopback interface
// each passes twice. The address of the link layer follows the header.
func leaves(frame []byte) bool {
	const header = (unsafe.Sizeof(unix.Tpacket3Hdr{}) + unix.TPACKET_ALIGNMENT - 1) &^ (unix.TPACKET_ALIGNMENT - 1)
	address := (*unix.RawSockaddrLinklayer)(unsafe.Pointer(&frame[header]))
	return address.Pkttype == unix.PACKET_OUTGOING
}

// statistics gives what the socket counted since the last call.
func (r *ring) statistics() (Statistics, error) {
	s, err := unix.GetsockoptTpacketStatsV3(r.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return Statistics{}, os.NewSyscallError("getsockopt", err)
	}
	return Statistics{Received: uint64(s.Packets), Dropped: uint64(s.Drops), Freezes: uint64(s.Freeze_q_cnt)}, nil
}
