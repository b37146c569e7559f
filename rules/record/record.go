// Package record defines the records that edrtap writes, one JSON object a
// line: sessions, findings, rates, diagnoses and the summary. Field names are
// the output contract: fields may be added, never renamed. An absent field
// means not known. The package is plain data; it knows neither how a record
// was found nor how it is kept or shown.
package record

import (
	"net/netip"
	"time"
)

// Endpoint is one end of a connection.
type Endpoint struct {
	IP   netip.Addr `json:"ip"`
	Port uint16     `json:"port"`
}

// Pair holds a figure for each direction: what the client sent, what the
// server sent.
type Pair [2]uint64

// Outcome is how an attempt ended.
type Outcome string

// The outcomes of the contract.
const (
	Established     Outcome = "established"      // both sides finished the handshake
	ServerAlert     Outcome = "server_alert"     // a fatal alert of the server decided it
	ClientAlert     Outcome = "client_alert"     // a fatal alert of the client decided it
	SilentRejection Outcome = "silent_rejection" // finished, then closed by the client without one application record
	ClientClosed    Outcome = "client_closed"    // FIN of the client before completion, no alert
	ServerClosed    Outcome = "server_closed"    // FIN of the server before completion, no alert
	Reset           Outcome = "reset"            // RST before completion
	Timeout         Outcome = "timeout"          // an end waited in vain
	NoTCP           Outcome = "no_tcp"           // the TCP connection was never established
	NotTLS          Outcome = "not_tls"          // a peer spoke something else
	ProxyRefused    Outcome = "proxy_refused"    // a proxy refused the CONNECT
	Truncated       Outcome = "truncated"        // the capture does not hold enough to tell
)

// Outcomes lists all outcomes.
func Outcomes() []Outcome {
	return []Outcome{
		Established, ServerAlert, ClientAlert, SilentRejection, ClientClosed, ServerClosed,
		Reset, Timeout, NoTCP, NotTLS, ProxyRefused, Truncated,
	}
}

// Stage is how far an attempt got.
type Stage string

// The stages of the contract, in order.
const (
	StageTCP         Stage = "tcp"
	StageClientHello Stage = "client_hello"
	StageServerHello Stage = "server_hello"
	StageCertificate Stage = "certificate"
	StageFinished    Stage = "finished"
	StageApplication Stage = "application"
)

// EndedBy is who ended the TCP connection first.
type EndedBy string

// The ends of the contract.
const (
	ClientFIN EndedBy = "client_fin"
	ServerFIN EndedBy = "server_fin"
	ClientRST EndedBy = "client_rst"
	ServerRST EndedBy = "server_rst"
	TimedOut  EndedBy = "timeout"
	StillOpen EndedBy = "open"
)

// Session is all that is known of one TLS attempt over a flow, including
// attempts that never got as far as TLS.
type Session struct {
	Type    string    `json:"type"` // "session"
	ID      string    `json:"id"`   // 16 hex digits, the same for the same packets
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	File    string    `json:"file,omitempty"`
	Client  Endpoint  `json:"client"`
	Server  Endpoint  `json:"server"`
	Proxy   *Proxy    `json:"proxy,omitempty"`
	TCP     TCP       `json:"tcp"`
	TLS     *TLS      `json:"tls,omitempty"`
	HTTP    *HTTP     `json:"http,omitempty"` // only where it was decrypted
	Stage   Stage     `json:"stage"`
	Outcome Outcome   `json:"outcome"`
	Notes   []string  `json:"notes,omitempty"` // anomalies, one line each
}

// HTTP is what the requests of a decrypted session come to.
type HTTP struct {
	Version   string   `json:"version"` // "HTTP/1.1", "HTTP/2.0"
	Requests  uint64   `json:"requests"`
	Events    uint64   `json:"events"`              // in the uploads in which they could be counted
	Uncounted uint64   `json:"uncounted,omitempty"` // uploads in which they could not
	Statuses  []Status `json:"statuses,omitempty"`  // of final answers, by code
}

// Status is how many answers had a status code (RFC 9110 section 15).
type Status struct {
	Code  int    `json:"code"`
	Count uint64 `json:"count"`
}

// Proxy is what was seen of an HTTP CONNECT in front of the TLS bytes.
type Proxy struct {
	Protocol string `json:"protocol,omitempty"` // "http", "socks4", "socks5", "proxy-v1", "proxy-v2"
	Host     string `json:"host"`
	Port     uint16 `json:"port"`
	Status   int    `json:"status,omitempty"` // HTTP status of the answer; 0 when none was seen

	Reason       string   `json:"reason,omitempty"`       // of the status line
	Authenticate []string `json:"authenticate,omitempty"` // schemes of Proxy-Authenticate
	Via          string   `json:"via,omitempty"`          // header of the answer, as is Software
	Software     string   `json:"software,omitempty"`     // header Server
	Source       string   `json:"source,omitempty"`       // PROXY protocol: address and port of the client behind the proxy
}

