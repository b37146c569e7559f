package tlsparse

// In TLS 1.3 everything after ServerHello looks like application data (RFC
// 8446 section 5.2). What a record is must be told from its place and its
// length: an alert and Finished have lengths that the suite determines.
// Implementations do not pad them, but for Java, which adds 16 zeros to every
// record that is not application data.

// flight is what is known of the end of a TLS 1.3 handshake.
type flight struct {
	over    bool  // the client's Finished was sent
	late    bool  // and was captured before the ServerHello
	aborted bool  // the client sent an alert in its place
	big     bool  // the client sent more than Finished: certificate messages, perhaps with Finished in the same record
	bigTime int64 // of the first such record
	records uint32
	bytes   uint64 // of the client's records after the first big one
	padding [2]int // what the side adds to its handshake records and alerts: 0, or javaPadding

	serverDone   bool  // a record as long as Finished came from the server
	earlyTickets bool  // more came after it: tickets, sent before the client's Finished
	alone        bool  // so did more, and the client's direction is not in the capture
	tickets      uint8 // server records after the handshake that were taken for tickets
	ticketLen    int   // length of the last one
}

// heldRecord is a record as long as an alert: an alert if it is the last one
// of its direction, application data otherwise.
type heldRecord struct {
	time   int64
	length int // 0: none
}

const (
	javaPadding      = 16
	alertLen         = 2
	emptyCertificate = handshakeHeaderLen + 4 // no context, no certificates
	endOfEarlyData   = handshakeHeaderLen
	sha384Finished   = handshakeHeaderLen + 48 + 17 // where the suite is not known
)

// overhead13 is what protection adds to a record (RFC 8446 section 5.2):
// content type and tag.
func overhead13(suite CipherSuite) (overhead, hashLen int) {
	overhead, hashLen = 1+16, 32 // of most suites
	if i, known := suite.index(); known {
		info := &suiteTable[i]
		if info.TagLen > 0 {
			overhead = 1 + int(info.TagLen)
		}
		hashLen = info.HashLen()
	}
	return overhead, hashLen
}

func (h *ClientHello) offers13() bool {
	for _, v := range h.Versions {
		if v.IsTLS13() {
			return true
		}
	}
	return false
}

// beforeServerHello takes a client's record for which no version is known:
// early data, or the server's direction is not in the capture.
func (p *Parser) beforeServerHello(c *Conn, time int64, length int) {
	d := p.more(c)
	h := p.hello(p.openingOf(c))
	switch {
	case h.EarlyData && c.half[Server].records == 0: // RFC 8446 section 4.2.10
		d.facts.EarlyData = true
		p.count(c, Client, time, length)
	case h.offers13(), h.Truncated && c.half[Client].flags&halfMissed == 0:
		p.application13(c, Client, time, length)
	default:
		p.count(c, Client, time, length)
	}
}

// application13 takes a protected record of TLS 1.3.
func (p *Parser) application13(c *Conn, role Dir, time int64, length int) {
	d := p.more(c)
	overhead, hashLen := overhead13(d.facts.Suite)
	switch {
	case d.first.over && (role == Client || !d.first.late || d.first.serverDone):
		p.afterHandshake(c, role, time, length, overhead)
	case role == Server:
		p.serverFlight(c, time, length, overhead, hashLen)
	default:
		p.clientFlight(c, time, length, overhead, hashLen)
	}
}

// serverFlight takes a server's record before the client's Finished: it is of
// EncryptedExtensions to Finished, or early application data of the server,
// which cannot be told from these.
func (p *Parser) serverFlight(c *Conn, time int64, length, overhead, hashLen int) {
	d := p.more(c)
	if d.first.serverDone && p.openingOf(c) == nil && c.half[Client].records == 0 {
		// Nothing of the client is in the capture, and so not its Finished.
		d.first.alone = true
		p.afterHandshake(c, Server, time, length, overhead)
		return
	}
	if d.first.big && !d.first.over {
		// The server goes on, so the certificate messages had Finished with them.
		p.finish13(c, d.first.bigTime)
		d.facts.AppRecords[Client] += uint64(d.first.records)
		d.facts.AppBytes[Client] += d.first.bytes
		p.afterHandshake(c, Server, time, length, overhead)
		return
	}
	f := &d.first
	inferred := ""
	switch length {
	case alertLen + overhead, alertLen + overhead + javaPadding:
		p.alert(c, Alert{From: Server, Time: time, Encrypted: true})
		return
	case handshakeHeaderLen + hashLen + overhead:
		f.serverDone, inferred = true, "Finished"
	case handshakeHeaderLen + hashLen + overhead + javaPadding:
		f.serverDone, f.padding[Server], inferred = true, javaPadding, "Finished"
	default:
		f.earlyTickets = f.serverDone
	}
	if p.OnEvent != nil {
		p.observeProtected(c, Server, time, length, inferred)
	}
	d.facts.Times.Finished[Server] = time // of the last record, as it turns out
	c.half[Server].flags |= halfFinished
}

