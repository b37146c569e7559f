// Package tlsparse turns the bytes of a TLS connection into facts: records,
// handshake messages, certificates, alerts, fingerprints. Parsers are pure
// functions of bytes; nothing here knows packets, files, rules or storage.
package tlsparse

import "strconv"

// Dir is a direction of a connection, named after its sender.
type Dir uint8

// The two directions. Client is the end that opened the connection.
const (
	Client Dir = iota
	Server
)

// Other is the opposite direction.
func (d Dir) Other() Dir { return 1 - d }

// Answer is a yes or no that may not be known.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// State is what a connection turned out to be.
type State uint8

// The states.
const (
	Undecided State = iota // too little was seen, or only what may come before TLS
	TLS                    // TLS or SSL records were seen
	NotTLS                 // an end spoke something else: see Facts.NotTLS
)

// ClientAuth is what was seen of the client's certificate.
type ClientAuth uint8

// The kinds of client authentication.
const (
	AuthNotSeen ClientAuth = iota
	AuthSent               // a certificate was sent
	AuthEmpty              // the client answered the request with no certificate
)

// Facts is all that is known of one connection. Arrays of two are indexed by
// the sender's role (Client, Server). What the pointers and slices lead to is
// shared between connections and must not be changed.
type Facts struct {
	State     State
	Swapped   bool // the TLS client is the end that accepted the TCP connection: roles here are those of TLS
	MidStream bool // records without a hello: the beginning was not seen

	ClientHello  *ClientHello // the first one; nil when none was seen
	SecondHello  *ClientHello // the answer to a HelloRetryRequest
	ServerHello  *ServerHello // the last one seen; a HelloRetryRequest only as long as nothing followed it
	HelloRetry   bool         // a HelloRetryRequest was sent
	ClientClock  uint32       // first four bytes of the first ClientHello's random: in some stacks its clock, seconds since the Unix epoch
	ServerRandom [32]byte     // of the ServerHello
	SessionID    bool         // the ClientHello has a session id, which TLS 1.3 clients send for show

	Version      Version     // negotiated; 0 before the ServerHello
	Suite        CipherSuite // negotiated, valid where Version is not 0
	SSLv2Suite   CipherKind  // valid where Version is SSL 2.0
	Group        Group       // of key_share or ServerKeyExchange; 0 when there is none, or not a named one
	DHEBits      int         // size of the prime of a finite-field ServerKeyExchange; 0 otherwise
	ALPN         string      // from the clear (TLS 1.2 and before), or decrypted
	Resumed      Answer      // session id, ticket or PSK; Unknown before the ServerHello
	EarlyData    bool        // the client sent early data
	Renegotiated bool        // a second handshake inside the first one's protection
	TicketIssued bool        // a NewSessionTicket in the clear (TLS 1.2 and before)

	Certificates               []*Certificate // the server's, as sent, leaf first
	RawPublicKey               string         // kind and size of the server's key, where it sent that in place of a certificate (RFC 7250)
	CompressedCertificate      bool           // RFC 8879
	CertificateStatus          bool           // a stapled OCSP answer
	ClientCertificateRequested bool
	ClientCertificate          ClientAuth
	ClientCertificates         []*Certificate

	Established bool // both sides finished the handshake
	Alerts      []Alert
	AlertsLost  uint32 // alerts beyond the limit

	Records    [2]uint64 // complete headers, of every type
	AppRecords [2]uint64
	AppBytes   [2]uint64 // plaintext as far as the suite's overhead is known; of block ciphers the middle of what is possible
	Heartbeats uint32

	Times Times

	NotTLS    *OtherProtocol
	Preambles []Preamble // what came before TLS, in order

	Decryption Decryption

	HandshakeHole bool // bytes of the handshake were lost
	Anomalies     []Anomaly
	AnomaliesLost uint32 // anomalies beyond the limit
}

// Times says when each stage was first seen, in nanoseconds since the Unix
// epoch; 0 when it was not.
type Times struct {
	ClientHello       int64 // complete
	ServerHello       int64 // the one that decides, not a HelloRetryRequest
	HelloRetry        int64
	Certificate       int64 // the server's
	ServerHelloDone   int64
	ClientKeyExchange int64
	ChangeCipherSpec  [2]int64
	Finished          [2]int64 // TLS 1.3: inferred from the place and size of encrypted records
	Application       [2]int64 // first application data
}