// TCP is the transport's share of a session.
type TCP struct {
	Established   bool    `json:"established"`
	Packets       Pair    `json:"packets"`
	Bytes         Pair    `json:"bytes"`         // payload, each byte once
	Retransmitted Pair    `json:"retransmitted"` // segments
	OutOfOrder    Pair    `json:"out_of_order"`  // segments
	MissingBytes  Pair    `json:"missing_bytes"`
	Duplicates    uint64  `json:"duplicate_frames,omitempty"`
	RTT           uint64  `json:"rtt_us,omitempty"` // SYN to the ACK that completes the three-way handshake, microseconds
	EndedBy       EndedBy `json:"ended_by"`
	SYNs          int     `json:"syns,omitempty"`           // SYNs that the client sent
	Refused       bool    `json:"refused,omitempty"`        // a RST answered the SYN
	ICMPErrors    uint64  `json:"icmp_errors,omitempty"`    // ICMP errors about this connection
	OneWay        bool    `json:"one_way,omitempty"`        // only one direction was ever seen
	MidStream     bool    `json:"mid_stream,omitempty"`     // the beginning was not seen
	Cut           bool    `json:"cut,omitempty"`            // frames were cut by a snap length
	AtEnd         bool    `json:"at_capture_end,omitempty"` // still open, and active, when the capture ended
	Mixed         bool    `json:"mixed,omitempty"`          // bytes were captured behind their acknowledgment, or the time went back: the order of the directions is not known
	UnseenEnd     bool    `json:"unseen_end,omitempty"`     // a FIN that was acknowledged, or what a RST comes behind, was not seen

	MSS         Pair    `json:"mss,omitzero"`           // maximum segment size that each side announced, bytes
	Unacked     Pair    `json:"unacked_bytes,omitzero"` // sent, and never acknowledged
	Stuck       Pair    `json:"stuck_bytes,omitzero"`   // payload of the largest segment that was sent more than once and never acknowledged
	ZeroWindows Pair    `json:"zero_windows,omitzero"`  // packets that advertise a window of 0
	ClientReset *Resets `json:"client_reset,omitempty"` // the RSTs that bear the client's address
	ServerReset *Resets `json:"server_reset,omitempty"` // the RSTs that bear the server's address
	ICMP        *ICMP   `json:"icmp,omitempty"`         // the first ICMP error about this connection
	Latency     Latency `json:"latency,omitzero"`
}

// Resets is what is known of the RSTs of one end. A RST that somebody else made
// in its name does not fit the packets that the end sent before.
type Resets struct {
	Count       uint64    `json:"count"`                 // RSTs with a plausible sequence number (RFC 5961 section 3)
	Implausible uint64    `json:"implausible,omitempty"` // RSTs that a receiver would have ignored
	Survived    bool      `json:"survived,omitempty"`    // the end went on sending after it
	Time        time.Time `json:"time"`                  // of the first one, as what follows
	TTL         uint8     `json:"ttl"`                   // time to live or hop limit
	IPID        uint16    `json:"ip_id"`                 // identification; 0 in IPv6
	Window      uint16    `json:"window"`
	Before      *Headers  `json:"before,omitempty"` // of the end's last packet before; absent where there was none
}

// Headers are the fields of one packet that the sender's system chooses.
type Headers struct {
	TTL    uint8  `json:"ttl"`
	IPID   uint16 `json:"ip_id"`
	Window uint16 `json:"window"`
}

// ICMP is an ICMP error about a connection.
type ICMP struct {
	About string `json:"about"`        // "client" or "server": who sent the packet that it is about
	V6    bool   `json:"v6,omitempty"` // Type and Code are of ICMPv6
	Type  uint8  `json:"type"`
	Code  uint8  `json:"code"`
	MTU   uint64 `json:"mtu,omitempty"` // smallest next-hop MTU of any such error, bytes
}

// Latency is where the time went, as the sensor saw it, in microseconds; a
// part that is not known is absent.
type Latency struct {
	TCP         uint64 `json:"tcp_us,omitempty"`                          // first SYN to the end of the three-way handshake
	ServerHello uint64 `json:"client_hello_to_server_hello_us,omitempty"` // or to a HelloRetryRequest
	Certificate uint64 `json:"certificate_us,omitempty"`                  // ServerHello to the whole certificate
	Flight      uint64 `json:"server_flight_us,omitempty"`                // ServerHello to the end of the server's flight: ServerHelloDone, or its Finished in TLS 1.3
	Finished    uint64 `json:"finished_us,omitempty"`                     // ClientHello to the later of both Finished
	Answer      uint64 `json:"first_request_to_answer_us,omitempty"`      // first application data of the client to the server's next
}

