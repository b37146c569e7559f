package rate

import (
	"net/netip"

	"edrtap/rules/numbering"
)

// Flow is the meter's state of one connection. The zero value is a connection
// that has sent nothing and of which nothing is known. It belongs to the flow's
// owner and is not safe for concurrent use.
type Flow struct {
	began   int64  // time of the first record of the request under way, ns
	sent    int64  // time of the client's last record, ns
	answer  int64  // time of the server's last answer, ns
	counted int64  // the last second in which the connection was counted, plus one
	share   place  // in the shares of that second
	padding uint16 // greatest common divisor of the client's inner plaintext lengths (TLS 1.3)
	wait    uint8  // how long a client at least waits for an answer, 0.1 ms
	flags   flowFlags
}

type flowFlags uint8

const (
	mayBeHTTP2  flowFlags = 1 << iota
	tls13                 // records may be padded
	underWay              // a request was seen
	answered              // and the server has answered since
	unsure                // whether the next request is one depends on what cannot be seen
	clientSpoke           // the client has sent something
	serverSpoke           // the server has sent something
	decrypted             // uploads are told by Upload
)

// Known is what is known of a connection before its first record.
type Known struct {
	HTTP2     bool  // HTTP/2 was chosen, or may have been
	TLS13     bool  // records may be padded, and the server may send tickets
	MidStream bool  // its beginning was not seen
	RTT       int64 // of the connection, ns; 0 where it is not known
}

// maxWait bounds the time by which a client is believed to have waited: the
// handshake of a loaded server may have been slower than its answers are.
const maxWait = 20e6 // ns

// Init says what is known of the connection; to be called before the first
// record, if at all.
func (f *Flow) Init(k Known) {
	if k.HTTP2 {
		f.flags |= mayBeHTTP2
	}
	if k.TLS13 {
		f.flags |= tls13
	}
	if k.MidStream {
		f.flags |= unsure
	}
	// A record that comes within half a round trip of the one before was not
	// sent in answer to anything.
	f.wait = uint8(min(k.RTT/2, maxWait) / 1e5)
}

// Decrypted says that from now on, or no longer, Upload tells of the
// connection's requests.
func (f *Flow) Decrypted(is bool) {
	switch {
	case is:
		f.flags |= decrypted
	case f.flags&decrypted != 0: // what comes next may go on with a request that was not told
		f.flags &^= decrypted
		f.flags |= unsure
	}
}

// controls are the lengths of HTTP/2 frames without a request or an answer,
// and of several in one record (RFC 9113 section 6): SETTINGS acknowledgment 9,
// WINDOW_UPDATE and RST_STREAM 13, PING 17.
const controls = 1<<9 | 1<<13 | 1<<17 | 1<<22 | 1<<26 | 1<<30 | 1<<35 | 1<<39 | 1<<52

// continueLen is the length of "HTTP/1.1 100 Continue" with its empty line
// (RFC 9110 section 15.2.1). Every final answer is longer.
const continueLen = 25

// openingLen is the most that HTTP/2 sends before the first request or answer:
// the client's preface and SETTINGS with WINDOW_UPDATE (RFC 9113 section 3.4).
const openingLen = 110

// control says whether a record may hold nothing but HTTP/2 control frames.
func control(low, high uint32) bool {
	if low != high { // a block cipher hides the length
		return low <= 39
	}
	return high < 64 && controls>>high&1 != 0
}

// isRequest says whether a record of the client can be (part of) a request.
func (f *Flow) isRequest(low, high uint32) bool {
	if f.flags&mayBeHTTP2 == 0 {
		return low >= MinRequest
	}
	if f.flags&clientSpoke == 0 && low <= openingLen {
		return false
	}
	return low >= MinRequest && !control(low, high)
}

// isAnswer says whether a record of the server can be (part of) an answer.
func (f *Flow) isAnswer(low, high uint32) bool {
	if f.flags&mayBeHTTP2 == 0 {
		return low > continueLen
	}
	if f.flags&serverSpoke == 0 && low <= openingLen {
		return false
	}
	return !control(low, high) && (low > continueLen || high < continueLen)
}

