// Package dump shows one session message by message: it follows one connection
// through a capture again, and puts into words what each packet brought.
package dump

import (
	"cmp"
	"errors"
	"io"
	"net/netip"
	"slices"

	"edrtap/capture"
	"edrtap/capture/flow"
	"edrtap/capture/packet"
	"edrtap/rules/record"
	"edrtap/tlsparse"
	"edrtap/tlsparse/decrypt"
	"edrtap/tlsparse/dissect"
)

// Step is one line of a dump: what one end sent.
type Step struct {
	Time      int64  // ns since the Unix epoch; 0 where a message never became whole
	From      string // "client" or "server"
	Bytes     int    // of the message or of the records; 0 where it has no size
	What      string
	Fields    []dissect.Field
	Anomalies []string

	offset    int64 // in the direction's stream
	role      tlsparse.Dir
	data      bool // application data, to which more may be added
	records   int
	low, high int  // plaintext, bytes
	rank      int8 // of steps at one time: packets that open, bytes, packets that close
}

// stepLimit bounds a dump; what comes beyond is only counted.
const stepLimit = 10_000

// Result is a dump.
type Result struct {
	Steps     []Step
	LeftOut   int                 // steps beyond the limit
	Preambles []tlsparse.Preamble // what stood before TLS
}

// Read follows the session through the frames of a source, which must be those
// that it was found in, and gives its steps in the order of time. An error is
// the source's; the result holds what came before it. found is false where the
// source does not hold the session. secrets may be nil.
func Read(source capture.Source, s *record.Session, secrets *decrypt.Secrets) (result *Result, found bool, err error) {
	d := newDumper(s, secrets)
	decoder := packet.NewDecoder(packet.DefaultLimits())
	var batch capture.Batch
	var p packet.Packet
	var clock int64
	var number uint64
	for err == nil {
		err = source.ReadBatch(&batch)
		d.learn(batch.Secrets)
		for i := range batch.Frames {
			frame := &batch.Frames[i]
			frame.Time = min(max(frame.Time, 0), capture.MaxTime)
			clock = max(clock, frame.Time)
			number++
			if decoder.Decode(frame, &p) == packet.TCP && d.concerns(&p) {
				d.packet(&p, clock, number)
			}
		}
	}
	d.table.FinishThrough(clock, number)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if d.found == nil {
		return nil, false, err
	}
	return d.result(), true, err
}

// learn adds key logs that stood in the input.
func (d *dumper) learn(logs [][]byte) {
	for _, text := range logs {
		if d.secrets == nil {
			d.secrets = decrypt.NewSecrets()
			d.parser.Decrypter = decrypt.New(d.secrets)
		}
		d.secrets.AddKeyLog(text)
	}
}

// connection is what is kept of one flow between the session's end points.
type connection struct {
	tls       tlsparse.Conn
	steps     []Step
	leftOut   int
	preambles []tlsparse.Preamble
}

// dumper follows the flows between two end points.
type dumper struct {
	session        *record.Session
	client, server netip.AddrPort
	parser         *tlsparse.Parser
	secrets        *decrypt.Secrets // nil where there are none
	table          *flow.Table[connection]
	current        *connection
	transport      []Step
	last           map[mirrored]int64 // when a packet that opens or closes was seen last
	found          *connection
}

func newDumper(s *record.Session, secrets *decrypt.Secrets) *dumper {
	d := &dumper{
		session: s, client: netip.AddrPortFrom(s.Client.IP, s.Client.Port), server: netip.AddrPortFrom(s.Server.IP, s.Server.Port),
		parser: tlsparse.NewParser(tlsparse.Limits{}), last: make(map[mirrored]int64),
		secrets: secrets,
	}
	if secrets != nil {
		d.parser.Decrypter = decrypt.New(secrets)
	}
	d.parser.OnEvent = d.event
	d.parser.OnRecord = d.application
	d.table = flow.New[connection](flow.Config{}, d)
	return d
}

