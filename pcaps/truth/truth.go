// Package truth is the form of the truth.json beside every bundled capture:
// what the two ends of every connection knew, and what edrtap owes its user
// for it. Names and spellings are those of edrtap's own output.
package truth

import (
	"time"

	"edrtap/rules/record"
)

// Truth is one truth.json.
type Truth struct {
	Case         string    `json:"case"`
	Title        string    `json:"title"`
	File         string    `json:"file"`              // beside truth.json
	Flags        []string  `json:"flags,omitempty"`   // what the operator would give on the command line
	Reproducible bool      `json:"reproducible"`      // the generator gives the same bytes for the same seed
	Problem      bool      `json:"problem,omitempty"` // the file cannot be read to its end: exit code 3
	Sessions     []Session `json:"sessions"`          // in order of the first packet
	Findings     Findings  `json:"findings"`
	Rates        []Rate    `json:"rates,omitempty"`  // in order of server and second
	Sensor       *Sensor   `json:"sensor,omitempty"` // absent: nothing lost, nothing doubled
}

// Session is what a session record must say: a part of record.Session under
// the same names. A field that is absent here is absent there too.
type Session struct {
	Start    time.Time       `json:"start"` // of the first packet, at the sensor
	Client   record.Endpoint `json:"client"`
	Server   record.Endpoint `json:"server"`
	Proxy    *record.Proxy   `json:"proxy,omitempty"`
	TCP      TCP             `json:"tcp"`
	TLS      *TLS            `json:"tls,omitempty"` // absent where no TLS record was sent
	Stage    record.Stage    `json:"stage"`
	Outcome  record.Outcome  `json:"outcome"`
	Optional bool            `json:"optional,omitempty"` // no attempt at TLS: a session record may be there or not
	Unseen   bool            `json:"unseen,omitempty"`   // the sensor does not see enough of it: no more is claimed than that there is a record
	Note     string          `json:"note,omitempty"`     // for the reader
}

// TCP is the transport's share.
type TCP struct {
	Established bool           `json:"established"`
	Bytes       record.Pair    `json:"bytes"` // payload that reached the other end or passed the sensor, each byte once
	EndedBy     record.EndedBy `json:"ended_by"`
}

// TLS is what the ends report of the handshake, as far as the wire shows it
// without keys, or with them where they are in the file.
type TLS struct {
	SNI                        string        `json:"sni,omitempty"`
	Version                    string        `json:"version,omitempty"`
	OfferedCiphers             []string      `json:"offered_ciphers,omitempty"` // IANA values, four hex digits, in order
	Cipher                     string        `json:"cipher,omitempty"`
	Group                      string        `json:"group,omitempty"`
	ALPN                       string        `json:"alpn,omitempty"`
	Resumed                    *bool         `json:"resumed,omitempty"` // absent where no ServerHello was sent
	HelloRetry                 bool          `json:"hello_retry"`
	Established                bool          `json:"established"`
	ClientCertificateRequested bool          `json:"client_certificate_requested,omitempty"` // only where it is visible (TLS 1.2 and before)
	Alerts                     []Alert       `json:"alerts,omitempty"`
	Certificates               []Certificate `json:"certificates,omitempty"` // leaf first; those that are visible as a whole
	Decrypted                  bool          `json:"decrypted,omitempty"`    // the file has the keys
	AppRecords                 record.Pair   `json:"app_records"`
	AppBytes                   record.Pair   `json:"app_bytes"` // plaintext; the wire hides up to 15 bytes a record of it in the padding of CBC suites
}

// Alert is one alert as its sender meant it. The code and level of an
// encrypted one are not on the wire.
type Alert struct {
	From        string `json:"from"` // "client" or "server"
	Level       string `json:"level"`
	Code        uint8  `json:"code"`
	Description string `json:"description"`
	Encrypted   bool   `json:"encrypted"`
}

// Certificate names one certificate.
type Certificate struct {
	SHA256  string `json:"sha256"`
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
}

// Findings is what the rules must, may and must not say of the capture.
// Any other finding above severity info is false.
type Findings struct {
	Must    []Finding `json:"must"`
	May     []string  `json:"may"`
	MustNot []string  `json:"must_not"`
}

// Finding is one expected finding; absent fields are not compared.
type Finding struct {
	Rule     string           `json:"rule"`
	Severity record.Severity  `json:"severity,omitempty"`
	Evidence record.Evidence  `json:"evidence,omitempty"`
	Server   *record.Endpoint `json:"server,omitempty"`
	Clients  []string         `json:"clients,omitempty"` // exactly these, sorted
}

// Rate is one clock second of events toward one server, counted by the
// senders. An event belongs to the second in which its request's first
// packet passed the sensor.
type Rate struct {
	Server   record.Endpoint `json:"server"`
	Second   time.Time       `json:"second"`
	Events   uint64          `json:"events"`
	Requests uint64          `json:"requests"`
}

// Sensor is what can be seen to be wrong with the frames at the capture point.
type Sensor struct {
	DuplicateFrames uint64 `json:"duplicate_frames,omitempty"` // seen more than once: mirrored twice, or doubled on the way
	CutFrames       uint64 `json:"cut_frames,omitempty"`       // the last frame of a file that ends inside it
	Lossy           bool   `json:"lossy,omitempty"`            // it misses frames, or parts of them: how much is not claimed
}
