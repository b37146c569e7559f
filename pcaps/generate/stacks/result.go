package stacks

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

// Result is what was said on a connection, and what the ends know of it.
type Result struct {
	Steps    []dialogue.Step
	Proxy    *record.Proxy
	TLS      *truth.TLS
	Stage    record.Stage
	Outcome  record.Outcome
	Requests []Request // that were sent
}

// Request is one request among the steps.
type Request struct {
	Step   int // where it begins
	Events int
}

// Of the record and alert protocols (RFC 8446 sections 5.1 and 6).
const (
	recordAlert         = 21
	levelFatal          = 2
	alertCloseNotify    = 0
	alertBadCertificate = 42
)

func (r *run) result() (Result, error) {
	if t := r.talk.Tunnel; t.refuses() {
		return Result{
			Steps: r.steps, Proxy: &record.Proxy{Protocol: "http", Host: t.Host, Port: t.Port, Status: t.Status, Reason: t.Reason},
			Stage: record.StageTCP, Outcome: record.ProxyRefused,
		}, nil
	}
	if err := r.agree(); err != nil {
		return Result{}, err
	}
	facts := &truth.TLS{
		SNI: r.talk.Client.Name, OfferedCiphers: r.offered(),
		Established: r.client.err == nil && r.server.err == nil && r.client.state.HandshakeComplete,
		Alerts:      r.alerts(),
		AppRecords:  r.records, AppBytes: r.bytes,
		Decrypted: r.talk.Server.KeysInside,
	}
	if r.talk.Client.Address {
		facts.SNI = ""
	}
	if r.server.helloSent() && r.serverSpoke() {
		r.addServerHello(facts)
	}
	result := Result{Steps: r.steps, TLS: facts, Stage: r.stage(facts), Outcome: r.outcome(facts), Requests: r.requests}
	if t := r.talk.Tunnel; t != nil {
		result.Proxy = &record.Proxy{Protocol: "http", Host: t.Host, Port: t.Port, Status: 200, Reason: granted}
	}
	return result, nil
}

// agree makes sure that both stacks tell the same story.
func (r *run) agree() error {
	c, s := r.client, r.server
	switch {
	case r.talk.Server.Fault == Mute || r.talk.Server.Fault == AnswersPlain:
		return nil
	case errors.Is(c.err, dialogue.ErrStalled), errors.Is(s.err, dialogue.ErrStalled):
		return fmt.Errorf("handshake stalled: client: %v; server: %v", c.err, s.err)
	case c.err != nil || s.err != nil:
		return nil
	case c.state.Version != s.state.Version, c.state.CipherSuite != s.state.CipherSuite, c.state.DidResume != s.state.DidResume:
		return errors.New("the ends disagree on what was negotiated")
	}
	return nil
}

func (r *run) addServerHello(facts *truth.TLS) {
	state := r.server.state
	old := state.Version < tls.VersionTLS13
	visible := old || r.talk.Server.KeysInside // RFC 8446 section 2 encrypts the rest
	facts.Version = tls.VersionName(state.Version)
	facts.Cipher = tls.CipherSuiteName(state.CipherSuite)
	facts.HelloRetry = state.HelloRetryRequest
	facts.Resumed = &state.DidResume
	if !old || !state.DidResume { // an abbreviated handshake of TLS 1.2 names no group
		facts.Group = groupName(state.CurveID)
	}
	if visible {
		facts.ALPN = state.NegotiatedProtocol
		facts.ClientCertificateRequested = r.talk.Server.ClientCertificate
		if !state.DidResume {
			facts.Certificates = certificates(r.talk.Server.Certificate.Certificate)
		}
	}
}

func (r *run) stage(facts *truth.TLS) record.Stage {
	switch {
	case facts.AppRecords != record.Pair{}:
		return record.StageApplication
	case facts.Established:
		return record.StageFinished
	case facts.Certificates != nil:
		return record.StageCertificate
	case facts.Version != "":
		return record.StageServerHello
	default:
		return record.StageClientHello
	}
}