// concerns says whether a packet is between the session's end points.
func (d *dumper) concerns(p *packet.Packet) bool {
	src, dst := netip.AddrPortFrom(p.Src.Netip(), p.SrcPort), netip.AddrPortFrom(p.Dst.Netip(), p.DstPort)
	return src == d.client && dst == d.server || src == d.server && dst == d.client
}

// packet notes what TCP itself says, and hands the packet to its flow.
func (d *dumper) packet(p *packet.Packet, clock int64, number uint64) {
	if p.Flags&(packet.SYN|packet.FIN|packet.RST) != 0 && len(d.transport) < stepLimit && !d.repeats(p) {
		step := Step{Time: p.Time, From: "client", What: "TCP " + p.Flags.String(), rank: 2}
		if netip.AddrPortFrom(p.Src.Netip(), p.SrcPort) == d.server {
			step.From = "server"
		}
		if p.Flags.Has(packet.SYN) {
			step.rank = 0
		}
		d.transport = append(d.transport, step)
	}
	d.table.Packet(p, d.table.Fetch(p), clock, number)
}

// repeats says whether a packet was mirrored a second time: the same one, too
// soon for its sender to have sent it again.
func (d *dumper) repeats(p *packet.Packet) bool {
	const soon = 50e6 // ns
	this := mirrored{src: p.Src, port: p.SrcPort, seq: p.Seq, ack: p.Ack, id: p.IPID, flags: p.Flags}
	last, seen := d.last[this]
	d.last[this] = p.Time
	return seen && p.Time-last < soon
}

// mirrored tells the packets apart that are steps of their own.
type mirrored struct {
	src      packet.Addr
	port     uint16
	seq, ack uint32
	id       uint16
	flags    packet.TCPFlags
}

var _ flow.Consumer[connection] = (*dumper)(nil)

// Open implements flow.Consumer.
func (d *dumper) Open(f *flow.Flow[connection]) {
	if f.MidStream() {
		f.State.tls.Join(tlsparse.Client)
		f.State.tls.Join(tlsparse.Server)
	}
}

// role is the role of the end that sends in a direction, in the session.
func (d *dumper) role(f *flow.Flow[connection], dir flow.Dir) tlsparse.Dir {
	if f.Sender(dir) == d.client {
		return tlsparse.Client
	}
	return tlsparse.Server
}

// Data implements flow.Consumer.
func (d *dumper) Data(f *flow.Flow[connection], dir flow.Dir, time int64, b []byte) {
	d.current = &f.State
	d.parser.Data(&f.State.tls, d.role(f, dir), time, b)
}

// Gap implements flow.Consumer.
func (d *dumper) Gap(f *flow.Flow[connection], dir flow.Dir, time int64, n int64) {
	d.current = &f.State
	d.add(Step{Time: time, role: d.role(f, dir), Bytes: int(n), What: "not in the capture", rank: 1})
	d.parser.Gap(&f.State.tls, d.role(f, dir), time, n)
}

// Close implements flow.Consumer.
func (d *dumper) Close(f flow.Closed[connection]) {
	d.current = &f.State
	d.parser.Close(&f.State.tls)
	if f.Start() == d.session.Start.UnixNano() && d.found == nil {
		facts := d.parser.Facts(&f.State.tls)
		d.heldAlerts(facts)
		d.annotate(facts.Anomalies)
		f.State.preambles = facts.Preambles
		kept := f.State
		d.found = &kept
	}
	d.parser.Release(&f.State.tls)
}

// result puts the steps of the session and of its packets into one order.
func (d *dumper) result() *Result {
	r := &Result{Steps: d.found.steps, LeftOut: d.found.leftOut, Preambles: d.found.preambles}
	from, to := d.session.Start.UnixNano(), d.session.End.UnixNano()
	for _, step := range d.transport {
		if step.Time >= from && step.Time <= to {
			r.Steps = append(r.Steps, step)
		}
	}
	last := int64(0)
	for i := range r.Steps { // what has no time comes behind what was before it
		if r.Steps[i].Time == 0 {
			r.Steps[i].Time = last
		}
		last = r.Steps[i].Time
	}
	slices.SortStableFunc(r.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.rank, b.rank))
	})
	return r
}
