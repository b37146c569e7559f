package tlsparse

import (
	"hash/maphash"
	"maps"

	"edrtap/capture/slab"
)

// Limits bounds what a Parser keeps. A zero field stands for its default.
type Limits struct {
	Message    int // longest handshake message that is parsed, in bytes; longer ones are skipped
	Preamble   int // bytes per direction in which TLS is looked for
	Buffered   int // bytes of unfinished messages and preambles, over all connections
	Interned   int // bytes of the tables of hellos and certificate lists
	CertCount  int // certificates in the cache
	CertMemory int // memory of the certificate cache, in bytes
}

const (
	defaultMessage  = 512 << 10 // chains of several hundred KiB were seen
	defaultPreamble = 16 << 10
	defaultBuffered = 64 << 20
	defaultInterned = 8 << 20

	anomalyLimit  = 16 // anomalies kept per connection
	alertLimit    = 16 // alerts kept per connection
	evidenceLimit = 64 // bytes kept of a line that is not TLS
	poolLimit     = 64 // spare buffers kept
	searchLimit   = 64 // chunks in which one end's beginning is looked for once the other speaks TLS
	resyncLimit   = 64 // record headers found after lost bytes that lead nowhere
)

func (l *Limits) setDefaults() {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Message, defaultMessage)
	set(&l.Preamble, defaultPreamble)
	set(&l.Buffered, defaultBuffered)
	set(&l.Interned, defaultInterned)
}

// Counters counts what limits and damage cost. Each counts since the Parser
// was made.
type Counters struct {
	LongMessages    uint64 // handshake messages longer than Limits.Message
	BufferFull      uint64 // messages and preambles dropped because of Limits.Buffered
	ResyncFailures  uint64 // directions given up after lost bytes, because record headers led nowhere
	PreamblesTooBig uint64 // connections given up because no TLS came within Limits.Preamble
	AnomaliesLost   uint64 // anomalies beyond what one connection keeps
	AlertsLost      uint64 // alerts beyond what one connection keeps
	Hellos          uint64 // ClientHello messages parsed or found in the table
	HellosKnown     uint64 // of these, found in the table
}

// Add adds the counts of another Parser.
func (c *Counters) Add(o Counters) {
	c.LongMessages += o.LongMessages
	c.BufferFull += o.BufferFull
	c.ResyncFailures += o.ResyncFailures
	c.PreamblesTooBig += o.PreamblesTooBig
	c.AnomaliesLost += o.AnomaliesLost
	c.AlertsLost += o.AlertsLost
	c.Hellos += o.Hellos
	c.HellosKnown += o.HellosKnown
}

// LimitsHit gives the limits that were hit, by name, with how often; only
// those above zero. A connection in which no TLS came within Limits.Preamble
// is not among them: most are of other protocols, and nothing of them is lost.
func (c *Counters) LimitsHit() map[string]uint64 {
	hit := map[string]uint64{
		"handshake_message": c.LongMessages, "handshake_bytes": c.BufferFull, "stream_resync": c.ResyncFailures,
		"anomalies_a_session": c.AnomaliesLost, "alerts_a_session": c.AlertsLost,
	}
	maps.DeleteFunc(hit, func(_ string, n uint64) bool { return n == 0 })
	return hit
}

