package pipeline

import (
	"math"

	"edrtap/capture/flow"
	"edrtap/capture/packet"
	"edrtap/cmd/edrtap/session"
	"edrtap/rules/rate"
	"edrtap/tlsparse"
	"edrtap/tlsparse/exchange"
)

// ahead is how many packets a worker decodes before it handles the first of
// them. What their flows are kept in is fetched meanwhile, side by side: from
// memory, one after the other, it would take most of the time.
const ahead = 16

// worker owns some of the partitions: their flow tables and meters, and one TLS
// parser. One goroutine uses it.
type worker struct {
	tables  [partitions]*flow.Table[session.State] // nil where another worker owns the partition
	decoder *packet.Decoder                        // of frames that any decoder may decode
	next    [ahead]upcoming
	parser  *tlsparse.Parser
	http    *exchange.Parser
	rates   [partitions]*rate.Counter // as tables
	builder *session.Builder
	file    uint16         // the input of the packet at hand
	number  uint64         // of its frame, counted from 1
	unread  *packet.Packet // the packet at hand, until its checksum was judged; else nil
	corrupt uint64         // segments whose TCP checksum is wrong
	closed  []closed       // sessions that ended in the round at hand
	fetched uint64         // sum of what prepare read ahead, so that it is read
}

// upcoming is a packet that is decoded and not yet handled.
type upcoming struct {
	packet  packet.Packet
	decoded *packet.Packet // that one, or the dispatcher's; nil where there is none
	flow    flow.Place     // valid where decoded is a segment
}

// newWorker makes worker i of n.
func newWorker(i, n int, config *Config) *worker {
	w := &worker{
		decoder: packet.NewDecoder(packet.DefaultLimits()),
		parser:  tlsparse.NewParser(tlsparse.Limits{}),
	}
	if config.Secrets != nil {
		w.decryptWith(config.Secrets, true)
	}
	w.http = exchange.NewParser(exchange.Limits{}, config.EventPath)
	w.builder = session.NewBuilder(session.Config{
		Parser: w.parser, HTTP: w.http,
		Files: config.Files, Expected: config.Expected, Exchange: config.OnExchange,
	})
	for p := i; p < partitions; p += n {
		w.tables[p], w.rates[p] = flow.New[session.State](flow.Config{}, w), rate.NewPart(partitions)
	}
	return w
}

// work does all that a unit asks for and leaves in it the sessions that ended.
func (w *worker) work(u *unit) {
	w.closed = u.closed[:0]
	for refs := u.refs; len(refs) > 0; {
		n := min(len(refs), ahead)
		w.prepare(u, refs[:n])
		for i := range n {
			if w.next[i].decoded != nil {
				w.handle(u, refs[i], &w.next[i])
			}
		}
		refs = refs[n:]
	}
	if u.last > 0 {
		w.finish(u.clock, u.last)
	} else {
		w.advance(u.clock)
	}
	if u.takeRates {
		u.rates = w.takeRates(u.rates[:0])
	}
	u.closed, w.closed = w.closed, nil
}

// headers is where most frames' headers end: Ethernet, IPv4 and TCP.
const headers = 14 + 20 + 20

// prepare decodes packets and has their flows fetched.
func (w *worker) prepare(u *unit, refs []ref) {
	// The first to read a frame waits for memory that another processor wrote:
	// so all are read from before the first is decoded.
	for _, at := range refs {
		if data := u.batch.Frames[at.frame].Data; len(data) > 0 {
			w.fetched += uint64(data[0]) + uint64(data[min(len(data), headers)-1])
		}
	}
	for i, at := range refs {
		x := &w.next[i]
		if at.item > 0 {
			x.decoded = &u.items[at.item-1].packet
			continue
		}
		x.decoded = nil
		if w.decoder.Decode(&u.batch.Frames[at.frame], &x.packet) == packet.TCP {
			x.decoded = &x.packet
		}
	}
	for i, at := range refs {
		if x := &w.next[i]; x.decoded != nil {
			x.flow = w.tables[at.partition].Fetch(x.decoded)
		}
	}
}

// handle gives one packet to its flow, or to the flow that an ICMP error
// quotes.
func (w *worker) handle(u *unit, at ref, x *upcoming) {
	table := w.tables[at.partition]
	w.builder.Meter(w.rates[at.partition])
	// What is due at this clock is due without this packet: a flow that is over
	// hears of no ICMP error, and the bytes that are given up say nothing of
	// the packet's checksum.
	table.Advance(at.clock)
	if at.item > 0 && u.items[at.item-1].icmp {
		table.ICMP(x.decoded)
		return
	}
	w.file, w.number, w.unread = u.batch.Frames[at.frame].File, u.before+uint64(at.frame)+1, x.decoded
	table.Packet(x.decoded, x.flow, at.clock, w.number)
	w.unread = nil // the packet will be another one
}

// takeRates gives what the meters counted since the last time.
func (w *worker) takeRates(list []taken) []taken {
	for p, counter := range w.rates {
		if counter != nil {
			list = append(list, taken{p, counter.Take()})
		}
	}
	return list
}

// advance closes what has timed out by clock.
func (w *worker) advance(clock int64) {
	for p, table := range w.tables {
		if table != nil {
			w.builder.Meter(w.rates[p])
			table.Advance(clock)
		}
	}
}

// finish closes the flows whose first frame number is at most last: the
// capture ended at clock.
func (w *worker) finish(clock int64, last uint64) {
	w.number = math.MaxUint64
	for p, table := range w.tables {
		if table != nil {
			w.builder.Meter(w.rates[p])
			table.FinishThrough(clock, last)
		}
	}
}

var _ flow.Consumer[session.State] = (*worker)(nil)

// Open implements flow.Consumer.
func (w *worker) Open(f *session.Flow) { w.builder.Open(f, w.file) }

// Data implements flow.Consumer.
func (w *worker) Data(f *session.Flow, dir flow.Dir, time int64, b []byte) {
	if w.unread != nil && !f.State.Conn.Established() {
		w.verify()
	}
	w.builder.Data(f, dir, time, b)
}

// verify counts the packet at hand where its TCP checksum is wrong. Only
// segments that bring handshake bytes are verified: what is concluded rests on
// them, and to sum up application data would cost more than all the rest.
func (w *worker) verify() {
	if w.unread.TCPChecksum() == packet.ChecksumBad {
		w.corrupt++
	}
	w.unread = nil
}

// Gap implements flow.Consumer.
func (w *worker) Gap(f *session.Flow, dir flow.Dir, time int64, n int64) {
	w.builder.Gap(f, dir, time, n)
}

// Close implements flow.Consumer.
func (w *worker) Close(f session.Closed) {
	// Sessions lie in the list by value: a slot that an earlier batch used is
	// filled again.
	n := len(w.closed)
	if n < cap(w.closed) {
		w.closed = w.closed[:n+1]
	} else {
		w.closed = append(w.closed, closed{})
	}
	slot := &w.closed[n]
	if !w.builder.Build(f, &slot.session) {
		w.closed = w.closed[:n]
		return
	}
	slot.at, slot.cause, slot.first = f.ClosedAt(), w.number, f.Number()
	if f.Expired() {
		slot.cause = 0
	}
}