// Client records one application data record that a client sent at t
// (nanoseconds since the epoch), with between low and high bytes of plaintext.
// It allocates only in a connection's first record of a second.
func (m *Meter) Client(f *Flow, client netip.Addr, t int64, low, high uint32) {
	if m = m.current(); m == nil {
		return
	}
	at := floorDiv(t, second)
	b := m.bin(at)
	if b == nil {
		return
	}
	b.records++
	b.bytes += uint64(high)
	s := m.shareOf(f, b, at, client)
	if f.flags&decrypted != 0 {
		if f.isRequest(low, high) && f.begins(t) {
			f.begin(t)
		}
		f.sent = t
		return
	}
	if f.flags&tls13 != 0 {
		f.padding = gcd(f.padding, uint16(high+1)) // the content type is inside (RFC 8446 section 5.2)
	}
	head := uint32(0)
	if f.isRequest(low, high) && f.begins(t) {
		sure := f.isSure(t)
		f.begin(t)
		m.request(f, b, s, t, low, sure)
		head = f.leastHead()
	}
	f.flags |= clientSpoke
	f.sent = t
	head = min(head, high)
	high -= head
	m.spread(f, b, t, high)
	settled := b
	if !f.begins(t) && t-f.began < settling {
		settled = m.bin(floorDiv(f.began, second))
	}
	if settled != nil {
		settled.low += uint64(low)
		settled.high += uint64(high + head)
	}
	if s != nil {
		s.bytes = saturate(s.bytes, uint64(high))
	}
}

// begin notes that a request begins at t.
func (f *Flow) begin(t int64) {
	f.began = t
	f.flags |= underWay
	f.flags &^= answered | unsure
}

// leastHTTP2 is the least plaintext of a request of HTTP/2 that is no event,
// bytes: the headers of two frames.
const leastHTTP2 = 18

// leastHead is the least plaintext of a request that is no event, bytes.
func (f *Flow) leastHead() uint32 {
	if f.flags&mayBeHTTP2 != 0 {
		return leastHTTP2
	}
	return MinRequest
}

// begins says whether a request begins with client data at t.
func (f *Flow) begins(t int64) bool {
	return f.flags&underWay == 0 || f.flags&answered != 0 && t >= f.answer
}

// isSure says whether it certainly does: the server has answered the one
// before, and the client had waited for that.
func (f *Flow) isSure(t int64) bool {
	if f.flags&mayBeHTTP2 != 0 && f.padding > 0 && f.padding%16 == 0 {
		return false // padded: control frames look like requests
	}
	if f.flags&unsure != 0 {
		return false
	}
	return f.flags&underWay == 0 || t-f.sent >= int64(f.wait)*1e5
}

// request counts one that began at t.
func (m *Meter) request(f *Flow, b *bin, s *share, t int64, length uint32, sure bool) {
	b.requests++
	if f.flags&mayBeHTTP2 != 0 {
		b.turns.http2++
	} else {
		b.turns.http1++
	}
	if m.least == 0 || length < m.least {
		m.least = length
	}
	if s != nil {
		s.requests++
	}
	if !sure {
		return
	}
	p := &b.parts[slotOf(t)]
	p.low = saturate(p.low, 1)
	if s != nil {
		s.low++
	}
}

// settling is how long bytes are taken for those of the request that began, ns,
// where one figure is asked for: who sends longer streams his events.
const settling = 2 * second

// spread adds n bytes of plaintext sent at t, whose bin is b, to the parts
// whose requests they may be of.
func (m *Meter) spread(f *Flow, b *bin, t int64, n uint32) {
	closed := &b.parts[slotOf(t)]
	opened := closed
	if !f.begins(t) && f.began < t {
		from := m.bin(floorDiv(f.began, second))
		if from == nil {
			return
		}
		opened = &from.parts[slotOf(f.began)]
	}
	opened.opened = saturate(opened.opened, uint64(n))
	closed.closed = saturate(closed.closed, uint64(n))
}

// Server records one application data record that the server sent at t, with
// between low and high bytes of plaintext: the next record of the client may
// begin a request.
func (m *Meter) Server(f *Flow, t int64, low, high uint32) {
	answer := f.isAnswer(low, high)
	f.flags |= serverSpoke
	if !answer || f.flags&underWay == 0 {
		return
	}
	if f.flags&tls13 != 0 && f.answer == 0 && f.wait == 0 {
		f.flags |= unsure // it may be a NewSessionTicket (RFC 8446 section 4.6.1), and the request may go on
	}
	f.flags |= answered
	f.answer = t
}