// GroupName is the name of the key exchange's group: that of the named group,
// "dhe 2048" for a finite-field group of the server's own, "" when unknown.
func (f *Facts) GroupName() string {
	if f.Group != 0 {
		return f.Group.String()
	}
	if f.DHEBits != 0 {
		return "dhe " + strconv.Itoa(f.DHEBits)
	}
	return ""
}

// OtherProtocol is the evidence that an end did not speak TLS.
type OtherProtocol struct {
	From Dir
	Line string // its first line, printable, at most 64 bytes
}

// Preamble is one exchange that came before TLS on the same connection.
type Preamble struct {
	Protocol string // "http", "socks4", "socks5", "proxy-v1", "proxy-v2"
	Host     string // destination asked for
	Port     uint16
	Source   string   // PROXY protocol: address and port of the client
	Answered bool     // the proxy's answer was seen
	Status   int      // HTTP status, or the reply code of SOCKS
	Reason   string   // of the status line; of SOCKS 5, why the proxy did not come to the request
	Schemes  []string // of Proxy-Authenticate
	Via      string
	Server   string
}

// ClientHello is one parsed ClientHello (RFC 8446 section 4.1.2, RFC 5246
// section 7.4.1.2) without the parts that differ from connection to
// connection (random, session id, key shares, tickets). It is immutable once
// parsed, so that connections which offer the same can share one value.
type ClientHello struct {
	SSLv2          bool              // an SSLv2-style hello (RFC 5246 appendix E.2)
	RecordVersion  Version           // version field of the record that carried it
	LegacyVersion  Version           // legacy_version
	Versions       []Version         // supported_versions, in order, GREASE removed; nil when absent
	Suites         []CipherSuite     // in order, GREASE removed
	Kinds          []CipherKind      // of an SSLv2-style hello: what only SSL 2.0 has
	Compression    []uint8           // compression methods
	Extensions     []ExtensionType   // in order, GREASE removed
	SNI            string            // host_name as sent; "" when absent
	HasSNI         bool              // extension server_name present
	Groups         []Group           // supported_groups, GREASE removed
	KeyShares      []Group           // groups of key_share, GREASE removed
	PointFormats   []uint8           // ec_point_formats
	Signatures     []SignatureScheme // signature_algorithms
	ALPN           []string          // in order, GREASE removed
	GREASE         bool              // any GREASE value (RFC 8701) was there
	ECH            bool              // encrypted_client_hello present
	EarlyData      bool              // early_data present
	PSK            bool              // pre_shared_key present
	TicketOffered  bool              // session_ticket present and not empty
	ExtendedMaster bool              // extended_master_secret present
	EncryptThenMAC bool              // encrypt_then_mac present
	JA3            string            // md5 in hex; "" of a hello that is truncated or malformed: it would be another client's
	JA4            string            // likewise
	Truncated      bool              // the bytes ended early: what is here was seen, the rest is not known
}

// ServerHello is one parsed ServerHello or HelloRetryRequest.
type ServerHello struct {
	LegacyVersion  Version
	Version        Version // negotiated: supported_versions where present, else LegacyVersion
	Suite          CipherSuite
	Compression    uint8
	Extensions     []ExtensionType
	Group          Group  // key_share group; 0 when absent
	ALPN           string // from the clear (TLS 1.2 and before)
	HelloRetry     bool   // the HelloRetryRequest random (RFC 8446 section 4.1.3)
	PSK            bool   // pre_shared_key: a PSK was accepted
	TicketExpected bool   // session_ticket present: a NewSessionTicket follows
	ExtendedMaster bool
	EncryptThenMAC bool
	RawPublicKeys  [2]bool // by role: a raw public key comes in place of certificates (TLS 1.2 and before)
	HeartbeatMode  uint8
	JA3S           string
	Truncated      bool
}

// Alert is one alert of the alert protocol (RFC 8446 section 6).
type Alert struct {
	From      Dir
	Time      int64 // ns
	Level     AlertLevel
	Code      AlertDescription
	Encrypted bool // where not Decrypted, recognised by record type, length and place; Level and Code are then not known
	Decrypted bool
}

// Anomaly is something in the bytes that the specifications do not allow, or
// that says that an implementation is odd. It never ends the parsing.
type Anomaly struct {
	From   Dir
	Offset int64  // offset in the direction's stream, in bytes
	RFC    string // the section it goes against, for example "RFC 8446 section 5.1"
	What   string // lower case, one line
}
