package traffic

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"time"
)

// Counts is what a capture holds.
type Counts struct {
	Frames      int64
	Bytes       int64 // of the file
	Connections int64
}

// player plays many scripts at once into a capture, in the order of time.
type player struct {
	out    *bufio.Writer
	err    error // of the first write that failed
	random *rand.Rand
	due    queue
	begun  uint64 // events, to tell those of the same time apart
	ipID   uint16
	frame  []byte
	counts Counts
}

// connection is a script under way, or one late frame of such a one.
type connection struct {
	at      time.Duration // of the next segment, since the capture began
	order   uint64
	place   int // in the queue
	script  *script
	next    int // of its segments
	ends    [2]end
	trip    time.Duration // there and back
	random  [32]byte      // of its ClientHello
	unwell  bool          // loses, repeats and reorders
	delayed []byte        // the late frame
}

// newPlayer writes the header of a pcap file: microseconds, Ethernet.
func newPlayer(w io.Writer, seed uint64) *player {
	p := &player{out: bufio.NewWriterSize(w, 1<<18), random: rand.New(rand.NewPCG(seed, 2)), frame: make([]byte, 0, maxFrame)}
	header := []byte{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0}
	_, p.err = p.out.Write(header)
	p.counts.Bytes = int64(len(header))
	return p
}

// finish plays what is under way to its end.
func (p *player) finish() (Counts, error) {
	p.until(1 << 62)
	if p.err == nil {
		p.err = p.out.Flush()
	}
	return p.counts, p.err
}

func (p *player) write(at time.Duration, frame []byte) {
	t := now.Add(at)
	var header [16]byte
	binary.LittleEndian.PutUint32(header[0:], uint32(t.Unix()))
	binary.LittleEndian.PutUint32(header[4:], uint32(t.Nanosecond()/1000))
	binary.LittleEndian.PutUint32(header[8:], uint32(len(frame)))
	binary.LittleEndian.PutUint32(header[12:], uint32(len(frame)))
	for _, b := range [][]byte{header[:], frame} {
		if p.err == nil {
			_, p.err = p.out.Write(b)
		}
		p.counts.Bytes += int64(len(b))
	}
	p.counts.Frames++
}

// start begins a connection at the time given.
func (p *player) start(c *connection, at time.Duration) {
	c.at = at
	c.ends[0].sequence, c.ends[1].sequence = p.random.Uint32(), p.random.Uint32()
	for i := 0; i < len(c.random); i += 8 {
		binary.LittleEndian.PutUint64(c.random[i:], p.random.Uint64())
	}
	p.push(c)
	p.counts.Connections++
}

func (p *player) push(c *connection) {
	p.begun++
	c.order = p.begun
	heap.Push(&p.due, c)
}

// until writes every frame that is due before the time given.
func (p *player) until(end time.Duration) {
	for p.err == nil && len(p.due) > 0 && p.due[0].at < end {
		c := p.due[0]
		if c.delayed != nil {
			p.write(c.at, c.delayed)
			heap.Pop(&p.due)
			continue
		}
		g := &c.script.segments[c.next]
		p.ipID++
		p.frame = c.append(p.frame[:0], g, p.ipID)
		if !c.unwell || len(g.payload) == 0 || p.survives(c) {
			p.write(c.at, p.frame)
		}
		if c.next++; c.next == len(c.script.segments) {
			heap.Remove(&p.due, c.place)
			continue
		}
		n := &c.script.segments[c.next]
		c.at += n.wait + time.Duration(n.trips*float64(c.trip)) + time.Duration(p.random.IntN(2000))
		heap.Fix(&p.due, c.place)
	}
}

// survives says whether the frame passes the sensor now. One of a hundred is
// never seen, one is lost on the way and sent again, two are overtaken, and
// two are seen twice.
func (p *player) survives(c *connection) bool {
	later := func(d time.Duration) {
		p.push(&connection{at: c.at + d, delayed: append([]byte(nil), p.frame...)})
	}
	switch n := p.random.IntN(100); {
	case n < 1:
		return false
	case n < 2:
		later(c.trip)
		return false
	case n < 4:
		later(time.Duration(10+p.random.IntN(60)) * time.Microsecond)
		return false
	case n < 6:
		later(c.trip / 2)
	}
	return true
}

// queue is a heap of connections; the one that is due next is at 0.
type queue []*connection

var _ heap.Interface = (*queue)(nil)

func (q queue) Len() int { return len(q) }

func (q queue) Less(a, b int) bool {
	return q[a].at < q[b].at || q[a].at == q[b].at && q[a].order < q[b].order
}

func (q queue) Swap(a, b int) {
	q[a], q[b] = q[b], q[a]
	q[a].place, q[b].place = a, b
}

// Push appends x, a *connection.
func (q *queue) Push(x any) {
	c := x.(*connection)
	c.place = len(*q)
	*q = append(*q, c)
}

// Pop takes the last one off.
func (q *queue) Pop() any {
	last := len(*q) - 1
	c := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return c
}