// Lost records that n bytes of the client could not be read as records, because
// the sensor missed them or others before them; t is the time of what came
// after. They may be of requests that began at any time since the last record.
func (m *Meter) Lost(f *Flow, client netip.Addr, t int64, n uint32) {
	if m = m.current(); m == nil {
		return
	}
	at := floorDiv(t, second)
	b := m.bin(at)
	if b == nil {
		return
	}
	b.missing += uint64(n)
	s := m.shareOf(f, b, at, client)
	if s != nil {
		s.bytes = saturate(s.bytes, uint64(n))
	}
	if f.flags&underWay == 0 {
		f.began = f.sent
		if f.sent == 0 {
			f.began = t
		}
	}
	f.flags |= underWay
	f.flags &^= answered
	m.spread(f, b, t, n)
}

// Upload records one decrypted request of a connection that is Decrypted. It
// began at t, and its body holds so many events.
func (m *Meter) Upload(f *Flow, client netip.Addr, t int64, u Upload) {
	if m = m.current(); m == nil {
		return
	}
	at := floorDiv(t, second)
	b := m.bin(at)
	if b == nil {
		return
	}
	s := m.shareAt(f, b, at, client)
	b.requests++
	p := &b.parts[slotOf(t)]
	n := u.Events
	if u.Opaque {
		n = 1 // a body holds at least one event
		b.opaque++
		p.opened, p.closed = saturate(p.opened, u.Body), saturate(p.closed, u.Body)
	} else {
		b.exact += n
		p.exact = saturate(p.exact, n)
		m.learned.upload(u)
	}
	p.low = saturate(p.low, n)
	if s == nil {
		return
	}
	s.requests++
	s.low = saturate(s.low, n)
	if u.Opaque {
		s.bytes = saturate(s.bytes, u.Body)
	} else {
		s.exact = saturate(s.exact, n)
	}
}

// Upload is one decrypted request.
type Upload struct {
	Events uint64
	Head   uint64 // plaintext that is not the body's, bytes
	Body   uint64 // as it was sent, which may be compressed, bytes
	Opaque bool   // there is a body, and its events cannot be told apart
	HTTP2  bool
}

// place is where a connection's share is in the shares of a bin, and above that
// Counter.taken of then: once the bin was taken, it is no more.
type place uint32

const (
	placeBits = 24
	noPlace   = 1<<placeBits - 1 // MaxShares was reached
)

func placeOf(i int, taken uint8) place { return place(taken)<<placeBits | place(i) }

func (p place) index() int { return int(p & noPlace) }

// shareOf gives the connection's share of second at, whose bin is b; nil where
// MaxShares is reached.
func (m *Meter) shareOf(f *Flow, b *bin, at int64, client netip.Addr) *share {
	i := f.share.index()
	isNew := f.counted != at+1
	if isNew {
		b.flows++
	}
	if isNew || f.share>>placeBits != place(m.counter.taken) || i != noPlace && i >= len(b.shares) { // the second was taken or forgotten
		i = m.newShare(b, client)
		f.counted, f.share = at+1, placeOf(i, m.counter.taken)
	}
	return m.share(b, i)
}

// shareAt gives a share of an earlier second too.
func (m *Meter) shareAt(f *Flow, b *bin, at int64, client netip.Addr) *share {
	if f.counted == at+1 {
		return m.shareOf(f, b, at, client)
	}
	return m.share(b, m.newShare(b, client))
}

func (m *Meter) share(b *bin, i int) *share {
	if i == noPlace {
		m.counter.folded++
		return nil
	}
	return &b.shares[i]
}

func (m *Meter) newShare(b *bin, client netip.Addr) int {
	if m.counter.shares >= m.counter.limits.shares {
		return noPlace
	}
	m.counter.shares++
	b.shares = append(b.shares, share{client: m.client(numbering.HostOf(client))})
	return len(b.shares) - 1
}

// slotOf is the part of its second that a time lies in.
func slotOf(t int64) int64 { return (t - floorDiv(t, second)*second) / slot }

func gcd(a, b uint16) uint16 {
	for b != 0 && a != 1 {
		a, b = b, a%b
	}
	return a
}
