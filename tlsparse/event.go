package tlsparse

// EventKind is what an Event is.
type EventKind uint8

// The kinds of event. Application data is none: see Parser.OnRecord.
const (
	MessageEvent          EventKind = iota // a handshake message, in the clear or decrypted
	ProtectedEvent                         // a record of protected handshake messages
	ChangeCipherSpecEvent                  // a ChangeCipherSpec record
	AlertEvent
	HeartbeatEvent
)

// Event is one step of a connection, as Parser.OnEvent is given it.
type Event struct {
	Kind   EventKind
	From   Dir
	Time   int64 // ns since the Unix epoch; 0 where a message never became whole
	Offset int64 // where it begins in the direction's stream, in bytes; in the middle of its records where a message spans several
	Length int   // bytes: of a message with its header, of a record's body otherwise

	Message   []byte // MessageEvent: the message, header included, as far as it was seen; valid during the call
	Decrypted bool   // MessageEvent: it came in protected records; Offset is then that of the last one's body
	Alert     Alert  // AlertEvent
	Inferred  string // ProtectedEvent: what the record was taken for, by its place and length; "" where that tells nothing
}

// observeProtected tells the observer of a record of protected handshake messages,
// whose header was read last.
func (p *Parser) observeProtected(c *Conn, role Dir, time int64, length int, inferred string) {
	p.OnEvent(c, Event{Kind: ProtectedEvent, From: role, Time: time, Offset: c.half[role].offset - recordHeaderLen, Length: length, Inferred: inferred})
}

// observeRecord tells the observer of a record of another kind, whose header was read
// last.
func (p *Parser) observeRecord(c *Conn, kind EventKind, role Dir, time int64, length int) {
	p.OnEvent(c, Event{Kind: kind, From: role, Time: time, Offset: c.half[role].offset - recordHeaderLen, Length: length})
}

// observe13 tells the observer of a client's record before the end of a TLS 1.3
// handshake, as far as it is neither an alert nor early data.
func (p *Parser) observe13(c *Conn, time int64, length, overhead, finished int) {
	inferred := ""
	switch length {
	case alertLen + overhead, alertLen + overhead + javaPadding:
		return
	case finished, finished + javaPadding:
		inferred = "Finished"
	case emptyCertificate + overhead, emptyCertificate + overhead + javaPadding:
		inferred = "Certificate without a certificate"
	case finished + emptyCertificate:
		inferred = "Certificate without a certificate, Finished"
	default:
		if p.offersEarlyData(c) && !p.more(c).facts.HelloRetry {
			return
		}
	}
	p.observeProtected(c, Client, time, length, inferred)
}