// TLS is what the handshake and the record headers showed.
type TLS struct {
	SNI                        string        `json:"sni,omitempty"`
	Version                    string        `json:"version,omitempty"`
	OfferedVersions            []string      `json:"offered_versions,omitempty"`
	Cipher                     string        `json:"cipher,omitempty"`
	OfferedCiphers             []string      `json:"offered_ciphers,omitempty"`
	Group                      string        `json:"group,omitempty"`
	OfferedGroups              []string      `json:"offered_groups,omitempty"`
	OfferedSignatures          []string      `json:"offered_signatures,omitempty"`
	ALPN                       string        `json:"alpn,omitempty"`
	OfferedALPN                []string      `json:"offered_alpn,omitempty"`
	Resumed                    *bool         `json:"resumed,omitempty"` // absent where no ServerHello was seen
	HelloRetry                 bool          `json:"hello_retry"`
	HelloIncomplete            bool          `json:"client_hello_incomplete,omitempty"` // only the beginning of the ClientHello was seen
	Established                bool          `json:"established"`
	ClientCertificateRequested bool          `json:"client_certificate_requested,omitempty"`
	ClientCertificateSent      *bool         `json:"client_certificate_sent,omitempty"` // absent where it cannot be seen
	ChainCut                   bool          `json:"chain_cut,omitempty"`               // only the beginning of the server's Certificate message was seen
	JA3                        string        `json:"ja3,omitempty"`
	JA3S                       string        `json:"ja3s,omitempty"`
	JA4                        string        `json:"ja4,omitempty"`
	ClientClock                time.Time     `json:"client_clock,omitzero"`  // by the ClientHello's random, where that is near the sensor's clock
	ClientStack                *Stack        `json:"client_stack,omitempty"` // a hint, never more
	Alerts                     []Alert       `json:"alerts,omitempty"`
	Certificates               []Certificate `json:"certificates,omitempty"` // leaf first, as the server sent them
	Records                    Pair          `json:"records"`
	AppRecords                 Pair          `json:"app_records"`
	AppBytes                   Pair          `json:"app_bytes"` // plaintext as far as the suite's overhead is known
	Decrypted                  bool          `json:"decrypted,omitempty"`
	Decryption                 Decryption    `json:"decryption,omitzero"` // only where there were secrets to decrypt with
}

// Stack is whose TLS implementation a ClientHello looks like. Anybody can send
// the same bytes, so it is a hint.
type Stack struct {
	Name     string   `json:"name"`             // "Schannel", "OpenSSL", "GnuTLS", "NSS", "Go", "JSSE", "BoringSSL", "Apple", or a middlebox
	Detail   string   `json:"detail,omitempty"` // release or program, as far as the offer tells
	Features []string `json:"features"`         // what of the ClientHello led to it
}

// Decryption is what became of the protected records of a session.
type Decryption struct {
	Records     Pair   `json:"records"`
	Undecrypted Pair   `json:"undecrypted"`
	Reason      string `json:"reason,omitempty"` // why some were not decrypted
}

// Alert is one alert; Code is absent where the alert was encrypted and could
// not be decrypted.
type Alert struct {
	From        string `json:"from"` // "client" or "server"
	Level       string `json:"level,omitempty"`
	Code        *uint8 `json:"code,omitempty"`
	Description string `json:"description,omitempty"`
	Encrypted   bool   `json:"encrypted"`
	Inferred    bool   `json:"inferred,omitempty"` // known by record type, length and place alone
}

// Certificate is one X.509 certificate, field by field.
type Certificate struct {
	Subject     string    `json:"subject"`
	Issuer      string    `json:"issuer"`
	Serial      string    `json:"serial"`         // hex
	SHA256      string    `json:"sha256"`         // hex, of the DER bytes
	SHA1        string    `json:"sha1,omitempty"` // hex, of the DER bytes: some tools name certificates by it
	DNSNames    []string  `json:"dns_names,omitempty"`
	IPAddresses []string  `json:"ip_addresses,omitempty"`
	URIs        []string  `json:"uris,omitempty"`
	Emails      []string  `json:"emails,omitempty"`
	CommonName  string    `json:"common_name,omitempty"` // of the subject
	HasSAN      bool      `json:"has_san"`
	NotBefore   time.Time `json:"not_before,omitzero"`
	NotAfter    time.Time `json:"not_after,omitzero"`
	Key         string    `json:"key,omitempty"`         // "RSA 2048", "ECDSA P-256", "Ed25519"
	Signature   string    `json:"signature,omitempty"`   // "SHA256-RSA"
	CRL         []string  `json:"crl,omitempty"`         // URLs of revocation lists
	OCSP        []string  `json:"ocsp,omitempty"`        // URLs that answer for its revocation
	CA          bool      `json:"ca,omitempty"`          // basicConstraints says CA
	SelfSigned  bool      `json:"self_signed,omitempty"` // subject and issuer are the same
	Remembered  bool      `json:"remembered,omitempty"`  // not in this session: last seen from this server
	Problem     string    `json:"problem,omitempty"`     // what a strict parser says against it
}