// Parser follows TLS connections. All Conns of one goroutine share one Parser:
// it holds caches, pools and limits, and has no lock.
type Parser struct {
	// OnRecord, where not nil, is called for every application_data record
	// outside the handshake once its header is complete; length is that of the
	// record's body. In TLS 1.3, a record as short as an alert is reported once
	// it is known not to be the last one, with the time of its header; records
	// taken for the handshake are not reported. dir is the sender's role.
	OnRecord func(c *Conn, dir Dir, time int64, length int)

	// Decrypter, where not nil, opens protected records. It is set before the
	// first connection begins.
	Decrypter Decrypter

	// OnPlaintext, where not nil, is called for decrypted application data in
	// order, behind OnRecord; time is that of the record's header, and b is
	// valid until OnPlaintext returns.
	OnPlaintext func(c *Conn, dir Dir, time int64, b []byte)

	// OnPlaintextHole, where not nil, is called where application data of a
	// connection with a Decrypter was lost or could not be decrypted, once
	// before more comes by OnPlaintext. Facts.Decryption says why.
	OnPlaintextHole func(c *Conn, dir Dir, time int64)

	// OnEvent, where not nil, is called for every other step of a connection, in
	// the order of each direction's stream; alerts of TLS 1.3 that are held until
	// it is known that nothing follows are only in the Facts.
	OnEvent func(c *Conn, e Event)

	Counters Counters

	limits       Limits
	certificates *CertCache
	clientHellos interned[*sharedHello]
	serverHellos interned[*ServerHello]
	chains       interned[[]*Certificate]
	key          []byte // scratch for table keys
	seed         maphash.Seed
	joined       []byte // scratch for bytes that straddle chunks
	facts        Facts  // scratch, see Parser.Facts

	// Of all connections, which refer to them by number.
	kept    slab.Slab[kept]
	hellos  slab.Slab[*sharedHello]
	details slab.Slab[details]
	buffers slab.Slab[*buffers]

	spareBuffers []*buffers
	spareBodies  []*[maxRecordLen]byte
	buffered     int // bytes of capacity held by buffers that are in use
	opened       int // see Opened
	isOpened     bool
}

// NewParser returns a Parser with the limits.
func NewParser(limits Limits) *Parser {
	limits.setDefaults()
	return &Parser{
		limits:       limits,
		seed:         maphash.MakeSeed(),
		certificates: NewCertCache(limits.CertCount, limits.CertMemory),
		clientHellos: newInterned[*sharedHello](limits.Interned / 4),
		serverHellos: newInterned[*ServerHello](limits.Interned / 8),
		chains:       newInterned[[]*Certificate](limits.Interned / 2),
	}
}

// clientHello gives the parsed message, from the table where it can. The
// anomalies have offsets from the start of the message.
func (p *Parser) clientHello(message []byte, record Version) (*sharedHello, HelloNonce, []Anomaly) {
	p.Counters.Hellos++
	key, nonce, plain := clientHelloKey(p.key[:0], message, record)
	p.key = key
	if plain {
		if h, ok := p.clientHellos.get(key); ok {
			p.Counters.HellosKnown++
			return h, nonce, nil
		}
	}
	parsed, nonce, anomalies := ParseClientHello(message)
	parsed.RecordVersion = record
	h := &sharedHello{ClientHello: parsed}
	if plain && anomalies == nil {
		p.clientHellos.put(key, h)
	}
	return h, nonce, anomalies
}

func (p *Parser) serverHello(message []byte) (*ServerHello, HelloNonce, []Anomaly) {
	key, nonce, plain := serverHelloKey(p.key[:0], message)
	p.key = key
	if plain {
		if h, ok := p.serverHellos.get(key); ok {
			return h, nonce, nil
		}
	}
	h, nonce, anomalies := ParseServerHello(message)
	if plain && anomalies == nil {
		p.serverHellos.put(key, h)
	}
	return h, nonce, anomalies
}

// chain gives the certificates of a Certificate message of TLS 1.2 or before.
func (p *Parser) chain(message []byte) ([]*Certificate, []Anomaly) {
	if list, ok := p.chains.get(message); ok {
		return list, nil
	}
	m, anomalies := ParseCertificateMessage(message, false)
	list := make([]*Certificate, 0, len(m.Certificates))
	for _, der := range m.Certificates {
		list = append(list, p.certificates.Get(der))
	}
	if !m.Truncated && anomalies == nil {
		p.chains.put(message, list)
	}
	return list, anomalies
}