// clientFlight takes a client's record up to its Finished.
func (p *Parser) clientFlight(c *Conn, time int64, length, overhead, hashLen int) {
	d := p.more(c)
	finished := handshakeHeaderLen + hashLen + overhead
	if p.OnEvent != nil {
		p.observe13(c, time, length, overhead, finished)
	}
	switch {
	case length == finished, length == finished+javaPadding, d.facts.Version == 0 && length == sha384Finished:
		if length == finished+javaPadding && d.facts.Version != 0 {
			d.first.padding[Client] = javaPadding
		}
		p.finish13(c, time)
	case length == alertLen+overhead, length == alertLen+overhead+javaPadding:
		d.first.aborted = true
		p.alert(c, Alert{From: Client, Time: time, Encrypted: true})
	case p.offersEarlyData(c) && !d.facts.HelloRetry:
		if length != endOfEarlyData+overhead {
			d.facts.EarlyData = true
			p.count(c, Client, time, length)
		}
	case length == emptyCertificate+overhead, length == emptyCertificate+overhead+javaPadding:
		d.facts.ClientCertificate = AuthEmpty
	case length == finished+emptyCertificate:
		d.facts.ClientCertificate = AuthEmpty
		p.finish13(c, time)
	case c.half[Client].flags&halfLost != 0: // Finished may have been among what was lost
		p.finish13(c, time)
		p.afterHandshake(c, Client, time, length, overhead)
	case d.first.big:
		d.first.records++
		d.first.bytes += uint64(max(0, length-overhead))
	case length > finished:
		d.first.big, d.first.bigTime = true, time
	}
}

// finish13 ends the handshake: the client's Finished is there.
func (p *Parser) finish13(c *Conn, time int64) {
	d := p.more(c)
	d.first.over = true
	if d.first.big {
		d.facts.ClientCertificate = AuthSent
	}
	c.half[Client].flags |= halfFinished
	setTime(&d.facts.Times.Finished[Client], time)
	// Finished answers the server's (RFC 8446 section 4.4.4), even if that was lost.
	c.setEstablished(d.facts.Version != 0)
}

// lateServer takes a ServerHello that was captured behind the client's Finished,
// which answers the server's: mirror ports mix directions up.
func (p *Parser) lateServer(c *Conn) {
	p.more(c).first.late = true
	c.half[Client].flags |= halfFinished
	c.setEstablished(true)
}

// afterHandshake takes a record after the client's Finished.
func (p *Parser) afterHandshake(c *Conn, role Dir, time int64, length, overhead int) {
	d := p.more(c)
	if held := d.held[role]; held.length > 0 {
		d.held[role] = heldRecord{}
		p.count(c, role, held.time, held.length)
	}
	switch {
	case length == alertLen+overhead+d.first.padding[role]:
		d.held[role] = heldRecord{time: time, length: length}
	case role == Server && d.isTicket(length, overhead):
		if p.OnEvent != nil {
			p.observeProtected(c, Server, time, length, "NewSessionTicket")
		}
		d.first.tickets++
		d.first.ticketLen = length
	default:
		p.count(c, role, time, length)
	}
}

const (
	minTicketLen = 40 // plaintext
	maxTicketLen = 4096
	maxTickets   = 4
)

// isTicket guesses whether a server's record is a NewSessionTicket (RFC 8446
// section 4.6.1). Those come before any other record of the server. Before
// the client's first request a record of the size is one. The client's
// request often travels with its Finished, though, or is not in the capture;
// then the record must have the length that OpenSSL's tickets have, or that of
// the ticket before it. A server that sent tickets with its own Finished sends
// no more.
func (d *details) isTicket(length, overhead int) bool {
	f := &d.first
	n := length - overhead
	if f.earlyTickets || d.facts.AppRecords[Server] > 0 || f.tickets >= maxTickets || n < minTicketLen || n > maxTicketLen {
		return false
	}
	if f.tickets > 0 {
		return length == f.ticketLen
	}
	return d.facts.AppRecords[Client] == 0 && !f.alone || likeOpenSSL(n)
}

// likeOpenSSL tells whether a plaintext of n bytes can be a ticket message of
// OpenSSL: fixed fields of 25 bytes, 8 more where early data is allowed, and
// a ticket that is either an id of 32 bytes or 16 of key name, 16 of IV,
// blocks of 16, 32 of MAC.
func likeOpenSSL(n int) bool {
	const fixed, earlyData, id, shortest = 25, 8, 32, 16 + 16 + 96 + 32
	for _, ticket := range [...]int{n - fixed, n - fixed - earlyData} {
		if ticket == id || ticket >= shortest && ticket%16 == 0 {
			return true
		}
	}
	return false
}