// Severity orders findings.
type Severity string

// The severities of the contract, worst first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Severities lists all severities, worst first.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// Evidence is how sure a finding is.
type Evidence string

// The strengths of evidence: proof settles it alone.
const (
	Proof  Evidence = "proof"
	Strong Evidence = "strong"
	Hint   Evidence = "hint"
)

// Finding is one rule's conclusion about one subject.
type Finding struct {
	Type         string         `json:"type"` // "finding"
	ID           string         `json:"id"`   // 16 hex digits, the same for the same rule and subject in every run
	Rule         string         `json:"rule"`
	Severity     Severity       `json:"severity"`
	Evidence     Evidence       `json:"evidence"`
	Causes       []int          `json:"causes"` // numbers 1 to 12 of the vendor's article; empty where it names none
	Server       *Endpoint      `json:"server,omitempty"`
	Names        []string       `json:"names,omitempty"`
	Clients      []string       `json:"clients,omitempty"` // addresses, sorted; at most ListLimit
	ClientCount  int            `json:"client_count"`
	Sessions     []string       `json:"sessions,omitempty"` // ids, in order of time; at most ListLimit
	SessionCount int            `json:"session_count"`
	First        time.Time      `json:"first,omitzero"`
	Last         time.Time      `json:"last,omitzero"`
	Detail       map[string]any `json:"detail,omitempty"`
	Title        string         `json:"title"`
	Explanation  string         `json:"explanation"`
	Remedy       []string       `json:"remedy"`
}

// ListLimit is how many clients or session ids one finding lists; the counts
// are always whole.
const ListLimit = 1000

// Events is an interval of events, and the best guess in it.
type Events struct {
	Low      uint64 `json:"low"`
	Estimate uint64 `json:"estimate"`
	High     uint64 `json:"high"`
}

// Rate is one clock second of traffic toward one appliance. Requests and events
// belong to the second in which the request began, records and bytes to that
// in which they were sent.
type Rate struct {
	Type         string    `json:"type"` // "rate"
	Server       Endpoint  `json:"server"`
	Second       time.Time `json:"second"`
	Method       string    `json:"method"` // "decrypted", "calibrated" or "requests": the weakest that a part of the second rests on
	Events       Events    `json:"events"`
	Requests     uint64    `json:"requests"`
	AppRecords   uint64    `json:"app_records"`             // of clients, as the bytes
	AppBytes     uint64    `json:"app_bytes"`               // plaintext, high bound
	MissingBytes uint64    `json:"missing_bytes,omitempty"` // of clients, that the sensor missed or that could not be read after a loss; they widen the interval
	Connections  uint64    `json:"connections"`
	Clients      uint64    `json:"clients"`
	Limit        uint64    `json:"limit,omitempty"` // events per second; absent where none applies
}

// Sensor is the quality of what the capture point saw.
type Sensor struct {
	MissingBytes    uint64            `json:"missing_bytes"`
	OneWayFlows     uint64            `json:"one_way_flows"`
	DuplicateFrames uint64            `json:"duplicate_frames"`
	TruncatedFrames uint64            `json:"truncated_frames"`
	UndecodedFrames uint64            `json:"undecoded_frames"`
	BadChecksums    uint64            `json:"bad_checksums"`
	Dropped         uint64            `json:"dropped"`
	UnknownLinks    []UnknownLink     `json:"unknown_links,omitempty"`
	LimitsHit       map[string]uint64 `json:"limits_hit"`
}

// UnknownLink is a link type that edrtap cannot decode, and its frames.
type UnknownLink struct {
	Number uint16 `json:"number"`
	Name   string `json:"name"`
	Frames uint64 `json:"frames"`
}

// InputProblem says where and why an input could not be read to its end.
type InputProblem struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
}

// Summary closes the output.
type Summary struct {
	Type        string           `json:"type"` // "summary"
	Frames      uint64           `json:"frames"`
	Bytes       uint64           `json:"bytes"`
	Sessions    uint64           `json:"sessions"`
	Established uint64           `json:"established"`
	First       time.Time        `json:"first,omitzero"`
	Last        time.Time        `json:"last,omitzero"`
	Findings    map[Severity]int `json:"findings"`
	Sensor      Sensor           `json:"sensor"`
	Problems    []InputProblem   `json:"problems,omitempty"`
	Suppressed  []Suppressed     `json:"suppressed,omitempty"` // in the order of the inventory
	ElapsedS    float64          `json:"elapsed_s"`
}
