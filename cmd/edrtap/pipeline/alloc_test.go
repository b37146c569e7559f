package pipeline

import (
	"encoding/binary"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"edrtap/rules/record"
)

// upload is an endless stream of application data: each step changes
// sequence numbers and times of its frames where they lie.
type upload struct {
	batch  *sharedBatch
	frames int
	step   uint32 // bytes of stream that a round of frames is, for each flow
	ipID   uint16
}

// Offsets in an Ethernet frame of IPv4 without options.
const (
	ipHeader  = 14
	tcpHeader = ipHeader + 20
)

// startUpload opens flows with a TLS handshake and makes a batch of full
// segments, each one record of application data.
func startUpload(t testing.TB, r *run, flows, segments int) *upload {
	t.Helper()
	made := &traffic{random: mathrand.New(mathrand.NewPCG(1, 1))}
	var payload [1460]byte
	payload[0], payload[1], payload[2] = 23, 3, 3 // application data
	binary.BigEndian.PutUint16(payload[3:], uint16(len(payload)-5))
	for i := range flows {
		c := &conversation{t: made, client: [4]byte{10, 1, 2, byte(1 + i)}, port: 50000, wrapping: 7}
		c.segment(true, &layers.TCP{SYN: true}, nil)
		c.segment(false, &layers.TCP{SYN: true, ACK: true}, nil)
		c.segment(true, &layers.TCP{ACK: true}, nil)
		for _, m := range tlsTranscript() {
			if m.data[0] == 23 { // the upload takes the place of the request and what follows
				break
			}
			c.segment(m.client, &layers.TCP{ACK: true}, m.data)
		}
		for range segments {
			c.unfragmented(payload[:])
		}
	}
	batch := r.newBatch()
	fill(&batch.Batch, made.frames, 0)
	r.batch(batch)
	u := &upload{batch: r.newBatch(), step: uint32(segments * len(payload)), ipID: made.ipID}
	var uploads []frame
	for _, f := range made.frames {
		if len(f.data) == tcpHeader+20+len(payload) {
			uploads = append(uploads, f)
		}
	}
	u.frames = len(uploads)
	fill(&u.batch.Batch, uploads, time.Microsecond)
	return u
}

// unfragmented sends application data of the client in one frame.
func (c *conversation) unfragmented(payload []byte) {
	random := c.t.random
	c.t.random = mathrand.New(mathrand.NewPCG(7, 7))
	for before := len(c.t.frames); ; {
		seq := c.seq
		c.segment(true, &layers.TCP{ACK: true}, payload)
		if len(c.t.frames) == before+1 {
			break
		}
		c.t.frames, c.seq = c.t.frames[:before], seq // it was cut in two; again
	}
	c.t.random = random
}

// newBatch is a batch that belongs to nobody else.
func (r *run) newBatch() *sharedBatch {
	home := &reader{free: make(chan struct{}, 1)}
	b := &sharedBatch{home: home}
	b.users.Store(1)
	return b
}

// next moves the frames on by one round and takes the batch back.
func (u *upload) next() {
	for i := range u.batch.Frames {
		f := &u.batch.Frames[i]
		seq := f.Data[tcpHeader+4:]
		binary.BigEndian.PutUint32(seq, binary.BigEndian.Uint32(seq)+u.step)
		u.ipID++
		binary.BigEndian.PutUint16(f.Data[ipHeader+4:], u.ipID)
		f.Time += int64(time.Microsecond)
	}
	select {
	case <-u.batch.home.free:
		u.batch.home.take()
	default:
	}
	u.batch.users.Store(1)
}

func TestSteadyStreamDoesNotAllocate(t *testing.T) {
	sessions := 0
	r := newRun(Config{OnSession: func(s *record.Session) error {
		sessions++
		if s.TLS == nil || !s.TLS.Established || s.TCP.MissingBytes != (record.Pair{}) || s.TCP.Retransmitted != (record.Pair{}) {
			t.Errorf("the stream was not what it should be: %+v %+v", s.TCP, s.TLS)
		}
		if s.TLS.AppRecords[0] < 1000 {
			t.Errorf("%d records of application data", s.TLS.AppRecords[0])
		}
		return nil
	}}, 1)
	u := startUpload(t, r, 8, 8)
	if u.frames != 64 {
		t.Fatalf("%d frames in a batch", u.frames)
	}
	before := r.frames
	allocations := testing.AllocsPerRun(300, func() {
		u.next()
		r.batch(u.batch)
	})
	if allocations != 0 {
		t.Errorf("%v allocations for %d packets of application data", allocations, u.frames)
	}
	if n := r.frames - before; n != 301*64 {
		t.Errorf("%d frames were seen, want %d", n, 301*64)
	}
	r.finish()
	if sessions != 8 {
		t.Errorf("%d sessions, want 8", sessions)
	}
	if c := r.decoder.Counters(); c.Undecoded != 0 {
		t.Errorf("decoder: %+v", c)
	}
}

// BenchmarkSteadyStream is the cost of a packet of application data.
func BenchmarkSteadyStream(b *testing.B) {
	r := newRun(Config{}, 1)
	u := startUpload(b, r, 64, 8)
	b.SetBytes(1514)
	b.ReportAllocs()
	for n := 0; n < b.N; n += u.frames {
		u.next()
		r.batch(u.batch)
	}
}