func (r *run) outcome(facts *truth.TLS) record.Outcome {
	switch {
	case r.talk.Server.Fault == Mute:
		return record.Timeout
	case r.talk.Server.Fault == AnswersPlain:
		return record.NotTLS
	case facts.Established && facts.AppRecords[dialogue.Client] == 0 && r.firstClose() == dialogue.Client:
		return record.SilentRejection
	case facts.Established:
		return record.Established
	case len(facts.Alerts) > 0 && facts.Alerts[0].From == "client":
		return record.ClientAlert
	case len(facts.Alerts) > 0:
		return record.ServerAlert
	case r.firstClose() == dialogue.Client:
		return record.ClientClosed
	default:
		return record.ServerClosed
	}
}

// serverSpoke says whether the server sent a handshake record: one that chose a
// suite may still find no signature that the client takes.
func (r *run) serverSpoke() bool {
	const handshake = 22
	return slices.ContainsFunc(r.steps, func(s dialogue.Step) bool {
		return s.From == dialogue.Server && s.Kind == dialogue.Send && s.Data[0] == handshake
	})
}

// firstClose is the side that closed first; the server's where none did.
func (r *run) firstClose() dialogue.Side {
	for _, s := range r.steps {
		if s.Kind == dialogue.Close {
			return s.From
		}
	}
	return dialogue.Server
}

// alerts gives what each side sent, by what the other one received.
func (r *run) alerts() []truth.Alert {
	var alerts []truth.Alert
	if code := r.client.alert; code != 0 {
		alerts = append(alerts, newAlert("client", code, r.client.crypted))
	}
	if code, ok := received(r.client.err); ok {
		alerts = append(alerts, newAlert("server", code, r.server.state.Version == tls.VersionTLS13 && r.serverSpoke()))
	}
	order := []dialogue.Side{dialogue.Client, dialogue.Server}
	if r.talk.Ending == ServerEnds {
		order = []dialogue.Side{dialogue.Server, dialogue.Client}
	}
	for _, side := range order {
		if r.notified[side] {
			name := [2]string{"client", "server"}[side]
			alerts = append(alerts, newAlert(name, alertCloseNotify, true))
		}
	}
	return alerts
}

// received gives the alert in a stack's error. The stacks' alert types are
// not exported, but they are small integers.
func received(err error) (uint8, bool) {
	var remote *net.OpError
	if !errors.As(err, &remote) || remote.Op != "remote error" {
		return 0, false
	}
	code := reflect.ValueOf(remote.Err)
	if code.Kind() != reflect.Uint8 {
		return 0, false
	}
	return uint8(code.Uint()), true
}

func newAlert(from string, code uint8, encrypted bool) truth.Alert {
	a := truth.Alert{From: from, Level: "fatal", Code: code, Description: alertName(code), Encrypted: encrypted}
	if code == alertCloseNotify {
		a.Level = "warning"
	}
	return a
}

// alertName is the name in the IANA registry of TLS alerts.
func alertName(code uint8) string {
	switch code { // where the stack words it otherwise
	case 45:
		return "certificate_expired"
	case 46:
		return "certificate_unknown"
	case 48:
		return "unknown_ca"
	case 70:
		return "protocol_version"
	default:
		return strings.ReplaceAll(strings.TrimPrefix(tls.AlertError(code).Error(), "tls: "), " ", "_")
	}
}

func groupName(id tls.CurveID) string {
	switch id {
	case tls.X25519:
		return "x25519"
	case tls.CurveP256:
		return "secp256r1"
	case tls.CurveP384:
		return "secp384r1"
	default:
		return ""
	}
}

func (r *run) offered() []string {
	suites, _ := r.talk.Client.Hello.suites() // checked when the hello was made
	var hexes []string
	for _, s := range suites {
		hexes = append(hexes, fmt.Sprintf("%04x", s))
	}
	return hexes
}

func certificates(chain [][]byte) []truth.Certificate {
	var list []truth.Certificate
	for _, der := range chain {
		sum := sha256.Sum256(der)
		c := truth.Certificate{SHA256: hex.EncodeToString(sum[:])}
		if parsed, err := x509.ParseCertificate(der); err == nil {
			c.Subject, c.Issuer = parsed.Subject.String(), parsed.Issuer.String()
		}
		list = append(list, c)
	}
	return list
}

// records splits a write into the types of its TLS records.
func records(b []byte) []byte {
	var types []byte
	for len(b) >= 5 {
		types = append(types, b[0])
		b = b[min(len(b), 5+int(b[3])<<8+int(b[4])):]
	}
	return types
}
